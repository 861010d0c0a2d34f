"""One module per source: the rules that its events keep, in `BOOKS`."""
