"""The runtime client's side of an environment: the loop that AWS's own client runs around a handler.

Its functions appear in tracebacks and in error payloads with file names, line numbers and source lines of
AWS's client (R054, R057, R064, R193). So they are compiled from `source.py`, which puts each statement on the
line where AWS's is seen, under the path where AWS's is installed.
"""
