# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where a host's variables come from, held against ansible-core's own opinion of which one counts."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from ansible.errors import AnsibleError, AnsibleLookupError
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.vars.hostvars import HostVars
from ansible.vars.manager import VariableManager
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.plugin_utils._inventory_layers import (
    VariableSource,
    innermost,
    layers,
    sources,
)

GROUPS = ("all", "phones", "berlin", "a_first", "z_last")
PLACES = (
    "inline all",
    "inline phones",
    "inline berlin",
    "inline z_last",
    "inline host",
    *(f"{folder}/group_vars/{group}" for folder in ("inventory", "playbook") for group in GROUPS),
    "inventory/host_vars/lobby",
    "playbook/host_vars/lobby",
)


def found(folder: Path, said: dict[str, dict[str, Any]], with_host: bool = True) -> tuple[list[VariableSource], dict[str, Any]]:
    """The sources of the host lobby, and its variables as ansible-core has them. `said`: by place."""
    inline = {place.removeprefix("inline "): said.get(place, {}) for place in PLACES if place.startswith("inline ")}
    siblings = {name: {"hosts": {"lobby": None}, "vars": inline.get(name, {})} for name in ("a_first", "z_last")}
    berlin = {"hosts": {"lobby": inline["host"]}, "vars": inline["berlin"]}
    phones = {"children": {"berlin": berlin, **siblings}, "vars": inline["phones"]}
    files = {place: content for place, content in said.items() if not place.startswith("inline ")}
    files["inventory/hosts"] = {"all": {"vars": inline["all"], "children": {"phones": phones}}}
    for place, content in files.items():
        file = folder / f"{place}.yml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content), encoding="utf-8")
    loader = DataLoader()
    loader.set_basedir(str(folder / "playbook"))
    inventory = InventoryManager(loader, sources=[str(folder / "inventory" / "hosts.yml")])
    manager = VariableManager(loader, inventory)
    manager.safe_basedir = True
    variables = manager.get_vars(host=inventory.get_host("lobby"), include_hostvars=False)
    variables |= {"hostvars": HostVars(inventory, manager, loader), "inventory_hostname": "lobby"}
    return sources(variables, loader, with_host), variables


@given(st.dictionaries(st.sampled_from(PLACES), st.sampled_from(["gs_settings", "gs_accounts", "gs_bundles"]), max_size=8))
def test_last_source_that_says_a_variable_is_the_one_that_ansible_takes(said: dict[str, str]) -> None:
    """And none is missing: what is called the play's would be a place that was not read."""
    with tempfile.TemporaryDirectory() as folder:
        places, variables = found(Path(folder), {place: {name: {"from": place}} for place, name in said.items()})
    assert len(places) == len(said)
    strongest: dict[str, Any] = {}
    for place in places:
        strongest.update(place.variables)
    assert strongest == {name: variables[name] for name in set(said.values())}
    assert "the play" not in [place.name for place in places]


def test_names_of_sources(tmp_path: Path) -> None:
    said = {place: {"gs_settings": {"from": place}} for place in PLACES}
    places, _variables = found(tmp_path, said)
    assert [place.name for place in places] == [
        "inventory, group all",
        "inventory, group phones",
        "inventory, group berlin",
        "inventory, group z_last",
        "group_vars/all",
        "playbook's group_vars/all",
        *(f"group_vars/{group}" for group in ("phones", "a_first", "berlin", "z_last")),
        *(f"playbook's group_vars/{group}" for group in ("phones", "a_first", "berlin", "z_last")),
        "inventory, host lobby",
        "host_vars/lobby",
        "playbook's host_vars/lobby",
    ]


def test_without_what_the_host_says(tmp_path: Path) -> None:
    said = {place: {"gs_settings": {"from": place}} for place in ("inline host", "inventory/host_vars/lobby", "inline berlin")}
    places, _variables = found(tmp_path, said, with_host=False)
    assert [place.name for place in places] == ["inventory, group berlin"]


def test_variables_that_are_not_the_inventorys_come_last(tmp_path: Path) -> None:
    _places, variables = found(tmp_path, {"inline berlin": {"gs_settings": {"P30": "a"}, "gs_bundles": ["x"]}})
    changed = {**variables, "gs_settings": {"P30": "b"}, "gs_accounts": {1: {}}}
    places = sources(changed, DataLoader(), with_host=True)
    said = {"settings": {"P30": "b"}, "accounts": {1: {}}}
    assert places[-1] == VariableSource("the play", {f"gs_{kind}": value for kind, value in said.items()}, said)


def told(gs: dict[str, Any], bundles: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """The layers of a group that says `gs`. A text with a dollar sign is a template that fails."""

    def template(value: Any) -> Any:
        if "$" in json.dumps(value):
            raise AnsibleError(f"The filter plugin 'ansible.builtin.mandatory' failed: {json.dumps(value)}"[:90])
        return value

    source = VariableSource(
        "group_vars/berlin",
        {f"gs_{name}": value for name, value in gs.items()},
        {name: value for name, value in gs.items() if name != "bundles"},
    )
    variables = {"gs_model": "GXV3370", **{f"gs_bundle_{name}": value for name, value in (bundles or {}).items()}}
    return layers([], [source], variables, template)


@pytest.mark.parametrize(
    ("gs", "sentences"),
    [
        (
            {"settings": ["x"], "accounts": "x", "keys": 1},
            [
                (
                    "gs_settings (group_vars/berlin): it is a list here, and not a dictionary. Write it, without dashes, as "
                    "{ntp_server: ntp.example.net}"
                ),
                (
                    "gs_accounts (group_vars/berlin): it is a text here, and not a dictionary. Write it as "
                    "{1: {sip_server: pbx.example.net}}"
                ),
                (
                    "gs_keys (group_vars/berlin): it is a number here, and not a dictionary. Write it as "
                    "{1: {mode: blf, account: 1, value: '100'}}"
                ),
            ],
        ),
        (
            {"groups": {"a": 1}, "contacts": [{"first_name": "A"}, "Ann", "Bob"]},
            [
                "gs_groups (group_vars/berlin): it is a dictionary here, and not a list. Write it as [Staff, Sales]",
                (
                    "gs_contacts[1] (group_vars/berlin): it is a text here, and not a dictionary. Write it as "
                    "{first_name: Anna, work: '100'} (1 more are like it)"
                ),
            ],
        ),
        (
            {"bundles": "time"},
            ["gs_bundles (group_vars/berlin): it is a text here, and not a list. Write it as [security, time]"],
        ),
        (
            {"bundles": [1]},
            ["gs_bundles (group_vars/berlin): a number is not the name of a bundle. Write it as [security, time]"],
        ),
        (
            {"bundles": ["vioce"]},
            [
                "gs_bundles (group_vars/berlin): there is no bundle 'vioce' (no variable gs_bundle_vioce). Did you mean voice?",
            ],
        ),
        (
            {"bundles": ["security"]},
            [
                (
                    "gs_bundles (group_vars/berlin): there is no bundle 'security' (no variable gs_bundle_security). There are: "
                    "odd, text, voice. Those of the collection belong to the role voip.grandstream.baseline, which is not in "
                    "this play"
                ),
            ],
        ),
        (
            {"bundles": ["voice", "text", "odd"], "settings": {"ntp_server": "$a", "b": ["$a"]}},
            [
                'accounts.1.sip_server (bundle voice): "$needs"',
                "bundle text: it is a text here, and not a dictionary. Write it as {settings: {ntp_server: ntp.example.net}}",
                "setings (bundle odd): it is an unknown key. A layer can have only settings, accounts, keys, groups, contacts",
                'gs_settings.ntp_server (group_vars/berlin): "$a"',
            ],
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_all_at_once(gs: dict[str, Any], sentences: list[str]) -> None:
    bundles = {"voice": {"accounts": {1: {"sip_server": "$needs"}}}, "text": "x", "odd": {"setings": {}}}
    with pytest.raises(AnsibleLookupError) as caught:
        told(gs, bundles)
    assert str(caught.value) == "; ".join(sentences)


def test_plain_names_of_groups_and_models_in_capitals() -> None:
    bundles = {"a": {"groups": ["Staff"]}, "a_gxv3370": {"settings": {"P30": "x"}}}
    assert told({"groups": ["Sales", {"name": "Staff"}], "bundles": ["a"]}, bundles) == [
        {"name": "bundle a", "groups": [{"name": "Staff"}]},
        {"name": "bundle a_gxv3370", "settings": {"P30": "x"}},
        {"name": "group_vars/berlin", "groups": [{"name": "Sales"}, {"name": "Staff"}]},
    ]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("'x' is undefined", "'x' is undefined. Set this variable, or correct its name"),
        ("The filter plugin 'ansible.builtin.mandatory' failed: The bundle needs x.", "The bundle needs x"),
        (
            (
                "An unhandled exception occurred while templating '{{ a\nb }}'. "
                "Error was a <class 'ansible.errors.AnsibleFilterError'>, "
                "original message: The bundle needs x"
            ),
            "The bundle needs x",
        ),
        # ansible-core 2.18 shows the template, which may be a password.
        (
            "template error while templating string: unexpected end. String: s3cret{{ x. unexpected end",
            "template error while templating string: unexpected end",
        ),
        (
            "Unexpected templating type error occurred on (s3cret{{ ('a') + 1 }}): it cannot be added",
            "Unexpected templating type error: it cannot be added",
        ),
        ("recursive loop detected in template string: s3cret{{ x }}", "recursive loop detected in template"),
    ],
)
def test_words_that_ansible_core_puts_around_are_taken_off(said: str, sentence: str) -> None:
    assert innermost(AnsibleError(said)) == sentence


def test_ansible_core_that_does_not_show_its_inventory() -> None:
    with pytest.raises(AnsibleLookupError, match="does not show the variables of groups"):
        sources({"hostvars": object(), "inventory_hostname": "lobby"}, DataLoader(), with_host=True)
