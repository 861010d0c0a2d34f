"""Environment variables: set for the function, gone for the test (R180-R183)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_lambda import World
from tests.leak_census import no_leaks
from tests.runtime.conftest import Deploy

pytestmark = pytest.mark.usefixtures("leak_census")

READING = "import os\nat_init = dict(os.environ)\ndef handler(event, context): return [at_init.get(event), os.environ.get(event)]"
SHOWING = "import os\ndef handler(event, context): return dict(os.environ)"


# --- AWS's own set (R180-R183)


def test_the_functions_variables(deploy: Deploy) -> None:
    function = deploy(
        SHOWING, runtime="python3.13", function_name="orders", memory_size=256, world=World(region="eu-west-1")
    )
    seen = function({})
    root = str(function.configuration.task_root)
    expected = {
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
        "AWS_LAMBDA_FUNCTION_NAME": "orders",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/orders",
        "AWS_LAMBDA_LOG_STREAM_NAME": function.environments[0].log_stream_name,
        "AWS_LAMBDA_RUNTIME_API": "169.254.100.1:9001",
        "AWS_REGION": "eu-west-1",
        "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
        "AWS_XRAY_DAEMON_ADDRESS": "169.254.100.1:2000",
        "LAMBDA_RUNTIME_DIR": "/var/runtime",
        "LAMBDA_TASK_ROOT": root,
        "LANG": "en_US.UTF-8",
        "LC_CTYPE": "C.UTF-8",
        "PWD": root,
        "SHLVL": "0",
        "TZ": ":UTC",
        "_AWS_XRAY_DAEMON_ADDRESS": "169.254.100.1",
        "_AWS_XRAY_DAEMON_PORT": "2000",
        "_HANDLER": "app.handler",
    }
    assert {name: seen.get(name) for name in expected} == expected
    assert {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "_X_AMZN_TRACE_ID", "PATH"} <= set(seen)


def test_variables_that_depend_on_settings(deploy: Deploy) -> None:
    plain = deploy(SHOWING, runtime="python3.11")({})
    assert not {"LC_CTYPE", "AWS_LAMBDA_LOG_FORMAT", "AWS_LAMBDA_LOG_LEVEL"} & (set(plain) - set(os.environ))
    seen = deploy(SHOWING, runtime="python3.11", log_format="JSON", function_version="7")({})
    assert seen["AWS_LAMBDA_LOG_FORMAT"] == "JSON"
    assert seen["AWS_LAMBDA_LOG_LEVEL"] == "INFO"  # G55
    assert seen["AWS_LAMBDA_FUNCTION_VERSION"] == "7"
    assert deploy(SHOWING, application_log_level="DEBUG")({})["AWS_LAMBDA_LOG_LEVEL"] == "DEBUG"


def test_the_trace_id(deploy: Deploy) -> None:  # R182
    function = deploy(READING)
    given_header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"
    at_init, own = function("_X_AMZN_TRACE_ID")
    assert at_init is None
    assert own.startswith("Root=1-")
    assert function.invoke("_X_AMZN_TRACE_ID", trace_id=given_header).payload == [None, given_header]
    assert function("_X_AMZN_TRACE_ID")[1] not in (own, given_header)


def test_configured_variables(deploy: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOTH", "host")
    function = deploy(READING, environment={"TABLE": "orders", "BOTH": "function", "LANG": "de_DE.UTF-8"})
    assert function("TABLE") == ["orders", "orders"]
    assert function("BOTH") == ["function", "function"]
    assert function("LANG") == ["de_DE.UTF-8", "de_DE.UTF-8"]
    assert os.environ["BOTH"] == "host"
    assert "TABLE" not in os.environ


# --- the host's variables show, and what the test changes is followed


def test_the_host_shows_and_changes_are_followed(deploy: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OF_THE_TEST", "one")
    function = deploy(READING)
    assert function("OF_THE_TEST") == ["one", "one"]
    monkeypatch.setenv("OF_THE_TEST", "two")
    assert function("OF_THE_TEST") == ["one", "two"]
    monkeypatch.setenv("LATER", "new")
    assert function("LATER") == [None, "new"]
    monkeypatch.delenv("OF_THE_TEST")
    assert function("OF_THE_TEST") == ["one", None]
    function.cold_start()
    assert function("OF_THE_TEST") == [None, None]
    assert function("LATER") == ["new", "new"]


def test_what_the_function_changes_stays_its_own(deploy: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:  # R140
    monkeypatch.setenv("SHARED", "test")
    monkeypatch.setenv("REMOVED", "test")
    function = deploy("""
import os
def handler(event, context):
    seen = [os.environ.get("SHARED"), os.environ.get("REMOVED"), os.environ.get("OWN")]
    os.environ["SHARED"] = "function"
    os.environ.pop("REMOVED", None)
    os.environ.setdefault("OWN", "x")
    return seen
""")
    assert function({}) == ["test", "test", None]
    assert (os.environ["SHARED"], os.environ["REMOVED"], "OWN" in os.environ) == ("test", "test", False)
    assert function({}) == ["function", None, "x"]
    function.cold_start()
    assert function({}) == ["test", "test", None]


def test_a_change_of_the_test_wins_over_one_of_the_function(deploy: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAME", "one")
    function = deploy("import os\ndef handler(event, context):\n    seen = os.environ['NAME']\n    os.environ['NAME'] = 'own'\n    return seen")
    assert [function({}), function({})] == ["one", "own"]
    monkeypatch.setenv("NAME", "two")
    assert [function({}), function({})] == ["two", "own"]


@pytest.mark.parametrize("how", ["dict", "attribute"])
def test_patches_of_the_whole_mapping(deploy: Deploy, how: str) -> None:
    function = deploy(READING)
    patch = mock.patch.dict(os.environ, {"TABLE": "patched"}) if how == "dict" else mock.patch("os.environ", {"TABLE": "patched"})
    with patch:
        assert function("TABLE") == ["patched", "patched"]
        assert function("AWS_LAMBDA_FUNCTION_NAME") == ["function", "function"]
    assert function("TABLE") == ["patched", None]


# --- what a handler may do to it

WRECKS = [
    "os.environ.clear()",
    "del os.environ['PATH']",
    "os.environ = {}",
    "os.environ = dict(os.environ, MORE='x')",
    "os.environb[b'BYTES'] = b'\\xff'",
    "os.putenv('MORE', 'x')",
    "os.unsetenv('PATH')",
    "os.environ['TZ'] = 'JST-9'; time.tzset()",
    "os.putenv('TZ', 'JST-9'); time.tzset()",
    "del os.environ['TZ']; time.tzset()",
    "os.environ['EMPTY'] = ''",
    "os.environ['ÄÖ'] = '\\udcff'",
    "os.environ['MORE'] = 'x'; subprocess.run(['true'], check=True)",
    "os.environ.clear(); os.system('/bin/true')",
    "os.environ.pop('HOME', None); subprocess.run(['/bin/true'], check=True, env=None)",
]


@pytest.mark.parametrize("statement", WRECKS)
def test_nothing_of_it_leaks(deploy: Deploy, statement: str) -> None:
    function = deploy(f"import os, subprocess, time\ndef handler(event, context):\n    {statement}\n    return 1")
    with no_leaks():
        assert function({}) == 1
    with no_leaks():
        function.invoke({})
        function.cold_start()
        assert function({}) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    host=st.dictionaries(st.sampled_from("ABCD"), st.text("xyz", max_size=2)),
    later=st.dictionaries(st.sampled_from("ABCD"), st.text("xyz", max_size=2)),
    own=st.dictionaries(st.sampled_from(["AA", "BB"]), st.text("xyz", max_size=2)),
)
def test_the_environment_shows_the_host_below_its_own(
    deploy: Deploy, host: dict[str, str], later: dict[str, str], own: dict[str, str]
) -> None:
    function = deploy(SHOWING, environment=own)

    def seen() -> dict[str, str]:
        return {name: value for name, value in function({}).items() if name in {*"ABCD", "AA", "BB"}}

    with mock.patch.dict(os.environ, host):
        assert seen() == {**host, **own}
    with mock.patch.dict(os.environ, later):
        assert seen() == {**later, **own}
    assert seen() == own
    function.close()


# --- child processes inherit (C's environment)

CHILD = "import os; print(*[os.environ.get(name, '-') for name in ('TABLE', 'OF_THE_TEST', 'AWS_LAMBDA_FUNCTION_NAME', 'TZ')])"


@pytest.mark.parametrize(
    "call",
    [
        "subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.decode()",
        "subprocess.check_output(command, env=None, text=True)",
        "subprocess.check_output(command, env=dict(os.environ), text=True)",
        "subprocess.getoutput(f'{command[0]} {command[1]} \"{command[2]}\"')",
        "subprocess.check_output(command, text=True, close_fds=False)",
    ],
)
def test_a_child_process_sees_the_functions_variables(
    deploy: Deploy, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    monkeypatch.setenv("OF_THE_TEST", "yes")
    function = deploy(f"""
import os, subprocess
command = [{sys.executable!r}, "-c", {CHILD!r}]
def handler(event, context):
    if event:
        del os.environ["TABLE"]
    return {call}
""", environment={"TABLE": "orders"})  # fmt: skip
    with no_leaks():
        assert function(0).split() == ["orders", "yes", "function", ":UTC"]
    with no_leaks():
        assert function(1).split() == ["-", "yes", "function", ":UTC"]
    assert subprocess.check_output([sys.executable, "-c", CHILD], text=True).split()[:3] == ["-", "yes", "-"]


def test_spawned_and_forked_children_see_them(deploy: Deploy) -> None:
    if not hasattr(os, "posix_spawn"):
        pytest.skip("POSIX only")
    function = deploy("""
import os
def status(child): return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
def handler(event, context):
    test = ["/bin/sh", "-c", 'test "$TABLE" = orders']
    found = [status(os.posix_spawn("/bin/sh", test, os.environ)), os.spawnv(os.P_WAIT, "/bin/sh", test)]
    return found + [os.waitstatus_to_exitcode(os.system(test[2]))]
""", environment={"TABLE": "orders"})  # fmt: skip
    with no_leaks():
        assert function({}) == [0, 0, 0]


# --- time zone (R180)


@pytest.fixture
def tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A host far from UTC."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "JST-9")
        time.tzset()
        yield
    time.tzset()


ZONE = "import time\ndef handler(event, context): return [time.tzname[0], time.localtime(0).tm_hour]"


def test_the_function_is_on_utc(deploy: Deploy, tokyo: None) -> None:
    function = deploy(ZONE)
    assert function({}) == ["UTC", 0]
    assert (time.tzname[0], time.localtime(0).tm_hour) == ("JST", 9)


def test_a_time_zone_of_the_functions_own(deploy: Deploy, tokyo: None) -> None:
    function = deploy(ZONE, environment={"TZ": "EST5"})
    with no_leaks():
        assert function({}) == ["EST", 19]
    assert deploy(ZONE)({}) == ["UTC", 0]


def test_a_time_zone_that_the_handler_sets(deploy: Deploy) -> None:
    function = deploy("""
import os, time
def handler(event, context):
    if event:
        os.environ["TZ"] = event
        time.tzset()
    return [time.tzname[0], time.localtime(0).tm_hour]
""")
    with no_leaks():
        assert function("JST-9") == ["JST", 9]
    with no_leaks():
        assert function(None) == ["JST", 9]
    function.cold_start()
    assert function(None) == ["UTC", 0]


def test_a_host_that_moves(deploy: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:
    function = deploy(ZONE)
    of_the_function = deploy(ZONE, environment={"TZ": "EST5"})
    for zone, name in (("JST-9", "JST"), ("EST5", "EST"), ("UTC0", "UTC"), (None, None)):
        with monkeypatch.context() as patch:
            if zone is not None:
                patch.setenv("TZ", zone)
                time.tzset()
            with no_leaks():
                assert function({}) == ["UTC", 0]
                assert of_the_function({}) == ["EST", 19]
            assert name in (None, time.tzname[0])
        time.tzset()


# --- nested


def test_a_nested_function_does_not_see_the_outer_ones_variables(deploy: Deploy) -> None:
    inner = deploy(f"""
import os, subprocess
at_init = dict(os.environ)
def handler(event, context):
    child = subprocess.check_output([{sys.executable!r}, "-c", {CHILD!r}], text=True).split()
    return [[os.environ.get(name), at_init.get(name)] for name in ("TABLE", "ADDED", "_X_AMZN_TRACE_ID")], child
""", function_name="inner")  # fmt: skip

    def handler(event: object, context: object) -> object:
        os.environ["ADDED"] = "by the outer one"
        found = inner.invoke({}, trace_id="t").payload
        return [found, subprocess.check_output([sys.executable, "-c", CHILD], text=True).split()[:3], os.environ["ADDED"]]

    from pytest_lambda import LambdaFunction

    with LambdaFunction(handler, function_name="outer", environment={"TABLE": "outer"}) as outer:
        with no_leaks():
            (variables, of_inner), of_outer, added = outer({})
        assert variables == [[None, None], [None, None], ["t", None]]
        assert of_inner[0] == "-"
        assert of_inner[2] == "inner"
        assert of_outer == ["outer", "-", "outer"]
        assert added == "by the outer one"
