"""What HTTP front ends ask of the parts of an answer; each front end says what happens otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_lambda.events.building.http_parts import BAD_IN_HEADER, HEADER_NAME
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.events.judging.formats import decoded_base64
from pytest_lambda.events.judging.shape import Finding

#: lowest and highest code that HTTP has
_STATUS = (100, 599)
#: characters of a wrong value in a message
_SHOWN = 60


def kind(value: object) -> str:
    """What a value of JSON is, for people."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    shown = repr(value) if len(repr(value)) <= _SHOWN else f"{repr(value)[:_SHOWN]}…"
    return f"the {'text' if isinstance(value, str) else 'number'} {shown}"


def status_findings(answer: dict[str, Any], consequence: str, *, required: bool = False) -> Iterator[Finding]:
    """`statusCode` is a whole number, or the text of one."""
    if "statusCode" not in answer:
        if required:
            yield "statusCode", f"is missing: {consequence}"
        return
    status = answer["statusCode"]
    number = status_number(status)
    if number is None:
        yield "statusCode", f"is {kind(status)}, expected a whole number: {consequence}"
    elif not _STATUS[0] <= number <= _STATUS[1]:
        yield "statusCode", f"is {number}, expected {_STATUS[0]} to {_STATUS[1]}: {consequence}"


def status_number(status: object) -> int | None:
    """The status as a number; None if it is none."""
    if isinstance(status, str) and status.isascii() and status.isdecimal() and len(status) < 10:
        return int(status)
    return status if isinstance(status, int) and not isinstance(status, bool) else None


def unknown_findings(answer: dict[str, Any], known: tuple[str, ...], consequence: str) -> Iterator[Finding]:
    """The answer has no keys but the known ones."""
    for key in answer:
        if key not in known:
            yield key, f"is no part of an answer: {consequence}.{nearest(key, known)}"


def map_findings(answer: dict[str, Any], name: str, consequence: str) -> Iterator[Finding]:
    """`headers` or `multiValueHeaders` is an object, null or absent; values of the latter are lists."""
    headers = answer.get(name)
    if headers is None:
        return
    if not isinstance(headers, dict):
        yield name, f"is {kind(headers)}, expected an object: {consequence}"
    elif name == "multiValueHeaders":
        for header, values in headers.items():
            if not isinstance(values, list):
                yield f"{name}.{header}", f"is {kind(values)}, expected a list of values: {consequence}"


def value_findings(answer: dict[str, Any], allowed: tuple[type, ...], consequence: str) -> Iterator[Finding]:
    """Header values are of the allowed types."""
    for name in ("headers", "multiValueHeaders"):
        headers = answer.get(name)
        for header, value in headers.items() if isinstance(headers, dict) else ():
            several = name == "multiValueHeaders"
            if several and not isinstance(value, list):
                continue
            for number, each in enumerate(value if several else [value]):
                if type(each) not in allowed:
                    field = f"{name}.{header}[{number}]" if several else f"{name}.{header}"
                    yield field, f"is {kind(each)}, expected text: {consequence}"


def sendable_findings(answer: dict[str, Any], consequence: str) -> Iterator[Finding]:
    """Names of headers are tokens, and neither values nor cookies have line ends or control characters."""
    for name in ("headers", "multiValueHeaders"):
        headers = answer.get(name)
        for header, value in headers.items() if isinstance(headers, dict) else ():
            if not HEADER_NAME.fullmatch(header):
                yield f"{name}.{header}", f"is no name that a header can have: {consequence}"
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, str) and BAD_IN_HEADER.search(each):
                    yield f"{name}.{header}", f"is {kind(each)}, expected no line ends: {consequence}"
    cookies = answer.get("cookies")
    for number, each in enumerate(cookies if isinstance(cookies, list) else ()):
        if isinstance(each, str) and BAD_IN_HEADER.search(each):
            yield f"cookies[{number}]", f"is {kind(each)}, expected no line ends: {consequence}"


def body_findings(answer: dict[str, Any], consequence: str) -> Iterator[Finding]:
    """`body` is text, null or absent."""
    body = answer.get("body")
    if body is not None and not isinstance(body, str):
        hint = " (json.dumps makes text of it)" if isinstance(body, (dict, list)) else ""
        yield "body", f"is {kind(body)}, expected text{hint}: {consequence}"


def flag_findings(answer: dict[str, Any], consequence: str) -> Iterator[Finding]:
    """`isBase64Encoded` is true, false, null or absent."""
    flag = answer.get("isBase64Encoded")
    if flag is not None and not isinstance(flag, bool):
        yield "isBase64Encoded", f"is {kind(flag)}, expected true or false: {consequence}"


def base64_findings(answer: dict[str, Any], consequence: str) -> Iterator[Finding]:
    """The body is base64 if the answer says so."""
    body = answer.get("body")
    if answer.get("isBase64Encoded") is True and isinstance(body, str) and decoded_base64(body) is None:
        yield "body", f"is not base64, as isBase64Encoded says: {consequence}"


def cookie_findings(answer: dict[str, Any], consequence: str) -> Iterator[Finding]:
    """`cookies` is a list of texts, null or absent."""
    cookies = answer.get("cookies")
    if cookies is None:
        return
    if not isinstance(cookies, list):
        yield "cookies", f"is {kind(cookies)}, expected a list of texts: {consequence}"
        return
    for number, cookie in enumerate(cookies):
        if not isinstance(cookie, str):
            yield f"cookies[{number}]", f"is {kind(cookie)}, expected text: {consequence}"
