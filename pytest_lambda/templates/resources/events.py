"""AWS::Events: buses and rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.resources.forms import ANYTHING, JSON, TAGS, TEXT, WHOLE, ListOf, MapOf, has, of
from pytest_lambda.templates.resources.names import Naming
from pytest_lambda.templates.resources.row import ResourceType, Subject, arn_of, name_of

if TYPE_CHECKING:
    from pytest_lambda.templates.deployment import Deployment

_BUS = of(
    "AWS::Events::EventBus",
    {
        "DeadLetterConfig": ANYTHING,
        "Description": TEXT,
        "EventSourceName": TEXT,
        "KmsKeyIdentifier": TEXT,
        "LogConfig": ANYTHING,
        "Name": TEXT,
        "Policy": JSON,
        "Tags": TAGS,
    },
    "Name",
)

_OTHER_TARGETS = (
    "AppSyncParameters",
    "BatchParameters",
    "EcsParameters",
    "HttpParameters",
    "KinesisParameters",
    "RedshiftDataParameters",
    "RunCommandParameters",
    "SageMakerPipelineParameters",
    "SqsParameters",
)
_TARGET = has(
    "Arn",
    "Id",
    Arn=TEXT,
    DeadLetterConfig=has(Arn=TEXT),
    Id=TEXT,
    Input=TEXT,
    InputPath=TEXT,
    InputTransformer=has("InputTemplate", InputPathsMap=MapOf(TEXT), InputTemplate=TEXT),
    RetryPolicy=has(MaximumEventAgeInSeconds=WHOLE, MaximumRetryAttempts=WHOLE),
    RoleArn=TEXT,
    **dict.fromkeys(_OTHER_TARGETS, ANYTHING),
)
_RULE = of(
    "AWS::Events::Rule",
    {
        "Description": TEXT,
        "EventBusName": TEXT,
        "EventPattern": JSON,
        "Name": TEXT,
        "RoleArn": TEXT,
        "ScheduleExpression": TEXT,
        "State": TEXT,
        "Tags": TAGS,
        "Targets": ListOf(_TARGET),
    },
)
_DEFAULT = "default"
_STATES = ("ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS")
#: property of a target -> what becomes of it
TARGET_LEFT_OUT = {
    "DeadLetterConfig": "what cannot be delivered stays in `undelivered`: nothing is sent to a dead-letter queue",
    "RetryPolicy": "what cannot be delivered is not tried again",
}


def _make_bus(deployment: Deployment, subject: Subject) -> Any:
    return deployment.service.event_bus(subject.name)


def _make_rule(deployment: Deployment, subject: Subject) -> Any:
    given = subject.properties
    if "EventPattern" not in given and "ScheduleExpression" not in given:
        raise subject.place.error("Parameter(s) EventPattern or ScheduleExpression must be specified.")
    state = given.get("State", "ENABLED")
    if state not in _STATES:
        raise subject.place.get("State").error(f"State is {state!r}: expected one of {', '.join(_STATES)}.")
    made: list[Any] = []
    if "ScheduleExpression" in given:
        made.extend(_schedules(deployment, subject, state != "DISABLED"))
    if "EventPattern" in given and state != "DISABLED":
        made.append(_rule(deployment, subject))
    return made[0] if len(made) == 1 else tuple(made) or None


def _rule(deployment: Deployment, subject: Subject) -> Any:
    given = subject.properties
    rule = _bus(deployment, subject).rule(given["EventPattern"], name=subject.name)
    for _, each, endpoint in _targets(deployment, subject):
        rule.add_target(
            endpoint,
            input=each.get("Input"),
            input_path=each.get("InputPath"),
            input_transformer=each.get("InputTransformer"),
        )
    return rule


def _schedules(deployment: Deployment, subject: Subject, enabled: bool) -> list[Any]:
    if _bus_name(subject) not in (None, _DEFAULT):
        raise subject.place.get("EventBusName").error("ScheduleExpression is supported only on the default event bus.")
    made: list[Any] = []
    for place, each, endpoint in _targets(deployment, subject):
        if "InputTransformer" in each or "InputPath" in each:
            deployment.leave_out(subject, place, "a schedule's target gets Input only: it gets nothing.")
            continue
        name = subject.name if not made else f"{subject.name[:60]}-{len(made) + 1}"
        made.append(
            deployment.service.schedule(
                subject.properties["ScheduleExpression"],
                endpoint,
                name=name,
                by="rule",
                input=each.get("Input"),
                enabled=enabled,
            )
        )
    return made


def _targets(deployment: Deployment, subject: Subject) -> list[tuple[Place, dict[str, Any], Any]]:
    found: list[tuple[Place, dict[str, Any], Any]] = []
    for number, each in enumerate(subject.properties.get("Targets", ())):
        place = subject.place.at(each, "Targets", number)
        endpoint = deployment.event_target(subject, place.get("Arn"), each["Arn"])
        if endpoint is not None:
            deployment.leave_out_of(subject, place, each, TARGET_LEFT_OUT)
            found.append((place, each, endpoint))
    return found


def _bus(deployment: Deployment, subject: Subject) -> Any:
    name = _bus_name(subject)
    if name in (None, _DEFAULT):
        return deployment.service.event_bus()
    arn = subject.arn("events", f"event-bus/{name}")
    return deployment.needed(subject.place.get("EventBusName"), arn, "event_bus")


def _bus_name(subject: Subject) -> str | None:
    """The bus of a rule, which it names by itself or by its ARN; None if it names none."""
    bus = subject.value("EventBusName")
    return None if bus is None else str(bus.value).rpartition("/")[2]


def _rule_arn(subject: Subject) -> str:
    bus = _bus_name(subject)
    return subject.arn("events", f"rule/{subject.name}" if bus in (None, _DEFAULT) else f"rule/{bus}/{subject.name}")


def _rule_ref(subject: Subject) -> str:
    bus = _bus_name(subject)
    return subject.name if bus is None else f"{bus}|{subject.name}"


_archive_arn = arn_of("events", "archive/{name}")


def _connection_arn(kind: str) -> Any:
    def known(subject: Subject) -> str:
        return subject.arn("events", f"{kind}/{subject.name}/{subject.uuid(kind)}")

    return known


ROWS = (
    ResourceType(
        "AWS::Events::EventBus",
        "Name",
        attributes={"Arn": arn_of("events", "event-bus/{name}"), "Name": name_of, "Policy": lambda subject: ""},
        properties=_BUS,
        make=_make_bus,
    ),
    ResourceType(
        "AWS::Events::Rule",
        "Name",
        ref=_rule_ref,
        attributes={"Arn": _rule_arn},
        properties=_RULE,
        make=_make_rule,
        naming=Naming(64),
    ),
    ResourceType("AWS::Events::EventBusPolicy"),
    ResourceType(
        "AWS::Events::Archive",
        "ArchiveName",
        attributes={"Arn": _archive_arn, "ArchiveName": name_of},
        lost="events are not archived: a bus keeps all of them in `events`.",
        naming=Naming(48),
    ),
    ResourceType(
        "AWS::Events::Connection",
        "Name",
        attributes={"Arn": _connection_arn("connection")},
        lost="rules send to functions, queues and topics only.",
        naming=Naming(64),
    ),
    ResourceType(
        "AWS::Events::ApiDestination",
        "Name",
        attributes={"Arn": _connection_arn("api-destination")},
        lost="rules send to functions, queues and topics only.",
        naming=Naming(64),
    ),
)
