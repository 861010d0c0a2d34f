"""What both functions know of a day."""

from decimal import Decimal


def summary(values: list[Decimal]) -> dict[str, Decimal]:
    """The smallest, the largest and the mean of the values."""
    return {"min": min(values), "max": max(values), "mean": sum(values, Decimal(0)) / len(values)}
