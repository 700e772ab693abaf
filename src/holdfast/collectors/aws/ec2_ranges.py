"""What a firewall's rules open: every port, and the whole internet however it is written."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network

#: TCP's and UDP's whole range, which a rule for all traffic opens.
FIRST_PORT = 0
LAST_PORT = 65535

#: A range wider than these is no single network: two halves of the internet are the internet.
_WIDEST_IPV4 = 8
_WIDEST_IPV6 = 16


def is_any_source(cidr: str) -> bool:
    """Whether a range is the internet, or a share of it too wide to be anyone's own network.

    ``0.0.0.0/0`` and ``::/0`` in any spelling, and what is wider than an IPv4 /8 or an IPv6 /16:
    ``0.0.0.0/1`` beside ``128.0.0.0/1`` opens as much as ``0.0.0.0/0``.
    """
    if not cidr:
        return False
    network: IPv4Network | IPv6Network = ip_network(cidr, strict=False)
    return network.prefixlen < (_WIDEST_IPV4 if network.version == 4 else _WIDEST_IPV6)  # noqa: PLR2004  IPv4
