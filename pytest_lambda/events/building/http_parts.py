"""Queries, headers and cookies as a caller gives them, checked and brought into the form in which they are sent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, quote, quote_plus

from pytest_lambda.errors import EventError
from pytest_lambda.events.building.overrides import ABSENT
from pytest_lambda.scalars import as_text

#: lower-case name -> the name as sent and its values, in the order of sending
Headers: TypeAlias = "dict[str, tuple[str, list[str]]]"

#: headers that concern one connection and go no further than its ends, in lower case; RFC 9110, 7.6.1
OF_THE_CONNECTION = frozenset(
    {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"}
)
#: a percent sign that begins no escape
LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
#: a token (RFC 9110, 5.6.2)
HEADER_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
#: a header's value has no control characters, but may have tabs (RFC 9110, 5.5)
BAD_IN_HEADER = re.compile("[\0-\x08\n-\x1f\x7f]")
#: what stands in a query as it is
_IN_QUERY = "%/?:@!$&'()*+,;=~[]|"
_PLAIN_QUERY = re.compile(r"[A-Za-z0-9_.\-/?:@!$&'()*+,;=~\[\]|]*")


def query_text(query: Any) -> str:
    """A query as it is sent: text as given, all else encoded as a form does."""
    if isinstance(query, str):
        if _PLAIN_QUERY.fullmatch(query) and query[:1] != "?":
            return query
        return quote(LONE_PERCENT.sub("%25", query.removeprefix("?")), safe=_IN_QUERY, errors="surrogatepass")
    return "&".join([f"{_encoded(name)}={_encoded(value)}" for name, value in _pairs(query, "query")])


def pairs_of(raw: str) -> list[tuple[str, str]]:
    """The names and values of a query as it is sent, decoded."""
    if "%" in raw or "+" in raw:
        return parse_qsl(raw, keep_blank_values=True)
    return [(name, value) for name, _, value in [each.partition("=") for each in raw.split("&") if each]]


def checked_headers(headers: Any) -> Headers:
    """Headers by their names in lower case. The first casing of a name is that of all its values.

    Raises:
        EventError: a name or a value cannot be sent.
    """
    result: Headers = {}
    for name, value in _pairs(headers, "headers"):
        if not isinstance(name, str) or not HEADER_NAME.fullmatch(name):
            raise EventError(
                f"headers has the name {name!r}: expected letters, digits and hyphens, such as 'Content-Type'."
            )
        lower = name.lower()
        if value is ABSENT:
            result[lower] = (name, [])
            continue
        text = _plain(value, f"header {name}")
        if BAD_IN_HEADER.search(text):
            raise EventError(f"header {name} is {text!r}: a header's value has no line ends or control characters.")
        if lower in result:
            result[lower][1].append(text.strip())
        else:
            result[lower] = (name, [text.strip()])
    return result


def is_sendable(name: str, value: str) -> bool:
    """Whether HTTP can send a header."""
    return HEADER_NAME.fullmatch(name) is not None and BAD_IN_HEADER.search(value) is None


def cookie_list(cookies: Any) -> list[str]:
    """Cookies as `name=value` each.

    Raises:
        EventError: one cannot be sent, or it is no cookie.
    """
    if isinstance(cookies, Mapping):
        listed = [f"{name}={_plain(value, f'cookie {name}')}" for name, value in cookies.items()]
    elif isinstance(cookies, str) or not isinstance(cookies, Iterable):
        raise EventError(f"cookies is {cookies!r}: expected {{'name': 'value'}} or ['name=value'].")
    else:
        listed = list(cookies)
    for each in listed:
        if not isinstance(each, str) or "=" not in each or ";" in each or BAD_IN_HEADER.search(each):
            raise EventError(f"cookies has {each!r}: expected 'name=value' without semicolons and line ends.")
    return listed


def _pairs(given: Any, what: str) -> Iterator[tuple[Any, Any]]:
    """Names and single values, of a mapping to a value or a list of values, or of pairs."""
    if isinstance(given, Mapping):
        items: Iterable[Any] = given.items()
    elif isinstance(given, Iterable) and not isinstance(given, (str, bytes)):
        items = given
    else:
        raise EventError(f"{what} is {given!r}: expected a mapping of names to a value or a list, or pairs.")
    for item in items:
        if not isinstance(item, tuple | list) or len(item) != 2:
            raise EventError(f"{what} has {item!r}: expected a pair of name and value.")
        name, value = item
        if isinstance(value, (list, tuple)):
            for each in value:
                yield name, each
        else:
            yield name, value


def _encoded(value: Any) -> str:
    text = value if isinstance(value, str) else _plain(value, "query")
    return text if text.isalnum() and text.isascii() else quote_plus(text, errors="surrogatepass")


def _plain(value: Any, what: str) -> str:
    """What is sent of a value: text as it is, numbers in digits, `true` and `false`."""
    text = as_text(value)
    if text is None:
        raise EventError(f"{what} is {value!r}: expected text, a number, or a list of them.")
    return text
