"""Where a REST API is reached: a stage of its own domain, or a base path of a custom one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pytest_lambda.errors import ConfigurationError

#: "Amazon API Gateway important notes"
_STAGE = re.compile(r"[A-Za-z0-9_-]{1,128}")
_DOMAIN = re.compile(r"(?=.{1,253}$)[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")
#: "Working with API mappings for REST APIs"
_BASE_PATH = re.compile(r"[A-Za-z0-9$_.+!*'()-]+(/[A-Za-z0-9$_.+!*'()-]+)*")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A path that has reached the API.

    Args:
        inside: what is compared with the resources.
        path: as the function sees it: without a stage, but with a base path.
        context_path: `requestContext.path`: with the stage.
    """

    inside: str
    path: str
    context_path: str


class Site:
    """Host, stage and base path of an API.

    Args:
        own_host: the API's default domain.
        stage: of the API.
        domain_name: a custom domain; None for the default one.
        base_path: of the mapping of a custom domain to this stage; empty for all paths.

    Raises:
        ConfigurationError: one of them is malformed.
    """

    __slots__ = ("base_path", "domain_name", "host", "stage")

    def __init__(self, own_host: str, *, stage: str, domain_name: str | None, base_path: str) -> None:
        if not isinstance(stage, str) or not _STAGE.fullmatch(stage):
            raise ConfigurationError(
                f"stage is {stage!r}: expected up to 128 letters, digits, hyphens and underscores, such as 'prod'."
            )
        if domain_name is not None and not (isinstance(domain_name, str) and _DOMAIN.fullmatch(domain_name)):
            raise ConfigurationError(f"domain_name is {domain_name!r}: expected a name such as 'api.example.com'.")
        base = base_path.strip("/") if isinstance(base_path, str) else None
        if base is None or (base and not _BASE_PATH.fullmatch(base)):
            raise ConfigurationError(f"base_path is {base_path!r}: expected path parts such as 'v1', or nothing.")
        if base and domain_name is None:
            raise ConfigurationError(f"base_path is {base_path!r}, which needs a custom domain: give domain_name=.")
        self.stage = stage
        self.domain_name = domain_name
        self.base_path = base
        self.host = (own_host if domain_name is None else domain_name).lower()

    @property
    def prefix(self) -> str:
        """What all paths of the API begin with."""
        name = self.stage if self.domain_name is None else self.base_path
        return f"/{name}" if name else ""

    def arrival(self, path: str) -> Arrival | None:
        """A path as the API sees it; None if it is not one of the API's.

        Slashes before the stage do not count; after it the context keeps them, and the function's path does not
        (all recorded).

        Args:
            path: as sent.
        """
        seen = f"/{path.lstrip('/')}"
        prefix = self.prefix
        if seen != prefix and not seen.startswith(f"{prefix}/"):
            return None
        below = seen[len(prefix) :] or "/"
        inside = f"/{below.lstrip('/')}"
        if self.domain_name is None:
            return Arrival(inside, inside, prefix + below)
        return Arrival(inside, seen, seen)
