"""AWS::Lambda: functions and what belongs to them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pytest_lambda.errors import ConfigurationError, NotSimulated
from pytest_lambda.service.service import LambdaService
from tests.templates.resources.conftest import Build


def function(properties: str = "", code: str = "def handler(event, context): return context.function_version") -> str:
    return f"""
        Fn:
          Type: AWS::Lambda::Function
          Properties:
            Handler: index.handler
            Runtime: python3.11
            Code: {{ZipFile: "{code}"}}
{properties}
    """


def test_function_has_the_settings_of_the_template(build: Build, service: LambdaService) -> None:
    app = build("""
        Letters: {Type: AWS::SQS::Queue}
        Role: {Type: AWS::IAM::Role, Properties: {Path: /app/}}
        Subnet: {Type: AWS::EC2::Subnet}
        Group: {Type: AWS::EC2::SecurityGroup}
        Key: {Type: AWS::KMS::Key}
        Signing: {Type: AWS::Lambda::CodeSigningConfig, Properties: {AllowedPublishers: {SigningProfileVersionArns: []}}}
        Fn:
          Type: AWS::Lambda::Function
          Properties:
            FunctionName: orders
            Handler: index.handler
            Runtime: python3.11
            Code: {ZipFile: "def handler(event, context): return 1"}
            Architectures: [arm64]
            CodeSigningConfigArn: !Ref Signing
            DeadLetterConfig: {TargetArn: !GetAtt Letters.Arn}
            Description: takes orders
            KmsKeyArn: !GetAtt Key.Arn
            LoggingConfig: {LogGroup: /shop}
            RecursiveLoop: Allow
            ReservedConcurrentExecutions: 5
            Role: !GetAtt Role.Arn
            RuntimeManagementConfig: {UpdateRuntimeOn: Manual, RuntimeVersionArn: "arn:aws:lambda:us-east-1::runtime:x"}
            Tags: [{Key: team, Value: shop}]
            TracingConfig: {Mode: Active}
            VpcConfig: {SecurityGroupIds: [!Ref Group], SubnetIds: [!Ref Subnet]}
    """)

    fn, settings = app["Fn"], app["Fn"].settings
    assert fn is service["orders"]
    assert app.functions == {"Fn": fn}
    assert settings.architectures == ("arm64",)
    assert settings.code_signing_config_arn.startswith("arn:aws:lambda:us-east-1:123456789012:code-signing-config:csc-")
    assert settings.dead_letter_queue is not None
    assert settings.dead_letter_queue.resource is app["Letters"]
    assert settings.description == "takes orders"
    assert settings.kms_key_arn.startswith("arn:aws:kms:")
    assert settings.log_group == "/shop"
    assert settings.recursive_loop == "Allow"
    assert fn.get_function_concurrency() == 5
    assert ":role/app/stack-Role-" in settings.role
    assert settings.update_runtime_on == "Manual"
    assert settings.tags == {"team": "shop"}
    assert settings.tracing == "Active"
    assert settings.vpc_config["SubnetIds"][0].startswith("subnet-0")
    assert fn({}) == 1
    assert app.not_simulated == ()


def test_function_isolates_tenants(build: Build) -> None:
    app = build(function("            TenancyConfig: {TenantIsolationMode: PER_TENANT}"))

    assert app["Fn"].settings.tenant_isolation_mode == "PER_TENANT"


def test_properties_that_change_how_a_function_runs_are_told(build: Build) -> None:
    app = build(function("            FileSystemConfigs: []\n            DurableConfig: {}"))

    assert [(part.logical_id, part.why) for part in app.not_simulated] == [
        ("Fn", "FileSystemConfigs: no file system is mounted, so /mnt is what it is on this computer."),
        ("Fn", "DurableConfig: the function runs as an ordinary one: its steps are not replayed."),
    ]
    assert "(Resources > Fn > Properties > FileSystemConfigs)" in str(app.not_simulated[0])
    assert app["Fn"]({}) == "$LATEST"


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        ("            Timeout: 901", "Timeout"),
        ("            MemorySize: 12", "MemorySize"),
        ("            EphemeralStorage: {Size: 1}", "EphemeralStorage"),
        ("            ReservedConcurrentExecutions: 5000", "ReservedConcurrentExecutions"),
        ("            Architectures: [mips]", "Architectures"),
        ("            TracingConfig: {Mode: Loud}", "TracingConfig"),
        ("            Role: nobody", "Role"),
        ("            FunctionName: a b", "FunctionName"),
    ],
)
def test_values_out_of_range_give_awss_error_at_the_property(build: Build, properties: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        build(function(properties))

    assert re.match(rf"template.yaml, line 8 \(Resources > Fn > Properties > {message}", str(caught.value))


def test_error_names_the_property_in_other_words(build: Build) -> None:
    with pytest.raises(ConfigurationError, match=r"line 8 \(Resources > Fn > Properties > Environment\): Lambda was una"):
        build(function("            Environment: {Variables: {AWS_REGION: here}}"))


def test_functions_of_other_runtimes_say_so_when_they_are_invoked(build: Build, service: LambdaService) -> None:
    app = build(
        """
        Queue: {Type: AWS::SQS::Queue}
        Node:
          Type: AWS::Lambda::Function
          Properties: {Handler: index.handler, Runtime: nodejs22.x, Code: dist}
        Image:
          Type: AWS::Lambda::Function
          Properties: {PackageType: Image, Code: {ImageUri: shop}}
        Mapping:
          Type: AWS::Lambda::EventSourceMapping
          Properties: {FunctionName: !Ref Node, EventSourceArn: !GetAtt Queue.Arn}
        """,
        functions=("Fn",),
    )

    assert list(app.functions) == ["Fn"]
    assert [part.logical_id for part in app.not_simulated] == ["Node", "Image"]
    assert "runtime nodejs22.x" in app.not_simulated[0].why
    assert 'template_values={"Image.Code": "src"}' in app.not_simulated[1].why
    result = app["Node"].invoke({})
    assert result.payload["errorType"] == "NotSimulated"
    assert "template.yaml, line 5" in result.payload["errorMessage"]
    app["Queue"].send("order")
    service.run_until(lambda: len(app["Node"].invocations) > 1)
    assert app["Node"].invocations[-1].payload["errorType"] == "NotSimulated"


def test_layers_are_found(build: Build, tmp_path: Path) -> None:
    (tmp_path / "layer" / "python").mkdir(parents=True)
    (tmp_path / "layer" / "python" / "of_the_layer.py").write_text("answer = 42")
    app = build(
        "        Layer: {Type: AWS::Lambda::LayerVersion, Properties: {Content: layer}}\n"
        + function(
            "            Layers: [!Ref Layer]",
            "def handler(event, context):\\n    import of_the_layer\\n    return of_the_layer.answer",
        )
    )

    assert app["Fn"]({}) == 42
    assert app["Layer"] == tmp_path / "layer"


def test_versions_and_aliases(build: Build) -> None:
    app = build(
        function()
        + """
        Version:
          Type: AWS::Lambda::Version
          Properties:
            FunctionName: !Ref Fn
            Description: first
            ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 2}
        Live:
          Type: AWS::Lambda::Alias
          Properties:
            FunctionName: !GetAtt Fn.Arn
            FunctionVersion: !GetAtt Version.Version
            Name: live
            Description: for customers
        """,
        more="Outputs: {Version: {Value: !Ref Version}, Alias: {Value: !Ref Live}}",
    )

    fn, version, alias = app["Fn"], app["Version"], app["Live"]
    assert (version.version, version.description) == ("1", "first")
    assert app.outputs == {"Version": f"{fn.arn}:1", "Alias": f"{fn.arn}:live"}
    assert (alias.name, alias.function_version, alias.description) == ("live", "1", "for customers")
    assert fn.invoke({}, qualifier="live").payload == "1"
    provisioned = fn.get_provisioned_concurrency_config(qualifier="1")
    assert provisioned.requested_provisioned_concurrent_executions == 2


def test_alias_with_weights_shares_the_traffic(build: Build, service: LambdaService) -> None:
    fn = service.create_function("fn", handler=lambda event, context: context.function_version)
    fn.publish_version()
    fn.update_function_configuration(memory_size=256)
    fn.publish_version()
    app = build("""
        Live:
          Type: AWS::Lambda::Alias
          Properties:
            FunctionName: fn
            FunctionVersion: "1"
            Name: live
            ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 1}
            RoutingConfig: {AdditionalVersionWeights: [{FunctionVersion: "2", FunctionWeight: 0.5}]}
    """)

    assert app["Live"].routing_config == {"2": 0.5}
    assert {fn.invoke({}, qualifier="live").payload for _ in range(30)} == {"1", "2"}
    provisioned = fn.get_provisioned_concurrency_config(qualifier="live")
    assert provisioned.requested_provisioned_concurrent_executions == 1


@pytest.mark.parametrize(
    ("resource", "message"),
    [
        ("Version, Properties: {FunctionName: gone}}", r"FunctionName\): Function not found: gone. Functions of this"),
        ("Version, Properties: {}}", "Property FunctionName cannot be empty"),
        (
            "Alias, Properties: {FunctionName: !Ref Fn, FunctionVersion: '9', Name: live}}",
            r"Properties\): ResourceNotFoundException .*Function not found",
        ),
        (
            "Alias, Properties: {FunctionName: !Ref Fn, FunctionVersion: $LATEST, Name: '1'}}",
            r"Properties > Name\): .*failed to satisfy constraint",
        ),
        (
            "Alias, Properties: {FunctionName: !Ref Fn, FunctionVersion: $LATEST, Name: live, RoutingConfig: "
            "{AdditionalVersionWeights: [{FunctionWeight: 1}]}}}",
            "Property FunctionVersion cannot be empty",
        ),
        (
            "EventInvokeConfig, Properties: {FunctionName: !Ref Fn, Qualifier: $LATEST, MaximumRetryAttempts: 3}}",
            r"MaximumRetryAttempts\): 1 validation error detected",
        ),
        ("EventInvokeConfig, Properties: {FunctionName: !Ref Fn}}", "Property Qualifier cannot be empty"),
        (
            "EventInvokeConfig, Properties: {FunctionName: !Ref Fn, Qualifier: live, MaximumRetryAttempts: 1}}",
            "doesn't exist",
        ),
        ("Url, Properties: {TargetFunctionArn: !Ref Fn, AuthType: SOME}}", r"AuthType\): auth_type is 'SOME'"),
        ("Permission, Properties: {Action: 'lambda:*', Principal: '*'}}", "Property FunctionName cannot be empty"),
        ("CodeSigningConfig, Properties: {AllowedPublishers: {}}}", "Property SigningProfileVersionArns cannot be"),
    ],
)
def test_what_belongs_to_a_function_is_checked(build: Build, resource: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message) as caught:
        build(f"It: {{Type: AWS::Lambda::{resource}", functions=("Fn",))

    assert str(caught.value).startswith("template.yaml, line 2 (Resources > It > Properties")


def test_second_version_without_a_change_is_refused(build: Build) -> None:
    with pytest.raises(ConfigurationError, match=r"line 3.*A version for this Lambda function exists \( 1 \)."):
        build(
            """
            First: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref Fn}}
            Second: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref Fn}}
            """,
            functions=("Fn",),
        )


def test_asynchronous_events_go_to_their_destinations(build: Build, service: LambdaService) -> None:
    app = build(
        """
        Done: {Type: AWS::SQS::Queue}
        Failed: {Type: AWS::SNS::Topic}
        Config:
          Type: AWS::Lambda::EventInvokeConfig
          Properties:
            FunctionName: !Ref Fn
            Qualifier: $LATEST
            MaximumRetryAttempts: 0
            MaximumEventAgeInSeconds: 120
            DestinationConfig:
              OnSuccess: {Destination: !GetAtt Done.Arn}
              OnFailure: {Destination: !Ref Failed}
        """
        + function(code="def handler(event, context): return 1 / event")
    )

    app["Fn"].invoke(2, invocation_type="Event")
    app["Fn"].invoke(0, invocation_type="Event")
    service.run()

    assert app["Done"].messages[0].json["responsePayload"] == 0.5
    assert app["Failed"].messages[0].json["requestContext"]["condition"] == "RetriesExhausted"
    assert app["Config"].maximum_event_age_in_seconds == 120


def test_default_bus_is_a_destination_that_is_always_there(build: Build, service: LambdaService) -> None:
    app = build(
        """
        Config:
          Type: AWS::Lambda::EventInvokeConfig
          Properties:
            FunctionName: !Ref Fn
            Qualifier: $LATEST
            DestinationConfig:
              OnSuccess: {Destination: !Sub "arn:aws:events:${AWS::Region}:${AWS::AccountId}:event-bus/default"}
        """,
        functions=("Fn",),
    )
    app["Fn"].invoke({"id": 1}, invocation_type="Event")
    service.run()

    [event] = service.event_bus().events
    assert event["detail"]["responsePayload"] == {"id": 1}


def test_function_url_opens_a_client(build: Build) -> None:
    app = build(
        """
        Url:
          Type: AWS::Lambda::Url
          Properties:
            TargetFunctionArn: !GetAtt Fn.Arn
            AuthType: NONE
            InvokeMode: BUFFERED
            Cors: {AllowOrigins: ["https://shop.example"], AllowMethods: [GET], MaxAge: 60}
        Allowed:
          Type: AWS::Lambda::Permission
          Properties: {Action: "lambda:InvokeFunctionUrl", FunctionName: !Ref Fn, Principal: "*"}
        """
        + function(code="def handler(event, context): return event['rawPath']"),
        more="Outputs: {Url: {Value: !GetAtt Url.FunctionUrl}}",
    )

    with app.http_client() as client:
        answer = client.get("/orders", headers={"origin": "https://shop.example"})
    assert answer.text == "/orders"
    assert answer.headers["access-control-allow-origin"] == "https://shop.example"
    assert app.outputs["Url"] == f"https://{app['Url'].host}/"


@pytest.mark.parametrize("target", ["!GetAtt Fn.Arn, Qualifier: live", "!Ref Live", "!Sub '${Fn}:live'"])
def test_function_url_of_an_alias_invokes_its_version(build: Build, target: str) -> None:
    app = build(
        f"""
        First: {{Type: AWS::Lambda::Version, Properties: {{FunctionName: !Ref Fn}}}}
        Live:
          Type: AWS::Lambda::Alias
          Properties: {{FunctionName: !Ref Fn, FunctionVersion: !GetAtt First.Version, Name: live}}
        Url:
          Type: AWS::Lambda::Url
          DependsOn: Live
          Properties: {{TargetFunctionArn: {target}, AuthType: NONE}}
        """
        + function(code="def handler(event, context): return context.function_version"),
        more="Outputs: {Url: {Value: !GetAtt Url.FunctionUrl}, Ref: {Value: !Ref Url}}",
    )

    with app.http_client() as client:
        assert client.get("/").text == "1"
    assert app.outputs["Url"] == f"https://{app['Url'].host}/"
    assert app.outputs["Ref"].endswith(":live")


def test_image_may_be_supplied(build: Build, tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "app.py").write_text("def handler(event, context): return 'image'")
    app = build(
        """
        Fn:
          Type: AWS::Lambda::Function
          Properties: {PackageType: Image, Code: {ImageUri: shop}, ImageConfig: {Command: [app.handler]}}
        """,
        values={"Fn.Code": "src"},
    )

    assert app["Fn"]({}) == "image"
    assert app.not_simulated == ()


def test_runtime_that_is_no_longer_is_refused(build: Build) -> None:
    with pytest.raises((ConfigurationError, NotSimulated), match=r"Runtime\): runtime is 'python3.7'"):
        build("""
            Fn:
              Type: AWS::Lambda::Function
              Properties: {Handler: index.handler, Runtime: python3.7, Code: {ZipFile: ""}}
        """)
