"""Kafka clusters: of Amazon MSK, or self-managed ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.platform import Platform

if TYPE_CHECKING:
    from pytest_lambda.service.resources.kafka_topic import KafkaTopic

#: Lambda API reference, EndpointLists: a host and its port
_SERVER = re.compile(r"(?P<host>[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?):(?P<port>[0-9]{1,5})")
#: Amazon MSK API reference, CreateCluster
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?")


class KafkaCluster:
    """A cluster, which has topics: see `LambdaService.kafka_topic`.

    Args:
        name: 1 to 64 letters, digits and `-`; of a self-managed cluster it is for people.
        platform: what the cluster is part of.
        bootstrap_servers: of a self-managed cluster: `["kafka.example.com:9092"]`. Without them the cluster is one of
            Amazon MSK.

    Attributes:
        name: see above.
        arn: of Amazon MSK's cluster; of a self-managed one, which has none, `kafka://` and its first server.
        bootstrap_servers: as a tuple.
        self_managed: whether it is not Amazon's.

    Raises:
        ConfigurationError: a name or a server is of another form.
    """

    def __init__(self, name: str, *, platform: Platform, bootstrap_servers: Sequence[str] | None = None) -> None:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise ConfigurationError(f"The cluster's name is {name!r}: expected 1 to 64 letters, digits and `-`.")
        world = platform.world
        self.name = name
        self.self_managed = bootstrap_servers is not None
        self._topics: dict[str, KafkaTopic] = {}
        ids = world.ids_for("cluster of Kafka", name)
        number = 1 + ids.number(20)
        self._identity = f"{name}/{ids.uuid()}-{number}"
        self._where = f"arn:{world.partition}:kafka:{world.region}:{world.account}"
        if bootstrap_servers is None:
            hosts = f"{name}.{ids.hexadecimal(6)}.c{number}.kafka.{world.region}.{world.dns_suffix}"
            self.bootstrap_servers: tuple[str, ...] = (f"b-1.{hosts}:9092", f"b-2.{hosts}:9092")
            self.arn = f"{self._where}:cluster/{self._identity}"
        else:
            self.bootstrap_servers = _checked(bootstrap_servers)
            self.arn = f"kafka://{self.bootstrap_servers[0]}"

    def __repr__(self) -> str:
        return f"<KafkaCluster {self.name}: {', '.join(self._topics) or 'no topics'}>"

    @property
    def topics(self) -> tuple[KafkaTopic, ...]:
        """All of it, oldest first."""
        return tuple(self._topics.values())

    def topic(self, name: str) -> KafkaTopic | None:
        """The topic of a name, if there is one."""
        return self._topics.get(name)

    def add(self, topic: KafkaTopic) -> None:
        """Have a topic: for `LambdaService.kafka_topic`."""
        self._topics.setdefault(topic.name, topic)

    def topic_arn(self, name: str) -> str:
        """As Amazon MSK has it; of a self-managed cluster a text that tells topics apart."""
        return f"{self.arn}/{name}" if self.self_managed else f"{self._where}:topic/{self._identity}/{name}"


def _checked(servers: Sequence[str]) -> tuple[str, ...]:
    given = () if isinstance(servers, (str, bytes)) else tuple(servers)
    if not given or not all(isinstance(server, str) and _SERVER.fullmatch(server) for server in given):
        raise ConfigurationError(
            f'bootstrap_servers is {servers!r}: expected a list of hosts with their ports, ["kafka.example.com:9092"].'
        )
    return given
