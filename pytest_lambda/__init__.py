"""Run AWS Lambda functions written in Python inside the test process, with the semantics of the real service.

The public names are loaded when they are first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_lambda.errors import (
        ConfigurationError,
        EnvironmentBusy,
        EventError,
        FunctionError,
        FunctionExited,
        FunctionTimeout,
        InitError,
        InvalidParameterValueException,
        InvalidRequestContentException,
        InvokeError,
        InvokeParameterValueException,
        PytestLambdaError,
        RequestEntityTooLargeException,
        RequestNotParsed,
        ResourceNotFoundException,
        ResponseNotSerializable,
        ResponseTooLarge,
    )
    from pytest_lambda.runtime.aws_access.refusal import AwsCallRefused
    from pytest_lambda.runtime.context import LambdaContext
    from pytest_lambda.runtime.context_factory import make_context
    from pytest_lambda.runtime.function import LambdaFunction
    from pytest_lambda.runtime.modules.handler_patched import HandlerPatched
    from pytest_lambda.runtime.result import InvocationResult
    from pytest_lambda.world import World

__version__ = "0.1.0"

#: tells this package from the unrelated one of the same name (see pytest_plugin.py)
__distribution__ = "pytest-aws-lambda"

#: public name -> the module that holds it
_HOMES = {
    "AwsCallRefused": "runtime.aws_access.refusal",
    "ConfigurationError": "errors",
    "EnvironmentBusy": "errors",
    "EventError": "errors",
    "FunctionError": "errors",
    "FunctionExited": "errors",
    "FunctionTimeout": "errors",
    "HandlerPatched": "runtime.modules.handler_patched",
    "InitError": "errors",
    "InvalidParameterValueException": "errors",
    "InvalidRequestContentException": "errors",
    "InvocationResult": "runtime.result",
    "InvokeError": "errors",
    "InvokeParameterValueException": "errors",
    "LambdaContext": "runtime.context",
    "LambdaFunction": "runtime.function",
    "PytestLambdaError": "errors",
    "RequestEntityTooLargeException": "errors",
    "RequestNotParsed": "errors",
    "ResourceNotFoundException": "errors",
    "ResponseNotSerializable": "errors",
    "ResponseTooLarge": "errors",
    "World": "world",
    "make_context": "runtime.context_factory",
}

__all__ = [
    "AwsCallRefused",
    "ConfigurationError",
    "EnvironmentBusy",
    "EventError",
    "FunctionError",
    "FunctionExited",
    "FunctionTimeout",
    "HandlerPatched",
    "InitError",
    "InvalidParameterValueException",
    "InvalidRequestContentException",
    "InvocationResult",
    "InvokeError",
    "InvokeParameterValueException",
    "LambdaContext",
    "LambdaFunction",
    "PytestLambdaError",
    "RequestEntityTooLargeException",
    "RequestNotParsed",
    "ResourceNotFoundException",
    "ResponseNotSerializable",
    "ResponseTooLarge",
    "World",
    "make_context",
]


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
