"""Events of Lambda function URLs (facts 2.2)."""

from __future__ import annotations

from typing import Any, cast

from pytest_lambda.errors import EventError
from pytest_lambda.events.builders.front_end import names_of, seed_of
from pytest_lambda.events.builders.payload_v2 import FrontEnd, event_v2
from pytest_lambda.events.building.http_request import Cookies, HeadersGiven, Query, request_of, source_ip_of
from pytest_lambda.events.building.overrides import ABSENT, NOTHING, Fields, fields_of
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.function_url import FunctionUrlEvent
from pytest_lambda.world import World

_ADDED = {
    "x-amzn-tls-cipher-suite": "TLS_AES_128_GCM_SHA256",
    "x-amzn-tls-version": "TLSv1.3",
    "x-forwarded-port": "443",
    "x-forwarded-proto": "https",
}


def function_url(
    *,
    method: str | None = None,
    path: str | None = None,
    query: Query = None,
    headers: HeadersGiven = None,
    cookies: Cookies = None,
    body: Any = None,
    auth_type: str = "NONE",
    source_ip: str | None = None,
    user_agent: str | None = None,
    url_id: str | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> FunctionUrlEvent:
    """A request to a function URL.

    Args:
        method: GET by default, POST with a body.
        path: may be percent-encoded or not, and may end with `?` and the query.
        query: a mapping of names to a value or a list of values, pairs, or the text as it is sent.
        headers: a mapping of names to a value or a list of values, or pairs. `ABSENT` removes one.
        cookies: a mapping, or a list of `name=value`.
        body: text, bytes, or an object for JSON.
        auth_type: `NONE`, or `AWS_IAM` for a request that is signed.
        source_ip: where the request comes from.
        user_agent: the header `user-agent`.
        url_id: first label of the URL's host.
        time: when the request comes; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: the request cannot be sent, or parameters contradict each other.
    """
    if auth_type not in ("NONE", "AWS_IAM"):
        raise EventError(f"auth_type is {auth_type!r}: expected 'NONE' or 'AWS_IAM'.")
    scene = Scene(world, time, "function_url", method, path, query, headers, cookies, body, auth_type)
    given = fields_of("function_url", fields, parameters_of(function_url)) if fields else NOTHING
    request = request_of(
        method=method, path=path, query=query, headers=headers, cookies=cookies, body=body, user_agent=user_agent
    )
    context = given.at("requestContext")
    host = context("domainName", request.header("host"))
    own = str(host).partition(".")[0] if host else names_of("function_url", seed_of(world), 32)[0]
    api_id = context("apiId", url_id or own)
    signer = signer_of(scene, context.at("authorizer")) if auth_type == "AWS_IAM" else ABSENT
    domain = host or domain_of(api_id, scene)
    front = front_of(scene, request.path, api_id, domain, signer, source_ip_of(request, source_ip))
    return cast(FunctionUrlEvent, event_v2(scene, given, request, front))


def front_of(scene: Scene, path: str, api_id: Any, domain: Any, signer: Any, source_ip: str) -> FrontEnd:
    """What a function URL knows of a request.

    Args:
        scene: of the request; gives its id.
        path: of the request.
        api_id: first label of the URL's host.
        domain: the host.
        signer: `requestContext.authorizer` of a signed request; ABSENT of others.
        source_ip: of the client.
    """
    return FrontEnd(
        account="anonymous" if signer is ABSENT else scene.account,
        api_id=api_id,
        domain=domain,
        stage="$default",
        route_key="$default",
        path=path,
        path_parameters=ABSENT,
        stage_variables=ABSENT,
        authorizer=signer,
        source_ip=source_ip,
        request_id=scene.ids.uuid(),
        more_headers=_ADDED,
        cookie_header=True,  # recorded: it is there besides `cookies` (H-cookie)
        counts_nothing=False,
    )


def domain_of(api_id: Any, scene: Scene) -> str:
    """The host of a function URL."""
    suffix = "on.aws" if scene.partition == "aws" else f"on.{scene.dns_suffix}"
    return f"{api_id}.lambda-url.{scene.region}.{suffix}"


def signer_of(scene: Scene, fields: Fields) -> dict[str, Any]:
    """An IAM user of the account."""
    iam = fields.at("iam")  # what depends on the caller's word follows
    user = iam("callerId", f"AIDA{scene.ids.hexadecimal(17).upper()}")
    account = iam("accountId", scene.account)
    made = {
        "accessKey": iam("accessKey", f"AKIA{scene.ids.hexadecimal(16).upper()}"),
        "accountId": account,
        "callerId": user,
        "cognitoIdentity": iam("cognitoIdentity", None),
        "principalOrgId": iam("principalOrgId", None),
        "userArn": iam("userArn", scene.global_arn("iam", "user/alice")),
        "userId": iam("userId", user),
    }
    return {"iam": iam.done(made)}
