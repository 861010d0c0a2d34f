"""What holds of every template: it becomes what it describes, whatever the order of its resources."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda import LambdaService
from pytest_lambda.templates.application import Application

QUEUES, FUNCTIONS = ("Qa", "Qb", "Qc", "Qd"), ("Fa", "Fb", "Fc")
CODE = "def handler(event, context): return len(event['Records'])"

timeouts = st.integers(1, 30)
visibilities = st.integers(200, 43_200)
batches = st.integers(1, 10)


@st.composite
def templates(draw: st.DrawFn) -> dict[str, Any]:
    """Queues, of which some have another one as dead-letter queue; functions; mappings between them, in any order."""
    queues = draw(st.lists(st.sampled_from(QUEUES), min_size=1, unique=True))
    functions = draw(st.lists(st.sampled_from(FUNCTIONS), min_size=1, unique=True))
    resources: dict[str, Any] = {}
    for number, queue in enumerate(queues):
        properties: dict[str, Any] = {"VisibilityTimeout": draw(visibilities)}
        if number and draw(st.booleans()):
            target = draw(st.sampled_from(queues[:number]))
            arn = draw(st.sampled_from([{"Fn::GetAtt": [target, "Arn"]}, {"Fn::Sub": f"${{{target}.Arn}}"}]))
            properties["RedrivePolicy"] = {"deadLetterTargetArn": arn, "maxReceiveCount": draw(st.integers(1, 1000))}
        resources[queue] = {"Type": "AWS::SQS::Queue", "Properties": properties}
    for function in functions:
        properties = {
            "Handler": "index.handler",
            "Runtime": "python3.11",
            "Code": {"ZipFile": CODE},
            "Timeout": draw(timeouts),
            "Environment": {"Variables": {"QUEUE": {"Ref": draw(st.sampled_from(queues))}}},
        }
        resources[function] = {"Type": "AWS::Lambda::Function", "Properties": properties}
    pairs = draw(st.lists(st.tuples(st.sampled_from(queues), st.sampled_from(functions)), unique=True))
    for queue, function in pairs:
        resources[f"M{queue}{function}"] = {
            "Type": "AWS::Lambda::EventSourceMapping",
            "Properties": {
                "EventSourceArn": {"Fn::GetAtt": [queue, "Arn"]},
                "FunctionName": draw(st.sampled_from([{"Ref": function}, {"Fn::GetAtt": [function, "Arn"]}])),
                "BatchSize": draw(batches),
            },
        }
    return {name: resources[name] for name in draw(st.permutations(list(resources)))}


def deployed(service: LambdaService, resources: dict[str, Any]) -> Application:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "template.json")
        path.write_text(json.dumps({"Resources": resources}))
        return service.from_template(path)


def of_type(resources: dict[str, Any], name: str) -> dict[str, dict[str, Any]]:
    return {key: each["Properties"] for key, each in resources.items() if each["Type"] == f"AWS::{name}"}


@settings(max_examples=40)
@given(resources=templates())
def test_templates_become_what_they_describe(resources: dict[str, Any]) -> None:
    with LambdaService() as service:
        app = deployed(service, resources)

        assert set(app.resources) == set(resources)
        for name, given_queue in of_type(resources, "SQS::Queue").items():
            made = app[name].settings
            policy = given_queue.get("RedrivePolicy", {"maxReceiveCount": None})
            assert made.visibility_timeout == given_queue["VisibilityTimeout"]
            assert made.max_receive_count == policy["maxReceiveCount"]
            assert (app[name].dead_letter_queue is None) == ("RedrivePolicy" not in given_queue)
        for name, given_function in of_type(resources, "Lambda::Function").items():
            configuration = app[name].configuration
            queue = given_function["Environment"]["Variables"]["QUEUE"]["Ref"]
            assert configuration.timeout == given_function["Timeout"]
            assert configuration.environment == {"QUEUE": app[queue].url}
        for name, given_mapping in of_type(resources, "Lambda::EventSourceMapping").items():
            mapping = app[name]
            assert mapping.source is app[given_mapping["EventSourceArn"]["Fn::GetAtt"][0]]
            assert mapping.settings.batch_size == given_mapping["BatchSize"]
            assert mapping.function is app[name[3:]]


@settings(max_examples=20)
@given(resources=templates())
def test_every_message_reaches_one_of_the_functions_of_its_queue(resources: dict[str, Any]) -> None:
    mappings = of_type(resources, "Lambda::EventSourceMapping")
    with LambdaService() as service:
        app = deployed(service, resources)
        for name in of_type(resources, "SQS::Queue"):
            app[name].send(name)
        service.run()

        for name in of_type(resources, "SQS::Queue"):
            readers = {key[3:] for key in mappings if key[1:3] == name}
            assert len(app[name].messages) == (0 if readers else 1)
            assert len(app[name].deleted) == (1 if readers else 0)
        assert sum(result.payload for each in app.functions.values() for result in each.invocations) == len(
            {key[1:3] for key in mappings}
        )


@settings(max_examples=20)
@given(resources=templates(), data=st.data())
def test_order_of_the_resources_changes_no_name(resources: dict[str, Any], data: st.DataObject) -> None:
    again = {name: resources[name] for name in data.draw(st.permutations(list(resources)))}
    with LambdaService() as one, LambdaService() as other:
        first, second = deployed(one, resources), deployed(other, again)

        for name in of_type(resources, "SQS::Queue"):
            assert first[name].arn == second[name].arn
        for name in of_type(resources, "Lambda::Function"):
            assert first[name].arn == second[name].arn
