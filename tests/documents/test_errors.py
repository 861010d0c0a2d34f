"""Documents that cannot be read: one clear error each, with the line."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pytest_lambda.documents.loading import given, load, parsed
from pytest_lambda.errors import ConfigurationError, NotSimulated

LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{after}: &{after} [{','.join([f'*{before}'] * 9)}]\n" for before, after in zip("abcdefghi", "bcdefghij", strict=True)
)
YAML = {
    "nothing": ("", r"^t\.yaml: this is empty: expected a document"),
    "spaces": (" \n\n", r"^t\.yaml: this is empty"),
    "a comment": ("# a\n", r"^t\.yaml: this is empty"),
    "an open list": ("a: 1\nb: [", r"^t\.yaml, line 2, column 5: this is no YAML that can be read: expected the node content, .*, while parsing a flow node\.$"),
    "a colon": ("a: b: c", r"^t\.yaml, line 1, column 5: .*mapping values are not allowed here"),
    "a tab": ("\ta: 1", r"^t\.yaml, line 1, column 1: .*found character '\\t' that cannot start any token"),
    "a control character": ("a: 1\nb: \x01", r"^t\.yaml, line 2, column 4: .*special characters are not allowed"),
    "a quote": ("a:\n  'x", r"^t\.yaml, line 2, column 5: .*unexpected end of stream, while scanning a quoted scalar"),
    "an indent": ("a:\n  - b\n c: 1", r"^t\.yaml, line 3, column 2: "),
    "a key twice": ("a: 1\nb: 2\na: 3\n", r"^t\.yaml, line 3, column 1: 'a' is twice in one mapping: the first would be lost"),
    "a key twice in other letters": ("yes: 1\nb: 2\n'true': 3\n", r"^t\.yaml, line 3, column 1: 'true' is twice in one mapping"),
    "a key twice inside": ("a:\n  b: 1\n  b: 2\n", r"^t\.yaml, line 3, column 3: 'b' is twice"),
    "two documents": ("a: 1\n---\nb: 1\n", r"^t\.yaml, line 3, column 1: a second document begins here: expected one document"),
    "an alias of nothing": ("a: *x", r"^t\.yaml, line 1, column 4: the alias \*x has no anchor &x before it"),
    "an alias of what is around it": ("a: &a\n  b: [*a]", r"^t\.yaml, line 2, column 7: the alias \*a stands inside of what it names"),
    "a list as key": ("? [a]\n: b", r"^t\.yaml, line 1, column 3: a key is a mapping or a list: expected text"),
    "a merge of text": ("a:\n  <<: x", r"^t\.yaml, line 2, column 7: '<<' merges mappings"),
    "a merge of a list of text": ("a:\n  <<:\n    - x", r"^t\.yaml, line 3, column 7: '<<' merges mappings"),
    "an unknown tag": ("a:\n  b: !Sub x", r"^t\.yaml, line 2, column 6: the tag '!Sub' is not known"),
    "an object of Python": ("a: !!python/object/apply:os.system [ls]", r"^t\.yaml, line 1, column 4: the tag '!!python/object/apply:os.system' is not known: expected plain values"),
    "a module of Python": ("a: !!python/module:os ''", r"the tag '!!python/module:os' is not known"),
    "a set": ("a: !!set {b}", r"the tag '!!set' is not known"),
    "binary": ("a: !!binary aGk=", r"the tag '!!binary' is not known"),
    "a timestamp": ("a: !!timestamp 2026-01-01", r"the tag '!!timestamp' is not known"),
    "a list that is said to be text": ("a: !!str [b]", r"the tag '!!str' is not known"),
    "a number that is none": ("a: !!int x", r"^t\.yaml, line 1, column 4: 'x' is no int"),
    "a very long number": (f"a:\n  b: {'9' * 100_000}", r"^t\.yaml, line 2, column 6: '999.* is no int"),
    "a truth that is none": ("a: !!bool x", r"^t\.yaml, line 1, column 4: 'x' is no bool"),
    "nested deep": ("[" * 100_000, r"^t\.yaml, line 1, column 101: this is nested more than 100 levels deep"),
    "nested deep by indents": ("".join(f"{' ' * depth}k:\n" for depth in range(200)), r"^t\.yaml, line 101, column 101: this is nested"),
    "a billion laughs": (LAUGHS, r"^t\.yaml, line 6, column \d+: with its aliases this has more than 500,000 values"),
}  # fmt: skip


@pytest.mark.parametrize("case", YAML)
def test_yaml(case: str) -> None:
    text, message = YAML[case]
    with pytest.raises(ConfigurationError, match=message):
        parsed(text, "t.yaml")


JSON = {
    "nothing": ("", r"^t\.json: this is empty"),
    "a comma": ('{"a": 1,\n}', r"^t\.json, line .*: this is no JSON: "),
    "no value": ('{\n"a": }', r"^t\.json, line 2, column 6: this is no JSON: Expecting value"),
    "more than one value": ("{}\n{}", r"^t\.json, line 2, column 1: this is no JSON: Extra data"),
    "a key twice": ('{"a": 1,\n "b": {"c": 1, "c": 2}}', r"^t\.json, line 2, column 16: 'c' is twice in one mapping"),
    "a key twice in other letters": ('{"a": 1,\n "\\u0061": 2}', r"^t\.json, line 2, column 2: 'a' is twice"),
    "no number": ('{"a":\n  NaN}', r"^t\.json, line 2, column 3: this is no JSON: NaN is no number"),
    "infinite": ('{"a": -Infinity}', r"^t\.json, line 1, column 7: this is no JSON: -Infinity is no number"),
    "a very long number": (f'{{"a": {"9" * 100_000}}}', r"^t\.json: this is no JSON that can be read: Exceeds the limit"),
    "a very long number in no JSON": ("9" * 5000 + "]", r"^t\.json: this is no JSON that can be read: Exceeds the limit"),
    "nested one too deep": ("[" * 101 + "]" * 101, r"^t\.json, line 1, column 101: this is nested more than 100 levels deep"),
    "nested deep": ("[" * 200 + "]" * 200, r"^t\.json, line 1, column 101: this is nested more than 100 levels deep"),
    "nested very deep": ("[" * 200_000 + "]" * 200_000, r"^t\.json, line 1, column 101: this is nested more than"),
}


@pytest.mark.parametrize("case", JSON)
def test_json(case: str) -> None:
    text, message = JSON[case]
    with pytest.raises(ConfigurationError, match=message):
        parsed(text, "t.json")


def test_text_that_looks_like_a_word_for_a_number() -> None:
    assert parsed('{"a": "NaN", "NaN": 1}', "t.json").value == {"a": "NaN", "NaN": 1}


def test_files(tmp_path) -> None:
    with pytest.raises(ConfigurationError, match=r"^t\.yaml: '.*t\.yaml' cannot be read: No such file or directory"):
        load(tmp_path / "t.yaml")
    (tmp_path / "t.yaml").mkdir()
    with pytest.raises(ConfigurationError, match=r"^t\.yaml: '.*t\.yaml' cannot be read: "):
        load(tmp_path / "t.yaml")
    (tmp_path / "t.json").write_bytes(b'{"a": "\xff"}')
    with pytest.raises(ConfigurationError, match=r"^t\.json: '.*t\.json' cannot be read: 'utf-8' codec.* Save it as UTF-8"):
        load(tmp_path / "t.json")


def test_a_mapping_that_json_could_not_have() -> None:
    itself: dict[str, object] = {}
    itself["itself"] = itself
    with pytest.raises(ConfigurationError, match="^openapi: this is no document that JSON could have: Circular"):
        given(itself, "openapi")


def test_no_tag_executes_anything(tmp_path) -> None:
    made = tmp_path / "made"
    with pytest.raises(ConfigurationError, match="is not known"):
        parsed(f"!!python/object/apply:pathlib.Path.touch [{made}]", "t.yaml", tags=lambda tag, value: value)
    assert not made.exists()


def test_the_hint_of_an_unknown_tag() -> None:
    def tags(tag: str, value: object) -> object:
        raise LookupError(" Did you mean '!Sub'?")

    with pytest.raises(ConfigurationError, match=r"line 1, column 4: the tag '!Sbu' is not known. Did you mean '!Sub'\?$"):
        parsed("a: !Sbu x", "t.yaml", tags=tags)


def test_a_missing_library(tmp_path) -> None:
    (tmp_path / "t.yaml").write_text("a: 1\n")
    program = (
        "import sys; sys.modules['yaml'] = None\n"
        "from pytest_lambda.documents.loading import load\n"
        f"load({str(tmp_path / 't.yaml')!r})"
    )
    outcome = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300)
    assert "ConfigurationError: t.yaml: YAML needs PyYAML, which is not installed." in outcome.stderr
    assert "pip install 'pytest-aws-lambda[templates]'" in outcome.stderr


TYPES = [
    ("mapping", "[1]", r"^t\.yaml, line 1 \(a\): expected a mapping, not \[1\]\.$"),
    ("items", "x", r"^t\.yaml, line 1 \(a\): expected a mapping, not 'x'"),
    ("each", "x", r"^t\.yaml, line 1 \(a\): expected a list, not 'x'"),
    ("text", "7", r"^t\.yaml, line 1 \(a\): expected text, not 7"),
    ("flag", "'yes'", r"^t\.yaml, line 1 \(a\): expected true or false, not 'yes'"),
    ("whole_number", "yes", r"^t\.yaml, line 1 \(a\): expected a whole number, not True"),
    ("whole_number", "1.5", r"^t\.yaml, line 1 \(a\): expected a whole number, not 1.5"),
    ("text", str(list(range(99))), r"expected text, not \[0, 1, .*\.\.\.\.$"),
]


@pytest.mark.parametrize(("method", "text", "message"), TYPES)
def test_values_of_another_type(method: str, text: str, message: str) -> None:
    place = parsed(f"a: {text}", "t.yaml").get("a")
    with pytest.raises(ConfigurationError, match=message):
        list(getattr(place, method)() or ())


@pytest.mark.parametrize(("method", "value"), [("mapping", {}), ("text", None), ("flag", False), ("whole_number", None)])
def test_null_is_no_value(method: str, value: object) -> None:
    assert getattr(parsed("a:", "t.yaml").get("a"), method)() == value


def test_what_is_not_simulated() -> None:
    error = parsed("a: 1", "t.yaml").get("a").not_simulated("no.")
    assert isinstance(error, NotSimulated)
    assert str(error) == "t.yaml, line 1 (a): no."
