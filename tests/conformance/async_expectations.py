"""How what a case expects is compared with what was seen: values, records, dead letters."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .async_case import UnknownKey

#: where each field of a record is (E20)
_FIELDS = {
    "version": (), "timestamp": (), "requestContext": (), "requestPayload": (), "responseContext": (),
    "responsePayload": (), "deliveryError": (),
    "requestId": ("requestContext",), "functionArn": ("requestContext",), "condition": ("requestContext",),
    "approximateInvokeCount": ("requestContext",),
    "statusCode": ("responseContext",), "executedVersion": ("responseContext",), "functionError": ("responseContext",),
}  # fmt: skip
_ORDER = [
    "version", "timestamp", "requestContext", "requestPayload", "responseContext", "responsePayload", "deliveryError",
]  # fmt: skip
_TESTS: Mapping[str, Callable[[Any, Any], bool]] = {
    "suffix": lambda actual, expected: str(actual).endswith(expected),
    "prefix": lambda actual, expected: str(actual).startswith(expected),
    "contains": lambda actual, expected: expected in str(actual),
    "matches": lambda actual, expected: re.search(expected, str(actual)) is not None,
    "min": lambda actual, expected: bool(actual >= expected),
    "max": lambda actual, expected: bool(actual <= expected),
    "starts_with": lambda actual, expected: str(actual).startswith(expected),
    "ends_with": lambda actual, expected: str(actual).endswith(expected),
}
_ABSENT = object()
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def fits(expected: Any, actual: Any, names: Mapping[str, str] | None = None) -> bool:
    """Whether a value is as expected.

    Args:
        expected: a value; an object that names what must be in the other; or an object of tests, as `{"min": 2}`.
        actual: what was seen.
        names: what stands for `<request id>` and the like.
    """
    if isinstance(expected, str):
        return bool(_filled(expected, names or {}) == actual)
    if isinstance(expected, Mapping):
        if expected and set(expected) <= _TESTS.keys() and not (isinstance(actual, Mapping)):
            return all(_TESTS[name](actual, value) for name, value in expected.items())
        if not isinstance(actual, Mapping):
            return False
        return all(fits(value, actual.get(name), names) for name, value in expected.items())  # null: absent as well
    if isinstance(expected, list):
        return (
            isinstance(actual, (list, tuple))
            and len(expected) == len(actual)
            and all(fits(one, other, names) for one, other in zip(expected, actual, strict=True))
        )
    return json.dumps(expected) == json.dumps(actual)  # True is not 1


def _filled(text: str, names: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        if match[0] not in names:
            raise UnknownKey(f"{match[0]} in {text!r}: the replay knows {', '.join(sorted(names)) or 'none of them'}.")
        return names[match[0]]

    return re.sub(r"<[a-z ]+>", value, text)


def record_mismatches(expected: Mapping[str, Any], record: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[str]:
    """Where a record is not as the case says.

    Raises:
        UnknownKey: the case says something about it that is not understood.
    """
    for key, value in expected.items():
        if key == "absent_keys":
            yield from (f"{each} is there" for each in value if _at(record, each) is not _ABSENT)
        elif key == "has_keys":
            yield from (f"{each} is missing" for each in value if _at(record, each) is _ABSENT)
        elif key == "key_order":
            if list(record) != value:
                yield f"the keys are {list(record)}, expected {value}"
        elif key.startswith("has_"):
            if (_at(record, _field(key[4:])) is not _ABSENT) != value:
                yield f"{key} is {not value}"
        else:
            yield from _field_mismatch(key, value, record, names)


def _field_mismatch(key: str, value: Any, record: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[str]:
    name, _, test = key.partition("_")
    actual = _at(record, _field(name))
    if test:
        if test not in _TESTS:
            raise UnknownKey(f"{key} of a record: the replay knows the tests {', '.join(_TESTS)}.")
        right = actual is not _ABSENT and _TESTS[test](actual, value)
    elif actual is _ABSENT:
        right = value is None
    elif name in ("requestPayload", "responsePayload") and not _is_error(actual):
        right = json.dumps(actual) == json.dumps(value)
    else:
        right = fits(value, actual, names)
    if not right:
        shown = "missing" if actual is _ABSENT else json.dumps(actual)
        yield f"{key}: expected {json.dumps(value)}, but {name} is {shown}"


def _is_error(value: Any) -> bool:
    return isinstance(value, Mapping) and "errorMessage" in value


def _field(name: str) -> str:
    if name.partition(".")[0] not in _FIELDS:
        raise UnknownKey(f"a record has no field {name!r}: the replay knows {', '.join(_FIELDS)}.")
    return name


def _at(record: Any, path: str) -> Any:
    """The value at a dotted path; the fields of the two contexts need no path."""
    head = path.partition(".")[0]
    found = record
    for part in (*_FIELDS.get(head, ()), *path.split(".")):
        if not isinstance(found, Mapping) or part not in found:
            return _ABSENT
        found = found[part]
    return found


def law_breaches(record: Mapping[str, Any]) -> Iterator[str]:
    """What no record may be, whatever its case says (E13, E14, E20-E27)."""
    if list(record) != [name for name in _ORDER if name in record]:
        yield f"the keys {list(record)} are not in AWS's order, or not AWS's"
    context = record["requestContext"]
    if list(context) != ["requestId", "functionArn", "condition", "approximateInvokeCount"]:
        yield f"the keys of requestContext are {list(context)}"
    if record["version"] != "1.0" or not _STAMP.fullmatch(record["timestamp"]):
        yield f"version {record['version']!r}, timestamp {record['timestamp']!r}"
    if context["functionArn"].count(":") != 7:
        yield f"functionArn is not qualified: {context['functionArn']}"
    response = record.get("responseContext", {})
    ran = response.get("statusCode") == 200
    if list(response) != [name for name in ("statusCode", "executedVersion", "functionError") if name in response]:
        yield f"the keys of responseContext are {list(response)}"
    if ran != ("executedVersion" in response) or ("functionError" in response) != (ran and context["condition"] != "Success"):
        yield f"responseContext is {response} of {context['condition']}"
    if ("responsePayload" in record) + ("deliveryError" in record) != ran:
        yield "it has neither or both of responsePayload and deliveryError, or one without a run"
    if (context["condition"] == "ZeroReservedConcurrency") != ("responseContext" not in record):
        yield f"responseContext of {context['condition']}"


def dead_letter_mismatches(
    expected: Mapping[str, Any], body: str, attributes: Mapping[str, Any], names: Mapping[str, str]
) -> Iterator[str]:
    """Where a dead letter is not as the case says (E40-E42)."""
    for key, value in expected.items():
        if key == "body":
            if json.dumps(json.loads(body)) != json.dumps(value):
                yield f"the body is {body}, expected {json.dumps(value)}"
        elif key == "attributes":
            plain = {name: {part: each[part] for part in ("DataType", "StringValue")} for name, each in attributes.items()}
            if not fits(value, plain, names):
                yield f"the attributes are {plain}, expected {value}"
        elif key in ("absent_attributes", "absent_keys"):
            yield from (f"the attribute {name} is there" for name in value if name in attributes)
        elif key == "raw_body":
            if body != value:
                yield f"the body is {body!r}, expected {value!r}"
        else:
            raise UnknownKey(f"{key} of a dead letter: the replay knows body, raw_body, attributes, absent_attributes.")
    if not {"RequestID"} <= set(attributes) <= {"RequestID", "ErrorCode", "ErrorMessage"}:
        yield f"the attributes are {sorted(attributes)}"
