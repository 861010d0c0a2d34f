"""The mock of moto that is active, if one is: how it is asked, and where its backends are."""

from __future__ import annotations

import importlib
import sys
import zlib
from collections.abc import Mapping
from typing import Any

from pytest_lambda.errors import ConfigurationError


def is_active() -> bool:
    """Whether moto answers clients at this moment."""
    return bool(getattr(_stubber(), "enabled", False))


def keeps(service: str, account: str, region: str) -> bool:
    """Whether a mock is active that knows a region; see `backend`."""
    if not is_active():
        return False
    try:
        return region in importlib.import_module("moto.backends").get_backend(service)[account]
    except (ImportError, AttributeError, TypeError) as error:
        raise unknown_moto(f"moto.backends.get_backend({service!r})[{account!r}]") from error


def is_in_use(service: str) -> bool:
    """Whether anybody has asked moto for a service yet: before that there is nothing to import it for."""
    return f"moto.{service}.models" in sys.modules


def backend(service: str, account: str, region: str) -> Any:
    """What moto keeps for a service; another mock has another one.

    Args:
        service: moto's name of it.
        account: of the service.
        region: of the service, or the partition of one that is global.

    Raises:
        ConfigurationError: this moto keeps nothing there.
    """
    try:
        return importlib.import_module("moto.backends").get_backend(service)[account][region]
    except (ImportError, AttributeError, KeyError) as error:
        raise unknown_moto(f"moto.backends.get_backend({service!r})[{account!r}][{region!r}]") from error


def ask(
    method: str, url: str, *, region: str, service: str, account: str, headers: Mapping[str, str], body: bytes
) -> tuple[int, bytes]:
    """Let moto answer a request as if a client had sent it; nobody is told of it.

    Args:
        method, url, headers, body: of the request.
        region, service: in its signature.
        account: that it is for.

    Returns:
        The status and the body of the response.

    Raises:
        ConfigurationError: this moto does not answer.
    """
    request = importlib.import_module("botocore.awsrequest").AWSPreparedRequest(
        method,
        url,
        _headers(
            {
                **headers,
                "Authorization": f"AWS4-HMAC-SHA256 Credential=testing/20260101/{region}/{service}/aws4_request, "
                "SignedHeaders=host, Signature=0",
                "X-Moto-Account-Id": account,
            }
        ),
        body,
        False,
    )
    response = _stubber()(event_name="", request=request)
    if response is None:
        raise unknown_moto(f"no answer to {method} {url}")
    return response.status_code, response.content


def rewrite(response: Any, old: str, new: str) -> None:
    """Let a response of moto's say something else.

    Args:
        response: of botocore's, not parsed yet.
        old: text in its body.
        new: what stands there then.
    """
    response._content = response.content.replace(old.encode(), new.encode())
    if "x-amz-crc32" in response.headers:
        response.headers["x-amz-crc32"] = str(zlib.crc32(response._content))


def unknown_moto(what: str) -> ConfigurationError:
    """For a moto whose insides are not as those of the versions that are known."""
    version = getattr(sys.modules.get("moto"), "__version__", "?")
    return ConfigurationError(
        f"moto {version} is not as expected: {what}. Tables and buckets of moto drive functions with the versions 5.0 "
        "to 5.2: install one of them, or report this."
    )


def _stubber() -> Any:
    return getattr(sys.modules.get("moto.core.models"), "botocore_stubber", None)


def _headers(given: Mapping[str, str]) -> Any:
    made = importlib.import_module("botocore.compat").HTTPHeaders()
    for name, value in given.items():
        made[name] = value
    return made
