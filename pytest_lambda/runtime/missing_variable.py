"""Explains a KeyError that `os.environ` raised."""

from __future__ import annotations

import os
from collections.abc import Iterable


def missing_variable(error: BaseException) -> str | None:
    """The name of the environment variable whose absence raised the error, if that is what it is."""
    tb = error.__traceback__
    while tb is not None and tb.tb_next is not None:
        tb = tb.tb_next
    if not isinstance(error, KeyError) or tb is None or not error.args:
        return None
    code = tb.tb_frame.f_code
    from_environ = code.co_name == "__getitem__" and os.path.basename(code.co_filename) in ("os.py", "<frozen os>")
    return str(error.args[0]) if from_environ else None


def explanation(name: str, configured: Iterable[str]) -> str:
    """What to say of a variable that a function did not have."""
    known = ", ".join(sorted(configured)) or "none"
    return (
        f"The environment variable {name} is not set for the function. Variables configured for it: {known}. "
        f'Add it: @pytest.mark.aws_lambda(environment={{"{name}": "…"}}), lambda_environment in the ini file, or '
        f'LambdaFunction(..., environment={{"{name}": "…"}}).'
    )
