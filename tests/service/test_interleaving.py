"""Environments that run at the same time, each as if it were alone in its process."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest

from pytest_lambda import LambdaService

WORK = """
    import asyncio, contextvars, logging, os, random, signal, threading, time
    from concurrent.futures import ThreadPoolExecutor

    number = contextvars.ContextVar("number", default=None)
    log = logging.getLogger("work")
    log.setLevel("INFO")

    def later(seconds, value):
        time.sleep(seconds)
        return value

    async def one(n, i):
        await asyncio.sleep(i)
        return await asyncio.to_thread(later, 0.5, n * 10 + i)

    async def loops(n):
        found = await asyncio.gather(*(one(n, i) for i in range(3)))
        try:
            await asyncio.wait_for(asyncio.sleep(100), 2)
        except asyncio.TimeoutError:
            found.append("timeout")
        return found

    def handler(event, context):
        n = event["n"]
        number.set(n)
        os.environ["NUMBER"] = str(n)
        os.makedirs(f"/tmp/{n}", exist_ok=True)
        os.chdir(f"/tmp/{n}")
        with open("/tmp/number", "w") as file:
            file.write(str(n))
        signal.signal(signal.SIGUSR1, lambda *arguments: n)
        random.seed(n)
        drawn = random.random()
        log.info("begin %s", n)
        print("printed", n)
        in_loop = asyncio.run(loops(n))
        with ThreadPoolExecutor(2) as pool:
            in_pool = list(pool.map(lambda i: later(1, i * n), range(4)))
        event = threading.Event()
        timer = threading.Timer(3, event.set)
        timer.start()
        waited = event.wait(10)
        timer.join()
        random.seed(n)
        log.info("end %s", n)
        with open("/tmp/number") as file:
            written = file.read()
        return {
            "n": n, "variable": number.get(), "environ": os.environ["NUMBER"], "file": written,
            "folder": os.path.basename(os.getcwd()), "loop": in_loop, "pool": in_pool, "waited": waited,
            "signal": signal.getsignal(signal.SIGUSR1)(0), "random": random.random() == drawn,
        }
"""

POWERTOOLS = """
    import time
    from aws_lambda_powertools import Logger, Metrics
    from aws_lambda_powertools.metrics import MetricUnit

    logger = Logger(service="orders")
    metrics = Metrics(namespace="Shop", service="orders")

    @logger.inject_lambda_context(clear_state=True)
    @metrics.log_metrics(capture_cold_start_metric=True)
    def handler(event, context):
        logger.append_keys(n=event["n"])
        metrics.add_metric(name="Orders", unit=MetricUnit.Count, value=event["n"])
        time.sleep(event["sleep"])
        logger.info("done")
        return event["n"]
"""


@pytest.mark.parametrize("schedule", ["fifo", "random"])
def test_nothing_of_one_environment_shows_in_another(tmp_path: Path, schedule: str) -> None:
    (tmp_path / "work.py").write_text(dedent(WORK))
    with LambdaService(schedule=schedule) as service:
        function = service.create_function("work", handler="work.handler", task_root=tmp_path, timeout=60)
        for n in range(3):
            function.invoke({"n": n}, invocation_type="Event")
        service.advance(seconds=4)
        for n in range(3, 5):
            function.invoke({"n": n}, invocation_type="Event")
        service.run()
        assert len(function.environments) == 5
        assert sorted(result.payload["n"] for result in function.invocations) == list(range(5))
        for result in function.invocations:
            n = result.payload["n"]
            assert result.payload == {
                "n": n, "variable": n, "environ": str(n), "file": str(n), "folder": str(n),
                "loop": [n * 10, n * 10 + 1, n * 10 + 2, "timeout"], "pool": [0, n, 2 * n, 3 * n],
                "waited": True, "signal": n, "random": True,
            }  # fmt: skip
            assert result.logs.messages == (f"begin {n}", f"end {n}")
            assert f"printed {n}\n" in result.logs.function_text
            # two sleeps and a thread in the loop, a timeout, two rounds of the pool, a timer
            assert result.duration_ms == pytest.approx(2_500 + 2_000 + 2_000 + 3_000, abs=1)


def test_powertools_in_each_environment(tmp_path: Path) -> None:
    pytest.importorskip("aws_lambda_powertools")
    (tmp_path / "app.py").write_text(dedent(POWERTOOLS))
    with LambdaService() as service:
        function = service.create_function("orders", handler="app.handler", task_root=tmp_path, timeout=60)
        for n, seconds in ((1, 5), (2, 2), (4, 3)):
            function.invoke({"n": n, "sleep": seconds}, invocation_type="Event")
        service.run()
        for result in function.invocations:
            lines = [json.loads(line) for line in result.logs.function_text.splitlines() if line.startswith("{")]
            [record] = [line for line in lines if "message" in line]
            assert (record["n"], record["cold_start"]) == (result.payload, True)
            assert record["function_request_id"] == result.request_id
            [metric] = [line for line in lines if "Orders" in line]
            assert metric["Orders"] == [result.payload]
        shop = service.metrics.namespace("Shop")
        assert shop["Orders"].sum(service="orders") == 7
        assert shop["ColdStart"].sum(service="orders", function_name="orders") == 3
        assert service.emf_problems == ()


def test_named_loggers_stay_with_their_environment(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(dedent("""
        import io, logging, time

        stream = io.StringIO()
        log = logging.getLogger("named")
        log.addHandler(logging.StreamHandler(stream))
        log.setLevel("INFO")
        log.propagate = False

        def handler(event, context):
            log.info("begin %s", event)
            time.sleep(event)
            log.info("end %s", event)
            return stream.getvalue()
    """))
    with LambdaService() as service:
        function = service.create_function("named", handler="app.handler", task_root=tmp_path, timeout=60)
        for seconds in (3, 1, 2):
            function.invoke(seconds, invocation_type="Event")
        service.run()
        assert [result.payload for result in function.invocations] == [f"begin {n}\nend {n}\n" for n in (3, 1, 2)]
