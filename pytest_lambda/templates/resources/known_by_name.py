"""Types of which the names and ARNs are what templates need: roles, parameters, secrets, keys, alarms, …"""

from __future__ import annotations

from pytest_lambda.templates.resources.names import Naming
from pytest_lambda.templates.resources.row import Known, ResourceType, Subject, arn_of, given, name_of


def _iam_arn(kind: str) -> Known:
    def known(subject: Subject) -> str:
        path = given("Path", "/")(subject)
        return subject.arn("iam", f"{kind}{path}{subject.name}", region=False)

    return known


def _iam_id(prefix: str) -> Known:
    return lambda subject: f"{prefix}{subject.hexadecimal(prefix, 17).upper()}"


def _key_id(subject: Subject) -> str:
    return subject.uuid("key")


def _key_arn(subject: Subject) -> str:
    return subject.arn("kms", f"key/{_key_id(subject)}")


_machine_arn = arn_of("states", "stateMachine:{name}")
_NOT_RUN = "Step Functions is not simulated: nothing runs the state machine."
_NO_STREAM = "Firehose is not simulated: nothing is delivered."

ROWS = (
    # ---- IAM: nothing here checks permissions
    ResourceType(
        "AWS::IAM::Role",
        "RoleName",
        attributes={"Arn": _iam_arn("role"), "RoleId": _iam_id("AROA")},
        naming=Naming(64, mixed=True),
    ),
    ResourceType(
        "AWS::IAM::User",
        "UserName",
        attributes={"Arn": _iam_arn("user")},
        naming=Naming(64, mixed=True),
    ),
    ResourceType("AWS::IAM::Group", "GroupName", attributes={"Arn": _iam_arn("group")}, naming=Naming(128, mixed=True)),
    ResourceType(
        "AWS::IAM::InstanceProfile",
        "InstanceProfileName",
        attributes={"Arn": _iam_arn("instance-profile")},
        naming=Naming(128, mixed=True),
    ),
    ResourceType(
        "AWS::IAM::ManagedPolicy",
        "ManagedPolicyName",
        ref=_iam_arn("policy"),
        attributes={"PolicyArn": _iam_arn("policy")},
        naming=Naming(128, mixed=True),
    ),
    ResourceType("AWS::IAM::Policy", "PolicyName"),
    ResourceType("AWS::IAM::RolePolicy", "PolicyName"),
    ResourceType("AWS::IAM::ServiceLinkedRole"),
    ResourceType("AWS::IAM::OIDCProvider"),
    # ---- what functions look up by name
    ResourceType("AWS::KMS::Key", ref=_key_id, attributes={"Arn": _key_arn, "KeyId": _key_id}),
    ResourceType("AWS::KMS::Alias", ref=given("AliasName")),
    # ---- what looks on
    ResourceType(
        "AWS::CloudWatch::Alarm",
        "AlarmName",
        attributes={"Arn": arn_of("cloudwatch", "alarm:{name}")},
        lost="alarms are not raised: look at the service's metrics.",
    ),
    ResourceType(
        "AWS::CloudWatch::CompositeAlarm",
        "AlarmName",
        attributes={"Arn": arn_of("cloudwatch", "alarm:{name}")},
        lost="alarms are not raised: look at the service's metrics.",
    ),
    ResourceType("AWS::CloudWatch::Dashboard", "DashboardName"),
    ResourceType("AWS::ApplicationInsights::Application"),
    ResourceType("AWS::XRay::SamplingRule"),
    # ---- what drives functions elsewhere
    ResourceType(
        "AWS::StepFunctions::StateMachine",
        "StateMachineName",
        ref=_machine_arn,
        attributes={"Arn": _machine_arn, "Name": name_of},
        lost=_NOT_RUN,
        naming=Naming(80, mixed=True),
    ),
    ResourceType(
        "AWS::StepFunctions::Activity",
        "Name",
        ref=arn_of("states", "activity:{name}"),
        attributes={"Arn": arn_of("states", "activity:{name}"), "Name": name_of},
        lost=_NOT_RUN,
        naming=Naming(80, mixed=True),
    ),
    ResourceType(
        "AWS::KinesisFirehose::DeliveryStream",
        "DeliveryStreamName",
        attributes={"Arn": arn_of("firehose", "deliverystream/{name}")},
        lost=_NO_STREAM,
        naming=Naming(64),
    ),
    # ---- how applications are deployed
    ResourceType("AWS::ApplicationAutoScaling::ScalableTarget", lost="provisioned concurrency is not scaled."),
    ResourceType("AWS::ApplicationAutoScaling::ScalingPolicy", lost="provisioned concurrency is not scaled."),
    ResourceType("AWS::CodeDeploy::Application", "ApplicationName", naming=Naming(100)),
    ResourceType(
        "AWS::CodeDeploy::DeploymentGroup",
        "DeploymentGroupName",
        lost="CodeDeploy is not simulated: an alias points to its version at once, and no hooks are called.",
        naming=Naming(100),
    ),
    ResourceType("AWS::CDK::Metadata"),
    ResourceType("AWS::ResourceGroups::Group", "Name"),
)
