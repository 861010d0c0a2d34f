"""What holds for every broker, batch size, poison and failure: nothing is lost unexplained."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_lambda import LambdaService
from tests.service.event_sources.mq.receiver import Receiver, bodies

FINAL = {"acknowledged", "filtered", "dead_letter"}
EXAMPLES = int(os.environ.get("STRATEGY_EXAMPLES", "30"))


@st.composite
def scenarios(draw: st.DrawFn) -> dict[str, object]:
    return {
        "broker": draw(st.sampled_from(["activemq", "rabbitmq"])),
        "batch_size": draw(st.integers(1, 4)),
        "window": draw(st.sampled_from([None, 0, 2])),
        "pauses": draw(st.lists(st.sampled_from([0, 0.2, 1.7]), min_size=1, max_size=12)),
        "poison": draw(st.sets(st.integers(0, 11), max_size=3)),
        "fails_until": draw(st.integers(0, 5)),
        "seconds": draw(st.sampled_from([0, 0.3, 3])),
        "toggles": draw(st.booleans()),
        "schedule": draw(st.sampled_from(["fifo", "random"])),
        "filtered": draw(st.booleans()),
    }


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scenarios())
def test_every_message_comes_to_a_known_end(scenario):
    with LambdaService(schedule=scenario["schedule"], seed=1) as service:
        receiver = Receiver(service)
        poison = {f"m{number}" for number in scenario["poison"]}

        def fails(found: list[str]) -> bool:
            return len(receiver.events) <= scenario["fails_until"] or not poison.isdisjoint(found)

        receiver.fails, receiver.seconds = fails, scenario["seconds"]
        if scenario["broker"] == "activemq":
            queue = service.activemq_queue("orders")
        else:
            queue = service.rabbitmq_queue("orders", delivery_limit=6, dead_letter_queue=True)
        given_settings = {"batch_size": scenario["batch_size"]}
        if scenario["window"] is not None:
            given_settings["maximum_batching_window_in_seconds"] = scenario["window"]
        if scenario["filtered"]:
            given_settings["filter_criteria"] = [{"data": [{"anything-but": "m1"}]}]
        mapping = receiver.receive(queue, **given_settings)
        sent = []
        for number, pause in enumerate(scenario["pauses"]):
            sent.append(queue.send(f"m{number}"))
            service.advance(seconds=pause)
            service.check_ledger()
        if scenario["toggles"]:
            mapping.disable()
            service.advance(seconds=1)
            service.check_ledger()
            mapping.enable()
        service.run()
        service.check_ledger()

        assert {message.state for message in sent} <= FINAL
        assert queue.messages == queue.in_flight == ()
        assert len(queue.dead_letters) == len(queue.dead_letter_queue.messages)
        most = 5 if scenario["broker"] == "activemq" else 1
        assert receiver.most <= most + scenario["toggles"]
        for batch in receiver.batches:
            assert 0 < len(batch) <= scenario["batch_size"]
        delivered = [body for event in receiver.events for body in bodies(event)]
        for message in sent:
            times = delivered.count(message.text)
            assert times <= 7
            if message.state == "acknowledged":
                assert times >= 1
                last = max(at for at, batch in enumerate(receiver.batches) if message.text in batch)
                assert poison.isdisjoint(receiver.batches[last])
            elif message.state == "dead_letter":
                assert message.deliveries == 7
            else:
                assert message.text == "m1"
                assert times == 0
