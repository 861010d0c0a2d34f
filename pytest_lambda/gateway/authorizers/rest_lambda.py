"""Lambda authorizers of REST APIs, and of WebSocket APIs (facts 3.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.gateway.authorizers.authorizer import Authorized, AuthorizerCall
from pytest_lambda.gateway.authorizers.choice import checked
from pytest_lambda.gateway.authorizers.decisions import check_length, check_policy, flat_context, note_usage_key
from pytest_lambda.gateway.authorizers.identity_sources import pattern_of, rest_sources, values_of
from pytest_lambda.gateway.authorizers.invocation import answer_of, integration_of, latency_of
from pytest_lambda.gateway.authorizers.kept_answers import KeptAnswers
from pytest_lambda.gateway.authorizers.lambda_events import rest_request_event, token_event, websocket_event
from pytest_lambda.gateway.authorizers.requests import REST_API, WEBSOCKET, method_arn
from pytest_lambda.gateway.door import Refused
from pytest_lambda.runtime.function import LambdaFunction

#: seconds that API Gateway keeps a policy unless it is told otherwise
_TTL = 300
AUTHORIZATION = "method.request.header.Authorization"


class TokenAuthorizer:
    """A Lambda authorizer of type TOKEN, of a REST API: it sees one header.

    Args:
        function: that answers with a policy.
        identity_source: the header; a request without it is answered 401, and nobody is asked.
        identity_validation_expression: a regular expression that the token begins with, else 401, and nobody is asked.
            Python's `re.match` decides, as in AWS SAM; AWS says no more than that it matches.
        authorizer_result_ttl_in_seconds: how long a policy is kept for its token, by the clock of the API's function:
            0 (none) to 3600. It is kept for all methods of the API: what one method's request has brought decides
            about the others, too.

    Raises:
        ConfigurationError: one of them is malformed.
    """

    kinds: ClassVar[frozenset[str]] = frozenset({REST_API})

    def __init__(
        self,
        function: LambdaFunction,
        *,
        identity_source: str = AUTHORIZATION,
        identity_validation_expression: str | None = None,
        authorizer_result_ttl_in_seconds: int = _TTL,
    ) -> None:
        self._integration = integration_of(function)
        self._sources = rest_sources(identity_source)
        if len(self._sources) != 1 or self._sources[0].place != "header":
            said = repr(identity_source)
            raise ConfigurationError(f"identity_source is {said}: expected one header, {AUTHORIZATION!r} say.")
        self._pattern = pattern_of(identity_validation_expression)
        self._kept: KeptAnswers[Mapping[str, Any]] = KeptAnswers(authorizer_result_ttl_in_seconds)

    def authorize(self, call: AuthorizerCall) -> Authorized:
        """Let a request pass. See `Authorizer`."""
        checked(self, call.door.kind)
        arn = method_arn(call)
        check_length(arn)
        source = self._sources[0]
        token = source.value(call, {})
        if token is None:
            raise Refused("UNAUTHORIZED", "AUTH-identity", f"the request has no {source.text}: nobody was asked")
        if self._pattern is not None and not self._pattern.match(token):
            reason = f"the token does not match {self._pattern.pattern!r}: nobody was asked"
            raise Refused("UNAUTHORIZED", "AUTH-expression", reason)
        key = (call.stage, token)
        answer = self._kept.find(call.door, key)
        if answer is None:
            answer = answer_of(self._integration, token_event(token, arn), call, "rest_api_authorizer_token")
            self._kept.keep(call.door, key, answer)
        return _decided(answer, arn, call)


class RequestAuthorizer:
    """A Lambda authorizer of type REQUEST, of a REST API or of a WebSocket API's `$connect`: it sees all but the body.

    Args:
        function: that answers with a policy.
        identity_source: `method.request.header.Authorization`, `method.request.querystring.key`,
            `stageVariables.name`, `context.identity.sourceIp`, …; for WebSocket APIs `route.request.header.…`. A list,
            or one text with commas. A request that lacks one is answered 401, and nobody is asked. May be empty
            only without keeping answers.
        authorizer_result_ttl_in_seconds: how long a policy is kept for the values of all identity sources, see
            `TokenAuthorizer`; WebSocket APIs keep none.

    Raises:
        ConfigurationError: one of them is malformed.
    """

    kinds: ClassVar[frozenset[str]] = frozenset({REST_API, WEBSOCKET})

    def __init__(
        self,
        function: LambdaFunction,
        *,
        identity_source: str | Iterable[str] = (AUTHORIZATION,),
        authorizer_result_ttl_in_seconds: int = _TTL,
    ) -> None:
        self._integration = integration_of(function)
        self._sources = rest_sources(identity_source)
        self._kept: KeptAnswers[Mapping[str, Any]] = KeptAnswers(authorizer_result_ttl_in_seconds)
        if authorizer_result_ttl_in_seconds and not self._sources:
            raise ConfigurationError(
                "identity_source is empty, but authorizer_result_ttl_in_seconds is "
                f"{authorizer_result_ttl_in_seconds}: expected an identity source to keep answers by, or a TTL of 0."
            )

    def authorize(self, call: AuthorizerCall) -> Authorized:
        """Let a request pass. See `Authorizer`."""
        checked(self, call.door.kind)
        arn = method_arn(call)
        check_length(arn)
        identity, missing = values_of(self._sources, call, call.event["requestContext"])
        if missing is not None:
            raise Refused("UNAUTHORIZED", "AUTH-identity", f"the request has no {missing}: nobody was asked")
        if call.door.kind == WEBSOCKET:
            made = websocket_event(call.event, arn, call.stage_variables)
            return _decided(answer_of(self._integration, made, call, "websocket_authorizer"), arn, call)
        key = (call.stage, identity)
        answer = self._kept.find(call.door, key)
        if answer is None:
            made = rest_request_event(call.event, arn)
            answer = answer_of(self._integration, made, call, "rest_api_authorizer_request")
            self._kept.keep(call.door, key, answer)
        return _decided(answer, arn, call)


def _decided(answer: Mapping[str, Any], arn: str, call: AuthorizerCall) -> Authorized:
    """What an answer says about the method that is asked for now, which need not be the one it was made for."""
    check_policy(answer["policyDocument"], arn, call)
    note_usage_key(answer, call)
    return Authorized(flat_context(answer, latency_of(call)))
