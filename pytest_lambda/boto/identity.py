"""What a Lambda client signs with where the host has nothing, or nothing that is at hand.

A client of the simulation needs no identity. botocore would look for one all the same, and in the end on the
network: EC2's metadata service when the client is made, SSO or STS when it signs.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from pytest_lambda.runtime.aws_access.credentials import fake_credentials, hiding_variables, host_names_to_hide
from pytest_lambda.world import DEFAULT_REGION

#: argument of `create_client` -> the variable that stands for it
KEYS = {
    "aws_access_key_id": "AWS_ACCESS_KEY_ID",
    "aws_secret_access_key": "AWS_SECRET_ACCESS_KEY",
    "aws_session_token": "AWS_SESSION_TOKEN",
}


def lent_identity() -> dict[str, str]:
    """A fake identity as arguments of `create_client`, where botocore would find one on the network only."""
    if "AWS_ACCESS_KEY_ID" in os.environ or not host_names_to_hide().isdisjoint(os.environ) or _has_profiles():
        return {}
    fake = fake_credentials(DEFAULT_REGION)
    return {argument: fake[name] for argument, name in KEYS.items()}


def _has_profiles() -> bool:
    return bool(hiding_variables(Path(os.path.expanduser("~"))))


def is_at_hand(credentials: Any) -> bool:
    """Whether signing needs nothing but what is in memory."""
    if credentials is None:
        return False
    return not isinstance(credentials, sys.modules["botocore.credentials"].RefreshableCredentials)
