"""What is given is what is shown: settings within AWS's ranges come back as they went in, versions keep theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_lambda import LambdaService
from pytest_lambda.boto.service_api import serve_boto3
from pytest_lambda.service.service import Tools

from ..conftest import Client
from .conftest import ROLE, code, members

NAMES = st.from_regex(r"[A-Z][A-Z0-9_]{1,9}", fullmatch=True).filter(lambda name: not name.startswith("AWS"))
SETTINGS: Mapping[str, st.SearchStrategy[Any]] = {
    "Description": st.text("abc é", max_size=256),
    "Timeout": st.integers(1, 900),
    "MemorySize": st.integers(128, 10_240),
    "Environment": st.fixed_dictionaries(
        {"Variables": st.dictionaries(NAMES, st.text("xyz é", max_size=20), min_size=1, max_size=3)}
    ),
    "EphemeralStorage": st.fixed_dictionaries({"Size": st.integers(512, 10_240)}),
    "TracingConfig": st.fixed_dictionaries({"Mode": st.sampled_from(["Active", "PassThrough"])}),
    "KMSKeyArn": st.just("arn:aws:kms:us-east-1:123456789012:key/1"),
    "Role": st.sampled_from([ROLE, "arn:aws:iam::123456789012:role/service-role/other"]),
    "Handler": st.sampled_from(["app.handler", "other.handler"]),
    "Runtime": st.sampled_from(["python3.12", "python3.13"]),
}
some = st.fixed_dictionaries({}, optional=dict(SETTINGS))
laws = settings(
    max_examples=40, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@laws
@given(created=some, updated=some)
def test_what_is_given_is_shown(service: LambdaService, api: Any, created: Any, updated: Any) -> None:
    name = f"f{len(service.functions)}"
    given_first = {"Runtime": "python3.12", "Handler": "app.handler", "Role": ROLE, **created}
    made = api.create_function(FunctionName=name, Code={"ZipFile": code()}, Publish=True, **given_first)
    assert {key: made[key] for key in given_first} == given_first
    version = members(api.get_function_configuration(FunctionName=name, Qualifier="1"))
    changed = api.update_function_configuration(FunctionName=name, **updated)
    expected = {**given_first, **updated}
    assert {key: changed[key] for key in expected} == expected
    assert members(api.get_function_configuration(FunctionName=name, Qualifier="1")) == version
    again = api.publish_version(FunctionName=name)["Version"]
    untouched = {key: value for key, value in made.items() if key in SETTINGS}
    assert again == ("1" if {key: changed.get(key) for key in SETTINGS if key in changed} == untouched else "2")


@laws
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["publish", "change", "delete"]), st.integers(1, 4)), min_size=1, max_size=12
    ),
    size=st.integers(1, 5),
)
def test_pages_hold_every_version_once(service: LambdaService, api: Any, steps: Any, size: int) -> None:
    name = f"f{len(service.functions)}"
    made = {"Runtime": "python3.12", "Handler": "app.handler", "Role": ROLE, "Code": {"ZipFile": code()}}
    api.create_function(FunctionName=name, **made)
    last, changed, known = 0, True, []
    for number, (step, which) in enumerate(steps):
        if step == "change":
            api.update_function_configuration(FunctionName=name, Description=str(number))
            changed = True
        elif step == "publish":
            version = api.publish_version(FunctionName=name)["Version"]
            # a version that was deleted is no reason to publish the same again, unless it was the last one
            if changed or str(last) not in known:
                last += 1
                known.append(str(last))
            assert version == str(last)
            changed = False
        else:
            api.delete_function(FunctionName=name, Qualifier=str(which))
            known = [each for each in known if each != str(which)]
    pages = api.get_paginator("list_versions_by_function").paginate(
        FunctionName=name, PaginationConfig={"PageSize": size}
    )
    found = [each["Version"] for page in pages for each in page["Versions"]]
    assert found == ["$LATEST", *known]


def settled(call: Mapping[str, Any]) -> Mapping[str, Any]:
    """As marker and options of a test complete a call."""
    return {"environment": {"FROM": "the marker"}, "timeout": 77, "reexecute": ("some_library",), **call}


@pytest.fixture
def with_tools() -> Iterator[LambdaService]:
    with LambdaService(tools=Tools(complete=settled)) as service, serve_boto3(service):
        yield service


def test_settings_of_the_test_are_none_of_boto3s(with_tools: LambdaService, client: Client) -> None:
    made = {"Runtime": "python3.12", "Handler": "app.handler", "Role": ROLE, "Code": {"ZipFile": code()}}
    answer = client().create_function(FunctionName="echo", **made)
    assert (answer["Timeout"], answer.get("Environment")) == (3, None)
    assert with_tools["echo"].configuration.reexecute == ("some_library",)
    mine = with_tools.create_function("mine", handler=settled)
    assert (mine.configuration.timeout, mine.configuration.environment) == (77, {"FROM": "the marker"})
