"""AWS::Cognito: user pools, whose ids APIs and functions need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_lambda.templates.resources.names import Naming, mixed_id, small_id
from pytest_lambda.templates.resources.row import ResourceType, Subject, given, name_of

if TYPE_CHECKING:
    from pytest_lambda.templates.deployment import Deployment

_TRIGGERS = "LambdaConfig"


def _pool_id(subject: Subject) -> str:
    return f"{subject.world.region}_{mixed_id(subject.world, 'user pool', subject.stack_name, subject.logical_id)}"


def _provider(subject: Subject) -> str:
    return f"cognito-idp.{subject.world.region}.{subject.world.dns_suffix}/{_pool_id(subject)}"


def _client_id(subject: Subject) -> str:
    return small_id(subject.world, "client", subject.stack_name, subject.logical_id, characters=26)


def _identity_pool(subject: Subject) -> str:
    return f"{subject.world.region}:{subject.uuid('identity pool')}"


def _leave_triggers_out(deployment: Deployment, subject: Subject) -> Any:
    if _TRIGGERS in subject.properties:
        place = subject.place.get(_TRIGGERS)
        deployment.leave_out(subject, place, "no user signs in here, so triggers are not called: invoke them.")
    return None


ROWS = (
    ResourceType(
        "AWS::Cognito::UserPool",
        "UserPoolName",
        ref=_pool_id,
        attributes={
            "Arn": lambda subject: subject.arn("cognito-idp", f"userpool/{_pool_id(subject)}"),
            "ProviderName": _provider,
            "ProviderURL": lambda subject: f"https://{_provider(subject)}",
            "UserPoolId": _pool_id,
        },
        make=_leave_triggers_out,
        naming=Naming(128),
    ),
    ResourceType(
        "AWS::Cognito::UserPoolClient",
        "ClientName",
        ref=_client_id,
        attributes={"ClientId": _client_id, "Name": name_of},
        naming=Naming(128),
    ),
    ResourceType("AWS::Cognito::UserPoolDomain", ref=given("Domain")),
    ResourceType("AWS::Cognito::UserPoolGroup", ref=given("GroupName")),
    ResourceType("AWS::Cognito::UserPoolResourceServer", ref=given("Identifier")),
    ResourceType("AWS::Cognito::UserPoolUser", ref=given("Username")),
    ResourceType(
        "AWS::Cognito::IdentityPool",
        "IdentityPoolName",
        ref=_identity_pool,
        attributes={"Id": _identity_pool, "Name": name_of},
    ),
    ResourceType("AWS::Cognito::IdentityPoolRoleAttachment"),
)
