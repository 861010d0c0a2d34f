"""Under which address an HTTP API is reached, and which part of a path is the API's own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from pytest_lambda.errors import ConfigurationError

DEFAULT_STAGE = "$default"
_STAGE = re.compile(r"\$default|[A-Za-z0-9_-]{1,128}")
_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_MAPPING_KEY = re.compile(r"[A-Za-z0-9$_.+!*'()-]+(/[A-Za-z0-9$_.+!*'()-]+)*")


class Paths(NamedTuple):
    """The path of a request as its parties see it, percent-encoded.

    Attributes:
        inside: of the stage: what routes are about.
        staged: with the name of the stage before it, if it has one: what events are about.
    """

    inside: str
    staged: str


@dataclass(frozen=True, slots=True)
class Address:
    """Where a stage of an API is.

    Args:
        api_id: of the API, and the first label of its own host name.
        host: its own one, or the custom domain.
        stage: its name, or `$default`.
        prefix: what paths begin with: the stage, or the key of the API mapping; empty for nothing.
    """

    api_id: str
    host: str
    stage: str
    prefix: str

    @property
    def base_url(self) -> str:
        """What a client's paths come after."""
        return f"https://{self.host}{self.prefix}"

    def paths(self, path: str) -> Paths | None:
        """The path of a request within the stage; None if it is none of the stage's."""
        if not self.prefix:
            inside = path
        elif path == self.prefix or path.startswith(f"{self.prefix}/"):
            inside = path[len(self.prefix) :] or "/"
        else:
            return None
        if self.stage == DEFAULT_STAGE:
            return Paths(inside, inside)
        return Paths(inside, path if self.prefix == f"/{self.stage}" else f"/{self.stage}{inside}")


def address_of(api_id: str, own_host: str, stage: Any, domain_name: Any, api_mapping_key: Any) -> Address:
    """The address that a caller's settings give.

    Raises:
        ConfigurationError: AWS would refuse one of them.
    """
    if not isinstance(stage, str) or not _STAGE.fullmatch(stage):
        raise ConfigurationError(
            f"stage is {stage!r}: expected '$default', or 1 to 128 letters, digits, hyphens and underscores."
        )
    if domain_name is None:
        if api_mapping_key is not None:
            raise ConfigurationError(
                f"api_mapping_key is {api_mapping_key!r}, but there is no domain_name: mappings belong to one."
            )
        return Address(api_id, own_host, stage, "" if stage == DEFAULT_STAGE else f"/{stage}")
    if not isinstance(domain_name, str) or not _DOMAIN.fullmatch(domain_name):
        raise ConfigurationError(
            f"domain_name is {domain_name!r}: expected a host name in lower case, 'api.example.com' say."
        )
    if api_mapping_key is None:
        return Address(api_id, domain_name, stage, "")
    if not isinstance(api_mapping_key, str) or not _MAPPING_KEY.fullmatch(api_mapping_key):
        raise ConfigurationError(
            f"api_mapping_key is {api_mapping_key!r}: expected a path without slashes at its ends, 'orders/v1' say."
        )
    return Address(api_id, domain_name, stage, f"/{api_mapping_key}")
