"""The order in which the resources of a template are created."""

from __future__ import annotations

import heapq
from collections.abc import Iterator

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.evaluation.choices import chosen
from pytest_lambda.templates.evaluation.evaluator import Evaluator
from pytest_lambda.templates.evaluation.mentions import mentions
from pytest_lambda.templates.evaluation.references import unresolved
from pytest_lambda.templates.template import Resource, Template

#: what each resource waits for: logical id -> the place that says so
Waits = dict[str, Place]

#: attributes of a resource in which nothing is mentioned, or which a dialect's reader has replaced
_NO_MENTIONS = ("Condition", "DependsOn", "Properties", "Type")


def creation_order(template: Template, evaluator: Evaluator) -> list[Resource]:
    """The resources whose conditions hold, each after those that it refers to, else in the template's order.

    Args:
        template: that the resources are in.
        evaluator: tells which conditions hold.

    Raises:
        ConfigurationError: a resource waits for one that is not there, or for itself, directly or by others.
    """
    waits = {
        name: waits_of(resource, evaluator) for name, resource in template.resources.items() if evaluator.present(name)
    }
    numbers = {name: number for number, name in enumerate(waits)}
    names = list(waits)
    open_waits = {name: len(found) for name, found in waits.items()}
    waiting: dict[str, list[str]] = {name: [] for name in waits}
    for name, found in waits.items():
        for other in found:
            waiting[other].append(name)
    ready = [numbers[name] for name, count in open_waits.items() if not count]
    order: list[Resource] = []
    while ready:
        name = names[heapq.heappop(ready)]
        order.append(template.resources[name])
        for other in waiting[name]:
            open_waits[other] -= 1
            if not open_waits[other]:
                heapq.heappush(ready, numbers[other])
    if len(order) < len(waits):
        _refuse_circle(waits, {name for name, count in open_waits.items() if count})
    return order


def check(template: Template, evaluator: Evaluator) -> None:
    """What CloudFormation checks before it creates anything: parameters, conditions, rules, and all references.

    Args:
        template: that the resources are in.
        evaluator: of the template.

    Raises:
        ConfigurationError: it would refuse to create the stack.
    """
    evaluator.check()
    for name, resource in template.resources.items():
        if evaluator.present(name):
            for mentioned, where in _mentioned(resource, evaluator):
                if not evaluator.present(mentioned) and not evaluator.supplies.has_of(mentioned):
                    raise unresolved(evaluator, mentioned, where)


def waits_of(resource: Resource, evaluator: Evaluator) -> Waits:
    """What a resource waits for: its `DependsOn`, and what it mentions.

    Raises:
        ConfigurationError: it depends on what is not in the template.
    """
    found: Waits = {}
    for name in resource.depends_on:
        place = resource.place.get("DependsOn")
        if name not in evaluator.template.resources:
            raise unresolved(evaluator, name, place)
        if evaluator.present(name):
            found.setdefault(name, place)
    for name, where in _mentioned(resource, evaluator):
        if evaluator.present(name):
            found.setdefault(name, where)
    return found


def _mentioned(resource: Resource, evaluator: Evaluator) -> Iterator[tuple[str, Place]]:
    """The names that a resource mentions, but for those of parameters."""
    parts = [resource.properties, *(place for part, place in resource.place.items() if part not in _NO_MENTIONS)]
    for part in parts:
        for name, where in mentions(part, lambda each: chosen(evaluator, each)):
            if name not in evaluator.parameters and name not in evaluator.pseudo:
                yield name, where


def _refuse_circle(waits: dict[str, Waits], left: set[str]) -> None:
    """Every one that is left waits for another one that is left: who follows that goes round in the end."""
    name = next(each for each in waits if each in left)
    path: list[str] = []
    while name not in path:
        path.append(name)
        name = next(each for each in waits[name] if each in left)
    circle = path[path.index(name) :]
    links = [
        f"  {one} waits for {other}: {waits[one][other]}"
        for one, other in zip(circle, [*circle[1:], circle[0]], strict=True)
    ]
    members = sorted(circle, key=list(waits).index)
    where = waits[circle[0]][[*circle, circle[0]][1]]
    raise where.error("\n".join([f"Circular dependency between resources: [{', '.join(members)}]", *links]))
