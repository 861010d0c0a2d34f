"""The aliases of one function: names for versions, which can share the traffic between two of them."""

from __future__ import annotations

import random as randomness
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic

from pytest_lambda.errors import (
    ConfigurationError,
    InvalidParameterValueException,
    ResourceConflictException,
    ResourceNotFoundException,
)
from pytest_lambda.service.settings.constraints import a_text, refuse, text_violations
from pytest_lambda.service.versions.qualifiers import LATEST, function_not_found, is_version
from pytest_lambda.service.versions.routing_config import NO_WEIGHTS, parse_routing_config
from pytest_lambda.service.versions.versions import (
    Snapshot,
    Version,
    Versions,
    check_description,
    check_revision,
)

#: Lambda API reference, CreateAlias, Name and FunctionVersion
NAME_PATTERN = r"(?!^[0-9]+$)([a-zA-Z0-9-_]+)"
NAME_LENGTH = (1, 128)
FUNCTION_VERSION_PATTERN = r"(\$LATEST(\.PUBLISHED)?|[0-9]+)"
FUNCTION_VERSION_LENGTH = (1, 1024)


@dataclass(frozen=True, slots=True)
class Alias:
    """An alias, as it is until the next update.

    Attributes:
        name: 1-128 letters, digits, `-` and `_`, not digits only.
        arn: qualified with the name.
        function_version: a version's number, or `$LATEST`.
        revision_id: another one after each update.
        description: at most 256 characters.
        routing_config: a second version and its share of the invocations, from 0.0 to 1.0; mostly empty.
    """

    name: str
    arn: str
    function_version: str
    revision_id: str
    description: str = ""
    routing_config: Mapping[str, float] = field(default_factory=lambda: NO_WEIGHTS, hash=False)

    @property
    def versions(self) -> tuple[str, ...]:
        """All versions that an invocation can reach, the first one first."""
        return (self.function_version, *self.routing_config)

    def as_response(self) -> dict[str, Any]:
        """The fields of GetAlias's answer, as boto3 gives them."""
        response: dict[str, Any] = {
            "AliasArn": self.arn,
            "Name": self.name,
            "FunctionVersion": self.function_version,
            "Description": self.description,
            "RevisionId": self.revision_id,
        }
        if self.routing_config:
            response["RoutingConfig"] = {"AdditionalVersionWeights": dict(self.routing_config)}
        return response

    def choose(self, random: randomness.Random) -> str:
        """The version that one invocation runs (F18); nothing is drawn where there is no choice."""
        for version, weight in self.routing_config.items():
            if random.random() < weight:
                return version
        return self.function_version


class Aliases(Generic[Snapshot]):
    """The aliases of one function; versions that they point to cannot be deleted.

    Args:
        versions: of the same function.
        difference: what keeps two versions from sharing an alias (roles, dead-letter queues; F18): a name, or
            None if nothing does.
    """

    def __init__(
        self,
        versions: Versions[Snapshot],
        *,
        difference: Callable[[Snapshot, Snapshot], str | None] | None = None,
    ) -> None:
        self._versions = versions
        self._difference = difference
        self._aliases: dict[str, Alias] = {}
        versions.guard(self.names_of)

    def __len__(self) -> int:
        return len(self._aliases)

    def create(
        self,
        name: str,
        *,
        function_version: str | Version[Snapshot],
        description: str = "",
        routing_config: Mapping[str, Any] | None = None,
    ) -> Alias:
        """Create an alias.

        Args:
            name: 1-128 letters, digits, `-` and `_`, not digits only.
            function_version: a number, `$LATEST`, or what `publish_version` returned.
            description: at most 256 characters.
            routing_config: `{"2": 0.1}`, or as AWS has it `{"AdditionalVersionWeights": {"2": 0.1}}`.

        Raises:
            ValidationException: a parameter is malformed.
            InvalidParameterValueException: the weights make no sense.
            ResourceConflictException: the name is taken.
            ResourceNotFoundException: a version does not exist.

        Source: Lambda API reference, CreateAlias; API::TestLambdaAlias (V1).
        """
        refuse(text_violations("name", a_text("name", name), length=NAME_LENGTH, pattern=NAME_PATTERN))
        version = _version_name(function_version)
        check_description(description)
        weights = parse_routing_config(routing_config or {})
        self._check_versions(version, weights)
        if name in self._aliases:
            raise ResourceConflictException(f"Alias already exists: {self._arn(name)}")
        revision = self._versions.new_revision_id()
        alias = Alias(name, self._arn(name), version, revision, description, weights)
        self._aliases[name] = alias
        return alias

    def update(
        self,
        name: str,
        *,
        function_version: str | Version[Snapshot] | None = None,
        description: str | None = None,
        routing_config: Mapping[str, Any] | None = None,
        revision_id: str | None = None,
    ) -> Alias:
        """Change what is given, keep the rest; the revision id is another one in any case.

        Args:
            name: of an alias that exists.
            function_version: as in `create`.
            description: as in `create`.
            routing_config: as in `create`; an empty one takes the weights away.
            revision_id: update only if the alias has this id.

        Raises:
            ResourceNotFoundException: there is no such alias, or no such version.
            PreconditionFailedException: the alias has another revision id.
            InvalidParameterValueException: as in `create`.

        Source: Lambda API reference, UpdateAlias; API::test_alias_lifecycle (V1).
        """
        if name not in self._aliases:
            raise ResourceNotFoundException(f"Alias not found: {self._arn(name)}", self._known())
        old = self._aliases[name]
        check_description(description)
        check_revision(revision_id, old.revision_id)
        version = old.function_version if function_version is None else _version_name(function_version)
        weights = old.routing_config if routing_config is None else parse_routing_config(routing_config)
        self._check_versions(version, weights)
        self._aliases[name] = replace(
            old,
            function_version=version,
            description=old.description if description is None else description,
            routing_config=weights,
            revision_id=self._versions.new_revision_id(),
        )
        return self._aliases[name]

    def get(self, name: str) -> Alias:
        """An alias by its name.

        Raises:
            ResourceNotFoundException: there is none.
        """
        if name not in self._aliases:
            raise ResourceNotFoundException(f"Cannot find alias arn: {self._arn(name)}", self._known())
        return self._aliases[name]

    def delete(self, name: str) -> Alias | None:
        """Delete an alias and return it.

        One that does not exist is no error (API::test_non_existent_alias_deletion, V1).
        """
        return self._aliases.pop(name, None)

    def renew_revision(self, name: str, revision_id: str) -> None:
        """What belongs to an alias has changed, its policy say: it has another revision id."""
        self._aliases[name] = replace(self.get(name), revision_id=revision_id)

    def knows(self, qualifier: str) -> bool:
        """Whether a qualifier names something: `$LATEST`, a published version or an alias."""
        return qualifier in self._aliases or self._versions.exists(qualifier)

    def list(self, *, function_version: str | Version[Snapshot] | None = None) -> tuple[Alias, ...]:
        """All aliases, the oldest first.

        Args:
            function_version: only those whose first version it is.
        """
        version = None if function_version is None else _version_name(function_version)
        return tuple(alias for alias in self._aliases.values() if version in (None, alias.function_version))

    def names_of(self, version: str) -> tuple[str, ...]:
        """The aliases that point to a version, also those that only give it a weight."""
        return tuple(alias.name for alias in self._aliases.values() if version in alias.versions)

    def route(self, qualifier: str | None, random: randomness.Random) -> str:
        """The version that an invocation runs: `$LATEST` or a number.

        Args:
            qualifier: as the caller gave it.
            random: decides between the versions of a weighted alias.

        Raises:
            ResourceNotFoundException: there is no such version or alias (F20).
        """
        if qualifier is None or qualifier == LATEST:
            return LATEST
        if is_version(qualifier):
            return self._versions.get(qualifier).version
        if qualifier in self._aliases:
            return self._aliases[qualifier].choose(random)
        raise function_not_found(self._arn(qualifier), self._known())

    def _check_versions(self, version: str, weights: Mapping[str, float]) -> None:
        if weights and version == LATEST:
            raise InvalidParameterValueException(
                "$LATEST is not supported for an alias pointing to more than 1 version"
            )
        if version in weights:
            raise InvalidParameterValueException(
                f"Invalid function version {version}. Function version {version} is already included in routing "
                f"configuration."
            )
        for each in (version, *weights):
            if not self._versions.exists(each):
                self._versions.get(each)
        for other in weights:
            self._check_pair(version, other)

    def _check_pair(self, version: str, other: str) -> None:
        if self._difference is None:
            return
        what = self._difference(self._versions.get(version).snapshot, self._versions.get(other).snapshot)
        if what is not None:
            # The rule is F18; nobody has recorded AWS's text.
            raise InvalidParameterValueException(
                f"An alias cannot share its invocations between the versions {version} and {other}: they differ in "
                f"{what}. AWS takes two versions of the same role and the same dead-letter queue only."
            )

    def _arn(self, name: str) -> str:
        return f"{self._versions.function_arn}:{name}"

    def _known(self) -> str:
        return f"Aliases: {', '.join(self._aliases)}." if self._aliases else "The function has no aliases."


def _version_name(version: object) -> str:
    if isinstance(version, Version):
        return version.version
    if isinstance(version, str):
        length, pattern = FUNCTION_VERSION_LENGTH, FUNCTION_VERSION_PATTERN
        refuse(text_violations("functionVersion", version, length=length, pattern=pattern))
        return version
    raise ConfigurationError(
        f"function_version is {version!r}: expected a string such as '1' or '$LATEST', or what publish_version() "
        f"returned."
    )
