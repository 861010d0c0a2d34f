"""One execution environment of one function: what AWS runs the handler in."""
