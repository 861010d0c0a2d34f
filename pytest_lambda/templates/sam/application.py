"""`AWS::Serverless::Application`: another template, as a stack within the stack."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.sam.drafts import Draft, attributes
from pytest_lambda.templates.sam.invalid import invalid_resource
from pytest_lambda.templates.sam.schema import MAP, TEXT, TEXT_OR_MAP, TEXTS_OR_MAPS, WHOLE, Schema, present
from pytest_lambda.templates.sam.tags import created_by_sam
from pytest_lambda.templates.sam.work import Work
from pytest_lambda.templates.template import Resource

_SCHEMA = Schema(
    "AWS::Serverless::Application",
    {
        "Location": TEXT_OR_MAP,
        "TemplateUrl": TEXT,
        "Parameters": MAP,
        "NotificationARNs": TEXTS_OR_MAPS,
        "Tags": MAP,
        "TimeoutInMinutes": WHOLE,
    },
    ("Location",),
)
_TAGS = {"ApplicationId": "serverlessrepo:applicationId", "SemanticVersion": "serverlessrepo:semanticVersion"}


def application(work: Work, resource: Resource) -> list[Draft]:
    """The stack; where its template is, is known to whoever publishes it only."""
    name, properties = resource.logical_id, work.properties[resource.logical_id]
    if properties.get("Location").value is None:
        raise invalid_resource(properties, name, "Resource is missing the required [Location] property.")
    _SCHEMA.check(properties, lambda place, message: invalid_resource(place, name, message))
    place = properties.get("Location")
    found: dict[str, Any] = present(properties, ("Parameters", "NotificationARNs", "TimeoutInMinutes"))
    found |= {
        "TemplateURL": place if isinstance(place.value, str) else "",
        "Tags": created_by_sam(name, properties.get("Tags"), _published(place)),
    }
    depends_on = list(resource.depends_on)
    return [Draft(name, "AWS::CloudFormation::Stack", resource.place, found, attributes(resource.place), depends_on)]


def _published(place: Place) -> dict[str, Any]:
    if not isinstance(place.value, dict):
        return {}
    return {tag: place.get(key) for key, tag in _TAGS.items() if place.get(key).value is not None}
