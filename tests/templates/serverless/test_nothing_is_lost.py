"""Each setting of the framework changes a resource, is told as having no effect, or is one of which nothing can tell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from pytest_lambda import ConfigurationError, LambdaService
from pytest_lambda.templates.serverless.functions import SETTINGS
from pytest_lambda.templates.serverless.reading import read
from pytest_lambda.templates.template import Template

from .test_everything import plain

ARN = "arn:aws:iam::123456789012:role/own"
#: of deployment, permissions and of how the file is read
SILENT_OF_PROVIDER = {
    "build", "cfnRole", "credentials", "deploymentBucket", "deploymentMethod", "deploymentPrefix", "disableRollback",
    "enableLegacyDeploymentBucket", "eventBridge", "iamManagedPolicies", "iamRoleStatements", "lambdaHashingVersion",
    "notificationArns", "profile", "region", "resolver", "rolePermissionsBoundary", "rollbackConfiguration",
    "stackPolicy", "stackTags", "variableSyntax", "vpcEndpointIds", "websocket", "websocketsDescription",
}  # fmt: skip
OF_PROVIDER: dict[str, Any] = {
    "alb": {"targetGroupPrefix": "x"},
    "apiGateway": {"apiKeys": ["k"]},
    "apiName": "n",
    "architecture": "arm64",
    "capacityProviders": {"c": {}},
    "cloudFront": {"cachePolicies": {}},
    "domain": "example.com",
    "domains": ["example.com"],
    "ecr": {"images": {"one": {"uri": "012345678901.dkr.ecr.us-east-1.amazonaws.com/one:1"}}},
    "endpointType": "regional",
    "environment": {"A": "b"},
    "httpApi": {"payload": "1.0"},
    "iam": {"role": ARN},
    "kinesis": {"consumerNamingMode": "serviceSpecific"},
    "kmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/k",
    "layers": [{"Ref": "OneLambdaLayer"}],
    "logDataProtectionPolicy": {"Name": "n"},
    "logRetentionInDays": 7,
    "logs": {"restApi": True},
    "memorySize": 512,
    "resourcePolicy": [{"Effect": "Allow"}],
    "role": ARN,
    "runtime": "python3.13",
    "runtimeManagement": "onFunctionUpdate",
    "s3": {"photos": {"versioningConfiguration": {"Status": "Enabled"}}},
    "stackName": "own",
    "stackParameters": [{"ParameterKey": "P", "ParameterValue": "given"}],
    "stage": "prod",
    "tags": {"team": "shop"},
    "timeout": 20,
    "tracing": {"lambda": True},
    "unheardOf": 1,
    "usagePlan": {"quota": {"limit": 1}},
    "versionFunctions": True,
    "vpc": {"securityGroupIds": ["sg-1"], "subnetIds": ["subnet-1"]},
    "websocketsApiName": "n",
    "websocketsApiRouteSelectionExpression": "$request.body.route",
}
SILENT_OF_FUNCTION = {"events", "iamRoleStatementsInherit", "iamRoleStatementsName"}
OF_FUNCTION: dict[str, Any] = {
    "architecture": "arm64",
    "awsKmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/k",
    "build": "esbuild",
    "capacityProvider": "fleet",
    "condition": "C",
    "dependsOn": "P",
    "description": "d",
    "destinations": {"onFailure": "arn:aws:sqs:us-east-1:123456789012:q"},
    "disableLogs": True,
    "durableConfig": {"executionTimeout": 60},
    "environment": {"A": "b"},
    "ephemeralStorageSize": 1024,
    "fileSystemConfig": {"arn": "arn:aws:elasticfilesystem:us-east-1:123456789012:access-point/a", "localMountPath": "/mnt/a"},
    "handler": "b.c",
    "httpApi": {"payload": "1.0"},
    "iamRoleStatements": [{"Effect": "Allow"}],
    "image": "012345678901.dkr.ecr.us-east-1.amazonaws.com/two:1",
    "kmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/k",
    "layers": [{"Ref": "OneLambdaLayer"}],
    "logDataProtectionPolicy": {"Name": "n"},
    "logRetentionInDays": 7,
    "logs": {"logFormat": "JSON"},
    "maximumEventAge": 100,
    "maximumRetryAttempts": 1,
    "memorySize": 512,
    "module": "below",
    "name": "n",
    "onError": "arn:aws:sqs:us-east-1:123456789012:q",
    "package": {"patterns": ["!x"]},
    "provisionedConcurrency": 1,
    "recursiveLoop": "Allow",
    "reservedConcurrency": 1,
    "role": ARN,
    "runtime": "python3.13",
    "runtimeManagement": "onFunctionUpdate",
    "snapStart": True,
    "tags": {"team": "shop"},
    "tenancy": {"mode": "PER_TENANT"},
    "timeout": 20,
    "tracing": True,
    "url": True,
    "versionFunction": True,
    "vpc": {"securityGroupIds": ["sg-1"], "subnetIds": ["subnet-1"]},
}  # fmt: skip


def project(folder: Path, **more: Any) -> Template:
    """A project with one of all that settings of the provider are about."""
    text: dict[str, Any] = {
        "service": "shop",
        "layers": {"one": {"path": "layer"}},
        "resources": {"Parameters": {"P": {"Type": "String", "Default": "x"}}, "Conditions": {"C": {"Fn::Equals": [1, 1]}}},
        **more,
    }  # fmt: skip
    text["provider"] = {"name": "aws", "runtime": "python3.12", **more.get("provider", {})}
    events = [{"httpApi": "GET /a"}, {"http": "GET /a"}, {"websocket": "$connect"}, {"s3": "photos"}]
    text["functions"] = {
        "one": {"handler": "a.b", "events": events, **more.get("function", {})},
        "two": {"image": "one"},
    }
    text.pop("function", None)
    file = folder / "serverless.yml"
    file.write_text(yaml.safe_dump(text, sort_keys=False))
    return read(file)


def seen(template: Template) -> Any:
    """All that tests can see of it."""
    resources = {name: (plain(each.place), each.depends_on) for name, each in template.resources.items()}
    return resources, plain(dict(template.parameters)), [why for _, why in template.left_out]


def test_all_settings_are_tried() -> None:
    assert OF_FUNCTION.keys() | SILENT_OF_FUNCTION == SETTINGS


@pytest.mark.parametrize("name", sorted(OF_PROVIDER))
def test_settings_of_the_provider(tmp_path: Path, name: str) -> None:
    assert seen(project(tmp_path, provider={name: OF_PROVIDER[name]})) != seen(project(tmp_path))


@pytest.mark.parametrize("name", sorted(OF_FUNCTION))
def test_settings_of_a_function(tmp_path: Path, name: str) -> None:
    with_it = {name: OF_FUNCTION[name]}
    assert seen(project(tmp_path, function=with_it)) != seen(project(tmp_path))


@pytest.mark.parametrize("name", sorted(SILENT_OF_PROVIDER))
def test_of_deployment_nothing_is_told(tmp_path: Path, name: str) -> None:
    assert seen(project(tmp_path, provider={name: {}})) == seen(project(tmp_path))


@pytest.mark.parametrize(("value", "told"), [(0, 1), (False, 0), (None, 0)])
def test_what_is_off_is_not_told(tmp_path: Path, value: Any, told: int) -> None:
    template = project(tmp_path, provider={"apiGateway": {"minimumCompressionSize": value}})
    assert len(template.left_out) == told


def test_what_has_no_effect_is_told_by_the_application(tmp_path: Path, lambda_service: LambdaService) -> None:
    file = tmp_path / "serverless.yml"
    (tmp_path / "a.py").write_text("def b(event, context): return 1")
    file.write_text(
        """service: shop
plugins: [serverless-domain-manager]
useDotenv: true
provider:
  name: aws
  runtime: python3.12
  memorisize: 512
  logs: {httpApi: true}
package: {patterns: ['!tests/**']}
functions:
  one: {handler: a.b, disableLogs: true}
resources: {Transform: Own}
"""
    )
    told = [str(part) for part in lambda_service.from_template(file).not_simulated]
    assert told == [
        "serverless.yml, line 3 (useDotenv): no .env file is read: set the variables in the test.",
        "serverless.yml, line 2 (plugins > 0): plugins do not run: what this one changes of the template is not there.",
        "serverless.yml, line 9 (package > patterns): all files of the folder are there: nothing is packaged.",
        "serverless.yml, line 7 (provider > memorisize): the framework itself has no setting 'memorisize' here. "
        "Did you mean 'memorySize'?",
        "serverless.yml, line 8 (provider > logs > httpApi): no access logs are written.",
        "serverless.yml, line 11 (functions > one > disableLogs): what the function logs is kept nevertheless.",
        "serverless.yml, line 12 (resources > Transform): the macro does not run on what `resources` adds.",
    ]


def properties(template: Template, logical_id: str) -> Any:
    return plain(template.resources[logical_id].properties)


def test_settings_come_to_the_functions_properties(tmp_path: Path) -> None:
    template = project(
        tmp_path,
        provider={
            "tags": {"team": "shop", "stage": "dev"},
            "vpc": {"securityGroupIds": ["sg-1"], "subnetIds": ["subnet-1"]},
            "logRetentionInDays": 7,
            "role": "OwnRole",
        },
        function={
            "tags": {"stage": "prod"},
            "vpc": {"subnetIds": ["subnet-2"]},
            "runtimeManagement": {"mode": "manual", "arn": "arn:aws:lambda:us-east-1::runtime:r"},
            "tenancy": {"mode": "per_tenant"},
            "kmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/k",
            "fileSystemConfig": {"arn": "arn:aws:x", "localMountPath": "/mnt/a"},
            "module": "below",
        },
    )
    made = properties(template, "OneLambdaFunction")
    assert made["Tags"] == [{"Key": "team", "Value": "shop"}, {"Key": "stage", "Value": "prod"}]
    assert made["VpcConfig"] == {"SecurityGroupIds": ["sg-1"], "SubnetIds": ["subnet-2"]}
    assert made["RuntimeManagementConfig"] == {
        "UpdateRuntimeOn": "Manual", "RuntimeVersionArn": "arn:aws:lambda:us-east-1::runtime:r",
    }  # fmt: skip
    assert made["TenancyConfig"] == {"TenantIsolationMode": "PER_TENANT"}
    assert (made["KmsKeyArn"], made["Code"]) == ("arn:aws:kms:us-east-1:123456789012:key/k", "below")
    assert made["FileSystemConfigs"] == [{"Arn": "arn:aws:x", "LocalMountPath": "/mnt/a"}]
    assert made["Role"] == {"Fn::GetAtt": ["OwnRole", "Arn"]}
    assert properties(template, "OneLogGroup")["RetentionInDays"] == 7
    assert "IamRoleLambdaExecution" not in template.resources


def test_images(tmp_path: Path) -> None:
    image = {"name": "one", "command": ["a.b"], "workingDirectory": "/src"}
    ecr = {"images": {"one": {"uri": "012345678901.dkr.ecr.us-east-1.amazonaws.com/one:1"}}}
    made = properties(project(tmp_path, provider={"ecr": ecr}, function={"image": image}), "OneLambdaFunction")
    assert made["Code"] == {"ImageUri": ecr["images"]["one"]["uri"]}
    assert (made["PackageType"], made["ImageConfig"]) == ("Image", {"Command": ["a.b"], "WorkingDirectory": "/src"})


@pytest.mark.parametrize(
    ("function", "alias", "name"),
    [
        ({"snapStart": True}, "OneSnapStartLambdaAlias", "snapstart"),
        ({"provisionedConcurrency": {"executions": 2, "alias": "live"}}, "OneProvConcLiveLambdaAlias", "live"),
        ({"durableConfig": {"executionTimeout": 60}}, "OneDurableLambdaAlias", "durable"),
    ],
)
def test_events_invoke_the_alias(tmp_path: Path, function: dict[str, Any], alias: str, name: str) -> None:
    template = project(tmp_path, function=function)
    assert properties(template, alias)["Name"] == name
    assert properties(template, "HttpApiIntegrationOne")["IntegrationUri"] == {
        "Fn::Join": [":", [{"Fn::GetAtt": ["OneLambdaFunction", "Arn"]}, name]]
    }


def test_methods_of_a_path_answer_browsers_together(tmp_path: Path) -> None:
    events = [
        {"http": {"path": "a", "method": "get", "cors": {"origin": "https://a.example", "maxAge": 60}}},
        {"http": {"path": "a", "method": "post", "cors": {"origins": ["https://a.example"], "headers": ["X-Own"]}}},
    ]
    template = project(tmp_path, function={"events": events})
    [response] = properties(template, "ApiGatewayMethodAOptions")["Integration"]["IntegrationResponses"]
    headers = {name.rpartition(".")[2]: value for name, value in response["ResponseParameters"].items()}
    assert headers["Access-Control-Allow-Methods"] == "'OPTIONS,POST,GET'"
    assert headers["Access-Control-Allow-Headers"].startswith("'X-Own,Content-Type,")
    assert headers["Access-Control-Max-Age"] == "'60'"
    assert template.left_out == ()


def test_triggers_of_a_pool_and_settings_of_a_bucket_are_kept(tmp_path: Path) -> None:
    events = [
        {"cognitoUserPool": {"pool": "people", "trigger": "PreSignUp"}},
        {"cognitoUserPool": {"pool": "people", "trigger": "PostConfirmation"}},
        {"s3": "photos"},
    ]
    bucket = {
        "name": "own-photos",
        "versioningConfiguration": {"Status": "Enabled"},
        "notificationConfiguration": {"QueueConfigurations": []},
    }
    template = project(tmp_path, provider={"s3": {"photos": bucket}}, function={"events": events})
    assert list(properties(template, "CognitoUserPoolPeople")["LambdaConfig"]) == ["PreSignUp", "PostConfirmation"]
    made = properties(template, "S3BucketPhotos")
    assert (made["BucketName"], made["VersioningConfiguration"]) == ("own-photos", {"Status": "Enabled"})
    assert set(made["NotificationConfiguration"]) == {"LambdaConfigurations", "QueueConfigurations"}


def test_all_headers_of_a_rule_count(tmp_path: Path) -> None:
    listener = "arn:aws:elasticloadbalancing:us-east-1:12345:listener/app/lb/50dc6c495c0c9188/0d7b6c9f5f5c9f5c"
    headers = [{"name": "x", "values": ["1"]}, {"name": "y", "values": ["2"]}]
    alb = {"listenerArn": listener, "priority": 1, "conditions": {"header": headers}, "authorizer": "own"}
    template = project(tmp_path, function={"events": [{"alb": alb}]})
    conditions = properties(template, "OneAlbListenerRule1")["Conditions"]
    assert [each["HttpHeaderConfig"]["HttpHeaderName"] for each in conditions] == ["x", "y"]
    assert [why for _, why in template.left_out] == ["no user signs in at the load balancer."]


def test_the_topic_of_a_cluster_is_read_with_its_secret(tmp_path: Path) -> None:
    msk = {"arn": "arn:aws:kafka:us-east-1:1:cluster/c/a", "topic": "t", "saslScram512": "arn:aws:secretsmanager:s"}
    template = project(tmp_path, function={"events": [{"msk": msk}]})
    assert properties(template, "OneEventSourceMappingMSKCT")["SourceAccessConfigurations"] == [
        {"Type": "SASL_SCRAM_512_AUTH", "URI": "arn:aws:secretsmanager:s"}
    ]


def test_sections_of_the_template(tmp_path: Path) -> None:
    resources = [
        {"Transform": "AWS::LanguageExtensions", "Rules": {"R": {"Assertions": []}}, "Description": "d"},
        {"Resources": {"Q": {"Type": "AWS::SQS::Queue", "Properties": {"DelaySeconds": 1}}}},
        {"Resources": {"Q": {"Properties": {"QueueName": "q"}}}},
    ]
    template = project(tmp_path, resources=resources)
    assert (template.transforms, list(template.rules)) == (("AWS::LanguageExtensions",), ["R"])
    assert properties(template, "Q") == {"DelaySeconds": 1, "QueueName": "q"}


SCHEDULE = {"rate": "rate(1 hour)", "method": "scheduler", "inputPath": "$.a"}


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"resources": {"Resource": {}}}, "resources has no setting 'Resource'. Did you mean 'Resources'"),
        ({"layers": {"one": {"path": "x", "retained": True}}}, "a layer has no setting 'retained'"),
        ({"provider": {"stackParameters": [{"ParameterKey": "Q"}]}}, r"Parameters: \[Q\] do not exist in the template"),
        ({"function": {"snapStart": True, "provisionedConcurrency": 1}}, "SnapStart have no provisioned concurrency"),
        ({"function": {"runtimeManagement": "never"}}, "expected 'auto', 'onFunctionUpdate' or 'manual'"),
        ({"function": {"events": [{"schedule": SCHEDULE}]}}, "schedules of EventBridge Scheduler have no inputPath"),
        (
            {"function": {"events": [{"s3": {"bucket": "b", "rules": [{"prefix": "x", "suffix": "y"}]}}]}},
            "expected `prefix` or `suffix`, one in each rule",
        ),
        (
            {"function": {"events": [{"http": {"path": "a", "method": "get", "authorizer": {"arm": "x"}}}]}},
            "authorizer has no setting 'arm'",
        ),
        ({"function": {"events": [{"httpApi": {"path": "/a", "timeout": 1}}]}}, "httpApi has no setting 'timeout'"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, more: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        project(tmp_path, **more)
