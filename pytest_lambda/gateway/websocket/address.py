"""Where a WebSocket API is: its names, its URLs, and its ARN."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.builders.front_end import names_of
from pytest_lambda.world import World

_STAGE = re.compile(r"[A-Za-z0-9_-]{1,128}")
_API_ID = re.compile(r"[a-z0-9]{10}")
_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_MAPPING_KEY = re.compile(r"[A-Za-z0-9$._+!*'()/-]*")


@dataclass(frozen=True, slots=True)
class Address:
    """Where an API is.

    Args:
        world: account and region.
        stage: that clients connect to.
        api_id: of the API.
        domain_name: a custom domain; None for the default one.
        api_mapping_key: what stands in the custom domain's URLs in place of the stage; may be empty.
    """

    world: World
    stage: str
    api_id: str
    domain_name: str | None
    api_mapping_key: str

    @classmethod
    def of(
        cls, world: World, stage: object, api_id: object, domain_name: object, api_mapping_key: object
    ) -> Address:
        """The address of these settings.

        Raises:
            ConfigurationError: one makes no sense.
        """
        made = cls(
            world,
            _fitting("stage", stage, _STAGE, "letters, digits, hyphens and underscores, 'prod' say"),
            _fresh_id(world) if api_id is None else _fitting("api_id", api_id, _API_ID, "ten letters and digits"),
            None if domain_name is None else _fitting("domain_name", domain_name, _DOMAIN, "'ws.example.com', say"),
            _fitting("api_mapping_key", api_mapping_key, _MAPPING_KEY, "'chat', say").strip("/"),
        )
        if domain_name is None and made.api_mapping_key:
            raise ConfigurationError(
                f"api_mapping_key is {api_mapping_key!r}, but there is no domain_name: expected both, or neither."
            )
        return made

    @property
    def host(self) -> str:
        """The host that clients connect to."""
        return self.domain_name or self.default_host

    @property
    def default_host(self) -> str:
        """The API's own host, which it has beside a custom domain."""
        return f"{self.api_id}.execute-api.{self.world.region}.{self.world.dns_suffix}"

    @property
    def place(self) -> str:
        """Host and path of the URL that clients connect to."""
        return f"{self.host}/{self.endpoints[self.host]}".rstrip("/")

    @property
    def endpoints(self) -> dict[str, str]:
        """The hosts that it is known by, each with the path: the stage, or the API mapping key."""
        custom = {} if self.domain_name is None else {self.domain_name: self.api_mapping_key}
        return {self.default_host: self.stage, **custom}

    @property
    def connect_arn(self) -> str:
        """What an authorizer is asked about."""
        world = self.world
        area = f"{world.partition}:execute-api:{world.region}:{world.account}"
        return f"arn:{area}:{self.api_id}/{self.stage}/$connect"


def _fresh_id(world: World) -> str:
    """Another one for each API of a world, so that no two are reached by one name."""
    return names_of("websocket api", f"{world.seed}{world.hexadecimal(16)}", 10)[0]


def _fitting(name: str, value: object, form: re.Pattern[str], expected: str) -> str:
    if not isinstance(value, str) or not form.fullmatch(value):
        raise ConfigurationError(f"{name} is {value!r}: expected {expected}.")
    return value
