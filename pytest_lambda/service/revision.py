"""Code and configuration of a function as they are at one moment, with the environments that run them."""

from __future__ import annotations

from dataclasses import dataclass, field

from pytest_lambda.runtime.configuration import FunctionConfiguration
from pytest_lambda.service.code import CodeSnapshot
from pytest_lambda.service.environment_pool import EnvironmentPool
from pytest_lambda.service.settings.function_settings import FunctionSettings


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is published: it never changes."""

    configuration: FunctionConfiguration
    settings: FunctionSettings
    code: CodeSnapshot
    revision_id: str = field(compare=False)

    @property
    def description(self) -> str:
        """Of the function."""
        return self.settings.description

    @property
    def code_sha256(self) -> str:
        """Base64 of the SHA-256 of the code."""
        return self.code.sha256


@dataclass(slots=True)
class Revision:
    """What an invocation runs: `$LATEST` as it is now, or a published version.

    Attributes:
        configuration: the runtime's part of it.
        settings: the service's part of it.
        pool: its environments.
        revision_id: another one after each change.
    """

    configuration: FunctionConfiguration
    settings: FunctionSettings
    pool: EnvironmentPool
    revision_id: str

    @property
    def version(self) -> str:
        """`$LATEST` or a number."""
        return self.configuration.function_version
