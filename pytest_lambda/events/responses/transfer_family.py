"""What Transfer Family accepts from a custom identity provider.

From the page "Using AWS Lambda to integrate your identity provider".
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Literal, TypedDict

from pytest_lambda.events.judging.formats import arn_parts
from pytest_lambda.events.judging.http_answers import kind
from pytest_lambda.events.judging.responsebook import ResponseBook
from pytest_lambda.events.judging.shape import Finding

_ERROR = "Transfer Family refuses the login"


class _PosixBase(TypedDict):
    Uid: int
    Gid: int


class _Posix(_PosixBase, total=False):
    SecondaryGids: list[int]


class _Answer(TypedDict, total=False):
    Role: str
    PosixProfile: _Posix
    PublicKeys: list[str]
    Policy: str
    HomeDirectoryType: Literal["PATH", "LOGICAL"]
    HomeDirectoryDetails: str
    HomeDirectory: str


book = ResponseBook(
    "transfer_family",
    _ERROR,
    shape=_Answer,
    shape_rule="TF-shape",
    unknown="is no part of the answer: Transfer Family ignores it (not recorded)",
)
BOOKS = (book,)


@book.rule("TF-role", "Who may log in has a `Role`, an ARN; an answer without one refuses the user. Documented.")
def _role(answer: Any) -> Iterator[Finding]:
    role = answer.get("Role")
    if not role and answer:
        yield "Role", f"is {'missing' if role is None else 'empty'}, though other things are there: {_ERROR}"
    elif role:
        arn = arn_parts(role)
        if arn is None or arn.service != "iam" or not arn.resource.startswith("role/"):
            yield "Role", f"is {kind(role)}, expected the ARN of a role: {_ERROR}"


def _parsed(answer: Any, name: str) -> Any:
    try:
        return json.loads(answer[name])
    except ValueError:
        return None


@book.rule("TF-details", "LOGICAL comes with `HomeDirectoryDetails`: JSON text of Entry and Target; documented.")
def _details(answer: Any) -> Iterator[Finding]:
    if "HomeDirectoryDetails" not in answer:
        if answer.get("HomeDirectoryType") == "LOGICAL":
            yield "HomeDirectoryDetails", f"is missing, though HomeDirectoryType is LOGICAL: {_ERROR}"
        return
    if answer.get("HomeDirectoryType") != "LOGICAL":
        yield "HomeDirectoryDetails", "is ignored: HomeDirectoryType is not LOGICAL (not recorded)"
    entries = _parsed(answer, "HomeDirectoryDetails")
    whole = isinstance(entries, list) and all(isinstance(each, dict) for each in entries)
    if not whole or not all({"Entry", "Target"} <= each.keys() for each in entries):
        reason = f"is {kind(answer['HomeDirectoryDetails'])}, expected the text of [{{\"Entry\": …, \"Target\": …}}]"
        yield "HomeDirectoryDetails", f"{reason}: {_ERROR}"


@book.rule("TF-policy", "`Policy` is the text of a JSON policy; documented.")
def _policy(answer: Any) -> Iterator[Finding]:
    if "Policy" in answer and not isinstance(_parsed(answer, "Policy"), dict):
        yield "Policy", f"is {kind(answer['Policy'])}, expected the text of a JSON policy: {_ERROR}"


@book.event_rule("TF-keys", "Public keys are returned for a login with a key, not with a password; documented.")
def _keys(answer: Any, event: Any) -> Iterator[Finding]:
    if event.get("password"):
        if "PublicKeys" in answer:
            yield "PublicKeys", f"is there, though the login is with a password: {_ERROR}"
    elif answer.get("Role") and not answer.get("PublicKeys"):
        yield "PublicKeys", f"has no key, though the login is with one (no password in the event): {_ERROR}"
