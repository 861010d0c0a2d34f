"""CloudWatch Logs: a log group for each function, in it a log stream for each environment."""

from __future__ import annotations

import difflib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.runtime.logs import LogEvent, Logs
from pytest_lambda.service.log_patterns import matcher
from pytest_lambda.service.resources.refusals import RequestRefused

#: what can be written: a log, something that makes it when it is first read, or events
Events = Logs | Callable[[], Logs] | Iterable[LogEvent]
#: is told of what is written into a stream
Subscriber = Callable[[str, Sequence[LogEvent]], object]
#: CloudWatch Logs quotas: subscription filters per log group
_MOST_SUBSCRIBERS = 2


class UnknownLogGroup(ConfigurationError, KeyError):
    """There is no log group, or in it no log stream, of this name."""

    __str__ = Exception.__str__  # that of a KeyError shows the repr


class LogStream:
    """The log of one execution environment.

    Args:
        name: as AWS writes it, with date, version and a number of its own.
    """

    __slots__ = ("_entries", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        #: the log of an invocation is turned into text only when somebody reads it
        self._entries: deque[Logs | Callable[[], Logs] | tuple[LogEvent, ...]] = deque()

    def append(self, events: Events) -> None:
        """Write the log of one invocation, or some events."""
        self._entries.append(events if callable(events) or isinstance(events, Logs) else tuple(events))

    def forget_oldest(self) -> None:
        """Forget what was written first."""
        if self._entries:
            self._entries.popleft()

    @property
    def events(self) -> tuple[LogEvent, ...]:
        """The events as they were written, oldest first."""
        self._entries = deque(entry() if callable(entry) else entry for entry in self._entries)
        return tuple(event for entry in self._entries if not callable(entry) for event in entry)

    @property
    def text(self) -> str:
        """The whole stream."""
        return _text(self.events)

    def filter(self, pattern: str) -> tuple[LogEvent, ...]:
        """The events that match a filter pattern; see `LogGroup.filter`."""
        return _matching(self.events, pattern)

    def __repr__(self) -> str:
        return f"<LogStream {self.name}>"


class LogGroup:
    """The logs of one function.

    Args:
        name: `/aws/lambda/` and the function's name, if the function has no log group of its own choice.
        retain: of how many invocations the logs are kept, the newest ones; None keeps all.
    """

    __slots__ = ("_retain", "_streams", "_subscribers", "_written", "name")

    def __init__(self, name: str, *, retain: int | None = None) -> None:
        self.name = name
        self._retain = retain
        self._streams: dict[str, LogStream] = {}
        #: the streams that were written to, oldest first, if logs are forgotten
        self._written: deque[LogStream] = deque()
        self._subscribers: list[Subscriber] = []

    def subscribe(self, subscriber: Subscriber) -> None:
        """Tell somebody of what is written from now on.

        Args:
            subscriber: is called with the name of a stream and what was written into it.

        Raises:
            RequestRefused: there are two already: `LimitExceededException`.

        Source: CloudWatch Logs API reference, PutSubscriptionFilter.
        """
        if len(self._subscribers) == _MOST_SUBSCRIBERS:
            raise RequestRefused(
                "LimitExceededException",
                "Resource limit exceeded.",
                f"The log group {self.name} has {_MOST_SUBSCRIBERS} subscription filters already.",
            )
        self._subscribers.append(subscriber)

    def append(self, stream: str, events: Events) -> None:
        """Write into a stream; see `LogGroups.append`."""
        found = self.stream(stream)
        if self._subscribers:
            events = tuple(events() if callable(events) else events)
            for subscriber in self._subscribers:
                subscriber(stream, events)
        found.append(events)
        if self._retain is not None:
            self._written.append(found)
            if len(self._written) > self._retain:
                self._written.popleft().forget_oldest()

    @property
    def streams(self) -> Mapping[str, LogStream]:
        """The log streams by name, in the order of their first event."""
        return MappingProxyType(self._streams)

    def stream(self, name: str) -> LogStream:
        """The stream of this name, made if there is none."""
        found = self._streams.get(name)
        if found is None:
            found = self._streams[name] = LogStream(name)
        return found

    @property
    def events(self) -> tuple[LogEvent, ...]:
        """The events of all streams, oldest first; those of one stream stay in their order."""
        events = [event for stream in self._streams.values() for event in _in_order(stream.events)]
        return tuple(event for _, event in sorted(events, key=lambda one: one[0]))

    @property
    def text(self) -> str:
        """The events of all streams, one after the other in time."""
        return _text(self.events)

    def filter(self, pattern: str) -> tuple[LogEvent, ...]:
        """The events that match a pattern, oldest first, as FilterLogEvents gives them.

        Args:
            pattern: words, or phrases in double quotes, with `-` or `?` before them or not, or one for JSON in braces;
                see `matcher`. Upper and lower case count. The empty pattern matches every event.

        Raises:
            NotSimulated: the pattern has a regular expression, is one for fields, or leaves open what it matches.
        """
        return _matching(self.events, pattern)

    def __repr__(self) -> str:
        return f"<LogGroup {self.name}: {len(self._streams)} streams>"


class LogGroups(Mapping[str, LogGroup]):
    """The log groups of one account in one region, by name.

    Args:
        retain: of how many invocations each group keeps the logs, the newest ones; None keeps all.
    """

    def __init__(self, *, retain: int | None = None) -> None:
        self._retain = retain
        self._groups: dict[str, LogGroup] = {}

    def append(self, group: str, stream: str, events: Events) -> None:
        """Write into a log stream; group and stream are made if there is none.

        Args:
            group: name of the log group.
            stream: name of the log stream.
            events: the log of an invocation, or what makes it, either turned into text only when it is read; or
                some events.
        """
        self.group(group).append(stream, events)

    def group(self, name: str) -> LogGroup:
        """The log group of this name, made if there is none."""
        found = self._groups.get(name)
        if found is None:
            found = self._groups[name] = LogGroup(name, retain=self._retain)
        return found

    def __getitem__(self, name: str) -> LogGroup:
        try:
            return self._groups[name]
        except KeyError:
            raise UnknownLogGroup(self._unknown(name)) from None

    def __contains__(self, name: object) -> bool:
        return name in self._groups

    def __iter__(self) -> Iterator[str]:
        return iter(self._groups)

    def __len__(self) -> int:
        return len(self._groups)

    def _unknown(self, name: str) -> str:
        if not self._groups:
            return f"There is no log group {name!r}: none is made before a function of it has run."
        near = difflib.get_close_matches(name, self._groups, n=1, cutoff=0.5)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        return f"There is no log group {name!r}.{hint} Known: {', '.join(sorted(self._groups))}."

    def __repr__(self) -> str:
        return f"<LogGroups {', '.join(self._groups)}>"


def _in_order(events: Iterable[LogEvent]) -> Iterator[tuple[float, LogEvent]]:
    """Events with the moments to sort them by: what was written later never comes before."""
    latest = float("-inf")
    for event in events:
        latest = max(latest, event.time)
        yield latest, event


def _text(events: Iterable[LogEvent]) -> str:
    return "".join(event.text if event.text.endswith("\n") else f"{event.text}\n" for event in events)


def _matching(events: Iterable[LogEvent], pattern: str) -> tuple[LogEvent, ...]:
    matches = matcher(pattern)
    return tuple(event for event in events if matches(event.text))
