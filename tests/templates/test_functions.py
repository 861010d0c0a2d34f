"""The settings of functions that templates describe."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from pytest_lambda import LambdaFunction
from pytest_lambda.errors import ConfigurationError, NotSimulated
from pytest_lambda.templates.opened import OpenTemplate
from pytest_lambda.templates.reading import read_template
from pytest_lambda.world import World

HEAD = """
Parameters:
  Stage: {Type: String, Default: dev}
Resources:
  Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: orders}}
"""
Settings = Callable[..., dict[str, Any]]
CODE = "def handler(event, context):\n    import os\n    return os.environ.get('STAGE')\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "app.py").write_text(CODE)
    return tmp_path


@pytest.fixture
def settings(folder: Path) -> Iterator[Settings]:
    """`settings(resources)` gives those of the function `Fn`."""
    with ExitStack() as ends:

        def found(resources: str, *, name: str = "Fn", **given: Any) -> dict[str, Any]:
            path = folder / "template.yaml"
            path.write_text(HEAD + resources)
            opened = OpenTemplate(read_template(path), World(), **given)
            ends.callback(opened.sources.close)
            return opened.settings(opened.chosen(name))

        yield found


def function(properties: str) -> str:
    return f"""
  Fn:
    Type: AWS::Lambda::Function
    Properties: {properties}
"""


PLAIN = "{Handler: app.handler, Runtime: python3.11, Code: src}"


def test_all_settings_are_read(folder: Path, settings: Settings) -> None:
    (folder / "layer").mkdir()
    found = settings(
        """
  Layer: {Type: AWS::Lambda::LayerVersion, Properties: {Content: layer}}
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: !Sub orders-${Stage}
      Handler: app.handler
      Runtime: python3.11
      Code: ./src
      Timeout: 20
      MemorySize: "512"
      Environment: {Variables: {STAGE: !Ref Stage, QUEUE: !Ref Queue, COUNT: 3, FLAG: true}}
      EphemeralStorage: {Size: 1024}
      Layers: [!Ref Layer]
      SnapStart: {ApplyOn: PublishedVersions}
      LoggingConfig: {LogFormat: JSON, ApplicationLogLevel: DEBUG, SystemLogLevel: WARN}
""",
        parameters={"Stage": "prod"},
    )

    assert found == {
        "function_name": "orders-prod",
        "handler": "app.handler",
        "runtime": "python3.11",
        "task_root": folder / "src",
        "timeout": 20,
        "memory_size": 512,
        "environment": {
            "STAGE": "prod",
            "QUEUE": "https://sqs.us-east-1.amazonaws.com/123456789012/orders",
            "COUNT": "3",
            "FLAG": "true",
        },
        "ephemeral_storage": 1024,
        "layers": [folder / "layer"],
        "snap_start": "PublishedVersions",
        "log_format": "JSON",
        "application_log_level": "DEBUG",
        "system_log_level": "WARN",
    }


def test_settings_make_a_function(folder: Path, settings: Settings) -> None:
    found = settings(function("{Handler: app.handler, Runtime: python3.11, Code: src, Environment: "
                                      "{Variables: {STAGE: !Ref Stage}}}"))  # fmt: skip

    with LambdaFunction(**found) as made:
        assert made({}) == "dev"


def test_code_may_be_a_zip_file(folder: Path, settings: Settings) -> None:
    with zipfile.ZipFile(folder / "code.zip", "w") as archive:
        archive.writestr("app.py", CODE)
    found = settings(function("{Handler: app.handler, Runtime: python3.11, Code: code.zip}"))

    assert (found["task_root"] / "app.py").read_text() == CODE


def test_inline_code_is_the_module_index(folder: Path, settings: Settings) -> None:
    found = settings(function('{Handler: index.handler, Runtime: python3.11, Code: {ZipFile: "x = 1"}}'))

    assert (found["task_root"] / "index.py").read_text() == "x = 1"
    assert (found["task_root"] / "cfnresponse.py").is_file()


def test_assets_of_the_cdk_are_where_the_metadata_say(folder: Path, settings: Settings) -> None:
    found = settings(function("{Handler: app.handler, Runtime: python3.11, Code: {S3Bucket: b, S3Key: k}}")
                     + "    Metadata: {'aws:asset:path': src}\n")  # fmt: skip

    assert found["task_root"] == folder / "src"


def test_what_sam_build_made_is_used_where_the_source_is_not_what_is_deployed(folder: Path, settings: Settings) -> None:
    build = folder / ".aws-sam" / "build" / "Fn"
    build.mkdir(parents=True)

    assert settings(function(PLAIN))["task_root"] == folder / "src"
    assert settings(function(PLAIN) + "    Metadata: {BuildMethod: makefile}\n")["task_root"] == build
    assert settings(function(PLAIN.replace("src", "gone")))["task_root"] == build


def test_values_supply_folders_and_runtimes(folder: Path, settings: Settings) -> None:
    text = function("{Handler: app.handler, Runtime: python3.7, Code: {S3Bucket: b, S3Key: k}}")
    found = settings(text, values={"Fn.Code": "src", "Fn.Runtime": "python3.12"})

    assert found["task_root"] == folder / "src"
    assert found["runtime"] == "python3.12"


def test_image_runs_with_a_folder_and_its_command(folder: Path, settings: Settings) -> None:
    text = function("{PackageType: Image, Code: {ImageUri: x}, ImageConfig: {Command: [app.handler]}}")
    found = settings(text, values={"Fn.Code": "src"})

    assert (found["handler"], found["task_root"]) == ("app.handler", folder / "src")
    assert "runtime" not in found


ARN = "arn:aws:lambda:us-east-1:017000801446:layer:Powertools:7"


def layered(arn: str = ARN) -> str:
    return function(f"{{Handler: app.handler, Runtime: python3.11, Code: src, Layers: ['{arn}']}}")


def test_values_supply_layers_or_none(folder: Path, settings: Settings) -> None:
    (folder / "powertools").mkdir()

    assert settings(layered(), values={ARN: "powertools"})["layers"] == [folder / "powertools"]
    assert settings(layered(), values={ARN: ""})["layers"] == []


def test_layer_with_a_build_method_of_python_lies_in_the_folder_python(folder: Path, settings: Settings) -> None:
    (folder / "layer").mkdir()
    (folder / "layer" / "shared.py").write_text("x = 1")
    resources = """
  Layer:
    Type: AWS::Lambda::LayerVersion
    Properties: {Content: layer}
    Metadata: {BuildMethod: python3.11}
  Fn:
    Type: AWS::Lambda::Function
    Properties: {Handler: app.handler, Runtime: python3.11, Code: src, Layers: [!Ref Layer]}
"""
    [layer] = settings(resources)["layers"]
    assert (layer / "python" / "shared.py").read_text() == "x = 1"

    built = folder / ".aws-sam" / "build" / "Layer"
    built.mkdir(parents=True)
    assert settings(resources)["layers"] == [built]


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        ("{Handler: app.handler, Runtime: python3.11}", "Property Code cannot be empty"),
        ("{Handler: app.handler, Code: src}", "Runtime and Handler are mandatory parameters .* Runtime is missing"),
        ("{Code: src}", "Handler and Runtime are missing"),
        ("{Handler: app.handler, Runtime: python3.11, Code: gone}", "'gone' is missing"),
        ("{Handler: app.handler, Runtime: python3.11, Code: template.yaml}", "neither a folder nor a zip file"),
        (
            "{Handler: app.handler, Runtime: python3.11, Code: {S3Bucket: b, S3Key: k}}",
            '{"S3Bucket": "b", "S3Key": "k"} is not on this computer.*template_values={"Fn.Code": "src"}',
        ),
        (
            "{Handler: app.handler, Runtime: python3.11, Code: s3://b/k}",
            '"s3://b/k" is not on this computer.*lambda_template_values = ."Fn.Code=src".',
        ),
        ("{Handler: a.b, Runtime: python3.11, Code: {ZipFile: [1]}}", "ZipFile must be of type String"),
        ("{PackageType: Image, Code: {ImageUri: x}}", "no container is run"),
        ("{Handler: a.b, Runtime: nodejs22.x, Code: src}", "runtime nodejs22.x"),
        ("{Handler: a.b, Runtime: python3.11, Code: src, Tiemout: 3}", "property Tiemout. Did you mean 'Timeout'"),
        ("{Handler: a.b, Runtime: python3.11, Code: src, Environment: {A: b}}", "unsupported property A"),
        ("{Handler: a.b, Runtime: python3.11, Code: src, Timeout: [1]}", "Timeout must be of type Integer"),
        (f"{{Handler: a.b, Runtime: python3.11, Code: src, Layers: ['{ARN}']}}", f"the layer {ARN} is not of this"),
    ],
)
def test_what_cannot_run_is_refused_with_its_place(folder: Path, settings: Settings, properties: str, message: str) -> None:
    with pytest.raises((ConfigurationError, NotSimulated), match=message) as caught:
        settings(function(properties))

    assert re.match(r"template.yaml, line 9 \(Resources > Fn > Properties", str(caught.value)), str(caught.value)


def test_image_without_a_command_is_refused(folder: Path, settings: Settings) -> None:
    with pytest.raises(ConfigurationError, match="does not say what its handler is"):
        settings(function("{PackageType: Image, Code: {ImageUri: x}}"), values={"Fn.Code": "src"})


def test_layer_without_content_is_refused(folder: Path, settings: Settings) -> None:
    with pytest.raises(ConfigurationError, match=r"line 8.*Property Content cannot be empty"):
        settings("  Layer:\n    Type: AWS::Lambda::LayerVersion\n    Properties: {}\n" + """
  Fn:
    Type: AWS::Lambda::Function
    Properties: {Handler: app.handler, Runtime: python3.11, Code: src, Layers: [!Ref Layer]}
""")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Fm", r"template.yaml has no resource 'Fm'\. Did you mean 'Fn'. Functions of the template:\n  Fn \(template.yaml, line 7"),
        ("Queue", r"line 5 \(Resources > Queue\): 'Queue' is an AWS::SQS::Queue: expected a function"),
    ],
)
def test_other_resources_are_no_functions(folder: Path, settings: Settings, name: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        settings(function(PLAIN), name=name)
