"""`cors` of function URLs and of HTTP APIs."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.serverless.project import renamed

_NAMES = {
    "allowCredentials": "AllowCredentials",
    "allowedHeaders": "AllowHeaders",
    "allowedMethods": "AllowMethods",
    "allowedOrigins": "AllowOrigins",
    "exposedResponseHeaders": "ExposeHeaders",
    "maxAge": "MaxAge",
}


def cors_of(cors: Place, usual: dict[str, Any]) -> Any:
    """The settings under CloudFormation's names; None if there are none.

    Args:
        cors: as the file has them.
        usual: those that `true` stands for.
    """
    if cors.value is True:
        return usual
    return None if cors.value in (None, False) else renamed(cors, _NAMES, "cors")
