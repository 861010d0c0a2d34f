"""What invokes functions, by the framework's names.

Source: Serverless Framework documentation, AWS events.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.templates.serverless.events import (
    brokers,
    elsewhere,
    http_api,
    load_balancer,
    notifications,
    rest_api,
    rules,
    streams,
    websocket,
)
from pytest_lambda.templates.serverless.events.trigger import Trigger
from pytest_lambda.templates.serverless.project import Project, expected

_KINDS: dict[str, Callable[[Trigger], Any]] = {
    "activemq": brokers.activemq,
    "alb": load_balancer.alb,
    "alexaSkill": elsewhere.alexa,
    "alexaSmartHome": elsewhere.alexa,
    "cloudFront": elsewhere.cloud_front,
    "cloudwatchEvent": rules.cloudwatch_event,
    "cloudwatchLog": elsewhere.cloudwatch_log,
    "cognitoUserPool": elsewhere.cognito_user_pool,
    "eventBridge": rules.event_bridge,
    "http": rest_api.http,
    "httpApi": http_api.http_api,
    "iot": elsewhere.iot,
    "kafka": brokers.kafka,
    "msk": brokers.msk,
    "rabbitmq": brokers.rabbitmq,
    "s3": notifications.s3,
    "schedule": rules.schedule,
    "sns": notifications.sns,
    "sqs": streams.sqs,
    "stream": streams.stream,
    "websocket": websocket.websocket,
}


def add_event(project: Project, function: str, event: Place, counts: dict[str, int]) -> None:
    """What one entry of a function's `events` makes.

    Args:
        project: it goes into.
        function: its name.
        event: the entry.
        counts: how many of its kind the function had before.

    Raises:
        ConfigurationError: there is no such kind, or it does not have such a setting.
    """
    members = list(event.items()) if isinstance(event.value, dict) else []
    if len(members) != 1:
        raise expected(event, "one kind of event, `- sqs: …` say")
    [(kind, settings)] = members
    if kind not in _KINDS:
        raise settings.error(f"there is no event {kind!r}.{nearest(kind, _KINDS)} Known: {', '.join(sorted(_KINDS))}.")
    counts[kind] = counts.get(kind, 0) + 1
    position = sum(counts.values())
    _KINDS[kind](Trigger(project, function, kind, settings, counts[kind], position))
