"""What SAM refuses is refused in its words, with the file and the line."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from pytest_lambda.documents.loading import load, parsed
from pytest_lambda.documents.plain import plain
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.templates.cloudformation import template_of
from pytest_lambda.templates.sam.transform import transform
from tests.templates.sam.comparison import translated

CASES: dict[str, Any] = plain(load(Path(__file__).with_name("refused.yaml")))
CODE = {"CodeUri": "s3://bucket/key", "Runtime": "python3.12", "Handler": "app.handler"}

#: what ours says more: which resource it is
MORE = {"workflow method twice": "Resource with id [W] is invalid. "}


def template(case: dict[str, Any]) -> dict[str, Any]:
    resources = {name: each for name, each in case.items() if name != "Globals"}
    for resource in resources.values():
        if "::" not in resource["Type"]:
            resource["Type"] = f"AWS::Serverless::{resource['Type']}"
        if "Event" in resource:
            resource["Properties"] = {**CODE, "Events": {"E": resource.pop("Event")}}
    found = {"Transform": "AWS::Serverless-2016-10-31", "Resources": resources or {"T": {"Type": "AWS::SNS::Topic"}}}
    return {**found, "Globals": case["Globals"]} if "Globals" in case else found


def refusal(text: str) -> str:
    root = parsed(text, "template.json")
    with pytest.raises(ConfigurationError) as caught:
        transform(template_of(root, Path()))
    return str(caught.value)


@pytest.mark.parametrize("name", CASES)
def test_template_is_refused_in_the_words_of_sam(name: str) -> None:
    from samtranslator.model.exceptions import InvalidDocumentException

    text = json.dumps(template(json.loads(json.dumps(CASES[name]))), indent=1)

    ours = refusal(text)

    where = re.match(r"template\.json, line \d+ \((Resources|Globals)[^)]*\): ", ours)
    assert where is not None, ours
    with pytest.raises(InvalidDocumentException) as caught:
        translated(json.loads(text))
    theirs = [cause.message for cause in caught.value.causes]
    assert ours[where.end() :] in [MORE.get(name, "") + each for each in theirs]
