# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""JSON Schemas of programmable keys, for `settings_schema`: they say what `keys.texts_of` says."""

from __future__ import annotations

from typing import Any

NONE = "none"


def definitions(catalogue: dict[str, Any], jinja: str, any_case: Any) -> dict[str, Any]:
    """Return the definitions of keys, and of keys in a layer. ``any_case``: a word as a regular expression for any capitals."""
    kinds = catalogue["keys"]
    modes = list(dict.fromkeys(word for kind in kinds for word in kind["modes"].values()))
    most = max(facts["accounts"] for facts in catalogue["models"].values())
    fields: dict[str, Any] = {
        "mode": {
            "description": "What the key does. none clears it.",
            "anyOf": [{"enum": [*modes, NONE]}, {"type": "string", "pattern": _words([*modes, NONE], jinja, any_case)}],
        },
        "account": {
            "description": "Account that the key uses, from 1.",
            "anyOf": [{"type": "integer", "minimum": 1, "maximum": most}, {"$ref": "#/$defs/digits"}],
        },
        "label": {"description": "Text beside the key.", "$ref": "#/$defs/text"},
        "value": {"description": "Number, address or digits, in quotes.", "$ref": "#/$defs/text"},
    }
    without_account = [mode for kind in kinds for mode in kind.get("without_account", ())]
    return {
        "keys": _by_key("Programmable keys by number; on a WP820, speed dials by digit. They need the model.", "key", jinja, []),
        "key": {
            "description": "A programmable key. It is written whole.",
            "type": ["object", "string"],
            "pattern": jinja,
            "properties": fields,
            "required": ["mode"],
            "additionalProperties": False,
            "allOf": [
                _if_mode([NONE], any_case, {"maxProperties": 1}),
                _if_mode(without_account, any_case, {"properties": {"account": False}}),
                _if_mode(modes, any_case, {"required": ["value"], "properties": {"value": {"not": {"const": ""}}}}),
            ],
        },
        "layer_keys": _by_key("Programmable keys by number. null takes one out of weaker layers.", "layer_key", jinja, ["null"]),
        "layer_key": {
            "description": "A programmable key, or fields of one.",
            "type": ["object", "null", "string"],
            "pattern": jinja,
            "properties": {name: {"anyOf": [{"type": "null"}, {"$ref": f"#/$defs/key/properties/{name}"}]} for name in fields},
            "additionalProperties": False,
        },
    }


def rule(catalogue: dict[str, Any], model: str | None, any_case: Any) -> dict[str, Any]:
    """Return what more holds for the keys of a model; without one there can be none."""
    kind = next((kind for kind in catalogue["keys"] if model in kind["models"]), None)
    if kind is None or model is None:
        return {"maxProperties": 0}
    keys = [str(key) for key in range(kind["first"], kind["last"] + 1) if key not in kind.get("missing", ())]
    lacking = [field for field in ("label",) if field not in kind["fields"]]
    modes = [*kind["modes"].values(), NONE]
    limits: dict[str, Any] = dict.fromkeys(lacking, False)
    limits["account"] = {"not": {"type": "integer", "exclusiveMinimum": catalogue["models"][model]["accounts"]}}
    if "mode" not in kind["fields"]:
        limits["mode"] = {"type": "string", "pattern": _words(modes, r"\{[{%]", any_case)}
    return {"propertyNames": {"enum": keys}, "additionalProperties": {"properties": limits}}


def _by_key(about: str, definition: str, jinja: str, types: list[str]) -> dict[str, Any]:
    return {
        "description": about,
        "type": list(dict.fromkeys(["object", "null", "string", *types])),
        "pattern": jinja,
        "patternProperties": {"^(?:0|[1-9][0-9]{0,2})$": {"$ref": f"#/$defs/{definition}"}},
        "additionalProperties": False,
    }


def _words(words: list[str], jinja: str, any_case: Any) -> str:
    return f"{jinja}|^(?:{'|'.join(any_case(word) for word in words)})$"


def _if_mode(modes: list[str], any_case: Any, then: dict[str, Any]) -> dict[str, Any]:
    """Return a rule for the keys of some modes."""
    pattern = f"^(?:{'|'.join(any_case(mode) for mode in modes)})$"
    return {"if": {"properties": {"mode": {"type": "string", "pattern": pattern}}, "required": ["mode"]}, "then": then}
