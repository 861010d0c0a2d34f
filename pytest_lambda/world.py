"""The AWS account and region that everything in one test agrees on, and the source of its ids."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass, field

from pytest_lambda.errors import ConfigurationError

DEFAULT_ACCOUNT = "123456789012"
DEFAULT_REGION = "us-east-1"


@dataclass(frozen=True, slots=True)
class World:
    """One account in one region, with a seeded source of ids.

    Args:
        account: twelve digits.
        region: an AWS region, say `eu-central-1`.
        seed: two worlds of one seed give the same ids in the same order.
    """

    account: str = DEFAULT_ACCOUNT
    region: str = DEFAULT_REGION
    seed: int | str = 0
    _random: random.Random = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not (isinstance(self.account, str) and len(self.account) == 12 and self.account.isdigit()):
            raise ConfigurationError(f"account is {self.account!r}: expected twelve digits as a string.")
        object.__setattr__(self, "_random", random.Random(f"pytest-aws-lambda {self.seed}"))

    def request_id(self) -> str:
        """A fresh UUID of version 4, as Lambda's request ids are."""
        return _uuid4(self._random.getrandbits(128))

    def trace_id(self, epoch: float) -> str:
        """A fresh X-Ray trace header of an unsampled request, as Lambda sets it (R182)."""
        numbers = f"{self._random.getrandbits(192):048x}"
        return (
            f"Root=1-{int(epoch):08x}-{numbers[:24]};Parent={numbers[24:40]};Sampled=0;"
            f"Lineage=1:{numbers[40:]}:0"
        )

    def hexadecimal(self, digits: int) -> str:
        """So many fresh hexadecimal digits."""
        return f"{self._random.getrandbits(4 * digits):0{digits}x}"


def _uuid4(bits: int) -> str:
    # The version and variant bits of RFC 9562 are set by hand: uuid.UUID(version=4) is five times slower.
    bits = bits & ~(0xF000 << 64) | (4 << 76)
    bits = bits & ~(0xC000 << 48) | (0x8000 << 48)
    text = f"{bits:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def is_uuid(text: str) -> bool:
    """Whether the text is a UUID, as a request id must be."""
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False
