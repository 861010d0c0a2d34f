"""`pytest-lambda events` prints events of every source, by the parameters of its builder."""

from __future__ import annotations

import json

import pytest

from pytest_lambda import events
from pytest_lambda.cli.event_options import sources
from pytest_lambda.events.judging.checking import books

from .test_main import ran


def printed(capsys, *arguments: str):
    code, out, err = ran(capsys, "events", *arguments)
    assert (code, err) == (0, "")
    return json.loads(out)


@pytest.mark.parametrize("source", sources())
def test_every_source_without_options(capsys, source):
    # what a health check is, and a change of a table in a stream of Kinesis, the event tells by itself
    assert events.check(printed(capsys, source), source if source in books() else None) == []


def test_every_builder_is_a_source():
    assert set(events.__all__) - set(sources()) == {"ABSENT", "Violation", "check", "check_response"}


def test_several_of_a_kind(capsys):
    bodies = [record["body"] for record in printed(capsys, "sqs", "--body", "a", "--body", '{"id": 1}')["Records"]]
    assert bodies == ["a", '{"id":1}']


def test_a_key_is_encoded(capsys):
    [record] = printed(capsys, "s3", "--key", "a b.png", "--bucket", "pictures")["Records"]
    assert (record["s3"]["object"]["key"], record["s3"]["bucket"]["name"]) == ("a+b.png", "pictures")


def test_values_of_all_types(capsys):
    event = printed(
        capsys, "rest_api", "--method", "POST", "--path", "/pets/7", "--route", "/pets/{id}", "--query", "a=1&a=2",
        "--headers", "X-Team=pets", "--headers", "X-Trace=1", "--stage-variables", "table=t", "--body", '{"id": 7}',
        "--authorizer", '{"principalId": "ann"}',
    )  # fmt: skip
    assert event["pathParameters"] == {"id": "7"}
    assert event["multiValueQueryStringParameters"] == {"a": ["1", "2"]}
    assert (event["headers"]["X-Team"], event["headers"]["X-Trace"]) == ("pets", "1")
    assert (event["stageVariables"], json.loads(event["body"])) == ({"table": "t"}, {"id": 7})
    assert event["requestContext"]["authorizer"] == {"principalId": "ann"}


def test_fields_by_their_names_on_aws(capsys):
    event = printed(capsys, "eventbridge", "--detail", '{"id": 1}', "--field", "id=x", "--field", 'resources=["r"]')
    assert (event["detail"], event["id"], event["resources"]) == ({"id": 1}, "x", ["r"])


def test_parameters_of_a_file(capsys, tmp_path):
    file = tmp_path / "parameters.json"
    file.write_text('{"detail": {"id": [1]}, "detail_type": "order", "source": "shop", "id": "x"}')
    event = printed(capsys, "eventbridge", "--from", str(file), "--source", "other")
    assert (event["detail"], event["detail-type"], event["source"], event["id"]) == ({"id": [1]}, "order", "other", "x")


@pytest.mark.parametrize(
    ("content", "message"),
    [("[]", "is a list: expected an object"), ('{"world": 1}', "has 'world'"), ("{", "is no JSON"), ('{"bdy": 1}', "'bdy'")],
)
def test_bad_parameters_of_a_file(capsys, tmp_path, content, message):
    file = tmp_path / "parameters.json"
    file.write_text(content)
    code, out, err = ran(capsys, "events", "sqs", "--from", str(file))
    assert (code, out) == (2, "")
    assert message in err


def test_region_account_and_time(capsys):
    event = printed(
        capsys, "eventbridge", "--region", "eu-west-1", "--account", "210987654321", "--time", "2026-05-01T12:00:00Z"
    )
    assert (event["region"], event["account"], event["time"]) == ("eu-west-1", "210987654321", "2026-05-01T12:00:00Z")


def test_help_has_what_the_builder_says_of_its_parameters(capsys):
    code, out, _ = ran(capsys, "events", "sqs", "--help")
    assert code == 0
    assert "--queue-name TEXT" in out
    assert "--body TEXT|JSON" in out


BAD = {
    "no source": ("", "the following arguments are required: SOURCE"),
    "unknown source": ("sqss", "argument SOURCE: invalid choice: 'sqss'"),
    "unknown option": ("sqs --bdy a", "unrecognized arguments: --bdy a"),
    "no number": ("kinesis --shard one", "argument --shard: invalid int value: 'one'"),
    "no object": ("sns --message-attributes [1]", "argument --message-attributes: is '[1]': expected an object of JSON"),
    "no field": ("sqs --field x", "argument --field: is 'x': expected NAME=value"),
    "unknown field": ("sqs --field messageID=1", "messageID"),
    "wrong value": ("rest_api --path pets", "path is 'pets': expected text that begins with a slash"),
    "wrong account": ("sqs --account 1", "account is '1': expected twelve digits"),
}


@pytest.mark.parametrize(("arguments", "message"), BAD.values(), ids=BAD.keys())
def test_mistakes(capsys, arguments, message):
    code, out, err = ran(capsys, "events", *arguments.split())
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err
