# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the state of a phone or a file to the variables of a host: only what its groups do not say, and no secret. Pure."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import re
import typing as t

import yaml

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._layers import merged
from ansible_collections.voip.grandstream.plugins.module_utils._masking import Secrets, holds_secret
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import (
    DEFAULT_GROUP,
    FIXED_GROUPS,
    KEYS,
    NAMES,
    canonical_group,
    contact_key,
    group_rows,
    name_of,
)
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue
from ansible_collections.voip.grandstream.plugins.module_utils._settings.catalogue import MOST_ACCOUNTS
from ansible_collections.voip.grandstream.plugins.module_utils._settings.from_pvalues import from_values
from ansible_collections.voip.grandstream.plugins.module_utils._settings.keys import FIELDS, NONE, place_of
from ansible_collections.voip.grandstream.plugins.module_utils._settings.to_pvalues import Values, is_secret, to_values
from ansible_collections.voip.grandstream.plugins.module_utils._text import natural, visible

State = t.Mapping[str, t.Any]
_FIELDS = tuple(key for key in KEYS if key not in NAMES)
_HARMLESS = re.compile(r"[\w .,:;/@+*()=?!&'-]*")
"""Text that no template engine makes anything of. Braces are not all: a text that begins with ``#jinja2:`` chooses its own marks,
and a line can begin a statement."""


def without_layers(state: State, layers: t.Sequence[State], model: str | None, hide_defaults: bool) -> dict[str, t.Any]:
    """Return the part of ``state`` that ``layers``, the weakest first, do not say: both merged are ``state`` again.

    Values are compared as P values, so that spellings make no difference. ``hide_defaults``: leave out what is as at the factory,
    unless a layer says otherwise. What layers say and the state does not hold is left alone. Raise :class:`InputError`.
    """
    said = merged(layers, model)
    said_state = {"settings": said.settings, "accounts": said.accounts, "keys": said.keys}
    wanted = _checked(said_state, model, "the group variables").texts
    values = _checked(state, model, "the state")
    # What the layers say of a key does not fit to single P numbers of it.
    taken_out = _raw_keys(values, model) & (said.keys or {}).keys()
    wanted = {number: text for number, text in wanted.items() if (place_of(number, model) or (None,))[0] not in taken_out}
    texts = values.texts
    kept = texts
    if hide_defaults:
        short = from_values(texts, model, range(1, MOST_ACCOUNTS + 1), hide_defaults=True)
        kept = _checked(short, model, "the state").texts
    paths = {
        path for number, path in values.paths.items() if (wanted[number] != texts[number] if number in wanted else number in kept)
    }
    left: dict[str, t.Any] = {
        "settings": {key: value for key, value in (state.get("settings") or {}).items() if f"settings.{key}" in paths},
        "accounts": {
            int(account): {key: value for key, value in entries.items() if f"accounts.{account}.{key}" in paths}
            for account, entries in (state.get("accounts") or {}).items()
        },
    }
    left["accounts"] = {account: entries for account, entries in left["accounts"].items() if entries}
    left_keys = _new_keys(state.get("keys") or {}, said.keys or {}, paths, taken_out)
    if state.get("keys") is not None or left_keys:
        left["keys"] = left_keys
    if state.get("groups") is not None:
        left["groups"] = _new_groups(group_rows(state["groups"]), said.groups or [])
    if state.get("contacts") is not None:
        left["contacts"] = _new_contacts(state["contacts"], said.contacts or [])
    return left


def _raw_keys(values: Values, model: str | None) -> set[int]:
    """Return the keys of which the state says a P number, because users have no entry for what the phone holds."""
    places = {number: place_of(number, model) for number, path in values.paths.items() if path.startswith("settings.")}
    return {place[0] for place in places.values() if place}


def _new_keys(
    keys: State, said: t.Mapping[t.Any, t.Any], paths: t.Collection[str], taken_out: t.Iterable[int]
) -> dict[int, t.Any]:
    """Return the keys that differ from those that the layers say, and None for those of theirs that do not count."""
    found: dict[int, t.Any] = dict.fromkeys(sorted(taken_out))
    for key, entry in keys.items():
        if f"keys.{key}" in paths:
            # Also that it has no label must be said where a layer gives one.
            weaker = said.get(int(key), {})
            is_blank = "label" in weaker and "label" not in entry and entry.get("mode") != NONE
            found[int(key)] = {**entry, **({"label": ""} if is_blank else {})}
    return found


def without_secrets(state: State) -> dict[str, t.Any]:
    """Return ``state`` without secrets, URLs with a password and private keys, and ``secrets``: where they were, in order.

    A text in which one of these secrets stands, and more, is left out of all the rest, and is named there, too.
    """
    settings = {key: value for key, value in (state.get("settings") or {}).items() if not _is_secret(key, value)}
    accounts = {
        account: {key: value for key, value in entries.items() if not _is_secret(key, value)}
        for account, entries in (state.get("accounts") or {}).items()
    }
    known = Secrets()
    known.add(*(value for key, value in _entries(state) if is_secret(key)))
    repeated: list[str] = []
    public: dict[str, t.Any] = known.left_out({**state, "settings": settings, "accounts": accounts}, repeated)
    public["accounts"] = {account: entries for account, entries in public["accounts"].items() if entries}
    return {**public, "secrets": sorted([*secret_places(state), *repeated], key=natural)}


def _entries(state: State) -> t.Iterator[tuple[t.Any, t.Any]]:
    """Yield the keys and values of all settings and accounts."""
    for entries in (state.get("settings") or {}, *(state.get("accounts") or {}).values()):
        yield from entries.items()


def secret_places(state: State) -> list[str]:
    """Return where ``state`` holds secrets, such as ``accounts.1.sip_auth_password``, in order."""
    found = [f"settings.{key}" for key, value in (state.get("settings") or {}).items() if _is_secret(key, value)]
    for account, entries in (state.get("accounts") or {}).items():
        found += [f"accounts.{account}.{key}" for key, value in entries.items() if _is_secret(key, value)]
    return sorted(found, key=natural)


def host_vars_text(state: State, comment: t.Sequence[str]) -> str:
    """Return a variables file: ``gs_settings``, ``gs_accounts``, and ``gs_keys``, ``gs_groups`` and ``gs_contacts`` where there
    are any.

    The same state always gives the same text. Raise :class:`InputError` where a secret is in it.
    """
    secrets = secret_places(state)
    if secrets:
        raise InputError(
            f"a variables file must not hold secrets: {', '.join(secrets)}. The filter without_secrets takes them out"
        )
    variables: dict[str, t.Any] = {
        "gs_settings": _in_order(state.get("settings") or {}),
        "gs_accounts": {
            account: _in_order(entries) for account, entries in sorted((state.get("accounts") or {}).items(), key=_position)
        },
    }
    if state.get("keys"):
        keys = sorted(state["keys"].items(), key=lambda item: int(item[0]))
        variables["gs_keys"] = {
            int(key): entry and {field: entry[field] for field in FIELDS if field in entry} for key, entry in keys
        }
    variables.update({f"gs_{kind}": state[kind] for kind in ("groups", "contacts") if state.get(kind)})
    return yaml_text(variables, comment)


def yaml_text(value: t.Any, comment: t.Sequence[str]) -> str:
    """Return a YAML document under a comment. Text stays text, whatever it looks like, and is no template."""
    lines = "".join(f"# {visible(part)}".rstrip() + "\n" for line in comment for part in line.splitlines() or [""])
    text: str = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=False, width=100000)
    return f"---\n{lines}{text}"


def _is_secret(key: t.Any, value: t.Any) -> bool:
    return is_secret(key) or (isinstance(value, str) and holds_secret(value))


def _checked(state: State, model: str | None, what: str) -> Values:
    values = to_values(state.get("settings"), state.get("accounts"), model, state.get("keys"))
    if values.problems:
        raise InputError(f"{what}: {'; '.join(values.problems)}")
    return values


def _new_groups(groups: t.Sequence[State], said: t.Sequence[State]) -> list[dict[str, str]]:
    known = {*FIXED_GROUPS.values(), *(canonical_group(str(group.get("name"))) for group in said)}
    return [{"name": name} for name in sorted({str(group["name"]) for group in groups}) if canonical_group(name) not in known]


def _new_contacts(contacts: t.Sequence[State], said: t.Sequence[State]) -> list[dict[str, str]]:
    """Return the fields in which contacts differ from those of the layers, by name. A field that a layer has and the phone
    has not is empty text, which clears it. Contacts without a name are left out."""
    weaker = {contact_key(contact): contact for contact in map(_texts, said)}
    left = []
    for contact in map(_texts, contacts):
        known = weaker.get(contact_key(contact), {})
        fields = {key: contact.get(key, "") for key in _FIELDS if contact.get(key, "") != known.get(key, "")}
        if name_of(contact) and (fields or not known):
            # The name in the layer's own two parts: mixed with those that the phone tells, it would be another one.
            left.append({**{key: text for key, text in (known or contact).items() if key in NAMES}, **fields})
    return sorted(left, key=lambda contact: (name_of(contact).casefold(), *(contact.get(key, "") for key in KEYS)))


def _texts(contact: State) -> dict[str, str]:
    """Return a contact's fields that are not blank. The group default counts as blank."""
    found = {key: str(contact[key]) for key in KEYS if contact.get(key) not in (None, "")}
    if found.get("group") == DEFAULT_GROUP.name:
        del found["group"]
    return found


def _in_order(entries: State) -> dict[str, t.Any]:
    """Return the entries in order: names by the alphabet, then P numbers."""
    return dict(sorted(entries.items(), key=_position))


def _position(item: tuple[t.Any, t.Any]) -> tuple[int, str]:
    number = catalogue.bare_number(item[0])
    return (int(number), "") if number else (0, str(item[0]))


class _Dumper(yaml.SafeDumper):
    """YAML as people write it: lists are indented, no anchors, and what looks like something else than text is in quotes."""

    def ignore_aliases(self, data: t.Any) -> bool:  # noqa: ARG002 - the name is the base's
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 - as above
        super().increase_indent(flow, indentless=False)

    def write_double_quoted(self, text: str, split: bool = True) -> None:
        # The library escapes control characters only. Marks that turn the direction of writing would stand in git and in diffs.
        self.allow_unicode = visible(text) == text
        super().write_double_quoted(text, split)
        self.allow_unicode = True


def _represent_text(dumper: _Dumper, text: str) -> yaml.Node:
    """Return the node of a text. All that is not plainly harmless is ``!unsafe``: nothing that came from a phone or a file is a
    template. Other text is in quotes where it begins like a number, which some readers of YAML take it for."""
    is_visible = visible(text) == text
    if not _HARMLESS.fullmatch(text):
        return dumper.represent_scalar("!unsafe", text, style="'" if is_visible else '"')
    is_doubtful = text[:1].isdigit() or text[:1] in "+-." or text.lower() in ("y", "n") or not is_visible
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if is_doubtful else None)


def _represent_number(dumper: _Dumper, number: int) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:int", str(int(number)))


# Subclasses, too: each ansible-core has its own.
_Dumper.add_multi_representer(str, _represent_text)
_Dumper.add_multi_representer(int, _represent_number)
_Dumper.yaml_representers = {kind: way for kind, way in _Dumper.yaml_representers.items() if kind not in (str, int)}
