"""The `/tmp` of an execution environment, inside the test process.

`Box` is the folder that stands for `/tmp`; `Redirection` makes the environment's Python code meet it under
the name `/tmp`; what gets past is told by `TmpEscapeWarning`, and `NOT_REDIRECTED` lists it.
"""
