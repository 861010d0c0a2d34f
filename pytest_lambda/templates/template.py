"""What every dialect becomes: a template of plain CloudFormation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pytest_lambda.documents.document import Document
from pytest_lambda.documents.place import Place

#: the macro with further intrinsic functions
LANGUAGE_EXTENSIONS = "AWS::LanguageExtensions"


@dataclass(frozen=True, slots=True)
class Resource:
    """One of a template's resources, with its intrinsic functions as they are written.

    Args:
        logical_id: its name in the template.
        type: `AWS::SQS::Queue` say.
        place: its whole body.
        properties: null if it has none.
        condition: the name of the one that it depends on, or None.
        depends_on: logical ids that it waits for besides those that it refers to.
        metadata: null if it has none.
    """

    logical_id: str
    type: str
    place: Place
    properties: Place
    condition: str | None
    depends_on: tuple[str, ...]
    metadata: Place


@dataclass(slots=True)
class Template:
    """A template, whatever it was written as.

    Args:
        document: that it is in.
        folder: that its relative paths begin at.
        parameters: by name: their declarations.
        mappings: null if there are none.
        conditions: by name.
        resources: by logical id, in the template's order.
        outputs: by name: their declarations.
        globals: of SAM; null if there are none.
        transforms: `AWS::Serverless-2016-10-31` say, in the template's order.
        rules: by name.
        left_out: what the dialect has and no resource says, and why it has no effect.
    """

    document: Document
    folder: Path
    parameters: Mapping[str, Place]
    mappings: Place
    conditions: Mapping[str, Place]
    resources: dict[str, Resource]
    outputs: Mapping[str, Place]
    globals: Place
    transforms: tuple[str, ...]
    rules: Mapping[str, Place]
    left_out: tuple[tuple[Place, str], ...] = ()

    @property
    def root(self) -> Place:
        """The whole document."""
        return Place(self.document.root, self.document)
