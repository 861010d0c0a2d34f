"""What a template has become."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.gateway.door import Door
from pytest_lambda.gateway.websocket.api import WebSocketApi
from pytest_lambda.templates.apis.issuers import Issuers
from pytest_lambda.templates.by_logical_id import ByLogicalId, logical_id_of

if TYPE_CHECKING:
    import httpx

    from pytest_lambda.gateway.authorizers.token_issuer import TokenIssuer
    from pytest_lambda.gateway.websocket.client import WebSocket
    from pytest_lambda.service.function import ServiceFunction
    from pytest_lambda.templates.template import Template


@dataclass(frozen=True, slots=True)
class NotSimulatedPart:
    """Something of a template that has no effect here.

    Attributes:
        logical_id: of the resource; empty if it is a setting that belongs to none.
        type: of the resource.
        place: file, line and path.
        why: what is missing.
    """

    logical_id: str
    type: str
    place: str
    why: str

    def __str__(self) -> str:
        return f"{self.place}: {self.why}"


class Application:
    """A stack: the simulated resources of a template by their logical ids.

    Args:
        arn: of the stack.
        name: of the stack.
        resources: by logical id.
        functions: those of them that are functions and can run.
        outputs: of the template, by name.
        not_simulated: what of the template has no effect here.
        template: that it was.
        issuers: of the tokens that authorizers of its APIs ask for.
        exports: outputs that other stacks can import, by the names of the exports.

    Attributes:
        arn, name, outputs, exports, functions, not_simulated, template: see above.
    """

    def __init__(
        self,
        arn: str,
        name: str,
        resources: Mapping[str, Any],
        functions: Mapping[str, ServiceFunction],
        outputs: Mapping[str, Any],
        not_simulated: tuple[NotSimulatedPart, ...],
        template: Template,
        issuers: Issuers,
        exports: Mapping[str, Any],
    ) -> None:
        self.arn = arn
        self.name = name
        self.functions: Mapping[str, ServiceFunction] = ByLogicalId(functions, self._no_function)
        self.outputs: Mapping[str, Any] = MappingProxyType(dict(outputs))
        self.exports: Mapping[str, Any] = MappingProxyType(dict(exports))
        self.not_simulated = not_simulated
        self.template = template
        self._resources = ByLogicalId(resources, self._no_resource)
        self._issuers = issuers

    @property
    def resources(self) -> Mapping[str, Any]:
        """All that the service made, by logical id, in the order of its making."""
        return self._resources

    def __getitem__(self, logical_id: str) -> Any:
        """What the service made of a resource.

        Args:
            logical_id: of the resource; of the CDK's the last eight characters can be left out.

        Raises:
            KeyError: it made nothing, or the template has no such resource.
        """
        return self._resources[logical_id]

    def _no_resource(self, logical_id: str) -> str:
        why = next((str(part) for part in self.not_simulated if part.logical_id == logical_id), None)
        if why is None and logical_id in self.template.resources:
            kind = self.template.resources[logical_id].type
            why = f"{logical_id} is an {kind}, of which only the name is known, or its condition does not hold."
        if why is None:
            known = ", ".join(self._resources) or "none"
            why = f"There is no resource {logical_id!r}.{nearest(logical_id, self._resources)} Resources: {known}."
        return why

    def _no_function(self, logical_id: str) -> str:
        why = next((str(part) for part in self.not_simulated if part.logical_id == logical_id), None)
        if why is None:
            known = ", ".join(self.functions) or "none"
            why = f"There is no function {logical_id!r}.{nearest(logical_id, self.functions)} Functions: {known}."
        return why

    def __contains__(self, logical_id: object) -> bool:
        return logical_id in self._resources

    def __iter__(self) -> Iterator[str]:
        return iter(self._resources)

    def __len__(self) -> int:
        return len(self._resources)

    def http_client(self, api_logical_id: str | None = None, **options: Any) -> httpx.Client:
        """A client in front of an API, a load balancer or a function URL of the template.

        Args:
            api_logical_id: which one; not needed if there is one only.
            options: of `httpx.Client`.

        Raises:
            ConfigurationError: there is none, or none of that name.
        """
        client: httpx.Client = self._door(api_logical_id, of_http=True).client(**options)
        return client

    def async_http_client(self, api_logical_id: str | None = None, **options: Any) -> httpx.AsyncClient:
        """The same as `http_client`, for `async` tests."""
        client: httpx.AsyncClient = self._door(api_logical_id, of_http=True).async_client(**options)
        return client

    def websocket(self, path: str = "/", *, api_logical_id: str | None = None, **settings: Any) -> WebSocket:
        """A client of a WebSocket API of the template, which connects when it is entered.

        Args:
            path: below the stage.
            api_logical_id: which API; not needed if there is one only.
            settings: `query`, `headers`, `subprotocols` and `source_ip`.

        Raises:
            ConfigurationError: there is none, or none of that name.
        """
        client: WebSocket = self._door(api_logical_id, of_http=False).connect(path, **settings)
        return client

    def token_issuer(self, name: str | None = None) -> TokenIssuer:
        """Who issues the tokens that JWT authorizers and authorizers with user pools of the template trust.

        Args:
            name: of the authorizer, the issuer's address, or the user pool's id; not needed if there is one only.

        Raises:
            ConfigurationError: there is none of that name, or the extra `jwt` is not installed.
        """
        issuer: TokenIssuer = self._issuers.issuer(name)
        return issuer

    def _door(self, logical_id: str | None, *, of_http: bool) -> Any:
        doors = {name: each for name, each in self._resources.items() if _is_door(each, of_http)}
        if logical_id is None and len(doors) == 1:
            [logical_id] = doors
        if logical_id is not None:
            logical_id = logical_id_of(logical_id, doors)
        if logical_id is None or logical_id not in doors:
            known = ", ".join(doors) or "none"
            kind = "HTTP" if of_http else "WebSocket clients"
            which = "which one is not said" if logical_id is None else f"{logical_id!r} is none of them"
            raise ConfigurationError(f"The stack {self.name} has these doors for {kind}: {known}; {which}.")
        return doors[logical_id]

    def __repr__(self) -> str:
        return f"<Application {self.name}: {', '.join(self._resources) or 'no resources'}>"


def _is_door(resource: Any, of_http: bool) -> bool:
    return isinstance(resource, Door) and isinstance(resource, WebSocketApi) != of_http
