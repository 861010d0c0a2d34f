"""What CreateFunction and UpdateFunctionConfiguration take beyond what decides how a function runs.

Nothing of it changes an invocation in this process by itself; the service reads the dead-letter queue, the tenant
isolation, the recursion setting and the log group, the rest is kept and shown as AWS shows it: role, tags, KMS key,
network, tracing, architecture, code signing, runtime management. Parameters that would have to change what runs and
cannot are refused (`refused_settings`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.runtime.configuration import setting_names, unknown_setting
from pytest_lambda.service.extensions.extension import Extension
from pytest_lambda.service.settings.destinations import Resolver, Target, check_dead_letter_target, target
from pytest_lambda.service.settings.nested_forms import NESTED_FORMS, flattened, snake_case
from pytest_lambda.service.settings.parameter_checks import check_parameters
from pytest_lambda.service.settings.refused_settings import NOT_SIMULATED, refuse_settings

#: made up: there are no roles in this process
DEFAULT_ROLE = "arn:aws:iam::123456789012:role/lambda-role"


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionSettings:
    """Settings of a function that the service or nobody reads.

    A published version has those that compare; the others belong to the function as a whole, or to one call.

    Args:
        description: at most 256 characters.
        role: ARN of an execution role; nothing checks what it may do.
        dead_letter_queue: a standard queue or topic that gets failed asynchronous events (E40).
        tenant_isolation_mode: `PER_TENANT`, or None; from `tenancy_config`, at creation only (G10).
        log_group: None for `/aws/lambda/<name>`.
        tracing: `Active` or `PassThrough`.
        architectures: one of `x86_64` and `arm64`.
        kms_key_arn: empty if AWS's own key is used.
        vpc_config: AWS's form: `SubnetIds`, `SecurityGroupIds`, `Ipv6AllowedForDualStack`.
        package_type: `Zip`.
        recursive_loop: `Terminate` or `Allow` (G7).
        tags: at most 50.
        code_signing_config_arn: empty if there is none.
        update_runtime_on: `Auto`, `Manual` or `FunctionUpdate`.
        runtime_version_arn: for `Manual`.
        publish: publish a version together with this call.
        extensions: from `register_extension`; no parameter.
    """

    description: str = ""
    role: str = DEFAULT_ROLE
    dead_letter_queue: Target | None = None
    tenant_isolation_mode: str | None = None
    log_group: str | None = None
    tracing: str = "PassThrough"
    architectures: tuple[str, ...] = ("x86_64",)
    kms_key_arn: str = ""
    vpc_config: Mapping[str, Any] = field(default_factory=dict, hash=False)
    package_type: str = "Zip"
    recursive_loop: str = field(default="Terminate", compare=False)
    tags: Mapping[str, str] = field(default_factory=dict, compare=False)
    code_signing_config_arn: str = field(default="", compare=False)
    update_runtime_on: str = field(default="Auto", compare=False)
    runtime_version_arn: str = field(default="", compare=False)
    publish: bool = field(default=False, compare=False)
    extensions: tuple[Extension, ...] = ()


_OWN = tuple(setting.name for setting in fields(FunctionSettings) if setting.name != "extensions")


def split_settings(
    settings: Mapping[str, Any],
    *,
    current: FunctionSettings | None = None,
    resolve: Resolver | None = None,
    default_role: str = DEFAULT_ROLE,
) -> tuple[dict[str, Any], FunctionSettings]:
    """Part the settings of a function into the runtime's and the service's, after AWS's checks.

    Args:
        settings: AWS's parameters in snake_case, flat or nested as AWS nests them; None means not given.
        current: what is updated; None creates.
        resolve: the resource with an ARN, or None if there is none; without it any ARN is taken.
        default_role: of a function that is created without one.

    Returns:
        Keyword arguments for `FunctionConfiguration`, and the rest.

    Raises:
        ValidationException: a value that does not fit the API model.
        InvalidParameterValueException: another value that AWS refuses.
        NotSimulated: a parameter that cannot have its effect here.
        ConfigurationError: an unknown setting, or one given twice.

    Source: Lambda API reference, CreateFunction and UpdateFunctionConfiguration.
    """
    _refuse_unknown(settings)
    flat = flattened(settings)
    refuse_settings(flat, creating=current is None)
    check_parameters(flat)
    runtime = {name: value for name, value in flat.items() if name in setting_names()}
    own = {name: value for name, value in flat.items() if name in _OWN}
    if "dead_letter_queue" in own:
        given = target("dead_letter_queue", own["dead_letter_queue"], resolve)
        own["dead_letter_queue"] = check_dead_letter_target(given, resolve)
    if "architectures" in own:
        own["architectures"] = tuple(own["architectures"])
    for name in ("tags", "vpc_config"):
        if name in own:
            own[name] = dict(own[name])
    return runtime, replace(current or FunctionSettings(role=default_role), **{"publish": False, **own})


def known_settings() -> Sequence[str]:
    """The names of all settings that a function in a service can have, the nested ones included."""
    names = {*setting_names(), *_OWN, *NESTED_FORMS} - {"function_version"}
    return sorted(names)


def _refuse_unknown(settings: Mapping[str, Any]) -> None:
    known = {*known_settings(), *NOT_SIMULATED, "function_version"}
    for name in settings:
        if name in known:
            continue
        if name[:1].isupper() and snake_case(name) in known:
            raise ConfigurationError(f"{name} is the API's spelling of a setting: write {snake_case(name)}=… here.")
        raise unknown_setting(name, known_settings(), "The function")
