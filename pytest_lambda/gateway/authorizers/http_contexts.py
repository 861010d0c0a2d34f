"""What functions behind HTTP APIs get to know of an authorizer: by the payload format of their own events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_lambda.gateway.authorizers.authorizer import AuthorizerCall


def http_context(call: AuthorizerCall, kind: str, said: Mapping[str, Any] | None) -> Any:
    """`requestContext.authorizer`: below its kind in format 2.0, flat in format 1.0, as of a REST API (not recorded).

    Args:
        call: the request, whose event shows the format.
        kind: `lambda`, `jwt` or `iam`.
        said: what there is to say; None for nothing.
    """
    if call.event["version"] == "1.0":
        return dict(said or {})
    return {kind: said}
