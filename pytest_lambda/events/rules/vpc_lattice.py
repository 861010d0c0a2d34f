"""The rules of the events of VPC Lattice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_lambda.events.building.http_parts import pairs_of
from pytest_lambda.events.judging.formats import arn_parts, decoded_base64
from pytest_lambda.events.judging.rulebook import Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.shapes.vpc_lattice import VpcLatticeEventV1, VpcLatticeEventV2

_RESOURCES = {
    "serviceNetworkArn": "servicenetwork/",
    "serviceArn": "service/",
    "targetGroupArn": "targetgroup/",
}


def _recognises(event: Mapping[str, Any]) -> bool:
    return "raw_path" in event or "serviceNetworkArn" in event["requestContext"]


book = Rulebook("vpc_lattice", VpcLatticeEventV2 | VpcLatticeEventV1, _recognises, shape_rule="VL-shape")
BOOKS = (book,)


@book.rule("VL-path", "The path begins with a slash, and its query is that of the query map.")
def _path(event: Any) -> Iterator[Finding]:
    field = "raw_path" if "raw_path" in event else "path"
    path, _, query = event[field].partition("?")
    if not path.startswith("/"):
        yield field, f"is {event[field]!r}, expected to begin with a slash"
    name = "query_string_parameters" if field == "raw_path" else "queryStringParameters"
    values: dict[str, list[str]] = {}
    for key, value in pairs_of(query):
        values.setdefault(key, []).append(value)
    there = event.get(name, {})
    # some samples have no query in their path; version 1 has one value of each name
    differs = there != values if field == "path" else set(there) != set(values)
    if query and differs:
        yield name, f"is {there!r}, but {field} says {values!r}"


@book.rule("VL-arn", "Network, service and target group are VPC Lattice's, of the region of the request.")
def _arn(event: Any) -> Iterator[Finding]:
    context = event.get("requestContext", {})
    for name, prefix in _RESOURCES.items() if context else ():
        arn = arn_parts(context[name])
        if arn is None or arn.service != "vpc-lattice" or not arn.resource.startswith(prefix):
            yield f"requestContext.{name}", f"is {context[name]!r}, expected arn:…:vpc-lattice:…:{prefix}…"
        elif arn.region != context["region"]:
            yield f"requestContext.{name}", f"is of region {arn.region!r}, but the request of {context['region']!r}"


@book.rule("VL-time", "`timeEpoch` is in microseconds, as text.")
def _time(event: Any) -> Iterator[Finding]:
    time = event["requestContext"]["timeEpoch"] if "requestContext" in event else "0" * 16
    if not (time.isdecimal() and len(time) == 16):
        yield "requestContext.timeEpoch", f"is {time!r}, expected microseconds since 1970, 16 digits"


@book.rule("VL-base64", "A body that is said to be base64 is.")
def _base64(event: Any) -> Iterator[Finding]:
    flag = event.get("isBase64Encoded", event.get("is_base64_encoded"))
    if flag and decoded_base64(event.get("body", "")) is None:
        yield "body", "is not base64, but is said to be"
