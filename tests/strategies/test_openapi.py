"""Requests of an OpenAPI document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import find, given, settings
from hypothesis import strategies as st

from pytest_lambda import EventError, World, strategies
from tests.events.judging import assert_right

pytest.importorskip("schemathesis")

PET = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string", "minLength": 1}, "age": {"type": "integer", "minimum": 0}},
    "additionalProperties": False,
}
OK = {"200": {"description": "fine"}}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "pets", "version": "1"},
    "paths": {
        "/pets/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}],
            "get": {
                "parameters": [
                    {"name": "tag", "in": "query", "schema": {"type": "array", "items": {"enum": ["a b", "c+d", "ü"]}}},
                    {"name": "X-Trace", "in": "header", "schema": {"type": "string", "pattern": "^[a-z]{1,5}$"}},
                ],
                "responses": OK,
            },
            "put": {
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}},
                },
                "responses": OK,
            },
        },
        "/pets": {"get": {"responses": OK}},
    },
    "components": {"schemas": {"Pet": PET}},
}


def method_and_path(event: Any) -> tuple[str, str]:
    http = event["requestContext"].get("http", {})
    return http.get("method") or event["httpMethod"], event.get("rawPath") or event["path"]


@pytest.mark.parametrize("source", ["rest_api", "http_api", "function_url", "alb"])
def test_requests_are_valid_events(source: str) -> None:
    seen: set[tuple[str, str]] = set()

    @settings(max_examples=60)
    @given(event=strategies.from_openapi(DOCUMENT, source=source))
    def run(event: Any) -> None:
        assert_right(event, source)
        method, path = method_and_path(event)
        seen.add((method, path.rstrip("0123456789")))
        if method == "PUT":
            pet = json.loads(event["body"])
            assert pet["name"]
            assert pet.keys() <= {"name", "age"}

    run()
    assert seen == {("GET", "/pets/"), ("PUT", "/pets/"), ("GET", "/pets")}


@settings(max_examples=40)
@given(event=strategies.from_openapi(DOCUMENT, paths=["/pets/{id}"], methods=["get"], stage="dev"))
def test_a_choice_of_operations(event: Any) -> None:
    assert event["httpMethod"] == "GET"
    assert event["resource"] == "/pets/{id}"
    assert int(event["pathParameters"]["id"]) >= 1
    assert event["requestContext"]["stage"] == "dev"
    tags = (event["multiValueQueryStringParameters"] or {}).get("tag", [])
    assert set(tags) <= {"a b", "c+d", "ü"}
    assert not any(name.lower().startswith("x-schemathesis") for name in event["headers"])


def test_it_shrinks() -> None:
    event = find(strategies.from_openapi(DOCUMENT), lambda event: event["httpMethod"] == "PUT")
    assert json.loads(event["body"])["name"] == "0"
    assert event["pathParameters"] == {"id": "1"}


def test_failing_examples_are_shown() -> None:
    """Schemathesis silences Hypothesis' printer, for the whole process."""

    @settings(max_examples=20, database=None)
    @given(event=strategies.from_openapi(DOCUMENT, paths=["/pets"]), number=st.just(7))
    def fails(event: Any, number: int) -> None:
        assert event["path"] == "/cats"

    with pytest.raises(AssertionError) as caught:
        fails()
    notes = "\n".join(getattr(caught.value, "__notes__", ["number=7"]))  # without notes on 3.10
    assert "number=7" in notes


@given(data=st.data())
@settings(max_examples=5)
def test_world(data: st.DataObject) -> None:
    world = World(region="eu-west-1")
    event = data.draw(strategies.from_openapi(DOCUMENT, source="http_api", world=world))
    assert ".eu-west-1." in event["requestContext"]["domainName"]


@pytest.mark.parametrize("suffix", ["json", "yaml"])
def test_files(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"openapi.{suffix}"
    path.write_text(json.dumps(DOCUMENT) if suffix == "json" else yaml.safe_dump(DOCUMENT))
    event = find(strategies.from_openapi(path, paths=["/pets"]), lambda event: True)
    assert method_and_path(event) == ("GET", "/pets")


@pytest.mark.parametrize(
    ("document", "parameters", "message"),
    [
        (DOCUMENT, {"source": "sqs"}, "source is 'sqs': expected one of rest_api, http_api"),
        (DOCUMENT, {"paths": ["/cats"]}, r"no such operation. Its operations: .*PUT /pets/\{id\}"),
        ("nowhere.yaml", {}, "document is 'nowhere.yaml': expected a dictionary, or the path"),
        ({"swagger": "?"}, {}, "no OpenAPI document that could be read"),
        ({**DOCUMENT, "paths": {}}, {}, "Its operations: none"),
    ],
)
def test_mistakes_are_explained(document: Any, parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        strategies.from_openapi(document, **parameters)
