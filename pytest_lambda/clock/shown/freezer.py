"""A freezegun of our own, begun once and only moved after that; a test's own freeze is followed.

Virtual time and what is shown are two things: a freeze that begins or ends shows another moment, and no time passes by
it. A freezer that a test moves lets time pass. When virtual time moves, all freezers are moved along.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from types import FrameType
from typing import Any

from pytest_lambda.clock.shown import lazy, places
from pytest_lambda.clock.shown.importing import Imports
from pytest_lambda.clock.shown.sources import EPOCH, Factory, Own, Source, Traveller, travellers
from pytest_lambda.clock.shown.tools import Tools
from pytest_lambda.errors import ClockError

#: whether the thread that asks is to see the computer's time
RealThread = Callable[[], bool]

_EPOCH = EPOCH.replace(tzinfo=timezone.utc)


class Freezer:
    """Shows moments through freezegun.

    Args:
        start_us: the first one, microseconds since 1970; None: what a test shows already, else `default_us`.
        in_real_thread: for threads that are none of virtual time's business.
    """

    __slots__ = (
        "_api", "_frozen", "_ignored", "_in_real_thread", "_own", "_real_now", "_sources", "_started",
        "_undo", "_virtual_us", "last_us",
    )  # fmt: skip

    def __init__(self, start_us: int | None, default_us: int, in_real_thread: RealThread) -> None:
        from freezegun import api

        self._api: Any = api
        self._in_real_thread = in_real_thread
        self._real_now = api.real_datetime.now
        self._ignored = list(api.ignore_lists)
        self._sources: list[Source] = _running_freezes(api)
        if self._sources:
            _refuse_another(start_us, self._sources[-1].read())
        us = self._sources[-1].read() if self._sources else default_us if start_us is None else start_us
        self._own = Own(us)
        self._sources.insert(0, self._own)
        self._virtual_us = us
        #: what Python code was shown at the last look
        self.last_us = us
        self._frozen: Any = None
        self._started: dict[int, tuple[Any, Source]] = {}
        self._undo: list[Callable[[], object]] = []

    def start(self) -> None:
        """Freeze."""
        lazy.make_ready(self._api)
        self._keep_freezes_of_before()
        self._freeze()
        tools = Tools(self._api)
        tools.begin()
        self._undo.append(tools.end)
        imports = Imports(self._api, tools)
        imports.begin()
        self._undo.append(imports.end)
        self._replace(self._api, "_should_use_real_time", self._uses_real_time)
        self._replace(self._api, "_get_fake_monotonic", lambda: self.peek() / 1e6)
        self._replace(self._api, "_get_fake_monotonic_ns", lambda: self.peek() * 1000)
        self._hear_of_freezes(self._api._freeze_time, self._freezegun_began, self._freezegun_ended)
        machine = travellers()
        if machine is not None:
            self._hear_of_freezes(machine.travel, self._travel_began, self._travel_ended)

    def stop(self) -> None:
        """Thaw: the computer's time is shown again, or what the test's own freezer shows."""
        while self._undo:
            self._undo.pop()()
        self._give_back_freezes_of_before()
        self._thaw()
        lists = self._api.ignore_lists
        lists[: len(self._ignored)] = self._ignored[: len(lists)]

    def read(self) -> int:
        """Microseconds of virtual time; more than was set when a test has moved its own freezer."""
        shown = self._sources[-1].read()
        if shown != self.last_us:
            passed, self.last_us = shown - self.last_us, shown
            self._virtual_us += passed
            if passed > 0:
                for source in self._sources[:-1]:
                    source.move(passed)
        return self._virtual_us

    def peek(self) -> int:
        """The same for any thread: it is not noted that time has passed."""
        return self._virtual_us + self._sources[-1].read() - self.last_us

    def set(self, us: int) -> None:
        """Show a later moment."""
        passed = us - self.read()
        for source in self._sources:
            source.move(passed)
        self._virtual_us = us
        self.last_us = self._sources[-1].read()

    def __call__(self) -> datetime:
        """What freezegun asks for the moment; it stands in its list in place of every freezer."""
        if self._in_real_thread():
            now: datetime = self._real_now(timezone.utc).replace(tzinfo=None)
            return now
        return self._sources[-1].moment()

    def _uses_real_time(self) -> bool:
        lists = self._api.ignore_lists
        if not lists or self._in_real_thread():
            return True
        return bool(lists[-1]) and _called_from(lists[-1], sys._getframe(2))

    def _ignore_only_what_tests_say(self) -> None:
        """By default freezegun ignores whoever is called from within five frames of `threading`, and some others."""
        from freezegun import config

        usual = frozenset(config.DEFAULT_IGNORE_LIST)
        self._api.ignore_lists[:] = [
            tuple(name for name in names if name not in usual) for names in self._api.ignore_lists
        ]

    def _freeze(self) -> None:
        api = self._api
        self._frozen = api.freeze_time(self._own.moment())
        self._frozen.start()
        if len(api.freeze_factories) > 1:  # it stands below the test's own
            for each in (api.freeze_factories, api.ignore_lists, api.tick_flags, api.tz_offsets):
                each.insert(0, each.pop())
        api.freeze_factories[0] = self
        self._ignore_only_what_tests_say()

    def _thaw(self) -> None:
        """End our own freeze, which may not be the latest."""
        api = self._api
        factories: list[Any] = api.freeze_factories
        if self in factories:
            at = factories.index(self)
            for each in (factories, api.ignore_lists, api.tick_flags, api.tz_offsets):
                each.append(each.pop(at))
            if len(factories) == 1:
                self._frozen.modules_at_start = set(sys.modules)  # `places` looks after them, without touching them
            self._frozen.stop()
        if not factories:
            places.put_back(api)
        for frozen, _ in self._started.values():  # still running: whoever ends last has to put everything back
            for name in ("fake_names", "modules_at_start", "reals", "undo_changes"):
                if hasattr(self._frozen, name):
                    setattr(frozen, name, getattr(self._frozen, name))

    def _keep_freezes_of_before(self) -> None:
        """Freezers that run already: what they show goes through us, so that it stands still and can be moved along."""
        api = self._api
        for index in range(len(api.freeze_factories)):
            api.freeze_factories[index] = self

    def _give_back_freezes_of_before(self) -> None:
        factories = self._api.freeze_factories
        for source in self._sources[1:]:
            source.let_go()
        running = [source for source in self._sources[1:] if isinstance(source, Factory)]
        places_of = [index for index, factory in enumerate(factories) if factory is self]
        for index, source in zip(places_of[1:], running, strict=False):
            factories[index] = source.factory

    def _freezegun_began(self, frozen: Any) -> None:
        api = self._api
        source = Factory(api.freeze_factories[-1], api.real_datetime)
        api.freeze_factories[-1] = self
        self._started[id(frozen)] = frozen, source
        self._ignore_only_what_tests_say()
        self._begin(source)

    def _freezegun_ended(self, frozen: Any) -> None:
        _, source = self._started.pop(id(frozen), (None, None))
        freezes = [each for each in self._sources if isinstance(each, Factory)]
        if source is None and freezes:  # one that began before virtual time
            source = freezes[-1]
        if source is not None:
            self._end(source)
        if not self._api.freeze_factories:
            self._freeze()

    def _travel_began(self, _travel: Any) -> None:
        self._begin(Traveller(travellers().traveller_stack[-1]))

    def _travel_ended(self, _travel: Any) -> None:
        running = travellers().traveller_stack
        for source in [each for each in self._sources if isinstance(each, Traveller)]:
            if source.traveller not in running:
                self._end(source)

    def _begin(self, source: Source) -> None:
        self.read()
        self._sources.append(source)
        self.last_us = source.read()

    def _end(self, source: Source) -> None:
        self.read()
        self._sources.remove(source)
        self.last_us = self._sources[-1].read()

    def _hear_of_freezes(self, kind: Any, began: Callable[[Any], object], ended: Callable[[Any], object]) -> None:
        start, stop = kind.start, kind.stop

        def started(frozen: Any) -> Any:
            with places.under_its_own_name(self._api.FakeDatetime):
                result = start(frozen)
            began(frozen)
            return result

        def stopped(frozen: Any) -> None:
            self.read()
            stop(frozen)
            ended(frozen)

        self._replace(kind, "start", started)
        self._replace(kind, "stop", stopped)

    def _replace(self, owner: Any, name: str, value: object) -> None:
        if hasattr(owner, name):
            before = getattr(owner, name)
            setattr(owner, name, value)
            self._undo.append(lambda: setattr(owner, name, before))


def aware(us: int) -> datetime:
    """A moment as users see it: in UTC."""
    return _EPOCH + timedelta(microseconds=us)


def _called_from(names: tuple[str, ...], frame: FrameType | None) -> bool:
    for _ in range(5):
        if frame is None:
            return False
        if str(frame.f_globals.get("__name__", "")).startswith(names):
            return True
        frame = frame.f_back
    return False


def _running_freezes(api: Any) -> list[Source]:
    """What test code shows already, the latest last."""
    machine = travellers()
    found: list[Source] = [] if machine is None else [Traveller(each) for each in machine.traveller_stack]
    for each in api.freeze_factories:
        factory = Factory(each, api.real_datetime)
        factory.stand_still()
        found.append(factory)
    return found


def _refuse_another(start_us: int | None, shown_us: int) -> None:
    if start_us is not None and start_us != shown_us:
        raise ClockError(
            f"Virtual time was asked to begin at {EPOCH + timedelta(microseconds=start_us)}, but the test has frozen "
            f"time at {EPOCH + timedelta(microseconds=shown_us)} already: leave out one of the two."
        )
