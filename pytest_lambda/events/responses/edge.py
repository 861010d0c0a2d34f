"""What CloudFront accepts from Lambda@Edge: a request, or a response.

From the pages "Generate HTTP responses in request triggers", "Update HTTP responses in origin response triggers",
"Restrictions on all edge functions", "Restrictions on Lambda@Edge", "Quotas" and "Lambda@Edge event structure".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pytest_lambda.events.judging import edge_headers as headers
from pytest_lambda.events.judging.edge_headers import ERROR
from pytest_lambda.events.judging.formats import decoded_base64
from pytest_lambda.events.judging.http_answers import kind, status_number
from pytest_lambda.events.judging.responsebook import ResponseBook
from pytest_lambda.events.judging.shape import Finding

_KB = 1024
#: bytes of a response that a function makes, and of a request's body that it replaces: viewer, origin
_RESPONSE_BYTES = {"viewer": 40 * _KB, "origin": _KB * _KB}
_QUERY = re.compile(r"[\x00-\x20\x7f#]")
_URI_CHARACTERS = 8_192


def _object(answer: Any) -> dict[str, Any]:
    return answer if isinstance(answer, dict) else {}


def _book(trigger: str) -> ResponseBook:
    book = ResponseBook(f"edge_{trigger}", ERROR)
    place, what = trigger.split("_")
    _add_kind(book, what)
    _add_headers(book, trigger, what)
    _add_response(book, trigger, place)
    if what == "request":
        _add_request(book, place)
        _add_generated(book)
    if trigger == "viewer_response":
        _add_fixed_status(book)
    return book


def _add_kind(book: ResponseBook, what: str) -> None:
    @book.rule("EDGE-object", f"The answer is a {what} object, or in request triggers a response; documented.")
    def _kind(answer: Any) -> Iterator[Finding]:
        wanted = "the request or a response" if what == "request" else "the response"
        if not isinstance(answer, dict):
            yield "", f"is {kind(answer)}, expected {wanted}: {ERROR}"
        elif "Records" in answer:
            yield "Records", f"is the event, expected {wanted} in it, Records[0].cf.{what}: {ERROR}"
        elif "statusCode" in answer and "status" not in answer:
            yield "statusCode", f"is of API Gateway, expected status: {ERROR}"
        elif what == "response" and "status" not in answer:
            yield "status", f"is missing: {ERROR}"
        elif what == "request" and "status" not in answer and "uri" not in answer:
            yield "uri", f"is missing, and so is the status of a response: {ERROR}"


def _is_response(answer: Any) -> bool:
    return isinstance(answer, dict) and "status" in answer


def _add_headers(book: ResponseBook, trigger: str, what: str) -> None:
    @book.rule("EDGE-headers", "Headers are a map from lower-case names to lists of key and value; documented.")
    def _form(answer: Any) -> Iterator[Finding]:
        yield from headers.form_findings(_object(answer).get("headers"))

    def added(answer: Any, event: Any) -> Iterator[str]:
        """The headers that are not as they came."""
        came = event["Records"][0]["cf"][what].get("headers") if event is not None else None
        now = _object(answer).get("headers")
        generated = what == "request" and _is_response(answer)
        for name in now if isinstance(now, dict) else ():
            if generated or headers.values_of(now, name) != headers.values_of(came, name):
                yield name

    @book.event_rule("EDGE-disallowed", "No function adds a disallowed header; documented.", needed=False)
    def _disallowed(answer: Any, event: Any) -> Iterator[Finding]:
        for name in added(answer, event):
            if headers.disallowed(name):
                yield f"headers.{name}", f"is disallowed, a function cannot add it: {ERROR}"
            if name.lower() == "cloudfront-viewer-country" and trigger == "viewer_request" and not _is_response(answer):
                yield f"headers.{name}", f"cannot be added before CloudFront does it: {ERROR}"

    @book.event_rule("EDGE-readonly", "No function adds or changes a read-only header; documented.")
    def _read_only(answer: Any, event: Any) -> Iterator[Finding]:
        for name in added(answer, event) if what == "response" or not _is_response(answer) else ():
            if name.lower() in headers.READ_ONLY[trigger]:
                when = trigger.replace("_", " ")
                yield f"headers.{name}", f"is read-only in {when} events, and not as it came: {ERROR}"


def _add_response(book: ResponseBook, trigger: str, place: str) -> None:
    @book.rule("EDGE-status", "`status` is a number from 200 to 599, or its text; documented.")
    def _status(answer: Any) -> Iterator[Finding]:
        if _is_response(answer):
            number = status_number(answer["status"])
            if number is None or not 200 <= number <= 599:
                yield "status", f"is {kind(answer['status'])}, expected '200' to '599': {ERROR}"

    @book.rule("EDGE-body", "A body is text, or the base64 that `bodyEncoding` says; a 204 has none. Documented.")
    def _body(answer: Any) -> Iterator[Finding]:
        if not _is_response(answer):
            return
        body, encoding = answer.get("body"), answer.get("bodyEncoding", "text")
        if encoding not in ("text", "base64"):
            yield "bodyEncoding", f"is {kind(encoding)}, expected 'text' or 'base64': {ERROR}"
        if body is not None and not isinstance(body, str):
            yield "body", f"is {kind(body)}, expected text: {ERROR}"
        elif encoding == "base64" and body is not None and decoded_base64(body) is None:
            yield "body", f"is not base64, as bodyEncoding says: {ERROR}"
        if body and trigger == "viewer_request" and status_number(answer["status"]) == 204:
            yield "body", f"is there, though the status is 204: {ERROR}"

    @book.rule("EDGE-size", "A response of viewer triggers has at most 40 KB, of origin triggers 1 MB; documented.")
    def _size(answer: Any) -> Iterator[Finding]:
        if _is_response(answer):
            body = answer.get("body")
            size = headers.size_of(answer.get("headers"))
            size += len(body.encode(errors="surrogatepass")) if isinstance(body, str) else 0
            if size > _RESPONSE_BYTES[place]:
                yield "", f"has {size:,} bytes of headers and body, more than {_RESPONSE_BYTES[place]:,}: {ERROR}"


def _add_request(book: ResponseBook, place: str) -> None:
    @book.rule("EDGE-uri", "URI and query string are less than 8,192 characters of no space, control or #; documented.")
    def _uri(answer: Any) -> Iterator[Finding]:
        if not isinstance(answer, dict) or _is_response(answer):
            return
        uri, query = answer.get("uri", "/"), answer.get("querystring", "")
        for name, value in (("uri", uri), ("querystring", query)):
            if not isinstance(value, str):
                yield name, f"is {kind(value)}, expected text: {ERROR}"
        if isinstance(uri, str) and not uri.startswith("/"):
            yield "uri", f"is {kind(uri)}, expected a path that begins with '/': {ERROR}"
        if isinstance(query, str) and _QUERY.search(query):
            yield "querystring", f"has a space, a control character or '#' (percent-encode it): {ERROR}"
        if isinstance(uri, str) and isinstance(query, str) and len(uri) + len(query) + 1 >= _URI_CHARACTERS:
            yield "uri", f"has {len(uri) + len(query) + 1:,} characters with the query string: {ERROR}"

    @book.rule("EDGE-replaced", "A replaced body is text or base64, of up to 40 KB (viewer) or 1 MB; documented.")
    def _replaced(answer: Any) -> Iterator[Finding]:
        body = _object(answer).get("body")
        if _is_response(answer) or body is None:
            return
        if not isinstance(body, dict):
            yield "body", f"is {kind(body)}, expected an object with action, encoding and data: {ERROR}"
            return
        for name, allowed in (("action", ("read-only", "replace")), ("encoding", ("base64", "text"))):
            if body.get(name, allowed[0]) not in allowed:
                yield f"body.{name}", f"is {kind(body[name])}, expected {' or '.join(map(repr, allowed))}: {ERROR}"
        if body.get("action") == "replace":
            yield from _data_findings(body, _RESPONSE_BYTES[place])

    @book.rule("EDGE-origin", "A request has one origin, custom or S3, not both; documented.")
    def _origin(answer: Any) -> Iterator[Finding]:
        origin = None if _is_response(answer) else _object(answer).get("origin")
        if isinstance(origin, dict) and len({"custom", "s3"} & origin.keys()) != 1:
            yield "origin", f"has {', '.join(origin) or 'nothing'}, expected custom or s3: {ERROR}"

    @book.event_rule("EDGE-fixed", "Method and client IP stay as they came; documented.")
    def _fixed(answer: Any, event: Any) -> Iterator[Finding]:
        came = event["Records"][0]["cf"]["request"]
        for name in ("method", "clientIp"):
            if not _is_response(answer) and _object(answer).get(name, came[name]) != came[name]:
                yield name, f"is {kind(answer[name])}, expected {came[name]!r} as it came, it is read-only: {ERROR}"


def _add_generated(book: ResponseBook) -> None:
    @book.rule("EDGE-generated", "A generated response has no Transfer-Encoding and no Via; documented as read-only.")
    def _generated(answer: Any) -> Iterator[Finding]:
        now = answer.get("headers") if _is_response(answer) else None
        for name in now if isinstance(now, dict) else ():
            if name.lower() in ("transfer-encoding", "via"):
                yield f"headers.{name}", f"is read-only: {ERROR}"


def _data_findings(body: dict[str, Any], limit: int) -> Iterator[Finding]:
    data = body.get("data")
    if not isinstance(data, str):
        yield "body.data", f"is {kind(data)}, expected text: {ERROR}"
        return
    plain = body.get("encoding", "base64") != "base64"
    content = data.encode(errors="surrogatepass") if plain else decoded_base64(data)
    if content is None:
        yield "body.data", f"is not base64, as encoding says: {ERROR}"
    elif len(content) > limit:
        yield "body.data", f"has {len(content):,} bytes, more than {limit:,}: {ERROR}"


def _add_fixed_status(book: ResponseBook) -> None:
    @book.event_rule("EDGE-fixed", "A viewer response keeps its status; documented.")
    def _fixed(answer: Any, event: Any) -> Iterator[Finding]:
        came = event["Records"][0]["cf"]["response"]["status"]
        if _is_response(answer) and str(answer["status"]) != str(came):
            yield "status", f"is {kind(answer['status'])}, expected {came!r} as it came: CloudFront does not change it"


BOOKS = tuple(_book(trigger) for trigger in headers.READ_ONLY)
