"""The command `pytest-lambda`: each of its commands has a module."""
