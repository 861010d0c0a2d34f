"""What invokes the functions of a template."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from pytest_lambda.errors import PytestLambdaError
from pytest_lambda.templates.identities import Identities
from pytest_lambda.templates.opened import OpenTemplate
from pytest_lambda.templates.resources.lambda_aliases import function_name
from pytest_lambda.templates.resources.row import Subject

#: attributes that are ARNs of what sends events
_ARNS = ("Arn", "StreamArn", "TopicArn")
#: service in a principal or an ARN -> what people call it
_CALLED = {"apigateway": "api", "events": "eventbridge", "execute-api": "api", "elasticloadbalancing": "alb"}

#: physical names of functions with what invokes them
_Found: TypeAlias = "Iterator[tuple[str, Trigger]]"


@dataclass(frozen=True, slots=True)
class Trigger:
    """One source of events.

    Attributes:
        source: sqs, api, s3, eventbridge, url, …
        resource: logical id or ARN of what sends; empty if it is not known.
        detail: a route, a size of batches.
    """

    source: str
    resource: str
    detail: str

    def __str__(self) -> str:
        return " ".join(each for each in (self.detail if self.source == "api" else self.source, self.resource) if each)


def triggers_of(template: OpenTemplate) -> dict[str, list[Trigger]]:
    """The triggers by the physical names of functions."""
    names = _Names(template)
    found: dict[str, list[Trigger]] = {}
    for subject in names.subjects:
        make = _MAKERS.get(subject.type)
        try:
            for function, trigger in make(subject, names) if make is not None else ():
                listed = found.setdefault(function, [])
                if trigger not in listed:
                    listed.append(trigger)
        except (PytestLambdaError, LookupError, TypeError, AttributeError):
            continue  # what is wrong with it is told elsewhere
    return {function: _with_names(listed) for function, listed in found.items()}


def _with_names(found: list[Trigger]) -> list[Trigger]:
    """Without those of which only the kind is known, where another one says more: a route, or a bucket."""
    return [each for each in found if not _vague(each) or not any(_says_more(other, each) for other in found)]


def _vague(trigger: Trigger) -> bool:
    return not trigger.resource or (trigger.source == "api" and trigger.detail in ("", "ANY /*", "* /*"))


def _says_more(trigger: Trigger, than: Trigger) -> bool:
    return trigger is not than and trigger.source == than.source and not _vague(trigger)


class _Names:
    """The logical ids behind names and ARNs."""

    def __init__(self, template: OpenTemplate) -> None:
        identities = template.identities
        present = [name for name in template.template.resources if template.evaluator.present(name)]
        self.subjects = [identities.subject(name) for name in present]
        self._known: dict[Any, str] = {}
        for name in present:
            for value in _values(identities, name):
                self._known.setdefault(value, name)

    def of(self, value: object) -> str:
        """The logical id; else the value itself."""
        return self._known.get(value, str(value))


def _values(identities: Identities, name: str) -> Iterator[str]:
    """What others may write to name a resource."""
    for attribute in (None, *_ARNS):
        try:
            value = identities.ref(name) if attribute is None else identities.attribute(name, attribute)
        except (PytestLambdaError, LookupError):
            continue
        if isinstance(value, str):
            yield value


def _of_mapping(subject: Subject, names: _Names) -> _Found:
    given = subject.properties
    arn = given.get("EventSourceArn")
    source = "kafka" if arn is None else str(arn).split(":")[2]
    detail = ", ".join([*given.get("Topics", ()), *given.get("Queues", ())])
    if "BatchSize" in given:
        detail = f"{detail} batches of {given['BatchSize']}".strip()
    yield function_name(subject), Trigger(source, "" if arn is None else names.of(arn), detail)


def _of_permission(subject: Subject, names: _Names) -> _Found:
    given = subject.properties
    if given.get("Action") != "lambda:InvokeFunction" or given.get("InvokedViaFunctionUrl"):
        return
    principal, _, rest = str(given.get("Principal", "")).partition(".")
    if rest != "amazonaws.com":
        return
    source = _CALLED.get(principal, principal)
    arn = given.get("SourceArn")
    if source == "api" and arn is not None:
        api, _, path = str(arn).split(":", 5)[5].partition("/")
        _, _, route = path.partition("/")
        method, _, way = route.partition("/")
        yield function_name(subject), Trigger("api", names.of(api), f"{_any(method)} /{way}" if route else "")
        return
    yield function_name(subject), Trigger(source, "" if arn is None else names.of(arn), "")


def _any(method: str) -> str:
    return "ANY" if method in ("*", "") else method


def _of_url(subject: Subject, names: _Names) -> _Found:
    yield function_name(subject, "TargetFunctionArn"), Trigger("url", "", "")


def _of_schedule(subject: Subject, names: _Names) -> _Found:
    arn = subject.properties.get("Target", {}).get("Arn")
    yield from _to(arn, Trigger("scheduler", subject.logical_id, ""))


def _of_rule(subject: Subject, names: _Names) -> _Found:
    for target in subject.properties.get("Targets", ()):
        yield from _to(target.get("Arn"), Trigger("eventbridge", subject.logical_id, ""))


def _of_bucket(subject: Subject, names: _Names) -> _Found:
    for each in subject.properties.get("NotificationConfiguration", {}).get("LambdaConfigurations", ()):
        yield from _to(each.get("Function"), Trigger("s3", subject.logical_id, ""))


def _of_subscription(subject: Subject, names: _Names) -> _Found:
    given = subject.properties
    yield from _to(given.get("Endpoint"), Trigger("sns", names.of(given.get("TopicArn")), ""))


def _of_route(subject: Subject, names: _Names) -> _Found:
    """A route names an integration, which names the function."""
    given = subject.properties
    integration = names.of(str(given.get("Target")).removeprefix("integrations/"))
    for each in names.subjects:
        if each.logical_id == integration:
            uri = str(each.properties.get("IntegrationUri"))
            arn = uri.partition("/functions/")[2].removesuffix("/invocations") or uri
            yield from _to(arn, Trigger("api", names.of(given.get("ApiId")), str(given.get("RouteKey"))))


def _to(arn: object, trigger: Trigger) -> _Found:
    """The trigger of the function with an ARN; nothing if it is something else's."""
    parts = str(arn).split(":")
    if parts[2:3] == ["lambda"] and len(parts) > 6:
        yield parts[6], trigger


_MAKERS: dict[str, Callable[[Subject, _Names], _Found]] = {
    "AWS::ApiGatewayV2::Route": _of_route,
    "AWS::Events::Rule": _of_rule,
    "AWS::Lambda::EventSourceMapping": _of_mapping,
    "AWS::Lambda::Permission": _of_permission,
    "AWS::Lambda::Url": _of_url,
    "AWS::S3::Bucket": _of_bucket,
    "AWS::SNS::Subscription": _of_subscription,
    "AWS::Scheduler::Schedule": _of_schedule,
}
