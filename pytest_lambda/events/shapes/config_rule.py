"""The event of a custom rule of AWS Config (AWS: Example events for AWS Config rules)."""

from __future__ import annotations

from typing import Literal, TypedDict


class ConfigRuleEventBase(TypedDict):
    """What every evaluation has."""

    version: str
    #: the text of a JSON object: what is to be evaluated
    invokingEvent: str
    #: the text of a JSON object
    ruleParameters: str
    resultToken: str
    eventLeftScope: bool
    executionRoleArn: str
    configRuleArn: str
    configRuleName: str
    configRuleId: str
    accountId: str


class ConfigRuleEvent(ConfigRuleEventBase, total=False):
    """Config asks a rule to evaluate."""

    evaluationMode: Literal["DETECTIVE", "PROACTIVE"]
