"""The layers of a service, by the operations of the Lambda API."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_lambda.errors import (
    ConfigurationError,
    InvalidParameterValueException,
    NotSimulated,
    ResourceNotFoundException,
)
from pytest_lambda.service.access.policy import Policy
from pytest_lambda.service.deployments.packages import zipped
from pytest_lambda.service.layers.layer_version import LayerVersion
from pytest_lambda.service.settings.constraints import a_text, refuse, text_violations
from pytest_lambda.service.settings.parameter_checks import ARCHITECTURES

if TYPE_CHECKING:
    from pytest_lambda.service.service import LambdaService

#: Lambda API reference, PublishLayerVersion, LayerName; CreateFunction, Layers
LAYER_NAME_PATTERN = (
    r"(arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\d{12}:layer:[a-zA-Z0-9-_]+)|[a-zA-Z0-9-_]+"
)
_ARN = re.compile(
    r"arn:(?P<partition>[a-zA-Z0-9-]+):lambda:(?P<region>[a-z0-9-]+):(?P<account>\d{12}):layer:"
    r"(?P<name>[a-zA-Z0-9-_]+):(?P<version>[0-9]+)"
)


class Layers:
    """What was published; a version that is deleted stays with the functions that use it."""

    def __init__(self, service: LambdaService) -> None:
        self._service = service
        self._published: dict[str, dict[int, LayerVersion]] = {}
        self._numbers: dict[str, int] = {}
        self._by_folder: dict[Path, LayerVersion] = {}

    def publish(
        self,
        layer_name: str,
        content: bytes | str | Path,
        *,
        description: str = "",
        compatible_runtimes: Sequence[str] | None = None,
        compatible_architectures: Sequence[str] | None = None,
        license_info: str | None = None,
    ) -> LayerVersion:
        """See `LambdaService.publish_layer_version`."""
        name = self._name(layer_name)
        violations = text_violations("description", a_text("description", description), length=(0, 256))
        if license_info is not None:
            violations += text_violations("licenseInfo", license_info, length=(0, 512))
        refuse(violations)
        for architecture in compatible_architectures or ():
            if architecture not in ARCHITECTURES:
                raise ConfigurationError(
                    f"compatible_architectures has {architecture!r}: expected {' or '.join(ARCHITECTURES)}."
                )
        service = self._service
        package = service.packages.unpack_anew(content if isinstance(content, bytes) else zipped(content))
        number = self._numbers[name] = self._numbers.get(name, 0) + 1
        arn = self._arn(name)
        layer = LayerVersion(
            arn,
            number,
            package,
            description,
            service.now(),
            Policy(f"{arn}:{number}", service.new_revision_id),
            None if compatible_runtimes is None else tuple(compatible_runtimes),
            None if compatible_architectures is None else tuple(compatible_architectures),
            license_info,
        )
        self._published.setdefault(name, {})[number] = layer
        self._by_folder[package.folder] = layer
        return layer

    def get(self, layer_name: str, version_number: int) -> LayerVersion:
        """See `LambdaService.get_layer_version`."""
        found = self._published.get(self._name(layer_name), {}).get(_checked_number(version_number))
        if found is None:
            raise ResourceNotFoundException("The resource you requested does not exist.", self._known())
        return found

    def of_policy(self, layer_name: str, version_number: int) -> LayerVersion:
        """A version whose policy is asked for.

        Raises:
            ResourceNotFoundException: there is none; with another text than elsewhere.
        """
        name = self._name(layer_name)
        found = self._published.get(name, {}).get(version_number)
        if found is None:
            arn = f"{self._arn(name)}:{version_number}"
            raise ResourceNotFoundException(f"Layer version {arn} does not exist.", self._known())
        return found

    def by_arn(self, arn: str) -> LayerVersion:
        """The version with an ARN.

        Raises:
            ResourceNotFoundException: there is none.
        """
        found = self._find(arn)
        if found is None:
            raise ResourceNotFoundException("The resource you requested does not exist.", self._known())
        return found

    @property
    def all(self) -> tuple[LayerVersion, ...]:
        """Every version that is not deleted."""
        return tuple(layer for versions in self._published.values() for layer in versions.values())

    def versions(
        self, layer_name: str, *, compatible_runtime: str | None = None, compatible_architecture: str | None = None
    ) -> tuple[LayerVersion, ...]:
        """Those of a layer, newest first; of one that does not exist, none."""
        found = self._published.get(self._name(layer_name), {}).values()
        return tuple(
            layer
            for layer in reversed(tuple(found))
            if _fits(compatible_runtime, layer.compatible_runtimes)
            and _fits(compatible_architecture, layer.compatible_architectures)
        )

    def latest(self, **compatible: str | None) -> tuple[LayerVersion, ...]:
        """The newest version of each layer."""
        versions = (self.versions(name, **compatible) for name in sorted(self._published))
        return tuple(found[0] for found in versions if found)

    def delete(self, layer_name: str, version_number: int) -> None:
        """See `LambdaService.delete_layer_version`."""
        number = _checked_number(version_number)
        self._published.get(self._name(layer_name), {}).pop(number, None)

    def of_folder(self, folder: str | Path) -> LayerVersion | None:
        """The version that was unpacked to a folder, also if it is deleted."""
        return self._by_folder.get(Path(folder))

    def folders(self, layers: object) -> object:
        """What a function is configured with: folders in the place of ARNs.

        Raises:
            InvalidParameterValueException: there is no such layer here, or two versions of one layer are named.
            NotSimulated: it belongs to another account.
        """
        if isinstance(layers, str) or not isinstance(layers, Sequence):
            return layers
        found: dict[str, str] = {}
        for layer in layers:
            if not str(layer).startswith("arn:"):
                continue
            name = str(layer).rpartition(":")[0]
            if name in found:
                raise InvalidParameterValueException(
                    "Two different versions of the same layer are not allowed to be referenced in the same function. "
                    f"{found[name]} and {layer} are versions of the same layer."
                )
            found[name] = str(layer)
        return [self._folder(str(layer)) if str(layer).startswith("arn:") else layer for layer in layers]

    def _folder(self, arn: str) -> Path:
        layer = self._find(arn)
        if layer is not None:
            return layer.package.folder
        match = _ARN.fullmatch(arn)
        world = self._service.world
        if match is not None and match["region"] != world.region:
            raise InvalidParameterValueException(
                "Layers are not in the same region as the function. Layers are expected to be in region "
                f"{world.region}."
            )
        if match is not None and match["account"] == world.account:
            raise InvalidParameterValueException(f"Layer version {arn} does not exist.\n{self._known()}")
        raise NotSimulated(
            f"The layer {arn} is not simulated: it belongs to another account, and nothing is downloaded. Name the "
            "folder of its contents, laid out as under /opt, publish it here with publish_layer_version(), or install "
            "what is in it."
        )

    def _find(self, arn: str) -> LayerVersion | None:
        match = _ARN.fullmatch(arn)
        if match is None:
            return None
        found = self._published.get(match["name"], {}).get(int(match["version"]))
        return found if found is not None and found.arn == arn else None

    def _name(self, layer_name: str) -> str:
        refuse(
            text_violations(
                "layerName", a_text("layer_name", layer_name), length=(1, 140), pattern=LAYER_NAME_PATTERN
            )
        )
        return layer_name.rpartition(":")[2]

    def _arn(self, name: str) -> str:
        world = self._service.world
        return f"arn:{world.partition}:lambda:{world.region}:{world.account}:layer:{name}"

    def _known(self) -> str:
        arns = ", ".join(layer.arn for layer in self.all)
        return f"Layers of this service: {arns or 'none: publish one with publish_layer_version()'}."


def _checked_number(version_number: int) -> int:
    if version_number < 1:
        raise InvalidParameterValueException("Layer Version Cannot be less than 1")
    return version_number


def _fits(wanted: str | None, given: tuple[str, ...] | None) -> bool:
    """A version that names none fits none: what AWS lists is what says that it fits."""
    return wanted is None or wanted in (given or ())
