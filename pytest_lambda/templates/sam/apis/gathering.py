"""The APIs of a template, and the paths that events of its functions and state machines give them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.documents.plain import plain
from pytest_lambda.templates.cloudformation import resource_of
from pytest_lambda.templates.sam.apis.body import ANY_METHOD, Body, empty_document, is_document, is_openapi_3
from pytest_lambda.templates.sam.apis.conditions import combined
from pytest_lambda.templates.sam.globals import PREFIX, with_globals
from pytest_lambda.templates.sam.intrinsics import when
from pytest_lambda.templates.sam.invalid import invalid_event, invalid_resource, of_kind
from pytest_lambda.templates.sam.work import Api, Work
from pytest_lambda.templates.template import Resource


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the two kinds of APIs that events are added to.

    Args:
        type: of SAM.
        event: type of the events.
        names_api: the property of an event that names its API.
        implicit: logical id of the API of events that name none.
        swagger: whether its document may be one of Swagger.
        properties: of the implicit API.
    """

    type: str
    event: str
    names_api: str
    implicit: str
    swagger: bool
    properties: dict[str, Any] = field(default_factory=dict)


REST = Kind("AWS::Serverless::Api", "Api", "RestApiId", "ServerlessRestApi", True, {"StageName": "Prod"})
HTTP = Kind("AWS::Serverless::HttpApi", "HttpApi", "ApiId", "ServerlessHttpApi", False)


@dataclass(frozen=True, slots=True)
class Route:
    """A path and method that an event gives to an API."""

    owner: Resource
    event: Place
    name: str
    properties: Place
    api: str
    path: str
    method: str


def api_id(value: Any) -> Any:
    """The logical id of the API that an event names."""
    return value["Ref"] if isinstance(value, dict) and "Ref" in value else value


def gather(work: Work, kind: Kind) -> None:
    """All APIs of a kind, with the paths of all events."""
    for logical_id, resource in work.template.resources.items():
        if resource.type == kind.type:
            work.apis[logical_id] = _api(work, kind, resource)
    wanted = _routes(work, kind)
    implicit = [route for route in wanted if route.api == kind.implicit]
    if implicit:
        work.apis[kind.implicit] = _implicit(work, kind, implicit[0].event)
    for route in wanted:
        _add(work, kind, route)
    _add_conditions(work, kind, wanted)
    for api in [api for api in work.apis.values() if api.resource.type == kind.type]:
        _take_version(api)


def _api(work: Work, kind: Kind, resource: Resource) -> Api:
    properties = work.properties[resource.logical_id]
    own = resource.properties
    given = own.get("DefinitionBody") if own.value is not None else own
    if given.value:
        of_kind(given, "map", resource.logical_id, "DefinitionBody")
        return Api(resource, properties, Body(plain(given), given), managed=False)
    if own.value is not None and own.get("DefinitionUri").value:
        return Api(resource, properties, None, managed=False)
    return Api(resource, properties, Body(empty_document(swagger=kind.swagger), resource.place), managed=True)


def _implicit(work: Work, kind: Kind, place: Place) -> Api:
    body = place.at({"Type": kind.type, "Properties": place.at(dict(kind.properties))})
    resource = resource_of(kind.implicit, body)
    properties = with_globals(kind.implicit, kind.type, body, work.template.globals)
    work.properties[kind.implicit] = properties
    document = Body(empty_document(swagger=kind.swagger), place)
    return Api(resource, properties, document, managed=True, implicit=True)


def _routes(work: Work, kind: Kind) -> list[Route]:
    owners = ("AWS::Serverless::Function", "AWS::Serverless::StateMachine")
    return [
        route
        for resource in work.template.resources.values()
        if resource.type in owners and isinstance(work.properties[resource.logical_id].get("Events").value, dict)
        for name, event in work.properties[resource.logical_id].get("Events").items()
        if isinstance(event.value, dict) and event.get("Type").value == kind.event
        for route in [_route(kind, resource, name, event)]
        if route is not None
    ]


def _route(kind: Kind, owner: Resource, name: str, event: Place) -> Route | None:
    properties = event.get("Properties")
    if not properties.value and kind is REST:
        return None
    if properties.value is not None and not isinstance(properties.value, dict):
        raise invalid_event(properties, owner.logical_id, name, "Properties should be a map.")
    path, method = properties.get("Path"), properties.get("Method")
    if kind is HTTP and not path.value and not method.value:
        path, method = path.at("$default"), method.at(ANY_METHOD)
    named = properties.get(kind.names_api)
    target = api_id(named.value) if named.value is not None else kind.implicit
    for key, place in (("Path", path), ("Method", method)):
        if place.value is None:
            raise invalid_event(properties, owner.logical_id, name, f"Property '{key}' is required.")
    of_kind(named.at(target), "string", owner.logical_id, kind.names_api, event=name)
    of_kind(path, "string", owner.logical_id, "Path", event=name)
    of_kind(method, "string", owner.logical_id, "Method", event=name)
    return Route(owner, event, name, properties, target, path.value, method.value)


def _add(work: Work, kind: Kind, route: Route) -> None:
    api = work.apis.get(route.api)
    if api is None or (kind is REST and api.resource.type != kind.type):
        raise invalid_event(
            route.properties.get(kind.names_api),
            route.owner.logical_id,
            route.name,
            f"{kind.names_api} must be a valid reference to an '{kind.type}' resource in same template.",
        )
    if api.managed and api.body is not None and is_document(api.body.content, swagger=kind.swagger):
        api.body.add(route.path, route.method, route.event)
    if api.implicit and route.properties.get(kind.names_api).value is None:
        _take_tags(work, api, route.owner)
    if kind is HTTP and "RouteSettings" in route.properties.mapping():
        _take_settings(api, route)


def _take_tags(work: Work, api: Api, owner: Resource) -> None:
    general = work.template.globals.get(owner.type.removeprefix(PREFIX))
    own = owner.properties
    # Its own or the global ones: this is decided before globals are merged.
    tags, wanted = (own.get(name) if own.get(name).value else general.get(name) for name in ("Tags", "PropagateTags"))
    if tags.value and wanted.value:
        api.tags |= dict(tags.items())


def _take_settings(api: Api, route: Route) -> None:
    key = route.path if route.method == ANY_METHOD else f"{route.method.upper()} {route.path}"
    place = route.properties.get("RouteSettings")
    of_kind(place, "map", route.owner.logical_id, "RouteSettings", event=route.name)
    condition = route.owner.condition
    given = when(condition, place) if condition is not None else dict(place.items())
    api.route_settings[key] = {**api.route_settings.get(key, {}), **given}


def _add_conditions(work: Work, kind: Kind, routes: list[Route]) -> None:
    """What all functions of a path depend on, the path depends on; and so the implicit API."""
    implicit = [route for route in routes if route.api == kind.implicit]
    if implicit:
        api = work.apis[kind.implicit]
        condition = combined(work, implicit[0].event, f"{kind.implicit}Condition", _by_method(implicit))
        api.attributes |= {"Condition": condition} if condition is not None else {}
        api.attributes |= _policies(implicit)
    for logical_id, api in work.apis.items():
        if api.resource.type != kind.type or not api.managed or api.body is None:
            continue
        for path in list(api.body.paths):
            own = [route for route in routes if route.api == logical_id and route.path == path]
            name = f"{logical_id}{path.replace('/', 'SLASH').replace('{', 'OB').replace('}', 'CB')}PathCondition"
            condition = combined(work, own[0].event, name, _by_method(own)) if own else None
            if condition is not None:
                api.body.make_conditional(path, condition)


def _by_method(routes: list[Route]) -> list[str | None]:
    found = {(route.path, route.method): route.owner.condition for route in routes}
    return list(found.values())


def _policies(routes: list[Route]) -> dict[str, str]:
    found = {}
    for name, order in (
        ("DeletionPolicy", ("Retain", "Delete")),
        ("UpdateReplacePolicy", ("Retain", "Snapshot", "Delete")),
    ):
        given = [route.owner.place.get(name).value for route in routes]
        strictest = next((each for each in order if each in given), None)
        if strictest is not None:
            found[name] = strictest
    return found


def _take_version(api: Api) -> None:
    """A document that is made here is of the version that the API asks for."""
    version = api.properties.get("OpenApiVersion").value
    if api.managed and api.body is not None and version is not None and is_openapi_3(version):
        api.properties = api.properties.at({**dict(api.properties.items()), "OpenApiVersion": str(version)})
        content = api.body.content
        content.pop("swagger", None)
        api.body.content = {"openapi": str(version), **{k: v for k, v in content.items() if k != "openapi"}}


def check_rest_api(api: Api) -> None:
    """An API that events name has a stage with a name."""
    if api.properties.get("StageName").value == "":
        raise invalid_resource(api.properties, api.resource.logical_id, "StageName cannot be empty.")
