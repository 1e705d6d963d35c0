# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest
from ansible import context
from ansible.errors import AnsibleLookupError

from ansible_collections.voip.grandstream.plugins.lookup import hosts
from unit.lookups import plugin_with

PHONES = {"phones": ["lobby", "desk", "roof"], "berlin": ["lobby", "desk"], "rome": ["roof"], "attic": []}
GROUPS = {"all": [*PHONES["phones"], "server"], "ungrouped": ["server"], **PHONES}
GENERAL = "Put your phones into a group phones, or say -e gs_hosts=…"
NOTHING: dict[str, list[str]] = {"all": [], "ungrouped": []}


def looked_up(*terms: Any, groups: dict[str, list[str]] = GROUPS, limit: str | None = None, play: str | None = None) -> list[str]:
    variables = {"groups": groups, **({"ansible_limit": limit} if limit is not None else {})}
    found: list[str] = plugin_with(hosts, {"play": play} if play else {}).run(list(terms), variables=variables)
    return found


@pytest.fixture
def warnings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    told: list[str] = []
    monkeypatch.setattr("ansible.utils.display.Display.warning", lambda _display, text, **_rest: told.append(text))
    return told


@pytest.mark.parametrize("limit", [None, "lobby", "berlin,server"])
@pytest.mark.parametrize(
    "pattern",
    [
        "phones",
        "all",
        "lobby",
        "berlin:rome",
        "berlin,nowhere",
        "phones:!rome",
        "phones:&berlin",
        "!rome",
        "~lob.*",
        "lob*",
        "phones[0:1]",
        "phones[0]",
        ["berlin", "rome"],
    ],
)
def test_a_pattern_that_matches_comes_back_as_it_is(pattern: Any, limit: str | None) -> None:
    assert looked_up(pattern, limit=limit) == (pattern if isinstance(pattern, list) else [pattern])


def test_localhost_is_there_without_an_inventory() -> None:
    assert looked_up("localhost", groups=NOTHING) == ["localhost"]


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("elsewhere", f'No host matches "elsewhere". {GENERAL}'),
        ("berln", f'No host matches "berln". Did you mean "berlin"? {GENERAL}'),
        ("lobbi", f'No host matches "lobbi". Did you mean "lobby"? {GENERAL}'),
        ("berln,roam", f'No host matches "berln,roam". Did you mean "berlin,rome"? {GENERAL}'),
        ("phones:!all", f'No host matches "phones:!all". {GENERAL}'),
        ("~nobody", f'No host matches "~nobody". {GENERAL}'),
        ("phones[7]", f'No host matches "phones[7]". {GENERAL}'),
        ("", f'No host matches "". {GENERAL}'),
    ],
)
def test_a_pattern_that_matches_nothing_is_an_error(pattern: str, sentence: str, warnings: list[str]) -> None:
    with pytest.raises(AnsibleLookupError) as error:
        looked_up(pattern)
    assert str(error.value) == sentence
    # ansible-core itself warns of a regular expression that matches nothing.
    assert warnings == ([f"Could not match supplied host pattern, ignoring: {pattern}"] if pattern[:1] == "~" else [])


@pytest.mark.parametrize("pattern", ["phones", "all", "phones:&berlin"])
def test_no_inventory_is_an_error(pattern: str, warnings: list[str]) -> None:
    with pytest.raises(AnsibleLookupError, match="The inventory has no hosts at all: name it with -i"):
        looked_up(pattern, groups=NOTHING)
    # ansible-core itself warns of the part that is left out.
    assert all("Could not match" in warning for warning in warnings)


def test_a_limit_that_leaves_none_is_an_error(tmp_path: Any) -> None:
    names = tmp_path / "names"
    names.write_text("server\n", encoding="utf-8")
    for limit in ("server", "all:!phones", f"@{names}"):
        with pytest.raises(AnsibleLookupError, match=r'No host matches both "phones" and --limit ".*"\. Name hosts of "phones"'):
            looked_up("phones", limit=limit)


@pytest.mark.parametrize("limit", [None, "server"])
def test_an_empty_group_is_told_and_no_error(limit: str | None, warnings: list[str]) -> None:
    assert looked_up("attic", limit=limit) == ["attic"]
    assert warnings == ['"attic": this group of the inventory has no hosts. There is nothing to do.']


def test_a_play_on_other_hosts() -> None:
    """The limit counts for the play, and not for the phones that must be there."""
    assert looked_up("phones", play="localhost") == ["localhost"]
    assert looked_up("phones", play="localhost", limit="localhost") == ["localhost"]
    with pytest.raises(AnsibleLookupError, match='No host matches "fones"'):
        looked_up("fones", play="localhost")
    with pytest.raises(AnsibleLookupError, match='No host matches both "localhost" and --limit "berlin"'):
        looked_up("phones", play="localhost", limit="berlin")


@pytest.mark.parametrize("listing", ["syntax", "listhosts", "listtasks", "listtags"])
def test_a_listing_checks_nothing(listing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "CLIARGS", {listing: True})
    assert looked_up("phones", groups=NOTHING) == ["phones"]
    assert looked_up("phones", groups=NOTHING, play="localhost") == ["localhost"]
