"""What holds for mappings on topics, whatever happens to records, functions and the mapping itself."""

from __future__ import annotations

import os
from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda import LambdaService

from .conftest import values

EXAMPLES = int(os.environ.get("STRATEGY_EXAMPLES", "25"))
RETRIES = st.sampled_from([0, 1, 3])
ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["send", "send", "send", "wait", "disable", "enable", "size", "partition"]), st.integers(0, 30)
    ),
    min_size=5,
    max_size=30,
)
#: by number of the record: how often it fails, and whether it is reported then
FATES = st.lists(st.tuples(st.sampled_from([0, 0, 1, 2, 9]), st.booleans()), min_size=3, max_size=7)
CONFIGURATIONS = st.fixed_dictionaries(
    {
        "batch_size": st.integers(1, 6),
        "maximum_batching_window_in_seconds": st.sampled_from([0, 1, 5]),
        "bisect_batch_on_function_error": st.booleans(),
        "maximum_retry_attempts": RETRIES,
        "function_response_types": st.sampled_from([["ReportBatchItemFailures"], []]),
    }
)


class World:
    """A topic, a mapping, and a function whose records have fates."""

    def __init__(self, service, fates, configuration, *, aside):
        self.service, self.fates, self.configuration = service, fates, configuration
        self.topic = service.kafka_topic("t", partitions=2)
        self.aside = service.kafka_topic("aside", partitions=2)
        self.failed = defaultdict(int)
        self.delivered = defaultdict(int)
        self.order = defaultdict(list)
        self.done, self.broken, self.sent = [], [], 0
        target = {"on_failure": self.aside} if aside else {}
        function = service.create_function("f", handler=self.handler, timeout=30)
        self.mapping = function.create_event_source_mapping(self.topic, minimum_pollers=1, **target, **configuration)

    def handler(self, event, context):
        (partition,) = event["records"]
        texts = values(event)
        offsets = [record["offset"] for record in event["records"][partition]]
        if offsets != sorted(offsets):
            self.broken.append(f"{partition} out of order: {offsets}")
        self.broken += [f"{text} again" for text in texts if text in self.done]
        for text in texts:
            self.delivered[text] += 1
        fates = [self.fates[int(text) % len(self.fates)] for text in texts]
        failing = [at for at, text in enumerate(texts) if self.failed[text] < fates[at][0]]
        for at in failing:
            self.failed[texts[at]] += 1
        reports = bool(self.configuration["function_response_types"]) and all(fates[at][1] for at in failing)
        if failing and not reports:
            raise RuntimeError("trouble")
        done = [text for at, text in enumerate(texts) if at not in failing]
        self.done += done
        return {
            "batchItemFailures": [{"itemIdentifier": {"partition": partition, "offset": offsets[at]}} for at in failing]
        }

    def act(self, action, number):
        if action == "send":
            for _ in range(number % 4 + 1):
                self.topic.send(str(self.sent), key=f"k{number % 5}")
                self.sent += 1
        elif action == "wait":
            self.service.advance(seconds=number / 10)
        elif action == "partition":
            if len(self.topic.partitions) < 4:
                self.topic.create_partitions(len(self.topic.partitions) + 1)
        elif action == "size":
            self.mapping.update(batch_size=number % 6 + 1)
        else:
            self.mapping.update(enabled=action == "enable")


@settings(max_examples=EXAMPLES, deadline=None)
@given(ACTIONS, FATES, CONFIGURATIONS, st.booleans())
def test_laws(actions, fates, configuration, aside):
    with LambdaService() as service:
        world = World(service, fates, configuration, aside=aside)
        for action, number in actions:
            world.act(action, number)
            assert world.mapping.poller.unsettled() is None
            for partition in world.topic.partitions:
                assert world.mapping.committed(partition.name) <= partition.end_offset
        world.mapping.update(enabled=True)
        service.run()
        assert world.broken == []
        assert world.mapping.poller.unsettled() is None
        accounts = [world.mapping.poller.account(partition.name) for partition in world.topic.partitions]
        for partition in world.topic.partitions:
            assert world.mapping.committed(partition.name) == partition.end_offset
        assert sum(account.succeeded for account in accounts) == len(world.done)
        given_up = sum(account.at_destination + account.dropped for account in accounts)
        assert len(world.done) + given_up == world.sent
        assert len(world.aside.records) == sum(account.at_destination for account in accounts)
        assert (given_up > 0 and aside) == bool(world.aside.records)
        told = {text for record in world.aside.records for text in values(record.json["payload"])}
        assert told.isdisjoint(world.done)
