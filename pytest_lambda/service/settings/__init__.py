"""Parameters of the Lambda API around a function, checked as AWS checks them."""
