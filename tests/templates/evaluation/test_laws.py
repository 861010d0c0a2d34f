"""Laws of resolving."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda.documents import loading
from pytest_lambda.templates.evaluation.evaluator import Evaluator
from pytest_lambda.templates.template import Template
from pytest_lambda.world import World
from tests.templates.written import Named, template

TEXT = st.text().filter(lambda text: "{{resolve:" not in text)
KEYS = st.text().filter(lambda key: key != "Ref" and not key.startswith("Fn::"))
LITERALS = st.recursive(
    st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)
NAMES = {"Stage": "dev", "Size": "5", "Queue": "the-Queue", "AWS::Region": "us-east-1", "Queue.Arn": "Arn of Queue"}


def base() -> Template:
    return template(
        """
        Transform: AWS::LanguageExtensions
        Parameters: {Stage: {Type: String, Default: dev}, Size: {Type: Number, Default: 5}}
        Conditions: {Holds: !Equals [!Ref Stage, dev], Fails: !Equals [!Ref Stage, prod]}
        Resources: {Queue: {Type: AWS::SQS::Queue}}
        """
    )


EVALUATOR = Evaluator(base(), World(), identities=Named())


def resolved(value: Any) -> Any:
    return EVALUATOR.resolve(loading.given({"It": value}, "given").get("It")).value


@given(value=LITERALS)
def test_a_literal_is_itself(value: Any) -> None:
    assert resolved(value) == value


@given(value=LITERALS)
def test_what_is_resolved_stays(value: Any) -> None:
    wrapped = {"Fn::If": ["Holds", [value, {"Ref": "Stage"}], {"Ref": "AWS::NoValue"}]}
    once = resolved(wrapped)
    assert once == [value, "dev"]
    assert resolved(once) == once


@given(value=LITERALS, before=st.lists(LITERALS, max_size=3), after=st.lists(LITERALS, max_size=3))
def test_nothing_leaves_no_trace(value: Any, before: list[Any], after: list[Any]) -> None:
    nothing = {"Fn::If": ["Fails", value, {"Ref": "AWS::NoValue"}]}
    assert resolved([*before, nothing, *after]) == before + after
    assert resolved({"kept": before, "gone": nothing}) == {"kept": before}


@given(parts=st.lists(TEXT, min_size=1), delimiter=st.text(min_size=1, max_size=3))
def test_split_undoes_join(parts: list[str], delimiter: str) -> None:
    joined = {"Fn::Join": [delimiter, parts]}
    if "{{resolve:" in delimiter.join(parts):
        return
    assert resolved({"Fn::Split": [delimiter, joined]}) == delimiter.join(parts).split(delimiter)
    assert resolved({"Fn::Join": [delimiter, {"Fn::Split": [delimiter, joined]}]}) == delimiter.join(parts)


@given(values=st.lists(LITERALS, min_size=1, max_size=5), data=st.data())
def test_select_and_length(values: list[Any], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(values) - 1))
    assert resolved({"Fn::Select": [data.draw(st.sampled_from([index, str(index)])), values]}) == values[index]
    assert resolved({"Fn::Length": values}) == len(values)


@given(value=st.lists(LITERALS, max_size=3) | st.dictionaries(KEYS, LITERALS, max_size=3))
def test_json_text_is_json(value: Any) -> None:
    assert json.loads(resolved({"Fn::ToJsonString": value})) == value


PLAIN = st.text(st.characters(exclude_characters="${}"), max_size=5)
OWN = {"Own": "mine", "Stage": "hidden"}
PIECES = st.one_of(
    PLAIN.map(lambda text: (text, text, text)),
    st.sampled_from(sorted(NAMES)).map(lambda name: (f"${{{name}}}", NAMES[name], OWN.get(name, NAMES[name]))),
    PLAIN.map(lambda name: (f"${{!{name}}}", f"${{{name}}}", f"${{{name}}}")),
    st.sampled_from(["$", "{", "}", "{}", "$$"]).map(lambda text: (f"{text} ", f"{text} ", f"{text} ")),
)


@given(pieces=st.lists(PIECES, max_size=8))
def test_sub_is_made_of_its_pieces(pieces: list[tuple[str, str, str]]) -> None:
    written, plain, hidden = ("".join(parts) for parts in zip(*pieces, strict=True)) if pieces else ("", "", "")
    assert resolved({"Fn::Sub": written}) == plain
    assert resolved({"Fn::Sub": [written, OWN]}) == hidden


CONDITIONS = st.recursive(
    st.tuples(st.sampled_from("ab"), st.sampled_from("ab")).map(lambda pair: ({"Fn::Equals": list(pair)}, pair[0] == pair[1]))
    | st.sampled_from([({"Condition": "Holds"}, True), ({"Condition": "Fails"}, False)]),
    lambda inner: (
        inner.map(lambda one: ({"Fn::Not": [one[0]]}, not one[1]))
        | st.lists(inner, min_size=2, max_size=4).map(lambda many: ({"Fn::And": [each[0] for each in many]}, all(each[1] for each in many)))
        | st.lists(inner, min_size=2, max_size=4).map(lambda many: ({"Fn::Or": [each[0] for each in many]}, any(each[1] for each in many)))
    ),
    max_leaves=10,
)  # fmt: skip


@given(condition=CONDITIONS)
def test_conditions_are_logic(condition: tuple[Any, bool]) -> None:
    written, holds = condition
    made = base()
    place = loading.given({"Made": written}, "given").get("Made")
    made.conditions = {**made.conditions, "Made": place}
    assert Evaluator(made, World()).holds("Made") is holds
