"""Application Load Balancers in front of functions."""
