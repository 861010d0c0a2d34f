"""What `serve` serves by the command line and the files that it names, and what after a change of these."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pytest_lambda.cli.door_options import door_settings
from pytest_lambda.cli.function_options import function_settings
from pytest_lambda.cli.template_options import close_templates, files_of_template
from pytest_lambda.errors import PytestLambdaError
from pytest_lambda.gateway.door import Door
from pytest_lambda.gateway.routes.openapi.document import document_of
from pytest_lambda.gateway.routes.route import routes_of
from pytest_lambda.gateway.serving.kinds import WEBSOCKET, door_of


class Reading:
    """What the files said at one moment.

    Args:
        found: the options; the folders that a template needs are kept there.

    Attributes:
        settings: of the function.
        door, routes: of it.
        document: the API's, as it is written.

    Raises:
        ConfigurationError: they make no sense.
    """

    def __init__(self, found: argparse.Namespace) -> None:
        self.found = found
        try:
            self.settings = function_settings(found)
            self.door, self.routes, self.document = self._made(door_settings(found))
        except PytestLambdaError:
            close_templates(found)
            raise

    def _made(self, settings: dict[str, Any]) -> tuple[Door, Sequence[str], bytes]:
        from pytest_lambda.gateway.serving.served import ServedFunction  # other commands go without

        if self.found.routes is not None:
            settings["routes"] = self.found.routes
        routes = _routes(self.found.kind, settings)
        document = Path(settings["openapi"]).read_bytes() if "openapi" in settings else b""
        return door_of(ServedFunction(**self.settings), self.found.kind, settings), routes, document

    def is_like(self, other: Reading) -> bool:
        """Whether the same is served by it."""
        return self.settings == other.settings and self.document == other.document

    def close(self) -> None:
        """Without it having been served."""
        self.door.function.close()
        close_templates(self.found)


class Project:
    """A `Successor` to itself.

    Args:
        found: the options.
    """

    def __init__(self, found: argparse.Namespace) -> None:
        self._found = found
        self._now = self._next = Reading(found)

    @property
    def door(self) -> Door:
        """What is served."""
        return self._now.door

    @property
    def routes(self) -> Sequence[str]:
        """Of the door, by their keys."""
        return self._now.routes

    @property
    def files(self) -> frozenset[Path]:
        """See `Successor`."""
        template = frozenset() if self._found.template is None else files_of_template(self._found.template)
        document = door_settings(self._found).get("openapi")
        return template if document is None else template | {Path(document).absolute()}

    def is_due(self) -> bool:
        """See `Successor`."""
        fresh = Reading(argparse.Namespace(**{**vars(self._found), "templates": None}))
        if fresh.is_like(self._now):
            fresh.close()
            return False
        self._next = fresh
        return True

    def succeed(self) -> None:
        """What was due is what is served."""
        close_templates(self._found)
        self._found.templates = self._next.found.templates
        self._now = self._next


def _routes(kind: str, settings: Mapping[str, Any]) -> Sequence[str]:
    """Keys of those of the command line or the document; none stands for all paths."""
    if kind == WEBSOCKET:
        return list(settings.get("routes", ()))
    if "openapi" in settings:
        return [route.key for route in document_of(settings["openapi"]).routes]
    return [route.key for route in routes_of(settings["routes"])] if "routes" in settings else ()
