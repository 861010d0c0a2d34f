"""SQS for clients of botocore."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from pytest_lambda.boto import mock
from pytest_lambda.boto.messaging.adoption import Adoption
from pytest_lambda.boto.messaging.batches import size_of
from pytest_lambda.boto.messaging.door import ResourceDoor
from pytest_lambda.boto.messaging.paging import page
from pytest_lambda.boto.messaging.sqs import messages
from pytest_lambda.boto.messaging.sqs.adopting import kept_by_moto
from pytest_lambda.boto.messaging.sqs.attributes import NAMES, Facts, given_attributes, shown
from pytest_lambda.boto.messaging.sqs.batches import BATCHES, MOST_BYTES
from pytest_lambda.boto.messaging.sqs.moves import listed, started
from pytest_lambda.boto.messaging.sqs.redrive import dead_letter_target
from pytest_lambda.service.resources.refusals import RequestRefused
from pytest_lambda.service.resources.sqs_queue import SqsQueue

#: API reference, PurgeQueue
_SECONDS_BETWEEN_PURGES = 60
#: API reference, ListQueues
_MOST_LISTED = 1_000
_WITH_ATTRIBUTES = ("CreateQueue", "SetQueueAttributes")
_NOTHING: Mapping[str, Any] = {}


class SqsDoor(ResourceDoor):
    """The queues of a service.

    Args:
        adoption: what its queues come from.
    """

    invalid_token = ("InvalidParameterValue", "Invalid value for the parameter NextToken.")

    def __init__(self, adoption: Adoption) -> None:
        super().__init__("sqs", adoption)
        self._facts: dict[str, Facts] = {}
        self.operations = {
            "CancelMessageMoveTask": self._cancel_move,
            "ChangeMessageVisibility": self._change_visibility,
            "ChangeMessageVisibilityBatch": self._change_visibility_batch,
            "CreateQueue": self._create,
            "DeleteMessage": self._delete_message,
            "DeleteMessageBatch": self._delete_batch,
            "DeleteQueue": self._delete,
            "GetQueueAttributes": self._attributes,
            "GetQueueUrl": lambda given: {"QueueUrl": self._queue(given).url},
            "ListDeadLetterSourceQueues": self._list_sources,
            "ListMessageMoveTasks": lambda given: listed(self._facts_of(self._queue(given)).moves, given),
            "ListQueueTags": self._tags,
            "ListQueues": self._list,
            "PurgeQueue": self._purge,
            "ReceiveMessage": lambda given: messages.receive(self._queue(given), given, self.service.clock),
            "SendMessage": lambda given: messages.send(self._queue(given), given, self.service.trace_header()),
            "SendMessageBatch": self._send_batch,
            "SetQueueAttributes": self._set_attributes,
            "StartMessageMoveTask": self._start_move,
            "TagQueue": self._tag,
            "UntagQueue": self._untag,
        }

    def open(self) -> None:
        """See `Door`."""
        self.adoption.open()
        super().open()

    def close(self) -> None:
        """See `Door`."""
        super().close()
        self.adoption.close()

    def note(self, resource: Any) -> None:
        """See `ResourceDoor`."""
        if not isinstance(resource, SqsQueue):
            return
        now = int(self.service.epoch())
        facts = self._facts[resource.arn] = Facts(now, now)
        owner = self.in_moto(resource.arn)
        theirs = None if owner is None else owner.queues.get(resource.name)
        if theirs is not None:
            facts.kept.update(kept_by_moto(theirs))
            facts.tags.update(theirs.tags)

    def is_ours(self, operation: str, given: Mapping[str, Any]) -> bool:
        """See `ResourceDoor`."""
        if operation == "ListQueues":
            return True
        arn = self._arn(given)
        if arn is None:
            return operation == "CancelMessageMoveTask" and self._moved_from(given) is not None
        if operation in _WITH_ATTRIBUTES and self._has_dead_letter_queue_here(given):
            return True
        return isinstance(self.adoption.known(arn), SqsQueue)

    # ---- which queue -----------------------------------------------------------------------------------------

    def _arn(self, given: Mapping[str, Any]) -> str | None:
        world = self.service.world
        if "QueueUrl" in given:
            account, _, name = urlsplit(given["QueueUrl"]).path.strip("/").rpartition("/")
            account = account.rpartition("/")[2] or world.account
        elif "QueueName" in given:
            account, name = given.get("QueueOwnerAWSAccountId") or world.account, given["QueueName"]
        else:
            arn: str | None = given.get("SourceArn")
            return arn
        return f"arn:{world.partition}:sqs:{world.region}:{account}:{name}"

    def _has_dead_letter_queue_here(self, given: Mapping[str, Any]) -> bool:
        target = dead_letter_target((given.get("Attributes") or {}).get("RedrivePolicy"))
        return target is not None and isinstance(self.adoption.known(target), SqsQueue)

    def _queue(self, given: Mapping[str, Any]) -> SqsQueue:
        arn = self._arn(given)
        # one of moto's is taken over if it gets a dead-letter queue of ours; else it would not have come here
        queue = None if arn is None else self.adoption.known(arn) or self.service.resource(arn)
        if not isinstance(queue, SqsQueue):
            known = ", ".join(each.name for each in self._queues()) or "none"
            raise RequestRefused(
                "AWS.SimpleQueueService.NonExistentQueue",
                f"The specified queue does not exist. Queues of {self.service.world.account} in "
                f"{self.service.world.region}: {known}.",
            )
        return queue

    def _queues(self) -> list[SqsQueue]:
        return [each for each in self.service.known_resources if isinstance(each, SqsQueue)]

    def _facts_of(self, queue: SqsQueue) -> Facts:
        now = int(self.service.epoch())
        return self._facts.setdefault(queue.arn, Facts(now, now))

    # ---- queues ----------------------------------------------------------------------------------------------

    def _create(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        arn = str(self._arn(given))
        asked = given.get("Attributes") or {}
        found = given_attributes(asked, self.service.resource)
        queue = self.adoption.known(arn) or self.service.resource(arn)
        if queue is None:
            made = {**found.settings, "dead_letter_queue": found.dead_letter_queue}
            queue = self.service.sqs_queue(given["QueueName"], **made)
            facts = self._facts_of(queue)
            facts.kept.update(found.kept)
            facts.tags.update(given.get("tags") or {})
        else:
            self._check_same(queue, found.settings, asked)
        return {"QueueUrl": queue.url}

    def _check_same(self, queue: SqsQueue, settings: Mapping[str, Any], asked: Mapping[str, str]) -> None:
        present = shown(queue, self._facts_of(queue))
        for name, value in asked.items():
            if present.get(name, "false" if name == "FifoQueue" else "") != value and name != "RedrivePolicy":
                raise _exists(name)
        if "RedrivePolicy" in asked and settings["max_receive_count"] != queue.settings.max_receive_count:
            raise _exists("RedrivePolicy")

    def _delete(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        queue = self._queue(given)
        self.service.forget_resource(queue)
        self._facts.pop(queue.arn, None)
        owner = self.in_moto(queue.arn)
        if owner is not None:
            owner.queues.pop(queue.name, None)
        return _NOTHING

    def _list(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        prefix = given.get("QueueNamePrefix") or ""
        names = [queue.name for queue in self._queues() if self.adoption.known(queue.arn) is queue]
        world = self.service.world
        owner = mock.backend("sqs", world)
        if owner is not None:
            names += [name for name in owner.queues if name not in names]
        urls = [f"https://sqs.{world.region}.{world.dns_suffix}/{world.account}/{name}" for name in names]
        found = [url for url, name in zip(urls, names, strict=True) if name.startswith(prefix)]
        return page(found, "QueueUrls", given, most=_MOST_LISTED)

    def _list_sources(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        queue = self._queue(given)
        urls = [each.url for each in self._queues() if each.dead_letter_queue is queue]
        return {"queueUrls": urls, **page(urls, "queueUrls", given, most=_MOST_LISTED)}

    def _attributes(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        queue = self._queue(given)
        names = given.get("AttributeNames") or ()
        for name in names:
            if name != "All" and name not in NAMES:
                raise RequestRefused("InvalidAttributeName", f"Unknown Attribute {name}.")
        if not names:
            return _NOTHING
        every = shown(queue, self._facts_of(queue))
        return {"Attributes": {name: each for name, each in every.items() if "All" in names or name in names}}

    def _set_attributes(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        queue = self._queue(given)
        found = given_attributes(given["Attributes"], self.service.resource)
        if "FifoQueue" in given["Attributes"]:
            raise RequestRefused("InvalidAttributeName", "Unknown Attribute FifoQueue.")
        target = found.dead_letter_queue if found.redrive else queue.dead_letter_queue
        queue.set_attributes(dead_letter_queue=target, **found.settings)
        facts = self._facts_of(queue)
        facts.kept.update(found.kept)
        facts.modified = int(self.service.epoch())
        return _NOTHING

    def _purge(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        queue = self._queue(given)
        facts, now = self._facts_of(queue), self.service.epoch()
        if facts.purged is not None and now - facts.purged < _SECONDS_BETWEEN_PURGES:
            raise RequestRefused(
                "AWS.SimpleQueueService.PurgeQueueInProgress",
                f"Only one PurgeQueue operation on {queue.name} is allowed every {_SECONDS_BETWEEN_PURGES} seconds.",
            )
        facts.purged = now
        queue.purge()
        return _NOTHING

    def _tags(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        tags = self._facts_of(self._queue(given)).tags
        return {"Tags": dict(tags)} if tags else _NOTHING

    def _tag(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        self._facts_of(self._queue(given)).tags.update(given["Tags"])
        return _NOTHING

    def _untag(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        tags = self._facts_of(self._queue(given)).tags
        for name in given["TagKeys"]:
            tags.pop(name, None)
        return _NOTHING

    # ---- messages --------------------------------------------------------------------------------------------

    def _send_batch(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        queue, trace_header = self._queue(given), self.service.trace_header()
        sizes = (size_of(entry["MessageBody"], entry.get("MessageAttributes")) for entry in given["Entries"])
        BATCHES.check_size(sum(sizes), MOST_BYTES)
        return BATCHES.each("SendMessage", given["Entries"], lambda entry: messages.send(queue, entry, trace_header))

    def _delete_message(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        self._delete_one(self._queue(given), given)
        return _NOTHING

    def _delete_batch(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        queue = self._queue(given)
        return BATCHES.each("DeleteMessage", given["Entries"], lambda entry: self._delete_one(queue, entry))

    def _delete_one(self, queue: SqsQueue, given: Mapping[str, Any]) -> Mapping[str, Any]:
        queue.delete(self._handle(given))
        return _NOTHING

    def _change_visibility(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        return self._change_one(self._queue(given), given)

    def _change_visibility_batch(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        queue = self._queue(given)
        return BATCHES.each("ChangeMessageVisibility", given["Entries"], lambda entry: self._change_one(queue, entry))

    def _change_one(self, queue: SqsQueue, given: Mapping[str, Any]) -> Mapping[str, Any]:
        if "VisibilityTimeout" not in given:
            raise RequestRefused("MissingParameter", "The request must contain the parameter VisibilityTimeout.")
        try:
            queue.change_visibility(self._handle(given), given["VisibilityTimeout"])
        except RequestRefused as refused:
            if refused.code != "MessageNotInflight":
                raise
            raise RequestRefused(f"AWS.SimpleQueueService.{refused.code}", refused.message) from None
        return _NOTHING

    def _handle(self, given: Mapping[str, Any]) -> str:
        handle: str = given["ReceiptHandle"]
        return self.adoption.handles.get(handle, handle)

    # ---- moving messages out of a dead-letter queue -------------------------------------------------------------

    def _start_move(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        queue = self._queue(given)
        destination = None if "DestinationArn" not in given else self._queue({"SourceArn": given["DestinationArn"]})
        made = started(queue.start_message_move_task(destination), given, self.service.epoch())
        self._facts_of(queue).moves.insert(0, made)
        return {"TaskHandle": made["TaskHandle"]}

    def _moved_from(self, given: Mapping[str, Any]) -> str | None:
        handle = given.get("TaskHandle")
        every = ((arn, task) for arn, facts in self._facts.items() for task in facts.moves)
        return next((arn for arn, task in every if task["TaskHandle"] == handle), None)

    def _cancel_move(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        if self._moved_from(given) is None:
            raise RequestRefused("ResourceNotFoundException", "Task does not exist.")
        raise RequestRefused("InvalidParameterValue", "Only active tasks can be cancelled.")


def _exists(attribute: str) -> RequestRefused:
    return RequestRefused(
        "QueueAlreadyExists",
        f"A queue already exists with the same name and a different value for attribute {attribute}",
    )
