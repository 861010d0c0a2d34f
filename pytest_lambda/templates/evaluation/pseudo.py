"""CloudFormation's pseudo parameters."""

from __future__ import annotations

from typing import Any, Final

from pytest_lambda.world import World


class NoValue:
    """The type of `NO_VALUE`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "AWS::NoValue"


#: what `AWS::NoValue` comes to: whatever has it is as if it were not written
NO_VALUE: Final = NoValue()


def pseudo_parameters(world: World, stack_name: str) -> dict[str, Any]:
    """Their values in an account and region.

    Source: CloudFormation User Guide, pseudo parameters reference.
    """
    identity = world.ids_for("AWS::StackId", stack_name).uuid()
    return {
        "AWS::AccountId": world.account,
        "AWS::NoValue": NO_VALUE,
        "AWS::NotificationARNs": [],
        "AWS::Partition": world.partition,
        "AWS::Region": world.region,
        "AWS::StackId": (
            f"arn:{world.partition}:cloudformation:{world.region}:{world.account}:stack/{stack_name}/{identity}"
        ),
        "AWS::StackName": stack_name,
        "AWS::URLSuffix": world.dns_suffix,
    }
