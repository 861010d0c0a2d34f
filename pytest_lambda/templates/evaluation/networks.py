"""`Fn::Cidr`."""

from __future__ import annotations

import ipaddress
from itertools import islice
from typing import TYPE_CHECKING

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.evaluation.arguments import parts_of, whole_number

if TYPE_CHECKING:
    from pytest_lambda.templates.evaluation.evaluator import Evaluator

_CIDR = "Template error: every Fn::Cidr object requires a list of an IP block, a count from 1 to 256, and subnet bits."
_MOST = 256
_DEFAULT_BITS = 8


def blocks(evaluator: Evaluator, place: Place) -> list[str]:
    """`Fn::Cidr`: so many blocks of a network, each with so many bits for its hosts."""
    parts = parts_of(place)
    if len(parts) not in (2, 3):
        raise place.error(_CIDR)
    block = evaluator.text(parts[0])
    try:
        network = ipaddress.ip_network(block, strict=False)
    except ValueError:
        raise parts[0].error(f"{block!r} is no block of IP addresses: expected '10.0.0.0/16' say.") from None
    count = whole_number(evaluator, parts[1], "the count of Fn::Cidr")
    bits = whole_number(evaluator, parts[2], "the subnet bits of Fn::Cidr") if len(parts) == 3 else _DEFAULT_BITS
    prefix = network.max_prefixlen - bits
    if not 1 <= count <= _MOST or prefix < network.prefixlen or count > 2 ** (prefix - network.prefixlen):
        raise place.error(f"{_CIDR} {block} does not have {count} blocks of {bits} bits.")
    return [str(each) for each in islice(network.subnets(new_prefix=prefix), count)]
