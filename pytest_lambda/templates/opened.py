"""Templates of which only the settings of functions are wanted: nothing is deployed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.templates.functions import FUNCTION, not_simulated, settings_of
from pytest_lambda.templates.identities import evaluated
from pytest_lambda.templates.reading import read_template
from pytest_lambda.templates.resources.row import Subject
from pytest_lambda.templates.sources import Sources
from pytest_lambda.templates.template import Template
from pytest_lambda.world import World

_NONE: Mapping[str, Any] = {}


class Undecided(ConfigurationError):
    """It is not said which function of a template is meant."""


class OpenTemplate:
    """A template in an account.

    Args:
        template: that was read.
        world: account, region and seed.
        parameters: `template_parameters`.
        values: `template_values`.
        folders: those of functions that are known already; gets those that are found.

    Attributes:
        template, evaluator, identities, sources: see there.
    """

    def __init__(
        self,
        template: Template,
        world: World,
        *,
        parameters: Mapping[str, Any] = _NONE,
        values: Mapping[str, Any] = _NONE,
        folders: Folders | None = None,
    ) -> None:
        self.template = template
        self.evaluator, self.identities = evaluated(template, world, parameters=parameters, values=values)
        self.sources = _KeptSources(self, Folders() if folders is None else folders)

    @property
    def functions(self) -> tuple[str, ...]:
        """The logical ids of the functions whose conditions hold."""
        resources = self.template.resources.values()
        functions = (each.logical_id for each in resources if each.type == FUNCTION)
        return tuple(name for name in functions if self.evaluator.present(name))

    def chosen(self, resource: str | None, handler: object = None, *, naming: str = "") -> str:
        """The logical id of the function that is meant.

        Args:
            resource: a logical id; None: the template's only function, or the only one with the handler.
            handler: that is given besides.
            naming: how to name a resource, for the message.

        Raises:
            Undecided: there are several.
            ConfigurationError: there is none of that name.
        """
        known = self.functions
        if resource is not None:
            if resource not in known:
                raise self._unknown(resource)
            return resource
        named = known if len(known) == 1 or handler is None else self._with_handler(handler)
        if len(named) != 1:
            raise self._undecided(naming)
        return named[0]

    def runs_here(self, logical_id: str) -> bool:
        """Whether a function is one of Python whose code is at hand."""
        return not_simulated(self.identities.subject(logical_id), self.sources.supplies) is None

    def settings(self, logical_id: str) -> dict[str, Any]:
        """The settings of a function, as `LambdaFunction` takes them.

        Raises:
            ConfigurationError: it cannot run here; the message says where.
        """
        subject = self.identities.subject(logical_id)
        reason = not_simulated(subject, self.sources.supplies)
        if reason is not None:
            raise subject.place.not_simulated(reason)
        return settings_of(subject, self.sources)

    def task_root(self, logical_id: str) -> Path:
        """The folder with the code of a function."""
        return self.sources.task_root(self.identities.subject(logical_id))

    def sources_of(self, logical_id: str) -> frozenset[Path]:
        """The folders whose files are the code of a function and its layers, none of them made for it."""
        subject = self.identities.subject(logical_id)
        layers = self.sources.layers(subject) if subject.value("Layers") is not None else []
        return frozenset(self.sources.originals((self.sources.task_root(subject), *layers)))

    def listed(self) -> str:
        """The functions with file and line, a line for each."""
        return "".join(f"\n  {name} ({self.template.resources[name].place})" for name in self.functions)

    def _with_handler(self, handler: object) -> tuple[str, ...]:
        def declared(name: str) -> object:
            place = self.identities.subject(name).value("Handler")
            return None if place is None else place.value

        return tuple(name for name in self.functions if declared(name) == handler)

    def _unknown(self, resource: str) -> ConfigurationError:
        found = self.template.resources.get(resource)
        name = self.template.document.name
        if found is None:
            return ConfigurationError(
                f"{name} has no resource {resource!r}.{nearest(resource, self.functions)}{self._known()}"
            )
        if found.type == FUNCTION:
            return found.place.error(
                f"the function {resource!r} is not deployed, since its condition {found.condition} does not hold. Set "
                f"what it depends on with template_parameters.{self._known()}"
            )
        return found.place.error(f"{resource!r} is an {found.type}: expected a function.{self._known()}")

    def _undecided(self, naming: str) -> ConfigurationError:
        functions = self.functions
        if not functions:
            return self.template.root.error("there is no function in this template.")
        return Undecided(
            f"{self.template.document.name} has {len(functions)} functions, and it is not said which one is meant."
            f"{self._known()}\nName one: {naming}"
        )

    def _known(self) -> str:
        listed = self.listed()
        return f" Functions of the template:{listed}" if listed else " There is no function in the template."


class Folders:
    """Folders of code and layers that have been found; what had to be made for them stays until the end."""

    def __init__(self) -> None:
        self.task_roots: dict[str, Path] = {}
        self.layers: dict[str, list[Path]] = {}
        self.kept: list[Sources] = []

    def close(self) -> None:
        """Remove what was made."""
        for sources in self.kept:
            sources.close()


class _KeptSources(Sources):
    """Finds each folder once for all tests of a run."""

    def __init__(self, opened: OpenTemplate, folders: Folders) -> None:
        super().__init__(opened.template, opened.evaluator)
        self._folders = folders

    def task_root(self, subject: Subject) -> Path:
        """See `Sources`."""
        known = self._folders.task_roots
        if subject.logical_id not in known:
            known[subject.logical_id] = super().task_root(subject)
            self._keep()
        return known[subject.logical_id]

    def layers(self, subject: Subject) -> list[Path]:
        """See `Sources`."""
        known = self._folders.layers
        if subject.logical_id not in known:
            known[subject.logical_id] = super().layers(subject)
            self._keep()
        return known[subject.logical_id]

    def originals(self, folders: Iterable[Path]) -> Iterator[Path]:
        """The folders themselves, or what those that were made have links to."""
        for folder in folders:
            if str(folder) in map(os.path.realpath, self._made):
                yield from (each.resolve() for each in folder.iterdir() if each.is_symlink())
            else:
                yield folder

    def _keep(self) -> None:
        if self not in self._folders.kept:
            self._folders.kept.append(self)


class Templates:
    """The templates of a run: each is read once, unless its file changes."""

    def __init__(self) -> None:
        #: by path, time and size of the file, and what else the template depends on
        self._read: dict[tuple[str, int, int, str], Template] = {}
        self._folders: dict[int, Folders] = {}

    def open(
        self,
        path: str | os.PathLike[str],
        world: World,
        *,
        parameters: Mapping[str, Any] = _NONE,
        values: Mapping[str, Any] = _NONE,
    ) -> OpenTemplate:
        """A template in an account.

        Args:
            path: see `read_template`.
            world: account, region and seed.
            parameters: `template_parameters`.
            values: `template_values`.

        Raises:
            ConfigurationError: it cannot be read; the message says where.
        """
        template = self.read(path, world=world, parameters=parameters, values=values)
        folders = self._folders.setdefault(id(template), Folders())
        return OpenTemplate(template, world, parameters=parameters, values=values, folders=folders)

    def read(
        self,
        path: str | os.PathLike[str],
        *,
        world: World,
        parameters: Mapping[str, Any] = _NONE,
        values: Mapping[str, Any] = _NONE,
    ) -> Template:
        """A template; the arguments are those of `read_template`.

        Raises:
            ConfigurationError: it cannot be read; the message says where.
        """
        given = repr((world.account, world.region, sorted(parameters.items()), sorted(values.items())))
        state = (*_state(Path(path)), given)
        if state not in self._read:
            self._read[state] = read_template(path, world=world, parameters=parameters, values=values)
        return self._read[state]

    def close(self) -> None:
        """Remove the folders that were made."""
        for folders in self._folders.values():
            folders.close()


def _state(path: Path) -> tuple[str, int, int]:
    try:
        found = path.stat()
    except OSError as error:
        raise ConfigurationError(
            f"The template {str(path)!r} cannot be read: {error.strerror or error}. Expected a template of SAM or "
            "CloudFormation, a serverless.yml, or the folder cdk.out."
        ) from None
    return str(path), found.st_mtime_ns, found.st_size
