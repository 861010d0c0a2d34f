from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda.runtime.tmp.paths import PathMap

pytestmark = pytest.mark.skipif(os.name == "nt", reason="paths of POSIX")


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/tmp", "/box"),
        ("/tmp/", "/box/"),
        ("/tmp/a", "/box/a"),
        (b"/tmp/a", b"/box/a"),
        ("//tmp/a", "/box/a"),
        ("/./tmp/a", "/box/a"),
        ("/tmp//a", "/box/a"),
        ("/tmp/a/../b", "/box/b"),
        ("/tmp/../tmp/b/", "/box/b/"),
        (Path("/tmp/a"), "/box/a"),
    ],
)
def test_paths_below_tmp_are_in_the_box(path, place):
    assert PathMap(lambda: "/box", []).inward(path) == place


@pytest.mark.parametrize(
    "path",
    [
        "/tmp/..", "/tmp/../etc", "/tmpx", "/tm", "/", "", ".", "..", "../tmp", "tmp", "tmp/a", "/var/tmp", 7, None,
        b"/var", b"\xff", Path("/var"), "/tmp/kept", "/tmp/kept/x", "/tmp/a/../kept", "/box/x", object(), True,
    ],
)  # fmt: skip
def test_all_others_are_left_alone(path):
    assert PathMap(lambda: "/box", ["/tmp/kept"]).inward(path) is path


@pytest.mark.parametrize(
    ("real", "shown"),
    [("/box", "/tmp"), ("/box/a", "/tmp/a"), ("/boxes", "/boxes"), ("/", "/"), ("", ""), ("x", "x")],
)
def test_real_paths_have_a_name_inside(real, shown):
    paths = PathMap(lambda: "/box", [])
    assert paths.outward(real) == real
    paths.real_root()
    assert paths.outward(real) == shown


names = st.text(st.characters(blacklist_characters="/\0", blacklist_categories=("Cs",)), min_size=1, max_size=8)
parts = st.one_of(names, st.sampled_from(["tmp", "kept", "box", "a", ".", "..", ""]))
absolute = st.lists(parts, max_size=6).map(lambda found: "/" + "/".join(found))


@given(absolute)
def test_a_path_is_mapped_if_it_means_a_place_below_tmp_and_only_then(path):
    paths = PathMap(lambda: "/box", ["/tmp/kept"])
    meaning = "/" + os.path.normpath(path).lstrip("/")
    below = meaning == "/tmp" or meaning.startswith("/tmp/")
    kept = meaning == "/tmp/kept" or meaning.startswith("/tmp/kept/")
    assert paths.covers(path) == (below and not kept)
    place = paths.inward(path)
    assert (place is not path) == (below and not kept)
    if below and not kept:
        assert os.path.normpath(place) == "/box" + meaning[4:]
        assert os.path.normpath(paths.outward(place)) == meaning
        assert paths.inward(place) is place


@given(absolute)
def test_bytes_and_path_objects_are_mapped_like_text(path):
    paths = PathMap(lambda: "/box", [])
    place = paths.inward(path)
    assert os.fsdecode(paths.inward(os.fsencode(path))) == place
    assert os.fspath(paths.inward(Path(path))) in (place, str(Path(place)), str(Path(path)))
