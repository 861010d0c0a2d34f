"""Operations of the Lambda API on layers and tags, and what they need of the service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from pytest_lambda.errors import (
    InvalidParameterValueException,
    NotSimulated,
    ResourceNotFoundException,
)
from pytest_lambda.service.deployments.packages import Packages
from pytest_lambda.service.event_sources.mappings import Mappings
from pytest_lambda.service.function import ServiceFunction
from pytest_lambda.service.layers.layer_version import LayerVersion
from pytest_lambda.service.layers.layers import Layers
from pytest_lambda.service.settings.constraints import a_text, refuse, text_violations
from pytest_lambda.service.settings.parameter_checks import MAXIMUM_TAGS
from pytest_lambda.service.versions.qualifiers import function_not_found
from pytest_lambda.world import Ids, World

#: Lambda API reference, TagResource, Resource; its text as recorded (API::test_tag_exceptions)
_UUID = r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
TAGGABLE_PATTERN = (
    r"arn:(aws[a-zA-Z-]*):lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:\d{12}:"
    r"(function:[a-zA-Z0-9-_]+(:(\$LATEST|[a-zA-Z0-9-_]+))?|layer:([a-zA-Z0-9-_]+)|"
    rf"code-signing-config:csc-[a-z0-9]{{17}}|event-source-mapping:{_UUID}|"
    r"capacity-provider:[a-zA-Z0-9-_]+)"
)


class Administration:
    """What a service has of the API beside functions and event sources.

    Attributes:
        packages: zip files that were uploaded.
        layers: that were published.
        transition_seconds: how long a function is `Pending`, and an update in progress; 0, not at all. AWS takes some
            seconds.
    """

    world: World
    mappings: Mappings
    packages: Packages
    layers: Layers
    transition_seconds: float
    _functions: dict[str, ServiceFunction]
    _mapping_tags: dict[str, dict[str, str]]
    _revisions: Ids

    def _administer(self) -> None:
        """Begin: for the constructor."""
        self.packages = Packages()
        self.layers = Layers(cast("Any", self))
        self.transition_seconds = 0.0
        self._mapping_tags = {}
        self._revisions = self.world.ids_for("revisions")

    def new_revision_id(self) -> str:
        """A fresh id of a revision."""
        return self._revisions.uuid()

    # ---- layers ------------------------------------------------------------------------------------------------

    def publish_layer_version(
        self,
        layer_name: str,
        *,
        content: bytes | str | Path,
        description: str = "",
        compatible_runtimes: Sequence[str] | None = None,
        compatible_architectures: Sequence[str] | None = None,
        license_info: str | None = None,
    ) -> LayerVersion:
        """Publish a version of a layer; functions name it by its ARN in `layers`.

        Args:
            layer_name: or the layer's ARN.
            content: a zip file, or a folder, laid out as under `/opt`.
            description: at most 256 characters.
            compatible_runtimes, compatible_architectures: kept and shown.
            license_info: at most 512 characters.

        Raises:
            InvalidParameterValueException: no zip file.
            ValidationException: a malformed value.
            ConfigurationError: no folder.

        Source: Lambda API reference, PublishLayerVersion.
        """
        return self.layers.publish(
            layer_name,
            content,
            description=description,
            compatible_runtimes=compatible_runtimes,
            compatible_architectures=compatible_architectures,
            license_info=license_info,
        )

    def get_layer_version(self, layer_name: str, version_number: int) -> LayerVersion:
        """A version of a layer.

        Raises:
            ResourceNotFoundException: there is none.
            InvalidParameterValueException: a number below 1.
        """
        return self.layers.get(layer_name, version_number)

    def list_layer_versions(self, layer_name: str) -> tuple[LayerVersion, ...]:
        """The versions of a layer, newest first; of one that does not exist, none."""
        return self.layers.versions(layer_name)

    def list_layers(self) -> tuple[LayerVersion, ...]:
        """The newest version of each layer."""
        return self.layers.latest()

    def delete_layer_version(self, layer_name: str, version_number: int) -> None:
        """Delete a version; functions that use it keep it. One that does not exist is no error.

        Raises:
            InvalidParameterValueException: a number below 1.
        """
        self.layers.delete(layer_name, version_number)

    def layer_of(self, folder: str | Path) -> LayerVersion | None:
        """The version of a layer that stands behind a folder of a function's `layers`; None for another folder."""
        return self.layers.of_folder(folder)

    # ---- tags --------------------------------------------------------------------------------------------------

    def tag_resource(self, resource: object, tags: Mapping[str, str]) -> None:
        """Add tags to a function or an event source mapping, or change them.

        Args:
            resource: it, or its ARN.
            tags: at most 50 with those that are there.

        Raises:
            ResourceNotFoundException: there is no such resource.
            InvalidParameterValueException: too many tags, none, or a version or an alias.
            ValidationException: no such ARN, or a malformed tag.
        """
        arn = _checked_arn(resource)
        before = self.list_tags(arn)
        if not tags:
            raise InvalidParameterValueException("An error occurred and the request cannot be processed.")
        refuse(
            violation
            for name, value in tags.items()
            for violation in (
                *text_violations("tags", a_text("a tag's name", name), length=(1, 128)),
                *text_violations("tags", a_text(f"the tag {name}", value), length=(0, 256)),
            )
        )
        after = {**before, **tags}
        if len(after) > MAXIMUM_TAGS:
            raise InvalidParameterValueException("Number of tags exceeds resource tag limit.")
        self._set_tags(arn, after)

    def untag_resource(self, resource: object, tag_keys: Sequence[str]) -> None:
        """Take tags away; those that are not there are no error.

        Raises:
            ResourceNotFoundException: there is no such resource.
            ValidationException: no such ARN.
        """
        arn = _checked_arn(resource)
        before = self.list_tags(arn)
        self._set_tags(arn, {name: value for name, value in before.items() if name not in tag_keys})

    def list_tags(self, resource: object) -> dict[str, str]:
        """The tags of a function or an event source mapping.

        Raises:
            ResourceNotFoundException: there is no such resource.
            ValidationException: no such ARN.
        """
        arn = _checked_arn(resource)
        kind, _, name = arn.split(":", 5)[5].partition(":")
        if kind == "function":
            return dict(self._tagged_function(arn, name).settings.tags)
        if kind == "event-source-mapping":
            return self._tags_of_mapping(arn)
        if kind == "capacity-provider":
            raise ResourceNotFoundException(f"Capacity provider not found: {arn}")
        raise NotSimulated(f"Tags of {arn} are not simulated: functions and event source mappings have some.")

    def _set_tags(self, arn: str, tags: dict[str, str]) -> None:
        kind, _, name = arn.split(":", 5)[5].partition(":")
        if kind == "event-source-mapping":
            self._mapping_tags[arn] = tags
            return
        function = self._tagged_function(arn, name)
        function.change_settings(replace(function.settings, tags=tags))
        function.renew_revision()

    def _tagged_function(self, arn: str, name: str) -> ServiceFunction:
        if ":" in name:
            raise InvalidParameterValueException(
                "Tags on function aliases and versions are not supported. Please specify a function ARN."
            )
        found = self._functions.get(name)
        if found is None or found.arn != arn:
            raise function_not_found(arn)
        return found

    def _tags_of_mapping(self, arn: str) -> dict[str, str]:
        for mapping in self.mappings.all:
            if mapping.arn == arn:
                return dict(self._mapping_tags.get(arn, mapping.settings.other.get("tags") or {}))
        raise ResourceNotFoundException(f"Event source mapping not found: {arn}")


def _checked_arn(resource: object) -> str:
    arn = a_text("resource", getattr(resource, "arn", resource))
    refuse(text_violations("resource", arn, pattern=TAGGABLE_PATTERN))
    return arn
