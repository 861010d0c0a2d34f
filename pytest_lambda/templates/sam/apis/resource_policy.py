"""`ResourcePolicy`: who may call a REST API, by account, address or network."""

from __future__ import annotations

import re
from typing import Any

from pytest_lambda.templates.sam.apis.body import ANY_METHOD, Body
from pytest_lambda.templates.sam.intrinsics import sub

POLICY = "x-amazon-apigateway-policy"
_VARIABLE = re.compile(r"\{([a-zA-Z0-9._-]+|[a-zA-Z0-9._-]+\+|proxy\+)\}")
_INVOKE = "execute-api:Invoke"


def add_resource_policy(body: Body, policy: dict[str, Any], path: str, stage: Any) -> None:
    """The statements of a policy about one path.

    Args:
        body: the document.
        policy: as SAM has it.
        path: in the document.
        stage: its name.
    """
    resources = _resources(body, path, stage)
    for key, effect in (("AwsAccountWhitelist", "Allow"), ("AwsAccountBlacklist", "Deny")):
        _add_accounts(body, policy.get(key), effect, resources)
    for key, condition in (("IpRangeWhitelist", "NotIpAddress"), ("IpRangeBlacklist", "IpAddress")):
        if policy.get(key):
            ranges = policy[key] if isinstance(policy[key], list) else [policy[key]]
            _add_exception(body, {condition: {"aws:SourceIp": ranges}}, resources)
    for colour, condition in (("Blacklist", "StringEquals"), ("Whitelist", "StringNotEquals")):
        networks = _networks(body, policy, colour)
        if networks:
            _add_exception(body, {condition: networks}, resources)
    body.content.setdefault(POLICY, {})


def add_custom_statements(body: Body, statements: Any) -> None:
    """Statements of the user's own."""
    if not statements:
        return
    policy = _policy(body)
    if policy.get("Statement") is None:
        policy["Statement"] = statements
        return
    known = _statements(policy)
    policy["Statement"] = known
    known += [each for each in (statements if isinstance(statements, list) else [statements]) if each not in known]


def _resources(body: Body, path: str, stage: Any) -> list[Any]:
    plain_path = _VARIABLE.sub("*", path)
    methods = [method for item in body.items_of(path) for method in item]
    verbs = ["*" if method.lower() in (ANY_METHOD, "any") else method.upper() for method in methods]
    return [sub(f"execute-api:/${{__Stage__}}/{verb}{plain_path}", {"__Stage__": stage}) for verb in verbs]


def _add_accounts(body: Body, accounts: Any, effect: str, resources: list[Any]) -> None:
    if not accounts:
        return
    if not isinstance(accounts, (dict, list)):
        raise body.refusal(f"Type of '{accounts}' must be a list or dictionary")
    names = accounts if isinstance(accounts, list) else [accounts]
    statement = {"Effect": effect, "Action": _INVOKE, "Resource": resources, "Principal": {"AWS": names}}
    policy = _policy(body)
    if policy.get("Statement") is None:
        policy["Statement"] = statement
    else:
        policy["Statement"] = [*_statements(policy), statement]


def _add_exception(body: Body, condition: dict[str, Any], resources: list[Any]) -> None:
    """Everybody may, but for those of a condition."""
    every = {"Action": _INVOKE, "Resource": resources, "Principal": "*"}
    policy = _policy(body)
    known = [] if policy.get("Statement") is None else _statements(policy)
    for each in ({**every, "Effect": "Allow"}, {**every, "Effect": "Deny", "Condition": condition}):
        if each not in known:
            known.append(each)
    policy["Statement"] = known


def _networks(body: Body, policy: dict[str, Any], colour: str) -> dict[str, list[Any]]:
    named = policy.get(f"SourceVpc{colour}")
    if named is not None and not (isinstance(named, list) and all(isinstance(each, str) for each in named)):
        raise body.refusal(
            f"SourceVpc{colour} must be a list of strings. Use IntrinsicVpc{colour} instead for values that use "
            "Intrinsic Functions"
        )
    named = named or []
    found = {
        "aws:SourceVpc": [each for each in named if each.startswith("vpc-")],
        "aws:SourceVpce": [each for each in named if each.startswith("vpce-")],
    }
    for key, name in (("aws:SourceVpc", "IntrinsicVpc"), ("aws:SourceVpce", "IntrinsicVpce")):
        given = policy.get(f"{name}{colour}") or []
        found[key] += given if isinstance(given, list) else [given]
    return {key: values for key, values in found.items() if values}


def _policy(body: Body) -> dict[str, Any]:
    policy = body.content.get(POLICY) or {}
    policy["Version"] = "2012-10-17"
    body.content[POLICY] = policy
    made: dict[str, Any] = policy
    return made


def _statements(policy: dict[str, Any]) -> list[Any]:
    known = policy["Statement"]
    return list(known) if isinstance(known, list) else [known]
