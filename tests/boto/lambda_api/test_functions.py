"""Functions by AWS's own operations: code from zip files and buckets, configuration, lists, deletion."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import moto
import pytest

from pytest_lambda import LambdaService, NotSimulated
from pytest_lambda.boto import zipped

from ..conftest import Client
from .conftest import ECHO, ROLE, Create, code, members, refusal, status, zip_of

ARN = "arn:aws:lambda:us-east-1:123456789012:function:echo"


def answer_of(api: Any, name: str = "echo", payload: bytes = b"1", **parameters: Any) -> Any:
    return json.load(api.invoke(FunctionName=name, Payload=payload, **parameters)["Payload"])


class TestCreate:
    def test_every_member_of_the_answer(self, create: Create) -> None:
        answer = create()
        content = code()
        assert status(answer) == 201
        assert re.fullmatch(r"arn:aws:lambda:us-east-1::runtime:[0-9a-f]{64}", answer["RuntimeVersionConfig"].pop(
            "RuntimeVersionArn"
        ))
        assert re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", answer["RevisionId"])
        assert members(answer) == {
            "FunctionName": "echo",
            "FunctionArn": ARN,
            "Runtime": "python3.12",
            "Role": ROLE,
            "Handler": "app.handler",
            "CodeSize": len(content),
            "Description": "",
            "Timeout": 3,
            "MemorySize": 128,
            "LastModified": "2026-01-01T00:00:00.000+0000",
            "CodeSha256": base64.b64encode(hashlib.sha256(content).digest()).decode(),
            "Version": "$LATEST",
            "TracingConfig": {"Mode": "PassThrough"},
            "RevisionId": answer["RevisionId"],
            "State": "Pending",
            "StateReason": "The function is being created.",
            "StateReasonCode": "Creating",
            "PackageType": "Zip",
            "Architectures": ["x86_64"],
            "EphemeralStorage": {"Size": 512},
            "SnapStart": {"ApplyOn": "None", "OptimizationStatus": "Off"},
            "RuntimeVersionConfig": {},
            "LoggingConfig": {"LogFormat": "Text", "LogGroup": "/aws/lambda/echo"},
        }

    def test_it_runs(self, create: Create, api: Any) -> None:
        create()
        assert answer_of(api, payload=b'{"a": [1]}') == {"a": [1]}

    def test_files_of_the_package_are_beside_it(self, create: Create, api: Any) -> None:
        source = "import pathlib, lib.words\nhere = pathlib.Path(__file__).parent\n\ndef handler(event, context):\n"
        source += "    return [here.joinpath('data', 'a.txt').read_text(), lib.words.WORD]\n"
        package = zip_of({"app.py": source, "data/a.txt": "text", "lib/words.py": "WORD = 'word'"})
        create(Code={"ZipFile": package})
        assert answer_of(api) == ["text", "word"]

    def test_all_settings_are_shown(self, create: Create, api: Any, service: LambdaService) -> None:
        queue = service.sqs_queue("dead")
        settings = {
            "Description": "d",
            "Timeout": 900,
            "MemorySize": 10_240,
            "Environment": {"Variables": {"NAME": "v"}},
            "DeadLetterConfig": {"TargetArn": queue.arn},
            "KMSKeyArn": "arn:aws:kms:us-east-1:123456789012:key/1",
            "TracingConfig": {"Mode": "Active"},
            "Architectures": ["arm64"],
            "EphemeralStorage": {"Size": 10_240},
            "TenancyConfig": {"TenantIsolationMode": "PER_TENANT"},
        }
        answer = create(
            **settings,
            LoggingConfig={"LogFormat": "JSON", "LogGroup": "mine"},
            VpcConfig={"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]},
        )
        assert {name: answer[name] for name in settings} == settings
        assert answer["LoggingConfig"] == {
            "LogFormat": "JSON",
            "LogGroup": "mine",
            "ApplicationLogLevel": "INFO",
            "SystemLogLevel": "INFO",
        }
        vpc_id = answer["VpcConfig"].pop("VpcId")
        assert re.fullmatch("vpc-[0-9a-f]{17}", vpc_id)
        assert answer["VpcConfig"] == {
            "SubnetIds": ["subnet-1"],
            "SecurityGroupIds": ["sg-1"],
            "Ipv6AllowedForDualStack": False,
        }
        assert service["echo"].configuration.environment == {"NAME": "v"}

    def test_published_at_once(self, create: Create, api: Any) -> None:
        answer = create(Publish=True)
        assert (answer["Version"], answer["FunctionArn"], answer["State"]) == ("1", ARN, "Pending")
        assert api.get_function_configuration(FunctionName="echo")["Version"] == "$LATEST"
        assert api.get_function_configuration(FunctionName="echo:1")["FunctionArn"] == f"{ARN}:1"

    def test_a_local_folder(self, create: Create, api: Any, tmp_path: Path) -> None:
        (tmp_path / "app.py").write_text(ECHO)
        (tmp_path / "__pycache__").mkdir()
        (tmp_path / "__pycache__" / "app.pyc").write_bytes(b"0")
        content = zipped(tmp_path)
        assert create(Code={"ZipFile": content})["CodeSize"] == len(content)
        (tmp_path / "app.py").touch()
        assert zipped(tmp_path) == content
        assert answer_of(api) == 1

    @pytest.mark.parametrize(
        ("parameters", "expected"),
        [
            ({"Code": {"ZipFile": b"no zip"}}, "Could not unzip uploaded file. Please check your file, then try to "
             "upload again."),
            ({"Code": {}}, "Please provide a source for function code."),
            ({"Code": {"ZipFile": b"", "S3Bucket": "b" * 3, "S3Key": "k"}},
             "Please do not provide other FunctionCode parameters when providing a ZipFile."),
            ({"Code": {"S3Bucket": "nowhere", "S3Key": "k"}},
             "Error occurred while GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: The specified bucket does "
             "not exist"),
            ({"Layers": ["arn:aws:lambda:us-east-1:123456789012:layer:none:1"]},
             "Layer version arn:aws:lambda:us-east-1:123456789012:layer:none:1 does not exist."),
            ({"DeadLetterConfig": {"TargetArn": "arn:aws:sqs:us-east-1:123456789012:none"}},
             "The dead letter target arn:aws:sqs:us-east-1:123456789012:none does not exist: create it in this service "
             "first, with sqs_queue() or sns_topic()."),
        ],
    )  # fmt: skip
    def test_what_aws_refuses(self, create: Create, parameters: dict[str, Any], expected: str) -> None:
        assert refusal(create, **parameters) == ("InvalidParameterValueException", expected, 400)

    def test_what_a_package_needs(self, api: Any) -> None:
        for given in ({"Runtime": "python3.12"}, {"Handler": "app.handler"}):
            found = refusal(api.create_function, FunctionName="echo", Role=ROLE, Code={"ZipFile": code()}, **given)
            assert found[1] == (
                "Runtime and Handler are mandatory parameters for functions created with deployment packages."
            )

    @pytest.mark.parametrize(
        ("parameters", "expected"),
        [
            ({"Timeout": 901}, "'901' at 'timeout' failed to satisfy constraint: Member must have value less than or "
             "equal to 900"),
            ({"MemorySize": 20_000}, "'20000' at 'memorySize' failed to satisfy constraint: Member must have value less "
             "than or equal to 10240"),
            ({"Role": "r1"}, "'r1' at 'role' failed to satisfy constraint: Member must satisfy regular expression "
             r"pattern: arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+"),
            ({"Architectures": ["x86_64", "arm64"]}, "'[x86_64, arm64]' at 'architectures' failed to satisfy constraint: "
             "Member must have length less than or equal to 1"),
            ({"Architectures": ["X86_64"]}, "'[X86_64]' at 'architectures' failed to satisfy constraint: Member must "
             "satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]"),
            ({"TracingConfig": {"Mode": "x"}}, "'x' at 'tracingConfig.mode' failed to satisfy constraint: Member must "
             "satisfy enum value set: [Active, PassThrough]"),
            ({"VpcConfig": {"SubnetIds": ["bad"]}}, "'[bad]' at 'vpcConfig.subnetIds' failed to satisfy constraint: "
             "Member must satisfy constraint: [Member must have length less than or equal to 1024, Member must have "
             "length greater than or equal to 0, Member must satisfy regular expression pattern: subnet-[0-9a-z]*]"),
        ],
    )  # fmt: skip
    def test_what_the_front_end_refuses(self, create: Create, parameters: dict[str, Any], expected: str) -> None:
        code, text, number = refusal(create, **parameters)
        assert (code, number) == ("ValidationException", 400)
        assert text == f"1 validation error detected: Value {expected}"

    def test_names(self, create: Create, api: Any) -> None:
        assert refusal(create, name="a" * 65) == (
            "InvalidParameterValueException",
            f"1 validation error detected: Value '{'a' * 65}' at 'functionName' failed to satisfy constraint: Member "
            "must have length less than or equal to 64",
            400,
        )
        code, text, _ = refusal(create, name="*")
        assert code == "ValidationException"
        assert text.startswith("1 validation error detected: Value '*' at 'functionName' failed to satisfy constraint: ")
        assert create(ARN)["FunctionName"] == "echo"
        assert refusal(create) == ("ResourceConflictException", "Function already exist: echo", 409)

    def test_runtimes(self, create: Create) -> None:
        code, text, _ = refusal(create, Runtime="PYTHON3.9")
        assert code == "InvalidParameterValueException"
        assert text.startswith("Value PYTHON3.9 at 'runtime' failed to satisfy constraint: Member must satisfy enum")
        with pytest.raises(NotSimulated, match=r"nodejs20\.x is not simulated"):
            create(Runtime="nodejs20.x")

    def test_images_and_signatures(self, api: Any, create: Create) -> None:
        with pytest.raises(NotSimulated, match="image_uri"):
            create(Code={"ImageUri": "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:b"})
        with pytest.raises(NotSimulated, match="source_kms_key_arn"):
            create(Code={"ZipFile": code(), "SourceKMSKeyArn": "arn:aws:kms:us-east-1:123456789012:key/1"})
        with pytest.raises(NotSimulated, match="PackageType"):
            create(PackageType="Image")
        with pytest.raises(NotSimulated, match="CodeSigningConfigArn"):
            create(CodeSigningConfigArn=f"arn:aws:lambda:us-east-1:123456789012:code-signing-config:csc-{'0' * 17}")
        with pytest.raises(NotSimulated, match="file_system_configs"):
            create(
                FileSystemConfigs=[
                    {
                        "Arn": f"arn:aws:elasticfilesystem:us-east-1:123456789012:access-point/fsap-{'0' * 17}",
                        "LocalMountPath": "/mnt/x",
                    }
                ]
            )

    def test_the_folders_go_with_the_service(self, client: Client) -> None:
        from pytest_lambda.boto.service_api import serve_boto3

        with LambdaService() as service, serve_boto3(service):
            client().create_function(
                FunctionName="echo", Runtime="python3.12", Handler="app.handler", Role=ROLE, Code={"ZipFile": code()}
            )
            folder = service["echo"].configuration.task_root
            assert (folder / "app.py").read_text() == ECHO
        assert not folder.exists()

    def test_paths_out_of_the_package_stay_in_it(self, create: Create, service: LambdaService) -> None:
        create(Code={"ZipFile": zip_of({"app.py": ECHO, "../../outside.txt": "x", "/etc/outside.txt": "y"})})
        folder = service["echo"].configuration.task_root
        assert sorted(each.name for each in folder.rglob("*") if each.is_file()) == [
            "app.py", "outside.txt", "outside.txt",
        ]  # fmt: skip


class TestBuckets:
    def test_of_moto(self, api: Any, create: Create, client: Client) -> None:
        with moto.mock_aws():
            s3 = client("s3")
            s3.create_bucket(Bucket="code-bucket")
            s3.put_object(Bucket="code-bucket", Key="a.zip", Body=code())
            answer = create(Code={"S3Bucket": "code-bucket", "S3Key": "a.zip"})
            assert answer["CodeSize"] == len(code())
            assert answer_of(api) == 1
            assert refusal(create, name="b", Code={"S3Bucket": "code-bucket", "S3Key": "none"})[1] == (
                "Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not "
                "exist."
            )

    def test_of_the_service(self, service: LambdaService, api: Any, create: Create) -> None:
        service.s3_bucket("code-bucket").put_object("a.zip", code())
        create(Code={"S3Bucket": "code-bucket", "S3Key": "a.zip"})
        assert answer_of(api) == 1
        assert "NoSuchKey" in refusal(create, name="b", Code={"S3Bucket": "code-bucket", "S3Key": "none"})[1]


class TestGet:
    def test_code_and_tags_and_concurrency(self, api: Any, create: Create) -> None:
        create(Tags={"team": "a"})
        api.put_function_concurrency(FunctionName="echo", ReservedConcurrentExecutions=7)
        answer = api.get_function(FunctionName="echo")
        assert answer["Tags"] == {"team": "a"}
        assert answer["Concurrency"] == {"ReservedConcurrentExecutions": 7}
        assert answer["Code"]["RepositoryType"] == "S3"
        location = urlsplit(answer["Code"]["Location"])
        assert Path(url2pathname(location.path)).read_bytes() == code()
        assert answer["Configuration"]["State"] == "Active"
        assert answer["Configuration"]["LastUpdateStatus"] == "Successful"

    def test_names_in_all_forms(self, api: Any, create: Create) -> None:
        create(Publish=True)
        api.create_alias(FunctionName="echo", Name="live", FunctionVersion="1")
        for name, qualifier in ((ARN, None), ("echo:live", None), (f"{ARN}:live", "live"), ("echo", "$LATEST")):
            given = {"FunctionName": name, **({"Qualifier": qualifier} if qualifier else {})}
            found = api.get_function_configuration(**given)
            assert found["FunctionArn"] == ARN + (":live" if "live" in str(given) else f":{qualifier}" if qualifier else "")
            assert found["Version"] == ("1" if "live" in str(given) else "$LATEST")

    @pytest.mark.parametrize("method", ["get_function", "get_function_configuration"])
    def test_what_is_not_there(self, api: Any, create: Create, method: str) -> None:
        call = getattr(api, method)
        assert refusal(call, FunctionName="echo") == ("ResourceNotFoundException", f"Function not found: {ARN}", 404)
        create()
        for qualifier in ("1221", "nobody"):
            assert refusal(call, FunctionName="echo", Qualifier=qualifier)[1] == f"Function not found: {ARN}:{qualifier}"
        assert refusal(call, FunctionName=f"{ARN}:1", Qualifier="2") == (
            "InvalidParameterValueException",
            "The derived qualifier from the function name does not match the specified qualifier.",
            400,
        )
        assert refusal(call, FunctionName="arn:aws:lambda:eu-west-1:123456789012:function:echo")[1] == (
            "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')"
        )

    def test_a_function_with_a_folder_of_the_tests(self, service: LambdaService, api: Any, tmp_path: Path) -> None:
        (tmp_path / "app.py").write_text(ECHO)
        service.create_function("mine", handler="app.handler", task_root=tmp_path)
        answer = api.get_function(FunctionName="mine")
        assert answer["Code"]["Location"] == tmp_path.resolve().as_uri()
        assert answer["Configuration"]["CodeSize"] == len(ECHO)
        hashes = [answer["Configuration"]["CodeSha256"]]
        for change in (
            lambda: None,
            lambda: (tmp_path / "app.py").write_text(ECHO + "\n"),
            lambda: (tmp_path / "new.py").write_text(""),
            lambda: (tmp_path / "new.py").unlink(),
        ):
            change()
            hashes.append(api.get_function(FunctionName="mine")["Configuration"]["CodeSha256"])
        assert hashes[0] == hashes[1]
        assert hashes[2] == hashes[4]
        assert len(set(hashes)) == 3

    def test_a_callable(self, service: LambdaService, api: Any) -> None:
        service.create_function("mine", handler=answer_of)
        assert api.get_function_configuration(FunctionName="mine")["Handler"].endswith("test_functions.answer_of")


class TestUpdate:
    def test_the_configuration(self, api: Any, create: Create, service: LambdaService) -> None:
        create()
        service.advance(seconds=1.5)
        answer = api.update_function_configuration(
            FunctionName="echo", Timeout=10, Environment={"Variables": {"A1": "b"}}, Description="other"
        )
        assert (status(answer), answer["Timeout"], answer["Description"]) == (200, 10, "other")
        assert answer["Environment"] == {"Variables": {"A1": "b"}}
        assert answer["LastModified"] == "2026-01-01T00:00:01.500+0000"
        assert (answer["State"], answer["LastUpdateStatus"]) == ("Active", "InProgress")
        assert answer["LastUpdateStatusReasonCode"] == "Creating"
        assert api.get_function_configuration(FunctionName="echo")["LastUpdateStatus"] == "Successful"
        assert service["echo"].configuration.timeout == 10

    def test_formats_of_the_log(self, api: Any, create: Create) -> None:
        create()
        for given, shown in (
            ({"LogFormat": "JSON", "SystemLogLevel": "DEBUG"}, ("JSON", "INFO", "DEBUG")),
            ({"LogFormat": "Text"}, ("Text", None, None)),
            ({"LogGroup": "cool_lambda"}, ("Text", None, None)),
        ):
            found = api.update_function_configuration(FunctionName="echo", LoggingConfig=given)["LoggingConfig"]
            assert (found["LogFormat"], found.get("ApplicationLogLevel"), found.get("SystemLogLevel")) == shown
        assert found["LogGroup"] == "cool_lambda"

    def test_the_code(self, api: Any, create: Create) -> None:
        create()
        assert answer_of(api) == 1
        other = code("def handler(event, context):\n    return 'other'\n")
        answer = api.update_function_code(FunctionName="echo", ZipFile=other, Architectures=["arm64"])
        assert answer["CodeSha256"] == base64.b64encode(hashlib.sha256(other).digest()).decode()
        assert (answer["LastUpdateStatus"], answer["Architectures"]) == ("InProgress", ["arm64"])
        assert answer_of(api) == "other"

    def test_a_dry_run_changes_nothing(self, api: Any, create: Create) -> None:
        before = create()
        api.update_function_code(FunctionName="echo", ZipFile=zip_of({"app.py": ""}), DryRun=True)
        assert api.get_function_configuration(FunctionName="echo")["CodeSha256"] == before["CodeSha256"]

    def test_with_a_version(self, api: Any, create: Create) -> None:
        create()
        answer = api.update_function_code(FunctionName="echo", ZipFile=code("handler = str\n"), Publish=True)
        assert (answer["Version"], answer["FunctionArn"], answer["State"]) == ("1", f"{ARN}:1", "Pending")
        assert "LastUpdateStatus" not in answer

    @pytest.mark.parametrize(
        ("method", "arguments"),
        [
            ("update_function_code", {"ZipFile": code()}),
            ("update_function_configuration", {"Timeout": 4}),
            ("publish_version", {}),
        ],
    )
    def test_revisions(self, api: Any, create: Create, method: str, arguments: dict[str, Any]) -> None:
        created = create()
        call = getattr(api, method)
        wrong = refusal(call, FunctionName="echo", RevisionId=created["RevisionId"], **arguments)
        assert wrong == (
            "PreconditionFailedException",
            "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to "
            "retrieve the latest Revision Id",
            412,
        )
        active = api.get_function_configuration(FunctionName="echo")["RevisionId"]
        assert active != created["RevisionId"]
        changed = call(FunctionName="echo", RevisionId=active, **arguments)
        after = api.get_function_configuration(FunctionName="echo")["RevisionId"]
        assert len({active, changed["RevisionId"], after}) == 3

    def test_missing(self, api: Any) -> None:
        for method, arguments in (
            ("update_function_code", {"ZipFile": b""}),
            ("update_function_configuration", {}),
            ("delete_function", {}),
            ("publish_version", {}),
        ):
            assert refusal(getattr(api, method), FunctionName="echo", **arguments) == (
                "ResourceNotFoundException", f"Function not found: {ARN}", 404,
            )  # fmt: skip


class TestLists:
    def test_functions(self, api: Any, create: Create) -> None:
        for name in ("one", "two", "three"):
            create(name, Publish=name == "two")
        found = list(api.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 2}))
        assert [[each["FunctionName"] for each in page["Functions"]] for page in found] == [["one", "two"], ["three"]]
        (first, *_) = found[0]["Functions"]
        assert "State" not in first
        assert "RuntimeVersionConfig" not in first
        every = api.list_functions(FunctionVersion="ALL")["Functions"]
        assert [each["FunctionArn"].split(":", 6)[6] for each in every] == [
            "one:$LATEST", "two:$LATEST", "two:1", "three:$LATEST",
        ]  # fmt: skip
        assert refusal(api.list_functions, FunctionVersion="invalid")[1] == (
            "1 validation error detected: Value 'invalid' at 'functionVersion' failed to satisfy constraint: Member "
            "must satisfy enum value set: [ALL]"
        )

    def test_at_most_fifty(self, api: Any, service: LambdaService) -> None:
        for number in range(53):
            service.create_function(f"f{number}", handler=answer_of)
        page = api.list_functions(MaxItems=10_000)
        assert len(page["Functions"]) == 50
        assert len(api.list_functions(Marker=page["NextMarker"])["Functions"]) == 3
        for marker in ("17", "ZnJvbSAtMQ==", "ZnJvbSDCsg=="):  # 17, from -1, from ²
            assert refusal(api.list_functions, Marker=marker)[0] == "InvalidParameterValueException"

    def test_versions(self, api: Any, create: Create) -> None:
        create(Publish=True)
        api.update_function_configuration(FunctionName="echo", Description="second")
        api.publish_version(FunctionName="echo")
        pages = api.get_paginator("list_versions_by_function").paginate(
            FunctionName="echo", PaginationConfig={"PageSize": 1}
        )
        assert [page["Versions"][0]["FunctionArn"] for page in pages] == [f"{ARN}:$LATEST", f"{ARN}:1", f"{ARN}:2"]


class TestDelete:
    def test_a_function(self, api: Any, create: Create, service: LambdaService) -> None:
        create()
        assert status(api.delete_function(FunctionName="echo")) == 204
        assert "echo" not in service
        assert create()["State"] == "Pending"

    def test_a_version(self, api: Any, create: Create) -> None:
        create(Publish=True)
        api.delete_function(FunctionName="echo", Qualifier="1")
        api.delete_function(FunctionName="echo:1")
        assert len(api.list_versions_by_function(FunctionName="echo")["Versions"]) == 1
        assert refusal(api.delete_function, FunctionName="echo", Qualifier="$LATEST")[1] == (
            "$LATEST version cannot be deleted without deleting the function."
        )
        assert refusal(api.delete_function, FunctionName="echo", Qualifier="name")[1] == (
            "Deletion of aliases is not currently supported."
        )
        assert refusal(api.delete_function, FunctionName="none", Qualifier="1")[1].endswith(":function:none")


def test_the_account(api: Any, create: Create) -> None:
    create(Publish=True)
    api.publish_layer_version(LayerName="l", Content={"ZipFile": code()})
    found = members(api.get_account_settings())
    assert found["AccountUsage"] == {"FunctionCount": 1, "TotalCodeSize": 3 * len(code())}
    assert set(found["AccountLimit"]) == {
        "TotalCodeSize", "CodeSizeUnzipped", "CodeSizeZipped", "ConcurrentExecutions", "UnreservedConcurrentExecutions",
    }  # fmt: skip


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_deprecated_asynchronous_invocation(api: Any, create: Create, service: LambdaService) -> None:
    create()
    assert api.invoke_async(FunctionName="echo", InvokeArgs=b'{"a": 1}')["Status"] == 202
    service.run()
    (invocation,) = service["echo"].invocations
    assert invocation.payload == {"a": 1}


def test_bodies_of_refusals(api: Any, create: Create) -> None:
    """As recorded: what the front end refuses has nothing but a text, the others tell whose fault it is."""
    bodies: list[dict[str, Any]] = []
    api.meta.events.register("after-call.lambda", lambda http_response, **_: bodies.append(json.loads(http_response.content)))
    _, validation, _ = refusal(create, Role="r1")
    _, missing, _ = refusal(api.get_function, FunctionName="none")
    _, invalid, _ = refusal(create, Code={})
    assert bodies == [
        {"message": validation},
        {"Type": "User", "Message": missing},
        {"Type": "User", "message": invalid},
    ]
