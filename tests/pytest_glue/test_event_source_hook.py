"""The hook by which a plugin adds a kind of event source. A whole example stands in the documentation, and runs."""

from __future__ import annotations

KIND = """
    class Kind:
        name = "post"

        def takes(self, source):
            return source == "never"

        def takes_arn(self, arn):
            return arn == "arn:aws:post:::office"

        def missing(self, arn):
            return KeyError(f"no office {arn}")

        settings = poller = judge = None

    def pytest_lambda_register_event_source():
        return Kind()
"""


def test_several_plugins(project):
    project.write("conftest.py", KIND)
    project.write("other/conftest.py", "def pytest_lambda_register_event_source(): return None")
    project.test("""
        import pytest

        def test_it(lambda_service):
            fn = lambda_service.create_function("f", handler=lambda event, context: None)
            with pytest.raises(KeyError, match="no office"):
                fn.create_event_source_mapping("arn:aws:post:::office")
            assert [kind.name for kind in lambda_service.mappings.kinds][:2] == ["post", "sqs"]
    """)
    project.passes(1)


def test_a_kind_that_lacks_something(project):
    project.write("conftest.py", "class Kind: name = 'post'\ndef pytest_lambda_register_event_source(): return Kind()")
    project.test("def test_it(lambda_service): lambda_service.create_function('f')")
    result = project.run()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*is no kind of event source: it has no takes, takes_arn, missing, settings, poller, judge.*"])
