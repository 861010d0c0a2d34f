"""The mock of moto that is active, if one is: how it is asked, and where its backends are."""

from __future__ import annotations

import importlib
import sys
import zlib
from collections.abc import Mapping
from typing import Any

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.runtime.aws_access.moto import active_stubber
from pytest_lambda.world import World


def is_active() -> bool:
    """Whether moto answers clients at this moment."""
    return active_stubber() is not None


def is_in_use(service: str) -> bool:
    """Whether anybody has asked moto for a service yet: before that there is nothing to import it for."""
    return f"moto.{service}.models" in sys.modules


def backend(service: str, world: World, *, everywhere: bool = False) -> Any:
    """What moto keeps for a service; another mock has another one. None while no mock is active that knows the region.

    Args:
        service: moto's name of it: `sqs`, `dynamodb` or `s3`, say.
        world: account and region.
        everywhere: the service is the same in all regions of a partition.

    Raises:
        ConfigurationError: this moto keeps nothing there.
    """
    if not is_active():
        return None
    where = world.partition if everywhere else world.region
    try:
        found = importlib.import_module("moto.backends").get_backend(service)[world.account]
        if where not in found:
            return None
        return found[where]
    except (ImportError, AttributeError, KeyError, TypeError) as error:
        raise unknown_moto(f"moto.backends.get_backend({service!r})[{world.account!r}][{where!r}]") from error


def answer(request: Any) -> Any:
    """What moto answers a client that does not ask it, since it was made before moto was imported; None without a mock.

    Raises:
        Exception: whatever moto raises.
    """
    stubber = active_stubber()
    return None if stubber is None else stubber(event_name="", request=request)  # no event that somebody claims


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
    response = answer(request)
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
        f"moto {version} is not as expected: {what}. Tables and buckets of moto drive functions with the versions "
        "5.1.21 to 5.2: install one of them, or report this."
    )


def _headers(given: Mapping[str, str]) -> Any:
    made = importlib.import_module("botocore.compat").HTTPHeaders()
    for name, value in given.items():
        made[name] = value
    return made
