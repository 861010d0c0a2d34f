"""AWS::CloudFormation: stacks within stacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.service import LambdaService
from tests.templates.resources.conftest import Build

INNER = """
Parameters:
  Timeout: {Type: Number}
Resources:
  Queue: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: !Ref Timeout}}
  Thing: {Type: Custom::Thing, Properties: {ServiceToken: !GetAtt Db.Arn}}
  Db: {Type: AWS::RDS::DBInstance}
Outputs:
  Arn: {Value: !GetAtt Queue.Arn}
"""
OUTER = """
Inner:
  Type: AWS::CloudFormation::Stack
  Properties:
    TemplateURL: inner.yaml
    Parameters: {Timeout: 45}
Mapping:
  Type: AWS::Lambda::EventSourceMapping
  Properties: {FunctionName: !Ref Fn, EventSourceArn: !GetAtt Inner.Outputs.Arn}
"""


def test_stack_within_a_stack_is_built(build: Build, service: LambdaService, tmp_path: Path) -> None:
    (tmp_path / "inner.yaml").write_text(INNER)
    app = build(
        OUTER,
        functions=("Fn",),
        values={"Inner.Db.Arn": "arn:db"},
        stack_name="shop",
        more="Outputs: {Id: {Value: !Ref Inner}}",
    )
    app["Inner"]["Queue"].send("hello")
    service.run()

    assert app["Fn"].invocations[0].payload["Records"][0]["body"] == "hello"
    assert app["Inner"]["Queue"].settings.visibility_timeout == 45
    assert app["Inner"]["Queue"].name.startswith("shop-Inner-")
    assert app.outputs == {"Id": app["Inner"].arn}
    assert [part.logical_id for part in app.not_simulated] == ["Inner.Db", "Inner.Thing"]
    assert app.not_simulated[0].place.startswith("inner.yaml, line 7")


@pytest.mark.parametrize(
    ("url", "values", "message"),
    [
        ("https://bucket.s3.amazonaws.com/inner.yaml", {}, 'template_values={"Inner.TemplateURL": "inner.yaml"}'),
        ("gone.yaml", {}, "there is no template .*gone.yaml. Name the file of the template: template_values="),
        ("''", {}, "the template is not on this computer"),
        ("[a]", {}, "TemplateURL must be of type String"),
    ],
)
def test_templates_that_are_not_here_are_refused(
    build: Build, url: str, values: dict[str, str], message: str
) -> None:
    with pytest.raises(ConfigurationError, match=message) as caught:
        build(f"Inner:\n  Type: AWS::CloudFormation::Stack\n  Properties:\n    TemplateURL: {url}", values=values)

    assert str(caught.value).startswith("template.yaml, line 5 (Resources > Inner > Properties > TemplateURL)")


def test_values_and_assets_say_where_a_template_is(build: Build, tmp_path: Path) -> None:
    (tmp_path / "inner.yaml").write_text("Resources: {Queue: {Type: AWS::SQS::Queue}}")
    url = "Properties: {TemplateURL: 'https://x/y'}"
    supplied = build(
        f"Inner: {{Type: AWS::CloudFormation::Stack, {url}}}", values={"Inner.TemplateURL": "inner.yaml"}, stack_name="a"
    )
    asset = build(
        f"Inner: {{Type: AWS::CloudFormation::Stack, {url}, Metadata: {{'aws:asset:path': inner.yaml}}}}",
        stack_name="b",
    )

    assert "Queue" in supplied["Inner"]
    assert "Queue" in asset["Inner"]


def test_errors_in_the_inner_template_name_its_file(build: Build, tmp_path: Path) -> None:
    (tmp_path / "inner.yaml").write_text("Resources:\n  Queue: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: -1}}")

    with pytest.raises(ConfigurationError) as caught:
        build("Inner: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: inner.yaml}}")

    assert "inner.yaml, line 2 (Resources > Queue > Properties > DelaySeconds)" in str(caught.value)


def test_output_that_the_inner_stack_has_not_is_refused(build: Build, tmp_path: Path) -> None:
    (tmp_path / "inner.yaml").write_text("Resources: {Queue: {Type: AWS::SQS::Queue}}")

    with pytest.raises(ConfigurationError, match=r"Outputs\.Arn"):
        build(OUTER.replace("    Parameters: {Timeout: 45}\n", ""), functions=("Fn",))
