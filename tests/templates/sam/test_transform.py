"""What depends on more than the template: parameters, conditions, paths; and what is kept as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_lambda.documents.loading import parsed
from pytest_lambda.documents.plain import plain
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.templates.cloudformation import tags, template_of
from pytest_lambda.templates.sam.transform import transform
from pytest_lambda.templates.template import Template
from pytest_lambda.world import World
from tests.templates.written import template

CODE = "Handler: app.handler, Runtime: python3.12, CodeUri: src/"


def transformed(resources: str, more: str = "", **settings: Any) -> Template:
    text = f"Transform: AWS::Serverless-2016-10-31\n{more}\nResources:\n{resources}"
    return transform(template_of(parsed(text, "t.yaml", tags=tags), Path()), **settings)


def properties(made: Template, name: str) -> Any:
    return plain(made.resources[name].properties)


def test_given_parameter_names_the_alias() -> None:
    more = "Parameters: {Alias: {Type: String, Default: live}}"
    resources = f"  F: {{Type: AWS::Serverless::Function, Properties: {{{CODE}, AutoPublishAlias: !Ref Alias}}}}"

    assert "FAliaslive" in transformed(resources, more).resources
    made = transformed(resources, more, parameters={"Alias": "canary"})
    assert properties(made, "FAliascanary")["Name"] == "canary"


def test_alias_of_an_application_is_named_by_its_parameters() -> None:
    text = f"""
Transform: AWS::Serverless-2016-10-31
Parameters: {{Alias: {{Type: String, Default: live}}}}
Resources:
  F: {{Type: AWS::Serverless::Function, Properties: {{{CODE}, AutoPublishAlias: !Ref Alias}}}}
  Api: {{Type: AWS::Serverless::Api, Properties: {{StageName: a, Domain: {{DomainName: !Sub "${{AWS::Region}}.example", CertificateArn: b}}}}}}
"""

    made = template(text, parameters={"Alias": "canary"}, world=World(region="eu-central-1"))

    assert "FAliascanary" in made.resources
    [domain] = [each for each in made.resources.values() if each.type == "AWS::ApiGateway::DomainName"]
    assert plain(domain.properties)["DomainName"] == {"Fn::Sub": "eu-central-1.example"}


def test_resource_whose_condition_does_not_hold_is_not_made() -> None:
    more = "Conditions: {Wanted: !Equals [a, b]}"
    resources = f"  F: {{Type: AWS::Serverless::Function, Condition: Wanted, Properties: {{{CODE}}}}}"

    assert list(transformed(resources, more).resources) == ["F", "FRole"]
    assert list(transformed(resources, more, decide=lambda name: False).resources) == []


@pytest.mark.parametrize(
    ("resources", "name", "key"),
    [
        (f"  F: {{Type: AWS::Serverless::Function, Properties: {{{CODE}}}}}", "F", "Code"),
        (
            "  W: {Type: AWS::Serverless::StateMachine, Properties: {DefinitionUri: src/}}",
            "W",
            "DefinitionS3Location",
        ),
        (
            "  L: {Type: AWS::Serverless::LayerVersion, Properties: {LayerName: l, ContentUri: src/}}",
            None,
            "Content",
        ),
    ],
)
def test_path_stays_a_path(resources: str, name: str | None, key: str) -> None:
    made = transformed(resources)
    [found] = [each for each in made.resources if name in (each, None)]

    assert properties(made, found)[key] == "src/"


def test_image_that_sam_build_makes_is_named() -> None:
    image = "Properties: {PackageType: Image}, Metadata: {Dockerfile: Dockerfile, DockerContext: ./src, DockerTag: v1}"
    made = transformed(f"  Hello: {{Type: AWS::Serverless::Function, {image}}}")

    assert properties(made, "Hello")["Code"] == {"ImageUri": "hello:built"}
    with pytest.raises(ConfigurationError, match="'ImageUri' must be set"):
        transformed("  Hello: {Type: AWS::Serverless::Function, Properties: {PackageType: Image}}")


def test_path_may_be_a_parameter() -> None:
    resources = (
        "  F: {Type: AWS::Serverless::Function, "
        "Properties: {Handler: app.handler, Runtime: python3.12, CodeUri: !Ref Code}}"
    )

    made = transformed(resources, "Parameters: {Code: {Type: String, Default: build/}}")

    assert properties(made, "F")["Code"] == "build/"


def test_deployment_that_a_mapping_turns_off_needs_no_alias() -> None:
    more = "Mappings: {M: {a: {b: false}}}"
    preference = "DeploymentPreference: {Type: AllAtOnce, Enabled: !FindInMap [M, a, b]}"

    made = transformed(f"  F: {{Type: AWS::Serverless::Function, Properties: {{{CODE}, {preference}}}}}", more)

    assert list(made.resources) == ["F", "FRole"]


@pytest.mark.parametrize(("enabled", "told"), [("", 1), (", Enabled: true", 1), (", Enabled: false", 0)])
def test_deployment_without_effect_is_told(enabled: str, told: int) -> None:
    preference = f"DeploymentPreference: {{Type: Canary10Percent5Minutes{enabled}}}"
    made = transformed(
        f"  F: {{Type: AWS::Serverless::Function, Properties: {{{CODE}, AutoPublishAlias: live, {preference}}}}}"
    )
    assert [str(place.steps[-1]) for place, _ in made.left_out] == ["DeploymentPreference"] * told


@pytest.mark.parametrize("kind", ["GraphQLApi", "MicrovmImage", "NetworkConnector", "WebFunction"])
def test_what_is_not_simulated_keeps_its_name_and_type(kind: str) -> None:
    made = transformed(f"  X: {{Type: AWS::Serverless::{kind}, Properties: {{A: b}}}}")

    assert (made.resources["X"].type, properties(made, "X")) == (f"AWS::Serverless::{kind}", {"A": "b"})


def test_permissions_of_connectors_are_nothing() -> None:
    made = transformed(
        "  Q: {Type: AWS::SQS::Queue, Connectors: {C: {Properties: {Destination: {Id: T}, Permissions: [Write]}}}}\n"
        "  C: {Type: AWS::Serverless::Connector, Properties: {Source: {Id: Q}, Destination: {Id: T}, Permissions: [Read]}}"
    )

    assert plain(made.resources["Q"].place) == {"Type": "AWS::SQS::Queue", "Properties": {}}
    assert "C" not in made.resources


def test_unknown_type_of_sam_is_refused() -> None:
    with pytest.raises(ConfigurationError) as caught:
        transformed("  X: {Type: AWS::Serverless::Funktion}")

    assert str(caught.value) == (
        "t.yaml, line 4 (Resources > X > Type): Template format error: Unrecognized resource types: "
        "[AWS::Serverless::Funktion]"
    )


def test_own_implicit_api_is_used_if_no_event_needs_one() -> None:
    own = "  ServerlessRestApi: {Type: AWS::Serverless::Api, Properties: {StageName: own}}\n"
    function = "  F: {{Type: AWS::Serverless::Function, Properties: {{{code}, Events: {{G: {event}}}}}}}"
    event = "{Type: Api, Properties: {Path: /a, Method: get}}"

    assert "ServerlessRestApiownStage" in transformed(own).resources
    made = transformed(own + function.format(code=CODE, event=event))
    assert "ServerlessRestApiProdStage" in made.resources
    assert list(properties(made, "ServerlessRestApi")["Body"]["paths"]) == ["/a"]


def test_nothing_waits_for_permissions() -> None:
    made = transformed(
        "  Q: {Type: AWS::SQS::Queue, Connectors: {C: {Properties: {Destination: {Id: T}, Permissions: [Write]}}}}\n"
        "  C: {Type: AWS::Serverless::Connector, Properties: {Source: {Id: Q}, Destination: {Id: T}, Permissions: [Read]}}\n"
        "  T: {Type: AWS::SQS::Queue, DependsOn: [C, QC, Q]}"
    )

    assert made.resources["T"].depends_on == ("Q",)


def test_application_of_the_repository_is_named_by_its_tags() -> None:
    made = transformed(
        "  N: {Type: AWS::Serverless::Application, "
        "Properties: {Location: {ApplicationId: arn:aws:serverlessrepo:a, SemanticVersion: 1.0.0}}}"
    )

    assert properties(made, "N")["Tags"][1:] == [
        {"Key": "serverlessrepo:applicationId", "Value": "arn:aws:serverlessrepo:a"},
        {"Key": "serverlessrepo:semanticVersion", "Value": "1.0.0"},
    ]


@pytest.mark.parametrize(
    ("server", "message"),
    [
        ("servers: [text]", "Invalid OpenAPI definition of 'servers[0]': It should be a map."),
        (
            "x-amazon-apigateway-endpoint-configuration: text",
            "Invalid OpenAPI definition: The value of 'x-amazon-apigateway-endpoint-configuration' should be a map.",
        ),
    ],
)
def test_endpoint_of_a_strange_document_is_refused(server: str, message: str) -> None:
    version = "openapi: 3.0.1" if server.startswith("servers") else 'swagger: "2.0"'
    body = f"DefinitionBody: {{{version}, paths: {{}}, {server}}}"
    resources = (
        f"  A: {{Type: AWS::Serverless::Api, Properties: {{StageName: a, DisableExecuteApiEndpoint: true, {body}}}}}"
    )

    with pytest.raises(ConfigurationError) as caught:
        transformed(resources)

    assert str(caught.value).endswith(f": Structure of the SAM template is invalid. {message}")
