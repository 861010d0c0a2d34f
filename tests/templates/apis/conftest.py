"""Templates with APIs, whose functions tell what they got."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_lambda import LambdaService
from pytest_lambda.templates.application import Application

Build = Callable[..., Application]

FUNCTION = """
  {name}:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: {name}
      Handler: index.handler
      Runtime: python3.11
      Code:
        ZipFile: |
          import json
          def handler(event, context):
              if event.get("type") == "TOKEN" or "identitySource" in event or "methodArn" in event:
                  caller = str(event.get("authorizationToken") or event.get("headers"))
                  effect = "Allow" if "good" in caller else "Deny"
                  statement = {{"Action": "execute-api:Invoke", "Effect": effect, "Resource": "*"}}
                  return {{"isAuthorized": effect == "Allow", "principalId": "ada", "context": {{"of": "{name}"}},
                          "policyDocument": {{"Version": "2012-10-17", "Statement": [statement]}}}}
              return {{"statusCode": 200, "body": json.dumps({{"by": "{name}", "event": event}})}}
"""


@pytest.fixture
def build(service: LambdaService, tmp_path: Path) -> Build:
    """Deploys resources beside the functions `Pets`, `Toys` and `Guard`."""

    def built(resources: str) -> Application:
        path = tmp_path / "template.yaml"
        text = "Resources:\n" + textwrap.indent(textwrap.dedent(resources).strip("\n"), "  ")
        text += "".join(FUNCTION.format(name=name) for name in ("Pets", "Toys", "Guard"))
        path.write_text(text, encoding="utf-8")
        return service.from_template(path)

    return built
