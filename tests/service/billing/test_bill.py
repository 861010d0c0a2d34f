"""Bills: prices by hand, tiers, the free tier, provisioned concurrency, and that costs add up."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, localcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda.errors import ConfigurationError, NotSimulated
from pytest_lambda.service.billing.bill import Bill
from pytest_lambda.service.billing.cost import Cost, tiered
from pytest_lambda.service.billing.prices import US_EAST_1, ArchitecturePrices, PriceTable, Tier

REQUEST = Decimal("0.0000002")


@pytest.fixture(autouse=True)
def own_context() -> Iterator[None]:
    """Rounding leaves flags in the context."""
    with localcontext():
        yield


def priced(*tiers: Tier, **prices: Decimal | None) -> PriceTable:
    """Made-up prices, the same for both architectures."""
    every = dict.fromkeys(("request", "provisioned_concurrency", "provisioned_compute", "ephemeral_storage"), Decimal(0))
    architecture = ArchitecturePrices(compute=tiers, **{**every, **prices})
    return PriceTable("nowhere", date(2026, 1, 1), "made up", architecture, architecture, free_requests=2, free_gb_seconds=Decimal(10))


def test_a_second_of_a_gb() -> None:
    bill = Bill()
    bill.add("orders", 1_000, 1_024)
    assert bill.gb_seconds == 1
    assert bill.requests == 1
    assert bill.cost == Decimal("0.0000166667") + REQUEST
    assert bill.costs == Cost(requests=REQUEST, compute=Decimal("0.0000166667"))


def test_an_invocation_by_itself() -> None:
    bill = Bill()
    assert bill.cost_of(1, 128) == REQUEST + Decimal("0.0000166667") * 128 / 1_024 / 1_000
    assert bill.cost_of(1_000, 1_024, architecture="arm64") == REQUEST + Decimal("0.0000133334")
    assert bill.cost_of(1_000, 1_024, provisioned=True) == REQUEST + Decimal("0.0000097222")
    assert bill.cost_of(1_000, 1_024, architecture="arm64", provisioned=True) == REQUEST + Decimal("0.0000077778")
    assert bill.cost_of(0, 1_024, ephemeral_storage=10_240) == REQUEST
    assert bill.cost == 0


def test_storage_is_billed_above_512_mb() -> None:
    bill = Bill()
    bill.add("orders", 1_000, 1_024, ephemeral_storage=512)
    assert bill.costs.ephemeral_storage == 0
    bill.add("orders", 2_000, 1_024, ephemeral_storage=1_536)
    assert bill.costs.ephemeral_storage == 2 * Decimal("0.0000000309")


def test_the_first_example_of_the_pricing_page() -> None:
    """Three million requests of 120 ms with 1,536 MB: 540,000 GB-seconds, of which the free tier takes 400,000."""
    bill = Bill(free_tier=True)
    for _ in range(3_000):
        bill.add("orders", 120_000, 1_536)  # a thousand at once
    assert bill.gb_seconds == 540_000
    assert bill.costs.requests == 0
    assert bill.costs.compute.quantize(Decimal("0.01")) == Decimal("2.33")


def test_streaming_is_billed_above_6_mb_of_each_request() -> None:
    bill = Bill()
    for streamed in (6 * 1_024**2, 6 * 1_024**2 + 1_024**3, 10):
        bill.add("orders", 1, 128, streamed_bytes=streamed)
    assert bill.costs.streaming == Decimal("0.008")


def test_streaming_without_a_price_is_refused() -> None:
    bill = Bill(priced(Tier(Decimal(1)), streamed_gb=None))
    bill.add("orders", 1, 128, streamed_bytes=10_000_000)
    with pytest.raises(NotSimulated, match="streamed_gb="):
        _ = bill.cost


class TestProvisionedConcurrency:
    @pytest.mark.parametrize(("seconds", "billed"), [(0, 0), (0.5, 300), (300, 300), (301, 600), (3_600, 3_600)])
    def test_it_is_billed_in_steps_of_five_minutes(self, seconds: float, billed: int) -> None:
        bill = Bill()
        bill.add_provisioned("orders", seconds, 1_024)
        assert bill.cost == billed * Decimal("0.0000041667")

    def test_it_is_billed_by_memory_concurrency_and_architecture(self) -> None:
        bill = Bill()
        bill.add_provisioned("orders", 300, 2_048, concurrency=3, architecture="arm64")
        assert bill.costs == Cost(provisioned_concurrency=300 * 2 * 3 * Decimal("0.0000033334"))
        assert bill.requests == bill.gb_seconds == 0
        assert bill.functions == ("orders",)

    def test_the_free_tier_leaves_it_out(self) -> None:
        bill = Bill(free_tier=True)
        bill.add("orders", 1_000, 1_024, provisioned=True)
        assert bill.cost == Decimal("0.0000097222") + REQUEST

    @pytest.mark.parametrize("arguments", [{"seconds": -1}, {"seconds": float("nan")}, {"seconds": float("inf")},
                                           {"seconds": 1, "concurrency": 0}, {"seconds": 1, "concurrency": True}])  # fmt: skip
    def test_numbers_are_checked(self, arguments: dict[str, float]) -> None:
        with pytest.raises(ConfigurationError, match="expected"):
            Bill().add_provisioned("orders", memory_size=128, **arguments)


class TestTiers:
    TIERS = (Tier(Decimal(3), Decimal(10)), Tier(Decimal(2), Decimal(20)), Tier(Decimal(1)))

    @pytest.mark.parametrize(("amount", "cost"), [(-1, 0), (0, 0), (5, 15), (10, 30), (11, 32), (20, 50), (100, 130)])
    def test_each_takes_its_part(self, amount: int, cost: int) -> None:
        assert tiered(Decimal(amount), self.TIERS) == cost

    def test_functions_share_them(self) -> None:
        bill = Bill(priced(*self.TIERS))
        for function in ("orders", "orders", "orders", "mail"):
            bill.add(function, 5_000, 1_024)
        assert bill.cost == 50
        assert bill["orders"].cost == Decimal("37.5")
        assert bill["mail"].cost == Decimal("12.5")

    def test_architectures_do_not(self) -> None:
        bill = Bill(priced(*self.TIERS))
        bill.add("orders", 10_000, 1_024)
        bill.add("mail", 10_000, 1_024, architecture="arm64")
        assert bill["orders"].cost == bill["mail"].cost == 30

    @pytest.mark.parametrize("tiers", [(), (Tier(Decimal(1), Decimal(5)),), (Tier(Decimal(1)), Tier(Decimal(1))),
                                       (Tier(Decimal(1), Decimal(5)), Tier(Decimal(1), Decimal(5)), Tier(Decimal(1)))])  # fmt: skip
    def test_they_rise_and_the_last_one_has_no_end(self, tiers: tuple[Tier, ...]) -> None:
        with pytest.raises(ConfigurationError, match="None for the last one"):
            priced(*tiers)


class TestFreeTier:
    def test_it_is_left_out_unless_asked_for(self) -> None:
        bill = Bill(priced(Tier(Decimal(1)), request=Decimal(1)))
        bill.add("orders", 1_000, 1_024)
        assert bill.cost == 2

    def test_what_is_above_is_billed(self) -> None:
        bill = Bill(priced(Tier(Decimal(1)), request=Decimal(1)), free_tier=True)
        for _ in range(2):
            bill.add("orders", 5_000, 1_024)
        assert bill.cost == 0
        bill.add("orders", 5_000, 1_024)
        assert bill.cost.quantize(Decimal("0.000001")) == 6

    def test_both_architectures_share_it(self) -> None:
        bill = Bill(priced(Tier(Decimal(1))), free_tier=True)
        bill.add("orders", 8_000, 1_024, architecture="x86_64")
        bill.add("mail", 8_000, 1_024, architecture="arm64")
        assert bill.cost.quantize(Decimal("0.000001")) == 6
        assert bill["orders"].cost == 0


class TestMistakes:
    @pytest.mark.parametrize("billed", [-1, 1.5, True, None])
    def test_the_billed_duration(self, billed: int) -> None:
        with pytest.raises(ConfigurationError, match="whole milliseconds"):
            Bill().add("orders", billed, 128)

    @pytest.mark.parametrize(
        "setting",
        [{"memory_size": 127}, {"memory_size": 10_241}, {"memory_size": 128.0}, {"ephemeral_storage": 511}, {"architecture": "x86"}],
    )
    def test_the_settings(self, setting: dict[str, int]) -> None:
        with pytest.raises(ConfigurationError, match="expected"):
            Bill().add("orders", 1, **{"memory_size": 128, **setting})

    def test_a_price_that_is_a_float(self) -> None:
        with pytest.raises(ConfigurationError, match="expected a Decimal"):
            Tier(0.1)
        with pytest.raises(ConfigurationError, match="request=0.1: expected a Decimal"):
            dataclasses.replace(US_EAST_1.arm64, request=0.1)

    def test_an_architecture_without_prices(self) -> None:
        with pytest.raises(ConfigurationError, match="'x86_64' or 'arm64'"):
            US_EAST_1.of("riscv")


def test_other_prices_can_be_billed() -> None:
    dearer = dataclasses.replace(US_EAST_1, region="eu-central-2", x86_64=dataclasses.replace(US_EAST_1.x86_64, request=Decimal(1)))
    bill = Bill(dearer)
    bill.add("orders", 0, 128)
    assert bill.cost == 1
    assert bill.prices.region == "eu-central-2"


def test_a_function_that_was_never_invoked_costs_nothing() -> None:
    assert (Bill()["orders"].cost, Bill()["orders"].requests, Bill().functions) == (0, 0, ())


def test_what_is_printed() -> None:
    bill = Bill()
    bill.add("orders", 1_000, 1_024)
    assert repr(bill) == "<Bill: 1 requests, 1 GB-seconds, 0.0000168667 USD>"
    assert repr(bill["orders"]) == "<Bill of orders: 1 requests, 1 GB-seconds, 0.0000168667 USD>"


invocations = st.lists(
    st.fixed_dictionaries({
        "function": st.sampled_from(["orders", "mail", "stock"]),
        "billed_duration_ms": st.integers(0, 900_000),
        "memory_size": st.integers(128, 10_240),
        "architecture": st.sampled_from(["x86_64", "arm64"]),
        "ephemeral_storage": st.integers(512, 10_240),
        "provisioned": st.booleans(),
        "streamed_bytes": st.integers(0, 20_000_000),
    }),
    max_size=15,
)  # fmt: skip


@given(invocations)
@settings(max_examples=60)
def test_costs_add_up(several: list[dict[str, int]]) -> None:
    bill = Bill()
    for one in several:
        bill.add(**one)
    alone = [bill.cost_of(**{name: value for name, value in one.items() if name != "function"}) for one in several]
    precise = Decimal("1e-20")
    assert abs(bill.cost - sum(alone, Decimal(0))) < precise
    assert abs(bill.cost - sum((bill[name].cost for name in bill), Decimal(0))) < precise
    assert bill.gb_seconds == sum(bill[name].gb_seconds for name in bill)
    assert bill.requests == sum(bill[name].requests for name in bill) == len(several)


@given(invocations, st.booleans())
@settings(max_examples=60)
def test_functions_add_up_to_the_total_through_tiers_and_free_tier(several: list[dict[str, int]], free_tier: bool) -> None:
    tiers = (Tier(Decimal(3), Decimal(1_000)), Tier(Decimal(1), Decimal(3_000)), Tier(Decimal("0.1")))
    bill = Bill(priced(*tiers, request=Decimal(1), streamed_gb=Decimal(1)), free_tier=free_tier)
    for one in several:
        bill.add(**one)
    precise = Decimal("1e-20")
    assert abs(bill.cost - sum((bill[name].cost for name in bill), Decimal(0))) < precise
    compute = Decimal(0)
    free = Decimal(10 if free_tier else 0)
    for architecture in ("x86_64", "arm64"):
        used = Decimal(sum(one["billed_duration_ms"] * one["memory_size"] for one in several
                           if one["architecture"] == architecture and not one["provisioned"])) / 1_024_000  # fmt: skip
        compute += tiered(used - min(free, used), tiers)
        free -= min(free, used)
    assert abs(bill.costs.compute - compute) < precise
