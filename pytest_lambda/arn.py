"""Amazon Resource Names of Lambda functions."""

from __future__ import annotations

_PARTITIONS = (("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"), ("eusc-", "aws-eusc"))


def partition(region: str) -> str:
    """The partition that a region belongs to, as in `arn:aws-cn:…`."""
    return next((name for prefix, name in _PARTITIONS if region.startswith(prefix)), "aws")


def function_arn(region: str, account: str, name: str, qualifier: str | None = None) -> str:
    """The ARN of a function; qualified when the caller named a version or alias (R164)."""
    arn = f"arn:{partition(region)}:lambda:{region}:{account}:function:{name}"
    return f"{arn}:{qualifier}" if qualifier is not None else arn
