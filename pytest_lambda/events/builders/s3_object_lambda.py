"""Events of S3 Object Lambda access points."""

from __future__ import annotations

import re
from typing import Any, cast
from urllib.parse import quote

from pytest_lambda.errors import EventError
from pytest_lambda.events.builders.s3_objects import checked_key
from pytest_lambda.events.building.contents import base64_text
from pytest_lambda.events.building.http_parts import checked_headers, query_text
from pytest_lambda.events.building.http_request import HeadersGiven, Query
from pytest_lambda.events.building.notations import iso_seconds
from pytest_lambda.events.building.overrides import ABSENT, Fields, fields_of, nearest
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.s3_object_lambda import S3ObjectLambdaEvent
from pytest_lambda.world import World

_CONTEXTS = {
    "GetObject": "getObjectContext",
    "HeadObject": "headObjectContext",
    "ListObjects": "listObjectsContext",
    "ListObjectsV2": "listObjectsV2Context",
}
_KEY = "reports/2026/summary.txt"
_IDENTITIES = ("AssumedRole", "IAMUser")
#: of no body
_NOTHING = "e3b0c44298fc1c149afbf4c8995fb92427ae41e4649b934ca495991b7852b855"
_NAME = re.compile("[a-z0-9][a-z0-9-]{1,48}[a-z0-9]")


def s3_object_lambda(
    key: str | None = None,
    *,
    operation: str = "GetObject",
    query: Query = None,
    headers: HeadersGiven = None,
    payload: str = "",
    access_point: str = "orders-olap",
    supporting_access_point: str = "orders-ap",
    identity_type: str = "AssumedRole",
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> S3ObjectLambdaEvent:
    """A request to an S3 Object Lambda access point.

    Args:
        key: of the object, as it is in the bucket; lists have none.
        operation: `GetObject`, `HeadObject`, `ListObjects` or `ListObjectsV2`.
        query: of the client's request, `{"prefix": "reports/"}` say.
        headers: of the client's request, `{"Range": "bytes=0-9"}` say.
        payload: the text that the access point's configuration has for the function.
        access_point: the Object Lambda access point.
        supporting_access_point: the access point behind it.
        identity_type: who asks: `AssumedRole` or `IAMUser`.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: there is no such operation, or a parameter cannot be sent.
    """
    _checked(operation, key, identity_type, access_point, supporting_access_point)
    listing = operation.startswith("List")
    key = "" if listing else checked_key(_KEY if key is None else key)
    scene = Scene(world, time, "s3_object_lambda", operation, key, query)
    given = fields_of("s3_object_lambda", fields, parameters_of(s3_object_lambda))
    raw = query_text(query) if query else ""
    if operation == "ListObjectsV2":
        raw = f"list-type=2&{raw}" if raw else "list-type=2"
    path = f"/{quote(key)}"
    configuration = given.at("configuration")
    own = configuration("accessPointArn", scene.arn("s3-object-lambda", f"accesspoint/{access_point}"))
    other = configuration("supportingAccessPointArn", scene.arn("s3", f"accesspoint/{supporting_access_point}"))
    name = _CONTEXTS[operation]
    return cast(
        S3ObjectLambdaEvent,
        given.done(
            {
                "xAmzRequestId": given("xAmzRequestId", scene.ids.uuid()),
                name: _context(scene, given.at(name), f"{_host(other, scene, 's3-accesspoint')}{path}", raw, operation),
                "configuration": configuration.done(
                    {
                        "accessPointArn": own,
                        "supportingAccessPointArn": other,
                        "payload": configuration("payload", payload),
                    }
                ),
                "userRequest": _user_request(
                    given.at("userRequest"), _host(own, scene, "s3-object-lambda"), path, raw, headers
                ),
                "userIdentity": _identity(scene, given.at("userIdentity"), identity_type),
                "protocolVersion": given("protocolVersion", "1.00" if operation == "GetObject" else "1.01"),
            }
        ),
    )


def _context(scene: Scene, fields: Fields, place: str, query: str, operation: str) -> Any:
    day = iso_seconds(int(scene.epoch)).replace("-", "").replace(":", "")
    scope = f"ASIA{scene.ids.hexadecimal(16).upper()}/{day[:8]}/{scene.region}/s3/aws4_request"
    signed = (
        f"X-Amz-Security-Token={scene.ids.hexadecimal(64)}&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date={day}"
        f"&X-Amz-SignedHeaders=host&X-Amz-Expires=61&X-Amz-Credential={quote(scope, safe='')}"
        f"&X-Amz-Signature={scene.ids.hexadecimal(64)}"
    )
    made = {"inputS3Url": fields("inputS3Url", f"https://{place}?{query}{'&' if query else ''}{signed}")}
    if operation == "GetObject":
        made["outputRoute"] = fields("outputRoute", "io-use1-001")
        made["outputToken"] = fields("outputToken", base64_text(scene.ids.bytes(48)))
    return fields.done(made)


def _user_request(fields: Fields, host: str, path: str, query: str, headers: HeadersGiven) -> Any:
    url = fields("url", f"https://{host}{path}{'?' if query else ''}{query}")
    sent = checked_headers(headers) if headers else {}
    address = str(url).partition("://")[2].partition("/")[0] or host
    sent.setdefault("host", ("Host", [address]))
    sent.setdefault("accept-encoding", ("Accept-Encoding", ["identity"]))
    sent.setdefault("x-amz-content-sha256", ("X-Amz-Content-SHA256", [_NOTHING]))
    made = {name: ",".join(values) for name, values in sent.values() if values}
    return fields.done({"url": url, "headers": fields("headers", made)})


def _identity(scene: Scene, fields: Fields, kind: str) -> Any:
    kind = fields("type", kind)
    account = fields("accountId", scene.account)
    name = f"A{'ROA' if kind == 'AssumedRole' else 'IDA'}{scene.ids.hexadecimal(17).upper()}"
    role = {
        "type": "Role",
        "principalId": name,
        "arn": f"arn:{scene.partition}:iam::{account}:role/reader",
        "accountId": account,
        "userName": "reader",
    }
    user = f"arn:{scene.partition}:iam::{account}:user/reader"
    session = {
        "attributes": {"mfaAuthenticated": "false", "creationDate": _date(scene.epoch)},
        "sessionIssuer": role,
    }
    assumed = kind == "AssumedRole"
    arn = f"arn:{scene.partition}:sts::{account}:assumed-role/reader/session" if assumed else user
    return fields.done(
        {
            "type": kind,
            "principalId": fields("principalId", f"{name}:session" if assumed else name),
            "arn": fields("arn", arn),
            "accountId": account,
            "accessKeyId": fields("accessKeyId", f"A{'SIA' if assumed else 'KIA'}{scene.ids.hexadecimal(16).upper()}"),
            "userName": fields("userName", ABSENT if assumed else "reader"),
            "invokedBy": fields("invokedBy", ABSENT),
            "sessionContext": fields("sessionContext", session if assumed else ABSENT),
        }
    )


def _host(arn: object, scene: Scene, service: str) -> str:
    """The host of an access point: its name, its account, its region."""
    parts = str(arn).split(":")
    if len(parts) < 6:
        return f"{service}.{scene.region}.{scene.dns_suffix}"
    name = parts[5].rpartition("/")[2]
    return f"{name}-{parts[4]}.{service}.{parts[3]}.{scene.dns_suffix}"


def _date(epoch: float) -> str:
    """`Wed Mar 10 23:41:52 UTC 2021`."""
    from time import asctime, gmtime

    text = asctime(gmtime(int(epoch)))
    return f"{text[:-4]}UTC {text[-4:]}"


def _checked(operation: object, key: object, identity_type: object, *names: object) -> None:
    if operation not in _CONTEXTS:
        raise EventError(
            f"operation is {operation!r}: expected {', '.join(_CONTEXTS)}.{nearest(operation, _CONTEXTS)}"
        )
    if key is not None and str(operation).startswith("List"):
        raise EventError(f"key is {key!r}, but {operation} asks for no object: expected query={{'prefix': …}}.")
    if identity_type not in _IDENTITIES:
        raise EventError(f"identity_type is {identity_type!r}: expected 'AssumedRole' or 'IAMUser'.")
    for name in names:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise EventError(f"{name!r} is no name of an access point: expected 3 to 50 letters, digits and hyphens.")
