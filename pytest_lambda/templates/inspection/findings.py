"""What there is to say about a template."""

from __future__ import annotations

from dataclasses import dataclass

#: AWS would refuse it, or it fails there
WRONG = "error"
#: right, but without effect here
NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing.

    Attributes:
        severity: `error` for what is wrong, `note` for what is not simulated.
        resource: its logical id; empty for the template as a whole.
        text: file, line and path, and what there is to say.
    """

    severity: str
    resource: str
    text: str


class Findings:
    """All of them, each once."""

    def __init__(self) -> None:
        self._found: dict[str, Finding] = {}

    def wrong(self, resource: str, text: object) -> None:
        """Something is wrong; with the whole only what is not wrong with a part already."""
        if resource or all(each.text != str(text) for each in self._found.values()):
            self._add(Finding(WRONG, resource, str(text)))

    def note(self, resource: str, text: object) -> None:
        """Something has no effect here."""
        self._add(Finding(NOTE, resource, str(text)))

    def is_wrong(self, resource: str) -> bool:
        """Whether something is wrong with a resource."""
        return any(each.severity == WRONG and each.resource == resource for each in self._found.values())

    def all(self) -> tuple[Finding, ...]:
        """What is wrong, then what has no effect."""
        return tuple(sorted(self._found.values(), key=lambda each: each.severity != WRONG))

    def _add(self, finding: Finding) -> None:
        # said of the whole and of a part of it, it is the same
        _, _, message = finding.text.partition("): ")
        self._found.setdefault(f"{finding.resource} {message or finding.text}", finding)
