"""`s3` and `sns`."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.serverless import names
from pytest_lambda.templates.serverless.events.trigger import Trigger
from pytest_lambda.templates.serverless.project import Notified, expected

_SNS = ("arn", "displayName", "filterPolicy", "filterPolicyScope", "kmsMasterKeyId", "redrivePolicy", "topicName")


def s3(trigger: Trigger) -> None:
    """A notification of a bucket, which is made unless it exists; all of a bucket go into one configuration."""
    settings = trigger.either("bucket", ("bucket", "event", "existing", "forceDeploy", "rules"))
    bucket = settings.get("bucket")
    key = str(bucket.value)
    notified = trigger.project.buckets.setdefault(key, Notified(bucket, bool(settings.get("existing").flag())))
    event = settings.get("event")
    notified.functions.append({
        "Event": event if event.value is not None else "s3:ObjectCreated:*",
        "Function": trigger.target,
        "Rules": [_rule(each) for each in settings.get("rules").each()],
    })  # fmt: skip


def sns(trigger: Trigger) -> None:
    """A subscription to a topic, which is made if it is named by a plain name."""
    settings = trigger.checked(_SNS) if isinstance(trigger.settings.value, dict) and any(
        each in _SNS for each in trigger.settings.value
    ) else _short(trigger.settings)  # fmt: skip
    topic = settings.get("arn")
    name = settings.get("topicName")
    if topic.value is None:
        if not isinstance(name.value, str):
            raise expected(trigger.settings, "the name or the ARN of a topic")
        made = trigger.add(f"SNSTopic{names.letters(name.value)}", "AWS::SNS::Topic", {
            "TopicName": name, "DisplayName": settings.get("displayName"),
            "KmsMasterKeyId": settings.get("kmsMasterKeyId"),
        })  # fmt: skip
        topic = settings.at({"Ref": made})
    about = names.letters(str(name.value)) if name.value is not None else names.of_reference(topic.value, "Topic")
    trigger.add(f"{trigger.prefix}SnsSubscription{about}", "AWS::SNS::Subscription", {
        "TopicArn": topic,
        "Protocol": "lambda",
        "Endpoint": trigger.target,
        "FilterPolicy": settings.get("filterPolicy"),
        "FilterPolicyScope": settings.get("filterPolicyScope"),
        "RedrivePolicy": _redrive(settings.get("redrivePolicy")),
    })  # fmt: skip


def _short(settings: Place) -> Place:
    written = settings.value
    if isinstance(written, str) and not written.startswith("arn:"):
        return settings.at({"topicName": settings})
    return settings.at({"arn": settings})


def _rule(rule: Place) -> dict[str, Any]:
    members = list(rule.items())
    if len(members) != 1 or members[0][0] not in ("prefix", "suffix"):
        raise expected(rule, "`prefix` or `suffix`, one in each rule")
    [(name, value)] = members
    return {"Name": name, "Value": value}


def _redrive(policy: Place) -> Any:
    if policy.value is None:
        return None
    for name, make in (
        ("deadLetterTargetArn", lambda place: place),
        ("deadLetterTargetRef", lambda place: {"Fn::GetAtt": [place.value, "Arn"]}),
        ("deadLetterTargetImport", lambda place: {"Fn::ImportValue": place.get("arn")}),
    ):
        if name in policy.mapping():
            return {"deadLetterTargetArn": make(policy.get(name))}
    raise expected(policy, "`deadLetterTargetArn`, `deadLetterTargetRef` or `deadLetterTargetImport`")
