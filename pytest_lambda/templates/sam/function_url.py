"""`FunctionUrlConfig`."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.sam.drafts import Draft, attributes
from pytest_lambda.templates.sam.intrinsics import is_intrinsic, ref
from pytest_lambda.templates.sam.invalid import invalid_resource, of_kind
from pytest_lambda.templates.sam.schema import present
from pytest_lambda.templates.template import Resource

_CORS: dict[str, type] = {
    "AllowOrigins": list,
    "AllowMethods": list,
    "AllowCredentials": bool,
    "AllowHeaders": list,
    "ExposeHeaders": list,
    "MaxAge": int,
}


def function_url(resource: Resource, config: Place, alias: Draft | None) -> list[Draft]:
    """The URL, and the permissions of everybody if it asks for no signature.

    Raises:
        ConfigurationError: it is not as SAM has it.
    """
    _check(resource.logical_id, config)
    target = ref(alias.logical_id if alias else resource.logical_id)
    given: dict[str, Any] = {"TargetFunctionArn": target, **present(config, ("AuthType", "InvokeMode"))}
    if config.get("Cors").value:
        given["Cors"] = config.get("Cors")
    passed = attributes(resource.place)
    url = Draft(f"{resource.logical_id}Url", "AWS::Lambda::Url", config, given, passed)
    if config.get("AuthType").value != "NONE":
        return [url]
    everybody = {"FunctionName": target, "Principal": "*"}
    return [
        url,
        _permission(
            resource,
            config,
            "UrlPublicPermissions",
            everybody,
            {
                "Action": "lambda:InvokeFunctionUrl",
                "FunctionUrlAuthType": config.get("AuthType"),
            },
        ),
        _permission(
            resource,
            config,
            "URLInvokeAllowPublicAccess",
            everybody,
            {
                "Action": "lambda:InvokeFunction",
                "InvokedViaFunctionUrl": True,
            },
        ),
    ]


def _permission(
    resource: Resource, config: Place, suffix: str, everybody: dict[str, Any], more: dict[str, Any]
) -> Draft:
    name = f"{resource.logical_id}{suffix}"
    return Draft(name, "AWS::Lambda::Permission", config, {**everybody, **more}, attributes(resource.place))


def _check(name: str, config: Place) -> None:
    auth = config.get("AuthType")
    if is_intrinsic(config.value):
        return
    if not is_intrinsic(auth.value) and auth.value not in ("AWS_IAM", "NONE"):
        raise invalid_resource(
            auth,
            name,
            "AuthType is required to configure function property `FunctionUrlConfig`. "
            "Please provide either AWS_IAM or NONE.",
        )
    cors = config.get("Cors")
    if not cors.value or is_intrinsic(cors.value):
        return
    of_kind(cors, "map", name, "FunctionUrlConfig.Cors")
    for key, place in cors.items():
        if key not in _CORS:
            raise invalid_resource(place, name, f"{key} is not a valid property for configuring Cors.")
        if not is_intrinsic(place.value) and not isinstance(place.value, _CORS[key]):
            raise invalid_resource(place, name, f"{key} must be of type {_CORS[key].__name__}.")
