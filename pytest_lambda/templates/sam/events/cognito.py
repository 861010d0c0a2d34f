"""`Cognito`: triggers of a user pool of the template."""

from __future__ import annotations

from pytest_lambda.documents.place import Place
from pytest_lambda.documents.plain import plain
from pytest_lambda.templates.sam.drafts import Draft
from pytest_lambda.templates.sam.events.event import Event
from pytest_lambda.templates.sam.intrinsics import get_att
from pytest_lambda.templates.sam.invalid import invalid_event, of_kind
from pytest_lambda.templates.sam.schema import TEXT, TEXT_OR_LIST, Schema

_SCHEMA = Schema("Cognito", {"UserPool": TEXT, "Trigger": TEXT_OR_LIST}, ("UserPool", "Trigger"))


def trigger(event: Event) -> list[Draft]:
    """The permission; and the pool's configuration."""
    event.check(_SCHEMA)
    pool = event.work.to_change(_pool(event))
    config = pool.properties.get("LambdaConfig", {})
    if isinstance(config, Place):
        if config.value is not None:
            of_kind(config, "map", pool.logical_id, "LambdaConfig")
        config = dict(config.items())
    triggers = event.get("Trigger")
    for each in [triggers] if isinstance(triggers.value, str) else list(triggers.each()):
        if each.value in config:
            raise event.refusal(each, f'Cognito trigger "{plain(triggers)}" defined multiple times.')
        config[each.value] = each.at(event.target.arn)
    pool.properties["LambdaConfig"] = config
    source = get_att(pool.logical_id, "Arn")
    prefix = f"{event.target.logical_id}Cognito"
    return [event.permission("cognito-idp.amazonaws.com", prefix=prefix, SourceArn=source)]


def _pool(event: Event) -> str:
    pool = event.get("UserPool")
    name = pool.value.get("Ref") if isinstance(pool.value, dict) else None
    if name is not None and not isinstance(name, str):
        raise invalid_event(pool, event.target.owner, event.logical_id, "Ref in Userpool is not a string.")
    if not isinstance(name, str) or name not in event.work.template.resources:
        raise event.refusal(pool, "Cognito events must reference a Cognito UserPool in the same template.")
    return name
