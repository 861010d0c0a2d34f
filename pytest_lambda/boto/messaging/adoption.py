"""Resources of moto that a service takes over: as soon as something in the service names them.

Ours has the same name, ARN and attributes, and what moto's held. Moto's stays, empty: by it is seen whether the mock
it lives in is still the same. What moto sends there by itself is passed on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_lambda.boto import mock
from pytest_lambda.service.service import LambdaService


@dataclass(frozen=True, slots=True)
class Adopted:
    """A resource that was taken over.

    Attributes:
        resource: ours.
        is_there: whether moto still has the one that it comes from, if it has any.
        release: let moto's go its own way again.
    """

    resource: Any
    is_there: Callable[[Any], bool]
    release: Callable[[], None]


#: takes over what an ARN names, if moto's backend has it
Adopt = Callable[["Adoption", str, Any], "Adopted | None"]


class Adoption:
    """What one service has taken over.

    Args:
        service: that takes over.
        kinds: how, by the service in an ARN.

    Attributes:
        service: see above.
        handles: receipt handles that moto has given out, and ours in their place.
    """

    def __init__(self, service: LambdaService, kinds: Mapping[str, Adopt]) -> None:
        self.service = service
        self.handles: dict[str, str] = {}
        self._kinds = kinds
        self._adopted: dict[str, Adopted] = {}

    def open(self) -> None:
        """From now on the service finds what moto has."""
        self.service.foreign.append(self._bring)

    def close(self) -> None:
        """It does so no longer, and moto's resources are moto's own."""
        self.service.foreign.remove(self._bring)
        for adopted in self._adopted.values():
            adopted.release()
        self._adopted.clear()
        self.handles.clear()

    def known(self, arn: str) -> Any:
        """A resource that the service has, be it taken over or not; nothing is taken over for that."""
        adopted = self._adopted.get(arn)
        if adopted is not None:
            owner = self.in_moto(arn)
            if owner is not None and not adopted.is_there(owner):  # another mock has begun since
                del self._adopted[arn]
                self.service.forget_resource(adopted.resource)
        return self.service.known_resource(arn)

    def has(self, arn: str) -> bool:
        """Whether an ARN names a function of the service, or a resource that it has."""
        parts = arn.split(":")
        if len(parts) > 6 and parts[2] == "lambda":
            world = self.service.world
            return parts[3:5] == [world.region, world.account] and self.service.find(parts[6]) is not None
        return self.known(arn) is not None

    def in_moto(self, arn: str) -> Any:
        """Moto's backend for an ARN; None if there is no mock, or it is not about this account and region."""
        world, parts = self.service.world, arn.split(":", 5)
        if len(parts) < 6 or parts[3:5] != [world.region, world.account]:
            return None
        return mock.backend(parts[2], world)

    def _bring(self, arn: str) -> Any:
        adopt = self._kinds.get(arn.split(":")[2]) if arn.count(":") > 1 else None
        owner = self.in_moto(arn) if adopt is not None else None
        adopted = adopt(self, arn, owner) if adopt is not None and owner is not None else None
        if adopted is None:
            return None
        self._adopted[arn] = adopted
        return adopted.resource
