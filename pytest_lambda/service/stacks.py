"""Applications from templates.

What reads templates lives above this layer, which does not depend on it: it is found by name when it is asked for.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pytest_lambda.service.service import Tools
    from pytest_lambda.templates.application import Application


class Stacks:
    """What a service offers to those who have a template."""

    surroundings: Tools

    def __init__(self) -> None:
        super().__init__()
        self._endings = ExitStack()

    def from_template(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        parameters: Mapping[str, Any] | None = None,
        values: Mapping[str, Any] | None = None,
        stack_name: str | None = None,
    ) -> Application:
        """Build the application that a template describes: functions, queues, tables, rules, and what connects them.

        Args:
            path: of a template of SAM or CloudFormation, a `serverless.yml`, or the CDK's `cdk.out`. Default: in tests,
                the one of the setting `template`, of which the settings `template_parameters` and `template_values`
                count as well.
            parameters: of the template, by name; the others have their defaults.
            values: what cannot be known here, by what the template writes: `{"Cluster.Endpoint.Address": "db"}`.
            stack_name: which names of resources begin with; another one for each application. Default: `stack`.

        Raises:
            ConfigurationError: the template is wrong, or needs a value or a parameter; the message says where.
            NotSimulated: it asks for what AWS does and this library does not.

        Source: CloudFormation User Guide, template reference.
        """
        __tracebackhide__ = True
        module = import_module("pytest_lambda.templates.opening")
        call = {"path": path, "parameters": parameters or {}, "values": values or {}}
        application: Application = module.application(
            self, **self.surroundings.stack(call), stack_name=stack_name or "stack"
        )
        return application

    def on_close(self, callback: Callable[[], object]) -> None:
        """Call it when the service has been closed; the last one first."""
        self._endings.callback(callback)
