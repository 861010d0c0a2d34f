"""What holds for any pattern and any record."""

from __future__ import annotations

import base64
import json
import os

from hypothesis import event, given, settings
from hypothesis import strategies as st

from pytest_lambda.batches.filtering import compile_filters
from tests.batches.filtering import naive

EXAMPLES = int(os.environ.get("STRATEGY_EXAMPLES", "200"))
PACE = settings(max_examples=EXAMPLES, deadline=None)
FEW = settings(max_examples=min(EXAMPLES, 50), deadline=None)

KEYS = st.sampled_from(["a", "b", "c"])
STRINGS = st.sampled_from(["", "a", "A", "ab", "ba", "Ab", "1", "ß"])
#: written out, because 1, 1.0 and 1e0 are three different numbers to `equals` and one to `numeric`
NUMBERS = st.sampled_from(["0", "1", "1.0", "1e0", "-1", "2", "10", "12345678901234567890"])
SCALARS = STRINGS.map(json.dumps) | NUMBERS | st.sampled_from(["true", "false", "null"])


def _object(values):
    return st.dictionaries(KEYS, values, max_size=3).map(
        lambda members: "{" + ",".join(f"{json.dumps(key)}:{value}" for key, value in members.items()) + "}"
    )


def _array(values):
    return st.lists(values, max_size=3).map(lambda elements: f"[{','.join(elements)}]")


VALUES = st.recursive(SCALARS, lambda values: _object(values) | _array(values), max_leaves=12)
#: arrays of objects often, because there patterns are hardest
EVENTS = _object(VALUES | _array(_object(SCALARS | _array(_object(SCALARS)))))

_TEXTS = STRINGS.map(json.dumps)
_PARTS = st.sampled_from(["a", "A", "ab", "b"]).map(json.dumps)


def _one_or_more(each):
    return each | st.lists(each, min_size=1, max_size=2).map(lambda many: f"[{','.join(many)}]")


_LIMITS = st.tuples(
    st.sampled_from([">", ">="]),
    st.sampled_from(["-1", "0", "1", "1.0", "1e0"]),
    st.sampled_from(["<", "<="]),
    st.sampled_from(["1", "1.0", "2", "10"]),
)
OPERATORS = st.one_of(
    st.booleans().map(lambda there: f'{{"exists":{json.dumps(there)}}}'),
    _TEXTS.map(lambda text: f'{{"prefix":{text}}}'),
    _TEXTS.map(lambda text: f'{{"suffix":{text}}}'),
    _TEXTS.map(lambda text: f'{{"equals-ignore-case":{text}}}'),
    _TEXTS.map(lambda text: f'{{"prefix":{{"equals-ignore-case":{text}}}}}'),
    _TEXTS.map(lambda text: f'{{"suffix":{{"equals-ignore-case":{text}}}}}'),
    (_one_or_more(_TEXTS) | _one_or_more(NUMBERS)).map(lambda operand: f'{{"anything-but":{operand}}}'),
    st.tuples(st.sampled_from(["prefix", "suffix", "equals-ignore-case"]), _one_or_more(_PARTS)).map(
        lambda pair: f'{{"anything-but":{{"{pair[0]}":{pair[1]}}}}}'
    ),
    st.tuples(st.sampled_from(["=", "<", ">", "<=", ">="]), NUMBERS).map(
        lambda pair: f'{{"numeric":["{pair[0]}",{pair[1]}]}}'
    ),
    _LIMITS.map(lambda four: f'{{"numeric":["{four[0]}",{four[1]},"{four[2]}",{four[3]}]}}'),
)
RULES = st.lists(SCALARS | OPERATORS, min_size=1, max_size=3).map(lambda rule: f"[{','.join(rule)}]")


def _pattern(inner, keys=KEYS):
    return st.dictionaries(keys, inner, min_size=1, max_size=3).map(
        lambda members: "{" + ",".join(f"{json.dumps(key)}:{value}" for key, value in members.items()) + "}"
    )


_PLAIN = st.recursive(RULES, _pattern, max_leaves=6)
#: in the branches of an `$or` other keys than beside it, so that no path comes twice
_CHOICES = st.lists(_pattern(_PLAIN, st.sampled_from(["x", "c"])), min_size=2, max_size=3).map(
    lambda choices: f'"$or":[{",".join(choices)}]'
)
PATTERNS = st.one_of(
    _pattern(_PLAIN),
    st.builds(
        lambda plain, choices: f"{{{plain[1:-1]},{choices}}}", _pattern(_PLAIN, st.sampled_from(["a", "b"])), _CHOICES
    ),
)


@st.composite
def _patterns_of(draw, body):
    """A pattern about places that an event has, and some that it has not, so that it often matches."""
    nested: dict = {}
    every = naive.fields(naive.parsed(body))
    for field in draw(st.lists(st.sampled_from(every), min_size=1, max_size=3)) if every else ():
        here = [other.value for other in every if other.path == field.path]
        rule = draw(st.sampled_from(here).map(naive.written).map(lambda value: f"[{value}]") | RULES)
        _put(nested, field.path.split("/")[1:], rule)
    for path in draw(st.lists(st.lists(KEYS, min_size=1, max_size=3), min_size=0 if nested else 1, max_size=2)):
        _put(nested, path, draw(st.just('[{"exists":false}]') | RULES))
    return _text(nested)


def _put(nested, path, rule):
    *above, last = path
    for key in above:
        nested = nested.setdefault(key, {})
        if not isinstance(nested, dict):
            return
    nested.setdefault(last, rule)


def _text(nested):
    if isinstance(nested, str):
        return nested
    return "{" + ",".join(f"{json.dumps(key)}:{_text(inner)}" for key, inner in nested.items()) + "}"


@PACE
@given(pair=EVENTS.flatmap(lambda body: st.tuples(_patterns_of(body), st.just(body))))
def test_filters_agree_on_what_an_event_has(pair):
    _agree(*pair)


_BITS = st.sampled_from(["0", "1"])
ROWS = st.recursive(
    st.lists(_object(_BITS), min_size=2, max_size=3).map(lambda rows: f"[{','.join(rows)}]"),
    lambda rows: st.lists(_object(_BITS | rows), min_size=2, max_size=3).map(lambda many: f"[{','.join(many)}]"),
    max_leaves=3,
)
_OF_ROWS = st.sampled_from(["[0]", "[1]", '[{"exists":false}]', '[1,{"exists":false}]', '[{"exists":true}]'])
PATTERNS_OF_ROWS = _pattern(_OF_ROWS | _pattern(_OF_ROWS))


@PACE
@given(pattern=PATTERNS_OF_ROWS, rows=ROWS)
def test_filters_agree_on_which_element_is_right(pattern, rows):
    _agree(f'{{"r":{pattern}}}', f'{{"r":{rows}}}')


@FEW
@given(pattern=PATTERNS, body=EVENTS)
def test_filters_agree_with_a_matcher_of_another_make(pattern, body):
    _agree(pattern, body)


def _agree(pattern, body):
    expected = naive.matches(pattern, body)
    event("matches" if expected else "does not match")

    filters = compile_filters([f'{{"body":{pattern}}}'], "sqs")

    assert filters.accepts({"body": body}) is expected
    assert filters.why({"body": body}).startswith("accepted" if expected else "filtered out")


@FEW
@given(patterns=st.lists(PATTERNS, min_size=1, max_size=5), body=EVENTS)
def test_one_filter_that_matches_is_enough(patterns, body):
    record = {"kinesis": {"data": base64.b64encode(body.encode()).decode()}}
    texts = [f'{{"data":{pattern}}}' for pattern in patterns]

    alone = [compile_filters([text], "kinesis").accepts(record) for text in texts]

    assert compile_filters(texts, "kinesis").accepts(record) is any(alone)


@FEW
@given(
    pattern=PATTERNS | RULES,
    record=st.dictionaries(
        st.sampled_from(["body", "data", "value", "key", "kinesis", "dynamodb", "a"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | VALUES,
            lambda inner: st.lists(inner) | st.dictionaries(KEYS | st.just("data"), inner),
            max_leaves=8,
        ),
    ),
    source=st.sampled_from(["sqs", "kinesis", "dynamodb", "kafka", "mq", "of a plugin"]),
)
def test_no_record_makes_filters_fail(pattern, record, source):
    key = {"sqs": "body", "dynamodb": "dynamodb", "kafka": "value"}.get(source, "data")
    if pattern.startswith("[") and source in ("kinesis", "dynamodb"):
        pattern = f'{{"a":{pattern}}}'
    filters = compile_filters([f'{{"{key}":{pattern}}}', f'{{"a":{pattern}}}'], source)

    assert filters.why(record).startswith("accepted" if filters.accepts(record) else "filtered out")


@FEW
@given(
    text=st.text() | st.sampled_from(["NaN", "[" * 100_000, '{"a":' * 100_000, "1" * 10_000, '"\\ud800"', "\ufeff{}"])
)
def test_no_body_makes_filters_fail(text):
    filters = compile_filters(
        ['{"body":{"a":[{"numeric":[">",1]}]}}', '{"body":[{"prefix":"x"},{"exists":false}]}'], "sqs"
    )

    assert filters.why({"body": text}).startswith("accepted" if filters.accepts({"body": text}) else "filtered out")
