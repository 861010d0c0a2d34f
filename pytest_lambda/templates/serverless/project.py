"""A project while its resources are made."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pytest_lambda.documents.place import Place, shown
from pytest_lambda.documents.plain import plain
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.templates.cloudformation import resource_of
from pytest_lambda.templates.serverless import names
from pytest_lambda.templates.template import Resource


@dataclass(slots=True, eq=False)
class Notified:
    """A bucket that tells functions what happens in it.

    Args:
        name: of the bucket.
        existing: whether it is none of the project's.
        functions: `Event`, `Function` and `Rules` of each notification.
    """

    name: Place
    existing: bool
    functions: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Project:
    """What a `serverless.yml` says, with its variables resolved, and what was made of it so far.

    Args:
        root: of the file.
        service: its name.
        stage: that is deployed.
        resources: by logical id.
        buckets: that functions want to be told of, by name.
        numbers: how many there are of what is numbered, by what it is.
        aliases: of functions that are invoked by one, by what their logical ids begin with.
        preflights: what paths of the REST API answer browsers, by the logical ids of their methods.
        left_out: what has no effect here, and why.
    """

    root: Place
    service: str
    stage: str
    resources: dict[str, Resource] = field(default_factory=dict)
    buckets: dict[str, Notified] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    preflights: dict[str, Any] = field(default_factory=dict)
    left_out: list[tuple[Place, str]] = field(default_factory=list)

    @property
    def provider(self) -> Place:
        """The section `provider`."""
        return self.root.get("provider")

    @property
    def functions(self) -> Iterator[tuple[str, Place]]:
        """The functions by name."""
        yield from several(self.root.get("functions"))

    def add(
        self,
        logical_id: str,
        type: str,
        place: Place,
        properties: dict[str, Any],
        *,
        depends_on: Iterable[str] = (),
        condition: str | None = None,
        anew: bool = False,
    ) -> str:
        """Add a resource, and give its logical id.

        Args:
            logical_id: of it; one that is there is left as it is.
            type: of CloudFormation.
            place: of what it is made of.
            properties: those that are None are left out.
            depends_on: logical ids.
            condition: of it.
            anew: make it even if it is there: of all that say something of it, this is the last one so far.
        """
        body: dict[str, Any] = {"Type": type, "Properties": place.at(given(properties))}
        if depends_on:
            body["DependsOn"] = list(depends_on)
        if condition:
            body["Condition"] = condition
        if anew or logical_id not in self.resources:
            self.resources[logical_id] = resource_of(logical_id, place.at(body))
        return logical_id

    def leave_out(self, place: Place, why: str) -> None:
        """Tell the user what has no effect here; nothing if it is not there, or set to false."""
        if place.value is not None and place.value is not False:
            self.left_out.append((place, why))

    def numbered(self, what: str) -> int:
        """The number of one more of something, from 1."""
        self.numbers[what] = self.numbers.get(what, 0) + 1
        return self.numbers[what]

    def arn_of_function(self, place: Place) -> Any:
        """The ARN of a function that something names: one of the project, or any by its ARN."""
        known = dict(self.functions)
        written = place.value
        if isinstance(written, str) and written in known:
            return target_of(self, names.of_function(written))
        if isinstance(written, str) and not written.startswith("arn:"):
            raise place.error(f"there is no function {written!r}.{nearest(written, known)} Known: {', '.join(known)}.")
        return place


def api_name(project: Project, settings: Place) -> str:
    """The usual name of an API: stage and service, in the order that its settings ask for."""
    parts = [project.stage, project.service]
    return "-".join(reversed(parts) if settings.get("shouldStartNameWithService").flag() else parts)


def several(place: Place) -> Iterator[tuple[str, Place]]:
    """The members of a mapping, or of the mappings of a list, which the framework merges."""
    if isinstance(place.value, list):
        for each in place.each():
            yield from each.items()
    else:
        yield from place.items()


def given(properties: dict[str, Any]) -> dict[str, Any]:
    """Properties without those that are not there."""
    return {name: value for name, value in properties.items() if not is_missing(value)}


def is_missing(value: Any) -> bool:
    """Whether there is nothing."""
    return value is None or (isinstance(value, Place) and value.value is None)


def first(*places: Place) -> Place:
    """The first one that has a value; the last one if none has."""
    return next((place for place in places if place.value is not None), places[-1])


def arn(logical_id: str) -> dict[str, Any]:
    """`Fn::GetAtt` of an ARN."""
    return {"Fn::GetAtt": [logical_id, "Arn"]}


def target_of(project: Project, prefix: str) -> Any:
    """The ARN of what events invoke: the function, or its alias.

    Args:
        project: of the function.
        prefix: of its logical ids.
    """
    function = arn(f"{prefix}LambdaFunction")
    alias = project.aliases.get(prefix)
    return function if alias is None else {"Fn::Join": [":", [function, alias]]}


def invocation_uri(target: Any) -> dict[str, Any]:
    """How API Gateway names a function that it invokes."""
    return {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":apigateway:", {"Ref": "AWS::Region"},
                              ":lambda:path/2015-03-31/functions/", target, "/invocations"]]}  # fmt: skip


def json_text(place: Place) -> Place:
    """The value as text: an object as its JSON, as the framework packages it."""
    if isinstance(place.value, (dict, list)):
        return place.at(json.dumps(plain(place), separators=(",", ":"), ensure_ascii=False))
    return place


def renamed(place: Place, known: dict[str, str], what: str) -> dict[str, Any]:
    """The members of a mapping under CloudFormation's names.

    Raises:
        ConfigurationError: one is not known.
    """
    made = {}
    for name, value in place.items():
        if name not in known:
            raise unknown(value, name, known, what)
        if known[name]:
            made[known[name]] = value
    return made


def unknown(place: Place, name: str, known: Iterable[str], what: str) -> ConfigurationError:
    """The error for a setting that there is not."""
    known = sorted(known)
    return place.error(f"{what} has no setting {name!r}.{nearest(name, known)} Known: {', '.join(known)}.")


def known_only(settings: Place, known: Iterable[str], what: str) -> None:
    """See that there is no setting but those.

    Raises:
        ConfigurationError: there is another one.
    """
    for name, value in settings.items():
        if name not in known:
            raise unknown(value, name, known, what)


def expected(place: Place, what: str) -> ConfigurationError:
    """The error for a value of another form."""
    return place.error(f"expected {what}, not {shown(place.value)}.")
