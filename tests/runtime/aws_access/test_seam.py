"""Where and when the methods of botocore are wrapped."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from pytest_lambda.runtime.aws_access.guard import EndpointGuard
from pytest_lambda.runtime.aws_access.refusal import AwsCallRefused
from pytest_lambda.runtime.aws_access.seam import Seam, SeamFinder

if TYPE_CHECKING:
    from .conftest import Running

ROOT = Path(__file__).parents[3]


def python(code: str) -> str:
    """Run a script in an interpreter that has imported nothing yet."""
    script = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{code}"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_an_import_inside_the_handler_is_caught() -> None:
    pytest.importorskip("boto3")
    printed = python(
        """
from pytest_lambda.runtime.aws_access.guard import EndpointGuard
guard = EndpointGuard()
assert "botocore" not in sys.modules
for _ in range(2):
    guard.swap_in()
    import boto3
    try:
        boto3.client("sqs", "us-east-1", aws_access_key_id="x", aws_secret_access_key="y").list_queues()
    except Exception as error:
        print(type(error).__name__, error.call.client_made_at.line)
    guard.swap_out()
import botocore.httpsession
print(type(botocore.httpsession.__loader__).__name__, type(botocore.httpsession.__spec__.loader).__name__)
"""
    )

    assert printed.splitlines() == [
        "AwsCallRefused 10",
        "AwsCallRefused 10",
        "SourceFileLoader SourceFileLoader",
    ]


def test_a_guard_imports_nothing_of_the_sdk_and_leaves_one_finder() -> None:
    printed = python(
        """
from pytest_lambda.runtime.aws_access.guard import EndpointGuard
before = len(sys.meta_path)
for _ in range(3):
    guard = EndpointGuard()
    guard.swap_in()
    guard.swap_out()
print(len(sys.meta_path) - before, [name for name in sys.modules if "boto" in name])
"""
    )

    assert printed.split() == ["1", "[]"]


class TestOnABotocoreOfOurs:
    """The rules, on modules small enough to be read here."""

    SOURCE = "class Session:\n    def send(self, request):\n        return 'network'\n"

    @pytest.fixture
    def seam(self) -> Seam:
        return Seam("wire_of_ours", "Session", "send", lambda send: lambda self, request: f"guarded {request}")

    @pytest.fixture
    def wire(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
        monkeypatch.setattr(sys, "meta_path", sys.meta_path[:])
        monkeypatch.delitem(sys.modules, "wire_of_ours", raising=False)
        monkeypatch.setattr(sys, "dont_write_bytecode", True)
        path = tmp_path / "wire_of_ours.py"
        path.write_text(self.SOURCE)
        return path

    @staticmethod
    def sent(request: str = "x") -> Any:
        return sys.modules["wire_of_ours"].Session().send(request)

    def imported(self) -> ModuleType:
        import wire_of_ours

        module: ModuleType = wire_of_ours
        return module

    def test_a_module_that_is_imported_already(self, wire: Path, seam: Seam) -> None:
        seam.ensure()
        self.imported()
        assert self.sent() == "network"

        seam.ensure()
        assert self.sent() == "guarded x"

    def test_a_module_that_is_imported_later(self, wire: Path, seam: Seam) -> None:
        SeamFinder([seam]).install()
        self.imported()

        assert self.sent() == "guarded x"

    def test_a_module_that_is_executed_again(self, wire: Path, seam: Seam) -> None:
        import importlib

        SeamFinder([seam]).install()
        importlib.reload(self.imported())

        assert self.sent() == "guarded x"

    @pytest.mark.parametrize("place", [0, 1])
    def test_a_finder_that_asks_the_others_itself(self, wire: Path, seam: Seam, place: int) -> None:
        class Asking(MetaPathFinder):
            def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
                others = (each.find_spec(name, path, target) for each in sys.meta_path if each is not self)
                return next((spec for spec in others if spec is not None), None)

        SeamFinder([seam]).install()
        sys.meta_path.insert(place, Asking())
        self.imported()

        assert self.sent() == "guarded x"

    def test_it_is_wrapped_once(self, wire: Path) -> None:
        seam = Seam("wire_of_ours", "Session", "send", lambda send: lambda *args: ["wrapped", send(*args)])
        self.imported()
        seam.ensure()
        seam.ensure()

        assert self.sent() == ["wrapped", "network"]

    def test_a_stand_in_of_the_test_is_left_alone(
        self, wire: Path, seam: Seam, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        session = self.imported().Session
        with monkeypatch.context() as patch:
            patch.setattr(session, "send", lambda self, request: "stand-in")
            seam.ensure()
            assert self.sent() == "stand-in"

        # the undoing has put the unwrapped method back
        assert self.sent() == "network"
        seam.ensure()
        assert self.sent() == "guarded x"

    def test_a_class_that_is_replaced_by_a_mock_is_left_alone(self, wire: Path, seam: Seam) -> None:
        from unittest.mock import MagicMock

        module = self.imported()
        module.Session = MagicMock()
        module.Session.return_value.send.return_value = "mock"
        seam.ensure()

        assert self.sent() == "mock"

    def test_a_module_without_the_class_is_no_concern(self, wire: Path, seam: Seam) -> None:
        wire.write_text("")
        SeamFinder([seam]).install()

        assert not hasattr(self.imported(), "Session")

    def test_a_module_that_does_not_exist(self, wire: Path, seam: Seam) -> None:
        wire.unlink()
        SeamFinder([seam]).install()

        with pytest.raises(ModuleNotFoundError):
            self.imported()


def test_an_asynchronous_client(guard: EndpointGuard) -> None:
    session_module = pytest.importorskip("aiobotocore.session")

    async def handler() -> None:
        async with session_module.get_session().create_client("sqs") as client:
            await client.list_queues()

    with pytest.raises(AwsCallRefused) as caught:
        asyncio.run(handler())
    call = caught.value.call
    assert (call.service, call.operation) == ("sqs", "ListQueues")
    assert call.called_at is not None
    assert call.client_made_at is not None
    assert call.called_at.file == call.client_made_at.file == __file__
    assert call.called_at.line == call.client_made_at.line + 1


def test_a_test_that_replaces_the_session_answers_for_itself(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    boto3 = pytest.importorskip("boto3")
    from botocore.awsrequest import AWSResponse
    from botocore.httpsession import URLLib3Session

    class Raw:
        def stream(self) -> list[bytes]:
            return [b'{"QueueUrls": ["from the test"]}']

    def send(self: Any, request: Any) -> AWSResponse:
        return AWSResponse(request.url, 200, {}, Raw())

    monkeypatch.setattr(URLLib3Session, "send", send)
    with running(EndpointGuard()):
        assert boto3.client("sqs").list_queues()["QueueUrls"] == ["from the test"]
