"""A value that AWS would refuse: one clear error, at the start of the run or at the set-up of the test."""

from __future__ import annotations

import pytest

TEST = """
    import pytest

    {mark}
    def test_it(lambda_function):
        pass

    {mark}
    def test_another(lambda_context):
        pass
"""

#: marker keyword and value -> what the error says
BAD = [
    ("timeout", 0, "timeout is 0: AWS takes a whole number of seconds from 1 to 900."),
    ("timeout", 901, "timeout is 901: AWS takes a whole number of seconds from 1 to 900."),
    ("timeout", 2.5, "timeout is 2.5: AWS takes a whole number of seconds from 1 to 900."),
    ("timeout", True, "timeout is True: AWS takes a whole number of seconds from 1 to 900."),
    ("memory_size", 127, "memory_size is 127: AWS takes a whole number of MB from 128 to 10,240."),
    ("memory_size", 10_241, "memory_size is 10241: AWS takes a whole number of MB from 128 to 10,240."),
    ("ephemeral_storage", 511, "ephemeral_storage is 511: AWS takes a whole number of MB from 512 to 10,240."),
    ("ephemeral_storage", 10_241, "ephemeral_storage is 10241: AWS takes a whole number of MB from 512 to 10,240."),
    ("environment", {"BIG": "x" * 4096}, "exceeded the 4KB limit. They have 4,099 bytes"),
    ("environment", {"AWS_SESSION_TOKEN": "x"}, "Reserved keys used in this request: AWS_SESSION_TOKEN"),
    ("environment", {"_HANDLER": "x"}, "Reserved keys used in this request: _HANDLER"),
    ("environment", {"my-name": "x"}, "environment has a variable named 'my-name'"),
    ("environment", {"X": "x"}, "AWS takes names of at least two letters, digits and underscores"),
    ("environment", {"PORT": 8080}, "environment variable PORT is 8080 (int): values are strings, write '8080'."),
    ("function_name", "my function", "function_name is 'my function': AWS takes a string that matches"),
    ("function_version", "latest", "function_version is 'latest'"),
    ("runtime", "python3.9", "runtime is 'python3.9': expected one of 'python3.10'"),
    ("log_format", "json", "log_format is 'json': expected one of 'Text', 'JSON'."),
    ("application_log_level", "WARNING", "application_log_level is 'WARNING': expected one of"),
    ("system_log_level", "DEBUG", "system_log_level is 'DEBUG' but log_format is 'Text'"),
    ("snap_start", "On", "snap_start is 'On': expected one of 'None', 'PublishedVersions'."),
    ("start", "hot", "start is 'hot': expected one of 'cold', 'warm'."),
    ("layers", ["nowhere"], "layers is"),
    ("task_root", "nowhere", "nowhere): name the folder that is deployed as the function's code."),
    ("task_root", "app.py", "which is not a folder"),
    ("account", "1234", "account is '1234': expected twelve digits as a string."),
]

IDS = [f"{name}-{str(value)[:20]}" for name, value, _ in BAD]


@pytest.mark.parametrize(("name", "value", "message"), BAD, ids=IDS)
def test_marker(project, name, value, message):
    project.configure()
    project.test(TEST.format(mark=f"@pytest.mark.aws_lambda({name}={value!r})"))
    result = project.run()
    result.assert_outcomes(errors=2)  # both tests, at their set-up
    assert result.stdout.str().count("ERROR at setup of test_") == 2
    assert message in unwrapped(result.stdout.str())


@pytest.mark.parametrize(("name", "value", "message"), BAD, ids=IDS)
def test_argument_of_the_factory(project, name, value, message):
    project.configure()
    project.test(f"""
        def test_it(lambda_function_factory):
            lambda_function_factory({name}={value!r})
    """)
    result = project.run()
    result.assert_outcomes(failed=1)
    assert message in unwrapped(result.stdout.str())


AS_TEXT = [row for row in BAD if isinstance(row[1], (int, str)) and not isinstance(row[1], bool)]


@pytest.mark.parametrize(("name", "value", "message"), AS_TEXT, ids=[f"{row[0]}-{row[1]}" for row in AS_TEXT])
def test_ini_option(project, name, value, message):
    project.configure(f"lambda_{name} = {value!r}")
    project.test(TEST.format(mark=""))
    refused_at_start(project.run(), message)


@pytest.mark.parametrize(("name", "value", "message"), AS_TEXT, ids=[f"{row[0]}-{row[1]}" for row in AS_TEXT])
def test_flag(project, name, value, message):
    project.configure()
    project.test(TEST.format(mark=""))
    refused_at_start(project.run(f"--lambda-{name.replace('_', '-')}={value}"), message)


def test_reserved_variable_in_ini(project):
    project.configure('lambda_environment = ["AWS_ACCESS_KEY_ID=mine"]')
    refused_at_start(project.run(), "Reserved keys used in this request: AWS_ACCESS_KEY_ID")


def refused_at_start(result: pytest.RunResult, message: str) -> None:
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    text = result.stderr.str()
    assert message in text
    assert "(the value is set in the ini file or on the command line)" in text
    assert "Traceback" not in text


def unwrapped(text: str) -> str:
    return text.replace("\nE   ", " ")


@pytest.mark.parametrize("setting", ["timeout=901", "tiemout=9", "task_root='nowhere'", "environment=[]"])
def test_an_error_of_a_setting_shows_no_code_of_ours(project, setting):
    project.configure()
    project.test(TEST.format(mark=f"@pytest.mark.aws_lambda({setting})"))
    result = project.run()
    result.assert_outcomes(errors=2)
    for module in ("/pytest_glue/", "/runtime/", "functools.py", "pluggy"):
        assert module not in result.stdout.str().replace("pluggy-", "")


def test_handler_without_a_dot_is_an_init_error_as_on_aws(project):
    project.configure()
    project.test("""
        import pytest
        from pytest_lambda import InitError

        @pytest.mark.aws_lambda(handler="app")
        def test_it(lambda_function):
            result = lambda_function.invoke({})
            assert result.payload["errorType"] == "Runtime.MalformedHandlerName"
            assert result.payload["errorMessage"] == (
                "Bad handler 'app': not enough values to unpack (expected 2, got 1)"
            )
            with pytest.raises(InitError, match="Runtime.MalformedHandlerName: Bad handler 'app'"):
                lambda_function({})
    """)
    project.passes(1)


def test_handler_of_the_wrong_kind(project):
    project.configure()
    project.test("""
        import pytest

        @pytest.mark.aws_lambda(handler=5)
        def test_it(lambda_function): pass
    """)
    result = project.run()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*handler is 5: expected a string such as 'app.handler' or a callable*"])


def test_a_skipped_test_needs_no_valid_setting(project):
    project.configure()
    project.test("""
        import pytest

        @pytest.mark.skip
        @pytest.mark.aws_lambda(timeout=901)
        def test_it(lambda_function): pass

        @pytest.mark.skipif("True", reason="for a reason")
        @pytest.mark.aws_lambda(tiemout=9)
        def test_another(lambda_function): pass

        @pytest.mark.xfail(run=False)
        @pytest.mark.aws_lambda(task_root="nowhere")
        def test_third(lambda_function): pass
    """)
    project.run().assert_outcomes(skipped=2, xfailed=1)
