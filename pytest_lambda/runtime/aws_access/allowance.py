"""What `allow_aws` lets through."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from pytest_lambda.errors import ConfigurationError

_EVERYTHING = "*"
_SERVICE = re.compile(r"[a-z][a-z0-9-]*")
_HOST = re.compile(r"[a-z0-9*?-]+(\.[a-z0-9*?-]+)+")
_URL = re.compile(r"https?://.+")


@dataclass(frozen=True, slots=True)
class Allowance:
    """Services, hosts and URLs of AWS that a function may reach."""

    everything: bool = False
    services: frozenset[str] = frozenset()
    hosts: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()

    @classmethod
    def of(cls, allow: Sequence[str] | bool) -> Allowance:
        """Read the setting.

        Args:
            allow: True or `"*"` for all of AWS; else entries that are each a service as boto3 names it
                (`dynamodb`), a host in which `*` may stand (`*.s3.amazonaws.com`), or the beginning of a
                URL (`https://sqs.us-east-1.amazonaws.com/123456789012/`).

        Raises:
            ConfigurationError: an entry is none of these.
        """
        if isinstance(allow, bool):
            return cls(everything=allow)
        entries = [allow] if isinstance(allow, str) else list(allow)
        unknown = [entry for entry in entries if not _is_known(entry)]
        if unknown:
            raise ConfigurationError(
                f"allow_aws has the entry {unknown[0]!r}; expected a service as boto3 names it ('dynamodb'), "
                "a host ('*.s3.amazonaws.com'), the beginning of a URL ('https://…'), or '*' for all of AWS. "
                "A single operation cannot be let through."
            )
        return cls(
            everything=_EVERYTHING in entries,
            services=frozenset(entry for entry in entries if _SERVICE.fullmatch(entry)),
            hosts=tuple(entry for entry in entries if _HOST.fullmatch(entry)),
            urls=tuple(entry for entry in entries if _URL.fullmatch(entry)),
        )

    def permits_service(self, service: str | None) -> bool:
        """Whether a service is let through, wherever its endpoint is."""
        return service is not None and service in self.services

    def permits_url(self, url: str, host: str) -> bool:
        """Whether a URL is let through, whatever service it belongs to."""
        return url.startswith(self.urls) or any(fnmatchcase(host, pattern) for pattern in self.hosts)


def _is_known(entry: object) -> bool:
    return isinstance(entry, str) and (
        entry == _EVERYTHING or any(form.fullmatch(entry) for form in (_SERVICE, _HOST, _URL))
    )
