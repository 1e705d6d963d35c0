# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The JSON Schemas in docs/schema accept and refuse what `_state.to_values` does, but for the exceptions that are listed here."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from ansible_collections.voip.grandstream.plugins.module_utils._errors import PhoneError
from ansible_collections.voip.grandstream.plugins.module_utils._masking import Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._option_types import accepted as as_meant
from ansible_collections.voip.grandstream.plugins.module_utils._resources import phonebook
from ansible_collections.voip.grandstream.plugins.module_utils._settings import aliases, catalogue, firmware, keys
from ansible_collections.voip.grandstream.plugins.module_utils._settings.to_pvalues import to_values
from support.tools import check, environment
from support.venvs import ROOT
from unit.desired_states import NOT_SO_RIGHT, State, right_values, states

FOLDER = ROOT / "docs" / "schema"
DESIRED_STATE: dict[str, Any] = json.loads((FOLDER / "desired-state.schema.json").read_text(encoding="utf-8"))
HOST_VARS: dict[str, Any] = json.loads((FOLDER / "host-vars.schema.json").read_text(encoding="utf-8"))
REGISTRY: Registry[Any] = Registry().with_resource("desired-state.schema.json", Resource.from_contents(DESIRED_STATE))
SCHEMA = Draft202012Validator(DESIRED_STATE)
HOST_SCHEMA = Draft202012Validator(HOST_VARS, registry=REGISTRY)

#: What JSON Schema cannot say: the schema accepts it, the task refuses it. Each with the sentence that the task has for it, and
#: an example. Nothing is the other way round.
EXCEPTIONS: dict[str, tuple[str, State]] = {
    "a number in quotes that is out of range": (
        r"'-?[0-9]+' is (out of range|not a port) ",
        State({"web_port": "70000"}, {}, None),
    ),
    "the same value by its name and by its number": (
        "it is given twice, also as ",
        State({"ntp_server": "a", "P30": "a"}, {}, None),
    ),
    "payload numbers of an account that do not differ": (
        "The dynamic payload numbers of an account must differ",
        State({}, {1: {"dtmf_payload_type": 101, "opus_payload_type": 101}}, None),
    ),
    "a P number under another account than its own": (
        r"it is not a value of account [0-9]+\. Write ",
        State({}, {1: {"P402": "pbx"}}, None),
    ),
    "a P number of an account that the model lacks": (
        r"it is a value of account [0-9]+\. A ",
        State({"P502": "pbx"}, {}, "wp820"),
    ),
    "a whole number written as 1.0": (
        r"(?<![0-9'.])-?[0-9]+\.0 is |a number with a fraction|the value is not a text",
        State({"web_port": 443.0}, {}, None),
    ),
    "an integer of more than 100 digits": (
        "a number of that length is not a value",
        State({"timezone": 10**100}, {}, None),
    ),
    "text that is no Unicode, which no JSON file holds": (
        "a character that is not Unicode",
        State({"timezone": "\ud800"}, {}, None),
    ),
    "a line break at the end, which validators in Python overlook": (
        "ends with a line break",
        State({"time_format": "12_hour\n"}, {}, None),
    ),
    # In YAML, such text is hardly anything else, and files in git are full of it.
    "a Jinja expression": (
        r"\{[{%]",
        State({"web_port": "{{ port }}"}, {}, None),
    ),
}


def as_file(state: State) -> dict[str, Any]:
    """The state as JSON has it, where all keys are text."""
    accounts = {str(number): {str(key): value for key, value in entries.items()} for number, entries in state.accounts.items()}
    document = {"settings": {str(key): value for key, value in state.settings.items()}, "accounts": accounts}
    return {**document, **({} if state.model is None else {"model": state.model})}


def assert_agreement_on_keys(model: str | None, keys: dict[Any, Any]) -> None:
    document: dict[str, Any] = {"keys": {str(key): entry for key, entry in keys.items()}, "model": model}
    problems = to_values(None, None, model, keys).problems
    errors = [f"{error.json_path}: {error.message[:200]}" for error in SCHEMA.iter_errors(document)]
    if not problems:
        assert errors == [], f"the schema refuses what the task accepts: {keys}"
    elif not all(is_exception(problem) for problem in problems):
        assert errors != [], f"the schema accepts what the task refuses: {problems}"


ENTRIES: list[Any] = [
    *[{"mode": mode} for mode in ("none", "NONE", "blf", "speed_dial", "dial_dtmf", "x", "", None, 0, True)],
    *[{"mode": mode, "value": "1"} for mode in ("none", "Blf", "speed_dial", "dial_dtmf")],
    *[{"mode": mode, "value": "1", "account": 1} for mode in ("blf", "DIAL_DTMF", "multicast_paging", "conference")],
    *[{"mode": "speed_dial", "value": "1", "account": number} for number in (0, 1, 2, 3, 16, 17, "2", "", "x", None, True, 1.5)],
    *[{"mode": "speed_dial", "value": said} for said in ("", 1, 0, None, True, "{{ number }}")],
    {"mode": "speed_dial", "value": ["1"]},
    *[{"mode": "speed_dial", "value": "1", "label": label} for label in ("", "x", 1, None, True)],
    *[{"mode": "none", "label": ""}, {"value": "1"}, {}, None, "blf", [], {"mode": "speed_dial", "value": "1", "name": "x"}],
]


@pytest.mark.parametrize("model", [*catalogue.MODELS, None])
def test_agreement_on_keys(model: str | None) -> None:
    for entry in ENTRIES:
        assert_agreement_on_keys(model, {2: entry})
    for key in (0, 1, "1", "01", 9, 10, 160, 161, "x", -1, 1000):
        assert_agreement_on_keys(model, {key: {"mode": "none"}})
    assert_agreement_on_keys(model, {})


def test_keys_of_a_layer_may_be_in_part_and_null() -> None:
    layers = [{"name": "all", "keys": {"1": {"label": "x"}, "2": None, "3": {"mode": "none", "value": None}}}]
    assert SCHEMA.is_valid({"layers": layers})
    assert HOST_SCHEMA.is_valid({"gs_keys": layers[0]["keys"], "gs_firmware": "1.0.3.19"})
    assert not HOST_SCHEMA.is_valid({"gs_keys": {"1": {"name": "x"}}})
    assert not HOST_SCHEMA.is_valid({"gs_firmware": "new"})


def is_exception(problem: str) -> bool:
    return any(re.search(pattern, problem) for pattern, dummy in EXCEPTIONS.values())


def assert_agreement(state: State) -> None:
    problems = to_values(*state).problems
    errors = [f"{error.json_path}: {error.message[:200]}" for error in SCHEMA.iter_errors(as_file(state))]
    if not problems:
        assert errors == [], "the schema refuses what the task accepts"
    elif not all(is_exception(problem) for problem in problems):
        assert errors != [], f"the schema accepts what the task refuses: {problems}"


def one(name: str, value: Any, model: str | None = None) -> State:
    """A state of one setting, on a model that has it."""
    setting = catalogue.by_name(name)
    assert setting is not None
    model = model or setting.models[0]
    return State({name: value}, {}, model) if setting.scope == "device" else State({}, {2: {name: value}}, model)


@pytest.mark.parametrize("name", EXCEPTIONS)
def test_exceptions_are_needed(name: str) -> None:
    pattern, state = EXCEPTIONS[name]
    (problem,) = to_values(*state).problems
    assert re.search(pattern, problem)
    assert SCHEMA.is_valid(as_file(state))


def test_schemas_are_schemas() -> None:
    Draft202012Validator.check_schema(DESIRED_STATE)
    Draft202012Validator.check_schema(HOST_VARS)


@pytest.mark.parametrize("seed", ["0", "1"])
def test_generated_files_are_up_to_date_whatever_the_order_of_sets(seed: str) -> None:
    check([sys.executable, ROOT / "catalogue" / "generate.py", "--check"], env=environment(PYTHONHASHSEED=seed))


_SECTION = r"^\.\. _[a-z_.]+\.setting_(\w+):\n\n\1\n-+\n\n(.+?)(?=^\.\. _|\Z)"
PAGES = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "docsite" / "rst").glob("settings_*.rst")}


def test_every_setting_has_its_section_on_the_page_of_its_group() -> None:
    sections = {
        name: (page, text)
        for page, content in PAGES.items()
        for name, text in re.findall(_SECTION, content, re.MULTILINE | re.DOTALL)
    }
    assert sorted(sections) == sorted(setting.name for setting in catalogue.SETTINGS)
    for name, (page, text) in sections.items():
        setting = catalogue.by_name(name)
        assert setting is not None
        fields = dict(re.findall(r"^:([A-Za-z ]+): (.+)$", text, re.MULTILINE))
        assert page.startswith(f"settings_{setting.scope}_")
        assert fields["P number"] == ", ".join(f"P{number}" for number in setting.numbers)
        assert fields["Models"] == ", ".join(model.upper() for model in setting.models)
        assert all(f"``{word}`` ({raw})" in fields["Values"] for raw, word in setting.on(setting.models[0]).enum.items())
        assert ("**Secret**" in text, "cannot be read" in text) == (setting.secret or setting.write_only, setting.write_only)
        assert ("after a reboot" in text) == setting.reboot
        dated = [model for model in setting.models if firmware.has_dates(setting.numbers[0], model)]
        told = fields.get("Firmware", "")
        assert all(re.search(rf"\b{model.upper()}[A-Z0-9, ]*: ", told) for model in [*dated, *firmware.lacking(setting)])
        sentences = re.split(r"(?<=\.) (?=[A-Z0-9, ]+: )", told)
        assert len({sentence.partition(": ")[2] for sentence in sentences}) == len(sentences), "a sentence is not said twice"
        assert all(alias in fields["In provisioning files"] for alias in aliases.names_of(setting) if "{octet}" not in alias)


def test_every_p_number_is_in_the_index_and_leads_to_its_setting() -> None:
    index = PAGES["settings_by_number"]
    entries = dict(re.findall(r"^- P([0-9]+): (.+)$", index, re.MULTILINE))
    for setting in catalogue.SETTINGS:
        for number in setting.numbers:
            assert f".setting_{setting.name}>`" in entries[number]
    assert entries.keys() >= set(catalogue.READ_ONLY.values())
    for number, entry in entries.items():
        meanings = re.findall(r"accounts\.([0-9]+)\.\w+ <[^>]+>`(?:, part [0-9])?(?: \(([^)]+)\))?(?:;|$)", entry)
        models = [model for account, models in meanings for model in (models or "every").split(", ")]
        assert len(meanings) < 2 or ("every" not in models and len(models) == len(set(models))), f"P{number} has two meanings"
    assert "accounts.7.sip_server <" in entries["50602"]
    assert "accounts.1.sip_server_2 <" in entries["50602"]


def test_names_of_keys_in_provisioning_files_are_those_that_are_read() -> None:
    sections = re.findall(r"\n([A-Z0-9, ]+)\n-+\n\n(.+?)(?=\n\n[A-Z]|\Z)", PAGES["settings_keys"], re.DOTALL)
    checked = 0
    for titles, text in sections:
        for field, first, step, name in re.findall(r"^:(\w+): ``P([0-9]+) \+ ([0-9]+) .*?``, .+ ``(.+)``$", text, re.MULTILINE):
            for model in titles.lower().split(", "):
                found = keys.keys_of(model)
                assert found is not None
                for key in found.all:
                    told = name.replace("{key}", str(key)).replace("{digit + 1}", str(key + 1))
                    assert aliases.key_place_of(told, model) == (key, field)
                    assert found.numbers_of(key)[field] == str(int(first) + int(step) * (key - found.first))
                    checked += 1
    assert checked == 3 * 640 + 18


def test_the_reference_speaks_to_readers() -> None:
    """Not to those who compared two lists of facts."""
    assert not [page for page, content in PAGES.items() if re.search(r"\bours\b", content, re.IGNORECASE)]


@pytest.mark.parametrize("name", ["gs_config", "gs_validate", "gs_info", "gs_pvalue"])
def test_ansible_doc_leads_to_the_reference(name: str) -> None:
    text = (ROOT / "plugins" / "modules" / f"{name}.py").read_text(encoding="utf-8")
    assert "  - ref: ansible_collections.voip.grandstream.docsite.settings_reference\n" in text


def test_every_page_is_listed_and_every_link_leads_somewhere() -> None:
    extra = (ROOT / "docs" / "docsite" / "extra-docs.yml").read_text(encoding="utf-8")
    assert [page for page in PAGES if f"      - {page}\n" not in extra] == []
    assert [page for page in re.findall(r"- (settings_\w+)", extra) if page not in PAGES] == []
    labels = {label for content in PAGES.values() for label in re.findall(r"^\.\. _([a-z0-9_.]+):$", content, re.MULTILINE)}
    links = {link for content in PAGES.values() for link in re.findall(r":ref:`[^`]+ <([^>]+)>`", content)}
    assert links <= labels
    assert all(f"{page}>`" in PAGES["settings_reference"] for page in PAGES if page != "settings_reference")


def test_every_setting_is_described() -> None:
    definitions = DESIRED_STATE["$defs"]
    described = {**definitions["settings"]["properties"], **definitions["account"]["properties"]}
    assert list(described) == [
        setting.name for scope in ("device", "account") for setting in catalogue.SETTINGS if setting.scope == scope
    ]
    for name, schema in described.items():
        setting = catalogue.by_name(name)
        assert setting is not None
        assert f"P{setting.numbers[0]}" in schema["description"]
        assert schema.get("writeOnly", False) == (setting.secret or setting.write_only)


EVERY_KIND = [
    "account_active",  # a boolean that can be empty
    "disable_ssh",  # one that cannot
    "sip_transport",
    "auto_answer",  # words that YAML makes booleans of
    "headset_tx_gain",  # words with signs
    "register_expiration",
    "web_port",
    "vlan_id",
    "static_ip",
    "second_preferred_dns",
    "static_ipv6_address",
    "ntp_server",
    "tr069_acs_url",
    "timezone",
    "sip_auth_password",
]
EVERY_VALUE: list[Any] = [
    *["", " ", "a b", "true", "TRUE", "Yes", "no", "oN", "off", "enabled", "TLS", "tls", "Intercom_Paging", "tsl"],
    *["0", "1", "2", "-1", "+1", "-12", "007", "60", "64800", "5060", "1.0", "1e3", "0x10", "1" * 18, "1" * 19, "+6dB", "-6DB"],
    *["192.0.2.1", "192.0.2.256", "1.2.3", "1.2.3.4.5", "01.2.3.4", "192.0.2.1:80", "1.2.3.4."],
    *["::", "::1", "2001:db8::1", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1::3:4:5:6:7:8", "1:2:3:4:5:6:7:8:9"],
    *[
        "::ffff:192.0.2.1",
        "1:2:3:4:5:6:192.0.2.1",
        "1:2:3:4:5:6:7:192.0.2.1",
        ":::",
        "1::2::3",
        ":1",
        "1:",
        "fe80::1%eth0",
        "12345::",
    ],
    *["host", "a.b", "a.b.", "a..b", ".a", "-a", "a-", "a-.b", "_sip._tcp.a", "a" * 63, "a" * 64, ".".join(["a" * 62] * 4)],
    *[".".join(["a" * 63] * 4), ".".join(["a" * 63] * 3 + ["a" * 61]), ".".join(["a" * 63] * 3 + ["a" * 61]) + ".:5060"],
    *[
        "a:0",
        "a:1",
        "a:00080",
        "a:65535",
        "a:65536",
        "a:99999",
        "a:100000",
        "a:",
        "a:b",
        "a:5060:1",
        "[::1]",
        "[::1]:5060",
        "[::1]5060",
    ],
    *["[::1", "::1]", "[1.2.3.4]", "http://", "http://a", "http://a/", "http://a:80?b#c", "http://u@a", "http://u:p@[::1]:8/x y"],
    *[
        "https://a/b/../c",
        "HTTPS://A",
        "1http://a",
        "a.b+c-d://a",
        "http://a b",
        "http://a@b@c",
        "//a",
        "http:/a",
        "http://1.2.3",
    ],
    *["{{ variable }}", "{% if a %}b{% endif %}", "\u00e9", "\u0661", "x\ty"],
    *[True, False, 0, 1, 2, -1, 60, 5060, 64800, 64801, 70000, 10**20, 1.0, 0.5, None, [], ["a"], {}, {"a": 1}],
]


@pytest.mark.parametrize("name", EVERY_KIND)
def test_agreement_on_every_kind_of_value(name: str) -> None:
    for value in EVERY_VALUE:
        assert_agreement(one(name, value))


def edges(setting: catalogue.Setting, model: str | None) -> list[Any]:
    """The words of all models, and the ends of the range on one."""
    views = [setting, *(setting.on(one) for one in (*setting.models, None))]
    words = [word for view in views for item in view.enum.items() for word in (*item, item[1].upper())]
    view = setting.on(model)
    more = 0 if view.counted_from is None else 1 - view.counted_from
    limits = [limit + more for limit in (view.minimum, view.maximum) if limit is not None]
    numbers = [limit + step for limit in limits for step in (-1, 0, 1)] + [int(text) for text in view.also]
    defaults = [value for value in (setting.default_on(None), setting.default_on("wp820")) if value is not None]
    zones = ["Europe/Berlin", "Europe/Atlantis", "EST5EDT"] if "timezone" in setting.type else []
    return ["", *words, *numbers, *defaults, *zones]


def test_agreement_on_the_edges_of_every_setting() -> None:
    """All that a setting may just hold, and what is just beyond; in one state each, and one by one where that is refused."""
    for setting in catalogue.SETTINGS:
        for model in (*setting.models, None) if setting.differs else (None,):
            for value in dict.fromkeys(edges(setting, model)):
                assert_agreement(one(setting.name, value)._replace(model=model))


@pytest.mark.parametrize("model", [*catalogue.MODELS, None])
def test_agreement_on_what_each_model_has(model: str | None) -> None:
    for setting in catalogue.SETTINGS:
        if model is None or len(setting.models) < len(catalogue.MODELS):
            view = setting.on(model)
            value = next(iter(view.enum.values()), setting.default or setting.minimum or "")
            state = one(setting.name, value)
            assert_agreement(state._replace(model=model))
    for account in (1, 2, 3, 16, 17, 0, "01", "x"):
        assert_agreement(State({}, {account: {}}, model))


@pytest.mark.parametrize(
    "key",
    [
        *["P30", "p30", "30", "P030", "P0", "P1234567", "P", "P68", "7033", "p80", "P681", "P34", "P99999", "P30 ", "P-1", ""],
        *["ntp_serber", "sip_server", "boot_version", "static_ip_octet_1", "NTP_SERVER", "dateTime.ntp.server.1"],
    ],
)
@pytest.mark.parametrize("value", ["x", "", 1, True, None, 0.5, [], {}])
def test_agreement_on_keys_and_raw_values(key: str, value: Any) -> None:
    assert_agreement(State({key: value}, {}, None))
    assert_agreement(State({}, {1: {key: value}}, None))


@pytest.mark.parametrize("value", [None, {}, [], "x", 1, True])
def test_agreement_on_what_is_no_dictionary(value: Any) -> None:
    documents: list[dict[str, Any]] = [{"settings": value}, {"accounts": value}, {"accounts": {"1": value}}, {"model": value}]
    for document in documents:
        problems = to_values(document.get("settings"), document.get("accounts"), document.get("model")).problems
        assert bool(problems) == (not SCHEMA.is_valid(document)), document


@settings(suppress_health_check=list(HealthCheck))
@given(states(slips=True))
@example(State({"web_port": "70000", "http_user_agent": "a\n"}, {}, "gxv3370"))
def test_agreement_on_whole_states(state: State) -> None:
    assert_agreement(state)


@settings(suppress_health_check=list(HealthCheck))
@given(st.data(), st.sampled_from([setting.name for setting in catalogue.SETTINGS]))
def test_agreement_on_values(data: st.DataObject, name: str) -> None:
    setting = catalogue.by_name(name)
    assert setting is not None
    assert_agreement(one(name, data.draw(right_values(name, setting.models[0]) | NOT_SO_RIGHT | st.text() | st.integers())))


@pytest.mark.parametrize(
    "document",
    [
        {"groups": [{"name": "Sales", "id": 3}], "contacts": [{"first_name": "Jack", "work": "8819", "group": "Sales", "id": 0}]},
        {"groups": ["Sales", {"name": "Staff"}]},
        {"groups": [" "]},
        {"groups": [7]},
        {"groups": [], "contacts": []},
        {"groups": [], "contacts": [], "purge": True},
        {"groups": [], "contacts": [], "purge": True, "allow_empty": True},
        {"groups": [{"name": "Sales"}], "purge": True, "purge_groups": ["Sales"]},
        {"groups": [{"name": " "}]},
        {"groups": [{"id": 3}]},
        {"groups": [{"name": "Sales", "nme": "x"}]},
        {"groups": [], "purge_groups": ["Sales"]},
        {"purge": True},
        {"contacts": [{"work": "8819"}]},
        {"contacts": [{"work": "8819"}], "match_by": ["work"]},
        {"contacts": [{"last_name": "Brown"}], "match_by": ["name", "work"]},
        {"contacts": [{"last_name": "Brown"}], "match_by": []},
        {"contacts": [{"last_name": "Brown"}], "match_by": ["nme"]},
        {"contacts": [{"last_name": "Brown", "phone": "1"}]},
        {"contacts": [{"last_name": "Brown", "id": "x"}]},
        {"contacts": "Brown"},
    ],
    ids=json.dumps,
)
def test_agreement_on_the_phonebook(document: dict[str, Any]) -> None:
    """With what gs_phonebook says, whose options gs_config has too."""
    checked = ArgumentSpecValidator(phonebook.RESOURCE.argument_spec).validate(
        as_meant(document, phonebook.RESOURCE.argument_spec)
    )
    accepted = not checked.error_messages
    if accepted:
        try:
            phonebook.prepare(checked.validated_parameters, Secrets())
        except PhoneError:
            accepted = False
    assert SCHEMA.is_valid(document) == accepted


def test_what_no_task_knows() -> None:
    assert not SCHEMA.is_valid({"setings": {}})
    assert not SCHEMA.is_valid({"model": "gxp2130"})


def test_model_in_capitals_is_the_same_model() -> None:
    account_3 = {"accounts": {"3": {"sip_server": "pbx"}}}
    assert [SCHEMA.is_valid({"model": model, **account_3}) for model in ("gxv3370", "GXV3370", "wp820", "WP820")] == [
        *(True, True),
        *(False, False),
    ]


@pytest.mark.parametrize(
    ("variables", "accepted"),
    [
        ({}, True),
        (None, True),
        ({"ansible_host": "192.0.2.1", "gs_model": "wp820", "gs_ca_path": "x", "gs_settings": {"ntp_server": "ntp"}}, True),
        (
            {"gs_settings": "{{ baseline | combine(site) }}", "gs_accounts": {"1": "{{ account }}"}, "gs_contacts": "{{ book }}"},
            True,
        ),
        ({"gs_settings": {"web_port": "{{ port }}", "dhcp_host_name": "{{ inventory_hostname }}"}}, True),
        ({"gs_accounts": {"3": {"sip_server": "pbx"}}}, True),  # the model may be another group's business
        ({"gs_settings": {"web_port": None, "P30": None}, "gs_accounts": {"1": None, "2": {"sip_server": None}}}, True),
        ({"gs_bundles": ["security"], "gs_bundle_own": {"settings": {"web_port": None}, "contacts": []}}, True),
        ({"gs_setings": {}}, False),
        ({"gs_floor": 1}, False),
        ({"gs_floor": 1, "gs_own_variables": ["gs_floor"]}, True),
        ({"gs_floor": 1, "gs_own_variables": 1}, False),
        ({"setings": {}, "gs_use_ssl": False, "gs_maintenance_window": "22:00", "gs_ntp_server": "ntp", "gs_identity": {}}, True),
        ({"gs_bundles": "security"}, False),
        ({"gs_bundle_own": {"setings": {}}}, False),
        ({"gs_bundle_own": {"settings": {"web_port": 70000}}}, False),
        ({"gs_settings": {"web_port": 70000}}, False),
        ({"gs_settings": "baseline"}, False),
        ({"gs_accounts": {"1": {"sip_transport": "tsl"}}}, False),
        ({"gs_model": "gxp2130"}, False),
        ({"gs_model": "WP820", "gs_groups": ["Sales", "{{ group }}"]}, True),
        ({"gs_groups": [{}]}, False),
        ({"gs_contacts": [{"phone": "1"}]}, False),
    ],
)
def test_variables_of_a_host(variables: Any, accepted: bool) -> None:
    assert HOST_SCHEMA.is_valid(variables) == accepted


@pytest.mark.parametrize(
    ("layer", "accepted"),
    [
        ({"name": "a", "settings": {"web_port": None}, "accounts": {"1": None}, "purge": None, "match_by": None}, True),
        ({"name": "a", "purge": True, "purge_groups": ["Sales"], "match_by": ["name", "work"]}, True),
        ({"settings": {}}, False),
        ({"name": "a", "settings": {"web_port": 70000}}, False),
        ({"name": "a", "model": "wp820"}, False),
    ],
)
def test_layer(layer: dict[str, Any], accepted: bool) -> None:
    assert SCHEMA.is_valid({"layers": [layer]}) == accepted
