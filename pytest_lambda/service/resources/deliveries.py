"""What all resources have in common that the Lambda service hands something over to."""

from __future__ import annotations

from pytest_lambda.service.resources.refusals import DeliveryRefused


class Deliveries:
    """Whether a resource takes what the Lambda service delivers: destinations, dead letters.

    What a test or a handler sends itself is not affected.
    """

    def __init__(self) -> None:
        self._refusal: str | None = None

    def refuse_deliveries(self, error: str = "AccessDenied") -> None:
        """Let every delivery of the Lambda service fail from now on, as without permission (E30, E45).

        Args:
            error: the error code.
        """
        self._refusal = error

    def accept_deliveries(self) -> None:
        """Take deliveries again."""
        self._refusal = None

    def check_delivery(self, what: str) -> None:
        """Stop a delivery if the test wants it to fail.

        Args:
            what: the resource, for the message.

        Raises:
            DeliveryRefused: it does.
        """
        if self._refusal is not None:
            raise DeliveryRefused(
                self._refusal,
                f"{what} does not take deliveries of the Lambda service.",
                "The test asked for that with refuse_deliveries(); accept_deliveries() ends it.",
            )
