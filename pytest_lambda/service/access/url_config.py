"""The URL of a function or of an alias, as its configuration tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.builders.front_end import names_of
from pytest_lambda.events.builders.function_url import domain_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.service.settings.constraints import Violation, choice_violations, number_violations, refuse
from pytest_lambda.service.settings.nested_forms import snake_case
from pytest_lambda.world import World

AUTH_TYPES = ("NONE", "AWS_IAM")
INVOKE_MODES = ("BUFFERED", "RESPONSE_STREAM")
#: Lambda API reference, Cors: member -> most items
_LISTS = {"AllowHeaders": 100, "AllowMethods": 6, "AllowOrigins": 100, "ExposeHeaders": 100}
_MAX_AGE_SECONDS = (0, 86_400)
_CORS = ("AllowCredentials", "MaxAge", *_LISTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlConfig:
    """What GetFunctionUrlConfig tells.

    Attributes:
        function_arn: qualified with the alias, if it is an alias's URL.
        function_url: that `http_client("function-url")` of the function serves.
        auth_type: `NONE` or `AWS_IAM`.
        invoke_mode: `BUFFERED` or `RESPONSE_STREAM`.
        cors: AWS's members; None for none.
        created, modified: in virtual time.
    """

    function_arn: str
    function_url: str
    auth_type: str
    invoke_mode: str = "BUFFERED"
    cors: Mapping[str, Any] | None = None
    created: datetime
    modified: datetime

    def as_response(self) -> dict[str, Any]:
        """The fields of the API's answers."""
        shown: dict[str, Any] = {
            "FunctionUrl": self.function_url,
            "FunctionArn": self.function_arn,
            "AuthType": self.auth_type,
            "CreationTime": _time(self.created),
            "LastModifiedTime": _time(self.modified),
            "InvokeMode": self.invoke_mode,
        }
        if self.cors:
            shown["Cors"] = dict(self.cors)
        return shown


def url_of(world: World, function_name: str, qualifier: str | None) -> str:
    """The URL of a function, or of an alias: the same one as that of its front door."""
    (url_id,) = names_of(f"function_url {function_name}:{qualifier or ''}", world.seed, 32)
    return f"https://{domain_of(url_id, Scene(world, 0))}/"


def check_settings(auth_type: str | None, invoke_mode: str | None) -> None:
    """Refuse what AWS's front end refuses.

    Raises:
        ValidationException: a value that the API does not have.
    """
    violations: list[Violation] = []
    if auth_type is not None:
        violations += choice_violations("authType", auth_type, AUTH_TYPES)
    if invoke_mode is not None:
        violations += choice_violations("invokeMode", invoke_mode, INVOKE_MODES)
    refuse(violations)


def checked_cors(given: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """AWS's members of a `cors` that has them, or ours in snake_case.

    Raises:
        ValidationException: too many items, or a time out of range.
        ConfigurationError: an unknown member.
    """
    if given is None:
        return None
    names = {snake_case(name): name for name in _CORS}
    cors = {names.get(name, name): value for name, value in given.items()}
    unknown = sorted(set(cors) - set(_CORS))
    if unknown:
        raise ConfigurationError(f"cors has {', '.join(unknown)}: expected {', '.join(names)}.")
    violations: list[Violation] = []
    for name, most in _LISTS.items():
        items = list(cors.get(name) or ())
        if len(items) > most:
            shown = f"[{', '.join(map(str, items))}]"
            member = f"cors.{name[0].lower()}{name[1:]}"
            violations.append(Violation(member, shown, f"Member must have length less than or equal to {most}"))
    if cors.get("MaxAge") is not None:
        violations += number_violations("cors.maxAge", cors["MaxAge"], _MAX_AGE_SECONDS)
    refuse(violations)
    return {name: list(value) if name in _LISTS else value for name, value in cors.items() if value is not None}


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S.%f}Z"
