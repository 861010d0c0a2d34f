"""What does an operation of AWS's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pytest_lambda.service.service import LambdaService

#: the parameters of a request, in snake_case; what was not given is missing
Given = dict[str, Any]
#: does an operation and gives the members of its answer; None for an answer without a body
Operation = Callable[[LambdaService, Given], "dict[str, Any] | None"]
