"""Parameters of the Lambda API that a function in this process cannot have, and what to do instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_lambda.errors import ConfigurationError, NotSimulated

_CODE = (
    "the function's code is where task_root points to, the folder that stands for /var/task. "
    "To change it, use update_function_code()."
)

#: parameter -> why it is refused, and what mends it
NOT_SIMULATED: Mapping[str, str] = {
    "code": _CODE,
    "zip_file": _CODE,
    "s3_bucket": _CODE,
    "s3_key": _CODE,
    "s3_object_version": _CODE,
    "s3_object_storage_mode": _CODE,
    "image_uri": _CODE,
    "source_kms_key_arn": _CODE,
    "image_config": (
        "an image's entry point and command decide what is executed, and no image is. Give the handler that the "
        "command names: handler='app.handler'."
    ),
    "file_system_configs": (
        "no file system is mounted, so /mnt is what it is on this computer. Give the handler its folder in an "
        "environment variable, and a folder of the test as its value."
    ),
    "capacity_provider_config": (
        "Managed Instances serve invocations with several processes in one environment (G9). Leave the setting out: "
        "the function runs as an ordinary one."
    ),
    "durable_config": (
        "durable functions checkpoint their steps with the service and are replayed (G11). Leave the setting out "
        "and test the steps one by one."
    ),
    "publish_to": "it is for Managed Instances only (G9). Use publish=True or publish_version().",
    "runtime_config": "it picks a runtime that is not AWS's own. Use runtime='python3.13' or leave it out.",
    "accelerator_config": "there is no accelerator in this process. Leave the setting out.",
}

#: parameters that UpdateFunctionConfiguration does not have -> what has them
CREATION_ONLY: Mapping[str, str] = {
    "tenant_isolation_mode": "AWS takes tenancy_config at creation only (G10)",
    "publish": "call publish_version()",
    "tags": "AWS changes tags with TagResource; they have no effect here",
    "architectures": "AWS changes them with update_function_code()",
    "code_signing_config_arn": "AWS changes it with PutFunctionCodeSigningConfig; it has no effect here",
    "recursive_loop": "call put_function_recursion_config()",
    "update_runtime_on": "AWS changes it with PutRuntimeManagementConfig; it has no effect here",
    "runtime_version_arn": "AWS changes it with PutRuntimeManagementConfig; it has no effect here",
    "package_type": "the kind of package cannot change",
}

#: setting of the runtime -> why a service does not take it
_THE_SERVICES = {"function_version": "versions are numbered by publish_version()"}


def refuse_settings(settings: Mapping[str, Any], *, creating: bool) -> None:
    """Refuse what is not simulated, and what an update cannot change.

    Raises:
        NotSimulated: the setting would change what runs, and cannot here.
        ConfigurationError: the setting belongs to another call.
    """
    for name, value in settings.items():
        if name in NOT_SIMULATED and value not in ([], (), {}):
            raise NotSimulated(f"{name} is not simulated: {NOT_SIMULATED[name]}")
        if name == "package_type" and value == "Image":
            raise NotSimulated(f"package_type 'Image' is not simulated: {NOT_SIMULATED['image_config']}")
        if name in CREATION_ONLY and not creating:
            raise ConfigurationError(f"update_function_configuration() has no {name}: {CREATION_ONLY[name]}.")
        if name in _THE_SERVICES:
            raise ConfigurationError(f"{name} is not a setting of a function in a service: {_THE_SERVICES[name]}.")
