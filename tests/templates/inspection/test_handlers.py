"""Whether a handler is there is told from the source, in the words of Lambda's runtime."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_lambda.templates.inspection.handlers import wrong_with_handler

SOURCES = {
    "a function": "def handler(event, context): ...",
    "an async function": "async def handler(event, context): ...",
    "a class": "class handler: ...",
    "a lambda": "handler = lambda event, context: 1",
    "an object": "app = App()\nhandler = app.handler",
    "one of several": "first, (handler, *others) = 1, (2, 3)",
    "with a type": "handler: Handler = make()",
    "imported": "from library import handler",
    "imported by another name": "import library as handler",
    "imported with all": "from library import *",
    "under a condition": "if DEBUG:\n    pass\nelse:\n    def handler(event, context): ...",
    "tried": "try:\n    from fast import handler\nexcept ImportError:\n    handler = None",
    "in a block": "with patched():\n    def handler(event, context): ...",
    "in a case": "match STAGE:\n    case 'prod':\n        def handler(event, context): ...",
    "of a loop": "for handler in reversed(HANDLERS):\n    pass",
    "of a block": "with patched() as handler:\n    pass",
    "by a walrus": "print(handler := 1)",
    "whatever is asked for": "def __getattr__(name): ...",
}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_handler_that_is_there(tmp_path: Path, source: str) -> None:
    (tmp_path / "app.py").write_text(source)
    assert wrong_with_handler("app.handler", [tmp_path]) is None


ABSENT = {
    "another function": ("def handlr(event, context): ...", "Handler 'handler' missing on module 'app'"),
    "a function in a function": ("def outer():\n    def handler(event, context): ...", "Handler 'handler' missing"),
    "within one under a condition": ("if DEBUG:\n    def outer():\n        handler = 1", "Handler 'handler' missing"),
    "a method": ("class App:\n    def handler(self, event, context): ...", "Handler 'handler' missing on module 'app'"),
    "a name that is only read": ("print(handler)", "Handler 'handler' missing on module 'app'"),
    "no Python": ("def handler(event, context)", "Runtime.UserCodeSyntaxError: Syntax error in module 'app': expected ':'"),
    "zeros": ("\0", "Runtime.UserCodeSyntaxError: Syntax error in module 'app': source code "),
}


@pytest.mark.parametrize(("source", "message"), ABSENT.values(), ids=ABSENT)
def test_a_handler_that_is_not_there(tmp_path: Path, source: str, message: str) -> None:
    (tmp_path / "app.py").write_text(source)
    wrong = wrong_with_handler("app.handler", [tmp_path])
    assert wrong is not None
    assert message in wrong


def test_the_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("def handler(event, context): ...")
    assert str(wrong_with_handler("app.handle", [tmp_path])).endswith("Did you mean 'handler'?")


def test_folders_packages_and_layers(tmp_path: Path) -> None:
    root, layer = tmp_path / "src", tmp_path / "layer" / "python"
    (root / "api").mkdir(parents=True)
    layer.mkdir(parents=True)
    (root / "api" / "__init__.py").write_text("def handler(event, context): ...")
    (root / "api" / "orders.py").write_text("def handler(event, context): ...")
    (layer / "shared.py").write_text("def handler(event, context): ...")
    (root / "fast.cpython-313-x86_64-linux-gnu.so").touch()
    for handler in ("api.handler", "api/orders.handler", "api.orders.handler", "shared.handler", "fast.handler"):
        assert wrong_with_handler(handler, [root, layer]) is None, handler


def test_a_module_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "app.py").write_text("def handler(event, context): ...")
    monkeypatch.syspath_prepend(tmp_path)  # where the command runs is not where the function does
    elsewhere = tmp_path / "src"
    elsewhere.mkdir()
    assert wrong_with_handler("app.handler", [elsewhere]) == (
        f"Runtime.ImportModuleError: Unable to import module 'app': No module named 'app' (in {elsewhere})"
    )
    assert "No module named 'no.such'" in str(wrong_with_handler("no.such.handler", [elsewhere]))


def test_a_handler_of_a_library(tmp_path: Path) -> None:
    assert wrong_with_handler("json.loads", [tmp_path]) is None
    assert wrong_with_handler("yaml.load", [tmp_path]) is None


def test_no_module(tmp_path: Path) -> None:
    assert wrong_with_handler("handler", [tmp_path]) == (
        "Runtime.MalformedHandlerName: Bad handler 'handler': not enough values to unpack (expected 2, got 1)"
    )
