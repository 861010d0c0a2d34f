"""The AWS account and region that everything in one test agrees on, and the source of its ids."""

from __future__ import annotations

import hashlib
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from pytest_lambda.arn import dns_suffix, partition
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
        now: gives the moment of what happens, in seconds since 1970. Without one it is that of `event_clock` in
            `pytest_lambda.clock`: one moment for each test, or the time that the test has frozen.
    """

    account: str = DEFAULT_ACCOUNT
    region: str = DEFAULT_REGION
    seed: int | str = 0
    now: Callable[[], float] | None = field(default=None, compare=False)
    _random: random.Random = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not (isinstance(self.account, str) and len(self.account) == 12 and self.account.isdigit()):
            raise ConfigurationError(f"account is {self.account!r}: expected twelve digits as a string.")
        object.__setattr__(self, "_random", random.Random(f"pytest-aws-lambda {self.seed}"))

    @property
    def partition(self) -> str:
        """The partition of the region: `aws`, `aws-cn`, `aws-us-gov`, …"""
        return partition(self.region)

    @property
    def dns_suffix(self) -> str:
        """What the host names of the partition's services end with: `amazonaws.com`, …"""
        return dns_suffix(self.region)

    def ids_for(self, *parts: object) -> Ids:
        """A source of ids that depends on nothing but the seed and the given parts."""
        return Ids(f"{self.seed!r}{parts!r}")

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


#: the fastest of the good ones: an event needs at least one
_digest = hashlib.blake2b

#: RFC 9562: the digit that stands for a version 4 UUID's variant
_VARIANTS = {digit: "89ab"[number % 4] for number, digit in enumerate("0123456789abcdef")}


class Ids:
    """Digits that look random and are always the same ones for the same text."""

    __slots__ = ("_at", "_digits", "_text")

    def __init__(self, text: str) -> None:
        self._text = text.encode()
        self._digits = _digest(self._text).hexdigest()
        self._at = 0

    def hexadecimal(self, digits: int) -> str:
        """So many further hexadecimal digits, in lower case."""
        begin = self._at
        self._at = end = begin + digits
        while end > len(self._digits):
            self._digits += _digest(b"%d %b" % (len(self._digits), self._text)).hexdigest()
        return self._digits[begin:end]

    def decimal(self, digits: int) -> str:
        """So many further decimal digits, of which the first is not zero."""
        number = int(self.hexadecimal(digits + 2), 16)
        return str(10 ** (digits - 1) + number % (9 * 10 ** (digits - 1)))

    def number(self, below: int) -> int:
        """A further number from 0 on."""
        return int(self.hexadecimal(12), 16) % below

    def uuid(self) -> str:
        """A further UUID of version 4."""
        text = self.hexadecimal(31)
        variant = _VARIANTS[text[15]]
        return f"{text[:8]}-{text[8:12]}-4{text[12:15]}-{variant}{text[16:19]}-{text[19:31]}"

    def bytes(self, number: int) -> bytes:
        """So many further bytes."""
        return bytes.fromhex(self.hexadecimal(2 * number))


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
