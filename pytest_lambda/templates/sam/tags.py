"""Tags of what SAM makes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.sam.drafts import Draft
from pytest_lambda.templates.sam.invalid import invalid_resource

CREATED_BY = "lambda:createdBy"
RESERVED = (CREATED_BY, "serverlessrepo:applicationId", "serverlessrepo:semanticVersion")

#: what takes tags as a list, and what takes them as a mapping
_TAGGED = frozenset({
    "AWS::ApiGateway::ApiKey", "AWS::ApiGateway::DomainName", "AWS::ApiGateway::DomainNameAccessAssociation",
    "AWS::ApiGateway::DomainNameV2", "AWS::ApiGateway::RestApi", "AWS::ApiGateway::Stage",
    "AWS::ApiGateway::UsagePlan", "AWS::IAM::Role", "AWS::IoT::TopicRule", "AWS::Lambda::Function",
    "AWS::S3::Bucket", "AWS::SNS::Topic", "AWS::SQS::Queue", "AWS::StepFunctions::StateMachine",
})  # fmt: skip
_MAPPED = frozenset({"AWS::ApiGatewayV2::Stage", "AWS::ApiGatewayV2::DomainName"})


def tag_list(tags: Any) -> list[dict[str, Any]]:
    """Tags as CloudFormation has them."""
    if tags is None or (isinstance(tags, Place) and tags.value is None):
        return []
    pairs = tags.items()
    return [{"Key": key, "Value": "" if _nothing(value) else value} for key, value in pairs]


def created_by_sam(
    logical_id: str, tags: Place, *others: dict[str, Any], key: str = CREATED_BY
) -> list[dict[str, Any]]:
    """The tag that SAM leaves, others of its own, and those of the resource."""
    for name, place in tags.items():
        if key == CREATED_BY and name in RESERVED:
            raise invalid_resource(
                place,
                logical_id,
                f"{name} is a reserved Tag key name and cannot be set on your resource. "
                "Please change the tag key in the input.",
            )
    own = {key: "SAM"}
    for each in others:
        own |= each
    return tag_list(own) + tag_list(tags)


def propagate(drafts: Iterable[Draft], tags: Place, *, wanted: bool) -> None:
    """The tags of a resource on everything that is made of it, if it wants that."""
    if not wanted or not tags.value:
        return
    for draft in drafts:
        if draft.type in _MAPPED:
            draft.properties["Tags"] = tags
        elif draft.type in _TAGGED:
            draft.properties["Tags"] = tag_list(tags)


def _nothing(value: Any) -> bool:
    return value is None or (isinstance(value, Place) and value.value is None)
