"""The bill of one account in one region, by function and in total."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.limits import DEFAULT_EPHEMERAL_STORAGE_MB
from pytest_lambda.service.billing.cost import Cost, Rates, cost_of, rates_of
from pytest_lambda.service.billing.prices import US_EAST_1, PriceTable
from pytest_lambda.service.billing.usage import Counts, Kind, Usage, gb_seconds, usage_of

#: provisioned concurrency is billed in steps of five minutes; AWS Lambda pricing page
PROVISIONED_STEP_SECONDS = 300

_ARCHITECTURES = ("x86_64", "arm64")
#: enough for the costs of a month's billions of GB-seconds to add up to the last digit
_EXACT = Context(prec=60)
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Allocation:
    """Provisioned concurrency of one function for some time; see `Bill.add_provisioned`."""

    function: str
    seconds: float
    memory_size: int
    concurrency: int = 1
    architecture: str = "x86_64"

    def __post_init__(self) -> None:
        Kind(self.memory_size, self.architecture)
        if not (math.isfinite(self.seconds) and self.seconds >= 0):
            raise ConfigurationError(f"seconds={self.seconds!r}: expected a finite number, 0 or more.")
        if isinstance(self.concurrency, bool) or not isinstance(self.concurrency, int) or self.concurrency < 1:
            raise ConfigurationError(f"concurrency={self.concurrency!r}: expected an integer, 1 or more.")

    @property
    def mb_ms(self) -> int:
        """Memory times time, in steps of five minutes."""
        billed = math.ceil(self.seconds / PROVISIONED_STEP_SECONDS) * PROVISIONED_STEP_SECONDS
        return self.concurrency * self.memory_size * billed * 1_000


class Bill:
    """What all invocations of one month cost.

    `bill.cost` is the total in US dollars, `bill["orders"].cost` that of a function. However long the run lasts,
    it is billed as one month.

    Args:
        prices: the price table; that of us-east-1 if none is given.
        free_tier: whether the account has the free tier of requests and compute. It leaves out what runs on
            provisioned concurrency.
    """

    def __init__(self, prices: PriceTable = US_EAST_1, *, free_tier: bool = False) -> None:
        self.prices = prices
        self.free_tier = free_tier
        self._counts: dict[str, dict[Kind, Counts]] = {}
        self._allocated: dict[str, dict[str, int]] = {}
        #: gives the provisioned concurrency that has not been given up yet
        self.in_force: Callable[[], Iterable[Allocation]] = tuple
        self._by_setting: dict[tuple[str, int, str, int, bool], Counts] = {}

    def add(
        self,
        function: str,
        billed_duration_ms: int,
        memory_size: int,
        *,
        architecture: str = "x86_64",
        ephemeral_storage: int = DEFAULT_EPHEMERAL_STORAGE_MB,
        provisioned: bool = False,
        streamed_bytes: int = 0,
    ) -> None:
        """Bill one invocation.

        Args:
            function: its name.
            billed_duration_ms: as the REPORT line has it (G45).
            memory_size: MB.
            architecture: `x86_64` or `arm64`.
            ephemeral_storage: MB.
            provisioned: whether it ran on provisioned concurrency.
            streamed_bytes: of a streamed response.
        """
        key = (function, memory_size, architecture, ephemeral_storage, provisioned)
        counts = self._by_setting.get(key)
        if counts is None:
            kind = Kind(memory_size, architecture, ephemeral_storage, provisioned)
            counts = self._by_setting[key] = self._counts.setdefault(function, {}).setdefault(kind, Counts())
        counts.add(billed_duration_ms, streamed_bytes)

    def add_provisioned(
        self,
        function: str,
        seconds: float,
        memory_size: int,
        *,
        concurrency: int = 1,
        architecture: str = "x86_64",
    ) -> None:
        """Bill provisioned concurrency from when it was enabled to when it was disabled.

        Args:
            function: its name.
            seconds: how long; billed in steps of five minutes.
            memory_size: MB.
            concurrency: how many environments were allocated.
            architecture: `x86_64` or `arm64`.
        """
        self._enter(self._allocated, Allocation(function, seconds, memory_size, concurrency, architecture))

    def cost_of(
        self,
        billed_duration_ms: int,
        memory_size: int,
        *,
        architecture: str = "x86_64",
        ephemeral_storage: int = DEFAULT_EPHEMERAL_STORAGE_MB,
        provisioned: bool = False,
        streamed_bytes: int = 0,
    ) -> Decimal:
        """What one invocation by itself costs, in US dollars: without free tier, in the first tier.

        The arguments are those of `add`.
        """
        one = Bill(self.prices)
        one.add(
            "",
            billed_duration_ms,
            memory_size,
            architecture=architecture,
            ephemeral_storage=ephemeral_storage,
            provisioned=provisioned,
            streamed_bytes=streamed_bytes,
        )
        return one.cost

    @property
    def functions(self) -> tuple[str, ...]:
        """The names of the functions that there is something to bill for."""
        return tuple(dict.fromkeys((*self._counts, *self._all_allocated())))

    def __getitem__(self, function: str) -> FunctionBill:
        return FunctionBill(self, function)

    def __iter__(self) -> Iterator[str]:
        return iter(self.functions)

    @property
    def requests(self) -> int:
        """How many invocations there were."""
        return self.requests_of(self.functions)

    @property
    def gb_seconds(self) -> Decimal:
        """Memory times billed duration, on demand and on provisioned concurrency."""
        return self.gb_seconds_of(self.functions)

    @property
    def costs(self) -> Cost:
        """What all functions cost, by what it is for."""
        return self.costs_of(self.functions)

    @property
    def cost(self) -> Decimal:
        """What all functions cost, in US dollars."""
        with localcontext(_EXACT):
            return self.costs.total

    def requests_of(self, functions: Iterable[str]) -> int:
        """How many invocations of these functions there were."""
        usages = [self._usage(functions, architecture) for architecture in _ARCHITECTURES]
        return sum(usage.requests + usage.provisioned_requests for usage in usages)

    def gb_seconds_of(self, functions: Iterable[str]) -> Decimal:
        """Memory times billed duration of these functions."""
        with localcontext(_EXACT):
            usages = [self._usage(functions, architecture) for architecture in _ARCHITECTURES]
            return gb_seconds(sum(usage.mb_ms + usage.provisioned_mb_ms for usage in usages))

    def costs_of(self, functions: Iterable[str]) -> Cost:
        """What these functions cost, at the rates that hold for all functions together."""
        with localcontext(_EXACT):
            rates = self._rates()
            costs = (
                cost_of(self._usage(functions, architecture), self.prices.of(architecture), rates[architecture])
                for architecture in _ARCHITECTURES
            )
            return sum(costs, Cost())

    def _rates(self) -> dict[str, Rates]:
        """Of each architecture. The free tier is used up by x86_64 first, whose compute is the dearer one."""
        free_requests = Decimal(self.prices.free_requests if self.free_tier else 0)
        free_compute = self.prices.free_gb_seconds if self.free_tier else _ZERO
        rates = {}
        for architecture in _ARCHITECTURES:
            usage = self._usage(self.functions, architecture)
            requests = min(free_requests, Decimal(usage.requests))
            compute = min(free_compute, gb_seconds(usage.mb_ms))
            rates[architecture] = rates_of(usage, self.prices.of(architecture), requests, compute)
            free_requests -= requests
            free_compute -= compute
        return rates

    def _all_allocated(self) -> dict[str, dict[str, int]]:
        """What is given up, and what is still allocated."""
        every = {function: dict(allocated) for function, allocated in self._allocated.items()}
        for allocation in self.in_force():
            self._enter(every, allocation)
        return every

    def _enter(self, book: dict[str, dict[str, int]], allocation: Allocation) -> None:
        allocated = book.setdefault(allocation.function, {})
        allocated[allocation.architecture] = allocated.get(allocation.architecture, 0) + allocation.mb_ms

    def _usage(self, functions: Iterable[str], architecture: str) -> Usage:
        total = Usage()
        every = self._all_allocated()
        for function in functions:
            total += Usage(allocated_mb_ms=every.get(function, {}).get(architecture, 0))
            for kind, counts in self._counts.get(function, {}).items():
                if kind.architecture == architecture:
                    total += usage_of(kind, counts)
        return total

    def __repr__(self) -> str:
        return f"<Bill: {self.requests} requests, {self.gb_seconds:f} GB-seconds, {self.cost:f} USD>"


class FunctionBill:
    """What the invocations of one function cost; nothing, for one that was never invoked."""

    def __init__(self, bill: Bill, function: str) -> None:
        self.function = function
        self._bill = bill

    @property
    def requests(self) -> int:
        """How many invocations there were."""
        return self._bill.requests_of((self.function,))

    @property
    def gb_seconds(self) -> Decimal:
        """Memory times billed duration."""
        return self._bill.gb_seconds_of((self.function,))

    @property
    def costs(self) -> Cost:
        """What it costs, by what it is for."""
        return self._bill.costs_of((self.function,))

    @property
    def cost(self) -> Decimal:
        """What it costs, in US dollars."""
        with localcontext(_EXACT):
            return self.costs.total

    def __repr__(self) -> str:
        return f"<Bill of {self.function}: {self.requests} requests, {self.gb_seconds:f} GB-seconds, {self.cost:f} USD>"
