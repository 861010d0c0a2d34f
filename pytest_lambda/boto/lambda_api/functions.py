"""Operations on functions: their code, their configuration, lists of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pytest_lambda import limits
from pytest_lambda.boto.lambda_api.code_sources import zip_content
from pytest_lambda.boto.lambda_api.model import operation_model
from pytest_lambda.boto.lambda_api.names import Named, named
from pytest_lambda.boto.lambda_api.operation import Given, Operation
from pytest_lambda.boto.lambda_api.pages import page
from pytest_lambda.errors import InvalidParameterValueException, NotSimulated, ResourceConflictException
from pytest_lambda.service.deployments.description import code_of, describe, listed
from pytest_lambda.service.deployments.states import CREATING
from pytest_lambda.service.function import ServiceFunction
from pytest_lambda.service.service import LambdaService
from pytest_lambda.service.settings.constraints import refuse, text_violations
from pytest_lambda.service.settings.nested_forms import snake_case
from pytest_lambda.service.versions.qualifiers import LATEST, FunctionReference
from pytest_lambda.service.versions.versions import check_revision

#: API::test_function_name_and_qualifier_validation, function_name_too_long
_LONGEST_NAME = 64


def create_function(service: LambdaService, given: Given) -> dict[str, Any]:
    """CreateFunction: 201."""
    target = named(service, given)
    name = target.reference.name
    _check_new(target)
    if given.get("package_type") == "Image":
        raise NotSimulated(
            "PackageType 'Image' is not simulated: no image is executed. Give the code as a zip file: "
            "Code={'ZipFile': zipped('src')}, with zipped of pytest_lambda.boto, and a Handler."
        )
    if not given.get("runtime") or not given.get("handler"):
        raise InvalidParameterValueException(
            "Runtime and Handler are mandatory parameters for functions created with deployment packages."
        )
    _check_runtime(given)
    _refuse_signing(given)
    content = zip_content(service, {snake_case(key): value for key, value in given["code"].items()})
    settings = {key: value for key, value in given.items() if key not in ("function_name", "code", "publish")}
    folder = service.packages.unpack(content).folder
    function = service.create_exactly({**settings, "function_name": name, "task_root": folder})
    answer = describe(function, announced=True)
    if given.get("publish"):
        version = function.publish_version()
        return {**answer, "Version": version.version}
    return answer


def get_function(service: LambdaService, given: Given) -> dict[str, Any]:
    """GetFunction."""
    target = named(service, given)
    function = target.found()
    configuration = describe(function, target.qualifier)
    _, _, location = code_of(function, configuration["Version"])
    answer: dict[str, Any] = {
        "Configuration": configuration,
        "Code": {"RepositoryType": "S3", "Location": location},
    }
    if function.settings.tags:
        answer["Tags"] = dict(function.settings.tags)
    reserved = function.get_function_concurrency()
    if reserved is not None:
        answer["Concurrency"] = {"ReservedConcurrentExecutions": reserved}
    return answer


def get_function_configuration(service: LambdaService, given: Given) -> dict[str, Any]:
    """GetFunctionConfiguration."""
    target = named(service, given)
    return describe(target.found(), target.qualifier)


def list_functions(service: LambdaService, given: Given) -> dict[str, Any]:
    """ListFunctions: with `FunctionVersion` all versions, `$LATEST` among them."""
    if given.get("function_version") != "ALL":
        return page("Functions", service.functions, given, lambda function: listed(describe(function)))
    versions = [(function, qualifier) for function in service.functions for qualifier in _versions_of(function)]
    return page("Functions", versions, given, lambda each: listed(describe(*each)))


def list_versions_by_function(service: LambdaService, given: Given) -> dict[str, Any]:
    """ListVersionsByFunction: `$LATEST` first."""
    function = named(service, given).found()
    return page("Versions", _versions_of(function), given, lambda each: listed(describe(function, each)))


def update_function_code(service: LambdaService, given: Given) -> dict[str, Any]:
    """UpdateFunctionCode."""
    function = named(service, given).whole()
    check_revision(given.get("revision_id"), function.revision_id)
    function.states.check_settled()
    content = zip_content(service, given)
    if given.get("dry_run"):
        return describe(function)
    architectures = given.get("architectures")
    if architectures:
        function.change_settings(replace(function.settings, architectures=tuple(architectures)))
    function.update_function_code(task_root=service.packages.unpack(content).folder)
    if not given.get("publish"):
        return describe(function, announced=True)
    version = function.publish_version()
    answer = describe(function, version.version)
    answer.pop("LastUpdateStatus", None)  # API::test_publish_with_update
    return {**answer, **function.states.fields(CREATING)}


def update_function_configuration(service: LambdaService, given: Given) -> dict[str, Any]:
    """UpdateFunctionConfiguration."""
    function = named(service, given).whole()
    check_revision(given.get("revision_id"), function.revision_id)
    _check_runtime(given)
    changes = {name: value for name, value in given.items() if name not in ("function_name", "revision_id")}
    function.update_function_configuration(**changes)
    return describe(function, announced=True)


def delete_function(service: LambdaService, given: Given) -> None:
    """DeleteFunction: 204. A version that does not exist is no error."""
    target = named(service, given)
    if target.function is None:
        raise_missing(target)
    service.delete_function(target.reference.name, qualifier=target.qualifier)


def raise_missing(target: Named) -> None:
    """AWS's error about a function that does not exist, named by its unqualified ARN.

    Raises:
        ResourceNotFoundException: always.
    """
    Named(FunctionReference(target.reference.name), None, target.service).found()


def publish_version(service: LambdaService, given: Given) -> dict[str, Any]:
    """PublishVersion: 201."""
    function = named(service, given).whole()
    function.states.check_settled()
    before = len(function.versions)
    version = function.publish_version(
        description=given.get("description"),
        code_sha256=given.get("code_sha256"),
        revision_id=given.get("revision_id"),
    )
    return describe(function, version.version, announced=len(function.versions) > before)


def invoke_async(service: LambdaService, given: Given) -> dict[str, Any]:
    """InvokeAsync, the deprecated operation: 202."""
    function = named(service, given).whole()
    service.invoke(function, invocation_type="Event", payload=given["invoke_args"])
    return {}


def get_account_settings(service: LambdaService, given: Given) -> dict[str, Any]:
    """GetAccountSettings: the usage is what `$LATEST` of all functions, their versions and layers hold."""
    answer = service.get_account_settings()
    code = sum(code_of(function, version)[1] for function in service for version in _versions_of(function))
    layers = sum(layer.package.size for layer in service.layers.all)
    answer["AccountUsage"]["TotalCodeSize"] = code + layers
    return answer


def _versions_of(function: ServiceFunction) -> list[str]:
    return [LATEST, *(version.version for version in function.versions.list())]


def _check_new(target: Named) -> None:
    name = target.reference.name
    if target.qualifier is not None:
        refuse(text_violations("functionName", str(target.reference), pattern=limits.FUNCTION_NAME_PATTERN))
    violations = text_violations("functionName", name, length=(1, _LONGEST_NAME))
    if violations:
        raise InvalidParameterValueException(f"1 validation error detected: {violations[0]}")
    if target.function is not None:
        raise ResourceConflictException(f"Function already exist: {name}")


def _check_runtime(given: Mapping[str, Any]) -> None:
    runtime = given.get("runtime")
    known = operation_model("lambda", "CreateFunction").input_shape.members["Runtime"].enum
    if runtime is None or runtime in limits.RUNTIMES:
        return
    if runtime not in known:
        raise InvalidParameterValueException(
            f"Value {runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: "
            f"[{', '.join(known)}] or be a valid ARN"
        )
    raise NotSimulated(
        f"The runtime {runtime} is not simulated: functions run in this process, in {', '.join(limits.RUNTIMES)}."
    )


def _refuse_signing(given: Mapping[str, Any]) -> None:
    if given.get("code_signing_config_arn"):
        raise NotSimulated("CodeSigningConfigArn is not simulated: no signature is checked. Leave it out.")


#: by AWS's names
OPERATIONS: Mapping[str, Operation] = {
    "CreateFunction": create_function,
    "GetFunction": get_function,
    "GetFunctionConfiguration": get_function_configuration,
    "ListFunctions": list_functions,
    "ListVersionsByFunction": list_versions_by_function,
    "UpdateFunctionCode": update_function_code,
    "UpdateFunctionConfiguration": update_function_configuration,
    "DeleteFunction": delete_function,
    "PublishVersion": publish_version,
    "InvokeAsync": invoke_async,
    "GetAccountSettings": get_account_settings,
}
