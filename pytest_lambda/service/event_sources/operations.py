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
        self, function_name: object, event_source_arn: object = None, **settings: Any
    ) -> EventSourceMapping:
        """Let a function be invoked with batches of what comes into a source.

        Args:
            function_name: name or ARN, either with a qualifier or without, or a function.
            event_source_arn: the simulated resource, or its ARN; of a queue also its URL, and of a queue, a stream or a
                table its bare name.
            settings: AWS's parameters in snake_case, nested as AWS has them or flat: `MappingSettings` lists them;
                `filter_criteria` is AWS's form or a list of patterns; `qualifier` is a version or an alias.

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

    def list_event_source_mappings(
        self, function_name: object = None, event_source_arn: object = None
    ) -> tuple[EventSourceMapping, ...]:
        """The mappings of a function, of a source, of both or of all, oldest first.

        Neither has to exist; without a qualifier those of the function's versions and aliases are among them.

        Args:
            function_name: name or ARN, either with a qualifier or without, or a function.
            event_source_arn: the simulated resource, or its ARN.
        """
        return self.mappings.list(function_name, event_source_arn)

    def update_event_source_mapping(self, uuid: str, **changes: Any) -> EventSourceMapping:
        """Change the settings of a mapping.

        It holds for what is read from now on; with `Mappings.transition_seconds` it takes a while (A15).

        Args:
            uuid: of the mapping.
            changes: as for `create_event_source_mapping`; what is not given stays. `function_name` names another
                function. An empty nested form, such as `scaling_config={}`, takes a setting away.

        Raises:
            ResourceNotFoundException: there is no such mapping (A12).
            ResourceInUseException: an earlier change is not in force yet.
            InvalidParameterValueException: AWS would refuse it.
            ConfigurationError: an unknown setting, or one that cannot change.

        Source: Lambda API reference, UpdateEventSourceMapping.
        """
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
