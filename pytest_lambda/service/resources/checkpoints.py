"""How far a stream was read, asked of the stream itself."""

from __future__ import annotations

from typing import Any

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.platform import Platform


class Checkpoints:
    """What streams have in common.

    Attributes:
        name: of the stream.
    """

    name: str
    _platform: Platform

    def checkpoint(self, shard: Any) -> str | None:
        """The sequence number up to which a shard is done; None if nothing of it is.

        Args:
            shard: it, or its id.

        Raises:
            ConfigurationError: no mapping reads the stream, or several do: each has checkpoints of its own.
        """
        shard_id: str = getattr(shard, "shard_id", shard)
        reading = [mapping for mapping in self._platform.event_source_mappings if mapping.source is self]
        if len(reading) != 1:
            which = "several mappings read" if reading else "no mapping reads"
            raise ConfigurationError(
                f"{which} {self.name}: checkpoints are those of a mapping. Ask it: mapping.checkpoint({shard_id!r})."
            )
        found: str | None = reading[0].checkpoint(shard_id)
        return found
