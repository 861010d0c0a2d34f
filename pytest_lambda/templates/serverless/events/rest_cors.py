"""`cors` of `http`: the method that answers browsers before a request, by an integration that invokes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.serverless.events.trigger import Trigger
from pytest_lambda.templates.serverless.project import known_only

_SETTINGS = ("allowCredentials", "cacheControl", "headers", "maxAge", "methods", "origin", "origins")
_HEADERS = [
    "Content-Type", "X-Amz-Date", "Authorization", "X-Api-Key", "X-Amz-Security-Token", "X-Amz-User-Agent",
    "X-Amzn-Trace-Id",
]  # fmt: skip
_ANY = "DELETE,GET,HEAD,PATCH,POST,PUT"


@dataclass(slots=True, eq=False)
class Preflight:
    """What a path answers: all events of the path say it together, and the last one decides of what is one value."""

    origins: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)
    credentials: bool = False
    more: dict[str, Any] = field(default_factory=dict)

    def add(self, settings: Place, method: str) -> None:
        """What one event says."""
        self.origins = _union(_origins(settings), self.origins)
        self.headers = _union(_texts(settings.get("headers")) or _HEADERS, self.headers)
        self.methods = _union(["OPTIONS", *_texts(settings.get("methods")), method.upper()], self.methods)
        self.credentials = self.credentials or settings.get("allowCredentials").flag()
        for name, header in (("maxAge", "Access-Control-Max-Age"), ("cacheControl", "Cache-Control")):
            if settings.get(name).value:
                self.more[header] = settings.get(name).value

    def answers(self) -> dict[str, Any]:
        """The headers of the answer."""
        return {
            "Access-Control-Allow-Origin": self.origins[0],
            "Access-Control-Allow-Headers": ",".join(self.headers),
            "Access-Control-Allow-Methods": ",".join(self.methods).replace("ANY", _ANY),
            **({"Access-Control-Allow-Credentials": "true"} if self.credentials else {}),
            **self.more,
        }


def add_cors(trigger: Trigger, logical_id: str, api: Any, resource: Any, cors: Place, method: str) -> None:
    """The method for browsers of one path.

    Args:
        trigger: one of the path's events.
        logical_id: of the method.
        api: a reference to the API.
        resource: a reference to the path.
        cors: the event's setting.
        method: of the event.
    """
    settings = cors if isinstance(cors.value, dict) else cors.at({})
    known_only(settings, _SETTINGS, "cors")
    preflight = trigger.project.preflights.setdefault(logical_id, Preflight())
    preflight.add(settings, method)
    if len(preflight.origins) > 1:
        trigger.project.leave_out(cors, "browsers are told the first one of the origins, whichever they come from.")
    parameters = {f"method.response.header.{name}": f"'{value}'" for name, value in preflight.answers().items()}
    trigger.project.add(logical_id, "AWS::ApiGateway::Method", cors, {
        "RestApiId": api,
        "ResourceId": resource,
        "HttpMethod": "OPTIONS",
        "AuthorizationType": "NONE",
        "MethodResponses": [{"StatusCode": "200", "ResponseParameters": dict.fromkeys(parameters, True)}],
        "Integration": {
            "Type": "MOCK",
            "ContentHandling": "CONVERT_TO_TEXT",
            "RequestTemplates": {"application/json": "{statusCode:200}"},
            "IntegrationResponses": [{
                "StatusCode": "200",
                "ResponseParameters": parameters,
                "ResponseTemplates": {"application/json": ""},
            }],
        },
    }, anew=True)  # fmt: skip


def _origins(settings: Place) -> list[str]:
    several = _texts(settings.get("origins"))
    return several or [each.strip() for each in str(settings.get("origin").value or "*").split(",")]


def _texts(place: Place) -> list[str]:
    """A list, or one alone."""
    return [str(each.value) for each in place.each()] if isinstance(place.value, (list, type(None))) else [place.value]


def _union(above: list[str], below: list[str]) -> list[str]:
    return list(dict.fromkeys([*above, *below]))
