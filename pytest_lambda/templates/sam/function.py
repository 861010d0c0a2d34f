"""`AWS::Serverless::Function`."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.sam.code import location
from pytest_lambda.templates.sam.drafts import Draft, attributes, drafted
from pytest_lambda.templates.sam.event_invoke import event_invoke_config
from pytest_lambda.templates.sam.events.table import function_events
from pytest_lambda.templates.sam.function_checks import check_function, check_package
from pytest_lambda.templates.sam.function_schema import SAME
from pytest_lambda.templates.sam.function_url import function_url
from pytest_lambda.templates.sam.intrinsics import get_att, is_if, is_no_value, negated, referenced, when
from pytest_lambda.templates.sam.invalid import invalid_resource
from pytest_lambda.templates.sam.known import Known
from pytest_lambda.templates.sam.role import role
from pytest_lambda.templates.sam.schema import present
from pytest_lambda.templates.sam.tags import created_by_sam, propagate, tag_list
from pytest_lambda.templates.sam.version import version_and_alias
from pytest_lambda.templates.sam.work import Work, target_of
from pytest_lambda.templates.template import Resource

_ZIP, _IMAGE = "Zip", "Image"


def function(work: Work, resource: Resource) -> list[Draft]:
    """A function, its role, version, alias and URL, and what its events become."""
    properties = work.properties[resource.logical_id]
    check_function(resource, properties, work.known)
    made = _function(work, resource, properties)
    drafts = [made]
    alias = None
    if properties.get("AutoPublishAlias").value:
        version, alias = version_and_alias(work, resource, properties, made)
        drafts += [version, alias]
    if properties.get("FunctionUrlConfig").value:
        drafts += function_url(resource, properties.get("FunctionUrlConfig"), alias)
    if properties.get("EventInvokeConfig").value:
        drafts += event_invoke_config(work, resource, properties.get("EventInvokeConfig"), alias)
    drafts += _role(work, resource, properties, made)
    drafts += function_events(work, resource, properties.get("Events"), target_of(resource, alias))
    propagate(drafts, properties.get("Tags"), wanted=bool(properties.get("PropagateTags").value))
    _tag_buckets(work, properties)
    _note_references(work, resource.logical_id, drafts)
    return drafts


def _function(work: Work, resource: Resource, properties: Place) -> Draft:
    made = drafted(resource, type="AWS::Lambda::Function")
    made.properties = {
        **present(properties, SAME),
        "Code": _code(resource, properties, work.known),
        "Tags": created_by_sam(resource.logical_id, properties.get("Tags")),
    }
    tracing = properties.get("Tracing")
    if tracing.value and work.known.resolved(tracing) != "Disabled":
        made.properties["TracingConfig"] = {"Mode": tracing}
    queue = properties.get("DeadLetterQueue")
    if queue.value:
        made.properties["DeadLetterConfig"] = queue.at({"TargetArn": queue.get("TargetArn")})
    provider = properties.get("CapacityProviderConfig")
    if provider.value:
        made.properties["CapacityProviderConfig"] = _capacity_provider(provider)
    check_package(resource, properties)
    return made


def _code(resource: Resource, properties: Place, known: Known) -> Any:
    logical_id = resource.logical_id
    inline, uri, image = (properties.get(name) for name in ("InlineCode", "CodeUri", "ImageUri"))
    if properties.get("PackageType").value == _IMAGE:
        if image.value is None and resource.metadata.get("Dockerfile").value is not None:
            return {"ImageUri": image.at(f"{logical_id.lower()}:built")}  # as `sam build` does, which has the image
        if image.value is None:
            raise invalid_resource(properties, logical_id, "'ImageUri' must be set.")
        return {"ImageUri": image}
    if inline.value is not None:
        code: Any = inline.at({"ZipFile": inline})
    elif uri.value is not None:
        code = location(uri, known, logical_id, "CodeUri")
    else:
        raise invalid_resource(properties, logical_id, "Only one of 'InlineCode' or 'CodeUri' can be set.")
    key = properties.get("SourceKMSKeyArn")
    return {**code, "SourceKMSKeyArn": key} if key.value and isinstance(code, dict) else code


def _capacity_provider(provider: Place) -> Any:
    names = {
        "Arn": "CapacityProviderArn",
        "PerExecutionEnvironmentMaxConcurrency": "PerExecutionEnvironmentMaxConcurrency",
        "ExecutionEnvironmentMemoryGiBPerVCpu": "ExecutionEnvironmentMemoryGiBPerVCpu",
    }
    given = {names[name]: place for name, place in present(provider, names).items()}
    return provider.at({"LambdaManagedInstancesCapacityProviderConfig": given})


def _role(work: Work, resource: Resource, properties: Place, made: Draft) -> list[Draft]:
    given = properties.get("Role")
    own = role(
        f"{resource.logical_id}Role",
        "lambda.amazonaws.com",
        resource.place,
        attributes(resource.place),
        Path=properties.get("RolePath"),
        PermissionsBoundary=properties.get("PermissionsBoundary"),
        Tags=created_by_sam(resource.logical_id, properties.get("Tags")),
    )
    if properties.get("AssumeRolePolicyDocument").value is not None:
        own.properties["AssumeRolePolicyDocument"] = properties.get("AssumeRolePolicyDocument")
    arn = get_att(own.logical_id, "Arn")
    if given.value is None:
        made.properties["Role"] = arn
        return [own]
    return _role_by_condition(work, resource.logical_id, given, made, own) if is_if(given.value) else []


def _role_by_condition(work: Work, logical_id: str, given: Place, made: Draft, own: Draft) -> list[Draft]:
    parts = work.known.resolved(given)["Fn::If"]
    if not isinstance(parts, list) or len(parts) != 3:
        raise invalid_resource(given, logical_id, "Malformed 'Role' property: Fn::If requires 3 arguments.")
    condition, first, second = parts
    arn = get_att(own.logical_id, "Arn")
    if is_no_value(first) and is_no_value(second):
        made.properties["Role"] = arn
    elif is_no_value(first):
        made.properties["Role"] = given.at(when(condition, arn, second))
        own.attributes["Condition"] = condition
    elif is_no_value(second):
        made.properties["Role"] = given.at(when(condition, first, arn))
        own.attributes["Condition"] = f"NOT{condition}"
        work.conditions[f"NOT{condition}"] = given.at(negated(condition))
    else:
        return []
    return [own]


def _tag_buckets(work: Work, properties: Place) -> None:
    """Tags are propagated to the buckets of events, too; their own tags are lost then."""
    wanted = properties.get("PropagateTags").value and properties.get("Tags").value
    for _, event in properties.get("Events").items():
        if event.get("Type").value == "S3":
            name = referenced(event.get("Properties").get("Bucket").value)
            work.bucket_tags[str(name)] = tag_list(properties.get("Tags")) if wanted else None


def _note_references(work: Work, logical_id: str, drafts: list[Draft]) -> None:
    names = {
        "AWS::Lambda::Alias": "Alias",
        "AWS::Lambda::Version": "Version",
        "AWS::SNS::Topic": "DestinationTopic",
        "AWS::SQS::Queue": "DestinationQueue",
    }
    for draft in drafts:
        if draft.type in names:
            work.references[logical_id, names[draft.type]] = draft.logical_id
