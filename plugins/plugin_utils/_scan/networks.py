# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The addresses to look at: networks, ranges and single addresses as users write them.

It calculates with first and last addresses, so that a large network takes no more memory than a small one.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import ipaddress
import typing as t
from collections.abc import Iterable, Iterator, Sequence

MAX_ADDRESSES = 2**20
"""The most addresses of one inventory source. More are a mistake (an IPv6 network, a /8), and would take hours."""

_FORMS = "Write a network (192.0.2.0/24), a range (192.0.2.10-192.0.2.50 or 192.0.2.10-50) or an address (192.0.2.10)"

_NO_HOSTS = tuple(
    (ipaddress.ip_network(network), why)
    for network, why in (
        ("0.0.0.0/8", "no host has an address in 0.0.0.0/8"),
        ("224.0.0.0/4", "addresses from 224.0.0.0 on are for multicast"),
        ("240.0.0.0/4", "addresses from 240.0.0.0 on are reserved"),
        ("::/128", "no host has the address ::"),
        ("ff00::/8", "addresses in ff00::/8 are for multicast"),
    )
)


class AddressSpan(t.NamedTuple):
    """Addresses in a row, both ends included, as numbers. ``version``: 4 or 6."""

    version: int
    first: int
    last: int


class Addresses:
    """Addresses in rising order, each once; IPv4 before IPv6. Each is made when it is needed."""

    def __init__(self, wanted: Iterable[AddressSpan], exclude: Iterable[AddressSpan] = ()) -> None:
        spans = _merged(wanted)
        for hole in _merged(exclude):
            spans = [piece for span in spans for piece in _without(span, hole)]
        self._spans = spans

    def __repr__(self) -> str:
        return f"Addresses({self._spans})"

    def count(self) -> int:
        """Return how many there are. ``len()`` cannot tell the size of an IPv6 network."""
        return sum(span.last - span.first + 1 for span in self._spans)

    def __iter__(self) -> Iterator[str]:
        for version, first, last in self._spans:
            kind = ipaddress.IPv4Address if version == 4 else ipaddress.IPv6Address
            number = first
            while number <= last:
                yield str(kind(number))
                number += 1


def addresses_of(networks: Sequence[t.Any], exclude: Sequence[t.Any]) -> Addresses:
    """Return the addresses of the options ``networks`` and ``exclude``. Raise :class:`ValueError` with all that is wrong."""
    problems: list[str] = []
    wanted = _spans("networks", networks, problems)
    holes = _spans("exclude", exclude, problems)
    problems += [f"networks: {why}" for why in _not_for_hosts(wanted)]
    addresses = Addresses(wanted, holes)
    if not problems:
        count = addresses.count()
        if count > MAX_ADDRESSES:
            problems.append(
                f"networks: {count} addresses are too many; at most {MAX_ADDRESSES} can be scanned. Name smaller networks"
            )
        elif not count:
            problems.append(
                "networks: no address is left to scan. Shorten the option exclude"
                if wanted
                else "networks: name at least one network"
            )
    if problems:
        raise ValueError("; ".join(problems))
    return addresses


def _spans(option: str, texts: Sequence[t.Any], problems: list[str]) -> list[AddressSpan]:
    """Return the addresses of an option's entries. Add what is wrong with them to ``problems``."""
    found = []
    for text in texts:
        try:
            found.append(span_of(str(text), hosts_only=option == "networks"))
        except ValueError as error:
            problems.append(f"{option}: {error}")
    return found


def span_of(text: str, hosts_only: bool = True) -> AddressSpan:
    """Return the addresses of one entry. ``hosts_only``: without the network and the broadcast address of an IPv4 network.

    Raise :class:`ValueError` with a sentence.
    """
    bare = text.strip()
    if "/" in bare:
        return _network(bare, hosts_only)
    if "-" in bare:
        return _range(bare)
    address = _address(bare, bare)
    return AddressSpan(address.version, int(address), int(address))


def _network(text: str, hosts_only: bool) -> AddressSpan:
    try:
        network = ipaddress.ip_network(text, strict=False)
        address = ipaddress.ip_address(text.partition("/")[0])
    except ValueError:
        raise ValueError(f"{text!r} is not a network. {_FORMS}") from None
    if address != network.network_address:
        raise ValueError(f"{text!r} names one address and a whole network. Write {network} for the network, or {address}")
    first, last = int(network.network_address), int(network.broadcast_address)
    if hosts_only and network.version == 4 and network.prefixlen < 31:
        first, last = first + 1, last - 1
    return AddressSpan(network.version, first, last)


def _range(text: str) -> AddressSpan:
    start, dummy, end = (part.strip() for part in text.partition("-"))
    first = _address(start, text)
    if first.version == 4 and end.isascii() and end.isdigit():
        end = f"{start.rpartition('.')[0]}.{end}"
    last = _address(end, text)
    if first.version != last.version or int(first) > int(last):
        raise ValueError(f"{text!r} is a range that ends before it begins")
    return AddressSpan(first.version, int(first), int(last))


def _address(text: str, entry: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    if "%" in text:
        raise ValueError(f"{entry!r}: an address with a zone cannot be scanned")
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        raise ValueError(f"{entry!r} is not an address. {_FORMS}") from None


def _not_for_hosts(spans: Iterable[AddressSpan]) -> list[str]:
    """Return a problem for each network of addresses that no host can have. Some of them lead to this machine itself."""
    return [
        why
        for network, why in _NO_HOSTS
        if any(
            span.version == network.version
            and span.first <= int(network.broadcast_address)
            and span.last >= int(network.network_address)
            for span in spans
        )
    ]


def _merged(spans: Iterable[AddressSpan]) -> list[AddressSpan]:
    """Return the same addresses in spans that rise and do not touch."""
    found: list[AddressSpan] = []
    for span in sorted(spans):
        if found and found[-1].version == span.version and span.first <= found[-1].last + 1:
            found[-1] = found[-1]._replace(last=max(found[-1].last, span.last))
        else:
            found.append(span)
    return found


def _without(span: AddressSpan, hole: AddressSpan) -> list[AddressSpan]:
    """Return what is left of a span without a hole."""
    if hole.version != span.version or hole.last < span.first or hole.first > span.last:
        return [span]
    pieces = [span._replace(last=hole.first - 1), span._replace(first=hole.last + 1)]
    return [piece for piece in pieces if piece.first <= piece.last]
