"""Events of state machines: each has a role of its own that may start them."""

from __future__ import annotations

import json
from typing import Any

from pytest_lambda.templates.sam.apis.body import INTEGRATION, Body
from pytest_lambda.templates.sam.apis.gathering import REST, api_id
from pytest_lambda.templates.sam.apis.rest_methods import take_auth
from pytest_lambda.templates.sam.drafts import Draft
from pytest_lambda.templates.sam.events.dead_letters import dead_letters
from pytest_lambda.templates.sam.events.event import Event
from pytest_lambda.templates.sam.events.rules import RULE, SCHEDULE, rule_properties, schedule_properties, target
from pytest_lambda.templates.sam.intrinsics import NO_VALUE, get_att, sub
from pytest_lambda.templates.sam.role import role
from pytest_lambda.templates.sam.schema import MAP, PLAIN_FLAG, TEXT, Kind, Schema, kinds

_SUFFIX = "StepFunctionsTarget"
_PLAIN_MAP, _PLAIN_TEXT = Kind((dict,), intrinsic=False), Kind((str, dict), intrinsic=False)
_SCHEDULE = Schema(
    "Schedule",
    {
        **{name: kind for name, kind in SCHEDULE.properties.items() if name != "RuleName"},
        "Target": _PLAIN_MAP,
        "RoleArn": _PLAIN_TEXT,
    },
    ("Schedule",),
)
_RULE = {name: kind for name, kind in RULE.items() if name != "Enabled"}
_API = Schema(
    "Api",
    {**kinds(TEXT, "Path Method RestApiId Stage"), "Auth": MAP, "UnescapeMappingTemplate": PLAIN_FLAG},
    ("Path", "Method"),
)
_ACTION = "arn:${AWS::Partition}:apigateway:${AWS::Region}:states:action/StartExecution"
_JSON = "application/json"
_INPUT = "$util.escapeJavaScript($input.json('$'))"


def schedule(event: Event) -> list[Draft]:
    """`Schedule`."""
    event.check(_SCHEDULE)
    rule = event.draft("AWS::Events::Rule", schedule_properties(event))
    given = event.get("RoleArn")
    own = [] if given.value is not None else [_role(event, "events.amazonaws.com")]
    arn: Any = given if given.value is not None else get_att(own[0].logical_id, "Arn")
    return [rule, *own, *_aim(event, rule, arn, ("Input",))]


def event_rule(event: Event) -> list[Draft]:
    """`EventBridgeRule` and `CloudWatchEvent`."""
    event.check(Schema(event.kind, _RULE))
    rule = event.draft("AWS::Events::Rule", rule_properties(event))
    own = _role(event, "events.amazonaws.com")
    names = ("Input", "InputPath", "InputTransformer")
    return [rule, own, *_aim(event, rule, get_att(own.logical_id, "Arn"), names)]


def rest_api(event: Event) -> list[Draft]:
    """`Api`: a method that starts the state machine."""
    event.check(_API)
    named = event.get("RestApiId")
    api = event.work.apis[REST.implicit if named.value is None else api_id(named.value)]
    own = _role(event, "apigateway.amazonaws.com")
    if api.managed and api.body is not None:
        _integrate(event, api.body, get_att(own.logical_id, "Arn"))
        if event.get("Auth").value:
            stage = api.properties.get("StageName").value
            take_auth(event, api, api.body, stage if isinstance(stage, str) else "Stage")
    return [own]


def _aim(event: Event, rule: Draft, role_arn: Any, names: tuple[str, ...]) -> list[Draft]:
    queue, drafts = dead_letters(event, get_att(rule.logical_id, "Arn"))
    aimed = target(event, queue, names, _SUFFIX)
    rule.properties["Targets"] = [{**aimed, "RoleArn": role_arn}]
    return drafts


def _role(event: Event, service: str) -> Draft:
    boundary = event.target.boundary
    name = f"{event.logical_id}Role"
    return role(name, service, event.place, event.target.attributes, PermissionsBoundary=boundary)


def _integrate(event: Event, body: Body, credentials: Any) -> None:
    path, method = event.get("Path").value, event.get("Method").value.lower()
    if body.has_integration(path, method):
        raise event.refusal(event.place, f'API method "{method}" defined multiple times for path "{path}".')
    uri: Any = sub(_ACTION)
    if event.target.condition is not None:
        uri = {"Fn::If": [event.target.condition, uri, dict(NO_VALUE)]}
    integration = {
        "type": "aws",
        "httpMethod": "POST",
        "uri": uri,
        "responses": {code: {"statusCode": code} for code in ("200", "400")},
        "credentials": credentials,
        "requestTemplates": {_JSON: sub(_template(event))},
    }
    responses = {"200": {"description": "OK"}, "400": {"description": "Bad Request"}}
    body.add(path, method, event.place)
    body.integrate(path, method, {INTEGRATION: integration, "responses": responses}, event.target.condition)


def _template(event: Event) -> str:
    machine = f"${{{event.target.logical_id}}}"
    if event.get("UnescapeMappingTemplate").value:
        unescaped = f"""{_INPUT}.replaceAll("\\\\'","'")"""
        return f'{{"input": "{unescaped}", "stateMachineArn": "{machine}"}}'
    return json.dumps({"input": _INPUT, "stateMachineArn": machine})
