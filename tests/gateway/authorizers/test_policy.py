"""What IAM policies say, by a table and against a matcher that knows no regular expressions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda import NotSimulated
from pytest_lambda.gateway.authorizers.policy import Verdict, verdict

ARN = "arn:aws:execute-api:us-east-1:123456789012:abcdefghij/prod/GET/pets/1"
API = "arn:aws:execute-api:us-east-1:123456789012:abcdefghij"
ALLOW, DENY, NOTHING = Verdict.ALLOW, Verdict.EXPLICIT_DENY, Verdict.IMPLICIT_DENY


def statement(effect: str = "Allow", **elements: Any) -> dict[str, Any]:
    made = {"Effect": effect, **elements}
    if "NotAction" not in made:
        made.setdefault("Action", "execute-api:Invoke")
    if "NotResource" not in made:
        made.setdefault("Resource", "*")
    return made


def said(*statements: Any, arn: str = ARN) -> Verdict:
    return verdict({"Version": "2012-10-17", "Statement": list(statements)}, arn, {})


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        (ARN, ALLOW),
        ("*", ALLOW),
        (f"{API}/*", ALLOW),
        (f"{API}/*/GET/*", ALLOW),
        (f"{API}/prod/*/pets/?", ALLOW),
        (f"{API}/prod/GET/pets/??", NOTHING),
        (f"{API}/prod/GET/pets", NOTHING),
        (f"{API}/prod/GET/pets/1/", NOTHING),
        (f"{API}/prod/get/pets/1", NOTHING),
        (f"{API}/prod/GET/PETS/1", NOTHING),
        (f"{API}/dev/*", NOTHING),
        ("arn:aws:execute-api:*:*:*", ALLOW),
        ("arn:aws:execute-api:eu-west-1:*", NOTHING),
        (f"{API}/prod/GET/p.ts/1", NOTHING),
        (["arn:aws:s3:::bucket", ARN], ALLOW),
        (["arn:aws:s3:::bucket", "arn:aws:s3:::other"], NOTHING),
    ],
)
def test_resources(resource, expected):
    assert said(statement(Resource=resource)) is expected
    opposite = {ALLOW: NOTHING, NOTHING: ALLOW}[expected]
    assert said(statement(NotResource=resource)) is opposite


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("execute-api:Invoke", ALLOW),
        ("Execute-API:invoke", ALLOW),
        ("execute-api:*", ALLOW),
        ("execute-api:Inv?ke", ALLOW),
        ("*", ALLOW),
        ("execute-api:ManageConnections", NOTHING),
        ("lambda:InvokeFunction", NOTHING),
        (["lambda:*", "execute-api:Invoke"], ALLOW),
    ],
)
def test_actions(action, expected):
    assert said(statement(Action=action)) is expected
    opposite = {ALLOW: NOTHING, NOTHING: ALLOW}[expected]
    assert said(statement(NotAction=action)) is opposite


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([], NOTHING),
        ([statement()], ALLOW),
        ([statement("Deny")], DENY),
        ([statement(), statement("Deny")], DENY),
        ([statement("Deny"), statement()], DENY),
        ([statement(), statement("Deny", Resource=f"{API}/prod/POST/*")], ALLOW),
        ([statement(), statement("Deny", NotResource=f"{API}/prod/GET/*")], ALLOW),
        ([statement(), statement("Deny", NotResource=f"{API}/prod/POST/*")], DENY),
        ([statement(Action="lambda:*"), statement("Deny", Action="lambda:*")], NOTHING),
    ],
)
def test_one_denial_outweighs_all_that_allows(statements, expected):
    assert said(*statements) is expected


def test_one_statement_needs_no_list():
    assert verdict({"Statement": statement()}, ARN, {}) is ALLOW


def test_policy_variables_are_not_simulated():
    with pytest.raises(NotSimulated, match="policy variables are not simulated"):
        said(statement(Resource=f"{API}/prod/GET/${{aws:username}}"))


PATTERNS = st.text("ab/*?.", max_size=6)
TEXTS = st.text("ab/.\n", max_size=8)
ELEMENTS = st.one_of(PATTERNS, st.lists(PATTERNS, min_size=1, max_size=3))
STATEMENTS = st.builds(
    lambda effect, resource, positive, action: {
        "Effect": effect,
        "Action" if action else "NotAction": "execute-api:Invoke",
        "Resource" if positive else "NotResource": resource,
    },
    st.sampled_from(["Allow", "Deny"]),
    ELEMENTS,
    st.booleans(),
    st.integers(0, 3),
)


def naive_match(pattern: str, text: str) -> bool:
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(naive_match(pattern[1:], text[start:]) for start in range(len(text) + 1))
    return bool(text) and pattern[0] in ("?", text[0]) and naive_match(pattern[1:], text[1:])


def naive_verdict(statements: list[dict[str, Any]], text: str) -> Verdict:
    found = NOTHING
    for each in statements:
        if "NotAction" in each:
            continue
        given = each.get("Resource", each.get("NotResource"))
        one = any(naive_match(pattern, text) for pattern in ([given] if isinstance(given, str) else given))
        if one != ("Resource" in each):
            continue
        if each["Effect"] == "Deny":
            return DENY
        found = ALLOW
    return found


@given(st.lists(STATEMENTS, max_size=4), TEXTS)
def test_policies_say_what_a_naive_reader_finds(statements, text):
    assert verdict({"Statement": statements}, text, {}) is naive_verdict(statements, text)


@given(st.lists(STATEMENTS, max_size=4), TEXTS, st.randoms(use_true_random=False))
def test_the_order_of_statements_does_not_matter(statements, text, random):
    shuffled = random.sample(statements, len(statements))
    assert verdict({"Statement": shuffled}, text, {}) is verdict({"Statement": statements}, text, {})


@given(st.lists(STATEMENTS, max_size=4), TEXTS)
def test_another_denial_never_opens_a_door(statements, text):
    more = [*statements, {"Effect": "Deny", "Action": "*", "Resource": "a*"}]
    if verdict({"Statement": statements}, text, {}) is not ALLOW:
        assert verdict({"Statement": more}, text, {}) is not ALLOW
