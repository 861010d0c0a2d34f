"""Reserved concurrency, and what the account's settings tell."""

from __future__ import annotations

from pytest_lambda.service.concurrency import refusals
from pytest_lambda.service.concurrency.admission import Admission

# GetAccountSettings of an account with default quotas; Developer Guide, provisioned concurrency
TOTAL_CODE_SIZE = 80_530_636_800
CODE_SIZE_UNZIPPED = 262_144_000
CODE_SIZE_ZIPPED = 52_428_800


class Reservations(Admission):
    """Admission with reserved concurrency. Functions are known by name; whether one exists is for the caller."""

    def put_function_concurrency(self, function: str, reserved: int, *, qualifier: str | None = None) -> int:
        """Guarantee a function so many executions, and allow it no more (F3). Running ones go on (F10).

        Args:
            function: its name.
            reserved: 0 or more; 0 disables the function.
            qualifier: what the caller's name was qualified with: refused.

        Returns:
            `reserved`.

        Raises:
            InvalidParameterValueException: it leaves too little unreserved (F2), is below the function's provisioned
                concurrency (F15), or the name was qualified.
            ConfigurationError: not an int, or below 0.
        """
        if qualifier is not None:
            raise refusals.qualified_reservation()
        refusals.whole_number("reserved_concurrent_executions", reserved, minimum=0)
        share = self._function(function)
        if reserved < share.requested:
            raise refusals.reservation_below_provisioned(reserved, share.requested)
        held = share.requested if share.reserved is None else share.reserved
        minimum = self.account.minimum_unreserved
        if reserved > held and self.unreserved_concurrency + held - reserved < minimum:
            raise refusals.reservation_too_large(minimum)
        share.reserve(reserved)
        return reserved

    def delete_function_concurrency(self, function: str) -> None:
        """Put the function back on unreserved concurrency. Without a reservation, nothing happens."""
        if function in self._functions:
            self._functions[function].reserve(None)

    def get_function_concurrency(self, function: str) -> int | None:
        """The reservation of a function; None if it has none."""
        share = self._functions.get(function)
        return None if share is None else share.reserved

    def is_disabled(self, function: str) -> bool:
        """Whether its reservation is 0: asynchronous events are then given up at once (E26)."""
        return self.get_function_concurrency(function) == 0

    def get_account_settings(self, *, function_count: int = 0, total_code_size: int = 0) -> dict[str, dict[str, int]]:
        """The body of GetAccountSettings; `function_count` and `total_code_size` are shown as the usage."""
        return {
            "AccountLimit": {
                "TotalCodeSize": TOTAL_CODE_SIZE,
                "CodeSizeUnzipped": CODE_SIZE_UNZIPPED,
                "CodeSizeZipped": CODE_SIZE_ZIPPED,
                "ConcurrentExecutions": self.account.concurrent_executions,
                "UnreservedConcurrentExecutions": self.unreserved_concurrency,
            },
            "AccountUsage": {"TotalCodeSize": total_code_size, "FunctionCount": function_count},
        }
