from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda.errors import (
    ConfigurationError,
    InvalidParameterValueException,
    PreconditionFailedException,
    ResourceConflictException,
    ResourceNotFoundException,
    ValidationException,
)
from pytest_lambda.service.versions.aliases import Alias, Aliases
from tests.service.versions.publishing import ARN, published

CONSTRAINT = "1 validation error detected: Value '{}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: "


class TestCreate:
    def test_points_to_a_version(self) -> None:
        _, aliases = published(1)

        alias = aliases.create("live", function_version="1", description="in production")

        assert alias == Alias("live", f"{ARN}:live", "1", alias.revision_id, "in production")
        assert alias.versions == ("1",)
        assert aliases.get("live") is alias
        assert hash(alias) == hash(aliases.get("live"))

    def test_takes_what_publish_version_returned(self) -> None:
        versions, aliases = published(2)
        assert aliases.create("live", function_version=versions.get("2")).function_version == "2"

    def test_latest_without_weights(self) -> None:
        _, aliases = published(1)
        assert aliases.create("dev", function_version="$LATEST").function_version == "$LATEST"

    @pytest.mark.parametrize("routing_config", [{"2": 0.5}, {"AdditionalVersionWeights": {"2": 0.5}}])
    def test_weights(self, routing_config: dict[str, object]) -> None:
        _, aliases = published(2)
        alias = aliases.create("live", function_version="1", routing_config=routing_config)
        assert dict(alias.routing_config) == {"2": 0.5}
        assert alias.versions == ("1", "2")

    @pytest.mark.parametrize("routing_config", [None, {}, {"AdditionalVersionWeights": {}}])
    def test_no_weights(self, routing_config: dict[str, object] | None) -> None:
        _, aliases = published(1)
        assert not aliases.create("live", function_version="1", routing_config=routing_config).routing_config

    @pytest.mark.parametrize("name", ["a", "1a", "v1-2_3", "2024-", "x" * 128])
    def test_names(self, name: str) -> None:
        _, aliases = published(1)
        assert aliases.create(name, function_version="1").name == name

    def test_a_name_of_digits_is_refused(self) -> None:
        _, aliases = published(1)
        with pytest.raises(ValidationException) as caught:
            aliases.create("2024", function_version="1")
        assert str(caught.value) == (
            "1 validation error detected: Value '2024' at 'name' failed to satisfy constraint: Member must satisfy "
            "regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)"
        )
        assert caught.value.code == "ValidationException"

    @pytest.mark.parametrize("name", ["", "a b", "ä", "x" * 129, "$LATEST", "a\n"])
    def test_other_bad_names(self, name: str) -> None:
        _, aliases = published(1)
        with pytest.raises(ValidationException, match="at 'name' failed to satisfy constraint"):
            aliases.create(name, function_version="1")

    def test_taken(self) -> None:
        _, aliases = published(1)
        aliases.create("live", function_version="1")
        with pytest.raises(ResourceConflictException) as caught:
            aliases.create("live", function_version="1")
        assert caught.value.message == f"Alias already exists: {ARN}:live"

    def test_unknown_version(self) -> None:
        _, aliases = published(1)
        with pytest.raises(ResourceNotFoundException) as caught:
            aliases.create("live", function_version="10")
        assert caught.value.message == f"Function not found: {ARN}:10"
        assert len(aliases) == 0

    @pytest.mark.parametrize("version", [1, None, 1.0])
    def test_a_version_is_text(self, version: object) -> None:
        _, aliases = published(1)
        with pytest.raises(ConfigurationError, match="function_version is"):
            aliases.create("live", function_version=version)

    @pytest.mark.parametrize("version", ["live", "$latest", "", "1.0"])
    def test_a_malformed_version_is_refused(self, version: str) -> None:
        _, aliases = published(1)
        with pytest.raises(ValidationException, match="at 'functionVersion' failed"):
            aliases.create("live", function_version=version)


def test_as_boto3_shows_it() -> None:
    # API::test_alias_lifecycle, create_alias_1_1 and create_alias_1_3
    _, aliases = published(2)
    live = aliases.create("live", function_version="1", description="custom-alias", routing_config={"2": 0.2})
    plain = aliases.create("plain", function_version="1")
    assert live.as_response() == {
        "AliasArn": f"{ARN}:live",
        "Description": "custom-alias",
        "FunctionVersion": "1",
        "Name": "live",
        "RevisionId": live.revision_id,
        "RoutingConfig": {"AdditionalVersionWeights": {"2": 0.2}},
    }
    assert set(live.as_response()) - set(plain.as_response()) == {"RoutingConfig"}


class TestWeightsRefused:
    @pytest.mark.parametrize(
        ("weights", "shown"), [({"2": 2}, "{2=2.0}"), ({"2": -1}, "{2=-1.0}"), ({"2": float("nan")}, "{2=nan}")]
    )
    def test_out_of_range(self, weights: dict[str, float], shown: str) -> None:
        _, aliases = published(2)
        with pytest.raises(ValidationException) as caught:
            aliases.create("live", function_version="1", routing_config=weights)
        assert str(caught.value) == CONSTRAINT.format(shown) + (
            "Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have "
            "value greater than or equal to 0.0, Member must not be null]"
        )

    def test_latest_as_the_second_version(self) -> None:
        _, aliases = published(1)
        with pytest.raises(ValidationException) as caught:
            aliases.create("live", function_version="1", routing_config={"$LATEST": 0.5})
        assert str(caught.value) == CONSTRAINT.format("{$LATEST=0.5}") + (
            "Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have "
            "length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+]"
        )

    @pytest.mark.parametrize(
        ("version", "weights", "text"),
        [
            ("1", {"1": 0.8, "2": 0.2}, "Number of items in AdditionalVersionWeights cannot be greater than 1"),
            ("1", {"1": 0.5}, "Invalid function version 1. Function version 1 is already included in routing configuration."),
            ("$LATEST", {"1": 0.5}, "$LATEST is not supported for an alias pointing to more than 1 version"),
        ],
    )
    def test_senseless(self, version: str, weights: dict[str, float], text: str) -> None:
        _, aliases = published(2)
        with pytest.raises(InvalidParameterValueException) as caught:
            aliases.create("live", function_version=version, routing_config=weights)
        assert str(caught.value) == text
        assert caught.value.code == "InvalidParameterValueException"

    def test_a_second_version_that_does_not_exist(self) -> None:
        _, aliases = published(1)
        with pytest.raises(ResourceNotFoundException) as caught:
            aliases.create("live", function_version="1", routing_config={"10": 0.5})
        assert caught.value.message == f"Function not found: {ARN}:10"

    @pytest.mark.parametrize("weights", [{2: 0.5}, [("2", 0.5)], "2", {"2": "0.5"}, {"2": True}, {"2": None}])
    def test_of_another_form(self, weights: object) -> None:
        _, aliases = published(2)
        with pytest.raises(ConfigurationError, match="routing_config"):
            aliases.create("live", function_version="1", routing_config=weights)

    def test_versions_that_may_not_share_an_alias(self) -> None:
        versions, _ = published(2)
        aliases = Aliases(versions, difference=lambda one, other: "the role" if one.role != other.role else None)
        with pytest.raises(InvalidParameterValueException, match=r"versions 1 and 2: they differ in the role"):
            aliases.create("live", function_version="1", routing_config={"2": 0.5})
        assert aliases.create("live", function_version="1").versions == ("1",)


class TestUpdate:
    def test_what_is_not_given_stays(self) -> None:
        _, aliases = published(3)
        old = aliases.create("live", function_version="1", description="d", routing_config={"2": 0.1})

        new = aliases.update("live", function_version="3")

        assert (new.function_version, new.description, dict(new.routing_config)) == ("3", "d", {"2": 0.1})
        assert new.revision_id != old.revision_id
        assert old.function_version == "1"

    def test_empty_weights_take_them_away(self) -> None:
        _, aliases = published(2)
        aliases.create("live", function_version="1", routing_config={"2": 0.1})
        assert not aliases.update("live", routing_config={"AdditionalVersionWeights": {}}).routing_config

    def test_without_a_change_the_revision_id_is_new(self) -> None:
        _, aliases = published(1)
        old = aliases.create("live", function_version="1")
        assert aliases.update("live").revision_id != old.revision_id

    def test_to_the_version_that_has_the_weight(self) -> None:
        _, aliases = published(2)
        aliases.create("live", function_version="1", routing_config={"2": 0.1})
        with pytest.raises(InvalidParameterValueException, match="already included"):
            aliases.update("live", function_version="2")
        assert aliases.get("live").function_version == "1"

    def test_another_revision_id(self) -> None:
        _, aliases = published(2)
        alias = aliases.create("live", function_version="1")
        with pytest.raises(PreconditionFailedException, match="does not match the latest Revision Id"):
            aliases.update("live", function_version="2", revision_id="wrong")
        assert aliases.update("live", function_version="2", revision_id=alias.revision_id).function_version == "2"

    def test_unknown(self) -> None:
        _, aliases = published(1)
        with pytest.raises(ResourceNotFoundException) as caught:
            aliases.update("non-existent")
        assert caught.value.message == f"Alias not found: {ARN}:non-existent"


def test_get_unknown() -> None:
    _, aliases = published(1)
    with pytest.raises(ResourceNotFoundException) as caught:
        aliases.get("non-existent")
    assert caught.value.message == f"Cannot find alias arn: {ARN}:non-existent"


def test_delete_unknown_is_no_error() -> None:
    _, aliases = published(1)
    assert aliases.delete("non-existent") is None


def test_list() -> None:
    _, aliases = published(2)
    for name, version in (("b", "1"), ("a", "2"), ("c", "1")):
        aliases.create(name, function_version=version)
    assert [alias.name for alias in aliases.list()] == ["b", "a", "c"]
    assert [alias.name for alias in aliases.list(function_version="1")] == ["b", "c"]


def test_which_qualifiers_name_something() -> None:
    _, aliases = published(1)
    aliases.create("live", function_version="1")
    names = ["$LATEST", "1", "live", "2", "other", "$latest"]
    assert [name for name in names if aliases.knows(name)] == ["$LATEST", "1", "live"]


def test_versions_of_the_same_kind_share_an_alias() -> None:
    versions, _ = published(2)
    aliases = Aliases(versions, difference=lambda one, other: None)
    assert aliases.create("live", function_version="1", routing_config={"2": 0.5}).versions == ("1", "2")


class TestRoute:
    @pytest.mark.parametrize(
        ("qualifier", "version"), [(None, "$LATEST"), ("$LATEST", "$LATEST"), ("2", "2"), ("live", "1")]
    )
    def test_known(self, qualifier: str | None, version: str) -> None:
        _, aliases = published(2)
        aliases.create("live", function_version="1")
        assert aliases.route(qualifier, random.Random(0)) == version

    @pytest.mark.parametrize("qualifier", ["3", "nope", "$latest", "$LATEST.PUBLISHED"])
    def test_unknown(self, qualifier: str) -> None:
        _, aliases = published(2)
        with pytest.raises(ResourceNotFoundException) as caught:
            aliases.route(qualifier, random.Random(0))
        assert caught.value.message == f"Function not found: {ARN}:{qualifier}"

    def test_the_same_seed_gives_the_same_versions(self) -> None:
        _, aliases = published(2)
        aliases.create("live", function_version="1", routing_config={"2": 0.5})

        def routed(seed: int) -> list[str]:
            source = random.Random(seed)
            return [aliases.route("live", source) for _ in range(50)]

        assert routed(7) == routed(7)
        assert routed(7) != routed(8)
        assert set(routed(7)) == {"1", "2"}

    def test_nothing_is_drawn_without_weights(self) -> None:
        _, aliases = published(1)
        aliases.create("live", function_version="1")
        source = random.Random(3)
        state = source.getstate()
        aliases.route("live", source)
        assert source.getstate() == state


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.floats(0, 1))
def test_the_second_version_gets_its_share(seed: int, weight: float) -> None:
    _, aliases = published(2)
    alias = aliases.create("live", function_version="1", routing_config={"2": weight})
    source, mirror = random.Random(seed), random.Random(seed)

    chosen = [alias.choose(source) for _ in range(1_000)]

    assert chosen == ["2" if mirror.random() < weight else "1" for _ in range(1_000)]
    share = chosen.count("2") / 1_000
    # Hoeffding: one in 10**10 lies outside for a given seed and weight.
    assert abs(share - weight) <= 0.11


@pytest.mark.parametrize(("weight", "version"), [(0.0, "1"), (1.0, "2")])
def test_all_or_nothing(weight: float, version: str) -> None:
    _, aliases = published(2)
    alias = aliases.create("live", function_version="1", routing_config={"2": weight})
    source = random.Random(1)
    assert {alias.choose(source) for _ in range(1_000)} == {version}
