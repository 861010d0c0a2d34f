"""`alb`: rules of the listener of an Application Load Balancer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.serverless.events.trigger import Trigger
from pytest_lambda.templates.serverless.project import expected, given, known_only

_CONDITIONS = {
    "host": ("host-header", "HostHeaderConfig"),
    "ip": ("source-ip", "SourceIpConfig"),
    "method": ("http-request-method", "HttpRequestMethodConfig"),
    "path": ("path-pattern", "PathPatternConfig"),
}
_ALL = (*_CONDITIONS, "header", "query")


def alb(trigger: Trigger) -> None:
    """A rule, and the target group of the function."""
    settings = trigger.checked(
        ("authorizer", "conditions", "healthCheck", "listenerArn", "multiValueHeaders", "priority", "targetGroupName")
    )
    trigger.project.leave_out(settings.get("authorizer"), "no user signs in at the load balancer.")
    trigger.project.leave_out(settings.get("healthCheck"), "the target group makes no health checks.")
    several = settings.get("multiValueHeaders").flag()
    listener = settings.get("listenerArn")
    of = listener.value.split("/")[-2] if isinstance(listener.value, str) and "/" in listener.value else ""
    name = f"{trigger.prefix}Alb{'MultiValue' if several else ''}TargetGroup{of}"
    group = trigger.add(name, "AWS::ElasticLoadBalancingV2::TargetGroup", {
        "TargetType": "lambda",
        "Targets": [{"Id": trigger.target}],
        "Name": settings.get("targetGroupName"),
        "HealthCheckEnabled": settings.get("healthCheck").value not in (None, False),
        "TargetGroupAttributes": [{
            "Key": "lambda.multi_value_headers.enabled",
            "Value": "true" if several else "false",
        }],
    })  # fmt: skip
    rule = f"{trigger.prefix}AlbListenerRule{settings.get('priority').value}"
    trigger.add(rule, "AWS::ElasticLoadBalancingV2::ListenerRule", {
        "ListenerArn": listener,
        "Priority": settings.get("priority"),
        "Conditions": list(_conditions(settings.get("conditions"))),
        "Actions": [{"Type": "forward", "TargetGroupArn": {"Ref": group}}],
    })  # fmt: skip


def _conditions(conditions: Place) -> Iterator[dict[str, Any]]:
    known_only(conditions, _ALL, "conditions")
    for name, place in conditions.items():
        if name == "header":
            yield from (_header(each) for each in (place.each() if isinstance(place.value, list) else [place]))
        else:
            yield _condition(name, place)


def _header(place: Place) -> dict[str, Any]:
    config = {"HttpHeaderName": place.get("name"), "Values": place.get("values")}
    return {"Field": "http-header", "HttpHeaderConfig": given(config)}


def _condition(name: str, place: Place) -> dict[str, Any]:
    if name == "query":
        if not isinstance(place.value, dict):
            raise expected(place, "keys and values")
        values = [{"Key": key, "Value": value} for key, value in place.items()]
        return {"Field": "query-string", "QueryStringConfig": {"Values": values}}
    field, config_name = _CONDITIONS[name]
    return {"Field": field, config_name: {"Values": place if isinstance(place.value, list) else [place]}}
