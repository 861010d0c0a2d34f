from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from pytest_lambda.runtime.aws_access.call_sites import CallSite, call_site

PACKAGES = os.path.join(os.sep, "venv", "lib", "python3", "site-packages")
SDK = os.path.join(PACKAGES, "botocore", "client.py")
CODE = """
import sys
def step(inner, end):
    return inner[0](inner[1:], end) if inner else end(sys._getframe())
"""


def seen_from(*files: str) -> CallSite | None:
    """The call site seen from the last of these files, each of which calls into the next, on a bare stack."""
    steps: list[Any] = []
    for file in files:
        namespace: dict[str, Any] = {}
        exec(compile(CODE, file, "exec"), namespace)
        steps.append(namespace["step"])
    with ThreadPoolExecutor(1) as pool:
        site: CallSite | None = pool.submit(steps[0], steps[1:], call_site).result()
    return site


@pytest.mark.parametrize("package", ["boto3", "s3transfer", "aws_lambda_powertools"])
def test_the_users_line_behind_a_package(package: str) -> None:
    site = seen_from("/src/app.py", os.path.join(PACKAGES, package, "a.py"), SDK)

    assert site == CallSite("/src/app.py", 4, "step")


def test_an_installed_package_where_no_line_is_the_users() -> None:
    shop = os.path.join(PACKAGES, "shop", "orders.py")

    assert seen_from(os.path.join(PACKAGES, "pluggy", "x.py"), shop, SDK) == CallSite(shop, 4, "step")


def test_none_where_all_lines_are_the_sdks() -> None:
    assert seen_from(os.path.join(PACKAGES, "s3transfer", "tasks.py"), SDK) is None
    assert call_site(None) is None


def test_the_line_that_runs() -> None:
    site = call_site(sys._getframe())

    assert site is not None
    assert str(site) == f"{__file__}:{site.line} in test_the_line_that_runs"
