"""SES events: the builder, the rules, the strategy."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings

from pytest_lambda import EventError, World, events, strategies

from .judging import assert_right, broken_rules


@pytest.mark.parametrize(
    ("recipients", "parameters"),
    [
        ((), {}),
        (("a@b.c", "d@e.f"), {"source": "x@y.z", "subject": "é"}),
        (("a@b.c",), {"invocation_type": "RequestResponse"}),
        (("a@b.c",), {"ses": {"receipt": {"dmarcVerdict": {"status": "FAIL"}}}}),
        (("a@b.c",), {"world": World("000000000001", "cn-north-1"), "time": "2020-02-29T12:00:00Z"}),
    ],
)
def test_events_are_right(recipients: tuple[str, ...], parameters: dict[str, Any]) -> None:
    assert_right(events.ses(*recipients, **parameters), "ses")


@settings(max_examples=200)
@given(event=strategies.ses_events())
def test_every_example_is_right(event: Any) -> None:
    assert_right(event, "ses")


def test_headers_are_those_of_the_common_ones() -> None:
    event = events.ses("a@b.c", "d@e.f", subject="s", time="2020-02-29T12:00:00Z")
    mail = event["Records"][0]["ses"]["mail"]
    headers = {header["name"]: header["value"] for header in mail["headers"]}
    assert (headers["Subject"], headers["To"]) == ("s", "a@b.c, d@e.f")
    assert headers["Date"] == mail["commonHeaders"]["date"] == "Sat, 29 Feb 2020 12:00:00 +0000"
    assert mail["commonHeaders"]["returnPath"] == mail["source"]


def test_what_depends_on_a_field_follows_it() -> None:
    event = events.ses("a@b.c", ses={"mail": {"source": "x@y.z"}, "receipt": {"dmarcVerdict": {"status": "FAIL"}}})
    message = event["Records"][0]["ses"]
    assert message["mail"]["commonHeaders"]["from"] == ["x@y.z"]
    assert message["mail"]["commonHeaders"]["messageId"].endswith("@y.z>")
    assert message["receipt"]["dmarcPolicy"] == "reject"


@pytest.mark.parametrize(
    ("rule", "path", "value"),
    [
        ("SES-shape", "receipt/dmarcVerdict", events.ABSENT),  # SAM
        ("SES-address", "mail/commonHeaders/messageId", "0000000000000000"),  # SAM
        ("SES-address", "mail/messageId", "<a@b.c>"),
        ("SES-address", "mail/destination", ["a"]),
        ("SES-time", "mail/timestamp", "1970-01-01"),
        ("SES-dmarc", "receipt/dmarcPolicy", "reject"),
        ("SES-arn", "receipt/action/functionArn", "orders"),
        ("SES-shape", "receipt/spamVerdict", {"status": "OK"}),
    ],
)
def test_a_broken_event_is_found(rule: str, path: str, value: Any) -> None:
    event: Any = copy.deepcopy(events.ses())
    *names, last = path.split("/")
    inner = event["Records"][0]["ses"]
    for name in names:
        inner = inner[name]
    if value is events.ABSENT:
        del inner[last]
    else:
        inner[last] = value
    assert rule in broken_rules(event, "ses")


def test_there_is_one_mail() -> None:
    assert broken_rules({"Records": events.ses()["Records"] * 2}, "ses") == {"SES-one"}


@pytest.mark.parametrize(
    ("recipients", "parameters", "message"),
    [
        (("jane",), {}, "the address 'jane' has no '@'"),
        ((), {"source": "jane"}, "the address 'jane' has no '@'"),
        ((), {"subjct": "x"}, "Did you mean 'subject'"),
        ((), {"ses": {"mail": {"form": "x"}}}, "no field 'form' in ses.mail"),
    ],
)
def test_mistakes_are_explained(recipients: tuple[str, ...], parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        events.ses(*recipients, **parameters)
