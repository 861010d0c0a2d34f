"""Settings from a template: where they are taken from, what wins, and what is said when they make no sense."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_lambda.templates.opened import Templates
from pytest_lambda.world import World

FUNCTION = """
  {name}:
    Type: AWS::Lambda::Function
    Properties:
      Code: ../src
      Handler: {handler}
      Runtime: python3.13
      Role: arn:aws:iam::123456789012:role/r
"""
REST = """\
      Timeout: 10
      MemorySize: 256
      EphemeralStorage: {Size: 1024}
      LoggingConfig: {LogFormat: JSON, ApplicationLogLevel: DEBUG}
      Layers: [!Ref Shared]
      Environment:
        Variables:
          TABLE: !Ref Table
          TABLE_ARN: !GetAtt Table.Arn
          QUEUE_URL: !Ref Queue
          STAGE: !Ref Stage
  Shared:
    Type: AWS::Lambda::LayerVersion
    Properties: {Content: ../layer}
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
  Queue:
    Type: AWS::SQS::Queue
"""
HEAD = """\
Parameters:
  Stage: {Type: String, Default: test, AllowedValues: [test, prod]}
Conditions:
  Production: !Equals [!Ref Stage, prod]
Resources:"""

SOURCE = """
    import os

    STAGE = os.environ.get("STAGE")

    def handler(event, context):
        return {name: os.environ.get(name) for name in ("TABLE", "TABLE_ARN", "QUEUE_URL", "STAGE", "AWS_REGION")}

    def other(event, context):
        return "other"
"""


@pytest.fixture
def stack(project):
    """One function, in a folder of its own."""
    project.write("src/orders.py", SOURCE)
    project.write("layer/python/shared.py", "")
    one(project)
    return project


def one(project, *, rest: str = REST, name: str = "infra/template.yaml") -> None:
    project.write(name, HEAD + FUNCTION.format(name="Orders", handler="orders.handler") + rest)


def several(project, name: str = "infra/template.yaml") -> None:
    functions = (
        FUNCTION.format(name="Orders", handler="orders.handler"),
        "      Environment: {Variables: {STAGE: orders}}\n      Timeout: 11",
        FUNCTION.format(name="Bills", handler="orders.other"),
        "      Timeout: 12",
        FUNCTION.format(name="Special", handler="orders.other"),
        "    Condition: Production\n  Topic:\n    Type: AWS::SNS::Topic\n",
    )
    project.write(name, HEAD + "".join(functions))


def configure(project, *lines: str) -> None:
    project.configure('lambda_template = "infra/template.yaml"', *lines, handler=None)


def fails(project, *expected: str, source: str = "def test_it(lambda_function): lambda_function.configuration") -> None:
    project.test(source)
    result = project.run()
    result.assert_outcomes(errors=1)
    text = result.stdout.str()
    for each in expected:
        assert each in text, text
    assert "template_settings.py" not in text  # the user's line is what counts


def test_everything_that_a_template_says(stack):
    configure(stack)
    stack.test("""
        def test_it(lambda_function):
            configuration = lambda_function.configuration
            assert (configuration.handler, configuration.timeout, configuration.memory_size) == ("orders.handler", 10, 256)
            assert configuration.function_name.startswith("stack-Orders-")
            assert (configuration.runtime, configuration.ephemeral_storage) == ("python3.13", 1024)
            assert (configuration.log_format, configuration.application_log_level) == ("JSON", "DEBUG")
            assert (configuration.task_root.name, [layer.name for layer in configuration.layers]) == ("src", ["layer"])
            found = lambda_function({})
            assert found["TABLE"].startswith("stack-Table-")
            assert found["TABLE_ARN"] == f"arn:aws:dynamodb:us-east-1:123456789012:table/{found['TABLE']}"
            assert found["QUEUE_URL"].startswith("https://sqs.us-east-1.amazonaws.com/123456789012/stack-Queue-")
            assert found["STAGE"] == "test"
    """)
    stack.passes(1)


def test_account_and_region_are_those_of_the_test(stack):
    configure(stack, 'lambda_account = "111122223333"')
    stack.test("""
        import pytest

        @pytest.mark.aws_lambda(region="eu-west-1")
        def test_it(lambda_function):
            found = lambda_function({})
            assert found["TABLE_ARN"].startswith("arn:aws:dynamodb:eu-west-1:111122223333:table/")
            assert found["AWS_REGION"] == "eu-west-1"
    """)
    stack.passes(1)


def test_whatever_is_given_wins_over_the_template(stack):
    stack.write("code/app.py", SOURCE)
    configure(stack, 'lambda_timeout = "20"', 'lambda_environment = ["TABLE=ini"]')
    stack.test("""
        import pytest

        def test_ini(lambda_function):
            assert lambda_function.configuration.timeout == 20
            assert lambda_function.configuration.environment["TABLE"] == "ini"
            assert lambda_function.configuration.environment["STAGE"] == "test"

        @pytest.mark.aws_lambda(timeout=30, environment={"STAGE": None, "TABLE": "marker"}, memory_size=512, layers=[])
        def test_marker(lambda_function, lambda_function_factory):
            configuration = lambda_function.configuration
            assert (configuration.timeout, configuration.memory_size, configuration.layers) == (30, 512, ())
            assert (configuration.environment["TABLE"], "STAGE" in configuration.environment) == ("marker", False)
            assert lambda_function_factory(timeout=40).configuration.timeout == 40

        @pytest.mark.aws_lambda(task_root="code", handler="app.handler")
        def test_code(lambda_function):
            assert lambda_function.configuration.task_root.name == "code"
            assert lambda_function({})["STAGE"] == "test"
    """)
    stack.passes(3)


def test_a_template_of_the_command_line(stack):
    stack.configure(handler=None)
    stack.test("def test_it(lambda_function): assert lambda_function({})['STAGE'] == 'prod'")
    stack.passes(1, "--lambda-template=infra/template.yaml", "--lambda-template-parameters=Stage=prod")
    several(stack)
    stack.test("def test_it(lambda_function): assert lambda_function.configuration.timeout == 12")
    stack.passes(1, "--lambda-template=infra/template.yaml", "--lambda-resource=Bills")


def test_a_resource_for_each_test(stack):
    several(stack)
    configure(stack)
    stack.test("""
        import pytest
        from pytest_lambda import ConfigurationError

        @pytest.mark.aws_lambda(resource="Orders")
        class TestIt:
            def test_marker(self, lambda_function, lambda_function_factory):
                assert lambda_function.configuration.timeout == 11
                assert lambda_function_factory(resource="Bills").configuration.timeout == 12
                assert lambda_function_factory("orders.other")({}) == "other"

            @pytest.mark.aws_lambda(resource="Bills")
            def test_closer_marker(self, lambda_function):
                assert lambda_function({}) == "other"

        def test_service(lambda_service):
            assert lambda_service.create_function("orders", resource="Orders").configuration.timeout == 11
            with pytest.raises(ConfigurationError, match="it is not said which one is meant"):
                lambda_service.create_function("another")

        @pytest.mark.aws_lambda(handler="orders.other")
        def test_handler_of_one(lambda_function, lambda_function_factory):
            assert lambda_function.configuration.timeout == 12
            function = lambda_function_factory(lambda event, context: 1)
            assert (function.configuration.timeout, function.configuration.task_root.name) == (3, "src")

        @pytest.mark.aws_lambda(template="")
        def test_without(lambda_function_factory):
            assert lambda_function_factory(lambda event, context: 1)({}) == 1
    """)
    stack.passes(5)


def test_a_handler_tells_which_function(stack):
    several(stack)
    configure(stack, 'lambda_handler = "orders.handler"')
    stack.test("def test_it(lambda_function): assert lambda_function.configuration.timeout == 11")
    stack.passes(1)


def test_the_same_names_everywhere(stack):
    configure(stack)
    stack.test("""
        import os
        import pytest

        @pytest.mark.parametrize("number", [1, 2])
        def test_it(lambda_function, lambda_service, number):
            found = lambda_function({})
            assert os.environ["TABLE"] == found["TABLE"]
            stack = lambda_service.from_template("infra/template.yaml")
            assert stack["Orders"].invoke({}).payload == found
            assert stack["Queue"].url == found["QUEUE_URL"]
            assert lambda_service.create_function("other", resource="Orders").invoke({}).payload == found
            assert stack["Orders"].configuration.function_name == lambda_function.configuration.function_name
    """)
    stack.passes(2)


def test_an_application_of_the_configured_template(stack):
    several(stack, "other/template.yaml")
    configure(stack, 'lambda_template_parameters = ["Stage=prod"]')
    stack.test("""
        import pytest

        def test_default(lambda_service):
            assert lambda_service.from_template()["Orders"].invoke({}).payload["STAGE"] == "prod"

        def test_call(lambda_service):
            first = lambda_service.from_template("infra/template.yaml")
            second = lambda_service.from_template(parameters={"Stage": "test"}, stack_name="second")
            assert first["Orders"].invoke({}).payload["STAGE"] == "prod"
            assert second["Orders"].invoke({}).payload["STAGE"] == "test"
            assert first.template is lambda_service.from_template(stack_name="third").template  # read once

        @pytest.mark.aws_lambda(template_parameters={"Stage": "test"})
        def test_marker(lambda_service):
            assert lambda_service.from_template()["Orders"].invoke({}).payload["STAGE"] == "test"

        def test_another_template(lambda_service):
            application = lambda_service.from_template("other/template.yaml")
            assert "Special" not in application  # the parameters are of the configured one
    """)
    stack.passes(4)


def test_an_application_without_a_template(project):
    project.configure()
    project.test("""
        import pytest
        from pytest_lambda import ConfigurationError

        def test_it(lambda_service):
            with pytest.raises(ConfigurationError, match="no path, and no template is configured"):
                lambda_service.from_template()
    """)
    project.passes(1)


def test_what_stays_warm_keeps_its_names(stack):
    configure(stack, 'lambda_start = "warm"')
    stack.test("""
        import pytest

        seen = set()

        @pytest.mark.parametrize("number", [1, 2])
        def test_it(lambda_function, number):
            result = lambda_function.invoke({})
            assert result.cold_start is (number == 1)
            seen.add(result.payload["TABLE"])
            assert len(seen) == 1
    """)
    stack.passes(2)


def test_test_modules_may_import_the_function(stack):
    configure(stack)
    stack.test("""
        import orders

        at_import = orders.STAGE

        def test_it(lambda_function):
            assert at_import == "test"
            assert orders.STAGE == "test"
    """)
    stack.passes(1)
    several(stack)  # all in one folder
    stack.test("""
        import orders
        import pytest

        @pytest.mark.aws_lambda(resource="Orders")
        def test_it(lambda_function):
            assert orders.STAGE == "orders"
    """)
    stack.passes(1)


def test_parameters_and_values_are_merged_within_a_template(stack):
    one(stack, rest='      Environment: {Variables: {AA: !Ref Stage, BB: !GetAtt Db.Endpoint, CC: "{{resolve:ssm:/c}}"}}\n'
        "  Db: {Type: 'AWS::Neptune::DBCluster'}\n")  # fmt: skip
    one(stack, rest="      Environment: {Variables: {AA: !Ref Stage}}\n", name="other/template.yaml")
    configure(
        stack,
        'lambda_template_values = ["Db.Endpoint=ini", "resolve:ssm:/c=c"]',
        'lambda_template_parameters = ["Stage=prod"]',
        'lambda_resource = "Orders"',
    )
    template = stack.path / "other" / "template.yaml"
    template.write_text(template.read_text().replace("  Orders:", "  Others:"))
    stack.test("""
        import pytest

        @pytest.mark.aws_lambda(template_values={"Db.Endpoint": "marker"})
        def test_it(lambda_function):
            assert lambda_function.configuration.environment == {"AA": "prod", "BB": "marker", "CC": "c"}

        @pytest.mark.aws_lambda(template="other/template.yaml")
        def test_of_another_template(lambda_function):
            assert lambda_function.configuration.environment == {"AA": "test"}
    """)
    stack.passes(2)


def test_code_in_the_template_is_there_for_the_whole_run(project):
    project.write("infra/template.yaml", """
        Resources:
          Inline:
            Type: AWS::Lambda::Function
            Properties:
              Code: {ZipFile: "def handler(event, context): return __file__"}
              Handler: index.handler
              Runtime: python3.13
              Role: arn:aws:iam::123456789012:role/r
    """)
    configure(project)
    project.test("""
        import pathlib

        def test_one(lambda_function):
            pathlib.Path("where").write_text(lambda_function({}))

        def test_two(lambda_function):
            assert lambda_function({}) == pathlib.Path("where").read_text()
    """)
    project.passes(2)
    assert not Path((project.path / "where").read_text()).parent.exists()


def test_several_functions_and_none_named(stack):
    several(stack)
    configure(stack)
    fails(
        stack,
        "template.yaml has 2 functions, and it is not said which one is meant. Functions of the template:",
        "  Orders (template.yaml, line 6 (Resources > Orders))",
        "  Bills (template.yaml, line 15 (Resources > Bills))",
        'Name one: @pytest.mark.aws_lambda(resource="Orders"), or pyproject.toml, [tool.pytest.ini_options]: '
        'lambda_resource = "Orders"',
    )


WRONG = {
    "misspelled": ("Ordres", "template.yaml has no resource 'Ordres'. Did you mean 'Orders'? Functions of the template:"),
    "no function": ("Topic", "'Topic' is an AWS::SNS::Topic: expected a function."),
    "not deployed": ("Special", "the function 'Special' is not deployed, since its condition Production does not hold."),
    "no name": (7, "resource is 7: expected the logical id of a function in the template."),
}


@pytest.mark.parametrize(("resource", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_resource(stack, resource, message):
    several(stack)
    configure(stack)
    source = f"""
        import pytest

        @pytest.mark.aws_lambda(resource={resource!r})
        def test_it(lambda_function): ...
    """
    fails(stack, message, source=source)


@pytest.mark.parametrize("keyword", ["resource='Orders'", "template_parameters={'A': '1'}", "template_values={'A': '1'}"])
def test_a_setting_of_a_template_without_one(project, keyword):
    project.write("serverless.yml", "")
    name = keyword.partition("=")[0]
    source = f"""
        import pytest

        @pytest.mark.aws_lambda({keyword})
        def test_it(lambda_function): ...
    """
    fails(
        project,
        f"{name} is given, but no template that it belongs to. Name one in pyproject.toml, [tool.pytest.ini_options]: "
        'lambda_template = "serverless.yml"',
        source=source,
    )


REFUSED = {
    "a missing template": ('lambda_template = "nope.yaml"', "nope.yaml' cannot be read: No such file or directory"),
    "an unknown parameter": ('lambda_template_parameters = ["Stag=prod"]', "Parameters: [Stag] do not exist in the template"),
    "a value that is not allowed": ('lambda_template_parameters = ["Stage=dev"]', "Stage"),
    "an unknown resource": ('lambda_resource = "Nope"', "template.yaml has no resource 'Nope'."),
    "no pair": ('lambda_template_values = ["x"]', "lambda_template_values has the line 'x': expected NAME=value."),
}


@pytest.mark.parametrize(("line", "message"), REFUSED.values(), ids=REFUSED)
def test_what_the_ini_file_has_is_refused_at_once(stack, line, message):
    if "lambda_template =" in line:
        stack.configure(line, handler=None)
    else:
        configure(stack, line)
    stack.test("def test_it(): ...")
    result = stack.run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert message in result.stderr.str()
    assert "Traceback" not in result.stderr.str()


def test_a_broken_template_is_refused_with_its_line(stack):
    stack.write("infra/template.yaml", "Resources:\n  A: [\n")
    configure(stack)
    stack.test("def test_it(): ...")
    result = stack.run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "template.yaml, line 3" in result.stderr.str()


def test_a_function_of_another_language(stack):
    one(stack, rest="")
    template = stack.path / "infra" / "template.yaml"
    template.write_text(template.read_text().replace("python3.13", "nodejs22.x"))
    stack.configure(handler=None)
    source = """
        import pytest

        @pytest.mark.aws_lambda(template="infra/template.yaml")
        def test_it(lambda_function): ...
    """
    fails(stack, "Orders has the runtime nodejs22.x: this is a Python process", source=source)


def test_a_template_is_read_once_until_it_changes(stack):
    templates, world = Templates(), World()
    path = stack.path / "infra" / "template.yaml"
    first = templates.open(path, world)
    assert templates.open(path, World(seed="other")).template is first.template
    assert templates.open(path, world, parameters={"Stage": "prod"}).template is not first.template
    path.write_text(path.read_text() + "\n")
    assert templates.open(path, world).template is not first.template
    templates.close()


def test_nothing_of_templates_is_imported_without_one(project):
    project.configure()
    project.test("""
        import sys

        def test_it(lambda_function):
            lambda_function({})
            there = [name for name in sys.modules if name.startswith(("pytest_lambda.templates", "pytest_lambda.documents"))]
            assert there == []
    """)
    project.run_apart().assert_outcomes(passed=1)
