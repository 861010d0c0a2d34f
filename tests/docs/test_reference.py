"""The reference names everything that is public, and nothing that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest_lambda
from pytest_lambda import (
    BatchOutcome,
    EventSourceMapping,
    InvocationResult,
    LambdaFunction,
    LambdaService,
    PytestLambdaError,
    ServiceFunction,
    VirtualClock,
)
from pytest_lambda.pytest_glue.options import NAMES
from pytest_lambda.service.event_sources.settings.parameters import KNOWN
from pytest_lambda.service.resources.resources import Resources

REFERENCE = (Path(__file__).parents[2] / "docs" / "reference.md").read_text(encoding="utf-8")

#: public for the plugin's sake, and none of a user's business
FOR_THE_GLUE = {"watch", "touch_if_due", "is_test_code", "end_test"}

#: public for the sake of other parts of the service, and none of a user's business
FOR_THE_SERVICE: dict[type, set[str]] = {
    EventSourceMapping: {"become", "begin", "count", "invoke", "note"},
    InvocationResult: {"bill", "log_anew"},
    LambdaService: {
        "create_exactly", "find", "has", "invoke_async", "known_functions", "layer_of", "new_revision_id", "reclaim",
        "trace_header",
    },
    ServiceFunction: {
        "change_settings", "current_code", "dead_letter_queue", "forget", "published", "record", "renew_revision",
        "retire", "revision", "route", "shown_version", "updated", "visible_class",
    },
    VirtualClock: {
        "at", "close", "in_main_thread", "moment_in", "restart", "scheduler", "spawn", "start", "threads", "wait",
    },
}  # fmt: skip


def section(title: str) -> str:
    return REFERENCE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def first_column(title: str) -> set[str]:
    rows = [line for line in section(title).splitlines() if line.startswith("| ")]
    return {name for row in rows for name in re.findall(r"`(\w+)", row.split("|")[1])}


def public(cls: type) -> set[str]:
    return {name for name in dir(cls) if not name.startswith("_")} - FOR_THE_SERVICE.get(cls, set())


def test_settings() -> None:
    assert first_column("Settings") == set(NAMES)


def test_exceptions() -> None:
    exported = {name: getattr(pytest_lambda, name) for name in pytest_lambda.__all__}
    exceptions = {
        name for name, value in exported.items() if isinstance(value, type) and issubclass(value, PytestLambdaError)
    }
    assert first_column("Exceptions") | {"PytestLambdaError"} == exceptions


def test_attributes_of_a_result() -> None:
    assert first_column("`InvocationResult`") == public(InvocationResult)


def test_attributes_of_a_function() -> None:
    named = set(re.findall(r"`function\.(\w+)", section("`LambdaFunction`")))
    assert named == public(LambdaFunction) - FOR_THE_GLUE | {"configuration", "world"}


def test_attributes_of_a_service() -> None:
    named = named_in("`LambdaService`", "service")
    assert named | public(Resources) == public(LambdaService) | {"world", "clock", "ledger"}


def test_attributes_of_a_function_in_a_service() -> None:
    named = named_in("`ServiceFunction`", "function")
    assert named - {"invoke", "arn"} == public(ServiceFunction) - public(LambdaFunction) | {"versions", "aliases"}


def test_attributes_of_a_mapping() -> None:
    of_the_instance = {"uuid", "source", "qualifier", "settings", "state_transition_reason", "last_processing_result"}
    assert named_in("`EventSourceMapping`", "mapping") == public(EventSourceMapping) | of_the_instance


def test_settings_of_a_mapping() -> None:
    table = section("`EventSourceMapping`").partition("### Settings of a mapping")[2]
    rows = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == set(KNOWN)


def test_attributes_of_an_outcome() -> None:
    assert first_column("`BatchOutcome`") == public(BatchOutcome)


def test_resources() -> None:
    rows = [row.split("|")[1] for row in section("Resources").splitlines() if row.startswith("| `")]
    made = {name for row in rows for name in re.findall(r"`(\w+)\(", row)}
    found = {"known_resource", "known_resources", "recipient", "resource", "resource_named"}
    assert made == public(Resources) - found - {"add_resource", "forget_resource"}
    annotated = {name for row in rows for name in re.findall(r": `(\w+)`", row)}
    assert annotated <= set(pytest_lambda.__all__)


def test_attributes_of_a_clock() -> None:
    assert named_in("`VirtualClock`", "clock") == public(VirtualClock) | {"schedule", "seed"}


def named_in(title: str, variable: str) -> set[str]:
    """The attributes in the first column: `service.now()`, and after it `.epoch()`."""
    rows = [row.split("|")[1] for row in section(title).splitlines() if row.startswith("| ")]
    return {name for row in rows for name in re.findall(rf"`(?:{variable})?\.(\w+)", row)}
