"""Where botocore and moto are touched, and how that is undone.

Both have events with handlers, but each client copies its handlers when it is made. One method serves them all,
whenever they were made: `_emit` of the class that calls the handlers. What the handlers of `before-send` answer
stands for the network's answer, so ours is asked after all others. moto is one of the others; it is told to
leave alone what the simulation serves, and what it has answered can be observed. Two more methods are wrapped so that
a client of ours asks neither the host nor the network for a region and credentials.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from types import FunctionType
from typing import Any, Protocol

from pytest_lambda.boto.identity import KEYS, is_at_hand, lent_identity
from pytest_lambda.runtime.aws_access.seam import Seam, SeamFinder

_EVENT = "before-send."


class Respondent(Protocol):
    """Who answers the requests of the clients of one service."""

    @property
    def client_name(self) -> str:
        """What `boto3.client` calls the service."""
        ...

    @property
    def signing_name(self) -> str:
        """What the service is called in signatures."""
        ...

    def needs_no_credentials(self, request: Any) -> bool:
        """Whether a request is for the simulation, which asks for no signature."""
        ...

    def claims(self, operation: str, request: Any) -> bool:
        """Whether a request is ours even where moto would answer it."""
        ...

    def respond(self, operation: str, request: Any) -> Any:
        """The response to a request that nobody has answered; None sends it on its way."""
        ...

    def observe(self, operation: str, request: Any, response: Any) -> None:
        """See what somebody else has answered, moto above all; an exception reaches the caller."""
        ...

    def region(self) -> str:
        """Where a client belongs that is made without a region."""
        ...


class _Loan(Seam):
    """A method that is wrapped between `borrow` and `give_back`, also if its module is imported in between."""

    __slots__ = ("_around", "_borrowing", "_lent")

    def __init__(self, module: str, owner: str, method: str, around: Callable[[Any], Any]) -> None:
        super().__init__(module, owner, method, around)
        self._around = around
        self._borrowing = False
        self._lent: list[tuple[type, Any, Any]] = []

    def borrow(self) -> None:
        self._borrowing = True
        self.ensure()

    def ensure(self) -> None:
        owner = getattr(sys.modules.get(self.module), self.owner, None)
        if not self._borrowing or any(lent is owner for lent, _, _ in self._lent):
            return
        original = vars(owner).get(self.method) if isinstance(owner, type) else None
        # a stand-in of the test's is left alone
        if isinstance(owner, type) and isinstance(original, FunctionType):
            ours = self._around(original)
            setattr(owner, self.method, ours)
            self._lent.append((owner, original, ours))

    def give_back(self) -> None:
        self._borrowing = False
        for owner, original, ours in self._lent:
            # whoever has wrapped ours keeps it, and it only passes on
            if vars(owner).get(self.method) is ours:
                setattr(owner, self.method, original)
        self._lent.clear()


#: by the service's name as events have it
_respondents: dict[str, Respondent] = {}


def _asked(event_name: str) -> tuple[Respondent | None, str]:
    """Who answers what an event is about, and the operation."""
    if not event_name.startswith(_EVENT):
        return None, ""
    service, _, operation = event_name[len(_EVENT) :].partition(".")
    return _respondents.get(service), operation


def _answering(emit: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(emit)
    def _emit(self: Any, event_name: str, kwargs: dict[str, Any], *args: Any, **options: Any) -> Any:
        responses = emit(self, event_name, kwargs, *args, **options)
        respondent, operation = _asked(event_name)
        if respondent is None or any(handler in (respondent.respond, respondent.observe) for handler, _ in responses):
            return responses  # the latter if it is wrapped twice: somebody's wrapper has kept an earlier one
        answer = next((response for _, response in responses if response is not None), None)
        if answer is not None:
            respondent.observe(operation, kwargs["request"], answer)
            return [*responses, (respondent.observe, None)]
        return [*responses, (respondent.respond, respondent.respond(operation, kwargs["request"]))]

    return _emit


def _leaving_ours(answer: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(answer)
    def __call__(self: Any, *args: Any, **kwargs: Any) -> Any:
        respondent, operation = _asked(kwargs.get("event_name", ""))
        if respondent is not None and respondent.claims(operation, kwargs["request"]):
            return None
        return answer(self, *args, **kwargs)

    return __call__


def _needing_no_credentials(sign: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(sign)
    def signing(self: Any, operation_name: str, request: Any, *args: Any, **kwargs: Any) -> Any:
        ours = [each for each in _respondents.values() if each.signing_name == self.signing_name]
        if any(each.needs_no_credentials(request) for each in ours) and not is_at_hand(self._credentials):
            return None
        return sign(self, operation_name, request, *args, **kwargs)

    return signing


def _needing_no_settings(create_client: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(create_client)
    def creating(self: Any, service_name: str, region_name: str | None = None, *args: Any, **kwargs: Any) -> Any:
        respondent = next((each for each in _respondents.values() if each.client_name == service_name), None)
        if respondent is not None and not args:
            if region_name is None and not _has_region(self, kwargs.get("config")):
                region_name = respondent.region()
            if self._credentials is None and not any(kwargs.get(name) for name in KEYS):
                kwargs.update(lent_identity())
        return create_client(self, service_name, region_name, *args, **kwargs)

    return creating


def _has_region(session: Any, config: Any) -> bool:
    configs = (config, session.get_default_client_config())
    return any(getattr(each, "region_name", None) for each in configs) or bool(session.get_config_variable("region"))


# aiobotocore's own classes override these methods with coroutines, so its clients are left to the guard.
_LOANS = (
    _Loan("botocore.hooks", "HierarchicalEmitter", "_emit", _answering),
    _Loan("botocore.signers", "RequestSigner", "sign", _needing_no_credentials),
    _Loan("botocore.session", "Session", "create_client", _needing_no_settings),
    _Loan("moto.core.botocore_stubber", "BotocoreStubber", "__call__", _leaving_ours),
)
_finder = SeamFinder(_LOANS)


def connect(service: str, respondent: Respondent) -> None:
    """From now on the clients of a service are answered, also if botocore is imported later.

    Args:
        service: its name in botocore's events, such as `eventbridge`, whose clients are called `events`.
        respondent: who answers; one per service, and another one takes its place.
    """
    _respondents[service] = respondent
    _finder.install()
    for loan in _LOANS:
        loan.borrow()


def disconnect(service: str) -> None:
    """The clients of a service are let go; after the last service botocore and moto are again what they were."""
    _respondents.pop(service, None)
    if _respondents:
        return
    for loan in _LOANS:
        loan.give_back()
