"""Ways to wait, led to virtual time while it is in force."""
