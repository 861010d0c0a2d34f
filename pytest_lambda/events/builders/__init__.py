"""One module per source: what makes its events."""
