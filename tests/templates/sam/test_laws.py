"""Whatever stands somewhere in a template, it is transformed or refused with its file and line: nothing else happens."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda.documents import loading
from pytest_lambda.documents.plain import plain
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.templates.cloudformation import tags, template_of
from pytest_lambda.templates.sam.transform import transform

CASES = Path(__file__).parent / "cases"
STRANGE = ["text", "", 5, 1.5, True, [], ["a"], [[]], {}, {"a": "b"}, {"Ref": "X"}, {"Ref": [1]}, {"Fn::If": "x"}]


def steps(value: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield (*before, key)
        yield from steps(part, (*before, key))


@cache
def text(name: str) -> str:
    return json.dumps(plain(loading.load(CASES / f"{name}.yaml", tags=tags)), default=str)


@pytest.mark.parametrize("name", ["functions", "sources", "pushed", "rest_apis", "http_apis", "workflows", "others"])
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_anything_anywhere_is_transformed_or_refused(name: str, data: st.DataObject) -> None:
    root = json.loads(text(name))
    *path, last = data.draw(st.sampled_from(list(steps(root))))
    holder = root
    for step in path:
        holder = holder[step]
    holder[last] = copy.deepcopy(data.draw(st.sampled_from(STRANGE)))

    try:
        made = transform(template_of(loading.given(root, "template"), CASES))
    except ConfigurationError as error:
        assert str(error).startswith("template")
    else:
        assert not any(each.type.startswith("AWS::Serverless::Fun") for each in made.resources.values())
