"""`Domain` of a REST API: a custom domain, its paths and its records."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.documents.plain import plain
from pytest_lambda.templates.sam.apis.record_sets import record_sets
from pytest_lambda.templates.sam.drafts import Draft
from pytest_lambda.templates.sam.intrinsics import ref
from pytest_lambda.templates.sam.invalid import invalid_resource, of_kind, required
from pytest_lambda.templates.sam.logical_ids import digest
from pytest_lambda.templates.sam.schema import present
from pytest_lambda.templates.sam.work import Work

_ENDPOINTS = ["EDGE", "REGIONAL", "PRIVATE"]
_TRUST = ["TruststoreUri", "TruststoreVersion"]
_OPTIONAL = ("SecurityPolicy", "EndpointAccessMode", "OwnershipVerificationCertificateArn")


def rest_domain(work: Work, api: str, domain: Place, passed: dict[str, Any]) -> list[Draft]:
    """The domain, the mappings of its paths, and its records.

    Raises:
        ConfigurationError: it is not as SAM has it.
    """
    if domain.value is None:
        return []
    of_kind(domain, "map", api, "Domain")
    for name in ("DomainName", "CertificateArn"):
        required(domain.get(name), api, f"Domain.{name}")
    endpoint = domain.get("EndpointConfiguration")
    if endpoint.value is not None and endpoint.value not in _ENDPOINTS:
        raise invalid_resource(endpoint, api, f"EndpointConfiguration for Custom Domains must be one of {_ENDPOINTS}.")
    private = endpoint.value == "PRIVATE"
    made = _domain(api, domain, endpoint.value or "REGIONAL", passed)
    drafts = [made, *_mappings(api, domain, made, passed, private=private)]
    if private and domain.get("AccessAssociation").value is not None:
        drafts.append(_association(api, domain.get("AccessAssociation"), made, passed))
    kind = endpoint.value or "REGIONAL"
    # SAM asks a private domain for its attributes by the domain's name.
    holder = plain(domain.get("DomainName")) if private else made.logical_id
    return drafts + record_sets(work.record_sets, api, domain, kind, holder, passed)


def _domain(api: str, domain: Place, endpoint: str, passed: dict[str, Any]) -> Draft:
    private = endpoint == "PRIVATE"
    prefix = "ApiGatewayDomainNameV2" if private else "ApiGatewayDomainName"
    certificate = "RegionalCertificateArn" if endpoint == "REGIONAL" else "CertificateArn"
    config: dict[str, Any] = {"Types": [endpoint]}
    if domain.get("IpAddressType").value:
        config["IpAddressType"] = domain.get("IpAddressType")
    found = {
        "DomainName": domain.get("DomainName"),
        certificate: domain.get("CertificateArn"),
        "EndpointConfiguration": config,
        **{name: place for name, place in present(domain, _OPTIONAL).items() if place.value},
    }
    if private:
        found.pop("OwnershipVerificationCertificateArn", None)
        found |= {name: place for name, place in present(domain, ("Policy",)).items() if place.value}
    else:
        found |= mutual_tls(api, domain)
    type_ = f"AWS::ApiGateway::DomainName{'V2' if private else ''}"
    return Draft(f"{prefix}{digest(plain(domain.get('DomainName')))}", type_, domain, found, dict(passed))


def mutual_tls(api: str, domain: Place) -> dict[str, Any]:
    """`MutualTlsAuthentication` of a domain."""
    place = domain.get("MutualTlsAuthentication")
    if not place.value:
        return {}
    of_kind(place, "map", api, "Domain.MutualTlsAuthentication")
    if not set(place.mapping()) <= set(_TRUST):
        raise invalid_resource(place, api, f"Available Domain.MutualTlsAuthentication fields are {_TRUST}.")
    return {"MutualTlsAuthentication": trusted(place)}


def trusted(place: Place) -> Place:
    """What a domain trusts; SAM leaves out what is empty, the version 0 as well."""
    return place.at({name: each for name, each in place.items() if each.value})


def base_paths(domain: Place) -> list[Place] | None:
    """`BasePath` of a domain: one or several; None is: the root."""
    paths = domain.get("BasePath")
    if paths.value and isinstance(paths.value, str):
        return [paths]
    return list(paths.each()) if paths.value and isinstance(paths.value, list) else None


def _mappings(api: str, domain: Place, made: Draft, passed: dict[str, Any], *, private: bool) -> list[Draft]:
    name = {"DomainNameArn" if private else "DomainName": ref(made.logical_id)}
    type_ = f"AWS::ApiGateway::BasePathMapping{'V2' if private else ''}"
    found = {**name, "RestApiId": ref(api), "Stage": ref(f"{api}.Stage")}
    paths = base_paths(domain)
    if paths is None:
        return [Draft(f"{api}BasePathMapping", type_, domain, found, dict(passed))]
    drafts = []
    for number, path in enumerate(paths):
        text = of_kind(path, "string", api, f"Domain.BasePath[{number}]")
        letters = "".join(each for each in text if each.isalnum())
        normal = domain.get("NormalizeBasePath", default=True).value
        key = path.at(letters if normal else text)
        drafts.append(Draft(f"{api}{letters}BasePathMapping", type_, domain, {**found, "BasePath": key}, dict(passed)))
    return drafts


def _association(api: str, place: Place, made: Draft, passed: dict[str, Any]) -> Draft:
    of_kind(place, "map", api, "Domain.AccessAssociation")
    endpoint = place.get("VpcEndpointId")
    return Draft(
        f"DomainNameAccessAssociation{digest([plain(endpoint), made.logical_id])}",
        "AWS::ApiGateway::DomainNameAccessAssociation",
        place,
        {
            "DomainNameArn": ref(made.logical_id),
            "AccessAssociationSourceType": "VPCE",
            "AccessAssociationSource": endpoint,
        },
        dict(passed),
    )
