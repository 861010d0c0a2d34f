"""Events of receipt rules of SES (AWS: Lambda action, example event)."""

from __future__ import annotations

from datetime import datetime, timezone
from email.utils import format_datetime
from typing import Any, cast

from pytest_lambda.errors import EventError
from pytest_lambda.events.building.notations import iso_milliseconds
from pytest_lambda.events.building.overrides import ABSENT, Fields, fields_of
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.ses import SesEvent
from pytest_lambda.world import World

_VERDICTS = ("spamVerdict", "virusVerdict", "spfVerdict", "dkimVerdict", "dmarcVerdict")


def ses(
    *recipients: str,
    source: str = "jane@example.com",
    subject: str = "Hello from SES!",
    function_name: str = "orders",
    invocation_type: str = "Event",
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> SesEvent:
    """A mail has arrived, and a receipt rule invokes the function. The content is not part of the event.

    Args:
        recipients: addresses.
        source: the sender's address.
        subject: of the mail.
        function_name: of the function in the rule's action.
        invocation_type: `Event`, or `RequestResponse` for a function that decides whether to go on.
        time: when it arrived; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the record: `ses={"receipt": {"spamVerdict": {"status": "FAIL"}}}`.

    Raises:
        EventError: an address has no `@`.
    """
    to = list(recipients or ("orders@example.org",))
    for address in (source, *to):
        if not isinstance(address, str) or "@" not in address:
            raise EventError(f"the address {address!r} has no '@': expected one such as 'jane@example.com'.")
    scene = Scene(world, time, "ses", recipients, source, subject)
    given = fields_of("ses", fields, parameters_of(ses))
    inner = given.at("ses")
    made = {
        "eventSource": given("eventSource", "aws:ses"),
        "eventVersion": given("eventVersion", "1.0"),
        "ses": inner.done(
            {
                "mail": _mail(scene, inner.at("mail"), source, to, subject),
                "receipt": _receipt(scene, inner.at("receipt"), to, function_name, invocation_type),
            }
        ),
    }
    return cast(SesEvent, {"Records": [given.done(made)]})


def _mail(scene: Scene, fields: Fields, source: str, to: list[str], subject: str) -> Any:
    source = fields("source", source)
    date = format_datetime(datetime.fromtimestamp(int(scene.epoch), timezone.utc))
    common = {
        "returnPath": source,
        "from": [source],
        "date": date,
        "to": to,
        "messageId": f"<{scene.ids.hexadecimal(16)}@{str(source).rpartition('@')[2]}>",
        "subject": subject,
    }
    common = fields("commonHeaders", common)
    shown = {"From": "from", "To": "to", "Subject": "subject", "Message-ID": "messageId", "Date": "date"}
    headers = [{"name": name, "value": _text(common[key])} for name, key in shown.items() if key in common]
    return fields.done(
        {
            "timestamp": fields("timestamp", iso_milliseconds(scene.epoch)),
            "source": source,
            "messageId": fields("messageId", scene.ids.hexadecimal(40)),
            "destination": fields("destination", to),
            "headersTruncated": fields("headersTruncated", False),
            "headers": fields("headers", headers),
            "commonHeaders": common,
        }
    )


def _receipt(scene: Scene, fields: Fields, to: list[str], function_name: str, invocation_type: str) -> Any:
    verdicts = {name: fields(name, {"status": "PASS"}) for name in _VERDICTS}
    failed = verdicts["dmarcVerdict"] == {"status": "FAIL"}
    return fields.done(
        {
            "timestamp": fields("timestamp", iso_milliseconds(scene.epoch)),
            "processingTimeMillis": fields("processingTimeMillis", 574),
            "recipients": fields("recipients", to),
            **verdicts,
            "dmarcPolicy": fields("dmarcPolicy", "reject" if failed else ABSENT),
            "action": fields(
                "action",
                {
                    "type": "Lambda",
                    "functionArn": scene.arn("lambda", f"function:{function_name}"),
                    "invocationType": invocation_type,
                },
            ),
        }
    )


def _text(value: object) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)
