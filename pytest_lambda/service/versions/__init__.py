"""Published versions, aliases and the ways to name them."""
