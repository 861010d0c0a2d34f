"""Several stacks in one service: what one exports the other imports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_lambda import LambdaService
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.templates.application import Application

Stack = Callable[..., Application]
DATA = """
Conditions: {Never: !Equals [a, b]}
Resources:
  Orders: {Type: AWS::SQS::Queue}
Outputs:
  Orders: {Value: !GetAtt Orders.Arn, Export: {Name: !Sub "${AWS::StackName}:Orders"}}
  Url: {Value: !Ref Orders}
  Absent: {Value: x, Condition: Never, Export: {Name: absent}}
"""
SHOP = """
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Runtime: python3.12
      Code: {ZipFile: "def handler(event, context): return event['Records'][0]['body']"}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {FunctionName: !Ref Fn, EventSourceArn: !ImportValue "data:Orders"}
"""


@pytest.fixture
def stack(service: LambdaService, tmp_path: Path) -> Stack:
    def made(name: str, text: str, file: str = "template.yaml", **settings: object) -> Application:
        (tmp_path / file).write_text(text)
        return service.from_template(tmp_path / file, stack_name=name, **settings)

    return made


def test_an_export_of_one_stack_is_imported_by_the_next(stack: Stack, service: LambdaService) -> None:
    data = stack("data", DATA)
    shop = stack("shop", SHOP)

    data["Orders"].send("first")
    service.run()
    assert [each.payload for each in shop.functions["Fn"].invocations] == ["first"]
    assert data.exports == {"data:Orders": data["Orders"].arn}
    with pytest.raises(TypeError):
        data.exports["other"] = None


def test_a_stack_that_is_not_there_exports_nothing(stack: Stack) -> None:
    with pytest.raises(ConfigurationError, match=r"line 11 .* No export named data:Orders found\."):
        stack("shop", SHOP)


def test_what_the_test_supplies_goes_before_exports(stack: Stack, service: LambdaService) -> None:
    other = service.sqs_queue("other")
    data = stack("data", DATA)
    shop = stack("shop", SHOP, values={"Fn::ImportValue:data:Orders": other.arn})

    data["Orders"].send("first")
    other.send("second")
    service.run()
    assert [each.payload for each in shop.functions["Fn"].invocations] == ["second"]


def test_an_export_has_one_output(stack: Stack) -> None:
    twice = "Resources: {Topic: {Type: AWS::SNS::Topic}}\nOutputs: {A: {Value: a, Export: {Name: it}}, B: {Value: b, Export: {Name: it}}}"
    with pytest.raises(ConfigurationError, match=r"B > Export\): Export with name it is already exported by stack data\."):
        stack("data", twice)


def test_an_export_has_one_stack(stack: Stack) -> None:
    same = "Resources: {Topic: {Type: AWS::SNS::Topic}}\nOutputs: {It: {Value: !Ref Topic, Export: {Name: topic}}}"
    stack("data", same)

    with pytest.raises(
        ConfigurationError, match=r"line 2 .*Export with name topic is already exported by stack data\."
    ):
        stack("more", same)


def test_serverless_names_outputs_by_their_stack(stack: Stack) -> None:
    data = stack("data", DATA)
    shop = stack(
        "shop",
        """
service: shop
provider: {name: aws, runtime: python3.12, environment: {QUEUE: "${cf:data.Url}"}}
functions: {send: {handler: index.handler}}
""",
        "serverless.yml",
    )

    assert shop.functions["SendLambdaFunction"].configuration.environment["QUEUE"] == data["Orders"].url
