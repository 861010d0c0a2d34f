"""One module per source: the types of its events."""
