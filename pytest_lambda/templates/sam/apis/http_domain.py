"""`Domain` of an HTTP or WebSocket API: a custom domain, its paths and its records."""

from __future__ import annotations

import re
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.documents.plain import plain
from pytest_lambda.templates.sam.apis.record_sets import record_sets
from pytest_lambda.templates.sam.apis.rest_domain import base_paths, trusted
from pytest_lambda.templates.sam.drafts import Draft
from pytest_lambda.templates.sam.intrinsics import ref
from pytest_lambda.templates.sam.invalid import invalid_resource
from pytest_lambda.templates.sam.logical_ids import digest
from pytest_lambda.templates.sam.schema import present

_TRUST = ["TruststoreUri", "TruststoreVersion"]
_STRANGE = re.compile(r"[^0-9a-zA-Z/\-_]+")


def http_domain(
    groups: dict[str, Draft], api: str, domain: Place, created_by: str, passed: dict[str, Any]
) -> list[Draft]:
    """The domain, the mappings of its paths, and its records.

    Args:
        groups: of records, by logical id, which several domains share.
        api: logical id of the API.
        domain: of it.
        created_by: the tag that SAM leaves.
        passed: condition and policies of the API.

    Raises:
        ConfigurationError: it is not as SAM has it.
    """
    if domain.value is None:
        return []
    if domain.get("DomainName").value is None or domain.get("CertificateArn").value is None:
        raise invalid_resource(
            domain, api, "Custom Domains only works if both DomainName and CertificateArn are provided."
        )
    endpoint = domain.get("EndpointConfiguration")
    if endpoint.value not in (None, "REGIONAL"):
        raise invalid_resource(
            endpoint, api, f"EndpointConfiguration for Custom Domains must be one of {['REGIONAL']}."
        )
    config = {"CertificateArn": domain.get("CertificateArn"), "EndpointType": "REGIONAL"}
    for name, place in present(domain, ("OwnershipVerificationCertificateArn", "SecurityPolicy")).items():
        if place.value:
            config[name] = place
    made = Draft(
        f"ApiGatewayDomainNameV2{digest(plain(domain.get('DomainName')))}",
        "AWS::ApiGatewayV2::DomainName",
        domain,
        {
            "DomainName": domain.get("DomainName"),
            "DomainNameConfigurations": [config],
            "Tags": {created_by: "SAM"},
            **_mutual_tls(api, domain),
        },
        dict(passed),
    )
    records = record_sets(groups, api, domain, "REGIONAL", made.logical_id, passed)
    return [made, *_mappings(api, domain, made, passed), *records]


def _mutual_tls(api: str, domain: Place) -> dict[str, Any]:
    place = domain.get("MutualTlsAuthentication")
    if not place.value:
        return {}
    if not isinstance(place.value, dict):
        raise invalid_resource(
            place, api, f"MutualTlsAuthentication must be a map with at least one of the following fields {_TRUST}."
        )
    strange = sorted(set(place.mapping()) - set(_TRUST))
    if strange:
        raise invalid_resource(place, ",".join(strange), f"Available MutualTlsAuthentication fields are {_TRUST}.")
    return {"MutualTlsAuthentication": trusted(place)}


def _mappings(api: str, domain: Place, made: Draft, passed: dict[str, Any]) -> list[Draft]:
    type_ = "AWS::ApiGatewayV2::ApiMapping"
    found = {"DomainName": ref(made.logical_id), "ApiId": ref(api), "Stage": ref(f"{api}.Stage")}
    paths = base_paths(domain)
    if paths is None:
        return [Draft(f"{api}ApiMapping", type_, domain, found, dict(passed))]
    drafts = []
    for path in paths:
        if not isinstance(path.value, str):
            raise invalid_resource(path, api, "Basepath must be a string.")
        if _STRANGE.search(path.value):
            raise invalid_resource(path, api, "Invalid Basepath name provided.")
        name = f"{api}{re.sub(r'[-_/]+', '', path.value)}ApiMapping"
        key = path.at(path.value.strip("/"))
        drafts.append(Draft(name, type_, domain, {**found, "ApiMappingKey": key}, dict(passed)))
    return drafts
