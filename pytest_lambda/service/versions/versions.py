"""The published versions of one function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from pytest_lambda.errors import (
    InvalidParameterValueException,
    PreconditionFailedException,
    ResourceConflictException,
)
from pytest_lambda.service.settings.constraints import a_text, refuse, text_violations
from pytest_lambda.service.versions.qualifiers import LATEST, function_not_found, is_alias

DESCRIPTION_LENGTH = (0, 256)


class Publishable(Protocol):
    """What can be published: code and configuration as they are at one moment."""

    @property
    def description(self) -> str:
        """Of `$LATEST`; a version that is published without one of its own has it."""
        ...

    @property
    def code_sha256(self) -> str:
        """Of the code."""
        ...

    @property
    def revision_id(self) -> str:
        """Of `$LATEST`; another one after each change."""
        ...


Snapshot = TypeVar("Snapshot", bound=Publishable)


@dataclass(frozen=True, slots=True)
class Version(Generic[Snapshot]):
    """A published version: it never changes.

    Attributes:
        version: its number, as text.
        arn: qualified with the number.
        snapshot: code and configuration.
        description: given to `publish_version`, else the function's.
        revision_id: of the version itself.
    """

    version: str
    arn: str
    snapshot: Snapshot
    description: str
    revision_id: str

    @property
    def code_sha256(self) -> str:
        """Of the version's code."""
        return self.snapshot.code_sha256


class Versions(Generic[Snapshot]):
    """Numbers from 1 on, none of them used twice.

    Args:
        function_arn: unqualified.
        new_revision_id: gives a fresh id.
        unchanged: whether a snapshot differs in nothing from the one published last; default: equality.
    """

    def __init__(
        self,
        function_arn: str,
        *,
        new_revision_id: Callable[[], str],
        unchanged: Callable[[Snapshot, Snapshot], bool] | None = None,
    ) -> None:
        self.function_arn = function_arn
        self.new_revision_id = new_revision_id
        self._unchanged = unchanged or (lambda before, now: before == now)
        self._published: dict[str, Version[Snapshot]] = {}
        self._last_number = 0
        self._guards: list[Callable[[str], Sequence[str]]] = []

    def __len__(self) -> int:
        return len(self._published)

    def publish(
        self,
        snapshot: Snapshot,
        *,
        description: str | None = None,
        code_sha256: str | None = None,
        revision_id: str | None = None,
    ) -> Version[Snapshot]:
        """Publish what `$LATEST` is now; if nothing has changed since the last time, that version again.

        Args:
            snapshot: `$LATEST` as it is now.
            description: at most 256 characters.
            code_sha256: publish only if the code has this hash.
            revision_id: publish only if `$LATEST` has this id.

        Raises:
            InvalidParameterValueException: the code has another hash.
            PreconditionFailedException: `$LATEST` has another revision id.

        Source: Lambda API reference, PublishVersion; API::TestLambdaVersions (V1).
        """
        check_description(description)
        _check_code(code_sha256, snapshot)
        check_revision(revision_id, snapshot.revision_id)
        last = self._published.get(str(self._last_number))
        if last is not None and self._unchanged(last.snapshot, snapshot):
            return last  # with its old description
        return self._publish(snapshot, snapshot.description if description is None else description)

    def get(self, version: str) -> Version[Snapshot]:
        """A published version.

        Raises:
            ResourceNotFoundException: there is none with this number (F20).
        """
        found = self._published.get(version)
        if found is None:
            raise function_not_found(f"{self.function_arn}:{version}", self._known())
        return found

    def exists(self, version: str) -> bool:
        """Whether an alias can point to it: `$LATEST`, or a published version."""
        return version == LATEST or version in self._published

    def list(self) -> tuple[Version[Snapshot], ...]:
        """Those that are there, in the order of their numbers; without `$LATEST`."""
        return tuple(self._published.values())

    def delete(self, version: str) -> Version[Snapshot] | None:
        """Delete a published version; one that does not exist is no error.

        Returns:
            What was deleted.

        Raises:
            InvalidParameterValueException: it is `$LATEST`, or an alias.
            ResourceConflictException: aliases point to it.

        Source: Lambda API reference, DeleteFunction; API::test_delete_on_nonexisting_version (V1).
        """
        if version == LATEST:
            raise InvalidParameterValueException("$LATEST version cannot be deleted without deleting the function.")
        if is_alias(version):
            raise InvalidParameterValueException("Deletion of aliases is not currently supported.")
        names = [name for guard in self._guards for name in guard(version)]
        if names:
            raise ResourceConflictException(
                f"Unable to delete version because the following aliases reference it: [{', '.join(names)}]"
            )
        return self._published.pop(version, None)

    def renew_revision(self, version: str, revision_id: str) -> None:
        """What belongs to a version has changed, its policy say: it has another revision id."""
        self._published[version] = replace(self.get(version), revision_id=revision_id)

    def guard(self, references: Callable[[str], Sequence[str]]) -> None:
        """Have versions kept for which this function gives the names of those who refer to them."""
        self._guards.append(references)

    def _publish(self, snapshot: Snapshot, description: str) -> Version[Snapshot]:
        self._last_number += 1
        number = str(self._last_number)
        version = Version(number, f"{self.function_arn}:{number}", snapshot, description, self.new_revision_id())
        self._published[number] = version
        return version

    def _known(self) -> str:
        if not self._published:
            return "No version of the function is published: call publish_version() first."
        return f"Published versions: {', '.join(self._published)}."


def check_description(description: str | None) -> None:
    """AWS's check of a description (256 characters)."""
    if description is not None:
        refuse(text_violations("description", a_text("description", description), length=DESCRIPTION_LENGTH))


def check_revision(given: str | None, current: str) -> None:
    """AWS's check of a revision id that the caller expects.

    Raises:
        PreconditionFailedException: it is not the current one.
    """
    if given is not None and given != current:
        raise PreconditionFailedException(
            "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to "
            "retrieve the latest Revision Id",
            f"It is {current!r}; {given!r} was given.",
        )


def _check_code(given: str | None, snapshot: Publishable) -> None:
    if given is not None and given != snapshot.code_sha256:
        raise InvalidParameterValueException(
            f"CodeSHA256 ({given}) is different from current CodeSHA256 in $LATEST ({snapshot.code_sha256}). "
            f"Please try again with the CodeSHA256 in $LATEST."
        )
