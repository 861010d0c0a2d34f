"""AWS::EC2 and AWS::ElasticLoadBalancingV2: networks, which functions are said to be in, and load balancers."""

from __future__ import annotations

from pytest_lambda.templates.resources.names import Naming
from pytest_lambda.templates.resources.row import Known, ResourceType, Subject, given, name_of


def _id(prefix: str) -> Known:
    """EC2's ids: `vpc-0a1b…`."""
    return lambda subject: f"{prefix}-0{subject.hexadecimal(prefix, 16)}"


def _part(name: str, prefix: str, attribute: str, *more: str) -> ResourceType:
    """A part of a network: its id, and properties that are attributes as well."""
    made = _id(prefix)
    return ResourceType(name, ref=made, attributes={attribute: made, **{each: given(each) for each in more}})


def _balancer(prefix: str) -> Known:
    def known(subject: Subject) -> str:
        name = subject.name
        kind = {"network": "net", "gateway": "gwy"}.get(str(given("Type", "application")(subject)), "app")
        return f"{prefix}{kind}/{name}/{subject.hexadecimal('balancer', 16)}"

    return known


def _balancer_arn(subject: Subject) -> str:
    return subject.arn("elasticloadbalancing", _balancer("loadbalancer/")(subject))


def _group(subject: Subject) -> str:
    return f"targetgroup/{subject.name}/{subject.hexadecimal('target group', 16)}"


def _group_arn(subject: Subject) -> str:
    return subject.arn("elasticloadbalancing", _group(subject))


def _listener_arn(subject: Subject) -> str:
    balancer = subject.text("LoadBalancerArn").replace(":loadbalancer/", ":listener/")
    return f"{balancer}/{subject.hexadecimal('listener', 16)}"


def _rule_arn(subject: Subject) -> str:
    listener = subject.text("ListenerArn").replace(":listener/", ":listener-rule/")
    return f"{listener}/{subject.hexadecimal('rule', 16)}"


ROWS = (
    _part("AWS::EC2::VPC", "vpc", "VpcId", "CidrBlock"),
    _part("AWS::EC2::Subnet", "subnet", "SubnetId", "AvailabilityZone", "CidrBlock", "VpcId"),
    _part("AWS::EC2::SecurityGroup", "sg", "GroupId", "VpcId"),
    _part("AWS::EC2::InternetGateway", "igw", "InternetGatewayId"),
    _part("AWS::EC2::NatGateway", "nat", "NatGatewayId"),
    _part("AWS::EC2::RouteTable", "rtb", "RouteTableId"),
    _part("AWS::EC2::VPCEndpoint", "vpce", "Id"),
    _part("AWS::EC2::NetworkInterface", "eni", "Id"),
    _part("AWS::EC2::NetworkAcl", "acl", "Id"),
    ResourceType("AWS::EC2::EIP", ref=lambda subject: None, attributes={"AllocationId": _id("eipalloc")}),
    *(
        ResourceType(f"AWS::EC2::{name}")
        for name in (
            "Route",
            "SecurityGroupEgress",
            "SecurityGroupIngress",
            "SubnetNetworkAclAssociation",
            "SubnetRouteTableAssociation",
            "VPCGatewayAttachment",
        )
    ),
    ResourceType(
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "Name",
        ref=_balancer_arn,
        attributes={
            "LoadBalancerArn": _balancer_arn,
            "LoadBalancerFullName": _balancer(""),
            "LoadBalancerName": name_of,
        },
        naming=Naming(32),
    ),
    ResourceType(
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        "Name",
        ref=_group_arn,
        attributes={
            "TargetGroupArn": _group_arn,
            "TargetGroupFullName": _group,
            "TargetGroupName": name_of,
        },
        naming=Naming(32),
    ),
    ResourceType(
        "AWS::ElasticLoadBalancingV2::Listener", ref=_listener_arn, attributes={"ListenerArn": _listener_arn}
    ),
    ResourceType("AWS::ElasticLoadBalancingV2::ListenerRule", ref=_rule_arn, attributes={"RuleArn": _rule_arn}),
)
