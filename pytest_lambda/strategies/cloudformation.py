"""Events of CloudFormation custom resources."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.cloudformation import cloudformation_custom_resource
from pytest_lambda.events.shapes.cloudformation import CloudFormationCustomResourceEvent
from pytest_lambda.strategies.varying import strategy, world_for
from pytest_lambda.world import World

_NAMES = st.text("ABCDEFGHIJabcdefghij0123456789", min_size=1, max_size=8)
_SCALARS = st.text(max_size=12) | st.integers() | st.booleans()
_PROPERTIES = st.dictionaries(
    _NAMES, _SCALARS | st.lists(_SCALARS, max_size=3) | st.dictionaries(_NAMES, _SCALARS, max_size=3), max_size=4
)


def cloudformation_custom_resource_events(
    *,
    request_types: Any = None,
    resource_properties: Any = None,
    physical_resource_ids: Any = None,
    world: World | None = None,
) -> st.SearchStrategy[CloudFormationCustomResourceEvent]:
    """Requests of all types, with properties of all kinds.

    Args:
        request_types: a strategy for `Create`, `Update` and `Delete`.
        resource_properties: a strategy for dictionaries, also for the old properties of updates.
        physical_resource_ids: a strategy for ids, of updates and deletions.
        world: account, region, clock and seed.
    """
    properties = strategy(resource_properties, _PROPERTIES, "resource_properties")
    drawn = st.tuples(
        strategy(request_types, st.sampled_from(("Create", "Update", "Delete")), "request_types"),
        properties,
        properties,
        strategy(physical_resource_ids, st.text(min_size=1, max_size=20), "physical_resource_ids"),
    )
    surroundings = world_for(world)

    def build(parts: tuple[str, dict[str, Any], dict[str, Any], str]) -> CloudFormationCustomResourceEvent:
        request_type, new, old, physical = parts
        return cloudformation_custom_resource(
            request_type=request_type,
            resource_properties=new,
            old_resource_properties=old if request_type == "Update" else None,
            physical_resource_id=None if request_type == "Create" else physical,
            world=surroundings,
        )

    return drawn.map(build)
