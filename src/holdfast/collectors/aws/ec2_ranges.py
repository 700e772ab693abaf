"""What a firewall's rules open: every port, and the whole internet however it is written."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

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


def open_to_any(entries: Iterable[tuple[bool, int, int]]) -> list[tuple[int, int]]:
    """Return the ranges of ports that ordered entries let through, each (allows, first port, last port).

    The first entry that covers a port decides about it, as in a network ACL; what no entry covers
    is closed. The ranges are in order, and apart from each other.
    """
    undecided = [(FIRST_PORT, LAST_PORT)]
    opened: list[tuple[int, int]] = []
    for allows, first, last in entries:
        rest: list[tuple[int, int]] = []
        for start, end in undecided:
            covered = (max(start, first), min(end, last))
            if covered[0] > covered[1]:
                rest.append((start, end))
                continue
            if allows:
                opened.append(covered)
            rest += [(start, covered[0] - 1)] * (start < covered[0]) + [(covered[1] + 1, end)] * (covered[1] < end)
        undecided = rest
    return _joined(opened)


def _joined(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined
