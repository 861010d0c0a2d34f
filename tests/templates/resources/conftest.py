"""Templates whose text stands in the test, and what they become."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pytest_lambda import LambdaService
from pytest_lambda.templates.application import Application

Build = Callable[..., Application]

#: functions of a template that keep what they get: `!Sub` in a mapping of properties
FUNCTION = """
  {name}:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Runtime: python3.11
      Code:
        ZipFile: |
          def handler(event, context):
              return event
"""


@pytest.fixture
def build(service: LambdaService, tmp_path: Path) -> Build:
    """`build("  Queue: {Type: AWS::SQS::Queue}")` deploys these resources; `functions=["Fn"]` adds functions."""

    def built(resources: str, *, functions: tuple[str, ...] = (), more: str = "", **settings: Any) -> Application:
        path = tmp_path / "template.yaml"
        text = "Resources:\n" + textwrap.indent(textwrap.dedent(resources).strip("\n"), "  ")
        text += "".join(FUNCTION.format(name=name) for name in functions)
        path.write_text(f"{text}\n{textwrap.dedent(more)}", encoding="utf-8")
        return service.from_template(path, **settings)

    return built
