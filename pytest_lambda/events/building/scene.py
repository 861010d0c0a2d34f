"""What one event takes place in: an account, a region, a moment, and ids of its own."""

from __future__ import annotations

from pytest_lambda.arn import dns_suffix, partition
from pytest_lambda.clock import event_clock
from pytest_lambda.errors import EventError
from pytest_lambda.events.building.notations import epoch_of
from pytest_lambda.world import Ids, World

_DEFAULT_WORLD = World()


class Scene:
    """The surroundings of one event.

    Args:
        world: account, region, seed and clock; the default world if there is none.
        time: when it happens; by the world's clock if that is not given.
        parts: what makes this event another one than others: its ids depend on them and on the world's seed.

    Attributes:
        account, region: of the world.
        epoch: when it happens, in seconds since 1970, to the millisecond.
        ids: digits and ids, the same ones for the same parts.
    """

    __slots__ = ("account", "epoch", "ids", "region")

    def __init__(self, world: World | None, time: object, *parts: object) -> None:
        if world is None:
            world = _DEFAULT_WORLD
        elif not isinstance(world, World):
            raise EventError(f"world is {world!r}: expected a pytest_lambda.World.")
        self.account = world.account
        self.region = world.region
        self.ids: Ids = world.ids_for(*parts)
        if time is not None:
            self.epoch = epoch_of(time)
        elif world.now is not None:
            self.epoch = round(world.now(), 3)
        else:
            self.epoch = event_clock.epoch()

    @property
    def partition(self) -> str:
        """The partition of the region."""
        return partition(self.region)

    @property
    def dns_suffix(self) -> str:
        """What host names of the partition's services end with."""
        return dns_suffix(self.region)

    def arn(self, service: str, resource: str) -> str:
        """The ARN of a resource of the account in the region."""
        return f"arn:{partition(self.region)}:{service}:{self.region}:{self.account}:{resource}"

    def global_arn(self, service: str, resource: str) -> str:
        """The ARN of a resource of the account in no region, an IAM role say."""
        return f"arn:{self.partition}:{service}::{self.account}:{resource}"

    def trace_root(self) -> str:
        """A fresh X-Ray root id of the event's second."""
        return f"Root=1-{int(self.epoch):08x}-{self.ids.hexadecimal(24)}"
