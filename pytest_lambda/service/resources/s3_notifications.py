"""What a bucket tells to whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pytest_lambda.errors import NotSimulated
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.events.building.s3_event_names import KINDS
from pytest_lambda.service.resources.endpoints import Checked
from pytest_lambda.service.resources.refusals import RequestRefused

CREATED, REMOVED = "ObjectCreated:Put", "ObjectRemoved:Delete"

#: name in a bucket's configuration -> what happens here under that name
_HAPPENING = {
    "s3:ObjectCreated:*": CREATED,
    f"s3:{CREATED}": CREATED,
    "s3:ObjectRemoved:*": REMOVED,
    f"s3:{REMOVED}": REMOVED,
}


@dataclass(frozen=True, slots=True)
class Notification:
    """One configuration of a bucket's notifications.

    Attributes:
        identity: its id.
        endpoint: a queue, a topic, or the ARN of a function.
        events: names of events, as they are in records.
        prefix: what keys begin with.
        suffix: what keys end with.
    """

    identity: str
    endpoint: Checked
    events: frozenset[str]
    prefix: str = ""
    suffix: str = ""

    def wants(self, event_name: str, key: str) -> bool:
        """Whether the endpoint is told."""
        return event_name in self.events and key.startswith(self.prefix) and key.endswith(self.suffix)

    def overlaps(self, other: Notification) -> bool:
        """Whether one event could be for both."""
        return (
            not self.events.isdisjoint(other.events)
            and (self.prefix.startswith(other.prefix) or other.prefix.startswith(self.prefix))
            and (self.suffix.endswith(other.suffix) or other.suffix.endswith(self.suffix))
        )


def checked_names(names: Iterable[str]) -> frozenset[str]:
    """The names of events, as they are in records.

    Raises:
        RequestRefused: S3 has no such event.
        NotSimulated: it does not happen in simulated buckets.
    """
    given = [names] if isinstance(names, str) else list(names)
    for name in given:
        if name in _HAPPENING:
            continue
        known = {f"s3:{each}" for each in KINDS} | {f"s3:{each.partition(':')[0]}:*" for each in KINDS}
        if name in known:
            raise NotSimulated(f"{name} does not happen in a simulated bucket. What does: {', '.join(_HAPPENING)}.")
        raise RequestRefused(
            "InvalidArgument",
            f"The event '{name}' is not supported for notifications",
            f"events is {given!r}.{nearest(name, _HAPPENING)} Simulated: {', '.join(_HAPPENING)}.",
        )
    if not given:
        raise RequestRefused("MalformedXML", "The XML you provided was not well-formed", "events is empty.")
    return frozenset(_HAPPENING[name] for name in given)


def check_overlap(new: Notification, others: Iterable[Notification]) -> None:
    """Whether a bucket takes one more configuration.

    Raises:
        RequestRefused: an event could be for two of them, which S3 does not take.
    """
    for other in others:
        if new.overlaps(other):
            raise RequestRefused(
                "InvalidArgument",
                "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes "
                "are overlapping for the same event type.",
                "A bucket tells one event to one target: give another prefix or suffix, or a topic in between.",
            )
