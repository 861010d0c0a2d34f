"""Function URLs in front of a function."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pytest_lambda.errors import (
    ConfigurationError,
    InvokeError,
    NotSimulated,
    RequestEntityTooLargeException,
    ResourceNotFoundException,
    TooManyRequestsException,
)
from pytest_lambda.events.builders.front_end import names_of
from pytest_lambda.events.builders.function_url import domain_of, front_of
from pytest_lambda.events.builders.payload_v2 import event_v2
from pytest_lambda.events.building.overrides import ABSENT, NOTHING
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.gateway.connection_headers import handed_on
from pytest_lambda.gateway.door import Door, Refused
from pytest_lambda.gateway.exchange import Answer, Exchange, GatewayRequest, Refusal
from pytest_lambda.gateway.function_url.answers import (
    BAD_GATEWAY,
    FORBIDDEN,
    REQUEST_TOO_LARGE,
    THROTTLED,
    UNKNOWN_URL,
    add_cors,
    buffered,
    own_answer,
    streamed,
)
from pytest_lambda.gateway.function_url.caller import Caller, is_signed
from pytest_lambda.gateway.function_url.settings import (
    AUTH_TYPES,
    INVOKE_MODES,
    checked,
    checked_qualifier,
    url_cors_of,
)
from pytest_lambda.gateway.integration import Integration
from pytest_lambda.gateway.payload_v2.cors import is_preflight
from pytest_lambda.gateway.wire import is_for, received, trace
from pytest_lambda.runtime.function import LambdaFunction

_ROUTE = "$default"


class FunctionUrl(Door):
    """A function URL.

    Args:
        function: that it belongs to.
        auth_type: `NONE`, or `AWS_IAM`: then requests without a signature are forbidden. Signatures are not verified.
        iam: who signs: fields of `requestContext.authorizer.iam`; a user of the account by default.
        permission: whether the function's policy lets the caller invoke it through its URL.
        cors: `allow_origins`, `allow_methods`, `allow_headers`, `expose_headers`, `max_age` in seconds and
            `allow_credentials`. With it the URL answers preflights, and its headers come before the function's.
        invoke_mode: `BUFFERED`, or `RESPONSE_STREAM`: what a Python function returns is then the body, all of it.
        qualifier: an alias.
        raise_function_errors: see `Door`.
        source_ip: of the client.

    Raises:
        ConfigurationError: AWS would refuse a setting.
        NotSimulated: AWS would not, but what it does then is not known.

    Source: Lambda Developer Guide, "Creating and managing Lambda function URLs"; Lambda API reference,
    CreateFunctionUrlConfig.
    """

    kind: ClassVar[str] = "function-url"

    def __init__(
        self,
        function: LambdaFunction,
        *,
        auth_type: str = "NONE",
        iam: Mapping[str, Any] | None = None,
        permission: bool = True,
        cors: Mapping[str, Any] | None = None,
        invoke_mode: str = "BUFFERED",
        qualifier: str | None = None,
        raise_function_errors: bool = False,
        source_ip: str | None = None,
    ) -> None:
        super().__init__(function, raise_function_errors=raise_function_errors, source_ip=source_ip)
        self._signed = checked("auth_type", auth_type, AUTH_TYPES) == "AWS_IAM"
        if iam is not None and not self._signed:
            raise ConfigurationError("iam says who signs, but auth_type is 'NONE': expected auth_type='AWS_IAM'.")
        if not isinstance(permission, bool):
            raise ConfigurationError(f"permission is {permission!r}: expected True or False.")
        self._permission = permission
        self._caller = Caller(iam, function.world)
        self._cors = url_cors_of(cors)
        self._streams = checked("invoke_mode", invoke_mode, INVOKE_MODES) == "RESPONSE_STREAM"
        self._integration = Integration(function, qualifier=checked_qualifier(qualifier))
        # each function and each alias has a URL of its own
        name = f"function_url {function.configuration.function_name}:{qualifier or ''}"
        self._url_id = names_of(name, function.world.seed, 32)[0]
        self._host = domain_of(self._url_id, Scene(function.world, 0))

    @property
    def host(self) -> str:
        """The host name of the URL."""
        return self._host

    def answered(self, request: GatewayRequest, exchange: Exchange) -> Answer:
        """The answer of the function, or the one to a preflight."""
        if not is_for(request, self._host):
            raise Refused(UNKNOWN_URL, "URL-host", f"Host is {request.header('host')!r}, not {self._host!r}")
        if self._cors is not None and is_preflight(request):
            return self._preflight(request, exchange)
        exchange.route = _ROUTE
        if self._signed and not is_signed(request):
            raise Refused(FORBIDDEN, "URL-signature", "auth_type is AWS_IAM, but the request has no signature")
        if not self._permission:
            raise Refused(FORBIDDEN, "URL-permission", "the caller has no permission for lambda:InvokeFunctionUrl")
        exchange.event = event = self._event(request, exchange)
        try:
            exchange.result = self._integration.invoke(event)
        except InvokeError as error:
            raise _refused(error) from None
        answer = streamed(exchange) if self._streams else buffered(exchange)
        return self._with_headers(answer, request, exchange)

    def refused(self, request: GatewayRequest, exchange: Exchange, refused: Refused) -> Answer:
        """The URL's own answer."""
        if self._streams and refused.name == BAD_GATEWAY:
            raise NotSimulated(
                f"{refused.refusal}. What a function URL with invoke_mode='RESPONSE_STREAM' answers when the function "
                "fails is not recorded. Use invoke_mode='BUFFERED', or raise_function_errors=True."
            )
        return self._with_headers(own_answer(refused.name), request, exchange)

    def _event(self, request: GatewayRequest, exchange: Exchange) -> Any:
        scene = self.scene()
        signer = self._caller.of(request) if self._signed else ABSENT
        front = front_of(scene, request.path, self._url_id, self._host, signer, request.source_ip)
        exchange.request_id = front.request_id
        http = received(handed_on(request))
        trace(http, scene)
        return event_v2(scene, NOTHING, http, front)

    def _preflight(self, request: GatewayRequest, exchange: Exchange) -> Answer:
        """An origin that is not allowed gets no headers (not recorded)."""
        assert self._cors is not None  # without it there are no preflights
        headers = self._cors.of_preflight(request)
        allowed = "" if headers else f", but the origin {request.header('origin')!r} is not among allow_origins"
        exchange.refusal = Refusal("URL-preflight", f"CORS is configured: the URL answers preflights{allowed}")
        return Answer(200, headers)

    def _with_headers(self, answer: Answer, request: GatewayRequest, exchange: Exchange) -> Answer:
        """The answer with the URL's own headers."""
        if self._cors is not None:
            add_cors(answer, self._cors, request, exchange)
        if exchange.request_id is not None:
            answer.headers.append(("x-amzn-RequestId", exchange.request_id))
        return answer


def _refused(error: InvokeError) -> Refused:
    """What Lambda's refusal to invoke makes of a request."""
    if isinstance(error, TooManyRequestsException):  # "Throttling function URLs", "Deactivating function URLs"
        return Refused(THROTTLED, "URL-throttled", str(error))
    if isinstance(error, RequestEntityTooLargeException):
        return Refused(REQUEST_TOO_LARGE, "URL-request-size", str(error))
    if isinstance(error, ResourceNotFoundException):  # recorded for the URL of an alias that was deleted
        return Refused(FORBIDDEN, "URL-alias", str(error))
    return Refused(BAD_GATEWAY, "URL-invoke", str(error))
