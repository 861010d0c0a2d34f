"""Answers of authorizers for AppSync, AWS IoT and Transfer Family."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .broken import broken, said

FIELD_ARN = "arn:aws:appsync:us-east-1:123456789012:apis/a/types/Query/fields/secret"


@pytest.mark.parametrize(
    "answer",
    [
        {"isAuthorized": False},
        {"isAuthorized": True, "deniedFields": ["Query.secret", FIELD_ARN], "ttlOverride": 0},
        {"isAuthorized": True, "resolverContext": {"name": "Ada", "balance": 100}},
    ],
)
def test_appsync_accepts(answer: Any) -> None:
    assert broken("appsync_authorizer", answer) == set()


@pytest.mark.parametrize(
    ("answer", "rule", "field"),
    [
        (True, "SYNC-shape", ""),
        ({}, "SYNC-shape", "isAuthorized"),
        ({"isAuthorized": "true"}, "SYNC-shape", "isAuthorized"),
        ({"isAuthorized": True, "resolverContext": {"groups": ["a"]}}, "SYNC-shape", "resolverContext.groups"),
        ({"isAuthorized": True, "context": {}}, "SYNC-shape", "context"),
        ({"isAuthorized": True, "deniedFields": ["secret"]}, "SYNC-fields", "deniedFields[0]"),
        ({"isAuthorized": True, "resolverContext": {"a": "x" * 5_242_880}}, "SYNC-size", "resolverContext"),
        ({"isAuthorized": True, "ttlOverride": 3_601}, "SYNC-ttl", "ttlOverride"),
    ],
)
def test_appsync_refuses(answer: Any, rule: str, field: str) -> None:
    assert broken("appsync_authorizer", answer) == {(rule, field)}


STATEMENT = {"Action": "iot:Connect", "Effect": "Allow", "Resource": "*"}
POLICY = {"Version": "2012-10-17", "Statement": [STATEMENT]}
IOT = {
    "isAuthenticated": True,
    "principalId": "device1",
    "policyDocuments": [POLICY],
    "disconnectAfterInSeconds": 86_400,
    "refreshAfterInSeconds": 300,
}


@pytest.mark.parametrize("answer", [IOT, {"isAuthenticated": False}, {**IOT, "policyDocuments": [json.dumps(POLICY)]}])
def test_iot_accepts(answer: Any) -> None:
    assert broken("iot_custom_authorizer", answer) == set()


@pytest.mark.parametrize(
    ("answer", "rule", "field"),
    [
        (None, "IOT-shape", ""),
        ({**IOT, "isAuthenticated": "true"}, "IOT-shape", "isAuthenticated"),
        ({**IOT, "policyDocument": POLICY}, "IOT-shape", "policyDocument"),
        ({**IOT, "refreshAfterInSeconds": "300"}, "IOT-shape", "refreshAfterInSeconds"),
        ({key: value for key, value in IOT.items() if key != "policyDocuments"}, "IOT-whole", "policyDocuments"),
        ({**IOT, "principalId": "device-1"}, "IOT-principal", "principalId"),
        ({**IOT, "refreshAfterInSeconds": 299}, "IOT-times", "refreshAfterInSeconds"),
        ({**IOT, "policyDocuments": [POLICY] * 11}, "IOT-policy", "policyDocuments"),
        ({**IOT, "policyDocuments": ["{"]}, "IOT-policy", "policyDocuments[0]"),
        ({**IOT, "policyDocuments": [{"Statement": [{**STATEMENT, "Resource": "x" * 2_048}]}]}, "IOT-policy", "policyDocuments[0]"),
        ({**IOT, "policyDocuments": [{"Statement": [{**STATEMENT, "Effect": "allow"}]}]}, "IOT-policy", "policyDocuments[0].Statement[0].Effect"),
    ],
)
def test_iot_refuses(answer: Any, rule: str, field: str) -> None:
    assert (rule, field) in broken("iot_custom_authorizer", answer)
    assert "AWS IoT" in said("iot_custom_authorizer", answer)


ROLE = "arn:aws:iam::123456789012:role/transfer"
LOGICAL = {"Role": ROLE, "HomeDirectoryType": "LOGICAL", "HomeDirectoryDetails": '[{"Entry": "/", "Target": "/b/${transfer:UserName}"}]'}
BY_PASSWORD = {"username": "ada", "password": "secret"}
BY_KEY = {"username": "ada", "password": ""}


@pytest.mark.parametrize(
    ("answer", "event"),
    [
        ({}, BY_PASSWORD),
        ({}, BY_KEY),
        ({"Role": ROLE, "HomeDirectory": "/b/ada"}, BY_PASSWORD),
        ({"Role": ROLE, "PublicKeys": ["ssh-rsa AAAA"]}, BY_KEY),
        (LOGICAL, BY_PASSWORD),
        ({"Role": ROLE, "Policy": "{}", "PosixProfile": {"Uid": 1, "Gid": 2, "SecondaryGids": [3]}}, None),
    ],
)
def test_transfer_family_accepts(answer: Any, event: Any) -> None:
    assert broken("transfer_family", answer, event) == set()


@pytest.mark.parametrize(
    ("answer", "event", "rule", "field"),
    [
        (None, None, "TF-shape", ""),
        ({"Role": ROLE, "PublicKeys": "ssh-rsa AAAA"}, None, "TF-shape", "PublicKeys"),
        ({**LOGICAL, "HomeDirectoryDetails": [{"Entry": "/", "Target": "/b"}]}, None, "TF-shape", "HomeDirectoryDetails"),
        ({"Role": ROLE, "HomeDirectoryMappings": "[]"}, None, "TF-shape", "HomeDirectoryMappings"),
        ({"Role": ROLE, "PosixProfile": {"Uid": "1", "Gid": 1}}, None, "TF-shape", "PosixProfile.Uid"),
        ({"HomeDirectory": "/b"}, None, "TF-role", "Role"),
        ({"Role": "transfer"}, None, "TF-role", "Role"),
        ({"Role": ROLE, "HomeDirectoryType": "LOGICAL"}, None, "TF-details", "HomeDirectoryDetails"),
        ({**LOGICAL, "HomeDirectoryDetails": '[{"entry": "/"}]'}, None, "TF-details", "HomeDirectoryDetails"),
        ({**LOGICAL, "HomeDirectoryType": "PATH"}, None, "TF-details", "HomeDirectoryDetails"),
        ({"Role": ROLE, "Policy": "allow"}, None, "TF-policy", "Policy"),
        ({"Role": ROLE, "PublicKeys": []}, BY_PASSWORD, "TF-keys", "PublicKeys"),
        ({"Role": ROLE}, BY_KEY, "TF-keys", "PublicKeys"),
    ],
)
def test_transfer_family_refuses(answer: Any, event: Any, rule: str, field: str) -> None:
    assert (rule, field) in broken("transfer_family", answer, event)
