"""Tenant isolation: environments are never shared between tenants (G10)."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda import LambdaService, ServiceFunction
from pytest_lambda.errors import ConfigurationError, InvokeError

from .conftest import Deploy

PER_TENANT = {"TenantIsolationMode": "PER_TENANT"}
SOURCE = """
import logging
import os
import pathlib
import time

seen = []

def handler(event, context):
    seen.append(context.tenant_id)
    with open("/tmp/seen", "a") as file:
        file.write(context.tenant_id or "-")
    logging.getLogger().warning("hello")
    time.sleep(event or 0)
    return [seen, pathlib.Path("/tmp/seen").read_text()]
"""


@pytest.fixture
def isolated(service: LambdaService, deploy: Deploy) -> ServiceFunction:
    return deploy(service, SOURCE, tenancy_config=PER_TENANT)


def test_each_tenant_has_environments_of_its_own(isolated: ServiceFunction) -> None:
    results = [isolated.invoke(0, tenant_id=tenant) for tenant in "abab"]
    assert [result.payload for result in results] == [
        [["a"], "a"], [["b"], "b"], [["a", "a"], "aa"], [["b", "b"], "bb"],
    ]  # fmt: skip
    assert [result.cold_start for result in results] == [True, True, False, False]
    assert len(isolated.environments) == 2


def test_asynchronously(service: LambdaService, isolated: ServiceFunction) -> None:
    for tenant in "aabb":
        isolated.invoke(1, tenant_id=tenant, invocation_type="Event")
    service.run()
    for tenant in "ab":
        isolated.invoke(0, tenant_id=tenant)
    assert len(isolated.environments) == 4
    for result in isolated.invocations:
        assert len(set(result.payload[0])) == 1
    service.check_ledger()


def test_retries_stay_with_their_tenant(service: LambdaService, deploy: Deploy) -> None:
    function = deploy(
        service, "def handler(event, context):\n    raise RuntimeError(context.tenant_id)\n", tenancy_config=PER_TENANT
    )
    function.invoke(tenant_id="blue", invocation_type="Event")
    service.run()
    assert [result.error.message for result in function.invocations] == ["blue"] * 3
    assert len(function.environments) == 1


def test_versions_are_isolated_as_well(isolated: ServiceFunction) -> None:
    version = isolated.publish_version().version
    assert [isolated.invoke(0, tenant_id=tenant, qualifier=version).payload[0] for tenant in "ab"] == [["a"], ["b"]]
    with pytest.raises(InvokeError, match="Add a valid tenant ID"):
        isolated.invoke(0, qualifier=version)


def test_idle_environments_of_a_tenant_go(service: LambdaService, isolated: ServiceFunction) -> None:
    isolated.invoke(0, tenant_id="a")
    service.advance(minutes=6)
    isolated.invoke(0, tenant_id="b")
    service.advance(minutes=6)
    assert len(isolated.environments) == 1
    assert not isolated.invoke(0, tenant_id="b").cold_start
    assert isolated.invoke(0, tenant_id="a").cold_start


def test_a_lost_process_stays_with_its_tenant(service: LambdaService, isolated: ServiceFunction) -> None:
    lost = isolated.invoke(100, tenant_id="a")
    assert lost.timed_out
    assert isolated.invoke(0, tenant_id="b").environment is not lost.environment
    assert isolated.invoke(0, tenant_id="a").environment is lost.environment


def test_json_logs_name_the_tenant(service: LambdaService, deploy: Deploy) -> None:
    function = deploy(service, SOURCE, tenancy_config=PER_TENANT, log_format="JSON")
    result = function.invoke(0, tenant_id="blue")
    (line,) = [json.loads(event.text) for event in result.logs if event.kind == "record"]
    assert line["tenantId"] == "blue"


@pytest.mark.parametrize("tenant", ["", "x" * 257, 7])
def test_what_a_tenant_id_is(isolated: ServiceFunction, tenant: object) -> None:
    with pytest.raises(InvokeError, match="1 to 256"):
        isolated.invoke(0, tenant_id=tenant)


def test_without_a_tenant(isolated: ServiceFunction) -> None:
    with pytest.raises(InvokeError, match=r"Add a valid tenant ID in your request") as refused:
        isolated.invoke(0)
    assert (refused.value.code, refused.value.status_code) == ("InvalidParameterValueException", 400)
    assert "tenant_id=" in str(refused.value)
    assert not isolated.invocations


def test_a_tenant_for_a_function_without_isolation(service: LambdaService, deploy: Deploy) -> None:
    function = deploy(service, SOURCE)
    with pytest.raises(InvokeError, match="Remove the tenant ID") as refused:
        function.invoke(0, tenant_id="a")
    assert "tenancy_config" in str(refused.value)


def test_at_creation_only(service: LambdaService, isolated: ServiceFunction) -> None:
    with pytest.raises(ConfigurationError):
        isolated.update_function_configuration(tenancy_config=PER_TENANT)


def test_a_mode_that_is_not_known(service: LambdaService, deploy: Deploy) -> None:
    with pytest.raises(ConfigurationError, match="PER_TENANT"):
        deploy(service, SOURCE, tenancy_config={"TenantIsolationMode": "PER_USER"})


@settings(max_examples=30, deadline=None)
@given(calls=st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), max_size=12))
def test_no_environment_ever_sees_two_tenants(calls: list[tuple[str, int]]) -> None:
    import time

    def handler(event: int, context: object) -> None:
        time.sleep(event)

    with LambdaService() as service:
        function = service.create_function("orders", handler=handler, timeout=60, tenancy_config=PER_TENANT)
        expected: dict[str, str] = {}
        for tenant, seconds in calls:
            accepted = function.invoke(seconds, tenant_id=tenant, invocation_type="Event")
            expected[accepted.request_id] = tenant
            service.advance(seconds=1)
        service.run()
        tenants: dict[object, set[str]] = {}
        for result in function.invocations:
            tenants.setdefault(result.environment, set()).add(expected[result.request_id])
        assert all(len(each) == 1 for each in tenants.values())
        assert len(function.invocations) == len(calls)
