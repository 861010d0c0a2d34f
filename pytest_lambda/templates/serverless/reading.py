"""`serverless.yml` as plain CloudFormation, as the framework packages it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pytest_lambda.documents.loading import load
from pytest_lambda.documents.place import Place
from pytest_lambda.templates.cloudformation import resource_of, tags
from pytest_lambda.templates.serverless import names
from pytest_lambda.templates.serverless.functions import add_functions
from pytest_lambda.templates.serverless.left_out import leave_out, leave_out_of_layer
from pytest_lambda.templates.serverless.project import Notified, Project, expected, first, known_only, several, unknown
from pytest_lambda.templates.serverless.sources import Sources
from pytest_lambda.templates.template import LANGUAGE_EXTENSIONS, Resource, Template

_SECTIONS = frozenset({
    "app", "build", "configValidationMode", "console", "custom", "dashboard", "deprecationNotificationMode",
    "disabledDeprecations", "frameworkVersion", "functions", "layers", "licenseKey", "org", "outputs", "package",
    "params", "plugins", "projectDir", "provider", "resources", "service", "stages", "state", "useDotenv",
    "variablesResolutionMode",
})  # fmt: skip

_LAYER = frozenset({
    "allowedAccounts", "compatibleArchitectures", "compatibleRuntimes", "description", "licenseInfo", "name",
    "package", "path", "retain",
})  # fmt: skip
#: of `resources`; the others say nothing of what is made
_TEMPLATE = frozenset({"Conditions", "Mappings", "Outputs", "Parameters", "Resources", "Rules", "extensions"})
_TEMPLATE_SILENT = frozenset({"AWSTemplateFormatVersion", "Description", "Metadata"})


def read(path: Path, parameters: Mapping[str, Any] = {}, values: Mapping[str, Any] = {}) -> Template:
    """The template of a project.

    Args:
        path: of its `serverless.yml`.
        parameters: options of the command line, `stage` say, and parameters.
        values: of variables that have none offline, as the file writes them: `ssm:/shop/key`.

    Raises:
        ConfigurationError: it cannot be read, or the framework would refuse it; the message says where.
    """
    raw = load(path, tags=tags)
    for name, section in raw.items():
        if name not in _SECTIONS and not name.startswith("x-"):
            raise unknown(section, name, _SECTIONS, "serverless.yml")
    sources = Sources(raw, path.parent, parameters, values)
    project = _project(sources.variables.resolved(raw), sources.stage)
    leave_out(project)
    _add_layers(project)
    add_functions(project)
    _add_buckets(project)
    return _template(project, path.parent)


def _project(root: Place, stage: str) -> Project:
    provider, service = root.get("provider"), root.get("service")
    if isinstance(provider.value, str):
        provider = provider.at({"name": provider})
        root = root.at({**root.mapping(), "provider": provider})
    if provider.get("name").value != "aws":
        raise expected(provider.get("name"), "the provider 'aws'")
    name = service.get("name").value if isinstance(service.value, dict) else service.value
    if not isinstance(name, str):
        raise expected(service, "the name of the service")
    return Project(root, name, stage)


def _add_layers(project: Project) -> None:
    for name, layer in project.root.get("layers").items():
        known_only(layer, _LAYER, "a layer")
        leave_out_of_layer(project, layer)
        artifact = layer.get("package").get("artifact")
        project.add(f"{names.of_function(name)}LambdaLayer", "AWS::Lambda::LayerVersion", layer, {
            "LayerName": layer.get("name").value or name,
            "Content": layer.get("path") if artifact.value is None else artifact,
            "CompatibleArchitectures": layer.get("compatibleArchitectures"),
            "CompatibleRuntimes": layer.get("compatibleRuntimes"),
            "Description": layer.get("description"),
            "LicenseInfo": layer.get("licenseInfo"),
        })  # fmt: skip


def _add_buckets(project: Project) -> None:
    for key, notified in project.buckets.items():
        if notified.existing:
            _notify_existing(project, key, notified)
        else:
            _add_bucket(project, key, notified)


def _add_bucket(project: Project, key: str, notified: Notified) -> None:
    settings = project.provider.get("s3").get(key)
    more = {f"{name[:1].upper()}{name[1:]}": value for name, value in settings.items() if name != "name"}
    notifications = more.pop("NotificationConfiguration", settings.at(None)).mapping()
    configurations = [
        {
            "Event": each["Event"],
            "Function": each["Function"],
            **({"Filter": {"S3Key": {"Rules": each["Rules"]}}} if each["Rules"] else {}),
        }
        for each in notified.functions
    ]
    project.add(f"S3Bucket{names.letters(key)}", "AWS::S3::Bucket", notified.name, {
        "BucketName": first(settings.get("name"), notified.name),
        "NotificationConfiguration": {"LambdaConfigurations": configurations, **notifications},
        **more,
    })  # fmt: skip


def _notify_existing(project: Project, key: str, notified: Notified) -> None:
    """The framework changes a bucket that exists by a resource of its own; so does the CDK."""
    configurations = [
        {
            "Events": [each["Event"]],
            "LambdaFunctionArn": each["Function"],
            **({"Filter": {"Key": {"FilterRules": each["Rules"]}}} if each["Rules"] else {}),
        }
        for each in notified.functions
    ]
    project.add(f"{names.letters(key)}CustomS3", "Custom::S3BucketNotifications", notified.name, {
        "BucketName": notified.name,
        "NotificationConfiguration": {"LambdaFunctionConfigurations": configurations},
    })  # fmt: skip


def _template(project: Project, folder: Path) -> Template:
    root = project.root
    sections: dict[str, dict[str, Place]] = {}
    resources = dict(project.resources)
    macros: list[Place] = []
    for name, section in several(root.get("resources")):
        if name == "extensions":
            _extend(resources, section)
        elif name in _TEMPLATE:
            known = sections.setdefault(name, {})
            for each, place in section.items():
                known[each] = _merged(known[each], place) if each in known else place
        elif name == "Transform":
            macros += section.each() if isinstance(section.value, list) else [section]
        elif name not in _TEMPLATE_SILENT:
            raise unknown(section, name, _TEMPLATE, "resources")
    for logical_id, place in sections.get("Resources", {}).items():
        made = resources.get(logical_id)
        resources[logical_id] = resource_of(logical_id, place if made is None else _merged(made.place, place))
    return Template(
        document=root.document,
        folder=folder,
        parameters=_parameters(sections.get("Parameters", {}), project.provider.get("stackParameters")),
        mappings=root.at(dict(sections.get("Mappings", {}))),
        conditions=sections.get("Conditions", {}),
        resources=resources,
        outputs=sections.get("Outputs", {}),
        globals=root.at(None),
        transforms=_transforms(project, macros),
        rules=sections.get("Rules", {}),
        left_out=tuple(project.left_out),
    )


def _transforms(project: Project, macros: list[Place]) -> tuple[str, ...]:
    for macro in macros:
        if macro.value != LANGUAGE_EXTENSIONS:
            project.leave_out(macro, "the macro does not run on what `resources` adds.")
    return tuple(macro.value for macro in macros if macro.value == LANGUAGE_EXTENSIONS)


def _parameters(declared: Mapping[str, Place], given: Place) -> dict[str, Place]:
    """The parameters, with what the framework gives for them as their defaults."""
    made = dict(declared)
    for each in given.each():
        name, value = each.get("ParameterKey"), each.get("ParameterValue")
        if name.value not in made:
            raise name.error(f"Parameters: [{name.value}] do not exist in the template.")
        parameter = made[str(name.value)]
        made[str(name.value)] = parameter.at({**parameter.mapping(), "Default": value})
    return made


def _extend(resources: dict[str, Resource], extensions: Place) -> None:
    for logical_id, extension in extensions.items():
        if logical_id not in resources:
            raise unknown(extension, logical_id, resources, "resources.extensions")
        merged = _merged(resources[logical_id].place, extension)
        resources[logical_id] = resource_of(logical_id, merged)


def _merged(below: Place, above: Place) -> Place:
    """Two mappings as one, of which the second one decides; what is nested is merged, too."""
    made: dict[str, Any] = dict(below.items())
    for name, value in above.items():
        earlier = made.get(name)
        nested = earlier is not None and isinstance(earlier.value, dict) and isinstance(value.value, dict)
        made[name] = _merged(earlier, value) if nested and earlier is not None else value
    return above.at(made)
