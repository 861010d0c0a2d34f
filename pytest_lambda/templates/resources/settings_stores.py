"""AWS::SSM and AWS::SecretsManager: what functions look up by name; an active mock of moto has it, too."""

from __future__ import annotations

import json
import string
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pytest_lambda.boto import mock
from pytest_lambda.templates.resources.forms import ANYTHING, FLAG, TAGS, TEXT, WHOLE, has, of
from pytest_lambda.templates.resources.json_properties import json_object
from pytest_lambda.templates.resources.names import Naming, mixed_id, random_text
from pytest_lambda.templates.resources.row import ResourceType, Subject, given, made

if TYPE_CHECKING:
    from pytest_lambda.templates.deployment import Deployment
    from pytest_lambda.world import World

_PARAMETER = of(
    "AWS::SSM::Parameter",
    {
        "AllowedPattern": TEXT,
        "DataType": TEXT,
        "Description": TEXT,
        "Name": TEXT,
        "Policies": TEXT,
        "Tags": ANYTHING,
        "Tier": TEXT,
        "Type": TEXT,
        "Value": TEXT,
    },
    "Type",
    "Value",
)
_GENERATE = has(
    ExcludeCharacters=TEXT,
    ExcludeLowercase=FLAG,
    ExcludeNumbers=FLAG,
    ExcludePunctuation=FLAG,
    ExcludeUppercase=FLAG,
    GenerateStringKey=TEXT,
    IncludeSpace=FLAG,
    PasswordLength=WHOLE,
    RequireEachIncludedType=FLAG,
    SecretStringTemplate=TEXT,
)
_SECRET = of(
    "AWS::SecretsManager::Secret",
    {
        "Description": TEXT,
        "GenerateSecretString": _GENERATE,
        "KmsKeyId": TEXT,
        "Name": TEXT,
        "ReplicaRegions": ANYTHING,
        "SecretString": TEXT,
        "Tags": TAGS,
        "Type": TEXT,
    },
)
#: what dynamic references may name
STORES = ("AWS::SSM::Parameter", "AWS::SecretsManager::Secret")
_TYPES = ("String", "StringList")
_PASSWORD_CHARACTERS = 32
#: property that leaves characters out -> these
_CHARACTERS = {
    "ExcludeLowercase": string.ascii_lowercase,
    "ExcludeUppercase": string.ascii_uppercase,
    "ExcludeNumbers": string.digits,
    "ExcludePunctuation": string.punctuation,
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of Systems Manager.

    Attributes:
        name, type, value: of the parameter.
    """

    name: str
    type: str
    value: str


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret of Secrets Manager.

    Attributes:
        name, arn: of the secret.
        value: its text; None if it has none.
    """

    name: str
    arn: str
    value: str | None


def _make_parameter(deployment: Deployment, subject: Subject) -> Parameter:
    given = subject.properties
    if given["Type"] not in _TYPES:
        raise subject.place.get("Type").error(f"Type is {given['Type']!r}: expected {' or '.join(_TYPES)}.")
    parameter = Parameter(subject.name, given["Type"], given["Value"])
    if mock.is_active():
        request = {"Name": parameter.name, "Type": parameter.type, "Value": parameter.value}
        _asked(subject.world, "ssm", "AmazonSSM.PutParameter", request, known="ParameterAlreadyExists")
    return parameter


def _make_secret(deployment: Deployment, subject: Subject) -> Secret:
    arn, value = _secret_arn(subject), _secret_value(subject)
    if mock.is_active():
        request = {"Name": subject.name} if value is None else {"Name": subject.name, "SecretString": value}
        exists = "ResourceExistsException"
        _asked(subject.world, "secretsmanager", "secretsmanager.CreateSecret", request, known=exists)
        described = {"SecretId": subject.name}
        arn = _asked(subject.world, "secretsmanager", "secretsmanager.DescribeSecret", described)["ARN"]
    return Secret(subject.name, arn, value)


def _secret_value(subject: Subject) -> str | None:
    given = subject.properties
    if "SecretString" in given and "GenerateSecretString" in given:
        raise subject.place.get("SecretString").error("give either SecretString or GenerateSecretString.")
    if "GenerateSecretString" not in given:
        value: str | None = given.get("SecretString")
        return value
    return _generated(subject, given["GenerateSecretString"])


def _generated(subject: Subject, rules: dict[str, Any]) -> str:
    alphabet = "".join(letters for name, letters in _CHARACTERS.items() if not rules.get(name))
    alphabet += " " if rules.get("IncludeSpace") else ""
    alphabet = "".join(each for each in alphabet if each not in rules.get("ExcludeCharacters", ""))
    place = subject.place.get("GenerateSecretString")
    if not alphabet:
        raise place.error("no characters are left for the password.")
    length = rules.get("PasswordLength", _PASSWORD_CHARACTERS)
    password = random_text(
        subject.world, alphabet, "password", subject.stack_name, subject.logical_id, characters=length
    )
    if "SecretStringTemplate" not in rules:
        return password
    if "GenerateStringKey" not in rules:
        raise place.error("SecretStringTemplate needs GenerateStringKey: the key that the password comes under.")
    template = json_object(place.get("SecretStringTemplate"), rules["SecretStringTemplate"])
    return json.dumps({**template, rules["GenerateStringKey"]: password}, separators=(",", ":"))


def _asked(world: World, service: str, target: str, request: dict[str, Any], *, known: str = "") -> dict[str, Any]:
    """moto's answer; what it has already stays as it is."""
    status, body = _posted(world, service, target, request)
    if status >= 300 and not (known and known.encode() in body):
        raise mock.unknown_moto(f"{target}, which answers {body.decode()}")
    answer: dict[str, Any] = json.loads(body or b"{}")
    return answer


def kept(world: World, stack: Iterable[Any], service: str, name: str) -> str | None:
    """The value of a parameter or a secret that an active mock of moto has, or else the stack itself.

    Args:
        world: account and region.
        stack: what has been made of the stack.
        service: `ssm` or `secretsmanager`.
        name: of the parameter, with its version if one is wanted; name or ARN of the secret.
    """
    if mock.is_active():
        if service == "ssm":
            request: dict[str, Any] = {"Name": name, "WithDecryption": True}
            found = _posted(world, service, "AmazonSSM.GetParameter", request)
        else:
            found = _posted(world, service, "secretsmanager.GetSecretValue", {"SecretId": name})
        answer: dict[str, Any] = json.loads(found[1]) if found[0] < 300 else {}
        value = answer.get("Parameter", {}).get("Value") if service == "ssm" else answer.get("SecretString")
        return None if value is None else str(value)
    kind = Parameter if service == "ssm" else Secret
    for each in stack:
        if isinstance(each, kind) and name in (each.name, getattr(each, "arn", None), f"{each.name}:1"):
            return each.value
    return None


def _posted(world: World, service: str, target: str, request: dict[str, Any]) -> tuple[int, bytes]:
    return mock.ask(
        "POST",
        f"https://{service}.{world.region}.{world.dns_suffix}/",
        region=world.region,
        service=service,
        account=world.account,
        headers={"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": target},
        body=json.dumps(request).encode(),
    )


def _secret_arn(subject: Subject) -> str:
    suffix = mixed_id(subject.world, "secret", subject.stack_name, subject.logical_id, characters=6)
    return subject.arn("secretsmanager", f"secret:{subject.name}-{suffix}")


def _value(subject: Subject) -> str | None:
    found = subject.value("Value")
    return None if found is None else str(TEXT.read(found))


_arn = made("arn", _secret_arn)

ROWS = (
    ResourceType(
        "AWS::SSM::Parameter",
        "Name",
        attributes={"Type": given("Type"), "Value": _value},
        properties=_PARAMETER,
        make=_make_parameter,
        naming=Naming(prefix="CFN"),
    ),
    ResourceType(
        "AWS::SecretsManager::Secret",
        "Name",
        ref=_arn,
        attributes={"Id": _arn},
        properties=_SECRET,
        make=_make_secret,
    ),
    ResourceType("AWS::SecretsManager::SecretTargetAttachment", ref=given("SecretId")),
    ResourceType("AWS::SecretsManager::RotationSchedule", lost="secrets are not rotated: invoke the function."),
    ResourceType("AWS::SecretsManager::ResourcePolicy"),
)
