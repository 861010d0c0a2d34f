"""What Lambda costs: a price table of one region and one date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pytest_lambda.errors import ConfigurationError

#: a GB of memory or storage is 1,024 MB, and times are billed in ms
MB_MS_PER_GB_SECOND = 1_024 * 1_000
#: bytes of a response that are streamed without charge, for each request; AWS Lambda pricing page
FREE_STREAMED_BYTES = 6 * 1_024**2


@dataclass(frozen=True, slots=True)
class Tier:
    """A price for a month's compute up to a number of GB-seconds.

    Attributes:
        price: US dollars for a GB-second.
        up_to: GB-seconds of a month, all functions of the architecture together; None for all that follow.
    """

    price: Decimal
    up_to: Decimal | None = None

    def __post_init__(self) -> None:
        _check_price("price", self.price)
        if self.up_to is not None:
            _check_price("up_to", self.up_to)


@dataclass(frozen=True, slots=True)
class ArchitecturePrices:
    """The prices for functions of one architecture, in US dollars.

    Attributes:
        compute: for a GB-second on demand, in tiers.
        request: for one request.
        provisioned_concurrency: for a GB-second of provisioned concurrency, at work or not.
        provisioned_compute: for a GB-second of executions on provisioned concurrency.
        ephemeral_storage: for a GB-second of ephemeral storage above 512 MB.
        streamed_gb: for a GB of streamed responses above 6 MB of each; None if streaming is not priced.
    """

    compute: Sequence[Tier]
    request: Decimal
    provisioned_concurrency: Decimal
    provisioned_compute: Decimal
    ephemeral_storage: Decimal
    streamed_gb: Decimal | None = None

    def __post_init__(self) -> None:
        for name in ("request", "provisioned_concurrency", "provisioned_compute", "ephemeral_storage"):
            _check_price(name, getattr(self, name))
        if self.streamed_gb is not None:
            _check_price("streamed_gb", self.streamed_gb)
        ends = [tier.up_to for tier in self.compute]
        inner = [end for end in ends if end is not None]
        if not ends or ends[-1] is not None or len(inner) != len(ends) - 1 or inner != sorted(set(inner)):
            raise ConfigurationError(
                f"compute={self.compute!r}: expected one tier or more, with rising up_to, and None for the last one."
            )


@dataclass(frozen=True, slots=True)
class PriceTable:
    """What Lambda costs in one region, on one date.

    To bill with other prices, make one with your own: `dataclasses.replace(US_EAST_1, region="eu-central-1",
    date=date(2027, 1, 1), x86_64=ArchitecturePrices(...))`.

    Attributes:
        region: where they hold.
        date: when they were read.
        source: where.
        x86_64, arm64: the prices of each architecture.
        free_requests: a month's free requests of the free tier.
        free_gb_seconds: a month's free compute of the free tier, both architectures together.
    """

    region: str
    date: date
    source: str
    x86_64: ArchitecturePrices
    arm64: ArchitecturePrices
    free_requests: int = field(default=1_000_000, kw_only=True)
    free_gb_seconds: Decimal = field(default=Decimal(400_000), kw_only=True)

    def of(self, architecture: str) -> ArchitecturePrices:
        """The prices of `x86_64` or `arm64`."""
        if architecture == "x86_64":
            return self.x86_64
        if architecture == "arm64":
            return self.arm64
        raise ConfigurationError(f"architecture {architecture!r}: expected 'x86_64' or 'arm64'.")


def _check_price(name: str, price: object) -> None:
    if not isinstance(price, Decimal) or not price.is_finite() or price < 0:
        raise ConfigurationError(f'{name}={price!r}: expected a Decimal, 0 or more, say Decimal("0.0000002").')


#: The prices of us-east-1 that the offer AWSLambda of AWS's public price list gave on 6 September 2026; the page
#: https://aws.amazon.com/lambda/pricing/ shows the same ones, and alone that of streamed responses. They are not
#: looked up anew: replace them (see `PriceTable`) if yours are different, or if they have changed since then.
US_EAST_1 = PriceTable(
    region="us-east-1",
    date=date(2026, 9, 6),
    source="https://aws.amazon.com/lambda/pricing/",
    x86_64=ArchitecturePrices(
        compute=(
            Tier(Decimal("0.0000166667"), Decimal(6_000_000_000)),
            Tier(Decimal("0.000015"), Decimal(15_000_000_000)),
            Tier(Decimal("0.0000133334")),
        ),
        request=Decimal("0.0000002"),
        provisioned_concurrency=Decimal("0.0000041667"),
        provisioned_compute=Decimal("0.0000097222"),
        ephemeral_storage=Decimal("0.0000000309"),
        streamed_gb=Decimal("0.008"),
    ),
    arm64=ArchitecturePrices(
        compute=(
            Tier(Decimal("0.0000133334"), Decimal(7_500_000_000)),
            Tier(Decimal("0.0000120001"), Decimal(18_750_000_000)),
            Tier(Decimal("0.0000106667")),
        ),
        request=Decimal("0.0000002"),
        provisioned_concurrency=Decimal("0.0000033334"),
        provisioned_compute=Decimal("0.0000077778"),
        ephemeral_storage=Decimal("0.0000000309"),
        streamed_gb=Decimal("0.008"),
    ),
)
