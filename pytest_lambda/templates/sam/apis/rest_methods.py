"""What an event says of its method of a REST API: who may call it, and what a request must have."""

from __future__ import annotations

import re
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.documents.plain import plain
from pytest_lambda.templates.sam.apis.body import INTEGRATION, Body, is_document
from pytest_lambda.templates.sam.apis.resource_policy import add_custom_statements, add_resource_policy
from pytest_lambda.templates.sam.apis.rest_security import require, require_api_key, require_iam
from pytest_lambda.templates.sam.events.event import Event
from pytest_lambda.templates.sam.intrinsics import is_intrinsic
from pytest_lambda.templates.sam.invalid import invalid_resource, of_kind
from pytest_lambda.templates.sam.work import Api

_PARAMETER = re.compile(r"method\.request\.(querystring|path|header)\.")


def take_auth(event: Event, api: Api, body: Body, stage: str) -> None:
    """`Auth` of an event.

    Raises:
        ConfigurationError: it does not fit to the API's; the message is SAM's.
    """
    auth, path, method = plain(event.get("Auth")), event.get("Path").value, event.get("Method").value.lower()
    general = event.work.known.resolved(api.properties.get("Auth")) or {}
    of_kind(api.properties.get("Auth").at(general), "map", api.resource.logical_id, "Auth")
    known = general.get("Authorizers")
    if known and not isinstance(known, dict):
        raise invalid_resource(
            api.properties.get("Auth"), api.resource.logical_id, "Property 'Auth.Authorizers' should be a map."
        )
    check_authorizer(event, f"API method [{method}] for path [{path}]", auth, general)
    if auth.get("AuthorizationScopes"):
        if not isinstance(auth["AuthorizationScopes"], list):
            raise event.refusal(event.get("Auth"), "Property 'Auth.AuthorizationScopes' should be a list.")
        if not auth.get("Authorizer"):
            raise event.refusal(event.get("Auth"), "AuthorizationScopes works only when Authorizer is set")
    key = auth.get("ApiKeyRequired")
    if key is not None and not key and not general.get("ApiKeyRequired"):
        raise event.refusal(
            event.get("Auth").get("ApiKeyRequired"),
            f"Unable to set ApiKeyRequired [False] on API method [{method}] for path [{path}] because the related API "
            "does not specify any ApiKeyRequired.",
        )
    if auth.get("Authorizer"):
        _require_authorizer(body, path, method, auth, general)
    if key is not None:
        require(body, path, method, "api_key" if key else "api_key_false", [])
    if key:
        require_api_key(body)
    _take_policy(event, body, auth.get("ResourcePolicy"), stage)


def override_auth(event: Event, api: Api, body: Body, stage: str) -> None:
    """`OverrideApiAuth`: what the event says of a method that the user's own document has."""
    auth = event.get("Auth")
    if not auth.get("OverrideApiAuth").value:
        return
    if not any(auth.get(name).value for name in ("Authorizer", "ApiKeyRequired", "ResourcePolicy")):
        raise event.refusal(
            auth,
            "Must define one of: Authorizer, ApiKeyRequired or ResourcePolicy when using the OverrideApiAuth property.",
        )
    if not is_document(body.content, swagger=True):
        raise body.refusal(
            "Invalid Swagger document or the Swagger document is not explicitly defined in 'DefinitionBody'."
        )
    take_auth(event, api, body, stage)


def check_authorizer(
    event: Event, where: str, auth: dict[str, Any], general: dict[str, Any], *, iam: bool = True
) -> None:
    """The authorizer of a method is one of its API's.

    Args:
        event: of the method.
        where: the method and its path, for messages.
        auth: of the event.
        general: of the API.
        iam: whether signed requests need no authorizer of the API.
    """
    name, known = auth.get("Authorizer"), general.get("Authorizers")
    if not name or (iam and name == "AWS_IAM"):
        return
    place = event.get("Auth").get("Authorizer")
    if name == "NONE":
        if not general.get("DefaultAuthorizer"):
            raise event.refusal(
                place,
                f"Unable to set Authorizer on {where} because 'NONE' is only a valid value when a DefaultAuthorizer on "
                "the API is specified.",
            )
        return
    if not known:
        raise event.refusal(
            place,
            f"Unable to set Authorizer [{name}] on {where} because the related API does not define any Authorizers.",
        )
    if not isinstance(name, str) or not isinstance(known, dict):
        raise event.refusal(
            place,
            f"Unable to set Authorizer [{name}] on {where}. The method authorizer must be a string with a "
            "corresponding dict entry in the api authorizer.",
        )
    if not known.get(name):
        raise event.refusal(
            place,
            f"Unable to set Authorizer [{name}] on {where} because it wasn't defined in the API's Authorizers.",
        )


def _require_authorizer(body: Body, path: str, method: str, auth: dict[str, Any], general: dict[str, Any]) -> None:
    name = auth["Authorizer"]
    known = (general.get("Authorizers") or {}).get(name)
    if known is not None and not isinstance(known, dict):
        raise body.refusal(f"Type of authorizer '{name}' must be a dictionary")
    scopes = None if known is None else auth.get("AuthorizationScopes", known.get("AuthorizationScopes"))
    require(body, path, method, name, scopes or [])
    if name == "AWS_IAM":
        require_iam(body)


def _take_policy(event: Event, body: Body, policy: Any, stage: str) -> None:
    if not policy:
        return
    if not isinstance(policy, dict):
        raise invalid_resource(event.get("Auth"), event.name, "Property 'Auth.ResourcePolicy' should be a map.")
    add_resource_policy(body, policy, event.get("Path").value, stage)
    add_custom_statements(body, policy.get("CustomStatements"))


def take_request_model(event: Event, api: Api, body: Body) -> None:
    """`RequestModel`: the body of a request."""
    place, path, method = event.get("RequestModel"), event.get("Path").value, event.get("Method").value.lower()
    model = place.get("Model").value if place.value else None
    if not model:
        return
    _check_model(event, model, api.properties.get("Models"))
    wanted = place.get("Required").value
    optional = {} if wanted is None else {"required": wanted}
    for operation in body.operations(path, method):
        name = model.lower()
        if body.is_openapi_3:
            schema = {"$ref": f"#/components/schemas/{name}"}
            operation["requestBody"] = {"content": {"application/json": {"schema": schema}}, **optional}
        else:
            schema = {"$ref": f"#/definitions/{name}"}
            operation.setdefault("parameters", []).append({"in": "body", "name": name, "schema": schema, **optional})
    _take_validation(event, body, place)


def _check_model(event: Event, model: Any, models: Place) -> None:
    where = f"API method [{event.get('Method').value.lower()}] for path [{event.get('Path').value}]"
    unable = f"Unable to set RequestModel [{model}] on {where} because"
    if not models.value:
        raise event.refusal(event.get("RequestModel"), f"{unable} the related API does not define any Models.")
    if not is_intrinsic(models.value) and not isinstance(models.value, dict):
        raise event.refusal(models, f"{unable} the related API Models defined is of invalid type.")
    if not isinstance(model, str):
        raise event.refusal(event.get("RequestModel"), f"{unable} the related API does not contain valid Models.")
    if not models.get(model).value:
        raise event.refusal(event.get("RequestModel"), f"{unable} it wasn't defined in the API's Models.")


def _take_validation(event: Event, body: Body, place: Place) -> None:
    given = [place.get(name).value for name in ("ValidateBody", "ValidateParameters")]
    if given == [None, None]:
        return
    of_body, of_parameters = (False if each is None else each for each in given)
    path, method = event.get("Path").value, event.get("Method").value.lower()
    if not isinstance(of_body, bool) or not isinstance(of_parameters, bool):
        raise event.refusal(
            place,
            f"Unable to set Validator to RequestModel [{place.get('Model').value}] on API method [{method}] for path "
            f"[{path}] ValidateBody and ValidateParameters must be a boolean type, strings or intrinsics are not "
            "supported.",
        )
    names = {
        (True, True): "body-and-params",
        (True, False): "body-only",
        (False, True): "params-only",
        (False, False): "no-validation",
    }
    name = names[of_body, of_parameters]
    validators = body.content.setdefault("x-amazon-apigateway-request-validators", {})
    validators.setdefault(name, {"validateRequestBody": of_body, "validateRequestParameters": of_parameters})
    for operation in body.operations(path, method):
        operation["x-amazon-apigateway-request-validator"] = name


def take_parameters(event: Event, body: Body) -> None:
    """`RequestParameters`: parts of the URL and headers."""
    place = event.get("RequestParameters")
    if not place.value:
        return
    wanted = [_parameter(event, each) for each in place.each()]
    for operation in body.operations(event.get("Path").value, event.get("Method").value.lower()):
        for full, settings in wanted:
            location, name = full.removeprefix("method.request.").split(".", 1)
            operation.setdefault("parameters", []).append(
                {
                    "in": "query" if location == "querystring" else location,
                    "name": name,
                    "required": settings["Required"],
                    "type": "string",
                }
            )
            if settings["Caching"]:
                operation[INTEGRATION].setdefault("cacheKeyParameters", []).append(full)


def _parameter(event: Event, place: Place) -> tuple[str, dict[str, Any]]:
    invalid = "Invalid value for 'RequestParameters' property."
    if isinstance(place.value, str):
        name, settings = place.value, {}
    elif isinstance(place.value, dict) and place.value:
        name, settings = next(iter(plain(place).items()))
    else:
        raise event.refusal(place, f"{invalid} Property must be either a string or an object")
    if not _PARAMETER.match(name):
        raise event.refusal(
            place,
            f"{invalid} Keys must be in the format 'method.request.[querystring|path|header].{{value}}', e.g "
            "'method.request.header.Authorization'.",
        )
    if not isinstance(settings, dict) or not settings.keys() <= {"Required", "Caching"}:
        raise event.refusal(place, f"{invalid} Values must be an object, e.g {{ Required: true, Caching: false }}")
    return name, {"Required": False, "Caching": False, **settings}
