"""Amazon Resource Names, and the partitions that they and host names depend on."""

from __future__ import annotations

from functools import lru_cache

_PARTITIONS = (
    ("cn-", "aws-cn"),
    ("us-gov-", "aws-us-gov"),
    ("eusc-", "aws-eusc"),
    ("us-iso-", "aws-iso"),
    ("us-isob-", "aws-iso-b"),
    ("eu-isoe-", "aws-iso-e"),
    ("us-isof-", "aws-iso-f"),
)
_DNS_SUFFIXES = {
    "aws-cn": "amazonaws.com.cn",
    "aws-eusc": "amazonaws.eu",
    "aws-iso": "c2s.ic.gov",
    "aws-iso-b": "sc2s.sgov.gov",
    "aws-iso-e": "cloud.adc-e.uk",
    "aws-iso-f": "csp.hci.ic.gov",
}


@lru_cache(maxsize=64)
def partition(region: str) -> str:
    """The partition that a region belongs to, as in `arn:aws-cn:…`."""
    return next((name for prefix, name in _PARTITIONS if region.startswith(prefix)), "aws")


@lru_cache(maxsize=64)
def dns_suffix(region: str) -> str:
    """What host names of AWS end with in a region: `amazonaws.com`, in China `amazonaws.com.cn`."""
    return _DNS_SUFFIXES.get(partition(region), "amazonaws.com")


def function_arn(region: str, account: str, name: str, qualifier: str | None = None) -> str:
    """The ARN of a function; qualified when the caller named a version or alias (R164)."""
    arn = f"arn:{partition(region)}:lambda:{region}:{account}:function:{name}"
    return f"{arn}:{qualifier}" if qualifier is not None else arn
