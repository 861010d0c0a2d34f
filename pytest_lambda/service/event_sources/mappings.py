"""The event source mappings of a service, by the operations of the Lambda API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pytest_lambda.batches.filtering.criteria import MOST_FILTERS
from pytest_lambda.errors import (
    ConfigurationError,
    EventsUnaccountedFor,
    InvalidParameterValueException,
    ResourceConflictException,
    ResourceNotFoundException,
)
from pytest_lambda.service.event_sources.kinds import Kinds
from pytest_lambda.service.event_sources.lifecycle import DELETING
from pytest_lambda.service.event_sources.mapping import EventSourceMapping, qualified_arn, source_arn
from pytest_lambda.service.event_sources.readings import Readings
from pytest_lambda.service.event_sources.settings.checks import checked
from pytest_lambda.service.event_sources.settings.kind_rules import RULES
from pytest_lambda.service.event_sources.settings.visibility import check_visibility
from pytest_lambda.service.event_sources.source import SourceKind
from pytest_lambda.service.resources.resources import RECIPIENTS, SOURCES
from pytest_lambda.service.versions.qualifiers import parse_reference

if TYPE_CHECKING:
    from pytest_lambda.service.function import ServiceFunction
    from pytest_lambda.service.service import LambdaService


class Mappings:
    """Makes mappings and finds them again.

    Attributes:
        kinds: of sources.
        most_filters: that a mapping can have: 5, a quota that AWS raises to 10 on request (A90).
        transition_seconds: how long it takes until a change is in force; 0, at once. AWS takes seconds to a minute,
            and the old settings hold meanwhile (A15).
        readings: how what no source confirms is read; those of a mapping's answers change at once, the others for
            mappings that are made later.
    """

    __slots__ = ("_by_uuid", "_service", "kinds", "most_filters", "readings", "transition_seconds")

    def __init__(self, service: LambdaService) -> None:
        self._service = service
        self._by_uuid: dict[str, EventSourceMapping] = {}
        self.kinds = Kinds()
        self.most_filters = MOST_FILTERS
        self.transition_seconds = 0.0
        self.readings = Readings()

    @property
    def all(self) -> tuple[EventSourceMapping, ...]:
        """All mappings, oldest first."""
        return tuple(self._by_uuid.values())

    def create(self, function_name: object, source: object, settings: dict[str, Any]) -> EventSourceMapping:
        """See `LambdaService.create_event_source_mapping`."""
        named = settings.pop("qualifier", None)
        source = self._named(source, SOURCES)
        self._name_destination(settings)
        if not isinstance(source, str):
            source = getattr(source, "event_source", source)  # a table stands for its stream
        kind = self._kind(source, settings)
        if kind.name in RULES:  # before the function is looked for, as by AWS (A12)
            checked(kind.name, settings, creating=True)
        function, qualifier = self._function(function_name, named)
        resource = self._resource(source, kind, settings)
        accepted = kind.settings(settings, resource, function, None)
        check_visibility(kind.name, resource, function, qualifier)
        self._check_new(resource, kind, function, qualifier)
        uuid = self._service.world.request_id()
        mapping = EventSourceMapping(self, uuid, function, qualifier, resource, kind, accepted)
        self._by_uuid[uuid] = mapping
        mapping.begin(self._seconds(function))
        return mapping

    def get(self, uuid: str) -> EventSourceMapping:
        """The mapping with a UUID.

        Raises:
            ResourceNotFoundException: there is none (A12).
        """
        found = self._by_uuid.get(uuid)
        if found is None:
            raise ResourceNotFoundException("The resource you requested does not exist.")
        return found

    def list(self, function_name: object = None, source: object = None) -> tuple[EventSourceMapping, ...]:
        """See `LambdaService.list_event_source_mappings`."""
        arn = None if source is None else source if isinstance(source, str) else source_arn(source)
        found = (mapping for mapping in self._by_uuid.values() if arn in (None, mapping.event_source_arn))
        if function_name is None:
            return tuple(found)
        wanted = parse_reference(function_name, world=self._service.world)
        return tuple(
            mapping
            for mapping in found
            if mapping.function.name == wanted.name and wanted.qualifier in (None, mapping.qualifier)
        )

    def update(self, uuid: str, changes: dict[str, Any]) -> EventSourceMapping:
        """See `LambdaService.update_event_source_mapping`."""
        mapping = self.get(uuid)
        mapping.lifecycle.check_settled("update")
        kind, function, qualifier = mapping.kind, mapping.function, mapping.qualifier
        name = changes.pop("function_name", None)
        self._name_destination(changes)
        settings = kind.settings(changes, mapping.source, function, mapping.settings)
        if name is not None:
            function, qualifier = self._function(name, None)
            check_visibility(kind.name, mapping.source, function, qualifier)
            self._check_new(mapping.source, kind, function, qualifier, but=mapping)
        mapping.become(settings, function, qualifier, self._seconds(function))
        return mapping

    def delete(self, uuid: str) -> EventSourceMapping:
        """See `LambdaService.delete_event_source_mapping`."""
        mapping = self.get(uuid)
        mapping.lifecycle.check_settled("delete")

        def forget() -> None:
            mapping.poller.stop()
            del self._by_uuid[uuid]
            mapping.note("mapping deleted")

        mapping.lifecycle.change(DELETING, DELETING, forget, self.transition_seconds)
        return mapping

    def check(self) -> None:
        """See that every record that was read is accounted for.

        Raises:
            EventsUnaccountedFor: one is not.
        """
        found = ((mapping, mapping.poller.unsettled()) for mapping in self._by_uuid.values())
        lines = [f"  {mapping!r}: {text}" for mapping, text in found if text is not None]
        if lines:
            raise EventsUnaccountedFor("Records of event sources do not balance.\n" + "\n".join(lines))

    def _seconds(self, function: ServiceFunction) -> float:
        """Until a change is in force: nothing is read for a function that cannot be invoked yet."""
        return max(self.transition_seconds, function.states.pending_seconds)

    def _named(self, given: object, among: Sequence[str]) -> object:
        """What a URL or a bare name is of; anything else as it is."""
        found = self._service.resource_named(given, among=among) if isinstance(given, str) else None
        return given if found is None else found

    def _name_destination(self, settings: dict[str, Any]) -> None:
        if "on_failure" in settings:
            settings["on_failure"] = self._named(settings["on_failure"], RECIPIENTS)

    def _function(self, name: object, qualifier: str | None) -> tuple[ServiceFunction, str | None]:
        reference = parse_reference(name, world=self._service.world, qualifier=qualifier)
        function = self._service.find(reference.name)
        known = function is not None and (reference.qualifier is None or function.aliases.knows(reference.qualifier))
        if function is None or not known:
            raise InvalidParameterValueException("Function does not exist")  # A12
        return function, reference.qualifier

    def _kind(self, source: object, settings: dict[str, Any]) -> SourceKind:
        kind: SourceKind | None
        if source is None:
            kind = self.kinds.of_arn("kafka://") if settings.get("self_managed_event_source") else None
        elif isinstance(source, str):
            kind = self.kinds.of_arn(source)
        elif not hasattr(source, "arn"):
            raise ConfigurationError(
                f"The event source is {source!r} ({type(source).__name__}): expected a simulated resource, such as "
                "what sqs_queue() returns, or the ARN of one."
            )
        else:
            kind = self.kinds.of(source)
        if kind is None:
            raise InvalidParameterValueException("Unrecognized event source.")  # A12
        return kind

    def _resource(self, source: object, kind: SourceKind, settings: dict[str, Any]) -> Any:
        find = getattr(kind, "find", None)
        if find is not None:  # the settings name a part of the source, such as a topic of a cluster
            return find(source, settings, self._service.resource)
        if source is not None and not isinstance(source, str):
            return source
        arn = source or f"kafka://{next(iter(settings.get('topics') or ()), '')}"
        found = self._service.resource(arn)
        if found is None:
            raise kind.missing(arn)
        return found

    def _check_new(
        self,
        source: Any,
        kind: SourceKind,
        function: ServiceFunction,
        qualifier: str | None,
        but: EventSourceMapping | None = None,
    ) -> None:
        for mapping in self._by_uuid.values():
            same = mapping.source is source and mapping.function_arn == qualified_arn(function, qualifier)
            if same and mapping is not but:
                raise ResourceConflictException(
                    f"{_already_there(mapping, kind.name)} Please update or delete the existing mapping with UUID "
                    f"{mapping.uuid}"
                )


def _already_there(mapping: EventSourceMapping, kind_name: str) -> str:
    """AWS's sentence on a second mapping of a source and a function, its blanks included (A10, C6, D13)."""
    source, function = mapping.event_source_arn, mapping.function
    if kind_name == "sqs":
        return f'An event source mapping with SQS arn (" {source} ") and function (" {function.name} ") already exists.'
    if kind_name == "kafka":
        topics = ",".join(mapping.settings.topics)
        return (
            f'An event source mapping with event source ("{source}"), function ("{mapping.function_arn}"), topics '
            f'("{topics}") already exists.'
        )
    return f'The event source arn (" {source} ") and function (" {function.name} ") provided mapping already exists.'
