"""A request as a person thinks of it, brought into the form in which it is sent.

Every builder of HTTP events begins here, and then writes the parts as its gateway does::

    request = request_of(path="/users/7", query={"q": ["a b", "c"]}, cookies={"a": "1"}, body={"id": 7})
    request.query            # "q=a+b&q=c"
    request.pairs            # [("q", "a b"), ("q", "c")]
    request.headers          # {"accept": ("Accept", ["*/*"]), "cookie": ("Cookie", ["a=1"]), …}
    path_parameters("/users/{id}", request.path)     # {"id": "7"}
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import quote

from pytest_lambda.errors import EventError
from pytest_lambda.events.building.contents import json_text
from pytest_lambda.events.building.http_parts import LONE_PERCENT, checked_headers, cookie_list, pairs_of, query_text
from pytest_lambda.events.building.http_parts import Headers as Headers
from pytest_lambda.events.building.media_types import is_text

#: what a caller may give as a query
Query: TypeAlias = "Mapping[str, Any] | Iterable[tuple[str, Any]] | str | None"
#: what a caller may give as headers
HeadersGiven: TypeAlias = "Mapping[str, Any] | Iterable[tuple[str, Any]] | None"
#: what a caller may give as cookies
Cookies: TypeAlias = "Mapping[str, Any] | Iterable[str] | None"

USER_AGENT = "curl/8.7.1"
SOURCE_IP = "203.0.113.7"  # of the block that RFC 5737 keeps for documentation
_ACCEPT = ("Accept", ["*/*"])
_METHOD = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ-_")
_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
#: what stands in a path as it is; "%" too, so that a path may be given encoded
_IN_PATH = "/%:@!$&'()*+,;=~[]|"
_PLAIN_PATH = re.compile(r"[/A-Za-z0-9_.\-:@!$&'()*+,;=~\[\]|]+")


class HttpRequest(NamedTuple):
    """A request as it is sent.

    Attributes:
        method: in upper case.
        path: percent-encoded, from the slash on.
        query: as sent, without the question mark; empty if there is none.
        pairs: the query, decoded, in its order.
        headers: lower-case name -> the name as sent and its values, in the order of sending. What a gateway adds
            (Host, X-Forwarded-*, X-Amzn-Trace-Id, Content-Length) is among them only if the caller has said so;
            a header that the caller has removed with `ABSENT` has no values.
        cookies: each `name=value`.
        content: the body: None, text or bytes.
    """

    method: str
    path: str
    query: str
    pairs: list[tuple[str, str]]
    headers: Headers
    cookies: list[str]
    content: str | bytes | None

    def header(self, name: str) -> str | None:
        """The last value of a header, by its name in lower case; None if it is not there."""
        found = self.headers.get(name)
        return found[1][-1] if found and found[1] else None

    @property
    def content_type(self) -> str:
        """The media type of the body; empty if the request does not say it."""
        return self.header("content-type") or ""


def request_of(
    *,
    method: str | None = None,
    path: str | None = None,
    query: Query = None,
    headers: HeadersGiven = None,
    cookies: Cookies = None,
    body: Any = None,
    user_agent: str | None = None,
) -> HttpRequest:
    """A request in the form in which it is sent.

    Args:
        method: GET by default, POST with a body.
        path: may be percent-encoded or not, and may end with `?` and the query.
        query: a mapping of names to a value or a list of values, pairs, or the text as it is sent.
        headers: a mapping of names to a value or a list of values, or pairs.
        cookies: a mapping, or a list of `name=value`.
        body: text, bytes, or an object for JSON. The content type follows, unless it is among the headers.
        user_agent: the header `User-Agent`.

    Raises:
        EventError: one of them cannot be sent, or is given twice.
    """
    sent = checked_headers(headers) if headers else {}
    if path is None:
        path = "/"
    else:
        path, query = _path(path, query)
    raw = query_text(query) if query else ""
    listed = [] if cookies is None and "cookie" not in sent else _cookies(cookies, sent)
    content = None if body is None else _content(body, sent)
    _defaults(sent, user_agent)
    return HttpRequest(
        ("GET" if content is None else "POST") if method is None else _method(method),
        path,
        raw,
        pairs_of(raw) if raw else [],
        sent,
        listed,
        content,
    )


def source_ip_of(request: HttpRequest, given: str | None) -> str:
    """Where a request comes from: as given, or the last address of X-Forwarded-For, which the gateway appends."""
    if given is None:
        forwarded = request.headers.get("x-forwarded-for")
        if not forwarded or not forwarded[1]:
            return SOURCE_IP
        last = forwarded[1][-1].rpartition(",")[2].strip()
        return last if _is_ip(last) else SOURCE_IP
    if not _is_ip(given):
        raise EventError(f"source_ip is {given!r}: expected an IP address, such as '203.0.113.7' or '2001:db8::1'.")
    return given


def forwarded_for(request: HttpRequest, source_ip: str) -> str:
    """X-Forwarded-For as it reaches a function: what the client has sent, and the client's own address."""
    given = request.headers.get("x-forwarded-for")
    if not given or not given[1]:
        return source_ip
    text = ", ".join(given[1])
    return text if source_ip in (each.strip() for each in text.split(",")) else f"{text}, {source_ip}"


def as_text(content: str | bytes, content_type: str) -> str | None:
    """A body as text; None if its bytes are not text, or not meant to be."""
    if isinstance(content, str):
        return content
    if content_type and not is_text(content_type):
        return None
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None


def as_bytes(content: str | bytes) -> bytes:
    """A body as it is sent."""
    if isinstance(content, bytes):
        return content
    try:
        return content.encode()
    except UnicodeEncodeError as error:
        raise EventError(f"body has a character that UTF-8 cannot write ({error.reason}): expected text.") from None


def _method(method: object) -> str:
    if isinstance(method, str):
        upper = method.upper()
        if upper in _METHODS or (upper and _METHOD.issuperset(upper)):
            return upper
    raise EventError(f"method is {method!r}: expected the name of an HTTP method, such as 'GET'.")


def _path(path: object, query: Any) -> tuple[str, Any]:
    if not isinstance(path, str) or not path.startswith("/"):
        raise EventError(f"path is {path!r}: expected text that begins with a slash, such as '/users/7'.")
    path = path.partition("#")[0]  # a fragment is never sent
    if "?" in path:
        path, _, inner = path.partition("?")
        if query:
            raise EventError(f"The query is given twice: in path, {inner!r}, and as query, {query!r}.")
        query = inner
    if _PLAIN_PATH.fullmatch(path):
        return path, query
    if "%" in path:
        path = LONE_PERCENT.sub("%25", path)
    return quote(path, safe=_IN_PATH, errors="surrogatepass"), query


def _cookies(cookies: Any, sent: Headers) -> list[str]:
    header = sent.get("cookie")
    if cookies is None:
        return [] if not header else [each.strip() for value in header[1] for each in value.split(";") if each.strip()]
    if header:
        raise EventError(f"Cookies are given twice: as cookies, {cookies!r}, and as the header {header[0]}.")
    listed = cookie_list(cookies)
    if listed:
        sent["cookie"] = ("Cookie", ["; ".join(listed)])
    return listed


def _content(body: Any, sent: Headers) -> str | bytes | None:
    if body in ("", b""):
        return None  # no gateway tells an empty body from none
    content: str | bytes
    if isinstance(body, str):
        content, kind = body, _kind_of_text(body)
    elif isinstance(body, (bytes, bytearray)):
        content, kind = bytes(body), "application/octet-stream"
    else:
        content, kind = json_text(body, "body"), "application/json"
    if "content-type" not in sent:
        sent["content-type"] = ("Content-Type", [kind])
    return content


def _kind_of_text(text: str) -> str:
    return "application/json" if text[:1] in ("{", "[") else "text/plain; charset=utf-8"


def _defaults(sent: Headers, user_agent: object) -> None:
    if "accept" not in sent:
        sent["accept"] = _ACCEPT
    if "user-agent" not in sent:
        if user_agent is not None and not isinstance(user_agent, str):
            raise EventError(f"user_agent is {user_agent!r}: expected text.")
        sent["user-agent"] = ("User-Agent", [USER_AGENT if user_agent is None else user_agent])
    elif user_agent is not None:
        raise EventError(f"The user agent is given twice: as user_agent, {user_agent!r}, and among the headers.")


def _is_ip(text: object) -> bool:
    if text == SOURCE_IP:
        return True
    try:
        ip_address(str(text))
    except ValueError:
        return False
    return isinstance(text, str)
