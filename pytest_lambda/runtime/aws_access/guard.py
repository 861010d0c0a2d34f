"""The guard in front of AWS: while a function runs, no request of botocore leaves for an endpoint of AWS."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

from pytest_lambda.runtime.aws_access.allowance import Allowance
from pytest_lambda.runtime.aws_access.client_calls import describe, noting_where
from pytest_lambda.runtime.aws_access.hosts import INSTANCE_METADATA, is_aws
from pytest_lambda.runtime.aws_access.refusal import AwsCallRefused, RefusedCall
from pytest_lambda.runtime.aws_access.seam import Seam, SeamFinder

#: the guards of the functions that run at this moment, the innermost last
_active: list[EndpointGuard] = []


def _guarded(send: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(send)
    def guarded(self: Any, request: Any) -> Any:
        for guard in _active[-1:]:
            guard.check(request)
        return send(self, request)

    return guarded


# `send` of the session is the last step before the network: moto answers earlier (event `before-send`),
# Stubber earlier still (`before-call`), and an exception raised in it is not wrapped in one of botocore's.
_SEAMS = (
    Seam("botocore.httpsession", "URLLib3Session", "send", _guarded),
    Seam("botocore.client", "BaseClient", "__init__", noting_where),
    Seam("aiobotocore.httpsession", "AIOHTTPSession", "send", _guarded),
    Seam("aiobotocore.httpxsession", "HttpxSession", "send", _guarded),
)
_finder = SeamFinder(_SEAMS)


def watch_clients() -> None:
    """From now on note where clients are made, and be ready for a guard; cheap, and imports nothing.

    A guard does so itself; called before test modules are imported it knows their clients too.
    """
    _finder.install()
    for seam in _SEAMS:
        seam.ensure()


class EndpointGuard:
    """Refuses what a function sends to AWS, between `swap_in` and `swap_out`, in every thread.

    Args:
        allow: what is let through: True for all, or services, hosts and URLs (see `Allowance.of`).

    Attributes:
        refused: every call refused so far, oldest first; a handler may have swallowed the exception.
    """

    __slots__ = ("_allowance", "refused")

    def __init__(self, allow: Sequence[str] | bool = ()) -> None:
        self._allowance = Allowance.of(allow)
        self.refused: list[RefusedCall] = []

    def swap_in(self) -> None:
        """The function begins to run."""
        watch_clients()
        _active.append(self)

    def swap_out(self) -> None:
        """The function pauses or ends."""
        for index in range(len(_active) - 1, -1, -1):
            if _active[index] is self:
                del _active[index]
                return

    def check(self, request: Any) -> None:
        """Let a request of botocore pass, or not.

        Raises:
            AwsCallRefused: the request is for AWS and was not let through.
            botocore.exceptions.EndpointConnectionError: it asks EC2's metadata service, which a Lambda
                environment does not have; botocore goes on without it.
        """
        if self._allowance.everything:
            return
        host = urlsplit(request.url).hostname or ""
        if not is_aws(host) or self._allowance.permits_url(request.url, host):
            return
        if host in INSTANCE_METADATA:
            raise sys.modules["botocore.exceptions"].EndpointConnectionError(endpoint_url=request.url)
        call = describe(request)
        if self._allowance.permits_service(call.service):
            return
        self.refused.append(call)
        raise AwsCallRefused(call)
