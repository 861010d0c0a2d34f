"""Events of CodeCommit, CodePipeline and AWS Config."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.codecommit import codecommit
from pytest_lambda.events.builders.codepipeline import codepipeline
from pytest_lambda.events.builders.config_rule import config_rule
from pytest_lambda.events.shapes.codecommit import CodeCommitEvent
from pytest_lambda.events.shapes.codepipeline import CodePipelineEvent
from pytest_lambda.events.shapes.config_rule import ConfigRuleEvent
from pytest_lambda.strategies.varying import json_values, strategy, world_for
from pytest_lambda.world import World

REFS = st.text("abcxyz019-_", min_size=1, max_size=20).flatmap(
    lambda name: st.sampled_from((name, f"feature/{name}", f"refs/tags/{name}"))
)
OBJECTS = st.dictionaries(st.text(max_size=10), json_values(), max_size=3)
ARTIFACTS = st.lists(st.text("abcxyzABC019_-", min_size=1, max_size=30), max_size=3, unique=True)


def codecommit_events(
    *, refs: Any = None, changes: Any = None, world: World | None = None
) -> st.SearchStrategy[CodeCommitEvent]:
    """Pushes to branches and tags, also new ones and deleted ones.

    Args:
        refs: a strategy for lists of branches and tags.
        changes: a strategy for `change`.
        world: account, region, clock and seed.
    """
    drawn = st.tuples(
        strategy(refs, st.lists(REFS, min_size=1, max_size=3, unique=True), "refs"),
        strategy(changes, st.sampled_from((None, "created", "deleted")), "changes"),
        st.none() | st.text(max_size=20),
    )
    surroundings = world_for(world)

    def build(parts: tuple[list[str], str | None, str | None]) -> CodeCommitEvent:
        pushed, change, custom = parts
        return codecommit(*pushed, change=change, custom_data=custom, world=surroundings)

    return drawn.map(build)


def codepipeline_events(
    *, user_parameters: Any = None, world: World | None = None
) -> st.SearchStrategy[CodePipelineEvent]:
    """Jobs with and without parameters and artifacts.

    Args:
        user_parameters: a strategy for text or objects; None is a job without.
        world: account, region, clock and seed.
    """
    drawn = st.tuples(
        strategy(user_parameters, st.none() | OBJECTS, "user_parameters"),
        ARTIFACTS,
        ARTIFACTS,
        st.none() | st.text(min_size=1, max_size=20),
    )
    surroundings = world_for(world)

    def build(parts: tuple[Any, list[str], list[str], str | None]) -> CodePipelineEvent:
        parameters, inputs, outputs, token = parts
        return codepipeline(
            parameters,
            input_artifacts=tuple(inputs),
            output_artifacts=tuple(outputs),
            continuation_token=token,
            world=surroundings,
        )

    return drawn.map(build)


def config_rule_events(
    *, configuration_items: Any = None, rule_parameters: Any = None, world: World | None = None
) -> st.SearchStrategy[ConfigRuleEvent]:
    """Evaluations of changes, and scheduled ones.

    Args:
        configuration_items: a strategy for what is known of the item; then there are no scheduled ones.
        rule_parameters: a strategy for the rule's parameters.
        world: account, region, clock and seed.
    """
    statuses = st.sampled_from(("OK", "ResourceDiscovered", "ResourceDeleted"))
    items = statuses.map(lambda status: {"configurationItemStatus": status})
    drawn = st.tuples(
        strategy(configuration_items, items | st.none(), "configuration_items"),
        strategy(rule_parameters, OBJECTS, "rule_parameters"),
    )
    surroundings = world_for(world)

    def build(parts: tuple[Any, dict[str, Any]]) -> ConfigRuleEvent:
        item, parameters = parts
        kind = "ScheduledNotification" if item is None else "ConfigurationItemChangeNotification"
        return config_rule(item, message_type=kind, rule_parameters=parameters, world=surroundings)

    return drawn.map(build)
