"""Environments that are initialised ahead: provisioned concurrency and SnapStart (G2, G8, F12, F13)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pytest_lambda import LambdaService
from pytest_lambda.service.snap_start import SnapStartTimeoutException

from .conftest import Deploy

SLOW = """
import os
import time

time.sleep({init})

def handler(event, context):
    return os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"]
"""


class TestProvisioned:
    @pytest.mark.parametrize(
        ("init", "timeout", "status"),
        [(129, 3, "READY"), (131, 3, "FAILED"), (140, 150, "READY"), (151, 150, "FAILED")],
    )
    def test_the_limit_of_its_init(
        self, service: LambdaService, deploy: Deploy, init: int, timeout: int, status: str
    ) -> None:  # G2: the larger one of 130 seconds and the timeout
        function = deploy(service, SLOW.format(init=init), timeout=timeout)
        version = function.publish_version().version
        function.put_provisioned_concurrency_config(qualifier=version, provisioned_concurrent_executions=1)
        service.run()
        assert function.get_provisioned_concurrency_config(qualifier=version).status == status

    def test_its_first_invocation_is_warm_and_reports_the_init(self, service: LambdaService, deploy: Deploy) -> None:
        function = deploy(service, SLOW.format(init=20))
        version = function.publish_version().version
        function.put_provisioned_concurrency_config(qualifier=version, provisioned_concurrent_executions=1)
        service.run()
        first, second = function.invoke(qualifier=version), function.invoke(qualifier=version)
        assert (first.payload, first.cold_start, first.init_duration_ms) == ("provisioned-concurrency", False, 20_000.0)
        assert "INIT_REPORT Init Duration: 20000.00 ms\tPhase: init\n" in first.logs.text  # G51
        assert (second.cold_start, second.init_duration_ms) == (False, None)
        assert first.start_time == first.end_time

    def test_extensions_run_there_as_well(self, service: LambdaService, deploy: Deploy) -> None:
        function = deploy(service, SLOW.format(init=1))
        kinds: list[str] = []
        function.register_extension(lambda event: kinds.append(event["eventType"]), name="e")
        version = function.publish_version().version
        function.put_provisioned_concurrency_config(qualifier=version, provisioned_concurrent_executions=2)
        service.run()
        function.invoke(qualifier=version)
        function.delete_provisioned_concurrency_config(qualifier=version)
        service.run()
        assert kinds == ["INVOKE", "SHUTDOWN", "SHUTDOWN"]
        assert function.environments == ()


HOOKS = """
import os
import time

from snapshot_restore_py import register_after_restore, register_before_snapshot

seen = ["module"]
made = time.time()
register_before_snapshot(lambda: seen.append("before 1"))
register_before_snapshot(lambda: seen.append("before 2"))
register_after_restore(lambda: (time.sleep({restore}), seen.append("after 1")))
register_after_restore(lambda: seen.append("after 2"))
time.sleep({init})
print("module is done")

def handler(event, context):
    time.sleep(event)
    kind = os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"]
    return {{"seen": seen, "age": time.time() - made, "kind": kind, "left": context.get_remaining_time_in_millis()}}
"""


def hooks(*, init: float = 20, restore: float = 1) -> str:
    return HOOKS.format(init=init, restore=restore)


class TestSnapStart:
    def deploy(self, service: LambdaService, deploy: Deploy, source: str, **settings: Any):
        return deploy(service, source, snap_start="PublishedVersions", **{"timeout": 30, **settings})

    def test_the_init_runs_when_the_version_is_published(self, service: LambdaService, deploy: Deploy) -> None:
        function = self.deploy(service, deploy, hooks())
        began = service.now()
        version = function.publish_version().version
        assert service.now() - began == timedelta(seconds=20)
        assert function.environments == ()
        service.advance(hours=1)
        result = function.invoke(0, qualifier=version)
        assert result.payload == {
            "seen": ["module", "before 2", "before 1", "after 1", "after 2"],
            "age": 3621.0,  # the module is as old as the snapshot
            "kind": "snap-start",
            "left": 30_000,  # the restore is outside the deadline
        }
        assert (result.cold_start, result.init_duration_ms) == (True, None)
        assert (result.duration_ms, result.billed_duration_ms) == (0.0, 1000)
        assert result.end_time - result.start_time == timedelta(seconds=1)

    def test_what_the_logs_say(self, service: LambdaService, deploy: Deploy) -> None:
        function = self.deploy(service, deploy, hooks())
        version = function.publish_version().version
        published = [event.message for event in service.log_groups["/aws/lambda/orders"].events]
        assert published[0].startswith("INIT_START Runtime Version: python:")
        assert published[1:] == ["module is done", "INIT_REPORT Init Duration: 20000.00 ms\tPhase: init"]
        result = function.invoke(0, qualifier=version)
        lines = [event.message for event in result.logs]
        assert lines[0].startswith("RESTORE_START Runtime Version: python:")
        assert lines[1:3] == ["RESTORE_REPORT Restore Duration: 1000.00 ms", f"START RequestId: {result.request_id} Version: 1"]
        assert "Restore Duration: 1000.00 ms" in lines[-1]
        assert "Init Duration" not in lines[-1]

    def test_further_environments_are_restored_too(self, service: LambdaService, deploy: Deploy) -> None:
        function = self.deploy(service, deploy, hooks())
        version = function.publish_version().version
        for _ in range(3):
            function.invoke(5, qualifier=version, invocation_type="Event")
        began = service.now()
        service.run()
        assert service.now() - began == timedelta(seconds=6)
        assert len(function.environments) == 3
        for result in function.invocations:
            assert result.payload["seen"] == ["module", "before 2", "before 1", "after 1", "after 2"]
            assert (result.cold_start, result.init_duration_ms, result.billed_duration_ms) == (True, None, 6000)
            assert "module is done" not in result.logs.text

    def test_warm_ones_are_not_restored_again(self, service: LambdaService, deploy: Deploy) -> None:
        function = self.deploy(service, deploy, hooks())
        version = function.publish_version().version
        function.invoke(0, qualifier=version)
        warm = function.invoke(0, qualifier=version)
        assert (warm.cold_start, warm.billed_duration_ms) == (False, 1)
        assert len(warm.payload["seen"]) == 5
        assert "RESTORE" not in warm.logs.text

    def test_latest_has_no_snapshot(self, service: LambdaService, deploy: Deploy) -> None:
        function = self.deploy(service, deploy, hooks(init=2))
        result = function.invoke(0)
        assert (result.payload["seen"], result.payload["kind"]) == (["module"], "on-demand")
        assert result.init_duration_ms == 2000.0

    def test_its_hooks_are_its_own(self, service: LambdaService, deploy: Deploy) -> None:
        function = self.deploy(service, deploy, hooks(init=2))
        version = function.publish_version().version
        function.invoke(0)  # registers hooks, too
        seen = ["module", "before 2", "before 1", "after 1", "after 2"]
        assert function.invoke(0, qualifier=version).payload["seen"] == seen

    def test_other_versions_have_none(self, service: LambdaService, deploy: Deploy) -> None:
        function = deploy(service, hooks(init=2))
        began = service.now()
        version = function.publish_version().version
        assert service.now() == began
        assert function.invoke(0, qualifier=version).payload["kind"] == "on-demand"

    def test_the_init_may_take_longer_than_ten_seconds(self, service: LambdaService, deploy: Deploy) -> None:  # G2
        function = self.deploy(service, deploy, hooks(init=125))
        version = function.publish_version().version
        assert function.invoke(0, qualifier=version).ok

    @pytest.mark.parametrize(("restore", "fits"), [(9.9, True), (10.1, False)])
    def test_ten_seconds_for_the_restore(
        self, service: LambdaService, deploy: Deploy, restore: float, fits: bool
    ) -> None:  # G8
        function = self.deploy(service, deploy, hooks(restore=restore))
        version = function.publish_version().version
        if fits:
            assert function.invoke(0, qualifier=version).ok
            return
        began = service.now()
        with pytest.raises(SnapStartTimeoutException, match="couldn't restore") as refused:
            function.invoke(0, qualifier=version)
        assert service.now() - began == timedelta(seconds=10)
        assert (refused.value.code, refused.value.status_code) == ("SnapStartTimeoutException", 408)

    @pytest.mark.parametrize(
        ("hook", "status"), [("register_before_snapshot", 64), ("register_after_restore", 65)]
    )
    def test_failing_hooks(self, service: LambdaService, deploy: Deploy, hook: str, status: int) -> None:  # G8
        source = f"""
import snapshot_restore_py

def fail():
    raise KeyError("no key")

snapshot_restore_py.{hook}(fail)

def handler(event, context):
    return 1
"""
        function = self.deploy(service, deploy, source)
        version = function.publish_version().version
        result = function.invoke(0, qualifier=version)
        assert result.error.type == "KeyError"
        kind = "Runtime.BeforeSnapshotError" if status == 64 else "Runtime.AfterRestoreError"
        assert kind in service.log_groups["/aws/lambda/orders"].text

    def test_publishing_nothing_new_takes_no_snapshot(self, service: LambdaService, deploy: Deploy) -> None:
        function = self.deploy(service, deploy, hooks())
        assert function.publish_version().version == "1"
        began = service.now()
        assert function.publish_version().version == "1"
        assert service.now() == began

    def test_after_a_lost_process(self, service: LambdaService, deploy: Deploy) -> None:
        function = self.deploy(service, deploy, hooks(init=2), timeout=5)
        version = function.publish_version().version
        assert function.invoke(60, qualifier=version).timed_out
        again = function.invoke(0, qualifier=version)
        assert again.ok
        assert again.cold_start

    @pytest.mark.parametrize("end", ["the function", "the service"])
    def test_an_unused_snapshot_leaves_nothing_behind(self, service: LambdaService, deploy: Deploy, end: str) -> None:
        function = self.deploy(service, deploy, hooks())
        version = function.publish_version().version
        snapshot = function.revision(version).pool.snapshot
        assert snapshot is not None
        tmp = snapshot.tmp
        assert tmp.exists()
        if end == "the function":
            service.delete_function(function)
        else:
            service.close()
        assert not tmp.exists()
