"""Laws of documents."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda.documents.loading import parsed
from pytest_lambda.documents.place import Place
from pytest_lambda.errors import ConfigurationError

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=20
)
DOCUMENTS = st.dictionaries(st.text(), VALUES, min_size=1, max_size=4)


@given(value=DOCUMENTS, indent=st.none() | st.integers(0, 3))
def test_json_is_read_as_it_was_written(value: Any, indent: int | None) -> None:
    root = parsed(json.dumps(value, indent=indent), "t.json")
    assert root.value == value


@given(value=DOCUMENTS, flow=st.booleans())
def test_yaml_is_read_as_it_was_written(value: Any, flow: bool) -> None:
    root = parsed(yaml.safe_dump(value, default_flow_style=flow), "t.yaml")
    assert root.value == value


def places(place: Place) -> list[Place]:
    inner = place.value
    each = [one for _, one in place.items()] if isinstance(inner, dict) else list(place.each()) if isinstance(inner, list) else []
    return [place, *(found for one in each for found in places(one))]


@given(value=DOCUMENTS)
def test_every_value_of_json_has_the_line_of_its_key(value: Any) -> None:
    text = json.dumps(value, indent=1)
    lines = text.split("\n")
    for place in places(parsed(text, "t.json")):
        line = place.document.line_of(place.steps)
        assert line is not None
        if place.steps and not re.fullmatch(r"\d+", place.steps[-1]):
            assert lines[line - 1].lstrip().startswith(json.dumps(place.steps[-1]) + ":")


SOURCE = """\
AWSTemplateFormatVersion: 2010-09-09
Parameters: &p
  Stage: {Type: String, Default: dev}
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties: {<<: *p, QueueName: !Sub "${Stage}-q", Tags: [yes, 012, ~, 'a"b']}
  # a comment
  Text: |
    two
    lines
"""


PIECES = [*"{}[]:,-&*!|>'\"%@`#?\t\n \x00\x07é\ud7ff😀<=~", "- ", ": ", "<<: ", "&a ", "*a ", "--- ", "!!int ", "\n---\n"]


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """YAML with some of its characters replaced, removed or put in."""
    characters = list(SOURCE)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(characters) - 1))
        piece = draw(st.sampled_from(PIECES))
        characters[at : at + draw(st.integers(0, 3))] = [piece]
        characters = characters or [" "]
    return "".join(characters)


@settings(max_examples=300)
@given(text=mutated())
def test_any_text_is_a_document_or_an_error_with_its_line(text: str) -> None:
    try:
        root = parsed(text, "t.yaml", tags=lambda tag, value: {tag: value})
    except ConfigurationError as error:
        assert re.match(r"t\.yaml(, line \d+, column \d+)?: ", str(error))
        assert ", line " in str(error) or "empty" in str(error)
    else:
        for place in places(root):
            assert root.document.line_of(place.steps) in range(1, text.count("\n") + 3)
