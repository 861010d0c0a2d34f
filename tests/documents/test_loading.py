"""What documents come to."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from pytest_lambda.documents.loading import given, load, parsed
from pytest_lambda.documents.place import Place


def value_of(text: str) -> object:
    return parsed(text, "t.yaml").value


SCALARS = [
    ("2010-09-09", "2010-09-09"),  # dates stay text
    ("2026-01-01T12:00:00Z", "2026-01-01T12:00:00Z"),
    ("1.10", 1.1),
    ("8.0", 8.0),
    ("123456789012", 123456789012),
    ("012345678901", "012345678901"),  # no octal number: text, as CloudFormation has it
    ("012345670123", 1402433619),  # an octal number: CloudFormation makes it decimal
    ("'012345670123'", "012345670123"),
    ("0x1F", 31),
    ("1_000", 1000),
    ("22:22", 1342),  # YAML 1.1: of base 60
    ("yes", True),
    ("No", False),
    ("on", True),
    ("OFF", False),
    ("y", "y"),
    ("~", None),
    ("", None),
    ("'yes'", "yes"),
    ("!!str yes", "yes"),
    ("!!str 012345670123", "012345670123"),
    ("!!int '7'", 7),
    ("!!float 1", 1.0),
    ("!!bool 'yes'", True),
    ("=", "="),
    ("|\n  a\n  b\n", "a\nb\n"),
    (">-\n  a\n  b\n", "a b"),
]


@pytest.mark.parametrize(("text", "value"), SCALARS, ids=[text for text, _ in SCALARS])
def test_scalars(text: str, value: object) -> None:
    found = value_of(f"a: {text}\n")
    assert found == {"a": value}
    assert type(found["a"]) is type(value)


@pytest.mark.parametrize(
    ("key", "name"),
    [("200", "200"), ("yes", "true"), ("~", "null"), ("010", "8"), ("1.50", "1.5"), ("2026-01-01", "2026-01-01")],
)
def test_keys_are_text(key: str, name: str) -> None:
    assert value_of(f"{key}: 1\n") == {name: 1}


def test_anchors_and_merge_keys() -> None:
    text = """
base: &base {a: 1, b: 2}
more: &more {b: 3, c: 3}
one: {<<: *base, b: own}
several: {b: own, <<: [*base, *more]}
again: *base
quoted: {"<<": 1}
"""
    made = value_of(text)
    assert made["one"] == {"a": 1, "b": "own"}
    assert made["several"] == {"a": 1, "b": "own", "c": 3}
    assert made["again"] == {"a": 1, "b": 2}
    assert made["quoted"] == {"<<": 1}


def test_the_first_of_several_merged_mappings_wins() -> None:
    assert value_of("a: &a {k: 1}\nb: &b {k: 2}\nc: {<<: [*a, *b]}\n")["c"] == {"k": 1}


def test_what_aliases_name_is_no_shared_object() -> None:
    made = value_of("a: &a {k: 1}\nb: *a\n")
    made["a"]["k"] = 2
    assert made["b"] == {"k": 1}


def test_tags_are_asked_for() -> None:
    seen = []

    def tags(tag: str, value: object) -> object:
        seen.append((tag, value))
        return {tag: value}

    root = parsed("a: !Sub x\nb: !Join [',', [1]]\nc: !If {d: 1}\n", "t.yaml", tags=tags)
    assert root.value == {"a": {"!Sub": "x"}, "b": {"!Join": [",", [1]]}, "c": {"!If": {"d": 1}}}
    assert seen == [("!Sub", "x"), ("!Join", [",", [1]]), ("!If", {"d": 1})]


def test_json_by_its_name_and_by_its_look(tmp_path) -> None:
    for name in ("t.json", "t.template", "t"):
        (tmp_path / name).write_text('{"a": [1, 2.5, "2010-09-09", true, null, "\\u00e4"]}')
        assert load(tmp_path / name).value == {"a": [1, 2.5, "2010-09-09", True, None, "ä"]}


def test_yaml_by_its_name(tmp_path) -> None:
    (tmp_path / "t.yml").write_text("{a: yes}")
    assert load(tmp_path / "t.yml").value == {"a": True}
    (tmp_path / "t.template").write_text("a: yes")
    assert load(str(tmp_path / "t.template")).value == {"a": True}


def test_a_byte_order_mark_is_none_of_the_text(tmp_path) -> None:
    for name, text in (("t.json", '{"a": 1}'), ("t.yaml", "a: 1")):
        (tmp_path / name).write_text(text, encoding="utf-8-sig")
        assert load(tmp_path / name).value == {"a": 1}


def test_a_document_knows_its_file(tmp_path) -> None:
    (tmp_path / "t.yaml").write_text("a: 1\n")
    document = load(tmp_path / "t.yaml").document
    assert (document.name, document.text, document.path) == ("t.yaml", "a: 1\n", tmp_path / "t.yaml")
    assert document.root == {"a": 1}


def test_a_given_mapping_is_as_json_has_it() -> None:
    mapping = {1: ("a",), "when": __import__("datetime").date(2026, 1, 1)}
    root = given(mapping, "openapi")
    assert root.value == {"1": ["a"], "when": "2026-01-01"}
    assert str(root.get("1")) == "openapi > 1"


def test_json_needs_no_library(tmp_path) -> None:
    (tmp_path / "t.json").write_text(json.dumps({"a": {"b": 1}}, indent=1))
    program = (
        "import sys; sys.modules['yaml'] = None\n"
        "from pytest_lambda.documents.loading import load\n"
        f"print(load({str(tmp_path / 't.json')!r}).get('a').get('b'))"
    )
    outcome = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300)
    assert outcome.stdout == "t.json, line 3 (a > b)\n", outcome.stderr


YAML = """\
a:
  b: 1
  list:
    - x
    - k: v
base: &base
  deep:
    er: 1
merged:
  <<: *base
  own: !Sub
    - text
    - {v: 1}
both:
  <<: [*base, {other: 1}]
"yes": !GetAtt A.B
"""
JSON = """\
{
  "a": {"b": 1,
    "list": ["x",
      {"k": "v", "esc\\"\\u0061": [[]]}]},
  "c": {}
}
"""
LINES = [
    (YAML, (), 1),
    (YAML, ("a",), 1),
    (YAML, ("a", "b"), 2),
    (YAML, ("a", "list", "0"), 4),
    (YAML, ("a", "list", "1", "k"), 5),
    (YAML, ("a", "list", "7"), 3),
    (YAML, ("a", "none", "b"), 1),
    (YAML, ("merged", "deep", "er"), 8),
    (YAML, ("merged", "own"), 11),
    (YAML, ("merged", "own", "Fn::Sub", "1", "v"), 13),
    (YAML, ("both", "deep"), 7),
    (YAML, ("both", "other"), 15),
    (YAML, ("yes", "Fn::GetAtt", "0"), 16),
    (JSON, ("a", "b"), 2),
    (JSON, ("a", "list"), 3),
    (JSON, ("a", "list", "1", "k"), 4),
    (JSON, ("a", "list", "1", 'esc"a', "0"), 4),
    (JSON, ("c",), 5),
    (JSON, ("c", "x"), 5),
]


@pytest.mark.parametrize(("text", "steps", "line"), LINES)
def test_lines(text: str, steps: tuple[str, ...], line: int) -> None:
    root = parsed(text, "t", tags=lambda tag, value: {f"Fn::{tag[1:]}": value})
    assert root.document.line_of(steps) == line


def test_a_mapping_has_no_lines() -> None:
    assert given({"a": 1}, "x").document.line_of(("a",)) is None


def test_places() -> None:
    root = parsed(YAML, "t.yaml", tags=lambda tag, value: value)
    place = root.get("a").get("list")
    assert str(place) == "t.yaml, line 3 (a > list)"
    assert [str(each) for each in place.each()] == ["t.yaml, line 4 (a > list > 0)", "t.yaml, line 5 (a > list > 1)"]
    assert str(root) == "t.yaml"
    assert dict(root.get("a").items())["b"].whole_number() == 1


def test_a_place_among_values_keeps_its_own_document() -> None:
    other = parsed("x:\n  y: 1\n", "other.yaml").get("x")
    root = parsed("a: 1\n", "t.yaml")
    made = root.at({"given": other, "list": [other]})
    assert isinstance(made.get("given"), Place)
    assert str(made.get("given").get("y")) == "other.yaml, line 2 (x > y)"
    assert str(next(made.get("list").each())) == "other.yaml, line 1 (x)"
