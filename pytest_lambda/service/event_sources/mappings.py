"""The event source mappings of a service, by the operations of the Lambda API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_lambda.errors import (
    ConfigurationError,
    EventsUnaccountedFor,
    InvalidParameterValueException,
    ResourceConflictException,
    ResourceNotFoundException,
)
from pytest_lambda.service.event_sources.kinds import Kinds
from pytest_lambda.service.event_sources.mapping import EventSourceMapping
from pytest_lambda.service.event_sources.settings.filters import DEFAULT_MOST_FILTERS
from pytest_lambda.service.versions.qualifiers import parse_reference

if TYPE_CHECKING:
    from pytest_lambda.service.function import ServiceFunction
    from pytest_lambda.service.service import LambdaService


class Mappings:
    """Makes mappings and finds them again.

    Attributes:
        kinds: of sources.
        most_filters: that a mapping can have: 5, a quota that AWS raises to 10 on request (A90).
    """

    __slots__ = ("_by_uuid", "_service", "kinds", "most_filters")

    def __init__(self, service: LambdaService) -> None:
        self._service = service
        self._by_uuid: dict[str, EventSourceMapping] = {}
        self.kinds = Kinds()
        self.most_filters = DEFAULT_MOST_FILTERS

    @property
    def all(self) -> tuple[EventSourceMapping, ...]:
        """All mappings, oldest first."""
        return tuple(self._by_uuid.values())

    def create(self, function_name: object, source: object, settings: dict[str, Any]) -> EventSourceMapping:
        """See `LambdaService.create_event_source_mapping`."""
        service = self._service
        qualifier = settings.pop("qualifier", None)
        function, qualifier = self._function(function_name, qualifier)
        resource, kind = self._source(source)
        checked = kind.settings(settings, resource, function, None)
        self._check_new(function, qualifier, resource)
        mapping = EventSourceMapping(
            self, service.world.request_id(), function, qualifier, resource, kind, checked
        )
        self._by_uuid[mapping.uuid] = mapping
        if checked.enabled:
            mapping.poller.start()
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

    def update(self, uuid: str, changes: dict[str, Any]) -> EventSourceMapping:
        """See `LambdaService.update_event_source_mapping`."""
        mapping = self.get(uuid)
        if "function_name" in changes:
            mapping.function, mapping.qualifier = self._function(changes.pop("function_name"), None)
        before = mapping.settings
        mapping.settings = mapping.kind.settings(changes, mapping.source, mapping.function, before)
        if mapping.settings.enabled and not before.enabled:
            mapping.poller.start()
        elif before.enabled and not mapping.settings.enabled:
            mapping.poller.stop()
        else:
            mapping.poller.changed()
        return mapping

    def delete(self, uuid: str) -> EventSourceMapping:
        """See `LambdaService.delete_event_source_mapping`."""
        mapping = self.get(uuid)
        mapping.poller.stop()
        del self._by_uuid[uuid]
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

    def _function(self, name: object, qualifier: str | None) -> tuple[ServiceFunction, str | None]:
        reference = parse_reference(name, world=self._service.world, qualifier=qualifier)  # type: ignore[arg-type]
        function = self._service.find(reference.name)
        known = function is not None and (reference.qualifier is None or function.aliases.knows(reference.qualifier))
        if function is None or not known:
            raise InvalidParameterValueException("Function does not exist")  # A12
        return function, reference.qualifier

    def _source(self, source: object) -> tuple[Any, Any]:
        if source is None:
            raise InvalidParameterValueException("Unrecognized event source.")  # A12
        if not isinstance(source, str):
            if not hasattr(source, "arn"):
                raise ConfigurationError(
                    f"The event source is {source!r} ({type(source).__name__}): expected a simulated resource, such as "
                    "what sqs_queue() returns, or the ARN of one."
                )
            return source, self.kinds.of(source)
        kind = self.kinds.of_arn(source)
        if kind is None:
            raise InvalidParameterValueException("Unrecognized event source.")
        found = self._service.resource(source)
        if found is None:
            raise kind.missing(source)
        return found, kind

    def _check_new(self, function: ServiceFunction, qualifier: str | None, source: Any) -> None:
        for mapping in self._by_uuid.values():
            if mapping.source is source and mapping.function is function and mapping.qualifier == qualifier:
                raise ResourceConflictException(
                    f"An event source mapping with {source.arn} and function {function.name} already exists. Please "
                    f"update or delete the existing mapping with UUID {mapping.uuid}"
                )
