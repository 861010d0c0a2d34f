"""Function URLs, permissions, tags and layers by AWS's own operations."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_lambda import LambdaService, NotSimulated

from .conftest import ECHO, Create, code, members, refusal, status, zip_of

ARN = "arn:aws:lambda:us-east-1:123456789012:function:echo"
LAYER = "arn:aws:lambda:us-east-1:123456789012:layer:words"
NO_RESOURCE = "The resource you requested does not exist."


class TestUrls:
    def test_their_life(self, api: Any, create: Create, service: LambdaService) -> None:
        create()
        made = members(api.create_function_url_config(FunctionName="echo", AuthType="NONE"))
        assert set(made) == {"FunctionUrl", "FunctionArn", "AuthType", "CreationTime"}
        got = members(api.get_function_url_config(FunctionName="echo"))
        assert got == {**made, "InvokeMode": "BUFFERED", "LastModifiedTime": made["CreationTime"]}
        assert made["CreationTime"] == "2026-01-01T00:00:00.000000Z"
        service.advance(seconds=1)
        changed = api.update_function_url_config(FunctionName="echo", AuthType="AWS_IAM", Cors={"MaxAge": 5})
        assert (changed["AuthType"], changed["Cors"]) == ("AWS_IAM", {"MaxAge": 5})
        assert changed["LastModifiedTime"] == "2026-01-01T00:00:01.000000Z"
        assert "InvokeMode" not in changed
        assert "Cors" not in api.update_function_url_config(FunctionName="echo", Cors={})
        assert status(api.delete_function_url_config(FunctionName="echo")) == 204
        for method in ("get", "delete", "update"):
            call = getattr(api, f"{method}_function_url_config")
            assert refusal(call, FunctionName="echo") == ("ResourceNotFoundException", NO_RESOURCE, 404)

    def test_it_is_the_one_that_is_served(self, api: Any, create: Create, service: LambdaService) -> None:
        create(Publish=True)
        api.create_alias(FunctionName="echo", Name="live", FunctionVersion="1")
        function = service["echo"]
        for qualifier in (None, "live"):
            named = {"FunctionName": "echo", **({"Qualifier": qualifier} if qualifier else {})}
            url = api.create_function_url_config(AuthType="NONE", **named)["FunctionUrl"]
            client = function.http_client("function-url", qualifier=qualifier)
            response = client.get(f"{url}pets")
            assert response.status_code == 200
            assert response.json()["rawPath"] == "/pets"

    def test_lists(self, api: Any, create: Create) -> None:
        create()
        assert api.list_function_url_configs(FunctionName="echo")["FunctionUrlConfigs"] == []
        api.create_function_url_config(FunctionName="echo", AuthType="NONE", InvokeMode="RESPONSE_STREAM")
        for name in ("a", "b"):
            api.create_alias(FunctionName="echo", Name=name, FunctionVersion="$LATEST")
            api.create_function_url_config(FunctionName="echo", Qualifier=name, AuthType="NONE")
        api.delete_alias(FunctionName="echo", Name="b")
        pages = api.get_paginator("list_function_url_configs").paginate(
            FunctionName="echo", PaginationConfig={"PageSize": 1}
        )
        found = [page["FunctionUrlConfigs"][0] for page in pages]
        assert [(each["FunctionArn"], each["InvokeMode"]) for each in found] == [
            (ARN, "RESPONSE_STREAM"), (f"{ARN}:a", "BUFFERED"),
        ]  # fmt: skip

    def test_refusals(self, api: Any, create: Create) -> None:
        call = api.create_function_url_config
        missing = ("ResourceNotFoundException", "Function does not exist", 404)
        assert refusal(call, FunctionName="echo", AuthType="NONE") == missing
        assert refusal(api.list_function_url_configs, FunctionName="echo") == missing
        assert refusal(api.get_function_url_config, FunctionName="echo")[1] == NO_RESOURCE
        create()
        assert refusal(call, FunctionName="echo", Qualifier="none", AuthType="NONE") == missing
        for qualifier in ("1", "$LATEST"):
            assert refusal(call, FunctionName="echo", Qualifier=qualifier, AuthType="NONE") == (
                "ValidationException",
                f"1 validation error detected: Value '{qualifier}' at 'qualifier' failed to satisfy constraint: Member "
                r"must satisfy regular expression pattern: ((?!^\d+$)^[0-9a-zA-Z-_]+$)",
                400,
            )
        call(FunctionName="echo", AuthType="NONE")
        assert refusal(call, FunctionName="echo", AuthType="NONE") == (
            "ResourceConflictException",
            f"Failed to create function url config for [functionArn = {ARN}]. Error message:  FunctionUrlConfig exists "
            "for this Lambda function",
            409,
        )
        assert refusal(api.update_function_url_config, FunctionName="echo", Cors={"AllowMethods": ["A"] * 7})[0] == (
            "ValidationException"
        )


class TestPermissions:
    def test_a_statement(self, api: Any, create: Create) -> None:
        create()
        bucket = "arn:aws:s3:::bucket"
        added = api.add_permission(
            FunctionName="echo", StatementId="s3", Action="lambda:InvokeFunction", Principal="s3.amazonaws.com",
            SourceArn=bucket, SourceAccount="123456789012",
        )  # fmt: skip
        assert status(added) == 201
        statement = {
            "Sid": "s3",
            "Effect": "Allow",
            "Principal": {"Service": "s3.amazonaws.com"},
            "Action": "lambda:InvokeFunction",
            "Resource": ARN,
            "Condition": {
                "StringEquals": {"AWS:SourceAccount": "123456789012"},
                "ArnLike": {"AWS:SourceArn": bucket},
            },
        }
        assert json.loads(added["Statement"]) == statement
        assert list(json.loads(added["Statement"])) == list(statement)
        policy = api.get_policy(FunctionName="echo")
        assert json.loads(policy["Policy"]) == {"Version": "2012-10-17", "Id": "default", "Statement": [statement]}
        assert policy["RevisionId"] == api.get_function_configuration(FunctionName="echo")["RevisionId"]

    @pytest.mark.parametrize(
        ("principal", "shown"),
        [
            ("*", "*"),
            ("123456789012", {"AWS": "arn:aws:iam::123456789012:root"}),
            ("arn:aws:iam::123456789012:user/bob", {"AWS": "arn:aws:iam::123456789012:user/bob"}),
            ("apigateway.amazonaws.com", {"Service": "apigateway.amazonaws.com"}),
        ],
    )
    def test_principals(self, api: Any, create: Create, principal: str, shown: Any) -> None:
        create()
        added = api.add_permission(
            FunctionName="echo", StatementId="a", Action="lambda:InvokeFunctionUrl", Principal=principal,
            FunctionUrlAuthType="NONE", PrincipalOrgID="o-1234567890",
        )  # fmt: skip
        statement = json.loads(added["Statement"])
        assert statement["Principal"] == shown
        assert statement["Condition"]["StringEquals"] == {
            "lambda:FunctionUrlAuthType": "NONE", "aws:PrincipalOrgID": "o-1234567890",
        }  # fmt: skip

    def test_each_qualifier_has_its_own(self, api: Any, create: Create) -> None:
        create(Publish=True)
        api.create_alias(FunctionName="echo", Name="live", FunctionVersion="1")
        given = {"StatementId": "a", "Action": "lambda:InvokeFunction", "Principal": "*"}
        for qualifier in ("1", "live"):
            api.add_permission(FunctionName="echo", Qualifier=qualifier, **given)
            (statement,) = json.loads(api.get_policy(FunctionName="echo", Qualifier=qualifier)["Policy"])["Statement"]
            assert statement["Resource"] == f"{ARN}:{qualifier}"
        assert refusal(api.get_policy, FunctionName="echo") == ("ResourceNotFoundException", NO_RESOURCE, 404)
        alias = api.get_alias(FunctionName="echo", Name="live")
        assert api.get_policy(FunctionName="echo:live")["RevisionId"] == alias["RevisionId"]
        code, text, _ = refusal(
            api.add_permission, FunctionName="echo", Qualifier="live", RevisionId="wrong", **{**given, "StatementId": "b"}
        )
        assert code == "PreconditionFailedException"
        assert "Call the GetPolicy API" in text

    def test_removing(self, api: Any, create: Create) -> None:
        create()
        call = api.remove_permission
        assert refusal(call, FunctionName="echo", StatementId="a")[1] == (
            "No policy is associated with the given resource."
        )
        for name in ("a", "b"):
            api.add_permission(FunctionName="echo", StatementId=name, Action="lambda:*", Principal="*")
        assert refusal(call, FunctionName="echo", StatementId="c")[1] == "Statement c is not found in resource policy."
        revision = api.get_function_configuration(FunctionName="echo")["RevisionId"]
        assert refusal(call, FunctionName="echo", StatementId="a", RevisionId="wrong")[0] == (
            "PreconditionFailedException"
        )
        assert status(call(FunctionName="echo", StatementId="a", RevisionId=revision)) == 204
        call(FunctionName="echo", StatementId="b")
        assert refusal(api.get_policy, FunctionName="echo")[1] == NO_RESOURCE
        assert refusal(call, FunctionName="none", StatementId="a")[1].startswith("No policy found for: arn:")

    def test_refusals(self, api: Any, create: Create) -> None:
        given = {"FunctionName": "echo", "StatementId": "s3", "Action": "lambda:InvokeFunction", "Principal": "*"}
        call = api.add_permission
        assert refusal(call, **given) == ("ResourceNotFoundException", f"Function not found: {ARN}", 404)
        create()
        for changes, code, text in (
            ({"StatementId": "example.com"}, "ValidationException", "1 validation error detected: Value 'example.com' at "
             "'statementId' failed to satisfy constraint: Member must satisfy regular expression pattern: "
             "([a-zA-Z0-9-_]+)"),
            ({"Qualifier": "$LATEST"}, "InvalidParameterValueException",
             "We currently do not support adding policies for $LATEST."),
            ({"Principal": "invalid.nonaws.com"}, "InvalidParameterValueException",
             "The provided principal was invalid. Please check the principal and try again."),
            ({"Qualifier": "alias-doesnotexist"}, "ResourceNotFoundException",
             f"Cannot find alias arn: {ARN}:alias-doesnotexist"),
            ({"Qualifier": "42"}, "ResourceNotFoundException", f"Function not found: {ARN}:42"),
            ({"Qualifier": "valid-with-$-but-doesnotexist"}, "ResourceNotFoundException",
             f"Function not found: {ARN}:valid-with-$-but-doesnotexist"),
        ):  # fmt: skip
            assert refusal(call, **{**given, **changes})[:2] == (code, text)
        call(**given)
        assert refusal(call, **given) == (
            "ResourceConflictException",
            "The statement id (s3) provided already exists. Please provide a new statement id, or remove the existing "
            "statement.",
            409,
        )


class TestTags:
    @pytest.mark.parametrize("kind", ["function", "mapping"])
    def test_their_life(self, api: Any, create: Create, service: LambdaService, kind: str) -> None:
        arn = create(Tags={"A": "a"})["FunctionArn"]
        if kind == "mapping":
            arn = api.create_event_source_mapping(
                FunctionName="echo", EventSourceArn=service.sqs_queue("q").arn, Tags={"A": "a"}
            )["EventSourceMappingArn"]
        assert api.list_tags(Resource=arn)["Tags"] == {"A": "a"}
        assert status(api.tag_resource(Resource=arn, Tags={"A": "changed", "B": "b"})) == 204
        assert api.list_tags(Resource=arn)["Tags"] == {"A": "changed", "B": "b"}
        assert status(api.untag_resource(Resource=arn, TagKeys=["A", "nobody's"])) == 204
        assert api.list_tags(Resource=arn)["Tags"] == {"B": "b"}

    def test_limits(self, api: Any, create: Create) -> None:
        arn = create()["FunctionArn"]
        many = {f"{number}_key": "v" for number in range(50)}
        too_many = ("InvalidParameterValueException", "Number of tags exceeds resource tag limit.", 400)
        assert refusal(api.tag_resource, Resource=arn, Tags={**many, "more": "v"}) == too_many
        api.tag_resource(Resource=arn, Tags=many)
        assert refusal(api.tag_resource, Resource=arn, Tags={"more": "v"}) == too_many
        assert refusal(create, name="other", Tags={**many, "more": "v"}) == too_many
        assert refusal(api.tag_resource, Resource=arn, Tags={})[1] == (
            "An error occurred and the request cannot be processed."
        )
        assert refusal(api.untag_resource, Resource=arn, TagKeys=[])[1] == (
            "1 validation error detected: Value null at 'tagKeys' failed to satisfy constraint: Member must not be null"
        )

    def test_refusals(self, api: Any, create: Create) -> None:
        missing = ("ResourceNotFoundException", f"Function not found: {ARN}", 404)
        assert refusal(api.list_tags, Resource=ARN) == missing
        assert refusal(api.tag_resource, Resource=ARN, Tags={"a": "b"}) == missing
        create()
        for qualifier in ("$LATEST", "1", "live"):
            assert refusal(api.tag_resource, Resource=f"{ARN}:{qualifier}", Tags={"a": "b"})[1] == (
                "Tags on function aliases and versions are not supported. Please specify a function ARN."
            )
        assert refusal(api.list_tags, Resource="arn:aws:something")[0] == "ValidationException"
        uuid = "00000000-0000-4000-8000-000000000000"
        mapping = f"arn:aws:lambda:us-east-1:123456789012:event-source-mapping:{uuid}"
        assert refusal(api.list_tags, Resource=mapping)[1] == f"Event source mapping not found: {mapping}"

    def test_of_layers(self, service: LambdaService) -> None:
        """The model of today takes no such ARN, earlier ones did."""
        with pytest.raises(NotSimulated, match="Tags of"):
            service.list_tags(LAYER)


class TestLayers:
    def test_their_life(self, api: Any) -> None:
        content = zip_of({"python/words.py": "WORD = 1\n"})
        given = {"CompatibleRuntimes": ["python3.12"], "CompatibleArchitectures": ["x86_64"]}
        first = api.publish_layer_version(
            LayerName="words", Content={"ZipFile": content}, Description="d", LicenseInfo="MIT", **given
        )
        assert status(first) == 201
        assert {name: first[name] for name in given} == given
        assert (first["LayerArn"], first["LayerVersionArn"], first["Version"]) == (LAYER, f"{LAYER}:1", 1)
        assert first["Content"]["CodeSize"] == len(content)
        assert api.publish_layer_version(LayerName=LAYER, Content={"ZipFile": content})["Version"] == 2
        assert members(api.get_layer_version(LayerName="words", VersionNumber=1)) == members(first)
        assert members(api.get_layer_version_by_arn(Arn=f"{LAYER}:1")) == members(first)
        pages = api.get_paginator("list_layer_versions").paginate(LayerName="words", PaginationConfig={"PageSize": 1})
        assert [page["LayerVersions"][0]["Version"] for page in pages] == [2, 1]
        (page,) = api.get_paginator("list_layers").paginate()
        assert [each["LatestMatchingVersion"]["Version"] for each in page["Layers"]] == [2]
        (fitting,) = api.list_layers(CompatibleRuntime="python3.12")["Layers"]
        assert fitting["LatestMatchingVersion"]["Version"] == 1
        for _ in range(2):
            assert status(api.delete_layer_version(LayerName="words", VersionNumber=1)) == 204
        missing = ("ResourceNotFoundException", NO_RESOURCE, 404)
        assert refusal(api.get_layer_version, LayerName="words", VersionNumber=1) == missing
        assert refusal(api.get_layer_version_by_arn, Arn=f"{LAYER}:1") == missing
        assert api.publish_layer_version(LayerName="words", Content={"ZipFile": content})["Version"] == 3

    def test_a_function_uses_it(self, api: Any, create: Create) -> None:
        content = zip_of({"python/words.py": "WORD = 'from the layer'\n"})
        arn = api.publish_layer_version(LayerName="words", Content={"ZipFile": content})["LayerVersionArn"]
        source = "import words\n\ndef handler(event, context):\n    return words.WORD\n"
        answer = create(Code={"ZipFile": code(source)}, Layers=[arn])
        assert answer["Layers"] == [{"Arn": arn, "CodeSize": len(content)}]
        api.publish_layer_version(LayerName="others", Content={"ZipFile": content})
        assert api.get_function_configuration(FunctionName="echo")["Layers"] == answer["Layers"]
        api.delete_layer_version(LayerName="words", VersionNumber=1)
        assert json.load(api.invoke(FunctionName="echo")["Payload"]) == "from the layer"
        assert api.get_function_configuration(FunctionName="echo")["Layers"][0]["Arn"] == arn
        changed = api.update_function_configuration(FunctionName="echo", Layers=[])
        assert "Layers" not in changed

    def test_from_a_folder(self, service: LambdaService, tmp_path: Path) -> None:
        (tmp_path / "opt" / "python").mkdir(parents=True)
        (tmp_path / "opt" / "python" / "words.py").write_text("WORD = 2\n")
        (tmp_path / "app.py").write_text("import words\n\ndef handler(event, context):\n    return words.WORD\n")
        layer = service.publish_layer_version("words", content=tmp_path / "opt")
        function = service.create_function("f", handler="app.handler", task_root=tmp_path, layers=[layer.arn])
        assert function({}) == 2
        assert service.list_layers() == service.list_layer_versions("words") == (layer,)
        assert service.get_layer_version("words", 1) is layer

    def test_refusals(self, api: Any, create: Create) -> None:
        for number in (0, -1):
            assert refusal(api.get_layer_version, LayerName="words", VersionNumber=number) == (
                "InvalidParameterValueException", "Layer Version Cannot be less than 1", 400,
            )  # fmt: skip
        assert refusal(api.get_layer_version_by_arn, Arn=LAYER)[0] == "ValidationException"
        assert api.list_layer_versions(LayerName="none")["LayerVersions"] == []
        for _ in range(2):
            api.publish_layer_version(LayerName="words", Content={"ZipFile": code()})
        assert refusal(create, Layers=[f"{LAYER}:1", f"{LAYER}:2"])[1] == (
            "Two different versions of the same layer are not allowed to be referenced in the same function. "
            f"{LAYER}:1 and {LAYER}:2 are versions of the same layer."
        )
        elsewhere = f"{LAYER}:1".replace("us-east-1", "eu-west-1")
        assert refusal(create, Layers=[elsewhere])[1] == (
            "Layers are not in the same region as the function. Layers are expected to be in region us-east-1."
        )
        with pytest.raises(NotSimulated, match="belongs to another account"):
            create(Layers=["arn:aws:lambda:us-east-1:017000801446:layer:AWSLambdaPowertoolsPythonV3-python312-x86_64:1"])

    def test_policies(self, api: Any) -> None:
        api.publish_layer_version(LayerName="words", Content={"ZipFile": code(ECHO)})
        which = {"LayerName": "words", "VersionNumber": 1}
        given = {"StatementId": "s1", "Action": "lambda:GetLayerVersion", "Principal": "*", **which}
        assert refusal(api.get_layer_version_policy, **which)[1] == "No policy is associated with the given resource."
        added = api.add_layer_version_permission(**given)
        statement = {
            "Sid": "s1", "Effect": "Allow", "Principal": "*", "Action": "lambda:GetLayerVersion", "Resource": f"{LAYER}:1",
        }  # fmt: skip
        assert json.loads(added["Statement"]) == statement
        assert json.loads(api.get_layer_version_policy(**which)["Policy"])["Statement"] == [statement]
        assert refusal(api.add_layer_version_permission, **given)[0] == "ResourceConflictException"
        code_, text, _ = refusal(
            api.add_layer_version_permission, **{**given, "StatementId": "s2", "RevisionId": "wrong"}
        )
        assert (code_, "GetLayerPolicy" in text) == ("PreconditionFailedException", True)
        assert refusal(api.remove_layer_version_permission, StatementId="none", **which)[1] == (
            "Statement none is not found in resource policy."
        )
        api.remove_layer_version_permission(StatementId="s1", RevisionId=added["RevisionId"], **which)
        assert refusal(api.get_layer_version_policy, LayerName="words", VersionNumber=2)[1] == (
            f"Layer version {LAYER}:2 does not exist."
        )
