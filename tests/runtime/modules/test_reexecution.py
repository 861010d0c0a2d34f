"""Modules are executed again in the same module objects, by the import system."""

from __future__ import annotations

import builtins
import importlib
import importlib.abc
import importlib.machinery
import pickle
import sys
import traceback
import types
import zipfile

import pytest

from pytest_lambda.runtime.modules.contents import contents

HANDLER = "def handler(event, context): return {}"


def test_same_module_objects_with_new_contents(project, collected):
    project.write(app="import shop.stock\nitems = []\n" + HANDLER.format("items"), shop__init="", shop__stock="n = []")
    app = collected("app")
    shop, stock = sys.modules["shop"], sys.modules["shop.stock"]
    items, code = app.items, app.handler.__code__
    function = project.state()

    function.cold_start()

    assert (sys.modules["app"], sys.modules["shop"], sys.modules["shop.stock"]) == (app, shop, stock)
    assert shop.stock is stock
    assert app.shop is shop
    assert app.items is not items
    assert app.handler.__code__ is not code
    assert app.handler.__globals__ is contents(app)


def test_module_is_as_an_import_leaves_it(project, collected):
    project.write(app='"""Doc."""\nloader, spec, name = __loader__, __spec__, __name__\n' + HANDLER.format(1))
    app = collected("app")
    before = dict(contents(app))
    function = project.state()
    function.cold_start()

    assert contents(app).keys() == before.keys()
    assert app.__doc__ == "Doc."
    assert type(app.__spec__) is importlib.machinery.ModuleSpec
    assert type(app.__loader__) is type(app.loader) is importlib.machinery.SourceFileLoader
    assert app.__spec__ is app.spec
    assert not hasattr(app.__spec__, "_told")
    assert app.__spec__ == before["__spec__"]
    assert app.__spec__.loader is app.__loader__
    assert app.name == "app"
    assert app.__file__ == before["__file__"]
    assert app.__cached__ == before["__cached__"]


def test_names_of_the_old_execution_are_gone(project, collected, monkeypatch):
    monkeypatch.setenv("EXTRA", "1")
    project.write(app="import os\nif 'EXTRA' in os.environ: extra = 1\n" + HANDLER.format(1))
    app = collected("app")
    function = project.state()
    monkeypatch.delenv("EXTRA")
    function.cold_start()
    assert not hasattr(app, "extra")


def test_order_of_execution(project, collected):
    project.write(
        log="import builtins\nbuiltins.executed.append(__name__)",
        a="import log, builtins\nimport b\nbuiltins.executed.append(__name__)",
        b="import log, builtins\nbuiltins.executed.append(__name__)",
        app="import builtins\nimport a\nbuiltins.executed.append(__name__)\n" + HANDLER.format(1),
    )
    builtins.executed = []
    try:
        collected("app")
        first, builtins.executed = builtins.executed, []
        project.state().cold_start()
        assert builtins.executed == first == ["log", "b", "a", "app"]
    finally:
        del builtins.executed


def test_circular_imports(project, collected):
    project.write(
        pkg__init="from .errors import Oops\nfrom . import a",
        pkg__errors="class Oops(Exception): pass",
        pkg__a="from . import b\nfrom .errors import *\ndef handler(e, c): return b.a is __import__('sys').modules[__name__]",
        pkg__b="import pkg.a as a\nfrom .errors import Oops\nfrom ..pkg import errors"
        if False
        else "import pkg.a as a\nfrom .errors import Oops",
    )
    collected("pkg.a")
    function = project.state("pkg.a.handler")
    for _ in range(3):
        function.cold_start()
        pkg = sys.modules["pkg"]
        assert pkg.a.b.a is pkg.a
        assert pkg.Oops is pkg.errors.Oops is pkg.b.Oops is pkg.a.Oops
        assert function() is True


def test_relative_imports_and_packages(project, collected):
    project.write(
        shop__init="",
        shop__api__init="from ..domain.model import Order\nfrom . import views",
        shop__api__views="from ..domain import model\nfrom ..domain.model import Order",
        shop__domain__init="",
        shop__domain__model="class Order: pass",
        shop__app="from .api import Order\nfrom .api.views import model\n"
        "def handler(e, c): return Order is model.Order",
    )
    collected("shop.app")
    function = project.state("shop.app.handler")
    assert function() is True
    function.cold_start()
    assert function() is True
    shop = sys.modules["shop"]
    assert shop.api.views.model is shop.domain.model


def test_namespace_package(project, collected):
    project.write(
        functions__orders__app="from functions.orders import table\ndef handler(e, c): return table.rows",
        functions__orders__table="rows = []",
    )
    collected("functions.orders.app")
    function = project.state("functions.orders.app.handler")
    package = sys.modules["functions.orders"]
    rows = sys.modules["functions.orders.table"].rows

    assert function() is not rows
    function.cold_start()

    assert sys.modules["functions.orders"] is package
    assert list(package.__path__) == [str(project.root / "functions" / "orders")]
    assert package.table.rows is function()


def test_main_guard_and_type_checking(project, collected):
    project.write(
        app="""
        from __future__ import annotations
        from typing import TYPE_CHECKING, get_type_hints
        import dataclasses, enum
        if TYPE_CHECKING:
            import nothing_of_this_name
        if __name__ == "__main__":
            raise SystemExit(1)
        class Color(enum.Enum):
            RED = 1
        @dataclasses.dataclass(slots=True)
        class Point:
            x: int
            color: Color = Color.RED
        def handler(event, context):
            assert get_type_hints(Point)["color"] is Color
            return Point(1)
        """.replace("slots=True", "slots=True")
    )
    app = collected("app")
    old = app.Point(1)
    function = project.state()

    assert function() == app.Point(1)
    assert function() != old
    assert function().color is app.Color.RED
    assert app.Point.__slots__ == ("x", "color")


def test_pickles(project, collected):
    project.write(app="class Order:\n  pass\nimport pickle\ndef handler(e, c): return pickle.dumps(Order())")
    app = collected("app")
    function = project.state()
    for _ in range(2):
        function.cold_start()
        assert type(pickle.loads(function())) is app.Order
        assert type(pickle.loads(pickle.dumps(app.Order()))) is app.Order


def test_lazy_import_is_new_code_in_the_old_object(project, collected):
    project.write(app="def handler(e, c):\n  import lazy\n  return lazy.things", lazy="things = []")
    function = project.state()
    function.init()
    assert "lazy" not in sys.modules
    first = function()
    lazy = sys.modules["lazy"]
    assert lazy.things is first
    assert function() is first

    function.cold_start()
    second = function()

    assert sys.modules["lazy"] is lazy
    assert second is not first
    assert lazy.things is second


def test_lazy_import_of_what_only_the_test_had(project, collected):
    project.write(
        pkg__init="",
        pkg__app="def handler(e, c):\n  from pkg import lazy\n  return lazy.things",
        pkg__lazy="things = []",
    )
    pkg = collected("pkg.app") and sys.modules["pkg"]
    lazy = collected("pkg.lazy")
    collection_time = lazy.things
    function = project.state("pkg.app.handler").arm()

    assert pkg.lazy is lazy, "what the function has not imported stays visible to the test"
    assert lazy.things is collection_time
    assert function() is not collection_time
    assert sys.modules["pkg.lazy"] is lazy
    assert function() is lazy.things is pkg.lazy.things


def test_lazy_import_gets_the_overrides(project, collected, monkeypatch):
    project.write(
        pkg__init="",
        pkg__app="def handler(e, c):\n  from pkg.lazy import make\n  return make()",
        pkg__lazy="def make(): return 'real'",
    )
    collected("pkg.lazy")
    function = project.state("pkg.app.handler").arm()
    monkeypatch.setattr("pkg.lazy.make", lambda: "fake")

    assert function() == "fake"
    function.cold_start()
    assert function() == "fake"
    monkeypatch.undo()
    assert function() == "real"


def test_what_the_function_does_not_import_it_does_not_see(project, collected):
    project.write(
        pkg__init="",
        pkg__app="import pkg, sys\ndef handler(e, c): return hasattr(pkg, 'other'), 'pkg.other' in sys.modules",
        pkg__other="X = 1",
    )
    other = collected("pkg.other")
    function = project.state("pkg.app.handler").arm()

    assert function() == (False, False)
    assert function() == (False, False)
    import pkg

    assert pkg.other is other is sys.modules["pkg.other"]


class TestFailures:
    APP = """
        import os
        import good
        try:
            import optional
        except LookupError:
            optional = None
        if "BAD" in os.environ:
            raise ValueError("bad")
        def handler(event, context): return optional
    """

    @pytest.fixture
    def function(self, project, collected):
        project.write(
            app=self.APP,
            good="items = []",
            optional="import os\nstate = object()\nif 'NO_OPTION' in os.environ: raise LookupError()",
        )
        collected("app")
        return project.state()

    def test_failing_optional_module(self, function, monkeypatch):
        optional = sys.modules["optional"]
        state = optional.state
        monkeypatch.setenv("NO_OPTION", "1")

        assert function() is None
        assert optional.state is state
        assert sys.modules["optional"] is optional

        monkeypatch.delenv("NO_OPTION")
        function.cold_start()
        assert function() is optional
        assert optional.state is not state

    def test_failing_init(self, function, monkeypatch):
        app, good = sys.modules["app"], sys.modules["good"]
        handler, items = app.handler, good.items
        monkeypatch.setenv("BAD", "1")

        with pytest.raises(ValueError, match="bad"):
            function()
        assert sys.modules["app"] is app
        assert app.handler is handler
        assert good.items is not items, "what had been executed stays"

        monkeypatch.delenv("BAD")
        function.cold_start()
        assert app.handler is not handler

    def test_failing_module_is_not_in_sys_modules_while_the_function_runs(self, project, collected):
        project.write(
            app="""
            import sys
            seen = []
            for _ in range(2):
                try:
                    import broken
                except ValueError:
                    seen.append("broken" in sys.modules)
            def handler(event, context): return seen
            """,
            broken="import os\nif 'BAD' in os.environ: raise ValueError()\nX = 1",
        )
        broken = collected("broken")
        function = project.state()
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv("BAD", "1")
            assert function() == [False, False]
        assert broken.X == 1
        assert sys.modules["broken"] is broken

    def test_only_the_import_system_stands_before_the_users_frame(self, function, monkeypatch):
        """R098: the stack trace of an init error starts with importlib's frames."""
        monkeypatch.setenv("BAD", "1")
        with pytest.raises(ValueError, match="bad") as caught:
            function()
        names = [(frame.filename, frame.name) for frame in traceback.extract_tb(caught.tb)]
        start = next(i for i, (_, name) in enumerate(names) if name == "import_module")
        assert names[start][0] == importlib.__file__
        assert [name for _, name in names[start + 1 :]] == [
            "_gcd_import",
            "_find_and_load",
            "_find_and_load_unlocked",
            "_load_unlocked",
            "exec_module",
            "_call_with_frames_removed",
            "<module>",
        ]
        assert all(file.startswith("<frozen importlib") for file, _ in names[start + 1 : -1])
        assert names[-1][0] == sys.modules["app"].__file__

    def test_syntax_error(self, project, collected):
        project.write(app=HANDLER.format(1))
        app = collected("app")
        function = project.state()
        function.init()
        handler = app.handler
        project.write(app="def handler(:")

        with pytest.raises(SyntaxError):
            function.cold_start()
        assert app.handler is handler

    def test_cut_in_the_middle_of_an_import(self, project, collected):
        """A kill never comes back into the code that imported: `run` returns to who killed it."""
        project.write(
            app="import good\nfirst = 1\nimport half\n" + HANDLER.format("half"),
            good="items = []",
            half="state = object()\nimport sys\nif hasattr(sys, 'cut_here'): sys.cut_here()",
        )
        app, half, good = collected("app"), sys.modules["half"], sys.modules["good"]
        handler, state, items = app.handler, half.state, good.items
        function = project.state()

        greenlet = pytest.importorskip("greenlet")
        hub = greenlet.getcurrent()
        sys.cut_here = lambda: hub.switch("cut")
        killed = greenlet.greenlet(function.import_handler)
        try:
            assert function.state.execute(killed.switch) == "cut"
        finally:
            del sys.cut_here
        assert (app.handler, half.state) == (handler, state)
        assert (sys.modules["app"], sys.modules["half"]) == (app, half)
        assert good.items is not items
        for name in ("app", "half"):  # what the repair after a kill does
            importlib._bootstrap._module_locks.pop(name, None)
        function.cold_start()
        assert app.handler is not handler
        assert half.state is not state
        killed.throw()


def test_module_that_replaces_itself(project, collected):
    project.write(
        config="""
        import sys
        class Config:
            def __init__(self): self.values = {}
            def get(self): return self.values
        sys.modules[__name__] = Config()
        """,
        app="import config\ndef handler(e, c): return config.get()",
    )
    collected("app")
    first = sys.modules["config"]
    names = {"__name__": "test_names", "config": first}
    function = project.state(namespaces=(names,)).arm()

    values = function()
    second = sys.modules["config"]
    assert second is not first
    assert second.values is values
    assert names["config"] is second
    function.cold_start()
    assert function() is not values
    function.state.restore()
    assert sys.modules["config"] is first
    assert names["config"] is first


def test_first_import_of_a_module_that_replaces_itself(project):
    project.write(
        config="import sys\nclass Config:\n  def get(self): return 1\nsys.modules[__name__] = Config()",
        app="import config\ndef handler(e, c): return config",
    )
    function = project.state().arm()
    import config

    assert function.inits == 1
    assert config.get() == 1
    assert function() is config


def test_module_that_deletes_itself(project, collected):
    project.write(
        app=HANDLER.format(1),
        gone="import sys\nif 'gone' in sys.modules and not hasattr(sys, 'keep'): del sys.modules['gone']",
    )
    sys.keep = True
    try:
        collected("gone")
    finally:
        del sys.keep
    project.write(app="import gone\n" + HANDLER.format(1))
    function = project.state()
    with pytest.raises(KeyError):
        function.init()


def test_module_with_a_class_of_its_own(project, collected):
    project.write(
        app="""
        import sys, types
        class Lively(types.ModuleType):
            @property
            def now(self): return self.base + 1
            @now.setter
            def now(self, value): self.base = value
            def __getattr__(self, name): return "made " + name
        base = 1
        sys.modules[__name__].__class__ = Lively
        def handler(event, context): return sys.modules[__name__].now
        """
    )
    app = collected("app")
    first = type(app)
    function = project.state().arm()

    assert app.now == 2
    assert app.other == "made other"
    assert function.inits == 1
    assert isinstance(app, app.Lively)
    app.now = 5
    assert function() == 6
    function.cold_start()
    assert app.now == 2
    function.state.restore()
    assert type(app) is first


def test_extension_modules_are_not_executed_again(project, collected, monkeypatch):
    import _json

    monkeypatch.setitem(
        contents(_json), "__file__", str(project.root / f"_json{importlib.machinery.EXTENSION_SUFFIXES[0]}")
    )
    function = project.write(app=HANDLER.format(1)).state()
    assert not function.state.ownership.owns("_json", _json)


def test_zipped_modules(project, collected):
    archive = project.root / "layer.zip"
    with zipfile.ZipFile(archive, "w") as layer:
        layer.writestr("zipped.py", "things = []")
    sys.path.insert(0, str(archive))
    project.write(app="import zipped\ndef handler(e, c): return zipped.things")
    collected("app")
    zipped = sys.modules["zipped"]
    things = zipped.things
    function = project.state()

    assert function() is zipped.things is not things
    assert sys.modules["zipped"] is zipped


class UpperLoader(importlib.abc.Loader):
    def __init__(self, file):
        self.file = file

    def exec_module(self, module):
        module.THING = [module.__name__.upper()]
        module.__file__ = self.file


class OwnModuleLoader(UpperLoader):
    def create_module(self, spec):
        return types.ModuleType(spec.name)


@pytest.mark.parametrize("loader", [UpperLoader, OwnModuleLoader])
def test_loaders_of_the_users_own(project, collected, monkeypatch, loader):
    file = str(project.root / "special.thing")
    (project.root / "special.thing").touch()

    class Finder:
        @staticmethod
        def find_spec(name, path=None, target=None):
            if name == "special":
                return importlib.machinery.ModuleSpec(name, loader(file), origin=file)
            return None

    project.write(app="import special\ndef handler(e, c): return special.THING")
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Finder])
    collected("app")
    special = sys.modules["special"]
    names = {"__name__": "test_names", "special": special}
    first = special.THING
    function = project.state(namespaces=(names,)).arm()

    assert function() == ["SPECIAL"]
    assert function() is not first
    assert (sys.modules["special"] is special) == (loader is UpperLoader)
    assert names["special"] is sys.modules["special"]
    function.state.restore()
    assert sys.modules["special"] is special
    assert names["special"] is special


def test_reload_inside_the_function(project, collected):
    project.write(
        app="import importlib, settings\ndef handler(e, c): return importlib.reload(settings).things",
        settings="things = []",
    )
    collected("app")
    function = project.state()
    first = function()
    assert function() is not first


def test_bytecode_is_used(project, collected, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    project.write(app=HANDLER.format(1))
    collected("app")
    compiled = []
    monkeypatch.setattr(
        importlib.machinery.SourceFileLoader,
        "source_to_code",
        lambda self, data, path, **options: compiled.append(path) or compile(data, path, "exec"),
    )
    function = project.state()
    function.cold_start()
    function.cold_start()
    assert compiled == []


def test_no_more_files_are_looked_at_than_by_a_bare_import(project, collected, monkeypatch):
    project.write(pkg__init="", pkg__app="from . import more\n" + HANDLER.format(1), pkg__more="import decimal")
    collected("pkg.app")
    external = importlib._bootstrap_external
    looked = []
    original = external._path_stat
    monkeypatch.setattr(external, "_path_stat", lambda path: looked.append(path) or original(path))

    for name in [name for name in sys.modules if name.startswith("pkg")]:
        monkeypatch.delitem(sys.modules, name)
    importlib.import_module("pkg.app")
    bare, looked[:] = sorted(looked), []
    function = project.state("pkg.app.handler")
    function.state.execute(function.import_handler)
    assert looked
    assert sorted(looked) == bare
