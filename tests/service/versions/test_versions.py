from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda.errors import (
    InvalidParameterValueException,
    PreconditionFailedException,
    ResourceConflictException,
    ResourceNotFoundException,
    ValidationException,
)
from tests.service.versions.publishing import ARN, Revision, new_versions, published


class TestPublish:
    def test_the_first_version_is_number_one(self) -> None:
        versions = new_versions()
        revision = Revision(description="as it is")

        version = versions.publish(revision)

        assert (version.version, version.arn) == ("1", f"{ARN}:1")
        assert version.snapshot is revision
        assert version.description == "as it is"
        assert version.code_sha256 == "sha-1"
        assert versions.get("1") is version

    def test_nothing_changed_gives_the_last_version_with_its_old_description(self) -> None:
        versions = new_versions()
        first = versions.publish(Revision(), description="first")

        again = versions.publish(Revision(revision_id="revision-2"), description="second")

        assert again is first
        assert again.description == "first"
        assert len(versions) == 1

    def test_a_change_and_back_is_two_further_versions(self) -> None:
        versions = new_versions()
        for code in ("a", "b", "a"):
            versions.publish(Revision(code))
        assert [version.code_sha256 for version in versions.list()] == ["a", "b", "a"]

    def test_what_counts_as_unchanged_can_be_said(self) -> None:
        versions = new_versions(unchanged=lambda before, now: before.role == now.role)
        versions.publish(Revision("a"))
        assert versions.publish(Revision("b")).version == "1"
        assert versions.publish(Revision("b", role="other")).version == "2"

    def test_after_the_last_version_is_deleted_the_same_again_is_a_new_number(self) -> None:
        versions = new_versions()
        versions.publish(Revision())
        versions.delete("1")
        assert versions.publish(Revision()).version == "2"

    def test_each_version_has_a_revision_id_of_its_own(self) -> None:
        versions, _ = published(3)
        assert len({version.revision_id for version in versions.list()}) == 3

    def test_another_hash_is_refused(self) -> None:
        versions = new_versions()
        with pytest.raises(InvalidParameterValueException) as caught:
            versions.publish(Revision("abc"), code_sha256="xyz")
        assert str(caught.value) == (
            "CodeSHA256 (xyz) is different from current CodeSHA256 in $LATEST (abc). "
            "Please try again with the CodeSHA256 in $LATEST."
        )
        assert len(versions) == 0
        assert versions.publish(Revision("abc"), code_sha256="abc").version == "1"

    def test_another_revision_id_is_refused(self) -> None:
        versions = new_versions()
        with pytest.raises(PreconditionFailedException) as caught:
            versions.publish(Revision(revision_id="now"), revision_id="wrong")
        assert caught.value.message == (
            "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to "
            "retrieve the latest Revision Id"
        )
        assert versions.publish(Revision(revision_id="now"), revision_id="now").version == "1"

    def test_a_long_description_is_refused(self) -> None:
        with pytest.raises(ValidationException, match="'description' .* less than or equal to 256"):
            new_versions().publish(Revision(), description="x" * 257)


class TestGet:
    @pytest.mark.parametrize("version", ["2", "0", "01", "$LATEST", "live"])
    def test_unknown(self, version: str) -> None:
        versions, _ = published(1)
        with pytest.raises(ResourceNotFoundException) as caught:
            versions.get(version)
        assert caught.value.message == f"Function not found: {ARN}:{version}"
        assert caught.value.hint == "Published versions: 1."

    def test_none_published(self) -> None:
        with pytest.raises(ResourceNotFoundException, match="publish_version"):
            new_versions().get("1")


class TestDelete:
    def test_the_others_stay(self) -> None:
        versions, _ = published(3)
        deleted = versions.delete("2")
        assert deleted is not None
        assert deleted.version == "2"
        assert [version.version for version in versions.list()] == ["1", "3"]

    def test_one_that_does_not_exist_is_no_error(self) -> None:
        versions, _ = published(1)
        assert versions.delete("1233") is None

    def test_latest_is_refused(self) -> None:
        with pytest.raises(InvalidParameterValueException) as caught:
            new_versions().delete("$LATEST")
        assert str(caught.value) == "$LATEST version cannot be deleted without deleting the function."

    def test_an_alias_is_refused(self) -> None:
        with pytest.raises(InvalidParameterValueException) as caught:
            new_versions().delete("live")
        assert str(caught.value) == "Deletion of aliases is not currently supported."

    def test_refused_while_aliases_point_to_it(self) -> None:
        versions, aliases = published(2)
        aliases.create("live", function_version="1")
        aliases.create("canary", function_version="2", routing_config={"1": 0.0})
        with pytest.raises(ResourceConflictException) as caught:
            versions.delete("1")
        assert caught.value.status_code == 409
        assert caught.value.message == (
            "Unable to delete version because the following aliases reference it: [live, canary]"
        )
        aliases.delete("live")
        aliases.update("canary", routing_config={})
        assert versions.delete("1") is not None


@settings(max_examples=100)
@given(st.lists(st.tuples(st.sampled_from(["publish", "delete"]), st.integers(1, 6)), max_size=40))
def test_a_number_is_never_used_twice(steps: list[tuple[str, int]]) -> None:
    versions = new_versions()
    seen: dict[str, object] = {}
    last: tuple[str, str] | None = None
    for action, number in steps:
        if action == "delete":
            versions.delete(str(number))
            continue
        version = versions.publish(Revision(f"code {number}"))
        assert seen.setdefault(version.version, version) is version
        if last is not None and last[0] != f"code {number}":
            assert int(version.version) == int(last[1]) + 1
        last = (f"code {number}", version.version)
    assert sorted(seen, key=int) == [str(number) for number in range(1, len(seen) + 1)]
    assert {version.version for version in versions.list()} <= set(seen)
