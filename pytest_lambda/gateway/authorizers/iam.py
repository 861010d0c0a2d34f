"""Callers that are known to IAM (authorization type AWS_IAM)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.judging.formats import arn_parts
from pytest_lambda.events.judging.policies import policy_findings
from pytest_lambda.gateway.authorizers.authorizer import Authorized, AuthorizerCall
from pytest_lambda.gateway.authorizers.choice import checked
from pytest_lambda.gateway.authorizers.decisions import facts_of
from pytest_lambda.gateway.authorizers.policy import INVOKE, Verdict, verdict
from pytest_lambda.gateway.authorizers.requests import HTTP_API, REST_API, WEBSOCKET, method_arn
from pytest_lambda.gateway.door import Refused

_SIGNED = "AWS4-HMAC-SHA256"
#: what an ARN of IAM or STS can say of a caller
_CALLER = ("user/", "role/", "assumed-role/", "federated-user/", "root")


class IamAuthorizer:
    """Callers that sign their requests, of REST, HTTP and WebSocket APIs.

    Who calls is declared; a signature is not verified. What a function gets to know: `requestContext.identity` of a
    REST API, `requestContext.authorizer.iam` of an HTTP API with payload format 2.0.

    Args:
        user_arn: `arn:aws:iam::123456789012:user/ada`, or of a role's session.
        user_id: `AIDA…`, or `AROA…:session`.
        access_key: `AKIA…` or `ASIA…`.
        principal_org_id: of the organization, `o-…`.
        cognito_identity: of a caller with credentials of an identity pool: `identityId`, `identityPoolId` and `amr`.
        policy: of the caller, an IAM policy that must allow `execute-api:Invoke` on the method; by default all may be
            called.
        require_signature: whether a request must look signed (Signature Version 4, in the header `Authorization` or in
            the query); else it is answered 403, as AWS does.

    Raises:
        ConfigurationError: one of them is malformed.
    """

    kinds: ClassVar[frozenset[str]] = frozenset({REST_API, HTTP_API, WEBSOCKET})

    def __init__(
        self,
        user_arn: str = "arn:aws:iam::123456789012:user/alice",
        *,
        user_id: str = "AIDAEXAMPLEEXAMPLEEXA",
        access_key: str = "AKIAEXAMPLEEXAMPLEEX",
        principal_org_id: str | None = None,
        cognito_identity: Mapping[str, Any] | None = None,
        policy: Mapping[str, Any] | None = None,
        require_signature: bool = False,
    ) -> None:
        arn = arn_parts(user_arn)
        if arn is None or arn.service not in ("iam", "sts") or not arn.resource.startswith(_CALLER):
            raise ConfigurationError(
                f"user_arn is {user_arn!r}: expected such as 'arn:aws:iam::123456789012:user/alice'."
            )
        for field, reason in () if policy is None else policy_findings(policy, "policy", "IAM refuses it"):
            raise ConfigurationError(f"{field} {reason}.")
        _check_texts(user_id=user_id, access_key=access_key, principal_org_id=principal_org_id or "none")
        if not isinstance(require_signature, bool):
            raise ConfigurationError(f"require_signature is {require_signature!r}: expected True or False.")
        self._account = arn.account
        self._user_arn = user_arn
        self._user_id = user_id
        self._access_key = access_key
        self._org = principal_org_id
        self._cognito = _checked_identity(cognito_identity)
        self._policy = policy
        self._requires_signature = require_signature

    def authorize(self, call: AuthorizerCall) -> Authorized:
        """Let a request pass. See `Authorizer`."""
        checked(self, call.door.kind)
        if self._requires_signature and not _looks_signed(call):
            raise Refused("MISSING_AUTHENTICATION_TOKEN", "IAM-signature", "the request is not signed")
        if self._policy is not None:
            self._check(self._policy, call)
        if call.door.kind == HTTP_API and call.event["version"] == "2.0":
            return Authorized({"iam": self._iam()})
        return Authorized(None, self._identity())

    def _check(self, policy: Mapping[str, Any], call: AuthorizerCall) -> None:
        arn = method_arn(call)
        said = verdict(policy, arn, facts_of(call))
        if said is Verdict.ALLOW:
            return
        message = f"User: {self._user_arn} is not authorized to perform: {INVOKE} on resource: {arn}"
        if said is Verdict.EXPLICIT_DENY:
            message += " with an explicit deny"
        own = call.door.kind != HTTP_API
        raise Refused("ACCESS_DENIED", "IAM-policy", message, message=message if own else None)

    def _iam(self) -> dict[str, Any]:
        return {
            "accessKey": self._access_key,
            "accountId": self._account,
            "callerId": self._user_id,
            "cognitoIdentity": None if self._cognito is None else dict(self._cognito),
            "principalOrgId": self._org,
            "userArn": self._user_arn,
            "userId": self._user_id,
        }

    def _identity(self) -> dict[str, Any]:
        known: dict[str, Any] = {
            "accountId": self._account,
            "caller": self._user_id,
            "accessKey": self._access_key,
            "principalOrgId": self._org,
            "userArn": self._user_arn,
            "user": self._user_id,
        }
        if self._cognito is not None:
            methods = self._cognito["amr"]
            known["cognitoIdentityId"] = self._cognito["identityId"]
            known["cognitoIdentityPoolId"] = self._cognito["identityPoolId"]
            known["cognitoAuthenticationType"] = methods[0]
            known["cognitoAuthenticationProvider"] = ",".join(methods[1:]) or None
        return known


def _check_texts(**given: Any) -> None:
    for name, value in given.items():
        if not isinstance(value, str) or not value:
            raise ConfigurationError(f"{name} is {value!r}: expected a text.")


def _checked_identity(given: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    if given is not None and (
        not isinstance(given, Mapping)
        or set(given) != {"identityId", "identityPoolId", "amr"}
        or not isinstance(given["amr"], list)
        or given["amr"][:1] not in (["authenticated"], ["unauthenticated"])
        or not all(isinstance(each, str) for each in (given["identityId"], given["identityPoolId"], *given["amr"]))
    ):
        raise ConfigurationError(
            f"cognito_identity is {given!r}: expected {{'identityId': …, 'identityPoolId': …, 'amr': ['authenticated', "
            "…]}."
        )
    return given


def _looks_signed(call: AuthorizerCall) -> bool:
    if (call.http.header("authorization") or "").startswith(_SIGNED):
        return True
    return any(name == "X-Amz-Algorithm" and value == _SIGNED for name, value in call.http.pairs)
