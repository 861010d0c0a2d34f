"""One version of a layer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pytest_lambda.service.access.policy import Policy
from pytest_lambda.service.deployments.description import iso_time
from pytest_lambda.service.deployments.packages import Package


@dataclass(frozen=True, slots=True, eq=False)
class LayerVersion:
    """A published version of a layer: it never changes.

    Attributes:
        layer_arn: of the layer.
        version: its number.
        package: what stands for `/opt`.
        compatible_runtimes, compatible_architectures: None if they were not given.
        policy: who may use it; kept and shown.
    """

    layer_arn: str
    version: int
    package: Package
    description: str
    created: datetime
    policy: Policy
    compatible_runtimes: tuple[str, ...] | None = None
    compatible_architectures: tuple[str, ...] | None = None
    license_info: str | None = None

    @property
    def name(self) -> str:
        """Of the layer."""
        return self.layer_arn.rpartition(":")[2]

    @property
    def arn(self) -> str:
        """Of this version."""
        return f"{self.layer_arn}:{self.version}"

    def listed(self) -> dict[str, Any]:
        """What lists show."""
        shown: dict[str, Any] = {
            "LayerVersionArn": self.arn,
            "Version": self.version,
            "Description": self.description,
            "CreatedDate": iso_time(self.created),
        }
        if self.compatible_runtimes is not None:
            shown["CompatibleRuntimes"] = list(self.compatible_runtimes)
        if self.compatible_architectures is not None:
            shown["CompatibleArchitectures"] = list(self.compatible_architectures)
        if self.license_info is not None:
            shown["LicenseInfo"] = self.license_info
        return shown

    def as_response(self) -> dict[str, Any]:
        """The fields of GetLayerVersion's answer."""
        package = self.package
        content = {"Location": package.file.as_uri(), "CodeSha256": package.sha256, "CodeSize": package.size}
        return {"Content": content, "LayerArn": self.layer_arn, **self.listed()}
