# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""JSON Schemas of what users write, for editors and pre-commit: of a desired state, and of the variables of a host.

They say what `_state.to_values` says, as far as JSON Schema can; tests/gates/test_desired_state_schema.py has the list of what it
cannot. Text with a Jinja expression is accepted wherever a value may stand.
"""

from __future__ import annotations

import json
import re
import runpy
from dataclasses import replace
from pathlib import Path
from typing import Any

import keys_schema
from settings_rows import Setting, settings

DRAFT = "https://json-schema.org/draft/2020-12/schema"
ABOUT = "Generated from catalogue/settings.json by `make catalogue`. GPL-3.0-or-later."

VARIABLE_NAMES = Path(__file__).resolve().parents[1] / "plugins" / "plugin_utils" / "_variable_names.py"
JINJA = r"\{[{%]"
P_NUMBER = "^(?![Pp]?(?:{read_only})$)[Pp]?[1-9][0-9]{{0,5}}$"
IPV4 = r"(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_H = "[0-9A-Fa-f]{1,4}"
_LAST = f"(?:{_H}:{_H}|{IPV4})"
#: RFC 3986, "IPv6address".
IPV6 = (
    f"(?:(?:{_H}:){{6}}{_LAST}|::(?:{_H}:){{5}}{_LAST}|(?:{_H})?::(?:{_H}:){{4}}{_LAST}"
    f"|(?:(?:{_H}:){{0,1}}{_H})?::(?:{_H}:){{3}}{_LAST}|(?:(?:{_H}:){{0,2}}{_H})?::(?:{_H}:){{2}}{_LAST}"
    f"|(?:(?:{_H}:){{0,3}}{_H})?::{_H}:{_LAST}|(?:(?:{_H}:){{0,4}}{_H})?::{_LAST}"
    f"|(?:(?:{_H}:){{0,5}}{_H})?::{_H}|(?:(?:{_H}:){{0,6}}{_H})?::)"
)
_LABEL = "[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_PORT = "(?!0+(?![0-9]))(?:[0-5]?[0-9]{1,4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])(?![0-9])"
#: Up to 253 characters; a name whose last label is a number is an address, or nothing.
_END = r"(?=:|[/?#]|$)"
_NAME = rf"(?=[^:/?#]{{1,253}}\.?{_END})(?!(?:[^:/?#]*\.)?[0-9]+\.?{_END}){_LABEL}(?:\.{_LABEL})*\.?"
HOST = rf"(?:{IPV4}|\[{IPV6}\]|{_NAME})(?::{_PORT})?"
URL = rf"[A-Za-z][A-Za-z0-9+.-]*://(?:[^\s/?#@]*@)?{HOST}(?:[/?#]\S*)?"
REGION = "[A-Za-z]+(?:/[A-Za-z0-9_+-]+)+"
#: What no text to write has in it. Only a certificate or key in PEM may have line breaks and tabs, also at its end.
_MASKS = r"\*{8}|\$REDACTED\$|VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
_ONE_LINE_AND_ITS_END = r"(?![^\n\r]*[\n\r]+(?![\s\S]))"
_CONTROLS_BUT_LINES = r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]"
_PEM = rf"^(?=[\s\S]*-----BEGIN )(?![\s\S]*(?:{_CONTROLS_BUT_LINES}|{_MASKS})){_ONE_LINE_AND_ITS_END}"
WRITABLE_LINE = rf"^(?![\s\S]*(?:[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff]|{_MASKS}))"
WRITABLE = f"(?:{WRITABLE_LINE})|(?:{_PEM})"
TRUE = ("true", "yes", "on", "enabled", "enable", "1")
FALSE = ("false", "no", "off", "disabled", "disable", "0")

MATCH_BY = ("name", "group", "work", "home", "mobile", "fax", "email", "id")
CONTACT = {
    "first_name": "First name. The phone shows one name, first and last, and tells contacts apart by it.",
    "last_name": "Last name.",
    "work": "Work number, in quotes.",
    "home": "Home number, in quotes.",
    "mobile": "Mobile number, in quotes.",
    "fax": "Fax number, in quotes.",
    "email": "E-mail address.",
    "group": "Name of the contact's group. Empty is the group default.",
}


def documents(catalogue: dict[str, Any], zones: list[str]) -> dict[str, str]:
    """Return the texts of both schemas by the names of their files."""
    return {
        "desired-state.schema.json": laid_out(desired_state(catalogue, zones), 4),
        "host-vars.schema.json": laid_out(host_vars(), 3),
    }


def desired_state(catalogue: dict[str, Any], zones: list[str]) -> dict[str, Any]:
    """Return the schema of a desired state. ``zones``: the known names of time zones."""
    rows = settings(catalogue)
    return {
        "$schema": DRAFT,
        "$comment": ABOUT,
        "title": "Desired state of a Grandstream phone, as voip.grandstream.gs_config and gs_validate take it",
        "type": "object",
        "properties": {
            "model": {"$ref": "#/$defs/model"},
            "firmware": {"$ref": "#/$defs/firmware"},
            "settings": {"$ref": "#/$defs/settings"},
            "accounts": {"$ref": "#/$defs/accounts"},
            "keys": {"$ref": "#/$defs/keys"},
            "groups": {"$ref": "#/$defs/groups"},
            "contacts": {"$ref": "#/$defs/contacts"},
            "layers": {
                "description": "The same in layers, the weakest first.",
                "type": ["array", "null", "string"],
                "pattern": JINJA,
                "items": {"$ref": "#/$defs/layer"},
            },
            "purge": _about("boolean", "Whether to remove groups and contacts that are not listed."),
            "purge_groups": {"$ref": "#/$defs/purge_groups"},
            "allow_empty": _about("boolean", "Whether purge may go with an empty list, which removes everything."),
            "match_by": {"$ref": "#/$defs/match_by"},
        },
        "additionalProperties": False,
        "dependentRequired": {"purge_groups": ["purge"]},
        "allOf": [*_rules_of_purge(), *_rules_of_models(catalogue, rows)],
        "$defs": _definitions(catalogue, rows, zones),
    }


def host_vars() -> dict[str, Any]:
    """Return the schema of host and group variables that hold a desired state, in parts."""
    parts = {"model": "model", "firmware": "firmware", **_parts_of_a_layer()}
    bundle = {part: {"$ref": f"desired-state.schema.json#/$defs/{name}"} for part, name in _parts_of_a_layer().items()}
    return {
        "$schema": DRAFT,
        "$comment": ABOUT,
        "title": "Variables of hosts and groups that hold the desired state of Grandstream phones",
        "type": ["object", "null"],
        "properties": {
            **{f"gs_{part}": {"$ref": f"desired-state.schema.json#/$defs/{name}"} for part, name in parts.items()},
            "gs_bundles": {
                "description": "Names of bundles: each is a variable gs_bundle_NAME.",
                "type": ["array", "null", "string"],
                "pattern": JINJA,
                "items": {"type": "string"},
            },
        },
        "patternProperties": {
            "^gs_bundle_": {"type": ["object", "string"], "pattern": JINJA, "properties": bundle, "additionalProperties": False}
        },
        **_names_of_variables(),
    }


def _names_of_variables() -> dict[str, Any]:
    """Return the rule that a variable of the collection must be one that it has.

    A file with variables of its user's own names them, as the playbooks want it: nothing is said of the names in it.
    """
    names = runpy.run_path(str(VARIABLE_NAMES))
    known = sorted(name for name in names["known"]() if not name.startswith(names["BUNDLE"]))
    own = {"type": ["array", "string"], "items": {"type": "string"}, "description": "Names of variables of your own."}
    others = {"pattern": f"^(?!{names['PREFIX']})|^{names['BUNDLE']}"}
    return {
        "if": {"properties": {"gs_own_variables": own}, "required": ["gs_own_variables"]},
        "else": {"propertyNames": {"anyOf": [{"enum": known}, others]}},
    }


def _parts_of_a_layer() -> dict[str, str]:
    """Return the parts of a layer, and which definition each follows: in a layer, null takes a setting out."""
    settings = {part: f"layer_{part}" for part in ("settings", "accounts", "keys")}
    return {**settings, "groups": "groups", "contacts": "contacts"}


def _definitions(catalogue: dict[str, Any], rows: list[Setting], zones: list[str]) -> dict[str, Any]:
    numbers = P_NUMBER.format(read_only="|".join(row["p"] for row in catalogue["read_only"]))
    most = max(facts["accounts"] for facts in catalogue["models"].values())
    accounts = "|".join(str(number) for number in range(1, most + 1))
    return {
        "model": {
            "description": "The phone's model. It decides which settings and how many accounts there are.",
            "anyOf": [
                {"enum": [*catalogue["models"], None]},
                _matching(f"(?:{'|'.join(any_case(model) for model in catalogue['models'])})"),
            ],
        },
        "firmware": {
            "description": "The phone's firmware, such as 1.0.3.19. It decides what gs_validate says of settings.",
            "type": ["string", "null"],
            "pattern": rf"{JINJA}|^(?:[0-9]{{1,6}}(?:\.[0-9]{{1,6}}){{1,5}})?$",
        },
        "settings": _values("Settings of the phone by name or P number.", ["object", "null"], "device", rows, numbers),
        "accounts": _by_account(accounts, "account"),
        "account": _values("Settings of one account by name or P number.", ["object"], "account", rows, numbers),
        **keys_schema.definitions(catalogue, JINJA, any_case),
        **_layer(rows, numbers, accounts),
        **_kinds_of_values(zones),
        **_phonebook(),
    }


def _layer(rows: list[Setting], numbers: str, accounts: str) -> dict[str, Any]:
    """Return the definitions of a layer: as of a desired state, and null for what is taken out."""
    parts = {part: {"$ref": f"#/$defs/{name}"} for part, name in _parts_of_a_layer().items()}
    book = ("purge", "allow_empty"), ("purge_groups", "match_by")
    return {
        "layer": {
            "description": "A layer of a desired state.",
            "type": "object",
            "properties": {
                "name": {"description": "Name of the layer.", "type": "string"},
                **parts,
                **{option: {"type": ["boolean", "null"]} for option in book[0]},
                **{option: {"anyOf": [{"type": "null"}, {"$ref": f"#/$defs/{option}"}]} for option in book[1]},
            },
            "required": ["name"],
            "additionalProperties": False,
        },
        "layer_settings": _nullable("Settings of the phone by name or P number.", "settings", "device", rows, numbers),
        "layer_accounts": _by_account(accounts, "layer_account"),
        "layer_account": _nullable("Settings of one account by name or P number.", "account", "account", rows, numbers),
    }


def _by_account(accounts: str, definition: str) -> dict[str, Any]:
    """Return a dictionary of what `definition` says, by account number."""
    return {
        "description": "Settings of accounts by account number, from 1. Accounts from 3 on need the model.",
        "type": ["object", "null", "string"],
        "pattern": JINJA,
        "patternProperties": {f"^(?:{accounts})$": {"$ref": f"#/$defs/{definition}"}},
        "additionalProperties": False,
    }


def _nullable(about: str, definition: str, scope: str, rows: list[Setting], numbers: str) -> dict[str, Any]:
    """Return a dictionary of values as `definition` has it, or null for each."""

    def or_null(reference: str) -> dict[str, Any]:
        return {"anyOf": [{"type": "null"}, {"$ref": reference}]}

    names = [row.name for row in rows if row.scope == scope]
    return {
        "description": about,
        "type": ["object", "null", "string"],
        "pattern": JINJA,
        "properties": {name: or_null(f"#/$defs/{definition}/properties/{name}") for name in names},
        "patternProperties": {numbers: or_null("#/$defs/p_value"), _secret_numbers(rows): or_null("#/$defs/secret_lines")},
        "additionalProperties": False,
    }


def _secret_numbers(rows: list[Setting]) -> str:
    numbers = sorted({int(number) for row in rows if row.secret or row.write_only for number in row.numbers})
    return f"^[Pp]?(?:{'|'.join(map(str, numbers))})$"


def _values(about: str, types: list[str], scope: str, rows: list[Setting], numbers: str) -> dict[str, Any]:
    """Return a dictionary of values by name or P number, or a Jinja expression for it."""
    return {
        "description": about,
        "type": [*types, "string"],
        "pattern": JINJA,
        "properties": {row.name: _property(row) for row in rows if row.scope == scope},
        "patternProperties": {numbers: {"$ref": "#/$defs/p_value"}, _secret_numbers(rows): {"$ref": "#/$defs/secret_lines"}},
        "additionalProperties": False,
    }


def _kinds_of_values(zones: list[str]) -> dict[str, Any]:
    """Return the schemas that the settings share. Where `_or_empty` is missing, a setting of that kind cannot be empty."""
    return {
        "p_value": {
            "description": "The text as the phone keeps it, unchecked.",
            "type": ["string", "integer", "boolean"],
            "pattern": WRITABLE,
        },
        "boolean": _boolean(or_empty=False),
        "boolean_or_empty": _boolean(or_empty=True),
        "digits": _matching("-?[0-9]{1,18}"),
        "digits_or_empty": _matching("(?:-?[0-9]{1,18})?"),
        "ipv4": _matching(IPV4),
        "ipv4_or_empty": _matching(f"(?:{IPV4})?"),
        "ip_or_empty": _matching(f"(?:{IPV4}|{IPV6})?"),
        "host_or_empty": _matching(f"(?:{HOST})?"),
        "url_or_empty": _matching(f"(?:{URL})?", WRITABLE_LINE),
        "text": {"type": ["string", "integer"], "pattern": WRITABLE},
        # A number would be another secret: YAML reads 0123 as 83.
        "secret": {"type": "string", "pattern": WRITABLE_LINE},
        "secret_lines": {"type": "string", "pattern": WRITABLE},
        # The name of a region takes the model, because a WP820 wants another text for it; there it must be a known one.
        "timezone": {
            "type": ["string", "integer"],
            "pattern": WRITABLE,
            "not": {"type": "string", "pattern": f"^{REGION}$"},
        },
        "posix_timezone": {"anyOf": [{"$ref": "#/$defs/timezone"}, {"enum": zones}]},
    }


def _boolean(or_empty: bool) -> dict[str, Any]:
    words = [any_case(word) for word in (*TRUE, *FALSE)] + ([""] if or_empty else [])
    return {"anyOf": [{"type": "boolean"}, {"enum": [0, 1]}, _matching(f"(?:{'|'.join(words)})")]}


def _matching(pattern: str, start: str = "^") -> dict[str, Any]:
    """Text that matches as a whole, or is a Jinja expression."""
    return {"type": "string", "pattern": f"{JINJA}|{start}{pattern}$"}


def any_case(word: str) -> str:
    """Return a regular expression for a word in any capitals; JSON Schema has no flag for that."""
    return "".join(f"[{letter.upper()}{letter.lower()}]" if letter.isalpha() else re.escape(letter) for letter in word)


def _property(row: Setting) -> dict[str, Any]:
    result: dict[str, Any] = {"description": _description(row), **_schema(_widest(row))}
    if row.default and not row.secret:
        result["default"] = row.spoken(row.default)
    if row.secret or row.write_only:
        result["writeOnly"] = True
    return result


def _description(row: Setting) -> str:
    numbers = ", ".join(f"P{number}" for number in row.numbers)
    facts = [row.description, f"P{row.numbers[0]} of account 1." if row.scope == "account" else f"{numbers}."]
    if row.type in {"integer", "port"}:
        facts.insert(1, f"{row.range}.")
    if row.reboot:
        facts.append("Takes effect after a reboot.")
    if row.reach:
        facts.append("Can cut the phone off.")
    if len(row.models) < 4:
        facts.append(f"Only on {', '.join(row.models)}.")
    return " ".join(facts)


def _schema(row: Setting) -> dict[str, Any]:
    """Return what the setting may hold."""
    or_empty = "" if row.default else "_or_empty"
    if row.secret or row.write_only:
        return {"$ref": f"#/$defs/{'secret_lines' if row.type == 'string' else 'secret'}"}
    if row.type == "enum":
        return _enum(row)
    if row.type in {"integer", "port"}:
        also = [{"enum": [int(text) for text in row.also]}] if row.also else []
        number = {"type": "integer", "minimum": row.ends[0], "maximum": row.ends[1]}
        return {"anyOf": [number, *also, {"$ref": f"#/$defs/digits{or_empty}"}]}
    if row.is_address_in_octets:
        return {"$ref": f"#/$defs/ipv4{or_empty}"}
    kinds = {"boolean": f"boolean{or_empty}", "string": "text"}
    kinds.update({kind: kind for kind in ("timezone", "posix_timezone")})
    return {"$ref": f"#/$defs/{kinds.get(row.type, f'{row.type}_or_empty')}"}


def _enum(row: Setting) -> dict[str, Any]:
    """Return the words first, so that editors offer them; then the phone's own texts, and what YAML makes of words such as
    `no`."""
    switches = [switch for switch in (True, False) if row.word_for(switch)]
    numbers = [int(raw) for raw in row.enum if raw.lstrip("-").isdigit()]
    texts = dict.fromkeys([*row.enum.values(), *row.enum, *([] if row.default else [""])])
    values = [*texts, *numbers, *switches]
    words = [*row.enum.values(), *("true" if switch else "false" for switch in switches)]
    return {"anyOf": [{"enum": values}, _matching(f"(?:{'|'.join(any_case(word) for word in words)})")]}


def _phonebook() -> dict[str, Any]:
    text = {"type": ["string", "integer"]}
    name = {"type": "string", "pattern": r"\S"}
    contact = {key: {"description": about, **text} for key, about in CONTACT.items()}
    identity = {"description": "Taken so that what gs_info reads can be given back.", "type": "integer"}
    groups = _list_of({"name": {"description": "Name of the group.", **name}, "id": identity}, required=["name"])
    groups["items"] = {**groups["items"], "type": ["object", "string"], "pattern": name["pattern"]}
    return {
        "groups": {"description": "Contact groups, each by its name or as a dictionary with name.", **groups},
        "contacts": {"description": "Contacts.", **_list_of({**contact, "id": identity})},
        "purge_groups": {
            "description": "Limits purge to these groups and to the contacts in them.",
            "type": ["array", "string"],
            "pattern": JINJA,
            "items": name,
        },
        "match_by": {
            "description": "What tells two contacts apart.",
            "type": ["array", "string"],
            "pattern": JINJA,
            "items": {"enum": list(MATCH_BY)},
            "minItems": 1,
        },
    }


def _list_of(properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    item = {"type": "object", "properties": properties, "additionalProperties": False, **more}
    return {"type": ["array", "null", "string"], "pattern": JINJA, "items": item}


def _rules_of_purge() -> list[dict[str, Any]]:
    """Return the rules against an empty list with purge: it is more often a lookup that went wrong than the wish to lose all."""
    named = [{"required": ["first_name"]}, {"required": ["last_name"]}]
    purge = {"properties": {"purge": {"const": True}}, "required": ["purge"]}
    allowed = {"properties": {"allow_empty": {"const": True}}, "required": ["allow_empty"]}
    return [
        {
            "if": {"not": {"required": ["match_by"]}},
            "then": {"properties": {"contacts": {"items": {"anyOf": named}}}},
        },
        {
            "if": {**purge, "not": allowed},
            "then": {"properties": {"groups": {"minItems": 1}, "contacts": {"minItems": 1}}},
        },
        {"if": purge, "then": {"anyOf": [{"required": ["groups"]}, {"required": ["contacts"]}]}},
    ]


def _rules_of_models(catalogue: dict[str, Any], rows: list[Setting]) -> list[dict[str, Any]]:
    """Return which settings and accounts each model lacks, and which it has otherwise; without a model, accounts that not
    every model has, and words that mean different things."""
    models = catalogue["models"]
    fewest = min(facts["accounts"] for facts in models.values())
    rules = [_rule_of_model(catalogue, None, fewest, rows, _needing_a_model(rows))]
    for model, facts in models.items():
        lacking = [row.name for row in rows if model not in row.models]
        rules.append(_rule_of_model(catalogue, model, facts["accounts"], rows, lacking))
    return rules


def _needing_a_model(rows: list[Setting]) -> list[str]:
    """Return the settings whose numbers an earlier one has as well, which is one of other models."""
    owners: dict[str, str] = {}
    # All numbers are noted before one is looked at, so that a row does not end with the first that is taken.
    taken = {row.name: {owners.setdefault(number, row.name) for number in row.numbers} - {row.name} for row in rows}
    return [name for name, others in taken.items() if others]


def _rule_of_model(
    catalogue: dict[str, Any], model: str | None, accounts: int, rows: list[Setting], lacking: list[str]
) -> dict[str, Any]:
    # For None, `properties` alone: an absent model is as good as null.
    condition: dict[str, Any] = {"properties": {"model": {"const": None}}}
    if model is not None:
        named = {"type": "string", "pattern": f"^{any_case(model)}$"}
        condition = {"properties": {"model": named}, "required": ["model"]}
    parts = {
        scope: _rule_of_scope(model, [row for row in rows if row.scope == scope], lacking) for scope in ("device", "account")
    }
    of_accounts: dict[str, Any] = {"propertyNames": {"enum": [str(number) for number in range(1, accounts + 1)]}}
    if parts["account"]:
        of_accounts["additionalProperties"] = parts["account"]
    properties = {**({"settings": parts["device"]} if parts["device"] else {}), "accounts": of_accounts}
    properties["keys"] = keys_schema.rule(catalogue, model, any_case)
    return {"if": condition, "then": {"properties": properties}}


def _rule_of_scope(model: str | None, rows: list[Setting], lacking: list[str]) -> dict[str, Any]:
    rule: dict[str, Any] = {}
    names = [row.name for row in rows if row.name in lacking]
    if names:
        rule["propertyNames"] = {"not": {"enum": names}}
    views = {row.name: (_view(row, model), _schema(_widest(row))) for row in rows if row.differs and row.name not in lacking}
    others = {name: schema for name, (schema, widest) in views.items() if schema != widest}
    if others:
        rule["properties"] = others
    return rule


def _view(row: Setting, model: str | None) -> dict[str, Any]:
    """Return what the setting may hold on a model, or on one that is not known."""
    if model is not None:
        return _schema(row.on(model))
    widest = _widest(row)
    unclear = row.ambiguous()
    # A word whose text another word shares is unclear as well, so that nothing is left of that text.
    enum = {text: word for text, word in widest.enum.items() if text not in unclear and word not in unclear}
    return _schema(replace(widest, enum=enum, type=row.type, default=row.default))


def _widest(row: Setting) -> Setting:
    """Return the setting with all that any model takes."""
    if not row.differs:
        return row
    views = [row.on(model) for model in row.models]
    enum: dict[str, str] = {}
    for text, word in (item for view in views for item in view.enum.items()):
        if enum.setdefault(text, word) != word and word not in enum.values():
            enum[word] = word
    return replace(
        row,
        type="string" if row.type == "timezone" else row.type,
        default=row.default if all(view.default for view in views) else "",
        enum=enum,
        minimum=None if row.minimum is None else min(view.minimum or 0 for view in views),
        maximum=None if row.maximum is None else max(view.maximum or 0 for view in views),
        also=tuple(dict.fromkeys(text for view in views for text in view.also)),
        differs={},
    )


def _about(kind: str, about: str) -> dict[str, Any]:
    return {"description": about, "$ref": f"#/$defs/{kind}"}


def laid_out(value: Any, depth: int) -> str:
    """JSON with one setting a line, so that a change of the catalogue is a change of few lines."""
    return _lines(value, depth, "") + "\n"


def _lines(value: Any, depth: int, indent: str) -> str:
    inside = indent + "  "
    if depth and isinstance(value, dict) and value:
        items = (f"{inside}{json.dumps(key)}: {_lines(item, depth - 1, inside)}" for key, item in value.items())
        return "{\n" + ",\n".join(items) + f"\n{indent}}}"
    if depth and isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return "[\n" + ",\n".join(inside + json.dumps(item, ensure_ascii=False) for item in value) + f"\n{indent}]"
    return json.dumps(value, ensure_ascii=False)
