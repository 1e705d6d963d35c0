# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Networks, ranges and addresses as users write them: what they stand for, and what is refused."""

from __future__ import annotations

import ipaddress
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.plugin_utils._scan.networks import (
    MAX_ADDRESSES,
    Addresses,
    AddressSpan,
    addresses_of,
    span_of,
)

#: In a small world, so that spans meet; 192.0.2.0/24 and 2001:db8::/120.
_BASES = {4: int(ipaddress.ip_address("192.0.2.0")), 6: int(ipaddress.ip_address("2001:db8::"))}


@st.composite
def entries(draw: st.DrawFn) -> tuple[str, set[str]]:
    """An entry of the option `networks`, and the addresses that it stands for, worked out one by one."""
    version = draw(st.sampled_from((4, 6)))
    first, last = sorted(draw(st.tuples(*[st.integers(0, 255)] * 2)))
    kind = ipaddress.IPv4Address if version == 4 else ipaddress.IPv6Address
    everyone = [str(kind(_BASES[version] + number)) for number in range(256)]
    form = draw(st.sampled_from(("network", "range", "short", "address")))
    if form == "network":
        bits = draw(st.integers(24, 32))
        network = ipaddress.ip_network(f"{everyone[first]}/{bits if version == 4 else bits + 96}", strict=False)
        members = {str(address) for address in network}
        if version == 4 and bits < 31:
            members -= {str(network.network_address), str(network.broadcast_address)}
        return str(network), members
    if form == "address" or (form == "short" and version == 6):
        return everyone[first], {everyone[first]}
    end = str(last) if form == "short" else everyone[last]
    return f"{everyone[first]}-{end}", set(everyone[first : last + 1])


@given(st.lists(entries(), min_size=1, max_size=5), st.lists(entries(), max_size=4))
def test_the_addresses_are_those_that_are_wanted_and_not_excluded(
    wanted: list[tuple[str, set[str]]], excluded: list[tuple[str, set[str]]]
) -> None:
    """Each once, in rising order, and as many as `count` says."""
    exclude = [span_of(text, hosts_only=False) for text, dummy in excluded]
    addresses = Addresses([span_of(text) for text, dummy in wanted], exclude)
    members = set().union(*(members for dummy, members in wanted))
    holes = {str(address) for text, dummy in excluded if "/" in text for address in ipaddress.ip_network(text)}
    holes = holes.union(*(members for dummy, members in excluded))
    listed = list(addresses)
    assert set(listed) == members - holes
    assert len(listed) == len(set(listed)) == addresses.count()
    assert listed == sorted(listed, key=lambda text: (":" in text, int(ipaddress.ip_address(text))))


@given(st.lists(entries(), min_size=1, max_size=4), st.lists(entries(), max_size=3))
def test_the_order_of_entries_does_not_matter(wanted: list[tuple[str, set[str]]], more: list[tuple[str, set[str]]]) -> None:
    one = Addresses([span_of(text) for text, dummy in (*wanted, *more)])
    other = Addresses([span_of(text) for text, dummy in (*more, *reversed(wanted), *wanted)])
    assert repr(one) == repr(other)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("192.0.2.0/24", "192.0.2.1", "192.0.2.254"),
        ("192.0.2.4/30", "192.0.2.5", "192.0.2.6"),
        ("192.0.2.4/31", "192.0.2.4", "192.0.2.5"),
        ("192.0.2.4/32", "192.0.2.4", "192.0.2.4"),
        ("192.0.2.0/255.255.255.0", "192.0.2.1", "192.0.2.254"),
        ("192.0.2.10-192.0.3.50", "192.0.2.10", "192.0.3.50"),
        (" 192.0.2.10 - 50 ", "192.0.2.10", "192.0.2.50"),
        ("192.0.2.10", "192.0.2.10", "192.0.2.10"),
        ("2001:DB8::0001", "2001:db8::1", "2001:db8::1"),
        ("2001:db8::/126", "2001:db8::", "2001:db8::3"),
        ("2001:db8::1-2001:db8::2", "2001:db8::1", "2001:db8::2"),
    ],
)
def test_forms(text: str, first: str, last: str) -> None:
    listed = list(Addresses([span_of(text)]))
    assert (listed[0], listed[-1]) == (first, last)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("lobby", "'lobby' is not an address. Write a network (192.0.2.0/24)"),
        ("lobby.example.net/24", "is not a network"),
        ("192.0.2.0/33", "is not a network"),
        ("192.0.2.0/24/8", "is not a network"),
        ("192.0.2.7/24", "Write 192.0.2.0/24 for the network, or 192.0.2.7"),
        ("192.0.2.256", "is not an address"),
        ("192.0.2.010", "is not an address"),
        ("192.0.2", "is not an address"),
        ("192.0.2.10-256", "is not an address"),
        ("192.0.2.10-", "is not an address"),
        ("-192.0.2.10", "is not an address"),
        ("192.0.2.50-192.0.2.10", "ends before it begins"),
        ("192.0.2.50-10", "ends before it begins"),
        ("192.0.2.1-2001:db8::1", "ends before it begins"),
        ("2001:db8::1-9", "is not an address"),
        ("2001:db8::a-zz", "is not an address"),
        ("fe80::1%eth0", "an address with a zone"),
        ("192.0.2.²", "is not an address"),
        ("192.0.2.1-²", "is not an address"),
        ("", "is not an address"),
        ("192.0.2.1, 192.0.2.2", "is not an address"),
    ],
)
def test_what_is_no_network_is_refused_with_a_sentence(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=r"Write|before|zone") as refusal:
        span_of(text)
    assert says in str(refusal.value)


@given(st.text(max_size=40))
def test_any_text_is_understood_or_refused(text: str) -> None:
    try:
        span = span_of(text)
    except ValueError:
        return
    assert span.first <= span.last


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(ValueError, match="networks") as refusal:
        addresses_of(["lobby", "192.0.2.7/24", 10.1], ["kitchen"])
    said = str(refusal.value).split("; ")
    assert [sentence.partition(": ")[0] for sentence in said] == ["networks", "networks", "networks", "exclude"]
    assert ["lobby" in said[0], "192.0.2.7/24" in said[1], "10.1" in said[2], "kitchen" in said[3]] == [True] * 4


@pytest.mark.parametrize(
    ("networks", "exclude", "says"),
    [
        (["10.0.0.0/8"], [], "networks: 16777214 addresses are too many; at most 1048576 can be scanned"),
        (["2001:db8::/64"], [], "18446744073709551616 addresses are too many"),
        (["::/0"], [], "no host has the address ::"),
        (["192.0.2.0/24"], ["192.0.0.0/16"], "no address is left"),
        ([], [], "name at least one network"),
        (["0.0.0.0/24"], [], "0.0.0.0/8"),
        (["192.0.2.1", "239.1.2.3"], [], "multicast"),
        (["255.255.255.255"], [], "reserved"),
        (["ff02::1"], [], "multicast"),
    ],
)
def test_what_cannot_be_looked_at_is_refused(networks: list[str], exclude: list[str], says: str) -> None:
    with pytest.raises(ValueError, match="networks: ") as refusal:
        addresses_of(networks, exclude)
    assert says in str(refusal.value)


def test_the_largest_network_is_counted_and_begun_without_being_made() -> None:
    """A /12 is 1,048,574 hosts; an iterator that made them all would take seconds and a hundred megabytes."""
    addresses = addresses_of(["10.0.0.0/12"], [])
    assert addresses.count() == MAX_ADDRESSES - 2
    assert list(itertools.islice(addresses, 3)) == ["10.0.0.1", "10.0.0.2", "10.0.0.3"]
    huge = Addresses([AddressSpan(6, 1, 2**127)], [AddressSpan(6, 2, 2**126)])
    assert list(itertools.islice(huge, 2)) == ["::1", "4000::1"]


def test_exclude_takes_whole_networks() -> None:
    """Also their first and last address, which a range may have named."""
    assert list(addresses_of(["192.0.1.254-192.0.3.1"], ["192.0.2.0/24"])) == [
        "192.0.1.254",
        "192.0.1.255",
        "192.0.3.0",
        "192.0.3.1",
    ]
