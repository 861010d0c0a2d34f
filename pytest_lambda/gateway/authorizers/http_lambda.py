"""Lambda authorizers of HTTP APIs (AWS: "Control access to HTTP APIs with AWS Lambda authorizers")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any, ClassVar

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.gateway.authorizers.authorizer import Authorized, AuthorizerCall
from pytest_lambda.gateway.authorizers.choice import checked
from pytest_lambda.gateway.authorizers.decisions import check_policy
from pytest_lambda.gateway.authorizers.http_contexts import http_context
from pytest_lambda.gateway.authorizers.identity_sources import http_sources, values_of
from pytest_lambda.gateway.authorizers.invocation import BROKEN, answer_of, integration_of
from pytest_lambda.gateway.authorizers.kept_answers import KeptAnswers
from pytest_lambda.gateway.authorizers.lambda_events import http_event_v1, http_event_v2
from pytest_lambda.gateway.authorizers.requests import HTTP_API, in_format_1, in_format_2, method_arn
from pytest_lambda.gateway.door import Refused
from pytest_lambda.runtime.function import LambdaFunction


class LambdaAuthorizer:
    """A Lambda authorizer of an HTTP API.

    Args:
        function: that answers with a policy, or with `isAuthorized`.
        authorizer_payload_format_version: of the event: `"2.0"` or `"1.0"`.
        enable_simple_responses: whether the answer is `{"isAuthorized": …, "context": …}` in place of a policy; with
            payload format 2.0 only.
        identity_source: `$request.header.Authorization`, `$request.querystring.key`, `$context.routeKey`,
            `$stageVariables.name`, … A request that lacks one is answered 401, and nobody is asked. May be empty.
        authorizer_result_ttl_in_seconds: how long an answer is kept for the values of all identity sources, by the
            clock of the API's function: 0 (none) to 3600. It is kept for all routes, unless `$context.routeKey` is an
            identity source.

    Raises:
        ConfigurationError: one of them is malformed, or they contradict each other.
    """

    kinds: ClassVar[frozenset[str]] = frozenset({HTTP_API})

    def __init__(
        self,
        function: LambdaFunction,
        *,
        authorizer_payload_format_version: str = "2.0",
        enable_simple_responses: bool = False,
        identity_source: str | Iterable[str] = ("$request.header.Authorization",),
        authorizer_result_ttl_in_seconds: int = 0,
    ) -> None:
        self._integration = integration_of(function)
        self._sources = http_sources(identity_source)
        self._version = authorizer_payload_format_version
        self._simple = enable_simple_responses
        self._kept: KeptAnswers[Mapping[str, Any]] = KeptAnswers(authorizer_result_ttl_in_seconds)
        self._check_settings()

    def authorize(self, call: AuthorizerCall) -> Authorized:
        """Let a request pass. See `Authorizer`."""
        checked(self, call.door.kind)
        arn = method_arn(call)
        event = in_format_2(call)
        identity, missing = values_of(self._sources, call, event["requestContext"])
        if missing is not None:
            raise Refused("UNAUTHORIZED", "AUTH-identity", f"the request has no {missing}: nobody was asked")
        key = (call.stage, identity)
        answer = self._kept.find(call.door, key)
        if answer is None:
            answer = self._asked(event, arn, identity, call)
            self._kept.keep(call.door, key, answer)
        if not self._simple:
            check_policy(answer["policyDocument"], arn, call)
        elif not answer["isAuthorized"]:
            raise Refused("ACCESS_DENIED", "HAUTH-denied", "the authorizer answered isAuthorized: false")
        return Authorized(http_context(call, "lambda", deepcopy(answer.get("context"))))

    def _asked(
        self, event: Mapping[str, Any], arn: str, identity: tuple[str, ...], call: AuthorizerCall
    ) -> Mapping[str, Any]:
        old = self._version == "1.0"
        made = http_event_v1(in_format_1(call), arn, identity) if old else http_event_v2(event, arn, identity)
        answer: Mapping[str, Any] = answer_of(self._integration, made, call, "http_api_authorizer")
        expected = "isAuthorized" if self._simple else "policyDocument"
        if expected not in answer:
            reason = f"{expected} is missing, with enable_simple_responses={self._simple}"
            raise Refused(BROKEN, "HAUTH-form", reason, of_answer=True)
        return answer

    def _check_settings(self) -> None:
        if self._version not in ("1.0", "2.0"):
            said = repr(self._version)
            raise ConfigurationError(f"authorizer_payload_format_version is {said}: expected '2.0' or '1.0'.")
        if not isinstance(self._simple, bool):
            raise ConfigurationError(f"enable_simple_responses is {self._simple!r}: expected True or False.")
        if self._simple and self._version == "1.0":
            raise ConfigurationError(
                "enable_simple_responses is True, but authorizer_payload_format_version is '1.0': simple responses "
                "need '2.0'."
            )
        if self._kept.ttl_in_seconds and not self._sources:
            raise ConfigurationError(
                f"identity_source is empty, but authorizer_result_ttl_in_seconds is {self._kept.ttl_in_seconds}: "
                "expected an identity source to keep answers by, or a TTL of 0."
            )
