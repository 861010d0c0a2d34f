"""`Route53` of a custom domain: its records, in one group for each zone."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.documents.plain import plain
from pytest_lambda.templates.sam.drafts import Draft
from pytest_lambda.templates.sam.intrinsics import get_att
from pytest_lambda.templates.sam.invalid import invalid_resource, of_kind
from pytest_lambda.templates.sam.logical_ids import digest
from pytest_lambda.templates.sam.schema import present

_GROUP = "AWS::Route53::RecordSetGroup"
_CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2"


def record_sets(
    groups: dict[str, Draft], api: str, domain: Place, endpoint: str, holder: Any, passed: dict[str, Any]
) -> list[Draft]:
    """The group with the records of a domain; none if it is in a group that is there already.

    Args:
        groups: by logical id; a new one is added.
        api: logical id of the API.
        domain: of it.
        endpoint: `EDGE`, `REGIONAL` or `PRIVATE`.
        holder: logical id of the domain.
        passed: condition and policies of the API.
    """
    route = domain.get("Route53")
    if route.value is None:
        return []
    of_kind(route, "map", api, "Domain.Route53")
    zone = plain(route.get("HostedZoneId")) or plain(route.get("HostedZoneName"))
    if zone is None:
        raise invalid_resource(
            route, api, "HostedZoneId or HostedZoneName is required to enable Route53 support on Custom Domains."
        )
    records = _records(domain, route, endpoint, holder)
    zones = present(route, ("HostedZoneId", "HostedZoneName"))
    if route.get("SeparateRecordSetGroup").value:
        of_kind(route.get("SeparateRecordSetGroup"), "boolean", api, "Domain.Route53.SeparateRecordSetGroup")
        name = f"RecordSetGroup{digest([zone, plain(domain.get('DomainName'))])}"
        return [Draft(name, _GROUP, route, {**zones, "RecordSets": records}, dict(passed))]
    name = f"RecordSetGroup{digest(zone)}"
    if name in groups:
        groups[name].properties["RecordSets"] += records
        return []
    groups[name] = Draft(name, _GROUP, route, {**zones, "RecordSets": records}, dict(passed))
    return [groups[name]]


def _records(domain: Place, route: Place, endpoint: str, holder: Any) -> list[dict[str, Any]]:
    kinds = ["A", "AAAA"] if route.get("IpV6").value is True else ["A"]
    routing = present(route, ("Region", "SetIdentifier"))
    alias = {**_alias(route, endpoint, holder), **present(route, ("EvaluateTargetHealth",))}
    return [{"Name": domain.get("DomainName"), "Type": kind, "AliasTarget": alias, **routing} for kind in kinds]


def _alias(route: Place, endpoint: str, holder: Any) -> dict[str, Any]:
    if endpoint == "REGIONAL":
        return {
            "HostedZoneId": get_att(holder, "RegionalHostedZoneId"),
            "DNSName": get_att(holder, "RegionalDomainName"),
        }
    if endpoint == "EDGE":
        name = route.get("DistributionDomainName")
        named = name if name.value is not None else get_att(holder, "DistributionDomainName")
        return {"HostedZoneId": _CLOUDFRONT_ZONE, "DNSName": named}
    return {"HostedZoneId": route.get("VpcEndpointHostedZoneId"), "DNSName": route.get("VpcEndpointDomainName")}
