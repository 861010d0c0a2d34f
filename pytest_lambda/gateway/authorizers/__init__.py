"""Authorizers of APIs: who may reach a route, and what the function gets to know of them."""
