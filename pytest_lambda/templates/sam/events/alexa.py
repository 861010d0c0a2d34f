"""`AlexaSkill`: nothing but a permission."""

from __future__ import annotations

from pytest_lambda.templates.sam.drafts import Draft
from pytest_lambda.templates.sam.events.event import Event
from pytest_lambda.templates.sam.schema import TEXT, Schema

_SCHEMA = Schema("AlexaSkill", {"SkillId": TEXT})


def skill(event: Event) -> list[Draft]:
    """The permission."""
    event.check(_SCHEMA)
    return [event.permission("alexa-appkit.amazon.com", EventSourceToken=event.get("SkillId"))]
