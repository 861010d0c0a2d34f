"""What a request is about: the operation and the client behind it, and the lines they come from."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from weakref import WeakKeyDictionary

from pytest_lambda.runtime.aws_access.call_sites import CallSite, call_site, stack, waiting_call_site
from pytest_lambda.runtime.aws_access.hosts import METADATA
from pytest_lambda.runtime.aws_access.moto import active_stubber
from pytest_lambda.runtime.aws_access.refusal import RefusedCall

_made_at: WeakKeyDictionary[Any, CallSite] = WeakKeyDictionary()


def noting_where(initialise: Callable[..., None]) -> Callable[..., None]:
    """Wrap the client's `__init__` so that it notes the line that makes the client."""

    @functools.wraps(initialise)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        initialise(self, *args, **kwargs)
        site = call_site(sys._getframe(1))
        if site is not None:
            _made_at[self] = site

    return __init__


def describe(request: Any) -> RefusedCall:
    """What the request says of itself and the stack says of it."""
    url = urlsplit(request.url)
    frame = sys._getframe(1)
    # a lookup of credentials happens inside some client's call, but is not that call
    client, operation = (None, None) if url.hostname in METADATA else _innermost_call(frame)
    return RefusedCall(
        http_method=str(request.method),
        url=urlunsplit((url.scheme, url.netloc, url.path, "", "")),
        service=client.meta.service_model.service_name if client is not None else None,
        operation=operation,
        method=_method_name(client, operation),
        called_at=call_site(frame) or waiting_call_site(),
        client_made_at=_made_at.get(client) if client is not None else None,
        moto_is_active=active_stubber() is not None,
    )


def calling_client() -> Any:
    """The client whose operation is under way; None outside of one."""
    return _innermost_call(sys._getframe(1))[0]


def _innermost_call(frame: FrameType) -> tuple[Any, str | None]:
    for outer in stack(frame):
        # botocore's and aiobotocore's clients send every operation through this method
        if outer.f_code.co_name == "_make_api_call":
            client = outer.f_locals.get("self")
            if hasattr(client, "meta"):
                return client, outer.f_locals.get("operation_name")
    return None, None


def _method_name(client: Any, operation: str | None) -> str | None:
    if client is None:
        return None
    names = client.meta.method_to_api_mapping
    return next((name for name, api_name in names.items() if api_name == operation), None)
