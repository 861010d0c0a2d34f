"""What tables and buckets that are in the service and in moto have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Generic, Protocol, TypeVar

from pytest_lambda.boto import mock
from pytest_lambda.boto.storage.moto_resources import MotoResources
from pytest_lambda.service.service import LambdaService


class _Named(Protocol):
    @property
    def name(self) -> str: ...


class _Owned(Protocol):
    @property
    def own(self) -> bool: ...


_Resource = TypeVar("_Resource", bound=_Named)
_Pair = TypeVar("_Pair", bound=_Owned)


class Twins(ABC, Generic[_Resource, _Pair]):
    """Keeps the resources of a service and those of moto the same.

    Args:
        service: whose account and region it is.
        moto: what there is in moto.
        kind: of the resources.
    """

    def __init__(self, service: LambdaService, moto: MotoResources, kind: type[_Resource]) -> None:
        self._service = service
        self._there = moto
        self._kind = kind
        self._generation: Any = None
        self._pairs: dict[str, _Pair] = {}

    @property
    def own(self) -> dict[str, _Resource]:
        """All of the service, by name."""
        return {each.name: each for each in self._service.known_resources if isinstance(each, self._kind)}

    def settle(self) -> None:
        """Let both sides have the same resources: those of the service, and those of moto that tell of changes."""
        if not self.own and not mock.is_in_use(self._there.service):
            return
        if not self._same_mock():
            return
        there = set(self._there.names())
        for name, pair in list(self._pairs.items()):
            if name not in there:
                self._part(pair, forget=True)
        for name, resource in self.own.items():
            if name not in self._pairs:
                self._make_twin(resource)
        for name in sorted(there - self._pairs.keys()):
            if self._tells(name):
                self.adopt(name)

    def made(self, resource: object) -> None:
        """The service has a new resource."""
        if isinstance(resource, self._kind) and resource.name not in self._pairs and self._same_mock():
            self._make_twin(resource)

    def end(self) -> None:
        """The service ends: what it has made in moto goes, and what it has found is as it was."""
        lasts = bool(self._pairs) and self._same_mock()
        for name, pair in list(self._pairs.items()):
            self._part(pair)
            if lasts and self._there.has(name):
                self._leave(name, pair)

    @abstractmethod
    def adopt(self, name: str) -> _Resource | None:
        """The resource of moto of that name; None if there is none."""

    @abstractmethod
    def foreign(self, arn: str) -> Any:
        """What of moto has an ARN; None if there is none. See `LambdaService.foreign`."""

    def _same_mock(self) -> bool:
        """Whether a mock is active; what was in another one is gone."""
        generation = self._there.generation()
        if generation is not self._generation:
            for pair in list(self._pairs.values()):
                self._part(pair, forget=not pair.own)
            self._generation = generation
        return generation is not None

    @abstractmethod
    def _tells(self, name: str) -> bool:
        """Whether somebody is told of what changes in a resource of moto."""

    @abstractmethod
    def _make_twin(self, resource: _Resource) -> None:
        """Let moto have a resource of the service."""

    @abstractmethod
    def _part(self, pair: _Pair, *, forget: bool = False) -> None:
        """The two are no pair any more; the service may forget its one."""

    @abstractmethod
    def _leave(self, name: str, pair: _Pair) -> None:
        """Let moto be without the service."""
