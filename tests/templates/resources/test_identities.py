"""What `Ref` and `Fn::GetAtt` give, of every type of the table."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from pytest_lambda.documents.loading import given
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.templates.cloudformation import template_of
from pytest_lambda.templates.identities import evaluated
from pytest_lambda.templates.resources.table import known_types, row_of
from pytest_lambda.world import World

FUNCTION_ARN = "arn:aws:lambda:eu-west-1:123456789012:function:fn"
NAME = r"shop-It-[A-Z0-9]{12}"
MIXED = r"shop-It-[A-Za-z0-9]{12}"
LOWER = r"shop-it-[a-z0-9]{12}"
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
HERE = "eu-west-1:123456789012"


def small(characters: int) -> str:
    return f"[a-z0-9]{{{characters}}}"


def ec2(prefix: str) -> str:
    return f"{prefix}-0[0-9a-f]{{16}}"


#: type -> properties, what Ref gives, what the attributes are; regular expressions
EXPECTED: dict[str, tuple[dict[str, Any], str | None, dict[str, str]]] = {
    "AWS::Lambda::Function": (
        {"Code": "src"},
        MIXED,
        {
            "Arn": f"arn:aws:lambda:{HERE}:function:{MIXED}",
            "SnapStartResponse.ApplyOn": "None",
            "SnapStartResponse.OptimizationStatus": "Off",
        },
    ),
    "AWS::Lambda::LayerVersion": (
        {"Content": "layer"},
        f"arn:aws:lambda:{HERE}:layer:{MIXED}:1",
        {"LayerVersionArn": f"arn:aws:lambda:{HERE}:layer:{MIXED}:1"},
    ),
    "AWS::Lambda::Version": (
        {"FunctionName": "fn"},
        f"{FUNCTION_ARN}:1",
        {"FunctionArn": f"{FUNCTION_ARN}:1", "Version": "1"},
    ),
    "AWS::Lambda::Alias": (
        {"FunctionName": FUNCTION_ARN, "Name": "live", "FunctionVersion": "1"},
        f"{FUNCTION_ARN}:live",
        {"AliasArn": f"{FUNCTION_ARN}:live"},
    ),
    "AWS::Lambda::EventInvokeConfig": ({"FunctionName": "fn"}, NAME, {}),
    "AWS::Lambda::EventSourceMapping": (
        {"FunctionName": "fn"},
        UUID,
        {
            "Id": UUID,
            "EventSourceMappingArn": f"arn:aws:lambda:{HERE}:event-source-mapping:{UUID}",
            "FunctionArn": FUNCTION_ARN,
        },
    ),
    "AWS::Lambda::Url": (
        {"TargetFunctionArn": FUNCTION_ARN, "AuthType": "NONE", "Qualifier": "live"},
        f"{FUNCTION_ARN}:live",
        {"FunctionArn": f"{FUNCTION_ARN}:live", "FunctionUrl": f"https://{small(32)}.lambda-url.eu-west-1.on.aws/"},
    ),
    "AWS::Lambda::Permission": ({}, NAME, {"Id": NAME}),
    "AWS::Lambda::LayerVersionPermission": ({}, NAME, {}),
    "AWS::Lambda::CodeSigningConfig": (
        {},
        f"arn:aws:lambda:{HERE}:code-signing-config:csc-[0-9a-f]{{17}}",
        {
            "CodeSigningConfigArn": f"arn:aws:lambda:{HERE}:code-signing-config:csc-[0-9a-f]{{17}}",
            "CodeSigningConfigId": "csc-[0-9a-f]{17}",
        },
    ),
    "AWS::SQS::Queue": (
        {},
        f"https://sqs.eu-west-1.amazonaws.com/123456789012/{NAME}",
        {
            "Arn": f"arn:aws:sqs:{HERE}:{NAME}",
            "QueueName": NAME,
            "QueueUrl": f"https://sqs.eu-west-1.amazonaws.com/123456789012/{NAME}",
        },
    ),
    "AWS::SQS::QueuePolicy": ({}, NAME, {"Id": NAME}),
    "AWS::SQS::QueueInlinePolicy": ({}, NAME, {}),
    "AWS::SNS::Topic": (
        {"FifoTopic": True},
        f"arn:aws:sns:{HERE}:{NAME}.fifo",
        {"TopicArn": f"arn:aws:sns:{HERE}:{NAME}.fifo", "TopicName": f"{NAME}.fifo"},
    ),
    "AWS::SNS::Subscription": ({"TopicArn": "arn:topic"}, f"arn:topic:{UUID}", {"Arn": f"arn:topic:{UUID}"}),
    "AWS::SNS::TopicPolicy": ({}, NAME, {"Id": NAME}),
    "AWS::SNS::TopicInlinePolicy": ({}, NAME, {}),
    "AWS::Kinesis::Stream": ({}, NAME, {"Arn": f"arn:aws:kinesis:{HERE}:stream/{NAME}"}),
    "AWS::Kinesis::StreamConsumer": (
        {"StreamARN": "arn:stream", "ConsumerName": "reader"},
        "arn:stream/consumer/reader:0",
        {
            "ConsumerARN": "arn:stream/consumer/reader:0",
            "ConsumerCreationTimestamp": "0",
            "ConsumerName": "reader",
            "ConsumerStatus": "ACTIVE",
            "StreamARN": "arn:stream",
        },
    ),
    "AWS::Kinesis::ResourcePolicy": ({"ResourceArn": "arn:stream"}, "arn:stream", {}),
    "AWS::DynamoDB::Table": (
        {"StreamSpecification": {"StreamViewType": "KEYS_ONLY"}},
        NAME,
        {
            "Arn": f"arn:aws:dynamodb:{HERE}:table/{NAME}",
            "StreamArn": f"arn:aws:dynamodb:{HERE}:table/{NAME}/stream/2026-01-01T00:00:00.000",
        },
    ),
    "AWS::DynamoDB::GlobalTable": (
        {"StreamSpecification": {"StreamViewType": "KEYS_ONLY"}},
        NAME,
        {
            "Arn": f"arn:aws:dynamodb:{HERE}:table/{NAME}",
            "StreamArn": f"arn:aws:dynamodb:{HERE}:table/{NAME}/stream/2026-01-01T00:00:00.000",
            "TableId": UUID,
        },
    ),
    "AWS::S3::Bucket": (
        {},
        LOWER,
        {
            "Arn": f"arn:aws:s3:::{LOWER}",
            "DomainName": f"{LOWER}.s3.amazonaws.com",
            "DualStackDomainName": f"{LOWER}.s3.dualstack.eu-west-1.amazonaws.com",
            "RegionalDomainName": f"{LOWER}.s3.eu-west-1.amazonaws.com",
            "WebsiteURL": f"http://{LOWER}.s3-website-eu-west-1.amazonaws.com",
        },
    ),
    "AWS::S3::BucketPolicy": ({}, NAME, {}),
    "AWS::Events::EventBus": (
        {"Name": "shop"},
        "shop",
        {"Arn": f"arn:aws:events:{HERE}:event-bus/shop", "Name": "shop", "Policy": ""},
    ),
    "AWS::Events::Rule": (
        {"EventBusName": "shop"},
        rf"shop\|{NAME}",
        {"Arn": f"arn:aws:events:{HERE}:rule/shop/{NAME}"},
    ),
    "AWS::Events::EventBusPolicy": ({}, NAME, {}),
    "AWS::Events::Archive": (
        {},
        NAME,
        {"Arn": f"arn:aws:events:{HERE}:archive/{NAME}", "ArchiveName": NAME},
    ),
    "AWS::Events::Connection": ({}, NAME, {"Arn": f"arn:aws:events:{HERE}:connection/{NAME}/{UUID}"}),
    "AWS::Events::ApiDestination": ({}, NAME, {"Arn": f"arn:aws:events:{HERE}:api-destination/{NAME}/{UUID}"}),
    "AWS::Scheduler::Schedule": (
        {"GroupName": "nightly"},
        NAME,
        {"Arn": f"arn:aws:scheduler:{HERE}:schedule/nightly/{NAME}"},
    ),
    "AWS::Scheduler::ScheduleGroup": (
        {},
        NAME,
        {"Arn": f"arn:aws:scheduler:{HERE}:schedule-group/{NAME}", "State": "ACTIVE"},
    ),
    "AWS::AmazonMQ::Broker": (
        {"BrokerName": "mq", "EngineVersion": "5.18"},
        f"b-{UUID}",
        {"Arn": f"arn:aws:mq:{HERE}:broker:mq:b-{UUID}", "Id": f"b-{UUID}", "EngineVersionCurrent": "5.18"},
    ),
    "AWS::AmazonMQ::ConfigurationAssociation": ({}, NAME, {}),
    "AWS::MSK::Cluster": (
        {"ClusterName": "events"},
        rf"arn:aws:kafka:{HERE}:cluster/events/{UUID}-\d+",
        {"Arn": rf"arn:aws:kafka:{HERE}:cluster/events/{UUID}-\d+"},
    ),
    "AWS::MSK::ServerlessCluster": (
        {"ClusterName": "events"},
        rf"arn:aws:kafka:{HERE}:cluster/events/{UUID}-\d+",
        {"Arn": rf"arn:aws:kafka:{HERE}:cluster/events/{UUID}-\d+"},
    ),
    "AWS::DocDB::DBCluster": ({}, LOWER, {"Port": "27017"}),
    "AWS::DocDB::DBInstance": ({}, LOWER, {}),
    "AWS::DocDB::DBSubnetGroup": ({}, LOWER, {}),
    "AWS::DocDB::DBClusterParameterGroup": ({}, LOWER, {}),
    "AWS::Logs::LogGroup": (
        {"LogGroupName": "/aws/lambda/fn"},
        "/aws/lambda/fn",
        {"Arn": rf"arn:aws:logs:{HERE}:log-group:/aws/lambda/fn:\*"},
    ),
    "AWS::Cognito::UserPool": (
        {},
        r"eu-west-1_\w{9}",
        {
            "Arn": rf"arn:aws:cognito-idp:{HERE}:userpool/eu-west-1_\w{{9}}",
            "ProviderName": r"cognito-idp.eu-west-1.amazonaws.com/eu-west-1_\w{9}",
            "ProviderURL": r"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_\w{9}",
            "UserPoolId": r"eu-west-1_\w{9}",
        },
    ),
    "AWS::Cognito::UserPoolClient": ({"ClientName": "web"}, small(26), {"ClientId": small(26), "Name": "web"}),
    "AWS::Cognito::UserPoolDomain": ({"Domain": "auth"}, "auth", {}),
    "AWS::Cognito::UserPoolGroup": ({"GroupName": "admins"}, "admins", {}),
    "AWS::Cognito::UserPoolResourceServer": ({"Identifier": "api"}, "api", {}),
    "AWS::Cognito::UserPoolUser": ({"Username": "ann"}, "ann", {}),
    "AWS::Cognito::IdentityPool": ({}, f"eu-west-1:{UUID}", {"Id": f"eu-west-1:{UUID}", "Name": NAME}),
    "AWS::ApiGateway::RestApi": ({}, small(10), {"RestApiId": small(10), "RootResourceId": small(10)}),
    "AWS::ApiGateway::Stage": ({"StageName": "prod"}, "prod", {}),
    "AWS::ApiGateway::DomainName": ({"DomainName": "api.example.com"}, "api.example.com", {}),
    "AWS::ApiGateway::ApiKey": ({}, small(10), {"APIKeyId": small(10)}),
    "AWS::ApiGateway::Account": ({}, small(6), {"Id": small(6)}),
    "AWS::ApiGatewayV2::Api": (
        {"ProtocolType": "WEBSOCKET"},
        small(10),
        {"ApiId": small(10), "ApiEndpoint": f"wss://{small(10)}.execute-api.eu-west-1.amazonaws.com"},
    ),
    "AWS::ApiGatewayV2::Stage": ({"StageName": "$default"}, r"\$default", {}),
    "AWS::ApiGatewayV2::DomainName": ({"DomainName": "api.example.com"}, "api.example.com", {}),
    "AWS::AppSync::GraphQLApi": (
        {},
        f"arn:aws:appsync:{HERE}:apis/{small(26)}",
        {
            "ApiId": small(26),
            "Arn": f"arn:aws:appsync:{HERE}:apis/{small(26)}",
            "GraphQLUrl": f"https://{small(26)}.appsync-api.eu-west-1.amazonaws.com/graphql",
        },
    ),
    "AWS::EC2::VPC": ({"CidrBlock": "10.0.0.0/16"}, ec2("vpc"), {"VpcId": ec2("vpc"), "CidrBlock": "10.0.0.0/16"}),
    "AWS::EC2::Subnet": (
        {"CidrBlock": "10.0.0.0/24", "VpcId": "vpc-1", "AvailabilityZone": "eu-west-1a"},
        ec2("subnet"),
        {"SubnetId": ec2("subnet"), "CidrBlock": "10.0.0.0/24", "VpcId": "vpc-1", "AvailabilityZone": "eu-west-1a"},
    ),
    "AWS::EC2::SecurityGroup": ({"VpcId": "vpc-1"}, ec2("sg"), {"GroupId": ec2("sg"), "VpcId": "vpc-1"}),
    "AWS::EC2::EIP": ({}, None, {"AllocationId": ec2("eipalloc")}),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": (
        {"Name": "shop"},
        f"arn:aws:elasticloadbalancing:{HERE}:loadbalancer/app/shop/[0-9a-f]{{16}}",
        {
            "LoadBalancerArn": f"arn:aws:elasticloadbalancing:{HERE}:loadbalancer/app/shop/[0-9a-f]{{16}}",
            "LoadBalancerFullName": "app/shop/[0-9a-f]{16}",
            "LoadBalancerName": "shop",
        },
    ),
    "AWS::ElasticLoadBalancingV2::TargetGroup": (
        {"Name": "shop"},
        f"arn:aws:elasticloadbalancing:{HERE}:targetgroup/shop/[0-9a-f]{{16}}",
        {
            "TargetGroupArn": f"arn:aws:elasticloadbalancing:{HERE}:targetgroup/shop/[0-9a-f]{{16}}",
            "TargetGroupFullName": "targetgroup/shop/[0-9a-f]{16}",
            "TargetGroupName": "shop",
        },
    ),
    "AWS::ElasticLoadBalancingV2::Listener": (
        {"LoadBalancerArn": f"arn:aws:elasticloadbalancing:{HERE}:loadbalancer/app/shop/1"},
        f"arn:aws:elasticloadbalancing:{HERE}:listener/app/shop/1/[0-9a-f]{{16}}",
        {"ListenerArn": f"arn:aws:elasticloadbalancing:{HERE}:listener/app/shop/1/[0-9a-f]{{16}}"},
    ),
    "AWS::ElasticLoadBalancingV2::ListenerRule": (
        {"ListenerArn": f"arn:aws:elasticloadbalancing:{HERE}:listener/app/shop/1/2"},
        f"arn:aws:elasticloadbalancing:{HERE}:listener-rule/app/shop/1/2/[0-9a-f]{{16}}",
        {"RuleArn": f"arn:aws:elasticloadbalancing:{HERE}:listener-rule/app/shop/1/2/[0-9a-f]{{16}}"},
    ),
    "AWS::IAM::Role": (
        {"Path": "/service/"},
        MIXED,
        {"Arn": f"arn:aws:iam::123456789012:role/service/{MIXED}", "RoleId": "AROA[0-9A-F]{17}"},
    ),
    "AWS::IAM::User": ({}, MIXED, {"Arn": f"arn:aws:iam::123456789012:user/{MIXED}"}),
    "AWS::IAM::Group": ({}, MIXED, {"Arn": f"arn:aws:iam::123456789012:group/{MIXED}"}),
    "AWS::IAM::InstanceProfile": ({}, MIXED, {"Arn": f"arn:aws:iam::123456789012:instance-profile/{MIXED}"}),
    "AWS::IAM::ManagedPolicy": (
        {},
        f"arn:aws:iam::123456789012:policy/{MIXED}",
        {"PolicyArn": f"arn:aws:iam::123456789012:policy/{MIXED}"},
    ),
    "AWS::SSM::Parameter": (
        {"Type": "String", "Value": 3},
        "CFN-It-[A-Z0-9]{12}",
        {"Type": "String", "Value": "3"},
    ),
    "AWS::SecretsManager::Secret": (
        {"Name": "db"},
        rf"arn:aws:secretsmanager:{HERE}:secret:db-\w{{6}}",
        {"Id": rf"arn:aws:secretsmanager:{HERE}:secret:db-\w{{6}}"},
    ),
    "AWS::SecretsManager::SecretTargetAttachment": ({"SecretId": "db"}, "db", {}),
    "AWS::KMS::Key": ({}, UUID, {"Arn": f"arn:aws:kms:{HERE}:key/{UUID}", "KeyId": UUID}),
    "AWS::KMS::Alias": ({"AliasName": "alias/own"}, "alias/own", {}),
    "AWS::CloudWatch::Alarm": ({}, NAME, {"Arn": f"arn:aws:cloudwatch:{HERE}:alarm:{NAME}"}),
    "AWS::CloudWatch::CompositeAlarm": ({}, NAME, {"Arn": f"arn:aws:cloudwatch:{HERE}:alarm:{NAME}"}),
    "AWS::StepFunctions::StateMachine": (
        {},
        f"arn:aws:states:{HERE}:stateMachine:{MIXED}",
        {"Arn": f"arn:aws:states:{HERE}:stateMachine:{MIXED}", "Name": MIXED},
    ),
    "AWS::StepFunctions::Activity": (
        {},
        f"arn:aws:states:{HERE}:activity:{MIXED}",
        {"Arn": f"arn:aws:states:{HERE}:activity:{MIXED}", "Name": MIXED},
    ),
    "AWS::CloudFormation::Stack": ({}, f"arn:aws:cloudformation:{HERE}:stack/{NAME}/{UUID}", {}),
    "AWS::KinesisFirehose::DeliveryStream": ({}, NAME, {"Arn": f"arn:aws:firehose:{HERE}:deliverystream/{NAME}"}),
}

#: types whose ids are all of one form: type -> characters of the id, attribute
PARTS = {
    "AWS::ApiGateway::Resource": (6, "ResourceId"),
    "AWS::ApiGateway::Deployment": (6, "DeploymentId"),
    "AWS::ApiGateway::Authorizer": (6, "AuthorizerId"),
    "AWS::ApiGateway::RequestValidator": (6, "RequestValidatorId"),
    "AWS::ApiGateway::UsagePlan": (6, "Id"),
    "AWS::ApiGateway::VpcLink": (6, "VpcLinkId"),
    "AWS::ApiGateway::Method": (6, None),
    "AWS::ApiGateway::UsagePlanKey": (6, None),
    "AWS::ApiGateway::GatewayResponse": (6, "Id"),
    "AWS::ApiGateway::BasePathMapping": (6, None),
    "AWS::ApiGatewayV2::Route": (7, "RouteId"),
    "AWS::ApiGatewayV2::Integration": (7, "IntegrationId"),
    "AWS::ApiGatewayV2::Authorizer": (6, "AuthorizerId"),
    "AWS::ApiGatewayV2::Deployment": (6, "DeploymentId"),
    "AWS::ApiGatewayV2::RouteResponse": (7, "RouteResponseId"),
    "AWS::ApiGatewayV2::IntegrationResponse": (7, "IntegrationResponseId"),
    "AWS::ApiGatewayV2::ApiMapping": (6, "ApiMappingId"),
    "AWS::ApiGatewayV2::Model": (6, "ModelId"),
    "AWS::ApiGatewayV2::VpcLink": (6, "VpcLinkId"),
}
NETWORK = {
    "AWS::EC2::InternetGateway": ("igw", "InternetGatewayId"),
    "AWS::EC2::NatGateway": ("nat", "NatGatewayId"),
    "AWS::EC2::RouteTable": ("rtb", "RouteTableId"),
    "AWS::EC2::VPCEndpoint": ("vpce", "Id"),
    "AWS::EC2::NetworkInterface": ("eni", "Id"),
    "AWS::EC2::NetworkAcl": ("acl", "Id"),
}
for kind, (characters, attribute) in PARTS.items():
    EXPECTED[kind] = ({}, small(characters), {attribute: small(characters)} if attribute else {})
for kind, (prefix, attribute) in NETWORK.items():
    EXPECTED[kind] = ({}, ec2(prefix), {attribute: ec2(prefix)})


def values(kind: str, properties: dict[str, Any], outputs: dict[str, Any]) -> dict[str, Any]:
    document = {
        "Resources": {"It": {"Type": kind, "Properties": properties}},
        "Outputs": {name: {"Value": value} for name, value in outputs.items()},
    }
    template = template_of(given(document, "template"), Path())
    evaluator, _ = evaluated(template, World(region="eu-west-1", seed=7), stack_name="shop")
    return evaluator.outputs()


@pytest.mark.parametrize("kind", EXPECTED)
def test_ref_and_all_attributes_are_as_cloudformation_documents_them(kind: str) -> None:
    properties, ref, attributes = EXPECTED[kind]
    outputs: dict[str, Any] = {name: {"Fn::GetAtt": ["It", name]} for name in attributes}
    if ref is not None:
        outputs["Ref"] = {"Ref": "It"}

    found = values(kind, properties, outputs)

    assert set(attributes) == set(row_of(kind).attributes)
    for name, pattern in {**attributes, **({"Ref": ref} if ref is not None else {})}.items():
        assert re.fullmatch(pattern, found[name]), (name, found[name])


@pytest.mark.parametrize("row", [row for row in known_types() if row.name not in EXPECTED], ids=lambda row: row.name)
def test_other_types_have_a_physical_name_and_no_attributes(row: Any) -> None:
    found = values(row.name, {}, {"Ref": {"Ref": "It"}})

    assert not row.attributes
    assert re.fullmatch(MIXED, found["Ref"])


def test_types_without_a_row_have_a_physical_name() -> None:
    assert re.fullmatch(NAME, values("Custom::Thing", {}, {"Ref": {"Ref": "It"}})["Ref"])


def test_attributes_that_cannot_be_known_name_the_setting() -> None:
    with pytest.raises(ConfigurationError, match=re.escape("It.Endpoint.Address")):
        values("AWS::RDS::DBInstance", {}, {"Out": {"Fn::GetAtt": ["It", "Endpoint.Address"]}})
    with pytest.raises(ConfigurationError, match="template_values"):
        values("AWS::EC2::EIP", {}, {"Out": {"Ref": "It"}})


@pytest.mark.parametrize(
    ("kind", "longest"),
    [
        ("AWS::Lambda::Function", 64),
        ("AWS::SQS::Queue", 80),
        ("AWS::S3::Bucket", 63),
        ("AWS::Events::Rule", 64),
        ("AWS::Scheduler::Schedule", 64),
        ("AWS::SNS::Topic", 256),
        ("AWS::Kinesis::Stream", 128),
        ("AWS::IAM::Role", 64),
    ],
)
@pytest.mark.parametrize(("stack", "logical"), [(200, 200), (5, 200), (200, 5)])
def test_long_names_are_cut(kind: str, longest: int, stack: int, logical: int) -> None:
    row = row_of(kind)
    name = row.naming.name(World(), "s" * stack, "L" * logical, "")

    assert len(name) == min(longest, stack + logical + 14)
    assert name.lower().startswith("s" * min(5, stack))


def test_names_are_the_same_for_the_same_seed_stack_and_logical_id() -> None:
    def name(seed: int = 0, stack: str = "shop", logical_id: str = "Queue") -> str:
        return row_of("AWS::SQS::Queue").naming.name(World(seed=seed), stack, logical_id)

    assert name() == name()
    assert len({name(), name(seed=1), name(stack="other"), name(logical_id="Other")}) == 4


def test_names_may_depend_on_other_names() -> None:
    document = {
        "Resources": {
            "First": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "orders"}},
            "Second": {
                "Type": "AWS::SQS::Queue",
                "Properties": {"QueueName": {"Fn::Sub": "${First.QueueName}-dlq"}},
            },
        },
        "Outputs": {"Name": {"Value": {"Fn::GetAtt": ["Second", "QueueName"]}}},
    }
    evaluator, _ = evaluated(template_of(given(document, "template"), Path()), World())

    assert evaluator.outputs() == {"Name": "orders-dlq"}


def test_names_that_depend_on_themselves_are_refused() -> None:
    def named(by: str) -> dict[str, Any]:
        return {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Fn::GetAtt": [by, "QueueName"]}}}

    document = {"Resources": {"A": named("B"), "B": named("A")}}
    _, identities = evaluated(template_of(given(document, "template"), Path()), World())

    with pytest.raises(ConfigurationError, match=re.escape("Circular dependency between resources: [A, B]")):
        identities.ref("A")
