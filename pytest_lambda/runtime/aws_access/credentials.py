"""The identity a function has in a test: fake credentials, and none of the host's."""

from __future__ import annotations

import os
from pathlib import Path

# AWS's own documentation uses these, so every scanner for leaked secrets knows that they open nothing;
# ASIA marks them as temporary, which a function's are.
_ACCESS_KEY_ID = "ASIAIOSFODNN7EXAMPLE"
_SECRET_ACCESS_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
_SESSION_TOKEN = "RmFrZVNlc3Npb25Ub2tlbk9mUHl0ZXN0QXdzTGFtYmRh/EXAMPLETOKEN=="

_HIDDEN = frozenset(
    {
        # a named profile, and the files that hold profiles
        "AWS_PROFILE",
        "AWS_DEFAULT_PROFILE",
        "AWS_CONFIG_FILE",
        "AWS_SHARED_CREDENTIALS_FILE",
        "AWS_CREDENTIAL_FILE",
        "BOTO_CONFIG",
        # a role to assume
        "AWS_ROLE_ARN",
        "AWS_ROLE_SESSION_NAME",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        # a container's or a SnapStart environment's credentials
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
        # what belongs to the host's keys, beside the keys themselves
        "AWS_ACCESS_KEY",
        "AWS_SECRET_KEY",
        "AWS_SECURITY_TOKEN",
        "AWS_CREDENTIAL_EXPIRATION",
        "AWS_ACCOUNT_ID",
        "AWS_BEARER_TOKEN_BEDROCK",
    }
)

#: variable that names a file of the SDK -> where the SDK looks without it
_FILES = {
    "AWS_CONFIG_FILE": Path(".aws", "config"),
    "AWS_SHARED_CREDENTIALS_FILE": Path(".aws", "credentials"),
    "BOTO_CONFIG": Path(".boto"),
}


def fake_credentials(region: str) -> dict[str, str]:
    """The variables by which an SDK finds credentials and a region, as the Lambda runtime sets them (R180).

    Args:
        region: what the function's clients use by default, say `us-east-1`.
    """
    return {
        "AWS_ACCESS_KEY_ID": _ACCESS_KEY_ID,
        "AWS_SECRET_ACCESS_KEY": _SECRET_ACCESS_KEY,
        "AWS_SESSION_TOKEN": _SESSION_TOKEN,
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
    }


def host_names_to_hide() -> frozenset[str]:
    """The host's variables that the function must not see, because they name an identity.

    Settings without an identity stay: `AWS_ENDPOINT_URL` and its kin (a local AWS stands behind them),
    retries, FIPS, the CA bundle.
    """
    return _HIDDEN


def hiding_variables(home: Path) -> dict[str, str]:
    """Variables that turn the SDK away from the profiles in a home folder.

    A Lambda environment has no such variables (R180), so there is one only for a file that exists.

    Args:
        home: the home folder of whoever runs the tests.
    """
    return {name: os.devnull for name, place in _FILES.items() if (home / place).is_file()}
