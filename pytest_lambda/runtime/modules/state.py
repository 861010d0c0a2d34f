"""The module state of one environment: the way into this package."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from typing import Any, TypeVar

from pytest_lambda.runtime.modules.acting import acting
from pytest_lambda.runtime.modules.arming import Arming
from pytest_lambda.runtime.modules.contents import contents
from pytest_lambda.runtime.modules.handler_lookup import HandlerLookup
from pytest_lambda.runtime.modules.holdings import Holdings
from pytest_lambda.runtime.modules.ownership import Ownership
from pytest_lambda.runtime.modules.rebinding import Change, Namespace, Rebinding
from pytest_lambda.runtime.modules.record import Record
from pytest_lambda.runtime.modules.stage import Player, stage

_T = TypeVar("_T")


@contextmanager
def overrides_outlive_the_test() -> Iterator[None]:
    """What test code sets meanwhile stays when the test is over: it belongs to a fixture of a wider scope."""
    before, stage.overrides.outliving = stage.overrides.outliving, True
    try:
        yield
    finally:
        stage.overrides.outliving = before


class ModuleState:
    """The modules of one environment: whose they are, when they are executed, and what is set in them.

    The life of a state::

        new ── arm ──> armed ── first touch ──> touched ── execute ──> live ── restore ──> new
         └──────────────────── execute ────────────────────────────────↑ └─ execute: a cold start ─┘

    - `arm`: a test begins. The function's imported modules watch for the first touch by test code, which calls
      `on_touch`; the environment is expected to run its init there, that is, `execute`. What `on_touch` raises
      comes out where test code touched; the state is then touched, not live, and can be executed again.
    - `execute`: runs an init; every module that it imports is executed, in its old module object. Modules that
      fail, or are cut, keep their former content. Afterwards what test code had set is in place again, and
      names that test modules imported are bound to the new objects.
    - `thaw`, `freeze`: around everything that runs in the environment. What is set in modules between them is
      the function's and dies at the next `execute`; what is set outside is test code's and stays. An
      environment that was killed while it ran is frozen by whoever killed it; nothing else is expected.
    - `restore`: the test is over. All modules have the content, the class and the place in `sys.modules` that
      they had before; what was imported for the first time is gone.

    A state whose modules another live state has executed already has private ones, which only its own code
    sees: two functions of one task root, or a further environment of one function.

    Args:
        ownership: tells the function's modules.
        handler: as configured, `app.handler`; None when the function is a callable.
        on_touch: called once at the first touch.
        namespaces: globals of test modules, conftests and what else imports the function by name.
    """

    def __init__(
        self,
        ownership: Ownership,
        *,
        handler: str | None = None,
        on_touch: Callable[[], object] = lambda: None,
        namespaces: Iterable[Namespace] = (),
    ) -> None:
        self.ownership = ownership
        self._handler = HandlerLookup(handler)
        self.arming = Arming(on_touch, self._handler.module)
        self._namespaces = list(namespaces)
        self._rebinding = Rebinding(self._namespaces)
        self._holdings = Holdings(ownership, self)
        self._only_test_code_ran = False
        self._looked_at_classes = False
        self._outer: Player | None = None

    def arm(self, namespaces: Iterable[Namespace] = ()) -> None:
        """A test begins: watch for the first touch.

        Args:
            namespaces: further globals of test code.
        """
        self._rebinding.add(namespaces)
        stage.enter(self)
        self.arming.arm(stage.entries(self).values())

    def needs_early_touch(self) -> bool:
        """Whether test code has names that it imported from the function's modules.

        Using such a name touches no module, so the touch is due when the test's own code begins.
        """
        if self._holdings.live and not self.arming.armed:
            return False
        modules = self.ownership.modules()
        changes = [Change((name,), contents(module), {}) for name, module in modules.items()]
        if not self._rebinding.any_name(changes):
            return False
        for name in self._rebinding.modules_of_classes() & modules.keys():
            self._holdings.watch_classes(name, modules[name])
            self._only_test_code_ran = True
        return True

    def touch(self) -> None:
        """The first invocation comes, or test code begins that uses imported names."""
        self.arming.fire()

    def execute(self, run: Callable[[], _T]) -> _T:
        """Run an init so that the function's modules are executed afresh.

        Args:
            run: imports the handler's module, and with it what that imports.
        """
        if acting.function is not self:
            self.thaw()
            try:
                return self.execute(run)
            finally:
                self.freeze()
        self._begin()
        try:
            return run()
        finally:
            self._end()

    def thaw(self) -> None:
        """Code of the function runs from now on."""
        stage.enter(self)
        self.arming.disarm()
        self._find_class_patches()
        self._outer = acting.function
        if self._outer is not None:
            self._outer.step_aside()
        acting.function = self
        self._holdings.show()

    def freeze(self) -> None:
        """Test code runs from now on."""
        if acting.function is not self:
            return
        self.step_aside()
        acting.function, self._outer = self._outer, None
        if acting.function is not None:
            acting.function.step_back()

    swap_in = thaw
    swap_out = freeze

    def restore(self) -> None:
        """The test is over: everything is as before."""
        self._leave(overrides_stay=False)

    def retire(self) -> None:
        """The function is gone, the test goes on: as `restore`, but what test code has set stays."""
        self._leave(overrides_stay=True)

    def set_aside(self) -> Callable[[], None]:
        """Restore everything, but keep the environment's modules for a later test.

        Returns:
            What brings them back: called in place of `execute`.
        """
        kept = self._holdings.kept()
        self.restore()
        return lambda: self.execute(lambda: self._holdings.bring_back(kept))

    def visible(self, value: Any) -> Any:
        """What test code sees in place of a class or function of an earlier execution or a private module."""
        record = stage.known(self._holdings.live.get(getattr(value, "__module__", "")))
        if record is None:
            return value
        shown = next((copy for copy in stage.copies_of(record.key) if copy.owner and not copy.private), record)
        found: Any = contents(shown.module)
        for part in getattr(value, "__qualname__", "").split("."):
            if part not in found:
                return value
            namesake = found[part]
            found = getattr(namesake, "__dict__", {})
        return namesake if type(namesake) is type(value) else value

    def of_function(self, name: str, path: Sequence[str] | None) -> ModuleSpec | None:
        """Code of the function imports a module."""
        return self._holdings.execution.find(name, path)

    def step_aside(self) -> None:
        """Another function runs, for this one or because this one is frozen."""
        if self._holdings.have_grown():
            self._holdings.adopt()
            self._follow()
        if self._holdings.leave():
            self._only_test_code_ran = True

    def step_back(self) -> None:
        """The other function has run."""
        self._holdings.show()

    def has(self, module: object) -> bool:
        """Whether the function has executed what `sys.modules` shows."""
        return self._holdings.has(module)

    def takes(self, record: Record, name: str, value: object) -> bool:
        """Whether a set by test code concerns the handler, and is dealt with."""
        __tracebackhide__ = True
        return self._handler.takes(record, name, value)

    def _leave(self, *, overrides_stay: bool) -> None:
        self.freeze()
        self.arming.disarm()
        self._rebinding.undo()
        self._rebinding = Rebinding(self._namespaces)
        stage.leave(self, overrides_stay=overrides_stay)
        self._holdings = Holdings(self.ownership, self)

    def _begin(self) -> None:
        if not self._looked_at_classes:
            for record in self._holdings.records():
                stage.classes.look(record)
        stage.classes.look_at_others(self)
        stage.classes.notice_undone()
        self._holdings.forget()

    def _end(self) -> None:
        self._holdings.settle()
        self._handler.found(self._holdings.live)
        self._follow()

    def _follow(self) -> None:
        """Let names that test code imported follow to what has just been executed."""
        self._rebinding.rebind(self._holdings.changes(), self._holdings.left())

    def _find_class_patches(self) -> None:
        self._looked_at_classes = self._only_test_code_ran
        if self._only_test_code_ran:
            self._only_test_code_ran = False
            stage.classes.function_runs(self)
        if self._holdings.private_keys:
            stage.classes.look_at_others(self, self._holdings.private_keys)
        stage.classes.notice_undone()
