"""AWS's checks of single parameters, by the API model, with the texts of its front end.

The order of the values in a constraint's enum is AWS's where it was recorded (architectures, snapStart,
recursiveLoop) and the model's otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pytest_lambda import limits
from pytest_lambda.errors import ConfigurationError, InvalidParameterValueException, NotSimulated
from pytest_lambda.service.settings.constraints import (
    Violation,
    a_text,
    a_whole_number,
    choice_violations,
    number_violations,
    refuse,
    text_violations,
)

#: Lambda API reference, CreateFunction; the shapes of botocore's service model
MAXIMUM_TAGS = 50
MAXIMUM_SUBNETS = 16
MAXIMUM_SECURITY_GROUPS = 5
ARCHITECTURES = ("x86_64", "arm64")
_REGION = r"(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}"

#: setting -> AWS's member, and the range
_NUMBERS: Mapping[str, tuple[str, tuple[int, int]]] = {
    "timeout": ("timeout", limits.TIMEOUT_SECONDS),
    "memory_size": ("memorySize", limits.MEMORY_MB),
    "ephemeral_storage": ("ephemeralStorage.size", limits.EPHEMERAL_STORAGE_MB),
}

#: setting -> AWS's member, length, pattern
_TEXTS: Mapping[str, tuple[str, tuple[int, int] | None, str | None]] = {
    "description": ("description", (0, 256), None),
    "role": ("role", (0, 10_000), r"arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+"),
    "kms_key_arn": ("kMSKeyArn", (0, 10_000), r"(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()"),
    "log_group": ("loggingConfig.logGroup", (1, 512), r"[\.\-_/#A-Za-z0-9]+"),
    "code_signing_config_arn": (
        "codeSigningConfigArn",
        (0, 200),
        rf"arn:(aws[a-zA-Z-]*)?:lambda:{_REGION}:\d{{12}}:code-signing-config:csc-[a-z0-9]{{17}}",
    ),
    "runtime_version_arn": ("runtimeVersionArn", (26, 2_048), None),
}

#: setting -> AWS's member, and the values
_CHOICES: Mapping[str, tuple[str, Sequence[str]]] = {
    "log_format": ("loggingConfig.logFormat", ("JSON", "Text")),
    "application_log_level": ("loggingConfig.applicationLogLevel", limits.APPLICATION_LOG_LEVELS),
    "system_log_level": ("loggingConfig.systemLogLevel", limits.SYSTEM_LOG_LEVELS),
    "snap_start": ("snapStart.applyOn", ("PublishedVersions", "None")),
    "tracing": ("tracingConfig.mode", ("Active", "PassThrough")),
    "tenant_isolation_mode": ("tenancyConfig.tenantIsolationMode", ("PER_TENANT",)),
    "recursive_loop": ("recursiveLoop", ("Terminate", "Allow")),
    "package_type": ("packageType", ("Zip", "Image")),
    "update_runtime_on": ("updateRuntimeOn", ("Auto", "Manual", "FunctionUpdate")),
}


def check_parameters(settings: Mapping[str, Any]) -> None:
    """Refuse values that AWS's front end would refuse.

    Raises:
        ValidationException: values out of range or of another form; all of them in one error, as by AWS.
        InvalidParameterValueException: too many tags or layers.
        ConfigurationError: a value of another type.
        NotSimulated: a layer that is an ARN.
    """
    refuse(violation for name, value in settings.items() for violation in _violations(name, value))
    if len(settings.get("tags", ())) > MAXIMUM_TAGS:
        raise InvalidParameterValueException("Number of tags exceeds resource tag limit.")


def _violations(name: str, value: object) -> Iterator[Violation]:
    if name in _NUMBERS:
        member, bounds = _NUMBERS[name]
        yield from number_violations(member, a_whole_number(name, value), bounds)
    elif name in _TEXTS:
        member, length, pattern = _TEXTS[name]
        yield from text_violations(member, a_text(name, value), length=length, pattern=pattern)
    elif name in _CHOICES:
        member, allowed = _CHOICES[name]
        yield from choice_violations(member, a_text(name, value), allowed)
    elif name in _SPECIAL:
        yield from _SPECIAL[name](value)


def _architectures(value: object) -> Iterator[Violation]:
    given = _texts("architectures", value)
    shown = f"[{', '.join(given)}]"
    if len(given) > 1:
        yield Violation("architectures", shown, "Member must have length less than or equal to 1")
    if not given:
        yield Violation("architectures", shown, "Member must have length greater than or equal to 1")
    if not set(given) <= set(ARCHITECTURES):
        constraint = (
            "Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], "
            "Member must not be null]"
        )
        yield Violation("architectures", shown, constraint)


def _tags(value: object) -> Iterator[Violation]:
    if not isinstance(value, Mapping):
        raise ConfigurationError(f"tags is {value!r}: expected a mapping of names to values.")
    for key, text in value.items():
        yield from text_violations("tags", a_text("a tag's name", key), length=(1, 128))
        yield from text_violations("tags", a_text(f"the tag {key}", text), length=(0, 256))


def _vpc_config(value: object) -> Iterator[Violation]:
    if not isinstance(value, Mapping) or not set(value) <= {"SubnetIds", "SecurityGroupIds", "Ipv6AllowedForDualStack"}:
        raise ConfigurationError(
            f"vpc_config is {value!r}: expected AWS's form with the keys SubnetIds, SecurityGroupIds and "
            f"Ipv6AllowedForDualStack."
        )
    subnets = _texts("vpc_config", value.get("SubnetIds") or ())
    groups = _texts("vpc_config", value.get("SecurityGroupIds") or ())
    yield from _ids("vpcConfig.subnetIds", subnets, "subnet-[0-9a-z]*", MAXIMUM_SUBNETS)
    yield from _ids("vpcConfig.securityGroupIds", groups, "sg-[0-9a-zA-Z]*", MAXIMUM_SECURITY_GROUPS)


def _ids(member: str, given: Sequence[str], pattern: str, most: int) -> Iterator[Violation]:
    shown = f"[{', '.join(given)}]"
    if len(given) > most:
        yield Violation(member, shown, f"Member must have length less than or equal to {most}")
    if any(text_violations(member, each, length=(0, 1_024), pattern=pattern) for each in given):
        constraint = (
            f"Member must satisfy constraint: [Member must have length less than or equal to 1024, Member must have "
            f"length greater than or equal to 0, Member must satisfy regular expression pattern: {pattern}]"
        )
        yield Violation(member, shown, constraint)


def _layers(value: object) -> Iterator[Violation]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise ConfigurationError(f"layers is {value!r}: expected a list of folders, each laid out as under /opt.")
    if len(value) > limits.MAXIMUM_LAYERS:
        raise InvalidParameterValueException("Cannot reference more than 5 layers.")  # G44
    for layer in value:
        if str(layer).startswith("arn:"):
            raise NotSimulated(
                f"The layer {layer} is not simulated: nothing is downloaded. Name the folder of its contents, laid "
                f"out as under /opt, or install what is in it."
            )
    yield from ()


def _publish(value: object) -> Iterator[Violation]:
    if not isinstance(value, bool):
        raise ConfigurationError(f"publish is {value!r}: expected True or False.")
    yield from ()


def _texts(name: str, value: object) -> tuple[str, ...]:
    if isinstance(value, (list, tuple)):
        return tuple(a_text(f"each of {name}", each) for each in value)
    raise ConfigurationError(f"{name} is {value!r}: expected a list of strings.")


_SPECIAL: Mapping[str, Callable[[object], Iterator[Violation]]] = {
    "architectures": _architectures,
    "tags": _tags,
    "vpc_config": _vpc_config,
    "layers": _layers,
    "publish": _publish,
}
