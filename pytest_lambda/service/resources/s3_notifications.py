"""What a bucket tells to whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pytest_lambda.errors import NotSimulated
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.events.building.s3_event_names import KINDS
from pytest_lambda.service.resources.endpoints import Checked
from pytest_lambda.service.resources.refusals import RequestRefused

CREATED, REMOVED, MARKED = "ObjectCreated:Put", "ObjectRemoved:Delete", "ObjectRemoved:DeleteMarkerCreated"

#: what happens to objects: here, or in buckets of moto that are known here
_HAPPENING = (
    CREATED,
    "ObjectCreated:Post",
    "ObjectCreated:Copy",
    "ObjectCreated:CompleteMultipartUpload",
    REMOVED,
    MARKED,
    "ObjectTagging:Put",
    "ObjectTagging:Delete",
    "ObjectAcl:Put",
    "ObjectRestore:Post",
    "ObjectRestore:Completed",
)


def _by_configured_name(names: Iterable[str]) -> dict[str, frozenset[str]]:
    """What a bucket's configuration calls them, alone and together."""
    made: dict[str, frozenset[str]] = {}
    for name in names:
        family = f"s3:{name.partition(':')[0]}:*"
        made[family] = made.get(family, frozenset()) | {name}
        made[f"s3:{name}"] = frozenset({name})
    return made


_CONFIGURED = _by_configured_name(_HAPPENING)
_KNOWN = _by_configured_name(KINDS)


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
        if name in _CONFIGURED:
            continue
        if name in _KNOWN:
            raise NotSimulated(f"{name} does not happen in a simulated bucket. What does: {', '.join(_CONFIGURED)}.")
        raise RequestRefused(
            "InvalidArgument",
            f"The event '{name}' is not supported for notifications",
            f"events is {given!r}.{nearest(name, _CONFIGURED)} Simulated: {', '.join(_CONFIGURED)}.",
        )
    if not given:
        raise RequestRefused("MalformedXML", "The XML you provided was not well-formed", "events is empty.")
    return frozenset[str]().union(*[_CONFIGURED[name] for name in given])


def known_names(names: Iterable[str]) -> frozenset[str]:
    """The names of events of a configuration that S3 takes, as they are in records; some may never happen here.

    Args:
        names: of a bucket that moto has checked.
    """
    return frozenset[str]().union(*[_KNOWN.get(name, frozenset()) for name in names])


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
