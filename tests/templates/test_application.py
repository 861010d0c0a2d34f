"""What a template has become."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_lambda import LambdaService
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.templates.application import Application

Build = Callable[..., Application]
TEMPLATE = """
Conditions: {Never: !Equals [a, b]}
Resources:
  Queue: {Type: AWS::SQS::Queue}
  Role: {Type: AWS::IAM::Role}
  Absent: {Type: AWS::SQS::Queue, Condition: Never}
  Thing: {Type: Custom::Thing, Properties: {ServiceToken: x}}
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Runtime: python3.11
      Code: {ZipFile: "def handler(event, context): return event['rawPath']"}
"""
URL = """
  {name}: {{Type: AWS::Lambda::Url, Properties: {{AuthType: NONE, TargetFunctionArn: !Ref Fn{more}}}}}
"""


@pytest.fixture
def build(service: LambdaService, tmp_path: Path) -> Build:
    def built(more: str = "") -> Application:
        (tmp_path / "template.yaml").write_text(TEMPLATE + more)
        return service.from_template(tmp_path / "template.yaml")

    return built


def test_application_is_a_mapping_of_what_was_made(build: Build, service: LambdaService) -> None:
    app = build()

    assert app["Queue"] is service.sqs_queue(app["Queue"].name)
    assert list(app) == ["Queue", "Fn"]
    assert len(app) == 2
    assert "Queue" in app
    assert "Role" not in app
    assert app.functions == {"Fn": service[app["Fn"].name]}
    assert repr(app) == "<Application stack: Queue, Fn>"
    with pytest.raises(TypeError):
        app.resources["Queue"] = None


@pytest.mark.parametrize(
    ("logical_id", "message"),
    [
        ("Qeue", "There is no resource 'Qeue'. Did you mean 'Queue'. Resources: Queue, Fn"),
        ("Role", "Role is an AWS::IAM::Role, of which only the name is known"),
        ("Absent", "Absent is an AWS::SQS::Queue, .* or its condition does not hold"),
        ("Thing", "line 7 .*: Custom::Thing is not simulated"),
    ],
)
def test_what_was_not_made_is_explained(build: Build, logical_id: str, message: str) -> None:
    with pytest.raises(KeyError, match=message):
        build()[logical_id]


def test_what_is_not_simulated_is_listed(build: Build) -> None:
    [part] = build().not_simulated

    assert (part.logical_id, part.type) == ("Thing", "Custom::Thing")
    assert str(part) == "template.yaml, line 7 (Resources > Thing > Properties): Custom::Thing is not simulated."


def test_client_of_the_only_door_needs_no_name(build: Build) -> None:
    app = build(URL.format(name="Url", more=""))

    with app.http_client() as client, app.http_client("Url", headers={"x-a": "b"}) as other:
        assert client.get("/orders").text == other.get("/orders").text == "/orders"


def test_several_doors_need_a_name(build: Build) -> None:
    version = "  Version: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref Fn}}\n"
    alias = (
        "  Live: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Fn, Name: live, "
        "FunctionVersion: !GetAtt Version.Version}}\n"
    )
    second = URL.format(name="Second", more=", Qualifier: !Select [7, !Split [':', !Ref Live]]")
    app = build(version + alias + URL.format(name="First", more="") + second)

    with pytest.raises(ConfigurationError, match="these doors for HTTP: First, Second; which one is not said"):
        app.http_client()
    with pytest.raises(ConfigurationError, match="'Third' is none of them"):
        app.http_client("Third")
    with app.http_client("Second") as client:
        assert client.get("/x").text == "/x"


def test_function_that_is_not_there_is_explained(build: Build) -> None:
    app = build(
        "  Node: {Type: AWS::Lambda::Function, Properties: {Runtime: nodejs22.x, Handler: a.b, Code: {ZipFile: x}}}\n"
    )

    with pytest.raises(KeyError, match=r"There is no function 'Fm'. Did you mean 'Fn'\? Functions: Fn\."):
        app.functions["Fm"]
    with pytest.raises(KeyError, match=r"line 14 .*has the runtime nodejs22.x"):
        app.functions["Node"]


def test_constructs_of_the_cdk_need_no_hash(build: Build) -> None:
    function = "{Type: AWS::Lambda::Function, Properties: {Runtime: python3.12, Handler: a.b, Code: {ZipFile: x}}}"
    app = build(
        f"  Ship0A1B2C3D: {function}\n"
        "  Twice0A1B2C3D: {Type: AWS::SQS::Queue}\n"
        "  Twice0A1B2C3E: {Type: AWS::SQS::Queue}\n"
        "  UrlDEADBEEF: {Type: AWS::Lambda::Url, Properties: {AuthType: NONE, TargetFunctionArn: !Ref Fn}}\n"
    )

    assert app["Ship"] is app.functions["Ship"] is app["Ship0A1B2C3D"]
    assert "Ship" in app
    assert "Shi" not in app
    assert app.http_client("Url").get("/").text == "/"
    with pytest.raises(KeyError, match="There is no resource 'Twice'"):
        app["Twice"]
    assert list(app.functions) == ["Fn", "Ship0A1B2C3D"]


def test_application_without_doors_says_so(build: Build) -> None:
    with pytest.raises(ConfigurationError, match="doors for HTTP: none"):
        build().http_client()
