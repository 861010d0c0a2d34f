"""Events of Application Load Balancers (facts 2.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from pytest_lambda.events.builders.front_end import seed_of
from pytest_lambda.events.builders.target_group import TargetGroup, context_of, event_of, health_check_of, ids_of
from pytest_lambda.events.building.http_parts import checked_headers
from pytest_lambda.events.building.http_request import Cookies, HeadersGiven, Query, request_of, source_ip_of
from pytest_lambda.events.building.overrides import NOTHING, fields_of
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.alb import AlbEvent
from pytest_lambda.world import World


def alb(
    *,
    method: str | None = None,
    path: str | None = None,
    query: Query = None,
    headers: HeadersGiven = None,
    cookies: Cookies = None,
    body: Any = None,
    multi_value_headers: bool = False,
    target_group_name: str = "lambda-targets",
    source_ip: str | None = None,
    user_agent: str | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> AlbEvent:
    """A request to an Application Load Balancer with a Lambda target group.

    Args:
        method: GET by default, POST with a body.
        path: may be percent-encoded or not, and may end with `?` and the query.
        query: a mapping of names to a value or a list of values, pairs, or the text as it is sent. Load balancers
            do not decode it.
        headers: a mapping of names to a value or a list of values, or pairs. `ABSENT` removes one.
        cookies: a mapping, or a list of `name=value`.
        body: text, bytes, or an object for JSON.
        multi_value_headers: whether the target group has this attribute: then there are lists of all values of
            headers and of the query, in place of the last ones.
        target_group_name: of the target group.
        source_ip: where the request comes from.
        user_agent: the header `user-agent`.
        time: when the request comes; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: the request cannot be sent.
    """
    scene = Scene(world, time, "alb", method, path, query, headers, cookies, body)
    given = fields_of("alb", fields, parameters_of(alb)) if fields else NOTHING
    request = request_of(
        method=method, path=path, query=query, headers=headers, cookies=cookies, body=body, user_agent=user_agent
    )
    said = given("multiValueHeaders", None) if multi_value_headers else None
    if isinstance(said, Mapping):
        request.headers.update(checked_headers(said))
    digits, number = ids_of(seed_of(world))
    context, region = context_of(scene, given, target_group_name, digits)
    group = TargetGroup(context, f"my-alb-{number}.{region}.elb.{scene.dns_suffix}", multi_value_headers)
    return cast(AlbEvent, event_of(scene, given, request, group, source_ip_of(request, source_ip)))


def alb_health_check(
    *,
    path: str = "/",
    multi_value_headers: bool = False,
    target_group_name: str = "lambda-targets",
    world: World | None = None,
    **fields: Any,
) -> AlbEvent:
    """A health check of a Lambda target group: no client, no host, no trace.

    Args:
        path: what the target group is set to ask for.
        multi_value_headers: whether the target group has this attribute.
        target_group_name: of the target group.
        world: account, region and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: a field is not known.
    """
    scene = Scene(world, 0, "alb_health_check", path)
    given = fields_of("alb_health_check", fields, parameters_of(alb_health_check))
    context, _ = context_of(scene, given, target_group_name, ids_of(seed_of(world))[0])
    group = TargetGroup(context, "", multi_value_headers)
    return cast(AlbEvent, health_check_of(given, request_of(path=path), group))
