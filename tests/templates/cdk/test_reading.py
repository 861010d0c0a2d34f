"""What the CDK writes, read as plain CloudFormation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_lambda import ConfigurationError, LambdaService
from pytest_lambda.templates.reading import read_template
from pytest_lambda.templates.template import Template

SYNTHESIZED = Path(__file__).parents[2] / "acceptance" / "stacks" / "applications" / "reports_cdk" / "cdk.out"


def code(template: Template, construct: str, name: str = "Code") -> Any:
    [found] = [each for logical_id, each in template.resources.items() if logical_id[:-8] == construct]
    return found.properties.get(name).value


@pytest.mark.parametrize("name", ["", "manifest.json", "Reports.template.json"])
def test_code_lies_where_the_assets_are(name: str) -> None:
    template = read_template(SYNTHESIZED / name)
    assert (Path(code(template, "Collect")) / "collect.py").is_file()
    assert (Path(code(template, "Reporting", "Content")) / "python" / "reporting" / "__init__.py").is_file()
    assert template.folder == SYNTHESIZED
    assert "ZipFile" in template.resources[
        "BucketNotificationsHandler050a0587b7544547bf325f094a3db8347ECC3691"].properties.get("Code").mapping()  # fmt: skip


def test_the_simulated_account_counts_as_bootstrapped() -> None:
    template = read_template(SYNTHESIZED)
    assert (template.parameters, template.rules) == ({}, {})


class Assembly:
    """A folder as `cdk synth` writes it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.artifacts: dict[str, Any] = {}

    def write(self) -> Path:
        (self.folder / "manifest.json").write_text(json.dumps({"version": "55.0.0", "artifacts": self.artifacts}))
        return self.folder

    def stack(self, name: str, resources: dict[str, Any]) -> Assembly:
        (self.folder / f"{name}.template.json").write_text(json.dumps({"Resources": resources}))
        self.artifacts[name] = {
            "type": "aws:cloudformation:stack", "properties": {"templateFile": f"{name}.template.json"},
        }  # fmt: skip
        self.write()
        return self

    def assets(self, name: str, files: dict[str, Any]) -> Assembly:
        (self.folder / f"{name}.assets.json").write_text(json.dumps({"files": files}))
        self.artifacts[f"{name}.assets"] = {
            "type": "cdk:asset-manifest", "properties": {"file": f"{name}.assets.json"},
        }  # fmt: skip
        self.write()
        return self


@pytest.fixture
def assembly(tmp_path: Path) -> Assembly:
    return Assembly(tmp_path / "cdk.out")


def function(key: Any = "k.zip", **more: Any) -> dict[str, Any]:
    return {"F": {"Type": "AWS::Lambda::Function", "Properties": {"Code": {"S3Bucket": "b", "S3Key": key}}, **more}}


def refused(path: Path) -> str:
    with pytest.raises(ConfigurationError) as caught:
        read_template(path)
    return str(caught.value)


def test_one_of_several_stacks_is_named_by_its_file(assembly: Assembly) -> None:
    stage = Assembly(assembly.folder / "assembly-Prod").stack("Prod-Api", {"Q": {"Type": "AWS::SQS::Queue"}})
    assembly.stack("One", function())
    assembly.artifacts["assembly-Prod"] = {
        "type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-Prod"},
    }  # fmt: skip
    folder = assembly.write()
    assert refused(folder) == (
        f"{folder} holds 2 stacks: name the template of one of them:\n"
        f"  {folder / 'One.template.json'}\n  {stage.folder / 'Prod-Api.template.json'}"
    )
    assert list(read_template(stage.folder / "Prod-Api.template.json").resources) == ["Q"]


def test_a_template_without_a_manifest_has_its_own_assets(assembly: Assembly) -> None:
    assembly.stack("One", function())
    (assembly.folder / "asset.k").mkdir()
    files = {"k": {"source": {"path": "asset.k"}, "destinations": {"here": {"objectKey": "k.zip"}}}}
    assembly.assets("One", files)
    (assembly.folder / "manifest.json").unlink()
    read = read_template(assembly.folder / "One.template.json")
    assert read.resources["F"].properties.get("Code").value == str(assembly.folder / "asset.k")


def test_metadata_says_where_code_is_that_no_list_of_assets_has(assembly: Assembly) -> None:
    assembly.stack("One", function({"Ref": "Key"}, Metadata={"aws:asset:path": "asset.x"}))
    read = read_template(assembly.folder)
    assert read.resources["F"].properties.get("Code").value == str(assembly.folder / "asset.x")


def test_a_nested_stack_has_its_template_where_the_assets_are(
    assembly: Assembly, lambda_service: LambdaService
) -> None:
    url = ["", ["https://s3.", {"Ref": "AWS::Region"}, "/", {"Fn::Sub": "assets-${AWS::AccountId}"}, "/inner.json"]]
    stack = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": {"Fn::Join": url}}}
    (assembly.folder / "Inner.nested.template.json").write_text('{"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}')
    files = {
        "i": {"source": {"path": "Inner.nested.template.json"}, "destinations": {"here": {"objectKey": "inner.json"}}}
    }
    assembly.stack("One", {"Inner": stack}).assets("One", files)

    application = lambda_service.from_template(assembly.folder)

    assert application["Inner"]["Queue"].name.startswith("stack-Inner-")


def test_code_in_a_bucket_of_the_users_own_stays_there(assembly: Assembly) -> None:
    assembly.stack("One", function())
    assert read_template(assembly.folder).resources["F"].properties.get("Code").value == {
        "S3Bucket": "b", "S3Key": "k.zip",
    }  # fmt: skip


def test_lines_are_those_of_the_template(assembly: Assembly) -> None:
    assembly.stack("One", function())
    file = assembly.folder / "One.template.json"
    file.write_text(json.dumps(json.loads(file.read_text()), indent=1))
    place = read_template(assembly.folder).resources["F"].properties.get("Code")
    assert str(place) == "One.template.json, line 6 (Resources > F > Properties > Code)"


def test_what_is_no_output_of_the_cdk(assembly: Assembly, tmp_path: Path) -> None:
    assert refused(tmp_path) == f"{tmp_path} has no manifest.json: expected a folder that `cdk synth` has written."
    folder = assembly.write()
    assert refused(folder).startswith(f"{folder / 'manifest.json'}: there is no stack in it")
    assembly.stack("One", {})
    (folder / "One.template.json").unlink()
    assert "One.template.json' does not exist: synthesize the app again" in refused(folder)
    assembly.artifacts["One"]["properties"] = {}
    assembly.write()
    assert "expected the name of a file or a folder" in refused(folder)


def test_an_asset_that_is_gone(assembly: Assembly) -> None:
    assembly.stack("One", function())
    files = {"k": {"source": {"path": "asset.k"}, "destinations": {"here": {"objectKey": "k.zip"}}}}
    assembly.assets("One", files)
    message = refused(assembly.folder)
    assert message.startswith("One.assets.json, line 1 (files > k > source > path): ")
    assert message.endswith("asset.k' does not exist: synthesize the app again with `cdk synth`.")


def test_an_asset_that_a_command_makes_is_left_alone(assembly: Assembly) -> None:
    assembly.stack("One", function())
    files = {"k": {"source": {"executable": ["make"]}, "destinations": {"here": {"objectKey": "k.zip"}}}}
    assembly.assets("One", files)
    assert "S3Key" in read_template(assembly.folder).resources["F"].properties.get("Code").value


def test_what_the_manifest_says_besides_is_told(assembly: Assembly, lambda_service: LambdaService) -> None:
    assembly.stack("One", {"Q": {"Type": "AWS::SQS::Queue"}})
    stack = assembly.artifacts["One"]
    stack["environment"] = "aws://210987654321/unknown-region"
    stack["properties"]["stackName"] = "Shop"
    (assembly.folder / "manifest.json").write_text(
        json.dumps({"artifacts": assembly.artifacts, "missing": [{"key": "vpc", "provider": "vpc-provider"}]}, indent=1)
    )

    told = [str(part) for part in lambda_service.from_template(assembly.folder).not_simulated]

    world = lambda_service.world
    assert told == [
        "manifest.json, line 9 (artifacts > One > environment): the stack stands in the account "
        f"{world.account} and the region {world.region} here.",
        "manifest.json, line 7 (artifacts > One > properties > stackName): the stack has the name that "
        "from_template() is given as stack_name.",
        "manifest.json, line 13 (missing > 0): vpc-provider was not looked up, so that the template has made-up "
        "values: synthesize with credentials, or keep what was found in cdk.context.json.",
    ]


@pytest.mark.parametrize("environment", ["aws://unknown-account/unknown-region", "aws://{0.account}/{0.region}", None])
def test_a_stack_for_this_account_loses_nothing(
    assembly: Assembly, lambda_service: LambdaService, environment: str | None
) -> None:
    assembly.stack("One", {"Q": {"Type": "AWS::SQS::Queue"}})
    assembly.artifacts["One"]["environment"] = environment and environment.format(lambda_service.world)
    assert lambda_service.from_template(assembly.write()).not_simulated == ()


def test_the_app_may_have_values_for_parameters(assembly: Assembly, lambda_service: LambdaService) -> None:
    assembly.stack("One", {"Q": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Ref": "Name"}}}})
    file = assembly.folder / "One.template.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "Parameters": {"Name": {"Type": "String"}}}))
    assembly.artifacts["One"]["properties"]["parameters"] = {"Name": "by-the-app"}
    assembly.write()

    assert lambda_service.from_template(assembly.folder)["Q"].name == "by-the-app"
    other = lambda_service.from_template(assembly.folder, stack_name="other", parameters={"Name": "by-the-test"})
    assert other["Q"].name == "by-the-test"


def test_macros_know_the_parameters_and_the_account(assembly: Assembly) -> None:
    assembly.stack("One", {"Fn::ForEach::Queues": ["N", {"Ref": "Names"}, {"Q${N}": {"Type": "AWS::SQS::Queue"}}]})
    file = assembly.folder / "One.template.json"
    names = {"Names": {"Type": "CommaDelimitedList"}}
    text = {**json.loads(file.read_text()), "Transform": "AWS::LanguageExtensions", "Parameters": names}
    file.write_text(json.dumps(text))
    assert list(read_template(assembly.folder, parameters={"Names": "A,B"}).resources) == ["QA", "QB"]
