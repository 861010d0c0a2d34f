"""`strategies.lambda_contexts()`. It is here because a context is the runtime's, which the strategies come before."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_lambda import limits
from pytest_lambda.runtime.context import LambdaContext
from pytest_lambda.runtime.context_factory import make_context
from pytest_lambda.strategies.varying import strategy, world_for
from pytest_lambda.world import World

_NAMES = st.text("abcdefghijklmnopqrstuvwxyzABC0123456789-_", min_size=1, max_size=64)
_VERSIONS = st.just("$LATEST") | st.integers(1, 10_000).map(str)
_IDENTITIES = st.none() | st.just(
    {"cognitoIdentityId": "us-east-1:00000000-0000-4000-8000-000000000000", "cognitoIdentityPoolId": "us-east-1:pool"}
)
_CLIENTS = st.none() | st.builds(
    lambda custom: {"client": {"app_title": "app", "installation_id": "1"}, "custom": custom, "env": {}},
    st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=2),
)


def lambda_contexts(
    *,
    function_names: Any = None,
    function_versions: Any = None,
    memory_sizes: Any = None,
    remaining_times: Any = None,
    client_contexts: Any = None,
    cognito_identities: Any = None,
    tenant_ids: Any = None,
    world: World | None = None,
) -> st.SearchStrategy[LambdaContext]:
    """Context objects as AWS passes them to a handler (R160-R172).

    Args:
        function_names, function_versions: strategies for text.
        memory_sizes: a strategy for MB, 128 to 10,240.
        remaining_times: a strategy for milliseconds until the timeout, 0 to 900,000; the countdown runs.
        client_contexts, cognito_identities: strategies for what mobile applications send; mostly None.
        tenant_ids: a strategy for tenants; None by default.
        world: account, region and seed.
    """
    low, high = limits.MEMORY_MB
    drawn = st.tuples(
        strategy(function_names, _NAMES, "function_names"),
        strategy(function_versions, _VERSIONS, "function_versions"),
        strategy(memory_sizes, st.integers(low, high), "memory_sizes"),
        strategy(remaining_times, st.integers(0, limits.TIMEOUT_SECONDS[1] * 1000), "remaining_times"),
        strategy(client_contexts, _CLIENTS, "client_contexts"),
        strategy(cognito_identities, _IDENTITIES, "cognito_identities"),
        strategy(tenant_ids, st.none(), "tenant_ids"),
        st.uuids(version=4).map(str),
    )
    surroundings = world_for(world)

    def build(parts: tuple[Any, ...]) -> LambdaContext:
        name, version, memory, remaining, client, identity, tenant, request_id = parts
        return make_context(
            function_name=name,
            function_version=version,
            memory_size=memory,
            remaining_time_in_millis=remaining,
            aws_request_id=request_id,
            client_context=client,
            cognito_identity=identity,
            tenant_id=tenant,
            world=World(surroundings.account, surroundings.region, request_id),
        )

    return drawn.map(build)
