"""`python -m pytest_lambda` is the command `pytest-lambda`."""

from __future__ import annotations

import sys

from pytest_lambda.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
