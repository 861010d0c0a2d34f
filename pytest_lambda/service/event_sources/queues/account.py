"""What has become of every receipt of a message."""

from __future__ import annotations


class Account:
    """Counts receipts.

    Attributes:
        polled: received from the queue.
        deleted: done, and deleted.
        filtered: not accepted by any filter, and deleted (A95).
        returned: failed or not delivered: visible again when their visibility timeout is over (A31).
        outdated: done, but not deleted, since before that the visibility timeout was over, or the message gone.
    """

    __slots__ = ("deleted", "filtered", "outdated", "polled", "returned")

    def __init__(self) -> None:
        self.polled = self.deleted = self.filtered = self.returned = self.outdated = 0

    def unsettled(self, in_hand: int) -> str | None:
        """What does not balance.

        Args:
            in_hand: receipts whose messages are being gathered or processed.
        """
        settled = self.deleted + self.filtered + self.returned + self.outdated
        if self.polled == settled + in_hand:
            return None
        return (
            f"{self.polled:,} messages were received, but {self.deleted:,} deleted, {self.filtered:,} filtered, "
            f"{self.returned:,} returned, {self.outdated:,} done too late, and {in_hand:,} are in hand"
        )
