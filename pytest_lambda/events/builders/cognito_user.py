"""What the events of all triggers of a Cognito user pool share: the pool, the user, the source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_lambda.errors import EventError
from pytest_lambda.events.building.cognito_triggers import TRIGGERS, Trigger
from pytest_lambda.events.building.overrides import ABSENT, Fields, fields_of, nearest
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.world import World


def _table(characters: bytes) -> bytes:
    return bytes(characters[byte % len(characters)] for byte in range(256))


#: what makes characters of bytes
_ALPHANUMERIC = _table(b"0123456789abcdefghijklmnopqrstuvwxyz")
_MIXED_CASE = _table(b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
#: what a user is while messages about the account are sent
_STATUS = {"SignUp": "UNCONFIRMED", "ResendCode": "UNCONFIRMED", "AdminCreateUser": "FORCE_CHANGE_PASSWORD"}


class UserEvent:
    """An event in the making.

    Args:
        builder: its name.
        parameters: what the builder takes, for error messages.
        trigger_source: one of the trigger's own, or None for the usual one.
        user_name: or None for the user's id.
        world: account, region, clock and seed.
        time: when it happens.
        fields: what the caller says about AWS's fields.
        parts: what tells this event from others.

    Attributes:
        trigger: its sources, and the answer that waits to be filled in.
        source: what `triggerSource` is.
        scene: account, region and ids.
        sub: the id of the user.
        name: of the user, or None for the id.
        request: what the caller says about the request's fields.
    """

    __slots__ = ("_fields", "builder", "name", "request", "scene", "source", "sub", "trigger")

    def __init__(
        self,
        builder: str,
        parameters: tuple[str, ...],
        trigger_source: str | None,
        user_name: str | None,
        world: World | None,
        time: object,
        fields: Mapping[str, Any],
        *parts: object,
    ) -> None:
        self.builder = builder
        self.trigger: Trigger = TRIGGERS[builder]
        self.scene = Scene(world, time, builder, trigger_source, user_name, *parts)
        self._fields: Fields = fields_of(builder, fields, parameters)
        self.source = self._fields("triggerSource", self._checked(trigger_source))
        self.sub = self.scene.ids.uuid()
        self.name = user_name
        self.request: Fields = self._fields.at("request")

    def attributes(self, given: Mapping[str, object] | None, *, status: bool = True) -> Any:
        """`userAttributes`: an e-mail address if the caller gives none, and what Cognito adds itself."""
        made = {"sub": self.sub} if status else {}
        state = _STATUS.get(str(self.source).rpartition("_")[2], "CONFIRMED")
        said = {"email": "jane@example.com"} if given is None else texts(given, "user_attributes")
        if status and "email" in said:
            made["email_verified"] = "false" if state == "UNCONFIRMED" else "true"
        if status:
            made["cognito:user_status"] = state
        return self.request("userAttributes", {**made, **said})

    def made(self, request: dict[str, Any], *, version: str = "1", response: Any = None) -> dict[str, Any]:
        """The event with its request."""
        fields, ids = self._fields, self.scene.ids
        attributes = request.get("userAttributes")
        user = attributes.get("sub") if isinstance(attributes, Mapping) else None
        name = self.name if self.name is not None else (user or self.sub)
        region = fields("region", self.scene.region)
        pool = fields("userPoolId", f"{region}_{ids.bytes(9).translate(_MIXED_CASE).decode()}")
        if not fields.says("region"):
            region = str(pool).partition("_")[0]
        caller = fields.at("callerContext")
        admin = str(self.source).endswith("_AdminCreateUser")  # no app client takes part
        client = "CLIENT_ID_NOT_APPLICABLE" if admin else ids.bytes(26).translate(_ALPHANUMERIC).decode()
        event = {
            "version": fields("version", version),
            "triggerSource": self.source,
            "region": region,
            "userPoolId": pool,
            "userName": fields("userName", name),
            "callerContext": caller.done(
                {
                    "awsSdkVersion": caller("awsSdkVersion", "aws-sdk-unknown-unknown"),
                    "clientId": caller("clientId", client),
                }
            ),
            "request": self.request.done(request),
        }
        answer = self.trigger.response if response is None else response
        event["response"] = fields("response", ABSENT if answer is None else dict(answer))
        made: dict[str, Any] = fields.done(event)
        return made

    def _checked(self, trigger_source: str | None) -> str:
        sources = self.trigger.trigger_sources
        if trigger_source is None:
            return sources[0]
        if trigger_source not in sources:
            raise EventError(
                f"trigger_source of events.{self.builder}() is {trigger_source!r}, which is no source of this "
                f"trigger.{nearest(trigger_source, sources)} Expected {' or '.join(map(repr, sources))}."
            )
        return trigger_source


def texts(given: Mapping[str, object], what: str) -> dict[str, str]:
    """A map of texts, as all of Cognito's are: truth values and numbers are written out.

    Raises:
        EventError: a value is nothing that Cognito can store.
    """
    if not isinstance(given, Mapping):
        raise EventError(f"{what} is {given!r}: expected a dictionary of texts.")
    made = {}
    for name, value in given.items():
        if isinstance(value, bool):
            value = "true" if value else "false"
        if isinstance(value, (int, float)):
            value = str(value)
        if not isinstance(value, str):
            raise EventError(
                f"{name!r} of {what} is {value!r}: expected text, a number, True or False. Cognito stores texts; "
                "write an object as JSON."
            )
        made[name] = value
    return made


def optional_texts(given: Mapping[str, object] | None, what: str, *, otherwise: Any = ABSENT) -> Any:
    """A map of texts, or what stands for none."""
    return otherwise if given is None else texts(given, what)


def optional(value: object) -> Any:
    """A value, or no key at all for None."""
    return ABSENT if value is None else value
