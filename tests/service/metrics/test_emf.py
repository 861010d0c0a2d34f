"""The embedded metric format: what is read, and what is said of documents that CloudWatch would not take."""

from __future__ import annotations

import copy
import json
import re
import string
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda.service.metrics import emf
from pytest_lambda.service.metrics.emf_document import EmfPoint
from pytest_lambda.service.metrics.names import UNITS
from pytest_lambda.service.metrics.store import Metrics

NOW = 1_767_268_800.0
STAMP = 1_767_268_800_000

DOCUMENT: dict[str, Any] = {
    "_aws": {
        "Timestamp": STAMP,
        "CloudWatchMetrics": [
            {"Namespace": "Shop", "Dimensions": [["service"]], "Metrics": [{"Name": "Orders", "Unit": "Count"}]}
        ],
    },
    "service": "checkout",
    "Orders": 3,
    "request": {"id": "not a metric"},
}


def changed(change: Callable[[dict[str, Any], dict[str, Any], dict[str, Any]], object]) -> str:
    """The document after a change of (root, _aws, first directive)."""
    document = copy.deepcopy(DOCUMENT)
    change(document, document["_aws"], document["_aws"]["CloudWatchMetrics"][0])
    return json.dumps(document)


def test_a_document_gives_its_metrics() -> None:
    points, problems = emf.scan([json.dumps(DOCUMENT)], NOW)
    assert points == (EmfPoint("Shop", "Orders", 3.0, "Count", (("service", "checkout"),), NOW, 60),)
    assert problems == ()


def test_what_was_read_can_be_asked_for() -> None:
    metrics = Metrics()
    emf.put(metrics, emf.scan([json.dumps(DOCUMENT)] * 2, NOW).points)
    assert metrics.namespace("Shop")["Orders"].sum(service="checkout") == 6
    assert metrics.names == ()


def test_each_value_of_an_array_is_a_data_point_in_each_dimension_set() -> None:
    def change(root: dict[str, Any], aws: dict[str, Any], directive: dict[str, Any]) -> None:
        root["Orders"] = [1, 2.5]
        directive["Dimensions"] = [[], ["service"]]
        directive["Metrics"] = [{"Name": "Orders", "StorageResolution": 1}]

    points, problems = emf.parse(changed(change), NOW)
    assert not problems
    assert [(point.value, point.dimensions) for point in points] == [
        (1, ()), (1, (("service", "checkout"),)), (2.5, ()), (2.5, (("service", "checkout"),)),
    ]  # fmt: skip
    assert {(point.unit, point.storage_resolution) for point in points} == {("None", 1)}


@pytest.mark.parametrize(
    "line",
    [
        "",
        "plain text",
        "something about _aws",
        'the member "_aws" is needed',
        json.dumps({"message": "_aws"}),
        json.dumps({"detail": {"_aws": {}}}),
        json.dumps([{"_aws": {}}]),
        "START RequestId: 1 Version: $LATEST",
    ],
)
def test_other_lines_are_passed_over(line: str) -> None:
    assert emf.scan([line], NOW) == ((), ())


def test_what_lambda_puts_in_front_of_a_log_record_is_allowed() -> None:
    record = "[INFO]\t2026-01-01T12:00:00.000Z\t989ffbf8-9ace-4817-a57c-e4dd734019ee\t"
    points, problems = emf.parse(record + json.dumps(DOCUMENT) + "\n", NOW)
    assert [point.value for point in points] == [3]
    assert not problems


MALFORMED: list[tuple[Callable[[dict[str, Any], dict[str, Any], dict[str, Any]], object], str]] = [
    (lambda root, aws, first: root.update(_aws=[]), r"_aws is \[\]"),
    (lambda root, aws, first: aws.pop("Timestamp"), r"_aws\.Timestamp is missing"),
    (lambda root, aws, first: aws.update(Timestamp="now"), r'_aws\.Timestamp is "now"'),
    (lambda root, aws, first: aws.update(Timestamp=True), r"_aws\.Timestamp is true"),
    (lambda root, aws, first: aws.update(Timestamp=STAMP - 15 * 86_400_000), "more than two weeks ago"),
    (lambda root, aws, first: aws.update(Timestamp=STAMP + 3 * 3_600_000), "more than two hours ahead"),
    (lambda root, aws, first: aws.update(Timestamp=10**400), "more than two hours ahead"),
    (lambda root, aws, first: aws.pop("CloudWatchMetrics"), r"CloudWatchMetrics is missing"),
    (lambda root, aws, first: aws.update(CloudWatchMetrics={}), r"CloudWatchMetrics is \{\}"),
    (lambda root, aws, first: aws.update(CloudWatchMetrics=["Shop"]), r'CloudWatchMetrics\[0\] is "Shop"'),
    (lambda root, aws, first: first.pop("Namespace"), r"Namespace is missing"),
    (lambda root, aws, first: first.update(Namespace=""), 'Namespace is ""'),
    (lambda root, aws, first: first.update(Namespace=" "), 'Namespace is " "'),
    (lambda root, aws, first: first.update(Namespace=":Shop"), 'Namespace is ":Shop"'),
    (lambda root, aws, first: first.update(Namespace="Shöp"), "Namespace is"),
    (lambda root, aws, first: first.update(Namespace="x" * 256), "Namespace is"),
    (lambda root, aws, first: first.update(Namespace="AWS/Lambda"), "begins with AWS/"),
    (lambda root, aws, first: first.pop("Dimensions"), "Dimensions is missing"),
    (lambda root, aws, first: first.update(Dimensions=[]), r"Dimensions is \[\]"),
    (lambda root, aws, first: first.update(Dimensions=["service"]), r'Dimensions\[0\] is "service"'),
    (lambda root, aws, first: first.update(Dimensions=[[1]]), r"Dimensions\[0\] has the name 1"),
    (lambda root, aws, first: first.update(Dimensions=[["region"]]), "The dimension 'region' .* is missing"),
    (lambda root, aws, first: root.update(service=7), "The dimension 'service' is 7"),
    (lambda root, aws, first: root.update(service=""), "The dimension 'service' is"),
    (lambda root, aws, first: root.update(service="ü"), "The dimension 'service' is"),
    (lambda root, aws, first: root.update(service="a\nb"), "The dimension 'service' is"),
    (lambda root, aws, first: root.update(service="x" * 1_025), "The dimension 'service' is"),
    (lambda root, aws, first: (root.update({f"d{n}": "x" for n in range(31)}), first.update(Dimensions=[[f"d{n}" for n in range(31)]])), "has 31 dimensions"),
    (lambda root, aws, first: first.pop("Metrics"), "Metrics is missing"),
    (lambda root, aws, first: first.update(Metrics={"Name": "Orders"}), "Metrics is"),
    (lambda root, aws, first: first.update(Metrics=["Orders"]), r'Metrics\[0\] is "Orders"'),
    (lambda root, aws, first: first.update(Metrics=[{"Unit": "Count"}]), r"Metrics\[0\] is"),
    (lambda root, aws, first: first.update(Metrics=[{"Name": ""}]), r"Metrics\[0\] is"),
    (lambda root, aws, first: first.update(Metrics=[{"Name": "Orders"}] * 101), "has 101 metrics"),
    (lambda root, aws, first: first["Metrics"][0].update(Unit="milliseconds"), "Did you mean 'Milliseconds'"),
    (lambda root, aws, first: first["Metrics"][0].update(Unit=None), "The unit of 'Orders' is missing or null"),
    (lambda root, aws, first: first["Metrics"][0].update(StorageResolution=30), "The StorageResolution of 'Orders' is 30"),
    (lambda root, aws, first: first["Metrics"][0].update(StorageResolution=True), "The StorageResolution of 'Orders' is true"),
    (lambda root, aws, first: root.pop("Orders"), "The metric 'Orders' has no value"),
    (lambda root, aws, first: root.update(Orders="3"), "The metric 'Orders' has the value \"3\""),
    (lambda root, aws, first: root.update(Orders=True), "The metric 'Orders' has the value true"),
    (lambda root, aws, first: root.update(Orders={"value": 3}), "The metric 'Orders' has the value"),
    (lambda root, aws, first: root.update(Orders=[1, "2"]), "The metric 'Orders' has the value \"2\""),
    (lambda root, aws, first: root.update(Orders=list(range(101))), "The metric 'Orders' has 101 values"),
    (lambda root, aws, first: root.update(Orders=2**361), "The metric 'Orders' has the value"),
    (lambda root, aws, first: root.update(Orders=float("nan")), "NaN is not JSON"),
    (lambda root, aws, first: root.update(Orders=float("-inf")), "-Infinity is not JSON"),
    (lambda root, aws, first: root.update(padding="x" * 1_048_576), "more than 1048576 bytes"),
]


@pytest.mark.parametrize(("change", "wrong"), MALFORMED)
def test_a_malformed_document_gives_no_metric_but_a_problem(
    change: Callable[[dict[str, Any], dict[str, Any], dict[str, Any]], object], wrong: str
) -> None:
    line = changed(change)
    points, problems = emf.scan(["before", line, "after"], NOW)
    assert points == ()
    (problem,) = problems
    assert re.search(wrong, problem.wrong), problem.wrong
    assert problem.line == line
    assert problem.mend.endswith(".")
    assert str(problem).startswith(problem.wrong)


def test_all_problems_of_a_document_are_told() -> None:
    def change(root: dict[str, Any], aws: dict[str, Any], directive: dict[str, Any]) -> None:
        del aws["Timestamp"], root["service"]
        root["Orders"] = "three"

    assert len(emf.parse(changed(change), NOW).problems) == 3


def test_a_stamp_in_seconds_is_recognised() -> None:
    (problem,) = emf.parse(changed(lambda root, aws, first: aws.update(Timestamp=int(NOW))), NOW).problems
    assert problem.mend == "It is in seconds: multiply it by 1000."


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        (json.dumps({"level": "INFO", "message": json.dumps(DOCUMENT)}), "text inside another JSON object"),
        (str(DOCUMENT), "Python's repr"),
        ("metrics: " + json.dumps(DOCUMENT), "text in front"),
        (json.dumps(DOCUMENT) + " done", "text after"),
        (json.dumps(DOCUMENT)[:-1], "not one JSON object"),
        ('{"_aws": ' + "[" * 100_000, "not one JSON object"),
    ],
)
def test_a_document_that_cloudwatch_would_not_see(line: str, wrong: str) -> None:
    points, (problem,) = emf.scan([line], NOW)
    assert not points
    assert wrong in problem.wrong


def test_a_document_over_several_lines_is_one_problem() -> None:
    points, problems = emf.scan(json.dumps(DOCUMENT, indent=2).splitlines(), NOW)
    assert not points
    assert [problem.wrong for problem in problems] == ["The line has text in front of the document, or is only a part of it."]
    assert "without indent=" in problems[0].mend


def test_powertools_writes_documents_without_fault() -> None:
    powertools = pytest.importorskip("aws_lambda_powertools.metrics")
    provider = powertools.EphemeralMetrics(namespace="Shop", service="checkout")
    provider.add_metric(name="Orders", unit="Count", value=1)
    provider.add_metric(name="Orders", unit="Count", value=2)
    provider.add_dimension(name="stage", value="test")
    document = provider.serialize_metric_set()
    points, problems = emf.scan([json.dumps(document)], document["_aws"]["Timestamp"] / 1_000)
    assert not problems
    assert [point.value for point in points] == [1, 2]
    assert set(points[0].dimensions) == {("service", "checkout"), ("stage", "test")}


names = st.text(string.ascii_letters + string.digits, min_size=1, max_size=12)
values = st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9)


@st.composite
def documents(draw: st.DrawFn) -> tuple[dict[str, Any], list[tuple[str, str, float, str, tuple[tuple[str, str], ...]]]]:
    """A valid document, and (namespace, name, value, unit, dimensions) of what is in it."""
    dimensions = draw(st.dictionaries(names.map("d_{}".format), names, max_size=4))
    targets = draw(st.dictionaries(names.map("m_{}".format), values | st.lists(values, max_size=4), max_size=4))
    directives, expected = [], []
    for namespace in draw(st.lists(names.map("n_{}".format), max_size=2)):
        sets = draw(st.lists(st.lists(st.sampled_from(sorted(dimensions)), unique=True) if dimensions else st.just([]), min_size=1, max_size=2))
        definitions = []
        for name in draw(st.lists(st.sampled_from(sorted(targets)), unique=True) if targets else st.just([])):
            unit = draw(st.sampled_from(UNITS))
            definitions.append({"Name": name, "Unit": unit, "StorageResolution": draw(st.sampled_from([1, 60]))})
            target = targets[name]
            for value in target if isinstance(target, list) else [target]:
                for one in sets:
                    expected.append((namespace, name, float(value), unit, tuple(sorted((key, dimensions[key]) for key in one))))
        directives.append({"Namespace": namespace, "Dimensions": sets, "Metrics": definitions})
    stamp = draw(st.integers(STAMP - 14 * 86_400_000, STAMP + 2 * 3_600_000))
    return {"_aws": {"Timestamp": stamp, "CloudWatchMetrics": directives}, **dimensions, **targets}, expected


@given(documents())
@settings(max_examples=100)
def test_whatever_is_made_of_valid_parts_reads_back(
    drawn: tuple[dict[str, Any], list[tuple[str, str, float, str, tuple[tuple[str, str], ...]]]],
) -> None:
    document, expected = drawn
    points, problems = emf.scan([json.dumps(document)], NOW)
    assert problems == ()
    assert [(one.namespace, one.name, one.value, one.unit, one.dimensions) for one in points] == expected
    assert {one.epoch for one in points} <= {document["_aws"]["Timestamp"] / 1_000}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["Timestamp", "CloudWatchMetrics", "Namespace", "Dimensions", "Metrics", "Name", "Unit", "a"]), inner, max_size=4),
    max_leaves=15,
)  # fmt: skip


@given(json_values, json_values)
@settings(max_examples=100)
def test_no_document_breaks_the_reader(aws: object, target: object) -> None:
    line = json.dumps({"_aws": aws, "a": target})
    points, problems = emf.scan([line], NOW)
    assert not (points and problems)


@given(st.text(max_size=30), st.text(max_size=30))
@settings(max_examples=50)
def test_no_text_breaks_the_reader(before: str, after: str) -> None:
    emf.scan([f'{before}"_aws":{after}', f"{before}\\\"_aws\\\"{after}"], NOW)
