"""SNS for clients of botocore."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pytest_lambda.boto import mock
from pytest_lambda.boto.messaging.adoption import Adoption
from pytest_lambda.boto.messaging.batches import size_of
from pytest_lambda.boto.messaging.door import ResourceDoor
from pytest_lambda.boto.messaging.paging import page
from pytest_lambda.boto.messaging.sns.adopting import in_motos_form, is_served, subscriptions_of, text_attributes
from pytest_lambda.boto.messaging.sns.batches import BATCHES
from pytest_lambda.boto.messaging.sns.subscriptions import TopicFacts, changed, shown, subscribed
from pytest_lambda.service.resources.endpoints import arn_of
from pytest_lambda.service.resources.refusals import RequestRefused
from pytest_lambda.service.resources.sns_topic import SnsTopic, Subscription

_NOTHING: Mapping[str, Any] = {}
#: API reference, ListTopics and ListSubscriptions
_PAGE = 100
#: where a request says which topic it is about
_ARNS = ("TopicArn", "TargetArn", "ResourceArn")
#: operations whose answer is what the service has and what moto has
_UNITED = ("ListTopics", "ListSubscriptions")


class SnsDoor(ResourceDoor):
    """The topics of a service.

    Args:
        adoption: what its topics come from.
    """

    invalid_token = ("InvalidParameter", "Invalid parameter: NextToken")

    def __init__(self, adoption: Adoption) -> None:
        super().__init__("sns", adoption)
        self._facts: dict[str, TopicFacts] = {}
        self.operations = {
            "CreateTopic": self._create,
            "DeleteTopic": self._delete,
            "GetSubscriptionAttributes": self._subscription_attributes,
            "GetTopicAttributes": lambda given: {"Attributes": self._attributes(self._topic(given))},
            "ListSubscriptions": self._list_subscriptions,
            "ListSubscriptionsByTopic": self._list_by_topic,
            "ListTagsForResource": self._tags,
            "ListTopics": self._list,
            "Publish": self._publish,
            "PublishBatch": self._publish_batch,
            "SetSubscriptionAttributes": self._set_subscription_attributes,
            "SetTopicAttributes": self._set_attributes,
            "Subscribe": self._subscribe,
            "TagResource": self._tag,
            "Unsubscribe": self._unsubscribe,
            "UntagResource": self._untag,
        }

    def note(self, resource: Any) -> None:
        """See `ResourceDoor`."""
        if not isinstance(resource, SnsTopic):
            return
        facts = self._facts[resource.arn] = TopicFacts()
        owner = self.in_moto(resource.arn)
        if owner is not None and resource.arn in owner.topics:
            facts.tags.update(owner.topics[resource.arn]._tags)
            for each in subscriptions_of(owner, resource.arn):
                facts.of_subscriptions[each.arn] = text_attributes(each)
                if not is_served(self.adoption, each):
                    facts.others.append(each)

    def is_ours(self, operation: str, given: Mapping[str, Any]) -> bool:
        """A topic that the service has, or one of moto's with a subscriber that the service has."""
        if operation in _UNITED:
            return True
        arn = self._arn(given)
        return arn is not None and (isinstance(self.adoption.known(arn), SnsTopic) or self._has_our_subscriber(arn))

    def observe(self, operation: str, request: Any, response: Any) -> None:
        """What subscribes a function of the service at a topic of moto's makes that topic ours."""
        if operation in ("Subscribe", "SetSubscriptionAttributes"):
            arn = self._arn(self.wire.parameters(operation, request))
            if arn is not None and self._has_our_subscriber(arn):
                self.service.resource(arn)

    # ---- which topic -----------------------------------------------------------------------------------------

    def _arn(self, given: Mapping[str, Any]) -> str | None:
        if "SubscriptionArn" in given:
            return str(given["SubscriptionArn"]).rpartition(":")[0]
        if "Name" in given:
            world = self.service.world
            return f"arn:{world.partition}:sns:{world.region}:{world.account}:{given['Name']}"
        return next((given[name] for name in _ARNS if name in given), None)

    def _has_our_subscriber(self, arn: str) -> bool:
        owner = self.in_moto(arn)
        return owner is not None and any(self.adoption.has(each.endpoint) for each in subscriptions_of(owner, arn))

    def _topic(self, given: Mapping[str, Any]) -> SnsTopic:
        arn = self._arn(given)
        topic = None
        if arn is not None:
            topic = self.adoption.known(arn) or (self.service.resource(arn) if self._has_our_subscriber(arn) else None)
        if not isinstance(topic, SnsTopic):
            known = ", ".join(each.name for each in self._topics()) or "none"
            world = self.service.world
            raise RequestRefused(
                "NotFound", f"Topic does not exist. Topics of {world.account} in {world.region}: {known}."
            )
        return topic

    def _topics(self) -> list[SnsTopic]:
        return [each for each in self.service.known_resources if isinstance(each, SnsTopic)]

    def _facts_of(self, topic: SnsTopic) -> TopicFacts:
        return self._facts.setdefault(topic.arn, TopicFacts())

    # ---- publishing ------------------------------------------------------------------------------------------

    def _publish(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        return self._published(self._topic(given), given)

    def _publish_batch(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        topic, entries = self._topic(given), given.get("PublishBatchRequestEntries") or ()
        # API reference, PublishBatch: all messages together
        sizes = (size_of(entry["Message"], entry.get("MessageAttributes")) for entry in entries)
        BATCHES.check_size(sum(sizes), topic.maximum_message_size)
        return BATCHES.each("Publish", entries, lambda entry: self._published(topic, entry))

    def _published(self, topic: SnsTopic, given: Mapping[str, Any]) -> Mapping[str, Any]:
        text, by_protocol = given["Message"], {}
        if given.get("MessageStructure") == "json":
            by_protocol = _structured(text)
            text = by_protocol["default"]
        attributes = given.get("MessageAttributes") or {}
        message = topic.publish(
            text, subject=given.get("Subject"), message_attributes=attributes, by_protocol=by_protocol
        )
        for other in self._facts_of(topic).others:
            said = by_protocol.get(other.protocol, text)
            other.publish(
                said, message.message_id, subject=message.subject, message_attributes=in_motos_form(attributes)
            )
        return {"MessageId": message.message_id}

    # ---- topics ----------------------------------------------------------------------------------------------

    def _create(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        topic = self.adoption.known(str(self._arn(given)))
        if topic is None:
            asked = dict(given.get("Attributes") or {})
            settings: dict[str, Any] = {}
            if str(asked.pop("FifoTopic", "false")).lower() == "true":
                settings["fifo_topic"] = True
            if "MaximumMessageSize" in asked:
                settings["maximum_message_size"] = int(asked["MaximumMessageSize"])
            topic = self.service.sns_topic(given["Name"], **settings)
            facts = self._facts_of(topic)
            facts.attributes.update(asked)
            facts.tags.update({each["Key"]: each["Value"] for each in given.get("Tags") or ()})
        return {"TopicArn": topic.arn}

    def _delete(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            topic = self._topic(given)
        except RequestRefused:
            return _NOTHING  # API reference, DeleteTopic: deleting what is not there is no error
        self.service.forget_resource(topic)
        self._facts.pop(topic.arn, None)
        owner = self.in_moto(topic.arn)
        if owner is not None and topic.arn in owner.topics:
            owner.delete_topic(topic.arn)
        return _NOTHING

    def _list(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        arns = [topic.arn for topic in self._topics() if self.adoption.known(topic.arn) is topic]
        owner = mock.backend("sns", self.service.world)
        if owner is not None:
            arns += [arn for arn in owner.topics if arn not in arns]
        return {"Topics": [], **page([{"TopicArn": arn} for arn in arns], "Topics", given, most=_PAGE)}

    def _attributes(self, topic: SnsTopic) -> dict[str, str]:
        found = {
            "TopicArn": topic.arn,
            "Owner": self.service.world.account,
            "DisplayName": "",
            "SubscriptionsConfirmed": str(len(topic.subscriptions)),
            "SubscriptionsPending": "0",
            "SubscriptionsDeleted": "0",
            **self._facts_of(topic).attributes,
        }
        return {**found, "FifoTopic": "true"} if topic.fifo else found

    def _set_attributes(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        self._facts_of(self._topic(given)).attributes[given["AttributeName"]] = given.get("AttributeValue", "")
        return _NOTHING

    def _tags(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        tags = self._facts_of(self._topic(given)).tags
        return {"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}

    def _tag(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        self._facts_of(self._topic(given)).tags.update({each["Key"]: each["Value"] for each in given["Tags"]})
        return _NOTHING

    def _untag(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        tags = self._facts_of(self._topic(given)).tags
        for key in given["TagKeys"]:
            tags.pop(key, None)
        return _NOTHING

    # ---- subscriptions ---------------------------------------------------------------------------------------

    def _subscribe(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        topic = self._topic(given)
        made = subscribed(topic, self._facts_of(topic), given, self.service.resource)
        return {"SubscriptionArn": made.arn}

    def _unsubscribe(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        topic, arn = self._topic(given), given["SubscriptionArn"]
        topic.subscriptions = tuple(each for each in topic.subscriptions if each.arn != arn)
        facts = self._facts_of(topic)
        facts.of_subscriptions.pop(arn, None)
        facts.others = [each for each in facts.others if each.arn != arn]
        return _NOTHING

    def _found(self, given: Mapping[str, Any]) -> tuple[SnsTopic, Subscription]:
        topic = self._topic(given)
        for each in topic.subscriptions:
            if each.arn == given["SubscriptionArn"]:
                return topic, each
        raise RequestRefused("NotFound", "Subscription does not exist")

    def _subscription_attributes(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        topic, found = self._found(given)
        return {"Attributes": shown(topic, found, self._facts_of(topic), self.service.world.account)}

    def _set_subscription_attributes(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        topic, found = self._found(given)
        facts = self._facts_of(topic)
        name, value = given["AttributeName"], given.get("AttributeValue", "")
        asked = {**facts.of_subscriptions.get(found.arn, {}), name: value}
        now = changed(found, asked)
        facts.of_subscriptions[found.arn] = asked
        topic.subscriptions = tuple(now if each is found else each for each in topic.subscriptions)
        return _NOTHING

    def _list_by_topic(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        found = self._listed(self._topic(given))
        return {"Subscriptions": [], **page(found, "Subscriptions", given, most=_PAGE)}

    def _list_subscriptions(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        found = [each for topic in self._topics() for each in self._listed(topic)]
        owner = mock.backend("sns", self.service.world)
        if owner is not None:
            ours = {topic.arn for topic in self._topics()}
            found += [self._told(each) for each in owner.subscriptions.values() if each.topic.arn not in ours]
        return {"Subscriptions": [], **page(found, "Subscriptions", given, most=_PAGE)}

    def _listed(self, topic: SnsTopic) -> list[dict[str, str]]:
        account = self.service.world.account
        ours = [
            {
                "SubscriptionArn": each.arn,
                "Owner": account,
                "Protocol": each.protocol,
                "Endpoint": arn_of(each.endpoint),
                "TopicArn": topic.arn,
            }
            for each in topic.subscriptions
        ]
        return ours + [self._told(each) for each in self._facts_of(topic).others]

    def _told(self, theirs: Any) -> dict[str, str]:
        return {
            "SubscriptionArn": theirs.arn,
            "Owner": self.service.world.account,
            "Protocol": theirs.protocol,
            "Endpoint": theirs.endpoint,
            "TopicArn": theirs.topic.arn,
        }


def _structured(text: str) -> dict[str, str]:
    """A message of which each protocol gets a text of its own (API reference, Publish, MessageStructure)."""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise _invalid("Message Structure - JSON message body failed to parse")
    if not isinstance(found.get("default"), str):
        raise _invalid("Message Structure - No default entry in JSON message body")
    return {name: each for name, each in found.items() if isinstance(each, str)}


def _invalid(what: str) -> RequestRefused:
    return RequestRefused("InvalidParameter", f"Invalid parameter: {what}")
