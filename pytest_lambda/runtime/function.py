"""A Lambda function: the public face of the runtime."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_lambda import arn
from pytest_lambda.clock import Clock, RealClock
from pytest_lambda.errors import EnvironmentBusy, ResourceNotFoundException
from pytest_lambda.runtime.answer import invocation_result
from pytest_lambda.runtime.client.marshaller import FaultException
from pytest_lambda.runtime.configuration import Handler, Settings, configured
from pytest_lambda.runtime.environment import ExecutionEnvironment
from pytest_lambda.runtime.front_ends import FrontEnds
from pytest_lambda.runtime.request import (
    NO_EVENT,
    Request,
    check_qualifier,
    check_tenant,
    client_context_header,
    cognito_header,
    request_body,
)
from pytest_lambda.runtime.result import InvocationResult
from pytest_lambda.runtime.sandbox import Surroundings
from pytest_lambda.runtime.workshop import Workshop
from pytest_lambda.world import World

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from pytest_lambda.batches.judging.disputed import Disputed
    from pytest_lambda.batches.outcome import BatchOutcome


class LambdaFunction(FrontEnds):
    """A Lambda function that runs in this process.

    Args:
        handler: `"module.function"` below the task root, or a callable.
        world: account, region and ids; by default one of its own, seeded by the function's name.
        clock: real time by default.
        passes_through: exceptions of the test's tools that are not the function's business.
        listens: tells which handlers of the test's root logger get copies of the function's records.
        settings: see `FunctionConfiguration`.

    Raises:
        ConfigurationError: a setting makes no sense, or AWS would refuse it.
    """

    def __init__(
        self,
        handler: str | Handler,
        *,
        world: World | None = None,
        clock: Clock | None = None,
        passes_through: tuple[type[BaseException], ...] = (),
        listens: Callable[[logging.Handler], bool] = lambda handler: False,
        **settings: Unpack[Settings],
    ) -> None:
        self.configuration = configured(handler, settings)
        self.world = world or World(seed=self.configuration.function_name)
        self._arn = arn.function_arn(self.world.region, self.world.account, self.configuration.function_name)
        self._before_init: list[Callable[[MutableMapping[str, str]], object]] = []
        self._on_init: list[Callable[[ExecutionEnvironment], object]] = []
        surroundings = Surroundings(
            world=self.world,
            clock=clock or RealClock(),
            passes_through=passes_through,
            listens=listens,
            before_init=self._before_init,
            after_init=self._on_init,
        )
        self._clock = surroundings.clock
        self._surroundings = surroundings
        self._workshop = Workshop(self.configuration, surroundings, self._touched)
        self._environments: list[ExecutionEnvironment] = []
        self._invocations: deque[InvocationResult] = deque()
        self._watched = False
        #: of the thread that invokes
        self._turn = threading.RLock()
        self._thread = threading.current_thread()
        #: what is to be done when it is closed, for those who have opened something in front of it
        self.at_end: list[Callable[[], object]] = []
        #: are told of each invocation; of functions of a service its `watch.observer` is
        self.onlookers: list[Callable[[Request, InvocationResult], object]] = []

    @property
    def arn(self) -> str:
        """The function's unqualified ARN."""
        return self._arn

    @property
    def clock(self) -> Clock:
        """The clock that it runs by."""
        return self._clock

    @property
    def environments(self) -> tuple[ExecutionEnvironment, ...]:
        """The execution environments in being: none before the first touch, one after."""
        return tuple(self._environments)

    @property
    def invocations(self) -> tuple[InvocationResult, ...]:
        """What ran, oldest first."""
        return tuple(self._invocations)

    @property
    def tmp(self) -> Path:
        """The folder that stands for `/tmp` of the environment; there must be one: invoke first."""
        return self._ready_environment().tmp

    @property
    def logs(self) -> str:
        """The text of all logs so far."""
        return "".join(result.logs.text for result in self._invocations)

    def __call__(self, event: object = NO_EVENT) -> Any:
        """Invoke and return the payload, or raise.

        Raises:
            Exception: the handler's own.
            FunctionError: a timeout, an exit, a response that is not JSON, or a failed init.
            InvokeError: AWS would refuse the request.
        """
        __tracebackhide__ = True
        return self.invoke(event).raise_for_error().payload

    def invoke(
        self,
        event: object = NO_EVENT,
        *,
        payload: str | bytes | None = None,
        client_context: Mapping[str, Any] | str | None = None,
        cognito_identity: Mapping[str, str] | None = None,
        qualifier: str | None = None,
        tenant_id: str | None = None,
        trace_id: str | None = None,
    ) -> InvocationResult:
        """Invoke synchronously, as the API operation Invoke does; a function error is no exception here.

        Args:
            event: anything that JSON can carry; without one the handler gets `{}` (R033).
            payload: the request body as raw text or bytes, instead of an event.
            client_context: a mapping, or base64 text as in the `X-Amz-Client-Context` header.
            cognito_identity: `cognito_identity_id` and `cognito_identity_pool_id` of the caller.
            qualifier: version or alias that the caller names (R164).
            tenant_id: 1-256 characters (G10).
            trace_id: the X-Ray header; by default one is made, as AWS does.

        Raises:
            InvokeError: AWS would refuse the request.
        """
        __tracebackhide__ = True
        body = request_body(event, payload)
        context, identity = client_context_header(client_context), cognito_header(cognito_identity)
        check_tenant(tenant_id)
        self._check_qualifier(qualifier)
        if not self._turn.acquire(blocking=False):
            raise EnvironmentBusy(
                f"{self.configuration.function_name} was invoked while another thread invokes it. One environment "
                "serves one invocation at a time; simultaneous ones need a service around the function: lambda_service."
            )
        try:
            return self._invoked(body, context, identity, qualifier, tenant_id, trace_id)
        finally:
            self._turn.release()

    def _invoked(
        self,
        body: bytes,
        context: str | None,
        identity: str | None,
        qualifier: str | None,
        tenant_id: str | None,
        trace_id: str | None,
    ) -> InvocationResult:
        __tracebackhide__ = True
        environment = self._ready_environment()
        self._stay_in_thread(environment)
        started = self._clock.epoch()
        request = Request(
            invoke_id=self.world.request_id(),
            event_body=body,
            invoked_function_arn=self.arn if qualifier is None else f"{self.arn}:{qualifier}",
            deadline_time_in_ms=int((started + self.configuration.timeout) * 1000 - environment.prepaid_ms),
            x_amzn_trace_id=trace_id or self.world.trace_id(started),
            client_context=context,
            cognito_identity=identity,
            tenant_id=tenant_id,
        )
        served = environment.serve(request, self.configuration.timeout)
        result = invocation_result(self.configuration, environment, request, started, self._clock.epoch(), served)
        self._invocations.append(result)
        for onlooker in self.onlookers:
            onlooker(request, result)
        if not environment.warm:
            self._await_next_touch()
        return result

    def invoke_batch(
        self,
        event: object,
        *,
        function_response_types: Iterable[str] | None = None,
        qualifier: str | None = None,
        trace_id: str | None = None,
        disputed: Disputed | None = None,
    ) -> BatchOutcome:
        """Invoke with a batch of SQS, Kinesis, DynamoDB, Kafka, Amazon MQ or DocumentDB, and judge the answer.

        Args:
            event: the batch, of which the source is read, too; with `isFinalInvokeForWindow` of a tumbling window.
            function_response_types: those of the event source mapping: `["ReportBatchItemFailures"]` has the answer's
                `batchItemFailures` read. By default they are not, as on AWS.
            qualifier: version or alias that the mapping names.
            trace_id: the X-Ray header.
            disputed: how to read answers whose meaning on AWS is not settled; by default as AWS's documentation has it.

        Returns:
            What AWS would make of each record, and why; with the answer of the Invoke API as `invocation`.

        Raises:
            ConfigurationError: the event is no batch, or the response types are none of AWS's.
            InvokeError: AWS would refuse the request.

        Source: Developer Guide, error handling of each event source.
        """
        __tracebackhide__ = True
        from pytest_lambda.runtime.batch_judgement import BatchReading  # not all test runs have batches

        reading = BatchReading(event, function_response_types, disputed)
        return reading.judge(self.invoke(event, qualifier=qualifier, trace_id=trace_id))

    def cold_start(self) -> None:
        """Throw the environment away, `/tmp` included: the next touch or invocation is a cold start."""
        self._reclaim()
        self._await_next_touch()

    def on_init(self, callback: Callable[[ExecutionEnvironment], object]) -> None:
        """Call `callback(environment)` after each init that succeeded."""
        self._on_init.append(callback)

    def before_init(self, callback: Callable[[MutableMapping[str, str]], object]) -> None:
        """Call `callback(os.environ)` inside the environment, before the function's modules are imported."""
        self._before_init.append(callback)

    def watch(self, namespaces: Iterable[dict[str, Any]] = ()) -> None:
        """A test begins: its first touch of the function's modules is the cold start.

        Args:
            namespaces: globals of test modules, whose names imported from the function's modules follow them.
        """
        self._watched = True
        self._workshop.modules.arm(namespaces)

    def touch_if_due(self) -> None:
        """Run the init phase now, if test code has names that it imported from the function's modules."""
        if self._workshop.modules.touch_is_due():
            self._workshop.modules.touch()

    def is_test_code(self, name: str) -> bool:
        """Whether the imported module of this name is neither the function's nor installed."""
        return self._workshop.modules.is_test_code(name)

    def end_test(self) -> None:
        """A test is over: its modules are as before it; the environment goes, unless it is to stay warm."""
        if self.configuration.start == "warm":
            self._workshop.modules.set_aside()
        else:
            self.close()

    def close(self) -> None:
        """End all environments and put the process back as it was."""
        while self.at_end:
            self.at_end.pop()()
        self._reclaim()
        self._watched = False
        self._workshop.modules.restore()

    def __enter__(self) -> LambdaFunction:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def __repr__(self) -> str:
        configuration = self.configuration
        return (
            f"<LambdaFunction {configuration.function_name} {configuration.handler_name!r} {configuration.runtime}, "
            f"timeout {configuration.timeout} s, {configuration.memory_size} MB>"
        )

    def _reclaim(self) -> None:
        for environment in self._environments:
            self._workshop.end(environment)
        self._environments.clear()

    def _await_next_touch(self) -> None:
        # Without a process there is nothing behind the modules' names until the next init.
        if self._watched:
            self._workshop.modules.arm(())
            self.touch_if_due()

    def _touched(self) -> None:
        __tracebackhide__ = True
        environment = self._ready_environment()
        self._stay_in_thread(environment)
        error = environment.initialise()
        # A handler that cannot be found, or an exit, is for the first invocation to report.
        if isinstance(error, Exception) and not isinstance(error, FaultException):
            raise error

    def _ready_environment(self) -> ExecutionEnvironment:
        if not self._environments:
            self._environments.append(self._workshop.environment())
        environment = self._environments[0]
        if environment.busy:
            environment.recover()
        if environment.busy:
            raise EnvironmentBusy(
                f"{self.configuration.function_name} was invoked from inside its own invocation. One environment "
                "serves one invocation at a time; a function that calls itself needs a service around it."
            )
        return environment

    def _stay_in_thread(self, environment: ExecutionEnvironment) -> None:
        """A greenlet, which a warm environment is, does not change threads."""
        thread = threading.current_thread()
        if not environment.warm:
            self._thread = thread
        elif self._thread is not thread:
            name = self.configuration.function_name
            raise EnvironmentBusy(
                f"{name} has a warm environment in the thread {self._thread.name!r}, and was invoked in the thread "
                f"{thread.name!r}: an environment stays in one thread. Invoke it there, or call cold_start() before."
            )

    def _check_qualifier(self, qualifier: str | None) -> None:
        check_qualifier(qualifier)
        version = self.configuration.function_version
        if qualifier is not None and qualifier.isdigit() and qualifier != version:
            raise ResourceNotFoundException(f"Function not found: {self.arn}:{qualifier}")
