"""From the path of a template to the application that it describes."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.templates.application import Application
from pytest_lambda.templates.deployment import deploy
from pytest_lambda.templates.exports import told_by_stacks
from pytest_lambda.templates.reading import read_template
from pytest_lambda.templates.template import Template

if TYPE_CHECKING:
    from pytest_lambda.service.service import LambdaService


def application(
    service: LambdaService,
    path: str | os.PathLike[str] | None,
    *,
    parameters: Mapping[str, Any],
    values: Mapping[str, Any],
    stack_name: str,
    read: Callable[..., Template] = read_template,
) -> Application:
    """See `LambdaService.from_template`; `read` reads the template, as `read_template` does."""
    if path is None:
        raise ConfigurationError("from_template() got no path, and no template is configured: name one.")
    values = {**told_by_stacks(service), **values}
    template = read(path, world=service.world, parameters=parameters, values=values)
    return deploy(service, template, parameters=parameters, values=values, stack_name=stack_name)
