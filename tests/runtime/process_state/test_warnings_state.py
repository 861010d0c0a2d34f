"""Warnings: the interpreter's defaults, on the function's stderr (R198)."""

from __future__ import annotations

import warnings

import pytest

from tests.runtime.conftest import Deploy

pytestmark = pytest.mark.usefixtures("leak_census")

WARNING = "import warnings\ndef handler(event, context): warnings.warn('look', {})"


def test_a_warning_goes_to_stderr_and_fails_nothing(deploy: Deploy) -> None:
    function = deploy(WARNING.format("UserWarning"))
    result = function.invoke({})
    path = function.configuration.task_root / "app.py"
    assert result.ok
    assert result.logs.function_text == f"{path}:2: UserWarning: look\n  def handler(event, context): warnings.warn('look', UserWarning)\n"
    assert [event.kind for event in result.logs if event.kind != "platform"] == ["stderr", "stderr"]
    assert function.invoke({}).logs.function_text == ""  # once for each place
    function.cold_start()
    assert "look" in function.invoke({}).logs


@pytest.mark.parametrize("kind", ["DeprecationWarning", "PendingDeprecationWarning", "ImportWarning", "ResourceWarning"])
def test_what_the_interpreter_ignores(deploy: Deploy, kind: str) -> None:
    result = deploy(WARNING.format(kind)).invoke({})
    assert result.ok
    assert result.logs.function_text == ""


def test_filters_of_the_functions_own(deploy: Deploy) -> None:
    function = deploy("import warnings\nwarnings.simplefilter('error')\ndef handler(event, context): warnings.warn('look')")
    for _ in range(2):
        error = function.invoke({}).error
        assert error is not None
        assert (error.type, error.message) == ("UserWarning", "look")


def test_the_tests_recorder_hears_nothing(deploy: Deploy) -> None:
    function = deploy(WARNING.format("UserWarning"))
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        function({})
        warnings.warn("of the test", stacklevel=1)
    assert [str(each.message) for each in heard] == ["of the test"]


def test_catch_warnings_in_the_handler(deploy: Deploy) -> None:
    function = deploy("""
import warnings
def handler(event, context):
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        warnings.warn("look")
    return [str(each.message) for each in heard]
""")
    assert [function({}), function({})] == [["look"]] * 2
