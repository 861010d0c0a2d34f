"""What a handler may do to its interpreter, and nothing of it reaches the test process."""

from __future__ import annotations

import faulthandler
import os

import pytest

from tests.leak_census import differences, no_leaks, take_census
from tests.runtime.conftest import Deploy

pytestmark = pytest.mark.usefixtures("leak_census")

SOURCE = """
import asyncio, atexit, builtins, contextlib, contextvars, decimal, functools, gc, io, json, locale
import logging, logging.config, os, random, signal, socket, sys, tempfile, threading, time, types, warnings
kept = []
def handler(event, context):
    if event:
        {}
    return "alive"
"""

#: seconds after which a child that does not end is ended
PATIENCE = 120.0

#: what the process-state table holds
OWNED = [
    # streams
    "sys.stdout = io.StringIO()",
    "sys.stdout = sys.stderr = None",
    "sys.stdout.close()",
    "sys.stderr.close()",
    "sys.__stdout__.close()",
    "contextlib.redirect_stdout(io.StringIO()).__enter__()",
    # variables and folders
    "os.environ.clear()",
    "os.environ = {}",
    "os.chdir('/')",
    "os.mkdir('/tmp/gone'); os.chdir('/tmp/gone'); os.rmdir('/tmp/gone')",
    "os.umask(0o077)",
    "tempfile.tempdir = '/nowhere'",
    "tempfile.gettempdir(), tempfile.mkdtemp()",
    "locale.setlocale(locale.LC_ALL, 'C.UTF-8')",
    "os.environ['TZ'] = 'JST-9'; time.tzset()",
    # logging and warnings
    "logging.getLogger().handlers.clear(); logging.getLogger().setLevel(1)",
    "logging.shutdown()",
    "logging.basicConfig(level='DEBUG', force=True)",
    "logging.disable(logging.CRITICAL)",
    "logging.getLogger().addFilter(lambda record: False)",
    "logging.config.dictConfig({'version': 1, 'root': {'level': 'DEBUG'}, 'disable_existing_loggers': False})",
    "logging.captureWarnings(True)",
    "logging.setLoggerClass(type('Own', (logging.Logger,), {}))",
    "logging.setLogRecordFactory(functools.partial(logging.LogRecord))",
    "logging.addLevelName(25, 'NOTICE')",
    "logging.Formatter.converter = time.localtime",
    "logging.lastResort = None; logging.raiseExceptions = False",
    "warnings.simplefilter('error')",
    "warnings.resetwarnings(); warnings.filterwarnings('ignore', 'x')",
    "warnings.catch_warnings(record=True).__enter__()",
    "warnings.showwarning = print; warnings.formatwarning = print",
    "warnings.warn('x', DeprecationWarning)",
    # signals
    "signal.signal(signal.SIGTERM, print); signal.signal(signal.SIGINT, signal.SIG_IGN)",
    "signal.signal(signal.SIGALRM, print); signal.alarm(30)",
    "signal.setitimer(signal.ITIMER_REAL, 30)",
    "kept.extend(socket.socketpair()); kept[-1].setblocking(False); signal.set_wakeup_fd(kept[-1].fileno())",
    # the interpreter
    "sys.path.insert(0, '/nowhere'); sys.path = ['/nowhere', *sys.path]",
    "sys.argv = []",
    "sys.excepthook = sys.unraisablehook = sys.displayhook = threading.excepthook = print",
    "sys.setrecursionlimit(5_000)",
    "sys.modules['__main__'] = types.ModuleType('mine')",
    "contextvars.ContextVar('own').set(1)",
    "decimal.getcontext().prec = 2; decimal.setcontext(decimal.Context(prec=3))",
    "atexit.register(print, 'never')",
    # asyncio
    "kept.append(asyncio.new_event_loop()); asyncio.set_event_loop(kept[-1])",
    "asyncio.set_event_loop_policy(type('Own', (asyncio.DefaultEventLoopPolicy,), {})())",
    "asyncio._set_running_loop(object())",
    "sys.set_asyncgen_hooks(print, print)",
    # calls that end the process
    "os._exit = os.kill = os.abort = print",
    "signal.alarm = signal.setitimer = signal.raise_signal = print",
    "os.putenv = os.unsetenv = print",
    "atexit.register = print",
    "threading.Thread.start = print",
    "sys.getrecursionlimit = sys.setrecursionlimit = print",
]

#: what is not in the table, though it would leave with the process on AWS
NOT_OWNED = [
    "random.seed(1)",
    "builtins.print = functools.partial(print, flush=True)",
    "builtins.added = print",
    "sys.breakpointhook = print",
    "sys.meta_path.insert(0, type('Own', (), {'find_spec': staticmethod(lambda *args: None)}))",
    "sys.settrace(lambda *args: None)",
    "sys.setprofile(lambda *args: None)",
    "sys.setswitchinterval(0.1)",
    "sys.tracebacklimit = 0",
    "threading.settrace(lambda *args: None)",
    "gc.disable()",
    "gc.callbacks.append(print)",
    "socket.setdefaulttimeout(3)",
    "time.time = lambda: 0.0",
    "signal.setitimer(signal.ITIMER_VIRTUAL, 100)",
    "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])",
]


@pytest.mark.parametrize("statement", OWNED)
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_what_an_environment_owns_stays_in_it(deploy: Deploy, statement: str) -> None:
    function = deploy(SOURCE.format(statement))
    with no_leaks():
        assert function(0) == "alive"
        result = function.invoke(1)
        function.invoke(0)
    assert result.error is None or result.error.type == "Runtime.ExitError"
    function.cold_start()
    with no_leaks():
        assert function(0) == "alive"


@pytest.mark.parametrize("statement", OWNED)
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_at_init_as_well(deploy: Deploy, statement: str) -> None:
    function = deploy(f"{SOURCE.format('pass')}\n{statement}\n")
    with no_leaks():
        function.invoke(0)
        function.close()


def leaks_of_a_child(deploy: Deploy, statement: str) -> str:
    """The leaks of a function that runs in a forked child, so that they end with it."""
    import random

    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        faulthandler.dump_traceback_later(PATIENCE, exit=True)
        try:
            function = deploy(SOURCE.format(statement))
            function.invoke(0)
            random.seed("a text")
            before, state = take_census(), random.getstate()
            function.invoke(1)
            found = differences(before, take_census()) + ["random state"] * (random.getstate() != state)
            os.write(write, "\n".join(found).encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    return text


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("statement", ["pass", "sys.argv = []"])
def test_the_census_of_a_child_is_clean(deploy: Deploy, statement: str) -> None:
    assert leaks_of_a_child(deploy, statement) == ""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.xfail(reason="not in the process-state table")
@pytest.mark.parametrize("statement", NOT_OWNED)
def test_what_nobody_owns(deploy: Deploy, statement: str) -> None:
    assert leaks_of_a_child(deploy, statement) == ""


def test_the_census_sees(monkeypatch: pytest.MonkeyPatch) -> None:
    before = take_census()
    with monkeypatch.context() as patch:
        patch.setenv("LEAKED", "1")
        patch.chdir("/")
        patch.setattr("time.sleep", print)
        found = "\n".join(differences(before, take_census()))
    assert "environment variables: LEAKED: absent -> '1'" in found
    assert "C's environment: b'LEAKED': absent -> b'1'" in found
    assert "working directory: " in found
    assert "functions of time: sleep: " in found
    assert differences(before, take_census()) == []
