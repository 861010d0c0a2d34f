"""A function in a service: the operations of the Lambda API on it, with AWS's names in snake_case."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.runtime.configuration import FunctionConfiguration, Handler, configured
from pytest_lambda.runtime.environment import ExecutionEnvironment
from pytest_lambda.runtime.function import LambdaFunction
from pytest_lambda.runtime.request import NO_EVENT
from pytest_lambda.runtime.result import InvocationResult
from pytest_lambda.runtime.workshop import Workshop
from pytest_lambda.service.call import REQUEST_RESPONSE
from pytest_lambda.service.code import CodeSnapshot
from pytest_lambda.service.environment_pool import EnvironmentPool
from pytest_lambda.service.extensions.extension import registered
from pytest_lambda.service.function_administration import FunctionAdministration
from pytest_lambda.service.function_operations import FunctionOperations
from pytest_lambda.service.revision import Revision, Snapshot
from pytest_lambda.service.settings.destinations import Target
from pytest_lambda.service.settings.event_invoke_configs import EventInvokeConfigs
from pytest_lambda.service.settings.function_settings import FunctionSettings, split_settings
from pytest_lambda.service.snap_start import take_snapshot
from pytest_lambda.service.versions.aliases import Aliases
from pytest_lambda.service.versions.qualifiers import LATEST, is_alias
from pytest_lambda.service.versions.versions import Version, Versions

if TYPE_CHECKING:
    from pytest_lambda.service.front_door import Accepted
    from pytest_lambda.service.service import LambdaService


class ServiceFunction(FunctionOperations, FunctionAdministration, LambdaFunction):
    """A function of a `LambdaService`; made by `create_function`.

    Args:
        service: that it belongs to.
        handler: `"module.function"` below the task root, or a callable.
        settings: what the service reads.
        runtime_settings: see `FunctionConfiguration`.
    """

    def __init__(
        self,
        service: LambdaService,
        handler: str | Handler,
        settings: FunctionSettings,
        runtime_settings: Mapping[str, Any],
    ) -> None:
        surroundings = service.surroundings
        super().__init__(
            handler,
            world=service.world,
            clock=service.clock,
            passes_through=surroundings.passes_through,
            listens=surroundings.listens,
            **runtime_settings,
        )
        self._service = service
        self._numbers: deque[int] = deque()
        self._published: dict[str, Revision] = {}
        #: version -> the turn of test code after which its files were last found to be as they were
        self._checked: dict[str, int] = {}
        self._codes: list[CodeSnapshot] = []
        #: revisions that are no more, with environments that were busy when they ended
        self._former: list[Revision] = []
        self._latest = self._revision(self.configuration, settings, self._workshop)
        self.versions: Versions[Snapshot] = Versions(self.arn, new_revision_id=service.world.request_id)
        self.aliases: Aliases[Snapshot] = Aliases(self.versions, difference=_difference)
        self.event_invoke_configs = EventInvokeConfigs(
            self.arn, resolve=service.recipient, exists=self.aliases.knows, now=service.clock.now
        )
        self._random = random.Random(f"routing {service.clock.seed} {self.name}")
        self._administer()

    @property
    def name(self) -> str:
        """The function's name."""
        return self.configuration.function_name

    @property
    def service(self) -> LambdaService:
        """That it belongs to."""
        return self._service

    @property
    def settings(self) -> FunctionSettings:
        """What the service reads of `$LATEST`'s configuration."""
        return self._latest.settings

    @property
    def environments(self) -> tuple[ExecutionEnvironment, ...]:
        """The execution environments in being, of all versions."""
        return tuple(environment for revision in self._revisions() for environment in revision.pool.environments)

    def invoke(  # type: ignore[override]
        self,
        event: object = NO_EVENT,
        *,
        invocation_type: str = REQUEST_RESPONSE,
        payload: str | bytes | None = None,
        client_context: Mapping[str, Any] | str | None = None,
        cognito_identity: Mapping[str, str] | None = None,
        qualifier: str | None = None,
        tenant_id: str | None = None,
        trace_id: str | None = None,
    ) -> InvocationResult | Accepted:
        """Invoke; see `LambdaService.invoke`."""
        __tracebackhide__ = True
        return self._service.invoke(
            self.name,
            event,
            invocation_type=invocation_type,
            payload=payload,
            client_context=client_context,
            cognito_identity=cognito_identity,
            qualifier=qualifier,
            tenant_id=tenant_id,
            trace_id=trace_id,
        )

    def __call__(self, event: object = NO_EVENT) -> Any:
        """Invoke synchronously and return the payload, or raise; see `LambdaFunction`."""
        __tracebackhide__ = True
        result = self.invoke(event)
        assert isinstance(result, InvocationResult)
        return result.raise_for_error().payload

    # ---- configuration and code -------------------------------------------------------------------------------

    def update_function_configuration(self, *, handler: str | Handler | None = None, **changes: Any) -> ServiceFunction:
        """Change `$LATEST`: new invocations run with it, events in the queue as well (E9).

        Raises:
            InvalidParameterValueException: AWS would refuse a value.
            ConfigurationError: an unknown setting.
        """
        self.states.check_settled()
        if changes.get("layers") is not None:
            changes["layers"] = self._service.layers.folders(changes["layers"])
        runtime, settings = split_settings(changes, current=self._latest.settings, resolve=self._service.recipient)
        if "function_name" in runtime:
            raise ConfigurationError("A function cannot be renamed: create another one.")
        before = {name: getattr(self.configuration, name) for name in _kept(self.configuration)}
        if runtime.get("log_format") == "Text":  # levels go with JSON (API::test_…_format_switch)
            before.update(application_log_level=None, system_log_level=None)
        configuration = configured(handler or self.configuration.handler, {**before, **runtime})
        self._change(configuration, settings)
        self.updated()
        return self

    def update_function_code(
        self, *, handler: str | Handler | None = None, task_root: Any = None, layers: Any = None, publish: bool = False
    ) -> ServiceFunction:
        """Deploy: `$LATEST` runs what is in the task root now, in new environments.

        Args:
            handler: another callable or name.
            task_root: another folder.
            layers: other folders.
            publish: publish a version, too.
        """
        self.states.check_settled()
        given = {"task_root": task_root, "layers": self._service.layers.folders(layers)}
        changes = {name: value for name, value in given.items() if value is not None}
        before = {name: getattr(self.configuration, name) for name in _kept(self.configuration)}
        self._change(configured(handler or self.configuration.handler, {**before, **changes}), self._latest.settings)
        self.updated()
        if publish:
            self.publish_version()
        return self

    def publish_version(
        self, *, description: str | None = None, code_sha256: str | None = None, revision_id: str | None = None
    ) -> Version[Snapshot]:
        """Publish `$LATEST` as it is now; if nothing has changed since the last time, that version again.

        With SnapStart its init phase runs now, in virtual time; see `take_snapshot`.

        Args:
            description: at most 256 characters.
            code_sha256: publish only if the code has this hash.
            revision_id: publish only if `$LATEST` has this id.

        Raises:
            InvalidParameterValueException, PreconditionFailedException: it has not.
        """
        latest, root = self._latest, self._latest.configuration.task_root
        package = self._service.packages.of(root)
        code = CodeSnapshot(root, latest.configuration.handler, sha256=None if package is None else package.sha256)
        snapshot = Snapshot(latest.configuration, latest.settings, code, latest.revision_id)
        self._codes.append(code)
        version = self.versions.publish(
            snapshot, description=description, code_sha256=code_sha256, revision_id=revision_id
        )
        self.published(version.version)
        take_snapshot(self._service, self.revision(version.version))
        return version

    def delete_version(self, version: str) -> None:
        """Delete a published version; see `LambdaService.delete_function`."""
        if self.versions.delete(version) is None:
            return
        self.event_invoke_configs.forget(version)
        self.forget(version)
        self._service.provisioning.forget(self, version)
        revision = self._published.pop(version, None)
        if revision is not None:
            self._retire(revision)

    # ---- extensions ------------------------------------------------------------------------------------------

    def register_extension(
        self,
        run: Callable[[dict[str, Any]], object],
        *,
        name: str,
        events: Iterable[str] | None = None,
        internal: bool = False,
        init: Callable[[], object] | None = None,
    ) -> ServiceFunction:
        """Have an extension beside each environment of `$LATEST`, as a layer would bring it; versions keep theirs.

        It runs as a task of its own on virtual time and may sleep; coming back from an event means asking for the
        next. It runs in the test process's own state, not in the environment's: on AWS it is a process of its own,
        with environment variables, modules and a `sys.stdout` that are not the function's. Only what waits is cut.

        Args:
            run: called with each event: INVOKE `{eventType, deadlineMs, requestId, invokedFunctionArn, tracing}`,
                SHUTDOWN `{eventType, shutdownReason, deadlineMs}` with `spindown`, `timeout` or `failure` (G61, G62).
                An exception ends it, and with it the environment: `Extension.Crash` (G65).
            name: of the executable, 1-128 characters.
            events: `INVOKE` and `SHUTDOWN`; default: all that it may have.
            internal: whether it belongs to the runtime's process, which gets INVOKE only (G64).
            init: called in the init phase, before the runtime starts; its time counts (G1). An exception fails the
                init: `Extension.InitError` if it is an `ExtensionError`, else `Extension.Crash`.

        Raises:
            ExtensionRefused: Lambda would not register it; `code` says why (G64).

        Source: Developer Guide, Lambda Extensions API.
        """
        latest = self._latest
        extensions = registered(
            latest.settings.extensions, run, name=name, events=events, internal=internal, init=init,
            closed=any(environment.initialisations for environment in latest.pool.environments),
        )  # fmt: skip
        self._change(self.configuration, replace(latest.settings, extensions=extensions))
        return self

    # ---- for the service -------------------------------------------------------------------------------------

    def route(self, qualifier: str | None) -> str:
        """The version that an invocation runs; drawn by weight for an alias."""
        return self.aliases.route(qualifier, self._random)

    def shown_version(self, qualifier: str | None) -> str:
        """The version behind a qualifier, for metrics: that of an alias without drawing."""
        if qualifier is None or not is_alias(qualifier) or not self.aliases.knows(qualifier):
            return qualifier or LATEST
        return self.aliases.get(qualifier).function_version

    def revision(self, version: str) -> Revision:
        """What runs for a version."""
        if version == LATEST:
            return self._latest
        snapshot = self.versions.get(version).snapshot
        revision = self._published.get(version)
        turns = self._service.test_turns
        if revision is not None and self._checked.get(version) == turns:
            return revision
        self._checked[version] = turns
        if revision is None or revision.configuration.task_root != snapshot.code.root():
            if revision is not None:
                self._retire(revision)
            configuration = replace(
                snapshot.configuration, function_version=version, task_root=snapshot.code.root()
            )
            workshop = Workshop(configuration, self._surroundings, _untouched)
            allotted = 0 if revision is None else revision.pool.provisioned_limit
            revision = self._published[version] = self._revision(configuration, snapshot.settings, workshop)
            revision.pool.provisioned_limit = allotted
        return revision

    def dead_letter_queue(self, qualifier: str | None) -> Target | None:
        """That of the version, as it was when it was published (E44)."""
        version = self.shown_version(qualifier)
        if version == LATEST or not self.versions.exists(version):
            return self._latest.settings.dead_letter_queue
        return self.versions.get(version).snapshot.settings.dead_letter_queue

    def record(self, result: InvocationResult, number: int) -> None:
        """Keep what ran, in the order in which it began."""
        numbers, results = self._numbers, self._invocations
        later = 0
        while later < len(numbers) and numbers[-1 - later] > number:
            later += 1  # so many began after it and ended before it
        if later:
            numbers.insert(len(numbers) - later, number)
            results.insert(len(results) - later, result)
        else:
            numbers.append(number)
            results.append(result)
        kept = self._service.retain_invocations
        if kept is not None and len(numbers) > kept:
            numbers.popleft()
            results.popleft()

    def visible_class(self, kind: type) -> type:
        """What test code sees in place of a class of one environment."""
        found: type = self._workshop.modules.visible(kind)
        return found

    def retire(self) -> None:
        """The function is deleted: environments go when they are free."""
        for revision in self._revisions():
            revision.pool.retire()

    def cold_start(self) -> None:
        """Throw the idle environments away, `/tmp` included."""
        for revision in self._revisions():
            for environment in revision.pool.environments:
                if not environment.busy:
                    revision.pool.end(environment)
        self._await_next_touch()

    def close(self) -> None:
        """End all environments and put the process back as it was."""
        for revision in reversed(self._revisions()):
            revision.pool.close()
            if revision is not self._latest:
                revision.pool.workshop.modules.restore()
        for code in self._codes:
            code.discard()
        super().close()

    def end_test(self) -> None:
        """A test is over."""
        self.close()

    def _revision(
        self, configuration: FunctionConfiguration, settings: FunctionSettings, workshop: Workshop
    ) -> Revision:
        service = self._service
        log_group = settings.log_group or f"/aws/lambda/{configuration.function_name}"

        def furnish(environment: ExecutionEnvironment) -> None:
            environment.log_group_name = log_group
            service.lives.furnish(environment, settings.extensions, log_group=log_group)

        pool = EnvironmentPool(workshop, service.clock, service.idle_us, service.reclaim, furnish)
        return Revision(configuration, settings, pool, service.world.request_id())

    def _change(self, configuration: FunctionConfiguration, settings: FunctionSettings) -> None:
        self._retire(self._latest)
        self.configuration = configuration
        self._workshop = Workshop(configuration, self._surroundings, self._touched)
        self._latest = self._revision(configuration, settings, self._workshop)
        self._await_next_touch()

    def _revisions(self) -> tuple[Revision, ...]:
        return (self._latest, *self._published.values(), *self._former)

    def _retire(self, revision: Revision) -> None:
        """It runs nothing any more, but what runs already."""
        revision.pool.retire()
        candidates = (*self._former, revision)
        self._former = [former for former in candidates if former.pool.environments or former.pool.ending]
        if revision not in self._former:
            revision.pool.workshop.modules.restore()

    def _ready_environment(self) -> ExecutionEnvironment:
        return self._latest.pool.primary()

    def __repr__(self) -> str:
        return f"<ServiceFunction {self.name} {self.configuration.handler_name!r}>"


def _kept(configuration: FunctionConfiguration) -> tuple[str, ...]:
    return tuple(name for name in configuration.__slots__ if name not in ("handler", "function_version"))


def _difference(one: Snapshot, other: Snapshot) -> str | None:
    """F18: what keeps two versions from sharing an alias."""
    if one.settings.role != other.settings.role:
        return "execution roles"
    if one.settings.dead_letter_queue != other.settings.dead_letter_queue:
        return "dead-letter queues"
    return None


def _untouched() -> None:
    """What test code touches are the modules of `$LATEST`."""


