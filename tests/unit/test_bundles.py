# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The bundles of the role baseline: valid on all of their models, without secrets, and told as they are in BUNDLES.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import jinja2
import pytest
import yaml

from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue, firmware, to_pvalues
from support.venvs import ROOT

BASELINE = ROOT / "roles" / "baseline"
PAGE = (BASELINE / "BUNDLES.md").read_text(encoding="utf-8")
PREFIX = "gs_bundle_"
GXV = ("gxv3350", "gxv3370", "gxv3380")
#: What a site says; the bundles' own defaults are for the rest.
SITE = {
    "gs_timezone": "Europe/Berlin",
    "gs_emergency_numbers": "112",
    "gs_sip_server": "pbx.example.net",
    "gs_provisioning_server": "files.example.net/phones",
    "gs_syslog_server": "log.example.net",
}
#: The settings of `security` that, with the wrong sign, would open the phone: what each value means for somebody who attacks.
MUST_BE: dict[str, Any] = {
    "disable_ssh": True,  # no SSH
    "disable_in_call_dtmf_display": True,  # digits are not shown
    "tr069_enable": False,
    "mdns_override_server": "disabled",
    "validate_provisioning_certificate": True,
    "accounts.1.allow_sip_reset": False,
    "accounts.1.allow_unsolicited_refer": "disabled",
    "accounts.1.accept_sip_from_known_servers_only": True,
    "accounts.1.auto_answer": "no",
}
#: With one of these wrong, the collection does not reach the phone any more, or not as it is written in the inventory.
LOCKS_OUT = {"web_access_method", "web_port", "admin_password", "user_password", "wifi_enable", "lldp_enable", "vlan_id"}


class Row(NamedTuple):
    """One setting of one bundle: for which ``models``, of which ``account`` (None: of the phone), and its value as shown."""

    bundle: str
    models: tuple[str, ...]
    account: int | None
    setting: str
    value: str


def bundles() -> dict[str, dict[str, Any]]:
    """All bundles as they stand in the files, by name, with the names of models as they are."""
    found: dict[str, dict[str, Any]] = {}
    for file in sorted((BASELINE / "defaults" / "main").glob("*.yml")):
        variables = yaml.safe_load(file.read_text(encoding="utf-8"))
        found.update({name[len(PREFIX) :]: value for name, value in variables.items() if name.startswith(PREFIX)})
    return found


BUNDLES = bundles()


def split(name: str) -> tuple[str, tuple[str, ...]]:
    """The common name of a bundle and the models that it is for."""
    common, _underscore, model = name.rpartition("_")
    return (common, (model,)) if model in catalogue.MODELS else (name, tuple(catalogue.MODELS))


def rendered(value: Any, **site: str) -> Any:
    """A value with the site's variables in place, some of them others than usual."""
    if isinstance(value, dict):
        return {key: rendered(part, **site) for key, part in value.items()}
    environment = jinja2.Environment(autoescape=False, undefined=jinja2.StrictUndefined)
    environment.filters["mandatory"] = lambda said, message: said
    return environment.from_string(value).render({**SITE, **site}) if isinstance(value, str) else value


def shown(value: Any) -> str:
    """A value as BUNDLES.md has it."""
    template = re.fullmatch(r"\{\{ (gs_\w+) \| (\w+)\((.*)\) \}\}", value) if isinstance(value, str) else None
    if template is None:
        # YAML would take these words for booleans.
        return f'`"{value}"`' if value in ("no", "yes") else f"`{str(value).lower() if isinstance(value, bool) else value}`"
    name, way, argument = template.groups()
    return f"your `{name}`" if way == "mandatory" else f"your `{name}`, or `{argument.strip(chr(39))}`"


def rows_of_files() -> Iterator[Row]:
    """All settings of all bundles in the files."""
    for name, bundle in BUNDLES.items():
        common, models = split(name)
        for setting, value in bundle.get("settings", {}).items():
            yield Row(common, models, None, setting, shown(value))
        for account, settings in bundle.get("accounts", {}).items():
            for setting, value in settings.items():
                yield Row(common, models, account, setting, shown(value))


def tables() -> Iterator[tuple[str, str, list[str]]]:
    """The rows of the page's tables: the heading of the bundle, the one below it, and the cells."""
    bundle = part = ""
    for line in PAGE.splitlines():
        if line.startswith("## "):
            bundle, part = line[3:].strip("`"), ""
        elif line.startswith("### "):
            part = line[4:]
        elif line.startswith("| `"):
            yield bundle, part, [cell.strip() for cell in line.strip("|").split(" | ")]


def rows_of_page() -> Iterator[Row]:
    """All settings that the page says are in a bundle."""
    for bundle, part, cells in tables():
        if part == "Left to you":
            continue
        kind, _of, models = part.partition(" of the ")
        assert kind == "Settings" or kind.startswith("Account"), part
        accounts: list[int | None] = [int(number) for number in re.findall(r"\d+", kind)] or [None]
        groups = [(model,) for model in models.lower().split(", ")] if models else [tuple(catalogue.MODELS)]
        for account in accounts:
            for group in groups:
                yield Row(bundle, group, account, cells[0].split("`")[1], cells[1])


def test_there_are_the_bundles_that_we_promise() -> None:
    assert {"security", "time", "voice", "provisioning", "syslog"} <= BUNDLES.keys()
    assert all(set(bundle) <= {"settings", "accounts"} for bundle in BUNDLES.values())
    assert all(split(name)[0] in BUNDLES for name in BUNDLES), "a bundle of a model goes along with one for all"


@pytest.mark.parametrize("name", BUNDLES)
def test_valid_on_each_of_its_models(name: str) -> None:
    """And, in what is for all models, valid where the model is not known."""
    models = split(name)[1]
    for model in [*models, *([None] if len(models) > 1 else [])]:
        # The name of a region takes the model; a POSIX string does not.
        bundle = rendered(BUNDLES[name], **({} if model else {"gs_timezone": "CET-1CEST,M3.5.0,M10.5.0/3"}))
        values = to_pvalues.to_values(bundle.get("settings"), bundle.get("accounts"), model)
        assert values.problems == [], model
        assert values.texts
        assert catalogue.secret_numbers().isdisjoint(values.texts)


@pytest.mark.parametrize("model", catalogue.MODELS)
def test_all_bundles_of_a_model_fit_together(model: str) -> None:
    """No setting is in two of them."""
    seen: dict[str, str] = {}
    for name, bundle in BUNDLES.items():
        if model in split(name)[1]:
            values = to_pvalues.to_values(rendered(bundle).get("settings"), rendered(bundle).get("accounts"), model)
            assert not seen.keys() & values.texts.keys(), name
            seen.update(values.texts)


def test_bundles_of_models_hold_only_what_not_all_models_have() -> None:
    for row in rows_of_files():
        setting = catalogue.by_name(row.setting)
        assert setting is not None
        # How a WP820 is hung up is not for desk phones, and so on: there must be a model without it.
        having = [model for model in setting.models if model not in firmware.lacking(setting)]
        assert (set(having) == set(catalogue.MODELS)) == (len(row.models) > 1), row


def test_the_newest_firmware_has_all_of_it() -> None:
    for row in rows_of_files():
        setting = catalogue.by_name(row.setting)
        assert setting is not None
        assert not set(row.models) & set(firmware.lacking(setting)), row


def test_names_without_variables_are_the_ones_that_a_site_must_say() -> None:
    """Each missing variable stops the run: none of them has a default by accident."""
    text = "".join(yaml.safe_dump(bundle, width=1000) for bundle in BUNDLES.values())
    assert set(re.findall(r"(gs_\w+)\s*\|\s*mandatory", text)) == SITE.keys()
    assert set(re.findall(r"gs_\w+", text)) == set(re.findall(r"your `(gs_\w+)`", PAGE))


def test_signs_of_what_would_open_the_phone() -> None:
    security = BUNDLES["security"]
    said = {**security["settings"], **{f"accounts.1.{name}": value for name, value in security["accounts"][1].items()}}
    assert {name: said[name] for name in MUST_BE} == MUST_BE
    assert security["accounts"][1] == security["accounts"][2]


def test_nothing_locks_the_admin_out() -> None:
    assert not LOCKS_OUT & {row.setting for row in rows_of_files()}


def test_the_page_lists_exactly_what_the_files_hold() -> None:
    page, files = list(rows_of_page()), list(rows_of_files())
    assert len(page) == len(set(page))
    assert sorted(map(repr, page)) == sorted(map(repr, files))


def test_the_page_says_what_needs_a_reboot() -> None:
    for _bundle, part, cells in tables():
        setting = catalogue.by_name(cells[0].split("`")[1])
        assert setting is not None, cells
        if part != "Left to you":
            assert cells[0].endswith("†") == setting.reboot, cells


def test_every_setting_of_security_is_justified() -> None:
    reasons = [cells[2] for bundle, part, cells in tables() if bundle == "security" and part != "Left to you"]
    assert reasons
    assert all(len(reason.strip(" |")) > 30 for reason in reasons)


def test_what_is_left_to_you_exists_and_is_not_in_the_bundle() -> None:
    left = [name for _bundle, part, cells in tables() if part == "Left to you" for name in re.findall(r"`(\w+)`", cells[0])]
    assert len(left) > 20
    assert not [name for name in left if catalogue.by_name(name) is None]
    # Stricter than what the bundle says.
    assert set(left) & {row.setting for row in rows_of_files() if row.bundle == "security"} == {"app_install_permission"}
