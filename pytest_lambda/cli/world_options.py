"""Options that say where on AWS all is."""

from __future__ import annotations

import argparse

from pytest_lambda.world import DEFAULT_ACCOUNT, DEFAULT_REGION, World


def add_world_options(options: argparse._ActionsContainer) -> None:
    """Region and account."""
    options.add_argument("--region", default=DEFAULT_REGION, help="(default: %(default)s)")
    options.add_argument("--account", default=DEFAULT_ACCOUNT, help="(default: %(default)s)")


def world_of(found: argparse.Namespace, seed: int | str = 0) -> World:
    """Account and region, with a seed of ids."""
    return World(found.account, found.region, seed)
