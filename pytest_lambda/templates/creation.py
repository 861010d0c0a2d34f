"""Makes the resources of a template, each after those that it refers to.

A template may name a resource of its own by an ARN that it puts together itself, of which CloudFormation knows nothing:
there it is a matter of luck which of the two is created first, here it is the one that is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.templates.dependencies import creation_order, waits_of
from pytest_lambda.templates.evaluation.evaluator import Evaluator
from pytest_lambda.templates.identities import Identities
from pytest_lambda.templates.resources.row import Subject
from pytest_lambda.templates.template import Resource, Template


class Creation:
    """Makes the resources whose conditions hold.

    Args:
        template: that they are in.
        evaluator: of the template.
        identities: who they are.
        make: makes one of them.
    """

    def __init__(
        self, template: Template, evaluator: Evaluator, identities: Identities, make: Callable[[Subject], None]
    ) -> None:
        self._evaluator = evaluator
        self._identities = identities
        self._make_one = make
        self._order = creation_order(template, evaluator)
        self._waiting = {resource.logical_id: resource for resource in self._order}
        self._waits: dict[str, tuple[str, ...]] = {}

    def run(self) -> None:
        """Make all of them.

        Raises:
            ConfigurationError: AWS would refuse one; the message says where.
        """
        for resource in self._order:
            self._make(resource)

    def _make(self, resource: Resource) -> None:
        if self._waiting.pop(resource.logical_id, None) is None:
            return
        subject = self._identities.subject(resource.logical_id)
        if subject.row.make is not None:
            for name in self._named(subject):
                if name in self._waiting and not self._waits_for(name, resource.logical_id):
                    self._make_early(self._waiting[name])
        self._make_one(subject)

    def _make_early(self, resource: Resource) -> None:
        for name in self._of(resource.logical_id):
            if name in self._waiting:
                self._make_early(self._waiting[name])
        self._make(resource)

    def _named(self, subject: Subject) -> Iterator[str]:
        """The resources whose ARNs are among the properties of one."""
        for text in _texts(subject.properties):
            if text.startswith("arn:") and text in self._by_arn:
                yield self._by_arn[text]

    @cached_property
    def _by_arn(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for resource in self._order:
            subject = self._identities.subject(resource.logical_id)
            for name in subject.row.attributes if subject.row.make is not None else ():
                if "arn" in name.lower():
                    found.setdefault(str(self._attribute(resource.logical_id, name)), resource.logical_id)
        return found

    def _attribute(self, logical_id: str, name: str) -> Any:
        try:
            return self._identities.attribute(logical_id, name)
        except (LookupError, ConfigurationError):  # whoever makes the resource tells the user
            return None

    def _waits_for(self, name: str, other: str) -> bool:
        seen, ahead = {name}, [name]
        while ahead:
            new = set(self._of(ahead.pop())) - seen
            seen |= new
            ahead.extend(new)
        return other in seen

    def _of(self, name: str) -> tuple[str, ...]:
        if name not in self._waits:
            self._waits[name] = tuple(waits_of(self._evaluator.template.resources[name], self._evaluator))
        return self._waits[name]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _texts(each)
