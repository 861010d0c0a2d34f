"""What is deployed: packages of code, the states of functions, and what the API tells of them."""
