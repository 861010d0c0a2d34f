"""Templates become resources of a service."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from pytest_lambda import LambdaService, World
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.templates.deployment import deploy
from pytest_lambda.templates.reading import read_template

INLINE = "Handler: index.handler, Runtime: python3.11, Code: {ZipFile: 'def handler(event, context): return event'}"

SHOP = f"""
Parameters:
  Stage: {{Type: String, Default: dev}}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {{FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn}}
  Fn:
    Type: AWS::Lambda::Function
    Properties: {{{INLINE}, Environment: {{Variables: {{URL: !Ref Orders}}}}}}
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      RedrivePolicy: {{deadLetterTargetArn: !GetAtt Letters.Arn, maxReceiveCount: 3}}
  Letters: {{Type: AWS::SQS::Queue}}
  Extra: {{Type: AWS::SQS::Queue, Condition: IsProd}}
Outputs:
  Url: {{Value: !Ref Orders}}
  Extra: {{Value: !Ref Extra, Condition: IsProd}}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "template.yaml").write_text(SHOP)
    return tmp_path / "template.yaml"


def test_application_is_built_in_the_order_of_its_references(path: Path) -> None:
    with LambdaService() as service:
        app = service.from_template(path)
        app["Orders"].send({"id": 1})
        service.run()

        assert set(app.resources) == {"Mapping", "Fn", "Orders", "Letters"}
        assert list(app.resources).index("Letters") < list(app.resources).index("Orders")
        assert list(app.resources)[-1] == "Mapping"
        assert app["Fn"].invocations[0].payload["Records"][0]["body"] == '{"id":1}'
        assert app["Fn"].configuration.environment["URL"] == app["Orders"].url
        assert app.outputs == {"Url": app["Orders"].url}


def test_path_may_be_text(path: Path) -> None:
    with LambdaService() as service:
        assert "Fn" in service.from_template(str(path))


def test_conditions_decide_what_there_is(path: Path) -> None:
    with LambdaService() as service:
        app = service.from_template(path, parameters={"Stage": "prod"})

        assert app.outputs["Extra"] == app["Extra"].url


def test_world_is_that_of_the_service(path: Path) -> None:
    with LambdaService(world=World("999999999999", "eu-central-1", seed=3)) as service:
        app = service.from_template(path)

        assert app["Orders"].arn.startswith("arn:aws:sqs:eu-central-1:999999999999:stack-Orders-")
        assert app.arn.startswith("arn:aws:cloudformation:eu-central-1:999999999999:stack/stack/")
        assert service.sqs_queue(app["Orders"].name) is app["Orders"]


def test_same_seed_gives_the_same_names(path: Path) -> None:
    def name(seed: int) -> str:
        with LambdaService(seed=seed) as service:
            made: str = service.from_template(path)["Orders"].name
            return made

    assert name(1) == name(1) != name(2)


def test_template_can_be_deployed_twice_under_two_names(path: Path) -> None:
    with LambdaService() as service:
        one = service.from_template(path, stack_name="one")
        two = service.from_template(path, stack_name="two")
        two["Orders"].send("x")
        service.run()

        assert one["Orders"] is not two["Orders"]
        assert (len(one["Fn"].invocations), len(two["Fn"].invocations)) == (0, 1)
        with pytest.raises(ConfigurationError, match=r"Stack \[one\] already exists: give another stack_name"):
            service.from_template(path, stack_name="one")


def test_resources_of_another_stack_can_be_named(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text("""
Parameters: {Queue: {Type: String}}
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties: {Subscription: [{Protocol: sqs, Endpoint: !Ref Queue}]}
""")
    with LambdaService() as service:
        first = service.from_template(path, stack_name="first")
        second = service.from_template(other, stack_name="second", parameters={"Queue": first["Letters"].arn})
        second["Topic"].publish("hello")

        assert first["Letters"].messages[0].json["Message"] == "hello"


def test_resource_that_is_named_by_an_arn_of_ones_own_is_made_before(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(f"""
Resources:
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: !Ref Fn
      EventSourceArn: !Sub arn:aws:sqs:${{AWS::Region}}:${{AWS::AccountId}}:orders
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      {INLINE.replace(", ", chr(10) + "      ")}
      DeadLetterConfig: {{TargetArn: "arn:aws:sqs:us-east-1:123456789012:letters"}}
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: orders
      RedrivePolicy: {{deadLetterTargetArn: !GetAtt Refused.Arn, maxReceiveCount: 2}}
  Letters: {{Type: AWS::SQS::Queue, Properties: {{QueueName: letters}}}}
  Refused: {{Type: AWS::SQS::Queue, Properties: {{QueueName: refused}}}}
""")
    with LambdaService() as service:
        app = service.from_template(tmp_path / "template.yaml")

        assert list(app) == ["Letters", "Fn", "Refused", "Orders", "Mapping"]
        assert app["Mapping"].source is app["Orders"]


def test_arns_of_ones_own_may_go_in_a_circle_where_nothing_has_to_be_there(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(f"""
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      NotificationConfiguration:
        LambdaConfigurations:
          - Event: s3:ObjectCreated:*
            Function: !Sub arn:aws:lambda:${{AWS::Region}}:${{AWS::AccountId}}:function:thumbnails
  Fn:
    Type: AWS::Lambda::Function
    Properties: {{FunctionName: thumbnails, {INLINE}, Environment: {{Variables: {{BUCKET: !Ref Bucket}}}}}}
""")
    with LambdaService() as service:
        app = service.from_template(tmp_path / "template.yaml")
        app["Bucket"].put_object("a.png")
        service.run()

        assert list(app) == ["Bucket", "Fn"]
        assert len(app["Fn"].invocations) == 1


def test_code_of_the_template_is_gone_with_the_service(path: Path) -> None:
    service = LambdaService()
    root = service.from_template(path)["Fn"].configuration.task_root
    assert os.listdir(root)

    service.close()

    assert not root.exists()


def test_code_of_a_template_that_fails_is_gone_with_the_service(tmp_path: Path, monkeypatch: Any) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    path = tmp_path / "template.yaml"
    path.write_text(
        f"Resources:\n  Fn: {{Type: AWS::Lambda::Function, Properties: {{{INLINE}}}}}\n"
        "  Queue: {Type: AWS::SQS::Queue, DependsOn: Fn, Properties: {DelaySeconds: -1}}\n"
    )
    with LambdaService() as service:
        with pytest.raises(ConfigurationError, match=r"line 3 \(Resources > Queue > Properties > DelaySeconds\)"):
            service.from_template(path)
        assert list(folder.iterdir())

    assert not list(folder.iterdir())


@pytest.mark.parametrize(
    ("resources", "message"),
    [
        (
            "A: {Type: AWS::SQS::Queue, Properties: {QueueName: !GetAtt B.QueueName}}\n"
            "  B: {Type: AWS::SQS::Queue, Properties: {QueueName: !GetAtt A.QueueName}}",
            r"Circular dependency between resources: \[A, B\]",
        ),
        ("A: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Gone}}", r"line 2.*Gone"),
        ("A: {Type: AWS::SQS::Queue, DependsOn: Gone}", r"line 2.*Gone"),
        ("A: {Type: AWS::SQS::Queue, Condition: Gone}", r"line 2.*Gone"),
        ("A: {Type: AWS::SQS::Queue, Properties: {QueueName: !Foo x}}", r"line 2.*Foo"),
        ("A: {Type: AWS::SQS::Queue, Properties: [a]}", r"line 2"),
        (
            "Db: {Type: AWS::RDS::DBInstance}\n  A: {Type: AWS::SQS::Queue, Properties: {QueueName: !GetAtt Db.Host}}",
            r"line 3.*the attribute Host of AWS::RDS::DBInstance is not known.*template_values",
        ),
    ],
)
def test_wrong_templates_are_refused_with_their_place(tmp_path: Path, resources: str, message: str) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(f"Resources:\n  {resources}\n")
    with LambdaService() as service, pytest.raises(ConfigurationError, match=f"(?s)template.yaml.*{message}"):
        service.from_template(path)


def test_values_supply_what_cannot_be_known(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(
        f"""
Resources:
  Db: {{Type: AWS::RDS::DBInstance}}
  Fn:
    Type: AWS::Lambda::Function
    Properties: {{{INLINE}, Environment: {{Variables: {{HOST: !GetAtt Db.Endpoint.Address}}}}}}
"""
    )
    with LambdaService() as service:
        app = service.from_template(path, values={"Db.Endpoint.Address": "localhost"})

        assert app["Fn"].configuration.environment["HOST"] == "localhost"


def test_template_that_is_read_already_can_be_deployed(path: Path) -> None:
    template = read_template(path)
    with LambdaService() as service:
        app = deploy(service, template, stack_name="shop")

        assert app.template is template
        assert app.name == "shop"


def test_callbacks_of_closing_run_last_first() -> None:
    told: list[int] = []
    service = LambdaService()
    service.on_close(lambda: told.append(1))
    service.on_close(lambda: told.append(2))
    service.close()
    service.close()

    assert told == [2, 1]
