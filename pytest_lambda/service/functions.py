"""The functions of a service: how they are made, found and deleted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from pytest_lambda.errors import ConfigurationError, ResourceConflictException
from pytest_lambda.runtime.configuration import Handler
from pytest_lambda.service.concurrency.account_concurrency import AccountConcurrency
from pytest_lambda.service.function import ServiceFunction
from pytest_lambda.service.layers.layers import Layers
from pytest_lambda.service.provisioning import Provisioning
from pytest_lambda.service.settings.function_settings import split_settings
from pytest_lambda.service.versions.qualifiers import function_not_found, parse_reference
from pytest_lambda.world import World

if TYPE_CHECKING:
    from pytest_lambda.service.service import LambdaService, Tools

#: settings of the test's tools that hold for functions that are made by AWS's own parameters, too
_OF_THE_TOOLS = ("allow_aws", "reexecute", "start", "tmp_passthrough")


class Functions:
    """Makes functions and finds them again."""

    world: World
    concurrency: AccountConcurrency
    provisioning: Provisioning
    surroundings: Tools
    layers: Layers
    _functions: dict[str, ServiceFunction]
    _deleted: list[ServiceFunction]

    def create_function(
        self, function_name: str | None = None, *, handler: str | Handler | None = None, **configuration: Any
    ) -> ServiceFunction:
        """Create a function.

        Args:
            function_name: 1-64 letters, digits, `-` and `_`; default: `function`.
            handler: `"module.function"` below the task root, or a callable.
            configuration: AWS's parameters in snake_case.

        Raises:
            ResourceConflictException: there is one of that name.
            InvalidParameterValueException: AWS would refuse a value.
            ConfigurationError: no handler, or an unknown setting.

        Source: Lambda API reference, CreateFunction.
        """
        __tracebackhide__ = True
        call = {"function_name": function_name, "handler": handler, **configuration}
        given = dict(self.surroundings.complete({name: value for name, value in call.items() if value is not None}))
        return self._created(given)

    def create_exactly(self, settings: Mapping[str, Any]) -> ServiceFunction:
        """Create a function by AWS's parameters alone: marker and options of the test add nothing to them.

        Args:
            settings: as for `create_function`; what is not given has AWS's default.
        """
        __tracebackhide__ = True
        completed = self.surroundings.complete(dict(settings))
        return self._created({**{name: completed[name] for name in _OF_THE_TOOLS if name in completed}, **settings})

    def _created(self, given: dict[str, Any]) -> ServiceFunction:
        __tracebackhide__ = True
        name, code = given.setdefault("function_name", "function"), given.pop("handler", None)
        if name in self._functions:
            raise ResourceConflictException(f"Function already exist: {name}")
        if code is None:
            raise ConfigurationError(
                f"create_function({name!r}) got no handler: pass handler='module.function' or a callable."
            )
        if given.get("layers") is not None:
            given["layers"] = self.layers.folders(given["layers"])
        runtime, settings = split_settings(given, resolve=self._whole.recipient)
        function = ServiceFunction(self._whole, code, settings, runtime)
        self._functions[name] = function
        self.surroundings.created(function)
        if settings.publish:
            function.publish_version()
        return function

    def delete_function(self, function: str | ServiceFunction, *, qualifier: str | None = None) -> None:
        """Delete a function, or one of its versions. What runs goes on; events that are queued fail (E14).

        Args:
            function: name, ARN, or the function.
            qualifier: a version's number.

        Raises:
            ResourceNotFoundException: there is no such function. A version that does not exist is no error.
            ResourceConflictException: aliases point to the version.
        """
        reference = parse_reference(function, world=self.world, qualifier=qualifier)
        found = self.find(reference.name)
        if found is None:
            raise function_not_found(reference.arn(self.world), self.known_functions())
        if reference.qualifier is not None:
            found.delete_version(reference.qualifier)
            return
        del self._functions[found.name]
        self._deleted.append(found)
        self.provisioning.forget(found)
        self.concurrency.delete_function(found.name)
        found.retire()

    @property
    def functions(self) -> tuple[ServiceFunction, ...]:
        """All functions, oldest first."""
        return tuple(self._functions.values())

    def __getitem__(self, name: str) -> ServiceFunction:
        """A function by its name."""
        if name not in self._functions:
            raise KeyError(f"There is no function {name!r}. {self.known_functions()}")
        return self._functions[name]

    def __contains__(self, name: object) -> bool:
        return name in self._functions

    def __iter__(self) -> Iterator[ServiceFunction]:
        return iter(self.functions)

    def has(self, function: ServiceFunction) -> bool:
        """Whether the function has not been deleted."""
        return self._functions.get(function.name) is function

    def find(self, name: str) -> ServiceFunction | None:
        """A function by its name, or None."""
        return self._functions.get(name)

    def known_functions(self) -> str:
        """Which functions there are, for messages."""
        names = ", ".join(self._functions) or "none: create one with create_function()"
        return f"Functions of this service: {names}."

    def get_account_settings(self) -> dict[str, Any]:
        """AccountLimit and AccountUsage as the API operation gives them."""
        return self.concurrency.get_account_settings(function_count=len(self._functions))

    @property
    def _whole(self) -> LambdaService:
        return cast("LambdaService", self)
