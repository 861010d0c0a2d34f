"""What a function of SAM must and must not have."""

from __future__ import annotations

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.sam.function_schema import FUNCTION
from pytest_lambda.templates.sam.intrinsics import is_intrinsic
from pytest_lambda.templates.sam.invalid import invalid_resource, of_kind
from pytest_lambda.templates.sam.known import Known
from pytest_lambda.templates.template import Resource

#: what `Enabled` of a deployment preference says if there is none
DISABLED = (False, "false", "False")
_ZIP, _IMAGE = "Zip", "Image"
_DEAD_LETTERS = ("SQS", "SNS")


def check_function(resource: Resource, properties: Place, known: Known) -> None:
    """Properties that go together.

    Raises:
        ConfigurationError: they do not; the message is SAM's.
    """
    name = resource.logical_id
    FUNCTION.check(properties, lambda place, message: invalid_resource(place, name, message))
    _check_together(name, properties)
    if properties.get("DeadLetterQueue").value:
        _check_dead_letters(name, properties.get("DeadLetterQueue"))
    if properties.get("TenancyConfig").value:
        _check_tenancy(name, properties)
    provisioned = properties.get("ProvisionedConcurrencyConfig")
    if provisioned.value and not properties.get("AutoPublishAlias").value:
        raise invalid_resource(
            provisioned, name, "To set ProvisionedConcurrencyConfig AutoPublishALias must be defined on the function"
        )
    _check_deployment(name, properties, known)


def check_package(resource: Resource, properties: Place) -> None:
    """A ZIP archive has a handler, an image has none.

    Raises:
        ConfigurationError: it is the other way round; the message is SAM's.
    """
    name, package = resource.logical_id, properties.get("PackageType")
    kind = package.value or _ZIP
    given = {each: properties.get(each).value for each in ("Runtime", "Handler", "Layers", "ImageConfig")}
    if kind not in (_ZIP, _IMAGE):
        raise invalid_resource(package, name, f"invalid 'PackageType' : {kind}")
    if kind == _ZIP and not (given["Runtime"] and given["Handler"]):
        raise invalid_resource(
            properties, name, f"Runtime and Handler needs to be present when PackageType is of type `{_ZIP}`"
        )
    if kind == _ZIP and given["ImageConfig"]:
        raise invalid_resource(
            properties.get("ImageConfig"),
            name,
            f"ImageUri or ImageConfig cannot be present when PackageType is of type `{_ZIP}`",
        )
    if kind == _IMAGE and (given["Runtime"] or given["Handler"] or given["Layers"]):
        raise invalid_resource(
            properties, name, f"Runtime, Handler, Layers cannot be present when PackageType is of type `{_IMAGE}`"
        )


def _check_together(name: str, properties: Place) -> None:
    def has(each: str) -> bool:
        return properties.get(each).value is not None

    policy = properties.get("VersionDeletionPolicy")
    if policy.value not in (None, "Delete", "Retain") and not is_intrinsic(policy.value):
        raise invalid_resource(
            policy,
            name,
            "Property 'VersionDeletionPolicy' should be a one of the strings: 'Delete' or 'Retain'.",
        )
    wrong = [
        f"Cannot specify 'CapacityProviderConfig' and '{other}' together."
        for other in ("ProvisionedConcurrencyConfig", "VpcConfig")
        if has("CapacityProviderConfig") and has(other)
    ]
    wrong += [
        f"'{one}' requires '{other}'."
        for one, other in (
            ("FunctionScalingConfig", "CapacityProviderConfig"),
            ("VersionDeletionPolicy", "AutoPublishAlias"),
        )
        if has(one) and not has(other)
    ]
    if wrong:
        raise invalid_resource(properties, name, "\n".join(wrong))


def _check_dead_letters(name: str, queue: Place) -> None:
    if not queue.get("Type").value or not queue.get("TargetArn").value:
        raise invalid_resource(queue, name, "'DeadLetterQueue' requires Type and TargetArn properties to be specified.")
    if of_kind(queue.get("Type"), "string", name, "DeadLetterQueue.Type") not in _DEAD_LETTERS:
        raise invalid_resource(queue.get("Type"), name, f"'DeadLetterQueue' requires Type of {list(_DEAD_LETTERS)}")


def _check_tenancy(name: str, properties: Place) -> None:
    excluded = {
        "ProvisionedConcurrencyConfig": "Provisioned concurrency",
        "FunctionUrlConfig": "Function URL",
        "SnapStart": "SnapStart",
    }
    for each, called in excluded.items():
        if properties.get(each).value:
            raise invalid_resource(
                properties.get(each),
                name,
                f"{called} is not supported for functions enabled with tenancy configuration.",
            )
    for _, event in properties.get("Events").items():
        kind = event.get("Type").value
        if kind not in ("Api", "HttpApi"):
            raise invalid_resource(
                event,
                name,
                f"Event source '{kind}' is not supported for functions enabled with tenancy configuration. "
                "Only Api and HttpApi event sources are supported.",
            )


def _check_deployment(name: str, properties: Place, known: Known) -> None:
    preference = properties.get("DeploymentPreference")
    if not preference.value or properties.get("AutoPublishAlias").value:
        return
    if known.looked_up(preference.get("Enabled", default=True)) not in DISABLED:
        raise invalid_resource(
            preference, name, "'DeploymentPreference' requires AutoPublishAlias property to be specified."
        )
