"""AWS::SSM and AWS::SecretsManager."""

from __future__ import annotations

import json

import boto3
import pytest
from moto import mock_aws

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.service import LambdaService
from tests.templates.resources.conftest import Build

STORES = """
Parameter:
  Type: AWS::SSM::Parameter
  Properties: {Name: /shop/limit, Type: String, Value: 3}
Secret:
  Type: AWS::SecretsManager::Secret
  Properties: {Name: db, SecretString: '{"user": "ann"}'}
Generated:
  Type: AWS::SecretsManager::Secret
  Properties:
    GenerateSecretString:
      SecretStringTemplate: '{"user": "ann"}'
      GenerateStringKey: password
      PasswordLength: 20
      ExcludePunctuation: true
      ExcludeCharacters: abc
Empty: {Type: AWS::SecretsManager::Secret}
Attached: {Type: AWS::SecretsManager::SecretTargetAttachment, Properties: {SecretId: !Ref Secret}}
"""
OUTPUTS = """
Outputs:
  Name: {Value: !Ref Parameter}
  Value: {Value: !GetAtt Parameter.Value}
  Secret: {Value: !Ref Secret}
  Attached: {Value: !Ref Attached}
"""


def test_parameters_and_secrets_are_known(build: Build) -> None:
    app = build(STORES, more=OUTPUTS)

    assert (app["Parameter"].name, app["Parameter"].type, app["Parameter"].value) == ("/shop/limit", "String", "3")
    assert (app["Secret"].name, app["Secret"].value) == ("db", '{"user": "ann"}')
    assert app["Empty"].value is None
    assert app.outputs == {
        "Name": "/shop/limit",
        "Value": "3",
        "Secret": app["Secret"].arn,
        "Attached": app["Secret"].arn,
    }
    generated = json.loads(app["Generated"].value)
    assert generated["user"] == "ann"
    assert len(generated["password"]) == 20
    assert generated["password"].isalnum()
    assert not set(generated["password"]) & set("abc")
    assert app.not_simulated == ()


def test_active_mock_has_them_too(build: Build) -> None:
    with mock_aws():
        app = build(STORES, more=OUTPUTS)

        ssm, secrets = boto3.client("ssm", "us-east-1"), boto3.client("secretsmanager", "us-east-1")
        assert ssm.get_parameter(Name="/shop/limit")["Parameter"]["Value"] == "3"
        for name in "Secret", "Generated":
            found = secrets.get_secret_value(SecretId=app[name].arn)
            assert (found["Name"], found["SecretString"]) == (app[name].name, app[name].value)
        assert app.outputs["Secret"] == secrets.describe_secret(SecretId="db")["ARN"]
        with pytest.raises(secrets.exceptions.ResourceNotFoundException):
            secrets.get_secret_value(SecretId=app["Empty"].name)


def test_what_the_mock_has_already_stays(build: Build) -> None:
    with mock_aws():
        ssm, secrets = boto3.client("ssm", "us-east-1"), boto3.client("secretsmanager", "us-east-1")
        ssm.put_parameter(Name="/shop/limit", Type="String", Value="7")
        arn = secrets.create_secret(Name="db", SecretString="mine")["ARN"]

        app = build(STORES)

        assert ssm.get_parameter(Name="/shop/limit")["Parameter"]["Value"] == "7"
        assert secrets.get_secret_value(SecretId="db")["SecretString"] == "mine"
        assert app["Secret"].arn == arn


DYNAMIC = """
Secret:
  Type: AWS::SecretsManager::Secret
  Properties: {SecretString: '{"user": "ada"}'}
Key: {Type: AWS::SSM::Parameter, Properties: {Name: /app/key, Type: String, Value: inner}}
Queue:
  Type: AWS::SQS::Queue
  DependsOn: Key
  Properties: {QueueName: !Sub "{{resolve:secretsmanager:${Secret}:SecretString:user}}-{{resolve:ssm:/app/key:1}}"}
"""


def test_dynamic_references_to_what_the_stack_has(build: Build) -> None:
    assert build(DYNAMIC)["Queue"].name == "ada-inner"


def test_dynamic_references_to_what_the_mock_has(build: Build) -> None:
    with mock_aws():
        ssm = boto3.client("ssm", region_name="us-east-1")
        ssm.put_parameter(Name="/app/key", Value="first", Type="SecureString")
        secrets = boto3.client("secretsmanager", region_name="us-east-1")
        secrets.create_secret(Name="db", SecretString='{"password": "pw"}')
        app = build(DYNAMIC)
        more = "{{resolve:secretsmanager:db:SecretString:password}}-{{resolve:ssm-secure:/app/key}}"
        assert app["Queue"].name == "ada-first"
        supplied = {"resolve:ssm-secure:/app/key": "mine"}
        other = build(
            f"Queue: {{Type: AWS::SQS::Queue, Properties: {{QueueName: '{more}'}}}}", values=supplied, stack_name="b"
        )
        assert other["Queue"].name == "pw-mine"
        with pytest.raises(ConfigurationError, match="the value of {{resolve:ssm:/gone}} is not in the template"):
            build("Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: '{{resolve:ssm:/gone}}'}}", stack_name="c")


def test_functions_read_them_by_boto3(build: Build, service: LambdaService) -> None:
    with mock_aws():
        app = build("""
            Parameter: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: hello}}
            Fn:
              Type: AWS::Lambda::Function
              Properties:
                Handler: index.handler
                Runtime: python3.11
                Environment: {Variables: {NAME: !Ref Parameter}}
                Code:
                  ZipFile: |
                    import os, boto3
                    def handler(event, context):
                        return boto3.client("ssm").get_parameter(Name=os.environ["NAME"])["Parameter"]["Value"]
        """)

        assert app["Fn"]({}) == "hello"


@pytest.mark.parametrize(
    ("resource", "message"),
    [
        ("SSM::Parameter, Properties: {Type: String}}", "Property Value cannot be empty"),
        ("SSM::Parameter, Properties: {Type: SecureString, Value: a}}", r"Type\): Type is 'SecureString': expected"),
        (
            "SecretsManager::Secret, Properties: {SecretString: a, GenerateSecretString: {}}}",
            r"SecretString\): give either",
        ),
        (
            "SecretsManager::Secret, Properties: {GenerateSecretString: {SecretStringTemplate: '{}'}}}",
            "needs GenerateStringKey",
        ),
        (
            "SecretsManager::Secret, Properties: {GenerateSecretString: {SecretStringTemplate: '{', "
            "GenerateStringKey: a}}}",
            r"SecretStringTemplate\): this text is no JSON",
        ),
        (
            "SecretsManager::Secret, Properties: {GenerateSecretString: {SecretStringTemplate: '[]', "
            "GenerateStringKey: a}}}",
            r"SecretStringTemplate\): expected a JSON object, not \[\]",
        ),
        (
            "SecretsManager::Secret, Properties: {GenerateSecretString: {ExcludeLowercase: true, ExcludeUppercase: "
            "true, ExcludeNumbers: true, ExcludePunctuation: true}}}",
            "no characters are left",
        ),
    ],
)
def test_what_aws_would_refuse_is_refused_with_its_place(build: Build, resource: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message) as caught:
        build(f"It: {{Type: AWS::{resource}")

    assert str(caught.value).startswith("template.yaml, line 2 (Resources > It > Properties")
