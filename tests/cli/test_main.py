"""What goes wrong on the command line is said in one line, with exit code 2."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import pytest_lambda
from pytest_lambda.cli.main import main


def ran(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command."""
    try:
        code = main(arguments)
    except SystemExit as ended:
        code = ended.code
    return code, *capsys.readouterr()


@pytest.fixture
def app(tmp_path, monkeypatch):
    (tmp_path / "app.py").write_text("def handler(event, context): return event")
    (tmp_path / "broken.py").write_text("raise ValueError('no table')")
    (tmp_path / "api.json").write_text("{}")
    monkeypatch.chdir(tmp_path)


def test_version(capsys):
    assert ran(capsys, "--version") == (0, f"pytest-aws-lambda {pytest_lambda.__version__}\n", "")


def test_the_package_is_a_command():
    root = Path(pytest_lambda.__file__).parents[1]
    command = [sys.executable, "-m", "pytest_lambda", "--version"]
    assert subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout.startswith("pytest-aws-lambda ")


def test_help_has_the_settings_of_the_kind(capsys):
    code, out, _ = ran(capsys, "serve", "--kind", "http-api", "--help")
    assert code == 0
    assert "settings of kind http-api" in out
    assert "--payload-format" in out
    assert "--payload-format" not in ran(capsys, "serve", "--help")[1]


BAD = {
    "no command": ("", "the following arguments are required: COMMAND"),
    "unknown command": ("sreve", "invalid choice: 'sreve'"),
    "no handler": ("serve --kind http-api", "No function is named: expected HANDLER, or --template and --resource."),
    "no kind": ("serve app.handler", "the following arguments are required: --kind"),
    "unknown kind": ("serve app.handler --kind httpapi", "argument --kind: invalid choice: 'httpapi'"),
    "kind without a value": ("serve app.handler --kind", "argument --kind: expected one argument"),
    "unknown option": ("serve app.handler --kind http-api --prot 1", "unrecognized arguments: --prot 1"),
    "abbreviated option": ("serve app.handler --kind http-api --pay 1.0", "unrecognized arguments: --pay 1.0"),
    "option of another kind": ("serve app.handler --kind alb --payload-format 1.0", "unrecognized arguments: --payload-format 1.0"),
    "port": ("serve app.handler --kind http-api --port 65536", "argument --port: is '65536': expected a number from 0 to 65535"),
    "variable": ("serve app.handler --kind http-api --environment TABLE", "argument --environment: is 'TABLE': expected NAME=value"),
    "number": ("serve app.handler --kind http-api --timeout long", "argument --timeout: invalid int value: 'long'"),
    "JSON": ("serve app.handler --kind http-api --cors *", "argument --cors: is '*', which is no JSON"),
    "JSON of another kind": ("serve app.handler --kind http-api --cors []", "argument --cors: is '[]': expected an object"),
    "value that AWS refuses": ("serve app.handler --kind http-api --timeout 901", "timeout is 901: AWS takes"),
    "task root": ("serve app.handler --kind http-api --task-root nowhere", "task_root is 'nowhere', which is missing"),
    "setting's value": ("serve app.handler --kind http-api --payload-format 3.0", "'3.0'"),
    "route": ("serve app.handler --kind http-api --route pets", "routes has 'pets': expected a method and a path"),
    "routes where there are none": ("serve app.handler --kind alb --route /pets", "routes= is no setting of kind 'alb'."),
    "document": ("serve app.handler --kind http-api --openapi api.json", "api.json"),
    "account": ("serve app.handler --kind http-api --account 1", "account is '1': expected twelve digits"),
    "handler": ("serve app.nothing --kind http-api --port 0", "'app.nothing' cannot be served: Handler 'nothing' missing on module 'app'"),
    "module": ("serve absent.handler --kind http-api --port 0", "No module named 'absent'"),
    "import": ("serve broken.handler --kind http-api --port 0", "ValueError: no table ("),
    "host": ("serve app.handler --kind http-api --host 192.0.2.1", "192.0.2.1:8000 cannot be served: "),
}  # fmt: skip


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_is_said_in_one_line(capsys, name):
    line, reason = BAD[name]
    code, out, err = ran(capsys, *line.split())
    assert (code, out) == (2, "")
    assert reason in err
    assert err.startswith("pytest-lambda")
    assert ": error: " in err
    assert "Traceback" not in err


@pytest.mark.usefixtures("app")
def test_ctrl_c_during_init(capsys):
    Path("slow.py").write_text("import signal\nsignal.default_int_handler(signal.SIGINT, None)")
    assert ran(capsys, "serve", "slow.handler", "--kind", "http-api", "--port", "0") == (130, "", "")


@pytest.mark.usefixtures("app")
def test_a_port_in_use(capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, _, err = ran(capsys, "serve", "app.handler", "--kind", "http-api", "--port", str(port))
    assert code == 2
    reason = os.strerror(errno.EADDRINUSE)
    assert err == (
        f"pytest-lambda serve: error: 127.0.0.1:{port} cannot be served: {reason}. Take another port; 0 stands for "
        "any that is free.\n"
    )


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("library", "what"),
    [
        ("uvicorn", "The development server needs uvicorn, which is not installed. Mend it with"),
        ("watchfiles", "Reload on change needs watchfiles, which is not installed. Go without it, or mend it with"),
    ],
    ids=["uvicorn", "watchfiles"],
)
def test_a_missing_extra_is_named(capsys, monkeypatch, library, what):
    for module in [name for name in sys.modules if name.startswith("pytest_lambda.gateway.serving.")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, library, None)
    code, _, err = ran(capsys, "serve", "app.handler", "--kind", "http-api")
    assert code == 2
    assert err == f"pytest-lambda serve: error: {what}\n  pip install 'pytest-aws-lambda[serve]'\n"
