"""What AppSync and AWS IoT accept from their authorizers.

From the pages "Configuring authorization and authentication to secure your GraphQL APIs" and "Creating and managing
custom authorizers".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, TypedDict

from pytest_lambda.events.judging.http_answers import kind
from pytest_lambda.events.judging.policies import policy_findings
from pytest_lambda.events.judging.responsebook import ResponseBook, json_size
from pytest_lambda.events.judging.shape import Finding

_SYNC_ERROR = "AppSync refuses the request (UnauthorizedException)"
_CONTEXT_BYTES = 5 * 1024 * 1024
_FIELD = re.compile(
    r"[_A-Za-z][_0-9A-Za-z]*\.[_A-Za-z][_0-9A-Za-z]*"
    r"|arn:aws[a-z-]*:appsync:[^:]+:\d{12}:apis/[^/]+/types/[^/]+/fields/[^/]+"
)


class _SyncBase(TypedDict):
    isAuthorized: bool


class _Sync(_SyncBase, total=False):
    deniedFields: list[str] | None
    resolverContext: dict[str, str | int | float | bool | None] | None
    ttlOverride: int | None


appsync = ResponseBook(
    "appsync_authorizer",
    _SYNC_ERROR,
    shape=_Sync,
    shape_rule="SYNC-shape",
    unknown="is no part of an authorizer's answer: AppSync ignores it (not recorded)",
)


@appsync.rule("SYNC-fields", "Denied fields are ARNs or `Type.field`; documented.")
def _fields(answer: Any) -> Iterator[Finding]:
    for number, name in enumerate(answer.get("deniedFields") or []):
        if not _FIELD.fullmatch(name):
            reason = f"is {kind(name)}, expected 'Type.field' or the ARN of a field"
            yield f"deniedFields[{number}]", f"{reason}: AppSync does not deny it"


@appsync.rule("SYNC-size", "`resolverContext` has at most 5 MB; documented.")
def _context(answer: Any) -> Iterator[Finding]:
    size = json_size(answer.get("resolverContext"))
    if size > _CONTEXT_BYTES:
        yield "resolverContext", f"has {size:,} bytes, more than {_CONTEXT_BYTES:,}: {_SYNC_ERROR}"


@appsync.rule("SYNC-ttl", "`ttlOverride` is from 0 to 3,600 seconds as the API's own setting; not recorded.")
def _ttl(answer: Any) -> Iterator[Finding]:
    seconds = answer.get("ttlOverride") or 0
    if not 0 <= seconds <= 3_600:
        yield "ttlOverride", f"is {seconds}, expected 0 to 3,600 seconds: else not recorded"


_IOT_ERROR = "AWS IoT refuses the connection"
_PRINCIPAL = re.compile(r"[a-zA-Z0-9]{1,128}")
_SECONDS = (300, 86_400)
_POLICIES = 10
_POLICY_CHARACTERS = 2_048


class _IotBase(TypedDict):
    isAuthenticated: bool


class _Iot(_IotBase, total=False):
    principalId: str
    policyDocuments: list[dict[str, Any] | str]
    disconnectAfterInSeconds: int
    refreshAfterInSeconds: int
    password: str
    context: Any


iot = ResponseBook(
    "iot_custom_authorizer",
    _IOT_ERROR,
    shape=_Iot,
    shape_rule="IOT-shape",
    unknown="is no part of an authorizer's answer: AWS IoT ignores it (not recorded)",
)


@iot.rule("IOT-whole", "Who is authenticated has a principal, policies and both times; documented.")
def _whole(answer: Any) -> Iterator[Finding]:
    for name in ("principalId", "policyDocuments", "disconnectAfterInSeconds", "refreshAfterInSeconds"):
        if answer["isAuthenticated"] and name not in answer:
            yield name, f"is missing, though isAuthenticated is true: {_IOT_ERROR}"


@iot.rule("IOT-principal", "`principalId` has 1 to 128 letters and digits; documented.")
def _principal(answer: Any) -> Iterator[Finding]:
    if answer["isAuthenticated"] and not _PRINCIPAL.fullmatch(answer.get("principalId", "x")):
        reason = f"is {kind(answer['principalId'])}, expected 1 to 128 letters and digits"
        yield "principalId", f"{reason}: {_IOT_ERROR}"


@iot.rule("IOT-times", "Both times are from 300 to 86,400 seconds; documented.")
def _times(answer: Any) -> Iterator[Finding]:
    for name in ("disconnectAfterInSeconds", "refreshAfterInSeconds"):
        seconds = answer.get(name, _SECONDS[0])
        if not _SECONDS[0] <= seconds <= _SECONDS[1]:
            yield name, f"is {seconds}, expected 300 to 86,400 seconds: {_IOT_ERROR}"


@iot.rule("IOT-policy", "Policies are up to 10 IoT policies, each of up to 2,048 characters; documented.")
def _policies(answer: Any) -> Iterator[Finding]:
    documents = answer.get("policyDocuments", [])
    if len(documents) > _POLICIES:
        yield "policyDocuments", f"has {len(documents)} policies, more than {_POLICIES}: {_IOT_ERROR}"
    for number, document in enumerate(documents):
        field = f"policyDocuments[{number}]"
        length = len(document) if isinstance(document, str) else json_size(document)
        if length > _POLICY_CHARACTERS:
            yield field, f"has {length:,} characters, more than {_POLICY_CHARACTERS:,}: {_IOT_ERROR}"
        try:
            parsed = json.loads(document) if isinstance(document, str) else document
        except ValueError:
            yield field, f"is no JSON: {_IOT_ERROR}"
        else:
            yield from policy_findings(parsed, field, _IOT_ERROR)


BOOKS = (appsync, iot)
