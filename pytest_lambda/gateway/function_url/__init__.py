"""Function URLs in front of functions."""
