"""Who calls an AppSync API, and the headers of the call."""

from __future__ import annotations

from typing import Any

from pytest_lambda.errors import EventError
from pytest_lambda.events.building.http_parts import checked_headers
from pytest_lambda.events.building.http_request import SOURCE_IP, USER_AGENT, HeadersGiven
from pytest_lambda.events.building.overrides import Fields, nearest
from pytest_lambda.events.building.scene import Scene

AUTHENTICATION_TYPES = ("API_KEY", "AWS_IAM", "AMAZON_COGNITO_USER_POOLS", "OPENID_CONNECT", "AWS_LAMBDA")
#: of CloudFront, through which requests to AppSync come
_EDGE_IP = "130.176.0.17"
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


def identity_of(scene: Scene, given: Fields, authentication_type: str) -> Any:
    """`identity`, as the kind of authentication makes it.

    Raises:
        EventError: there is no such kind.
    """
    if authentication_type == "API_KEY":
        return given("identity", None)
    fields = given.at("identity")
    if authentication_type == "AMAZON_COGNITO_USER_POOLS":
        return fields.done(_user_pool(scene, fields))
    if authentication_type == "AWS_IAM":
        return fields.done(_iam(scene, fields))
    if authentication_type == "OPENID_CONNECT":
        issuer = fields("issuer", "https://login.example.com")
        sub = fields("sub", "jane")
        return fields.done({"claims": fields("claims", _claims(scene, sub, issuer)), "issuer": issuer, "sub": sub})
    if authentication_type == "AWS_LAMBDA":
        return fields.done({"resolverContext": fields("resolverContext", {"userId": "jane"})})
    raise EventError(
        f"authentication_type is {authentication_type!r}: expected {', '.join(AUTHENTICATION_TYPES)}."
        f"{nearest(authentication_type, AUTHENTICATION_TYPES)}"
    )


def request_of_caller(scene: Scene, given: Fields, headers: HeadersGiven, service: str) -> Any:
    """`request`: the headers as they reach a handler, and no custom domain."""
    fields = given.at("request")
    made = {
        "accept": "application/json",
        "content-type": "application/json",
        "host": f"{api_id(scene)}.{service}.{scene.region}.{scene.dns_suffix}",
        "user-agent": USER_AGENT,
        "x-amzn-trace-id": scene.trace_root(),
        "x-forwarded-for": f"{SOURCE_IP}, {_EDGE_IP}",
        "x-forwarded-port": "443",
        "x-forwarded-proto": "https",
    }
    for name, (_, values) in checked_headers(headers).items() if headers else ():
        made.pop(name, None)
        if values:
            made[name] = ", ".join(values)
    return fields.done({"headers": fields("headers", made), "domainName": fields("domainName", None)})


def api_id(scene: Scene) -> str:
    """An id as AppSync's APIs have it: 26 letters and digits."""
    return "".join(_LETTERS[number % 32] for number in scene.ids.bytes(26))


def _user_pool(scene: Scene, fields: Fields) -> dict[str, Any]:
    pool = f"{scene.region}_{scene.ids.hexadecimal(9)}"
    issuer = fields("issuer", f"https://cognito-idp.{scene.region}.{scene.dns_suffix}/{pool}")
    sub = fields("sub", scene.ids.uuid())
    username = fields("username", "jane")
    groups = fields("groups", None)
    claims = {
        **_claims(scene, sub, issuer),
        "cognito:username": username,
        "event_id": scene.ids.uuid(),
        "token_use": "id",
        "auth_time": int(scene.epoch),
    }
    if groups is not None:
        claims["cognito:groups"] = groups
    return {
        "claims": fields("claims", claims),
        "defaultAuthStrategy": fields("defaultAuthStrategy", "ALLOW"),
        "groups": groups,
        "issuer": issuer,
        "sourceIp": fields("sourceIp", [SOURCE_IP]),
        "sub": sub,
        "username": username,
    }


def _iam(scene: Scene, fields: Fields) -> dict[str, Any]:
    account = fields("accountId", scene.account)
    return {
        "accountId": account,
        "cognitoIdentityAuthProvider": fields("cognitoIdentityAuthProvider", None),
        "cognitoIdentityAuthType": fields("cognitoIdentityAuthType", None),
        "cognitoIdentityId": fields("cognitoIdentityId", None),
        "cognitoIdentityPoolId": fields("cognitoIdentityPoolId", None),
        "sourceIp": fields("sourceIp", [SOURCE_IP]),
        "userArn": fields("userArn", f"arn:{scene.partition}:sts::{account}:assumed-role/orders/jane"),
        "username": fields("username", f"AROA{scene.ids.hexadecimal(17).upper()}:jane"),
    }


def _claims(scene: Scene, sub: Any, issuer: Any) -> dict[str, Any]:
    second = int(scene.epoch)
    return {"sub": sub, "iss": issuer, "aud": scene.ids.hexadecimal(26), "iat": second, "exp": second + 3600}
