"""What moto keeps for one of its services, in one account and region."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pytest_lambda.boto import mock
from pytest_lambda.world import World


class MotoResources(ABC):
    """The resources of a service in the mock that is active.

    Args:
        service: moto's name of it.
        world: account and region.
        everywhere: the service is the same in all regions of a partition.
        kept: what the resources are, for errors.
    """

    def __init__(self, service: str, world: World, *, everywhere: bool, kept: str) -> None:
        self.service = service
        self._world = world
        self._everywhere = everywhere
        self._kept = kept

    def generation(self) -> Any:
        """What is the same object for as long as the mock lasts; None without one that knows the region."""
        return mock.backend(self.service, self._world, everywhere=self._everywhere)

    @abstractmethod
    def names(self) -> list[str]:
        """Of all resources of the region."""

    @abstractmethod
    def has(self, name: str) -> bool:
        """Whether there is such a resource."""

    @contextmanager
    def _known(self) -> Iterator[None]:
        """What is read here is as in the versions of moto that are known."""
        try:
            yield
        except (AttributeError, KeyError, TypeError) as error:
            raise mock.unknown_moto(f"{type(error).__name__} in its {self._kept}: {error}") from error
