"""A function that is served: it begins ahead of the first request, and says in one line why it cannot."""

from __future__ import annotations

import pytest

from pytest_lambda import ConfigurationError, World
from pytest_lambda.gateway.serving.served import ServedFunction


def served(tmp_path, text: str, handler: str = "served_app.handler", **settings) -> ServedFunction:
    (tmp_path / "served_app.py").write_text(text)
    return ServedFunction(handler, task_root=tmp_path, **settings)


def test_init_runs_once_and_what_it_prints_is_shown(tmp_path, capsys):
    with served(tmp_path, "print('init')\ndef handler(event, context): return event") as function:
        function.start()
        assert capsys.readouterr().err == "init\n"
        result = function.invoke(1)
        assert (result.payload, result.cold_start, result.init_duration_ms is not None) == (1, True, True)
        assert "init\n" in result.logs.text
        assert capsys.readouterr() == ("", "")


def test_the_last_invocation_is_remembered(tmp_path):
    with served(tmp_path, "def handler(event, context): return event") as function:
        results = [function.invoke(number) for number in range(3)]
        assert function.invocations == (results[-1],)


def test_account_and_region(tmp_path):
    with served(tmp_path, "", world=World("111122223333", "eu-west-1")) as function:
        assert function.arn == "arn:aws:lambda:eu-west-1:111122223333:function:function"


BAD = {
    "no module": ("", "nothing.handler", "ModuleNotFoundError: No module named 'nothing'."),
    "no handler": ("", "served_app.nothing", "Handler 'nothing' missing on module 'served_app'."),
    "no dot": ("", "served_app", "Bad handler 'served_app': not enough values to unpack (expected 2, got 1)."),
    "missing import": ("\nimport absent_library", None, "No module named 'absent_library' ({file}, line 2)."),
    "exception": ("\n\nraise ValueError('no table')", None, "ValueError: no table ({file}, line 3)."),
    "syntax": ("def handler(:", None, "invalid syntax (served_app.py, line 1)."),
    "exit": ("import sys\nsys.exit(3)", None, "SystemExit: 3 ({file}, line 2)."),
}


@pytest.mark.parametrize("name", BAD)
def test_why_it_cannot_be_served(tmp_path, capsys, name):
    text, handler, reason = BAD[name]
    with served(tmp_path, text, handler or "served_app.handler") as function:
        with pytest.raises(ConfigurationError) as caught:
            function.start()
        assert function.environments == ()
    message = str(caught.value)
    assert message.startswith(f"{handler or 'served_app.handler'!r} cannot be served: ")
    assert reason.format(file=tmp_path / "served_app.py") in message
    assert str(tmp_path) in message
    assert capsys.readouterr() == ("", "")
