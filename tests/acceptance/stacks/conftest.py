"""Whole applications, each deployed from its own template beside moto; none of their code knows of this library."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from moto import mock_aws

from pytest_lambda import LambdaService
from pytest_lambda.templates.application import Application

APPLICATIONS = Path(__file__).parent / "applications"


@pytest.fixture
def deployed(lambda_service: LambdaService) -> Iterator[Callable[..., Application]]:
    """Deploys the application of a folder: `deployed("payments/template.yaml")`."""
    with mock_aws():
        yield lambda path, **settings: lambda_service.from_template(APPLICATIONS / path, **settings)
    lambda_service.close()  # the plugin would do so later than our census of leaks looks
