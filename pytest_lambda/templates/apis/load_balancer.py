"""`AWS::ElasticLoadBalancingV2::Listener`, whose rules forward to target groups with functions."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.gateway.alb.door import LoadBalancer
from pytest_lambda.templates.apis.backends import function_at
from pytest_lambda.templates.apis.context import Context
from pytest_lambda.templates.apis.parts import Part
from pytest_lambda.templates.resources.forms import WHOLE

_PREFIX = "AWS::ElasticLoadBalancingV2::"
_MULTI_VALUE = "lambda.multi_value_headers.enabled"
#: a condition's field -> our name, and where its values are
_CONDITIONS = {
    "host-header": ("host_header", "HostHeaderConfig"),
    "http-request-method": ("http_request_method", "HttpRequestMethodConfig"),
    "path-pattern": ("path_pattern", "PathPatternConfig"),
}


def load_balancers(context: Context, listener: Part) -> dict[str, LoadBalancer]:
    """The door of a listener, if functions are behind it.

    Raises:
        NotSimulated: an action is another one than to forward to a function, or a condition is not known here.
    """
    rules = context.parts.belonging(f"{_PREFIX}ListenerRule", "ListenerArn", listener.ref)
    groups = {str(group.ref): group for group in context.parts.of(f"{_PREFIX}TargetGroup")}
    if not any(group.get("TargetType").value == "lambda" for group in groups.values()):
        return {}
    default = _target(context, listener.get("DefaultActions"), groups)
    ordered = sorted(rules, key=_priority)
    made = [{**_conditions(rule), **_target(context, rule.get("Actions"), groups)} for rule in ordered]
    function = default.pop("function")
    return {listener.logical_id: LoadBalancer(function, rules=made, **default)}


def _priority(rule: Part) -> int:
    priority: int = WHOLE.read(rule.get("Priority"))
    return priority


def _target(context: Context, actions: Place, groups: dict[str, Part]) -> dict[str, Any]:
    """What an action forwards to: the settings of a rule."""
    listed = list(actions.each())
    arns = [_arn(each) for each in listed if each.get("Type").value == "forward"]
    if len(arns) != 1 or arns[0] is None or len(listed) > 1:
        raise actions.not_simulated("of actions only one that forwards to one target group is simulated.")
    group = groups.get(str(arns[0]))
    if group is None or group.get("TargetType").value != "lambda":
        raise actions.not_simulated("the target group is none with a function.")
    targets = list(group.get("Targets").each())
    if len(targets) != 1:
        raise group.get("Targets").error("expected one target, a function.")
    function, qualifier = function_at(context.service, targets[0].get("Id"))
    attributes = {
        str(each.get("Key").value): str(each.get("Value").value).lower()
        for each in group.get("TargetGroupAttributes").each()
    }
    name = group.get("Name").value
    return {
        "function": function,
        "qualifier": qualifier,
        "multi_value_headers": attributes.get(_MULTI_VALUE) == "true",
        **({} if name is None else {"target_group_name": name}),
    }


def _arn(action: Place) -> Any:
    groups = list(action.get("ForwardConfig").get("TargetGroups").each())
    if len(groups) > 1:
        return None
    return action.get("TargetGroupArn").value or (groups[0].get("TargetGroupArn").value if groups else None)


def _conditions(rule: Part) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for condition in rule.get("Conditions").each():
        field = str(condition.get("Field").value)
        if field not in _CONDITIONS:
            raise condition.not_simulated(f"conditions on {field} are not simulated.")
        ours, config = _CONDITIONS[field]
        values = condition.get(config).get("Values") if condition.get(config).value else condition.get("Values")
        made[ours] = [str(each.value) for each in values.each()]
    return made
