"""What the HTTP front ends have in common: their names, their clock, and how they hand on bodies."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from pytest_lambda.errors import EventError
from pytest_lambda.events.building.contents import base64_text
from pytest_lambda.events.building.gateway_formats import common_log_seconds
from pytest_lambda.events.building.http_request import HttpRequest, as_bytes, as_text
from pytest_lambda.events.building.media_types import is_text
from pytest_lambda.events.building.notations import milliseconds
from pytest_lambda.events.building.overrides import NOTHING, Fields
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.judging.formats import decoded_base64
from pytest_lambda.world import World

_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"


@lru_cache(maxsize=64)
def names_of(kind: str, seed: int | str, *lengths: int) -> tuple[str, ...]:
    """Ids that stay the same for all requests of one world: of the API, the deployment, and so on."""
    ids = World(seed=seed).ids_for("front end", kind)
    return tuple(
        _BASE36[10 + ids.number(26)] + "".join(_BASE36[ids.number(36)] for _ in range(length - 1)) for length in lengths
    )


def seed_of(world: World | None) -> int | str:
    """The seed of a world that may be the default one."""
    return 0 if world is None else world.seed


def gateway_id(scene: Scene) -> str:
    """A fresh request id of API Gateway: 15 characters and `=`."""
    return base64_text(scene.ids.bytes(11)).replace("+", "-").replace("/", "_")


def api_id_of(domain: object) -> str | None:
    """The API's id in its default domain; None of a custom domain."""
    host = str(domain)
    return host.partition(".")[0] if ".execute-api." in host else None


def moment_of(scene: Scene, fields: Fields, text: str, number: str) -> Any:
    """When a request comes, in milliseconds: the two notations follow each other.

    Args:
        scene: knows the time if neither is given.
        fields: of the request context.
        text: name of the field in the Common Log Format.
        number: name of the field in milliseconds.
    """
    moment = milliseconds(scene.epoch)
    if fields is NOTHING:
        return moment
    if fields.says(text) and not fields.says(number):
        seconds = common_log_seconds(fields(text, ""))
        moment = moment if seconds is None else seconds * 1000
    return fields(number, moment)


def whole_seconds(moment: object) -> int:
    """Whole seconds of a moment in milliseconds, which may be the caller's own word."""
    return int(moment) // 1000 if isinstance(moment, (int, float)) else 0


def is_binary(request: HttpRequest) -> bool:
    """Whether HTTP APIs and function URLs hand a body on in base64: if its type is no text (H-b64)."""
    content = request.content
    if content is None:
        return False
    kind = request.content_type
    if kind and not is_text(kind):
        return True
    return isinstance(content, bytes) and as_text(content, kind) is None


def body_of(fields: Fields, content: str | bytes | None, binary: bool) -> tuple[Any, str | None, int]:
    """`isBase64Encoded`, the body as it is handed on, and the length of the body as it was sent.

    Text that comes together with `isBase64Encoded=True` is base64 already.

    Raises:
        EventError: bytes that are no text are said not to be in base64.
    """
    flag = fields("isBase64Encoded", binary)
    if content is None:
        return flag, None, 0
    if not flag:
        if isinstance(content, bytes):
            try:
                return flag, content.decode(), len(content)
            except UnicodeDecodeError:
                raise EventError(
                    "isBase64Encoded is false, but body is bytes that are not UTF-8 text: leave isBase64Encoded out."
                ) from None
        return flag, content, len(content) if content.isascii() else len(as_bytes(content))
    if isinstance(content, str) and fields.says("isBase64Encoded"):
        sent = decoded_base64(content)
        return flag, content, len(content) if sent is None else len(sent)
    data = as_bytes(content)
    return flag, base64_text(data), len(data)
