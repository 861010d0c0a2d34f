"""Options about a template."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_lambda.cli.pairs import Pairs
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.templates.names import USUAL, found_in
from pytest_lambda.world import World

if TYPE_CHECKING:
    from pytest_lambda.templates.opened import OpenTemplate, Templates

_PARTS = ("*.yaml", "*.yml", "*.json")


def add_template_options(options: argparse._ArgumentGroup) -> None:
    """Parameters, and what cannot be known here."""
    options.add_argument(
        "--template-parameters", action=Pairs, metavar="NAME=value", help="a parameter of the template; repeatable"
    )
    options.add_argument(
        "--template-values",
        action=Pairs,
        metavar="KEY=value",
        help="what cannot be known here, say Cluster.Endpoint.Address=db; repeatable",
    )


def usual_template() -> str:
    """The template of the current folder.

    Raises:
        ConfigurationError: there is none.
    """
    found = found_in(Path())
    if found is None:
        raise ConfigurationError(f"There is no template here: expected the path of one, or {', '.join(USUAL)}.")
    return found


def given_parameters(found: argparse.Namespace) -> Mapping[str, Any]:
    """The parameters of the template."""
    return found.template_parameters or {}


def given_values(found: argparse.Namespace) -> Mapping[str, Any]:
    """What cannot be known here."""
    return found.template_values or {}


def opened_template(found: argparse.Namespace, path: str, world: World) -> OpenTemplate:
    """A template, read anew; the folders that had to be made for it are there until it is opened again.

    Raises:
        ConfigurationError: it cannot be read.
    """
    from pytest_lambda.templates.opened import Templates  # other runs go without

    close_templates(found)
    found.templates = templates = Templates()
    return templates.open(
        Path(path).absolute(), world, parameters=given_parameters(found), values=given_values(found)
    )


def close_templates(found: argparse.Namespace) -> None:
    """Remove the folders that had to be made."""
    templates: Templates | None = getattr(found, "templates", None)
    if templates is not None:
        templates.close()


def files_of_template(path: str) -> frozenset[Path]:
    """The files whose changes are changes of the template; it may consist of several."""
    template = Path(path).absolute()
    folder = template if template.is_dir() else template.parent
    return frozenset({template, *(each for pattern in _PARTS for each in folder.glob(pattern))})
