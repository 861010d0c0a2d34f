"""The operations of the Lambda API on event source mappings, with AWS's names in snake_case."""

from __future__ import annotations

from typing import Any

from pytest_lambda.service.event_sources.mapping import EventSourceMapping
from pytest_lambda.service.event_sources.mappings import Mappings
from pytest_lambda.service.event_sources.source import SourceKind
from pytest_lambda.service.timeline import Timeline


class MappingOperations:
    """What a service has of event source mappings.

    Attributes:
        mappings: finds them.
        timeline_entries: what happened.
    """

    mappings: Mappings
    timeline_entries: Timeline

    @property
    def event_source_mappings(self) -> tuple[EventSourceMapping, ...]:
        """All mappings, oldest first."""
        return self.mappings.all

    def create_event_source_mapping(
        self, function_name: object, event_source_arn: object, **settings: Any
    ) -> EventSourceMapping:
        """Let a function be invoked with batches of what comes into a source.

        Args:
            function_name: name or ARN, either with a qualifier or without, or a function.
            event_source_arn: the simulated resource, or its ARN.
            settings: AWS's parameters in snake_case; see `MappingSettings`, and `qualifier`.

        Raises:
            InvalidParameterValueException: AWS would refuse it.
            ResourceConflictException: there is one for that source and function (A10).
            ConfigurationError: an unknown setting.

        Source: Lambda API reference, CreateEventSourceMapping.
        """
        __tracebackhide__ = True
        return self.mappings.create(function_name, event_source_arn, settings)

    def get_event_source_mapping(self, uuid: str) -> EventSourceMapping:
        """A mapping by its UUID; see `Mappings.get`."""
        return self.mappings.get(uuid)

    def update_event_source_mapping(self, uuid: str, **changes: Any) -> EventSourceMapping:
        """Change the settings of a mapping; see `create_event_source_mapping`."""
        __tracebackhide__ = True
        return self.mappings.update(uuid, changes)

    def delete_event_source_mapping(self, uuid: str) -> EventSourceMapping:
        """End a mapping; what it is processing is brought to its end."""
        return self.mappings.delete(uuid)

    def register_event_source(self, kind: SourceKind) -> None:
        """Take resources of another kind as event sources, before those known so far.

        Args:
            kind: with the attributes of `SourceKind`.

        Raises:
            ConfigurationError: it lacks one.
        """
        self.mappings.kinds.add(kind)

    def timeline(self, most: int | None = None) -> str:
        """What happened when in the event sources, a line each; see `Timeline.text`."""
        return self.timeline_entries.text(most)
