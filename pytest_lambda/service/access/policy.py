"""Resource-based policies, as the Lambda API keeps them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from pytest_lambda.errors import (
    InvalidParameterValueException,
    PreconditionFailedException,
    ResourceConflictException,
    ResourceNotFoundException,
)
from pytest_lambda.service.settings.constraints import a_text, refuse, text_violations

#: Lambda API reference, AddPermission
STATEMENT_ID_PATTERN = r"([a-zA-Z0-9-_]+)"
ACTION_PATTERN = r"(lambda:[*]|lambda:[a-zA-Z]+|[*])"
_ACCOUNT = re.compile(r"\d{12}")
_SERVICE = re.compile(r"[a-z0-9.-]+\.amazonaws\.com(\.cn)?|[a-z0-9-]+\.amazon\.com|edgelambda\.amazonaws\.com")


class Policy:
    """The statements on one resource.

    Args:
        resource: ARN.
        renew: gives the id of a new revision.
        operation: that tells the latest one, for the text of a refusal.
    """

    __slots__ = ("_operation", "_renew", "_statements", "resource", "revision_id")

    def __init__(self, resource: str, renew: Callable[[], str], operation: str = "GetLayerPolicy") -> None:
        self.resource = resource
        self._renew = renew
        self._operation = operation
        self._statements: dict[str, dict[str, Any]] = {}
        self.revision_id = ""

    def __bool__(self) -> bool:
        return bool(self._statements)

    def add(self, statement: dict[str, Any]) -> dict[str, Any]:
        """Add a statement and return it.

        Raises:
            ResourceConflictException: there is one of that id.
        """
        sid = statement["Sid"]
        if sid in self._statements:
            raise ResourceConflictException(
                f"The statement id ({sid}) provided already exists. Please provide a new statement id, or remove the "
                "existing statement."
            )
        self._statements[sid] = statement
        self.revision_id = self._renew()
        return statement

    def remove(self, statement_id: str) -> None:
        """Remove a statement.

        Raises:
            ResourceNotFoundException: there is none of that id.
        """
        if not self._statements:
            raise ResourceNotFoundException("No policy is associated with the given resource.")
        if statement_id not in self._statements:
            raise ResourceNotFoundException(f"Statement {statement_id} is not found in resource policy.")
        del self._statements[statement_id]
        self.revision_id = self._renew()

    def check_revision(self, given: str | None, current: str | None = None) -> None:
        """Refuse a revision id that is not the current one.

        Raises:
            PreconditionFailedException: it is not.
        """
        if given is not None and given != (self.revision_id if current is None else current):
            raise PreconditionFailedException(
                "The Revision Id provided does not match the latest Revision Id. Call the "
                f"{self._operation} API to retrieve the latest Revision Id"
            )

    def required_document(self) -> str:
        """The policy of something that must have one.

        Raises:
            ResourceNotFoundException: it has none.
        """
        if not self._statements:
            raise ResourceNotFoundException("No policy is associated with the given resource.")
        return self.document()

    def document(self) -> str:
        """The policy as the API shows it: JSON in a text."""
        policy = {"Version": "2012-10-17", "Id": "default", "Statement": list(self._statements.values())}
        return json.dumps(policy, separators=(",", ":"))


def checked_statement_id(statement_id: str) -> str:
    """The id of a statement, if AWS takes it.

    Raises:
        ValidationException: it does not.
    """
    refuse(
        text_violations(
            "statementId", a_text("statement_id", statement_id), length=(1, 100), pattern=STATEMENT_ID_PATTERN
        )
    )
    return statement_id


def statement(
    resource: str, statement_id: str, action: str, principal: str, conditions: Mapping[str, Any], partition: str
) -> dict[str, Any]:
    """A statement in the form and order that AWS gives it (API::TestLambdaPermissions).

    Args:
        resource: ARN of the function, qualified if a version or an alias was named.
        statement_id, action, principal: as they were given.
        conditions: parameters of AddPermission that restrict it, in snake_case.
        partition: of the account's ARNs.

    Raises:
        ValidationException: the id or the action is malformed.
        InvalidParameterValueException: no such principal can be.
    """
    checked_statement_id(statement_id)
    refuse(text_violations("action", a_text("action", action), pattern=ACTION_PATTERN))
    made: dict[str, Any] = {
        "Sid": statement_id,
        "Effect": "Allow",
        "Principal": _principal(a_text("principal", principal), partition),
        "Action": action,
        "Resource": resource,
    }
    shown: dict[str, dict[str, str]] = {}
    for name, (operator, key) in _CONDITIONS.items():
        value = conditions.get(name)
        if value is not None:
            shown.setdefault(operator, {})[key] = str(value).lower() if isinstance(value, bool) else value
    if shown:
        made["Condition"] = shown
    return made


#: parameter of AddPermission -> operator and key of the condition that it makes
_CONDITIONS = {
    "source_account": ("StringEquals", "AWS:SourceAccount"),
    "function_url_auth_type": ("StringEquals", "lambda:FunctionUrlAuthType"),
    "principal_org_id": ("StringEquals", "aws:PrincipalOrgID"),
    "event_source_token": ("StringEquals", "lambda:EventSourceToken"),
    "invoked_via_function_url": ("Bool", "lambda:InvokedViaFunctionUrl"),
    "source_arn": ("ArnLike", "AWS:SourceArn"),
}


def _principal(principal: str, partition: str) -> Any:
    if principal == "*":
        return "*"
    if _ACCOUNT.fullmatch(principal):
        return {"AWS": f"arn:{partition}:iam::{principal}:root"}
    if principal.startswith("arn:"):
        return {"AWS": principal}
    if _SERVICE.fullmatch(principal):
        return {"Service": principal}
    raise InvalidParameterValueException(
        "The provided principal was invalid. Please check the principal and try again."
    )
