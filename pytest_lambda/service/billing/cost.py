"""From usage and prices to a cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pytest_lambda.errors import NotSimulated
from pytest_lambda.service.billing.prices import ArchitecturePrices, Tier
from pytest_lambda.service.billing.usage import Usage, gb_seconds

_ZERO = Decimal(0)
_GB = 1_024**3


@dataclass(frozen=True, slots=True)
class Cost:
    """What something costs, in US dollars, by what it is for.

    Attributes:
        requests: for the number of invocations.
        compute: for memory times billed duration.
        provisioned_concurrency: for provisioned concurrency, at work or not.
        ephemeral_storage: for storage above 512 MB times billed duration.
        streaming: for streamed responses above 6 MB each.
    """

    requests: Decimal = _ZERO
    compute: Decimal = _ZERO
    provisioned_concurrency: Decimal = _ZERO
    ephemeral_storage: Decimal = _ZERO
    streaming: Decimal = _ZERO

    @property
    def total(self) -> Decimal:
        """All together."""
        return self.requests + self.compute + self.provisioned_concurrency + self.ephemeral_storage + self.streaming

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.requests + other.requests,
            self.compute + other.compute,
            self.provisioned_concurrency + other.provisioned_concurrency,
            self.ephemeral_storage + other.ephemeral_storage,
            self.streaming + other.streaming,
        )


@dataclass(frozen=True, slots=True)
class Rates:
    """What on-demand requests and compute cost on the average of a month, free tier and tiers considered.

    A function's cost is its usage at these rates, so that the costs of all functions add up to the total.
    """

    request: Decimal
    compute: Decimal


def rates_of(usage: Usage, prices: ArchitecturePrices, free_requests: Decimal, free_gb_seconds: Decimal) -> Rates:
    """The average rates of the usage of all functions of an architecture.

    Args:
        usage: all that is billed together.
        prices: of the architecture.
        free_requests: how many of its requests are free.
        free_gb_seconds: how much of its compute is free.
    """
    requests = Decimal(usage.requests)
    compute = gb_seconds(usage.mb_ms)
    cost = tiered(compute - free_gb_seconds, prices.compute)
    first = prices.compute[0]
    if not free_gb_seconds and (first.up_to is None or compute <= first.up_to):
        compute_rate = first.price  # exactly: a quotient may not be
    else:
        compute_rate = cost / compute
    request_rate = prices.request * (requests - free_requests) / requests if free_requests else prices.request
    return Rates(request_rate, compute_rate)


def tiered(amount: Decimal, tiers: Sequence[Tier]) -> Decimal:
    """The price of an amount of which each tier takes its part."""
    cost = begin = _ZERO
    for tier in tiers:
        end = amount if tier.up_to is None else min(amount, tier.up_to)
        if end > begin:
            cost += (end - begin) * tier.price
            begin = end
    return cost


def cost_of(usage: Usage, prices: ArchitecturePrices, rates: Rates) -> Cost:
    """What a usage costs."""
    if usage.streamed_bytes and prices.streamed_gb is None:
        raise NotSimulated("A response was streamed, and the price table has no price for that: give streamed_gb=.")
    return Cost(
        requests=usage.requests * rates.request + usage.provisioned_requests * prices.request,
        compute=gb_seconds(usage.mb_ms) * rates.compute
        + gb_seconds(usage.provisioned_mb_ms) * prices.provisioned_compute,
        provisioned_concurrency=gb_seconds(usage.allocated_mb_ms) * prices.provisioned_concurrency,
        ephemeral_storage=gb_seconds(usage.storage_mb_ms) * prices.ephemeral_storage,
        streaming=Decimal(usage.streamed_bytes) / _GB * (prices.streamed_gb or _ZERO),
    )
