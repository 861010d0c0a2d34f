"""The rules of rotations, from the page "Lambda rotation functions" of Secrets Manager."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pytest_lambda.events.judging.formats import arn_parts
from pytest_lambda.events.judging.rulebook import Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.shapes.secrets_manager import SecretsManagerRotationEvent

_SECRET = re.compile(r"secret:[A-Za-z0-9/_+=.@-]{1,512}-[A-Za-z0-9]{6}")
_TOKEN = re.compile(r"[A-Za-z0-9-]{32,64}")
_ROTATION_TOKEN = re.compile(r"[A-Za-z0-9-]{36,256}")


def _recognises(event: Mapping[str, Any]) -> bool:
    return "Step" in event and "SecretId" in event


book = Rulebook("secrets_manager_rotation", SecretsManagerRotationEvent, _recognises, shape_rule="SM-shape")
BOOKS = (book,)


@book.rule("SM-arn", "`SecretId` is the ARN of a secret, which ends with a hyphen and six characters.")
def _arn(event: Any) -> Iterator[Finding]:
    arn = arn_parts(event["SecretId"])
    if arn is None or arn.service != "secretsmanager" or not arn.account or _SECRET.fullmatch(arn.resource) is None:
        yield "SecretId", f"is {event['SecretId']!r}, expected the ARN of a secret"


@book.rule("SM-token", "`ClientRequestToken`, which becomes the id of the version, has 32 to 64 characters.")
def _token(event: Any) -> Iterator[Finding]:
    if _TOKEN.fullmatch(event["ClientRequestToken"]) is None:
        yield "ClientRequestToken", f"is {event['ClientRequestToken']!r}, expected 32 to 64 letters, digits, hyphens"


@book.rule("SM-rotation", "`RotationToken` has 36 to 256 letters, digits and hyphens.")
def _rotation(event: Any) -> Iterator[Finding]:
    token = event.get("RotationToken")
    if token is not None and _ROTATION_TOKEN.fullmatch(token) is None:
        yield "RotationToken", f"is {token!r}, expected 36 to 256 letters, digits, hyphens"
