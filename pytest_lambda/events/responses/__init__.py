"""One module per source: the rules that a handler's answer to it must keep."""
