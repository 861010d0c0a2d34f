"""Who calls a function URL: whether a request is signed, and by whom.

Signatures are not verified: a request that has one counts as signed by the caller whom the settings declare.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.builders.function_url import signer_of
from pytest_lambda.events.building.overrides import fields_of, nearest
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.gateway.exchange import GatewayRequest
from pytest_lambda.world import World

_ALGORITHMS = ("AWS4-HMAC-SHA256 ", "AWS4-ECDSA-P256-SHA256 ")
_CREDENTIAL = re.compile(r"Credential=([A-Za-z0-9]+)(?:/|%2F)", re.IGNORECASE)
_SIGNED_QUERY = re.compile(r"(?:^|&)X-Amz-Signature=", re.IGNORECASE)
#: of `requestContext.authorizer.iam`
_NAMES = ("accessKey", "accountId", "callerId", "cognitoIdentity", "principalOrgId", "userArn", "userId")
_NULLABLE = ("cognitoIdentity", "principalOrgId")


class Caller:
    """The IAM identity that signs requests.

    Args:
        given: what a test says about it: fields of `requestContext.authorizer.iam`. The rest is made up, and stays
            the same.
        world: account and seed.

    Raises:
        ConfigurationError: there is no such field.
    """

    __slots__ = ("_given", "_iam")

    def __init__(self, given: Mapping[str, Any] | None, world: World) -> None:
        if given is not None and not isinstance(given, Mapping):
            raise ConfigurationError(f"iam is {given!r}: expected a mapping such as {{'userArn': 'arn:aws:iam::…'}}.")
        self._given = dict(given or {})
        for name in self._given:
            if name not in _NAMES:
                raise ConfigurationError(
                    f"iam has {name!r}, which is no field of requestContext.authorizer.iam.{nearest(name, _NAMES)} "
                    f"Known: {', '.join(_NAMES)}."
                )
            value, kind = self._given[name], Mapping if name == "cognitoIdentity" else str
            if not isinstance(value, kind) and not (value is None and name in _NULLABLE):
                expected = "text" if kind is str else "a mapping"
                raise ConfigurationError(f"iam[{name!r}] is {value!r}: expected {expected}.")
        scene = Scene(world, 0, "caller")
        self._iam = signer_of(scene, fields_of("function_url", {"iam": self._given}))["iam"]

    def of(self, request: GatewayRequest) -> dict[str, Any]:
        """`requestContext.authorizer` of a signed request; the access key is that of the signature."""
        found = _CREDENTIAL.search(request.header("authorization") or "") or _CREDENTIAL.search(request.query)
        iam = dict(self._iam)
        if found and "accessKey" not in self._given:
            iam["accessKey"] = found[1]
        return {"iam": iam}


def is_signed(request: GatewayRequest) -> bool:
    """Whether a request has a signature of version 4, in a header or in the query."""
    authorization = request.header("authorization") or ""
    return authorization.startswith(_ALGORITHMS) or _SIGNED_QUERY.search(request.query) is not None
