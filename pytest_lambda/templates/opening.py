"""From the path of a template to the application that it describes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pytest_lambda.templates.application import Application
from pytest_lambda.templates.deployment import deploy
from pytest_lambda.templates.reading import read_template

if TYPE_CHECKING:
    from pytest_lambda.service.service import LambdaService


def application(
    service: LambdaService,
    path: str | os.PathLike[str],
    *,
    parameters: Mapping[str, Any],
    values: Mapping[str, Any],
    stack_name: str,
) -> Application:
    """See `LambdaService.from_template`."""
    template = read_template(path, world=service.world, parameters=parameters, values=values)
    return deploy(service, template, parameters=parameters, values=values, stack_name=stack_name)
