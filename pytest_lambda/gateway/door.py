"""What all kinds of front doors have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakKeyDictionary

from pytest_lambda.errors import AnswerRefused, ConfigurationError
from pytest_lambda.events.building.gateway_formats import is_ip
from pytest_lambda.events.building.http_request import SOURCE_IP
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.gateway.exchange import Answer, Exchange, GatewayRequest, GatewayResponse, Refusal, sent_to
from pytest_lambda.runtime.function import LambdaFunction

if TYPE_CHECKING:
    import httpx


#: how many there were so far, at all doors of a function: no two have the same ids
_requests_to: WeakKeyDictionary[LambdaFunction, int] = WeakKeyDictionary()


class Refused(Exception):
    """The gateway answers by itself.

    Args:
        name: of the answer in the kind's table.
        rule: that was broken; see `Refusal`.
        reason: for people.
        of_answer: whether it is the function's answer, or its failure, that the gateway makes this of.
        message: of the answer, where it is another one than the table's.
        headers: of the answer, besides those that all have.
    """

    def __init__(
        self,
        name: str,
        rule: str,
        reason: str,
        *,
        of_answer: bool = False,
        message: str | None = None,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(name, rule, reason)
        self.name = name
        self.refusal = Refusal(rule, reason)
        self.of_answer = of_answer
        self.message = message
        self.headers = headers


class Door(ABC):
    """A front door of one kind, with one function behind it unless its routes say otherwise.

    Args:
        function: that is invoked.
        raise_function_errors: whether a function error, or an answer that the gateway refuses, is raised in the test
            in place of the 502 (500, …) that AWS answers.
        source_ip: of the client.

    Raises:
        ConfigurationError: one of them makes no sense.
    """

    kind: ClassVar[str]

    def __init__(
        self, function: LambdaFunction, *, raise_function_errors: bool = False, source_ip: str | None = None
    ) -> None:
        if not isinstance(raise_function_errors, bool):
            raise ConfigurationError(f"raise_function_errors is {raise_function_errors!r}: expected True or False.")
        if not isinstance(function, LambdaFunction):
            raise ConfigurationError(f"function is {function!r}: expected a LambdaFunction, or one of a service.")
        if source_ip is not None and not is_ip(source_ip):
            raise ConfigurationError(f"source_ip is {source_ip!r}: expected an IP address, such as {SOURCE_IP!r}.")
        self.function = function
        self.source_ip = SOURCE_IP if source_ip is None else source_ip
        self._raises = raise_function_errors
        self._requests = 0

    @property
    def seed(self) -> str:
        """Of the names that the API has: others than those of another function's."""
        return f"{self.function.world.seed} {self.function.configuration.function_name}"

    @property
    @abstractmethod
    def host(self) -> str:
        """The host name of the API."""

    @property
    def base_url(self) -> str:
        """What a client's paths come after: scheme, host, and stage if there is one."""
        return f"https://{self.host}"

    def client(self, **options: Any) -> httpx.Client:
        """A client of httpx; options are those of `httpx.Client`."""
        from pytest_lambda.gateway.httpx_transport import client

        return client(self, options)

    def async_client(self, **options: Any) -> httpx.AsyncClient:
        """An asynchronous client of httpx; options are those of `httpx.AsyncClient`."""
        from pytest_lambda.gateway.httpx_transport import async_client

        return async_client(self, options)

    def serve(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 8000,
        reload: bool = True,
        reload_include: Sequence[str] = (),
        functions: Sequence[LambdaFunction] = (),
    ) -> None:
        """Serve on a port of this computer until Ctrl-C; from the main thread of a program, not from tests.

        Args:
            host: or address to listen at.
            port: 0 for any that is free.
            reload: whether a function starts cold after a change of a Python file of its task root or layers.
            reload_include: patterns of the names of other files that count.
            functions: besides the API's own, those of routes and authorizers: they start cold as well, and are closed.

        Raises:
            ConfigurationError: the port is in use, or a library is not installed: extra `serve`.
        """
        from pytest_lambda.gateway.serving.session import serve

        serve(self, host=host, port=port, reload=reload, reload_include=reload_include, functions=functions)

    def handle(self, request: GatewayRequest) -> GatewayResponse:
        """Answer a request as AWS does."""
        __tracebackhide__ = True
        self._requests = _requests_to[self.function] = _requests_to.get(self.function, 0) + 1
        exchange = Exchange(self.kind)
        try:
            answer = self.answered(request, exchange)
        except Refused as caught:
            refused = caught
        else:
            return sent_to(request, answer, exchange)
        # out here, so that what is raised says nothing about how it was found
        exchange.refusal = refused.refusal
        if refused.of_answer and self._raises:
            self._raise(exchange, refused)
        return sent_to(request, self.refused(request, exchange, refused), exchange)

    def scene(self) -> Scene:
        """The surroundings of the request that is answered now: its moment, and ids of its own."""
        function = self.function
        name = function.configuration.function_name
        return Scene(function.world, function.clock.epoch(), self.kind, name, self._requests)

    @abstractmethod
    def answered(self, request: GatewayRequest, exchange: Exchange) -> Answer:
        """The answer of the function, or a gateway's own that is none of an error.

        Raises:
            Refused: the gateway answers by itself.
        """

    @abstractmethod
    def refused(self, request: GatewayRequest, exchange: Exchange, refused: Refused) -> Answer:
        """The gateway's own answer."""

    def _raise(self, exchange: Exchange, refused: Refused) -> None:
        __tracebackhide__ = True
        result = exchange.authorizer if exchange.result is None else exchange.result
        if result is not None:
            result.raise_for_error()
        raise AnswerRefused(str(refused.refusal), result)
