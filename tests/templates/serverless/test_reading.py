"""A `serverless.yml` as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_lambda import ConfigurationError, LambdaService
from pytest_lambda.templates.reading import read_template
from pytest_lambda.templates.serverless.reading import read
from pytest_lambda.templates.template import Template

from .test_everything import plain

HEAD = "service: shop\nprovider: {name: aws, runtime: python3.12}\n"


@pytest.fixture
def project(tmp_path: Path) -> Any:
    def written(text: str, **more: Any) -> Template:
        file = tmp_path / "serverless.yml"
        file.write_text(text if text.startswith("service") else HEAD + text)
        return read(file, **more)

    return written


def properties(template: Template, logical_id: str) -> dict[str, Any]:
    return plain(template.resources[logical_id].properties)


def test_it_is_found_by_what_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "any.yml").write_text(HEAD + "functions: {a: {handler: a.b}}")
    template = read_template(tmp_path / "any.yml")
    assert template.folder == tmp_path
    assert properties(template, "ALambdaFunction") == {
        "Code": ".", "FunctionName": "shop-dev-a", "Handler": "a.b", "MemorySize": 1024, "Runtime": "python3.12",
        "Role": {"Fn::GetAtt": ["IamRoleLambdaExecution", "Arn"]}, "Timeout": 6,
    }  # fmt: skip


def test_settings_of_the_provider_and_the_function(project: Any) -> None:
    template = project(
        """service: {name: shop}
provider:
  name: aws
  runtime: python3.11
  stage: prod
  timeout: 20
  memorySize: 512
  architecture: arm64
  environment: {A: a, B: b}
  logs: {lambda: {logFormat: JSON}}
  tracing: {lambda: true}
functions:
  one: {handler: a.b}
  two:
    handler: a.b
    name: named
    runtime: python3.13
    timeout: 3
    memorySize: 128
    architecture: x86_64
    environment: {B: other, C: ~}
    layers: [!Ref SharedLambdaLayer]
    snapStart: true
    onError: !Ref Topic
    ephemeralStorageSize: 600
    package: {artifact: two.zip}
layers: {shared: {path: layer}}
"""
    )
    one, two = properties(template, "OneLambdaFunction"), properties(template, "TwoLambdaFunction")
    assert (one["Timeout"], one["MemorySize"], one["Architectures"], one["Runtime"]) == (20, 512, ["arm64"], "python3.11")
    assert one["FunctionName"] == "shop-prod-one"
    assert one["Environment"] == {"Variables": {"A": "a", "B": "b"}}
    assert (one["LoggingConfig"], one["TracingConfig"]) == ({"LogFormat": "JSON"}, {"Mode": "Active"})
    assert (two["FunctionName"], two["Timeout"], two["MemorySize"], two["Runtime"]) == ("named", 3, 128, "python3.13")
    assert two["Environment"] == {"Variables": {"A": "a", "B": "other"}}
    assert (two["Architectures"], two["Code"]) == (["x86_64"], "two.zip")
    assert (two["SnapStart"], two["EphemeralStorage"]) == ({"ApplyOn": "PublishedVersions"}, {"Size": 600})
    assert (two["DeadLetterConfig"], two["Layers"]) == ({"TargetArn": {"Ref": "Topic"}}, [{"Ref": "SharedLambdaLayer"}])
    assert properties(template, "SharedLambdaLayer") == {"Content": "layer", "LayerName": "shared"}


def test_lists_of_functions_and_resources_are_merged(project: Any) -> None:
    template = project(
        """
functions:
  - {a: {handler: a.b}}
  - {c: {handler: a.b}}
resources:
  - Resources: {Q: {Type: AWS::SQS::Queue}}
  - Resources: {R: {Type: AWS::SQS::Queue}}
    Outputs: {O: {Value: x}}
    Conditions: {C: !Equals [a, b]}
"""
    )
    assert {"ALambdaFunction", "CLambdaFunction", "Q", "R"} <= set(template.resources)
    assert (list(template.outputs), list(template.conditions)) == (["O"], ["C"])


def test_what_the_framework_makes_can_be_changed(project: Any) -> None:
    template = project(
        """
functions: {a: {handler: a.b}}
resources:
  Resources:
    ALogGroup: {Properties: {RetentionInDays: 3}}
  extensions:
    ALambdaFunction: {Properties: {MemorySize: 300}, DependsOn: Q}
"""
    )
    assert properties(template, "ALogGroup") == {"LogGroupName": "/aws/lambda/shop-dev-a", "RetentionInDays": 3}
    assert properties(template, "ALambdaFunction")["MemorySize"] == 300
    assert template.resources["ALambdaFunction"].depends_on == ("Q",)


def test_several_functions_are_told_of_one_bucket(project: Any) -> None:
    template = project(
        """
functions:
  a: {handler: a.b, events: [{s3: photos}, {s3: {bucket: old, existing: true, rules: [{prefix: x}]}}]}
  b: {handler: a.b, events: [{s3: {bucket: photos, event: "s3:ObjectRemoved:*", rules: [{suffix: .png}]}}]}
"""
    )
    assert properties(template, "S3BucketPhotos") == {
        "BucketName": "photos",
        "NotificationConfiguration": {
            "LambdaConfigurations": [
                {"Event": "s3:ObjectCreated:*", "Function": {"Fn::GetAtt": ["ALambdaFunction", "Arn"]}},
                {
                    "Event": "s3:ObjectRemoved:*",
                    "Function": {"Fn::GetAtt": ["BLambdaFunction", "Arn"]},
                    "Filter": {"S3Key": {"Rules": [{"Name": "suffix", "Value": ".png"}]}},
                },
            ]
        },
    }
    assert template.resources["OldCustomS3"].type == "Custom::S3BucketNotifications"
    assert "S3BucketOld" not in template.resources


def test_what_a_request_must_have(project: Any) -> None:
    template = project("""service: shop
provider:
  name: aws
  apiGateway: {request: {schemas: {order: {schema: {type: object, required: [id]}, name: Order}}}}
functions:
  create:
    handler: a.create
    events:
      - http:
          path: orders
          method: post
          request:
            parameters: {querystrings: {dry: true}, headers: {x-shop: {required: false}}}
            schemas: {application/json: order}
      - http: {path: pets, method: put, request: {schemas: {application/json: {type: object}}}}
""")

    method = properties(template, "ApiGatewayMethodOrdersPost")
    assert method["RequestParameters"] == {
        "method.request.querystring.dry": True,
        "method.request.header.x-shop": False,
    }
    assert method["RequestModels"] == {"application/json": {"Ref": "ApiGatewayOrderModel"}}
    assert method["RequestValidatorId"] == {"Ref": "ApiGatewayRestApiRequestValidator"}
    assert properties(template, "ApiGatewayOrderModel")["Schema"] == {"type": "object", "required": ["id"]}
    assert properties(template, "ApiGatewayRestApiRequestValidator")["ValidateRequestBody"]
    [model] = properties(template, "ApiGatewayMethodPetsPut")["RequestModels"].values()
    assert properties(template, model["Ref"])["Schema"] == {"type": "object"}


def test_a_request_without_its_model_is_refused_by_the_api(tmp_path: Path, lambda_service: LambdaService) -> None:
    pytest.importorskip("httpx")
    (tmp_path / "a.py").write_text("def create(event, context): return {'statusCode': 201}")
    (tmp_path / "serverless.yml").write_text("""
service: shop
provider: {name: aws, runtime: python3.12}
functions:
  create:
    handler: a.create
    events:
      - http:
          path: orders
          method: post
          request:
            parameters: {querystrings: {dry: true}}
            schemas: {application/json: {type: object, required: [id]}}
""")
    client = lambda_service.from_template(tmp_path / "serverless.yml").http_client()

    assert client.post("/orders?dry=1", json={}).json() == {"message": "Invalid request body"}
    assert client.post("/orders", json={"id": 1}).status_code == 400
    assert client.post("/orders?dry=1", json={"id": 1}).status_code == 201


def test_options_choose_the_stage(project: Any) -> None:
    text = "functions: {a: {handler: a.b, timeout: '${param:t}'}}\nparams: {prod: {t: 9}, default: {t: 8}}"
    assert properties(project(text), "ALambdaFunction")["Timeout"] == 8
    template = project(text, parameters={"stage": "prod"})
    assert (properties(template, "ALambdaFunction")["Timeout"], properties(template, "ALogGroup")["LogGroupName"]) == (
        9, "/aws/lambda/shop-prod-a",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("service: a\nprovider: google", r"line 2 \(provider\): expected the provider 'aws', not 'google'"),
        ("service: [a]\nprovider: aws", r"line 1 \(service\): expected the name of the service"),
        ("function: {}", r"line 3 \(function\): serverless.yml has no setting 'function'. Did you mean 'functions'"),
        ("functions: {a: {handlr: x}}", r"line 3 .*a function has no setting 'handlr'. Did you mean 'handler'"),
        ("functions: {a: {handler: x, events: [sqs]}}", r"expected one kind of event, `- sqs: …` say, not 'sqs'"),
        ("functions: {a: {handler: x, events: [{sq: x}]}}", r"there is no event 'sq'. Did you mean 'sqs'"),
        ("functions: {a: {handler: x, events: [{sqs: {arm: x}}]}}", r"sqs has no setting 'arm'. Did you mean 'arn'"),
        ("functions: {a: {handler: x, events: [{stream: {arn: !Ref X}}]}}", r"expected 'dynamodb' or 'kinesis'"),
        ("functions: {a: {handler: x, events: [{httpApi: pets}]}}", r"expected a path that begins with '/'"),
        ("functions: {a: {handler: x, events: [{httpApi: FETCH /}]}}", r"expected one of the methods any, delete"),
        ("functions: {a: {handler: x, events: [{httpApi: {path: /, authorizer: j}}]}}", r"has no setting 'j'"),
        ("functions: {a: {handler: x, events: [{http: get}]}}", r"expected a method and a path, not 'get'"),
        ("functions: {a: {handler: x, destinations: {onFailure: b}}}", r"there is no function 'b'.*Known: a\."),
        ("functions: {a: {handler: x, events: [{schedule: {rate: r, method: x}}]}}", r"'eventBus' or 'scheduler'"),
        ("functions: {a: {handler: x, events: [{schedule: {rate: r, timezone: x}}]}}", r"rules have no time zone"),
        ("functions: {a: {handler: x, events: [{sns: {displayName: d}}]}}", r"expected the name or the ARN of a topic"),
        ("functions: {a: {handler: x, events: [{s3: {bucket: b, rules: [{p: x}]}}]}}", r"expected `prefix` or `suffix`"),
        ("functions: {a: {handler: x, events: [{msk: {arn: x}}]}}", r"expected the name of a topic"),
        ("functions: {a: {handler: x, url: {authorizer: jwt}}}", r"expected 'aws_iam' or nothing"),
        ("resources: {extensions: {X: {}}}", r"resources.extensions has no setting 'X'"),
    ],
)  # fmt: skip
def test_mistakes_are_told_with_their_line(project: Any, text: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message) as caught:
        project(text)
    assert str(caught.value).startswith("serverless.yml, line ")
