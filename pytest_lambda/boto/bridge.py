"""The bridge between Lambda clients of botocore and simulated services."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any

from pytest_lambda.boto import wiring
from pytest_lambda.boto.api import InvokeApi
from pytest_lambda.boto.exchange import Door, close_door, open_door
from pytest_lambda.boto.operations import Operations
from pytest_lambda.boto.refusal import durable_execution, other_operation, other_region, refused_operation
from pytest_lambda.boto.request import InvokeRequest, host_of, region_of
from pytest_lambda.boto.response import answered, done, refused
from pytest_lambda.errors import InvokeError
from pytest_lambda.runtime.aws_access.client_calls import describe
from pytest_lambda.runtime.aws_access.guard import watch_clients
from pytest_lambda.runtime.aws_access.hosts import is_aws
from pytest_lambda.world import World

_SERVICE = "lambda"
_INVOKE = "Invoke"


class Bridge:
    """While it is open, `boto3.client("lambda").invoke(...)` reaches a simulated service.

    It serves every client of service `lambda`, wherever and whenever it was made. Bridges may be open one within
    the other: a request goes to the innermost one of its region, or of the account that its ARN names.
    Clients need no credentials; one that is made without a region gets the innermost bridge's.

    Args:
        api: the service.
        region, account: which ones it simulates.
        operations: what the service offers besides Invoke; None for nothing.
        doors: AWS's other services, by their names in botocore's events; see `open_door`.
    """

    def __init__(
        self,
        api: InvokeApi,
        *,
        region: str,
        account: str,
        operations: Operations | None = None,
        doors: Mapping[str, Door] | None = None,
    ) -> None:
        self.region = region
        self.account = account
        self._api = api
        self._operations = operations
        self._doors = dict(doors or {})
        self._ids = World().ids_for("refused requests", region, account)

    def open(self) -> None:
        """Begin to serve; imports nothing of botocore."""
        watch_clients()
        if self not in _open:
            for service, door in self._doors.items():
                open_door(service, door, region=self.region)
        _open.append(self)
        wiring.connect(_SERVICE, _exchange)

    def close(self) -> None:
        """End what the last `open` began; the last bridge leaves botocore as the first one found it."""
        for index in range(len(_open) - 1, -1, -1):
            if _open[index] is self:
                del _open[index]
                if self not in _open:
                    self._close_doors()
                break
        if not _open:
            wiring.disconnect(_SERVICE)

    def _close_doors(self) -> None:
        for service, door in reversed(self._doors.items()):
            close_door(service, door)

    def __enter__(self) -> Bridge:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def answer(self, url: str, request: InvokeRequest) -> Any:
        """The service's answer as an HTTP response of botocore's."""
        try:
            answer = self._api.invoke_api(
                request.function_name,
                request.payload,
                invocation_type=request.invocation_type,
                qualifier=request.qualifier,
                log_type=request.log_type,
                client_context=request.client_context,
                tenant_id=request.tenant_id,
                trace_header=request.trace_header,
            )
        except InvokeError as error:
            return refused(url, error, self._ids.uuid())
        return answered(url, answer)

    def serves(self, operation: str) -> bool:
        """Whether it is Invoke, or all of Lambda is the service's: some operations are refused by name."""
        return operation == _INVOKE or self._operations is not None

    def do(self, operation: str, request: Any) -> Any:
        """The service's answer to another operation than Invoke, as an HTTP response of botocore's."""
        assert self._operations is not None
        reason = self._operations.refusal(operation)
        if reason is not None:
            raise refused_operation(describe(request), reason)
        try:
            answer = self._operations.answer(operation, request)
        except InvokeError as error:
            return refused(request.url, error, self._ids.uuid())
        return done(request.url, answer, self._ids.uuid())


class _Exchange:
    """Leads requests to the bridges that are open."""

    client_name = _SERVICE
    signing_name = _SERVICE

    def observe(self, operation: str, request: Any, response: Any) -> None:
        """What moto does with functions of its own is moto's."""

    def needs_no_credentials(self, request: Any) -> bool:
        """No request for AWS leaves while a bridge is open."""
        return is_aws(host_of(request))

    def region(self) -> str:
        """The innermost bridge's."""
        return _open[-1].region

    def claims(self, operation: str, request: Any) -> bool:
        """Whether a request is the simulation's even under a mock of moto's: what is served in a simulated region."""
        return is_aws(host_of(request)) and any(
            bridge.serves(operation) for bridge in _in_region(region_of(request))
        )

    def respond(self, operation: str, request: Any) -> Any:
        """Answer a request for AWS.

        Raises:
            OperationNotSimulated: nobody serves it, or it is for a region that is not simulated.
        """
        if not is_aws(host_of(request)):
            return None
        if not any(bridge.serves(operation) for bridge in _open):
            raise other_operation(describe(request))
        if operation != _INVOKE:
            return self._other(operation, request)
        invoke = InvokeRequest.of(request)
        if invoke.durable_execution_name is not None:
            raise durable_execution(describe(request))
        bridges = _in_region(invoke.region)
        if not bridges:
            raise other_region(describe(request), str(invoke.region), [bridge.region for bridge in _open])
        named = [bridge for bridge in bridges if bridge.account == invoke.account]
        return (named or bridges)[-1].answer(request.url, invoke)

    def _other(self, operation: str, request: Any) -> Any:
        region = region_of(request)
        serving = [bridge for bridge in _in_region(region) if bridge.serves(operation)]
        if not serving:
            raise other_region(describe(request), str(region), [bridge.region for bridge in _open])
        return serving[-1].do(operation, request)


#: the innermost last
_open: list[Bridge] = []
_exchange = _Exchange()


def _in_region(region: str | None) -> list[Bridge]:
    return [bridge for bridge in _open if region in (None, bridge.region)]
