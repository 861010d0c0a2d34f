"""`AWS::Include` of files."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.templates.evaluation.evaluator import Evaluator
from pytest_lambda.templates.reading import read_template
from pytest_lambda.templates.template import Template
from pytest_lambda.world import World
from tests.templates.written import Named


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "topic.yaml").write_text(
        "Topic:\n  Type: AWS::SNS::Topic\n  Properties:\n    TopicName:\n      Fn::Sub: ${Stage}-t\n    Bad:\n      Ref: Nothing\n"
    )
    (tmp_path / "properties.json").write_text('{"DelaySeconds": 5,\n "QueueName": {"Ref": "Stage"}}')
    (tmp_path / "outputs.yaml").write_text("Outputs: {Name: {Value: {Ref: Topic}}}\n")
    return tmp_path


def read(folder: Path, text: str, **settings: object) -> Template:
    (folder / "t.yaml").write_text(f"Parameters: {{Stage: {{Type: String, Default: dev}}}}\n{text}")
    return read_template(folder / "t.yaml", **settings)


RESOURCES = "Resources:\n  Fn::Transform: {Name: AWS::Include, Parameters: {Location: topic.yaml}}\n"


def test_resources_of_another_file(folder: Path) -> None:
    made = read(folder, RESOURCES)
    topic = made.resources["Topic"]
    assert str(topic.place) == "topic.yaml, line 1 (Topic)"
    evaluator = Evaluator(made, World())
    assert evaluator.resolve(topic.properties.get("TopicName")).value == "dev-t"
    with pytest.raises(ConfigurationError, match=r"^topic\.yaml, line 7 \(Topic > Properties > Bad > Ref\): .*\[Nothing\]"):
        evaluator.resolve(topic.properties)


def test_properties_beside_others(folder: Path) -> None:
    made = read(
        folder,
        "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties:\n      FifoQueue: true\n      Fn::Transform:\n"
        "        Name: AWS::Include\n        Parameters: {Location: !Sub './${File}.json'}\n".replace("${File}", "properties"),
    )
    properties = Evaluator(made, World()).resolve(made.resources["Queue"].properties).value
    assert properties == {"FifoQueue": True, "DelaySeconds": 5, "QueueName": "dev"}
    assert str(made.resources["Queue"].properties.get("QueueName")) == "properties.json, line 2 (QueueName)"


def test_sections(folder: Path) -> None:
    made = read(folder, f"Transform: [{{Name: AWS::Include, Parameters: {{Location: outputs.yaml}}}}]\n{RESOURCES}")
    assert Evaluator(made, World(), identities=Named()).outputs() == {"Name": "the-Topic"}
    assert made.transforms == ()


def test_the_location_of_a_parameter(folder: Path) -> None:
    text = RESOURCES.replace("topic.yaml", "!Ref File").replace("Resources", "  File: {Type: String}\nResources")
    text = f"Parameters:\n{text}"
    (folder / "t.yaml").write_text(text)
    assert list(read_template(folder / "t.yaml", parameters={"File": "topic.yaml"}).resources) == ["Topic"]
    with pytest.raises(ConfigurationError, match=r"Parameters: \[File\] must have values"):
        read_template(folder / "t.yaml")


def test_a_file_in_a_bucket_is_supplied(folder: Path) -> None:
    text = RESOURCES.replace("topic.yaml", "s3://bucket/topic.yaml")
    with pytest.raises(ConfigurationError, match=r"^t\.yaml, line 3 .* s3://bucket/topic\.yaml is in a bucket: expected the path of the same file here\. Supply it with template_values=\{'s3://bucket/topic\.yaml': …\}"):
        read(folder, text)
    assert list(read(folder, text, values={"s3://bucket/topic.yaml": "topic.yaml"}).resources) == ["Topic"]


REFUSED = [
    ("Location: topic.yaml", "Location: none.yaml", r"^none\.yaml: '.*none\.yaml' cannot be read: No such file"),
    ("Name: AWS::Include", "Name: Mine", r"^t\.yaml, line 3 \(Resources > Fn::Transform > Name\): the macro 'Mine' runs on AWS only: expected 'AWS::Include'"),
    ("Location: topic.yaml", "Location: list.yaml", r"^list\.yaml: expected a mapping to include, not \['a'\]"),
    ("Location: topic.yaml", "Location: short.yaml", r"^short\.yaml, line 1, column 4: the tag '!Ref' is not known: expected plain values"),
    ("Location: topic.yaml", "Location: [a]", r"Location\): expected text, not \['a'\]"),
    ("{Name: AWS::Include, Parameters: {Location: topic.yaml}}", "text", r"^t\.yaml, line 3 \(Resources > Fn::Transform\): expected a mapping, not 'text'"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), REFUSED)
def test_refused(folder: Path, old: str, new: str, message: str) -> None:
    (folder / "list.yaml").write_text("- a\n")
    (folder / "short.yaml").write_text("A: !Ref B\n")
    with pytest.raises(ConfigurationError, match=message):
        read(folder, RESOURCES.replace(old, new))


def test_an_include_in_an_included_file(folder: Path) -> None:
    (folder / "nested.yaml").write_text(
        "Queue:\n  Type: T\n  Properties:\n    Fn::Transform: {Name: 'AWS::Include', Parameters: {Location: x.yaml}}\n"
    )
    made = read(folder, RESOURCES.replace("topic.yaml", "nested.yaml"))
    with pytest.raises(ConfigurationError, match=r"^nested\.yaml, line 4 .*: a macro cannot stand in a file that another one includes"):
        Evaluator(made, World()).resolve(made.resources["Queue"].properties)
