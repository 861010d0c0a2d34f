"""Which hosts are AWS's."""

from __future__ import annotations

# The DNS suffixes of AWS's partitions and of its sign-in hosts, the .aws domain included:
# botocore 1.44.5, data/partitions.json and the endpoint rule sets.
_SUFFIXES = (
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".amazonaws.cn",
    ".amazonaws.eu",
    ".amazonaws-eusc.eu",
    ".amazonaws-us-gov.com",
    ".amazonwebservices.com.cn",
    ".amazonwebservices.eu",
    ".aws",
    ".aws.amazon.com",
    ".ic.gov",
    ".sgov.gov",
    ".scloud",
    ".adc-e.uk",
)

#: EC2's metadata service; a Lambda environment has none
INSTANCE_METADATA = frozenset({"169.254.169.254", "fd00:ec2::254"})

#: where ECS and EKS serve a container's credentials
CONTAINER_METADATA = frozenset({"169.254.170.2", "169.254.170.23", "fd00:ec2::23"})

METADATA = INSTANCE_METADATA | CONTAINER_METADATA


def is_aws(host: str) -> bool:
    """Whether a host is AWS itself: one of its endpoints, or a link-local metadata service."""
    name = host.lower().rstrip(".")
    return name.endswith(_SUFFIXES) or name in METADATA
