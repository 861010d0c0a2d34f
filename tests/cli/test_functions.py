"""`pytest-lambda functions` shows what a template declares and what is wrong with it; `invoke` takes settings from it."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest

from tests.platforms import needs_signals

from .test_main import ran
from .test_watching import Watcher, replaced

TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: {Type: String, Default: test}
Globals:
  Function: {Runtime: python3.13, Timeout: 10}
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: orders.handler
      MemorySize: 256
      Environment:
        Variables: {JOBS: !Ref Jobs, STAGE: !Ref Stage}
      Events:
        Jobs: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn, BatchSize: 5}}
        Get: {Type: HttpApi, Properties: {Path: "/orders/{id}", Method: GET}}
  Bills:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: orders.bills
      FunctionUrlConfig: {AuthType: NONE}
  Jobs:
    Type: AWS::SQS::Queue
"""
SOURCE = """
import os

def handler(event, context):
    return {"stage": os.environ["STAGE"], "jobs": os.environ["JOBS"], "memory": context.memory_limit_in_mb}

bills = lambda event, context: "bills"
"""


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "orders.py").write_text(SOURCE)
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "template.yaml"


def change(template: Path, old: str, new: str) -> None:
    text = template.read_text()
    assert old in text
    replaced(template, text.replace(old, new))


def test_a_table(stack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = ran(capsys, "functions")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "template.yaml: 2 functions"
    assert lines[2].split() == ["function", "handler", "runtime", "timeout", "memory", "code"]
    assert lines[3].split() == ["Orders", "orders.handler", "python3.13", "10", "s", "256", "MB", "src"]
    assert sorted(lines[4:6]) == ["    from GET /orders/* ServerlessHttpApi", "    from sqs Jobs"]
    assert lines[6].startswith("    with JOBS=https://sqs.us-east-1.amazonaws.com/123456789012/stack-Jobs-")
    assert lines[7] == "    with STAGE=test"
    assert lines[8].split() == ["Bills", "orders.bills", "python3.13", "10", "s", "128", "MB", "src"]
    assert "    from url" in lines
    assert "error" not in out


def test_json(stack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = ran(capsys, "functions", "template.yaml", "--json", "--template-parameters", "Stage=prod")
    found = json.loads(out)
    [orders, bills] = found["functions"]
    assert (code, found["template"]) == (0, "template.yaml")
    assert (orders["logical_id"], orders["handler"], orders["timeout"]) == ("Orders", "orders.handler", 10)
    assert orders["environment"]["STAGE"] == "prod"
    assert orders["code"] == str((stack.parent / "src").resolve())
    assert {"source": "sqs", "resource": "Jobs", "detail": "batches of 5"} in orders["triggers"]
    assert bills["triggers"] == [{"source": "url", "resource": "", "detail": ""}]
    assert all(each["severity"] == "note" for each in found["findings"])


def test_colour(stack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(stack, "orders.bills", "orders.bill")
    code, out, _ = ran(capsys, "functions", "--color", "always")
    assert code == 1
    assert "\x1b[1mtemplate.yaml: 2 functions\x1b[0m" in out
    assert "\x1b[31mBills " in out
    assert "\x1b[31merror\x1b[0m: template.yaml, line 23" in out


APPLICATIONS = Path(__file__).parents[1] / "acceptance" / "stacks" / "applications"
TEMPLATES = sorted(
    each.relative_to(APPLICATIONS).as_posix()
    for name in ("template.yaml", "serverless.yml", "cdk.out")
    for each in APPLICATIONS.glob(f"*/{name}")
)


@pytest.mark.parametrize("template", TEMPLATES)
def test_real_templates_are_right(capsys: pytest.CaptureFixture[str], template: str) -> None:
    code, out, _ = ran(capsys, "functions", str(APPLICATIONS / template), "--json")
    found = json.loads(out)
    assert (code, [each["text"] for each in found["findings"] if each["severity"] == "error"]) == (0, [])
    assert found["functions"]
    own = [each for each in found["functions"] if not each["logical_id"].startswith("BucketNotificationsHandler")]
    assert all(each["triggers"] and each["code"] for each in own)


WRONG = {
    "function of the handler": ("orders.bills", "orders.bill", "Handler 'bill' missing on module 'orders'"),
    "module of the handler": ("orders.bills", "order.bills", "No module named 'order'"),
    "code": ("CodeUri: src/\n      Handler: orders.bills", "CodeUri: sr/\n      Handler: orders.bills", "'sr/' is missing"),
    "runtime": ("Runtime: python3.13", "Runtime: python3.6", "python3.6"),
    "timeout": ("Timeout: 10", "Timeout: 901", "timeout is 901: AWS takes a whole number of seconds from 1 to 900"),
    "visibility": ("Timeout: 10", "Timeout: 31", "Queue visibility timeout: 30 seconds is less than Function timeout: 31 seconds"),
    "reference": ("!Ref Stage}", "!Ref Stag}", "Stag"),
    "property": ("MemorySize: 256", "MemorySise: 256", "MemorySise"),
    "YAML": ("Resources:\n", "Resources: [\n", "template.yaml, line "),
    "nothing in it": (TEMPLATE, "{}\n", "template.yaml"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong(stack: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, message: str) -> None:
    change(stack, old, new)
    code, out, _ = ran(capsys, "functions")
    assert code == 1, out
    errors = [line for line in out.splitlines() if line.startswith("error: ")]
    assert any(message in line for line in errors), out
    found = json.loads(ran(capsys, "functions", "--json")[1])["findings"]
    assert [each for each in found if message in each["text"] and each["severity"] == "error"]


def test_all_that_is_wrong_is_told(stack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(stack, "MemorySize: 256", "MemorySize: 64\n      Timeout: 901\n      EphemeralStorage: {Size: 1}")
    change(stack, "orders.bills", "nothing")
    _, out, _ = ran(capsys, "functions")
    errors = [line for line in out.splitlines() if line.startswith("error: ")]
    assert len(errors) == 4, out
    assert "Bad handler 'nothing'" in errors[-1]


def test_what_is_not_simulated_is_not_wrong(stack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(stack, "  Jobs:\n    Type: AWS::SQS::Queue\n", "  Jobs:\n    Type: AWS::SQS::Queue\n  Odd:\n    Type: Custom::Odd\n    Properties: {ServiceToken: x}\n")
    code, out, _ = ran(capsys, "functions")
    assert code == 0, out
    assert "not simulated: template.yaml, line 29 (Resources > Odd" in out


def test_the_usual_names(stack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.rename("template.yaml", "template.yml")
    assert ran(capsys, "functions")[1].startswith("template.yml: 2 functions\n")
    os.remove("template.yml")
    code, out, err = ran(capsys, "functions")
    assert (code, out) == (2, "")
    assert "There is no template here: expected the path of one, or template.yaml, " in err
    assert ran(capsys, "functions", "nope.yaml")[2] == "pytest-lambda functions: error: There is no template nope.yaml.\n"


def test_invoke_takes_the_settings_of_a_template(stack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["invoke", "--template", "template.yaml", "--resource", "Orders"]
    code, out, err = ran(capsys, *arguments)
    found = json.loads(out)
    assert (code, found["stage"], found["memory"]) == (0, "test", "256")
    assert found["jobs"].startswith("https://sqs.us-east-1.amazonaws.com/123456789012/stack-Jobs-")
    assert "Memory Size: 256 MB" in err
    more = ["--template-parameters", "Stage=prod", "--environment", "JOBS=none", "--memory-size", "512", "--region", "eu-west-1"]
    assert json.loads(ran(capsys, *arguments, *more)[1]) == {"stage": "prod", "jobs": "none", "memory": "512"}
    assert ran(capsys, "invoke", "orders.bills", "--template", "template.yaml")[:2] == (0, '"bills"\n')


BAD = {
    "no function": ("invoke", "No function is named: expected HANDLER, or --template and --resource."),
    "resource alone": ("invoke app.handler --resource Orders", "--resource belongs to a template: give --template as well."),
    "values alone": ("serve --kind alb app.handler --template-values a=b", "--template-values belongs to a template"),
    "missing template": ("invoke --template nope.yaml", "nope.yaml' cannot be read: No such file"),
    "none named": ("invoke --template template.yaml", "template.yaml has 2 functions, and it is not said which one is meant."),
    "wrong name": ("invoke --template template.yaml --resource Order", "Did you mean 'Orders'?"),
    "wrong name, served": ("serve --kind alb --template template.yaml --resource Order", "Did you mean 'Orders'?"),
    "unknown parameter": ("invoke --template template.yaml --resource Orders --template-parameters A=b", "[A] do not exist"),
}  # fmt: skip


@pytest.mark.parametrize(("arguments", "message"), BAD.values(), ids=BAD)
def test_mistakes(stack: Path, capsys: pytest.CaptureFixture[str], arguments: str, message: str) -> None:
    code, out, err = ran(capsys, *arguments.split())
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err


def test_code_in_the_template(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    template = tmp_path / "template.json"
    code = {"ZipFile": "def handler(event, context): return __file__"}
    function = {"Code": code, "Handler": "index.handler", "Runtime": "python3.13", "Role": "arn:aws:iam::123456789012:role/r"}
    template.write_text(json.dumps({"Resources": {"A": {"Type": "AWS::Lambda::Function", "Properties": function}}}))
    assert Path(json.loads(ran(capsys, "invoke", "--template", str(template))[1])).name == "index.py"
    code, out, _ = ran(capsys, "functions", str(template), "--json")
    assert (code, json.loads(out)["functions"][0]["code"]) == (0, "inline")
    assert list(temporary.iterdir()) == []


@needs_signals
def test_the_loop_of_a_template(stack: Path) -> None:
    watcher = Watcher(stack.parent, "invoke", "--template", "template.yaml", "--resource", "Orders")
    try:
        assert watcher.next()["payload"]["stage"] == "test"
        change(stack, "Default: test", "Default: new")
        assert watcher.until(lambda found: "payload" in found)["payload"]["stage"] == "new"
        change(stack, "Default: new", "Default: [new")
        assert "template.yaml, line " in watcher.until(lambda found: "error" in found)["error"]
        change(stack, "Default: [new", "Default: newer")
        assert watcher.until(lambda found: "payload" in found)["payload"]["stage"] == "newer"
        (stack.parent / "code").mkdir()
        replaced(stack.parent / "code" / "orders.py", "def handler(event, context): return 1")
        change(stack, "CodeUri: src/\n      Handler: orders.handler", "CodeUri: code/\n      Handler: orders.handler")
        assert watcher.until(lambda found: "payload" in found)["payload"] == 1
        replaced(stack.parent / "code" / "orders.py", "def handler(event, context): return 2")
        assert watcher.until(lambda found: found.get("payload") != 1)["payload"] == 2
        assert watcher.end() == (0, "")
    finally:
        watcher.kill()


@needs_signals
def test_the_loop_of_functions(stack: Path) -> None:
    watcher = Watcher(stack.parent, "functions")
    try:
        assert [each["severity"] for each in watcher.next()["findings"]].count("error") == 0
        replaced(stack.parent / "src" / "orders.py", "def handler(event, context): ...")
        [error] = watcher.until(lambda found: any(each["severity"] == "error" for each in found["findings"]))["findings"][:1]
        assert "Handler 'bills' missing on module 'orders'" in error["text"]
        assert watcher.end() == (0, "")
    finally:
        watcher.kill()


def test_the_loop_begins_with_a_broken_template(stack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from pytest_lambda.cli.invoke import COMMAND
    from pytest_lambda.cli.main import parsed

    stack.write_text("Resources: [")
    assert COMMAND.watched is not None
    watched = COMMAND.watched(parsed(["invoke", "--template", "template.yaml", "--watch"]))
    assert stack.resolve() in {each.resolve() for each in watched.files}
    assert watched.folders == frozenset()


def test_standard_input_is_read_once_with_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    from pytest_lambda.cli.console import Console

    monkeypatch.setattr("sys.stdin", io.StringIO("1"))
    console = Console(repeating=True)
    assert [console.read("-"), console.read("-")] == [b"1", b"1"]
