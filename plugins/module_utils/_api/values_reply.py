# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers of a phone to a read of values, where its firmware may not escape them. Pure.

Guide, "Return Values Request": JSON. The vendor's own server puts values between the quotes as they are, so that a quotation
mark or a backslash in one of them breaks the answer, or forges another one.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import json
import re
from typing import Any, Dict, Iterable, Mapping, Match, NamedTuple, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._api.records import text
from ansible_collections.voip.grandstream.plugins.module_utils._text import text_problem

_SUCCESS = re.compile(r'\ufeff?\s*\{\s*"response"\s*:\s*"success"\s*,\s*"body"\s*:\s*\{', re.IGNORECASE)
_BACKSLASHED = re.compile(r"\\(.)", re.DOTALL)
_ONE_VALUE = re.compile(
    r'\ufeff?\s*\{\s*"response"\s*:\s*"success"\s*,\s*"body"\s*:\s*\{\s*"([^"\\]*)"\s*:\s*"(.*)"\s*\}\s*\}\s*',
    re.IGNORECASE | re.DOTALL,
)


class HeldValues(Dict[str, str]):
    """The values of a phone: text by bare number or name.

    ``also``: where a backslash leaves two readings of a value, the other one. ``broken``: the names whose value cannot be told,
    because it breaks the answer; what stands between the quotes there is in ``also`` where it can be told apart.
    """

    def __init__(
        self, texts: Mapping[str, str] | None = None, also: Mapping[str, str] | None = None, broken: Iterable[str] = ()
    ) -> None:
        super().__init__(texts or {})
        self.also = dict(also or {})
        self.broken = list(broken)

    def add(self, more: HeldValues) -> None:
        """Take over what another read has found."""
        self.update(more)
        self.also.update(more.also)
        self.broken += more.broken

    def in_order(self, names: Sequence[str]) -> HeldValues:
        """Return the same in the order of these names."""
        return HeldValues({name: self[name] for name in names if name in self}, self.also, self.broken)


def holds(held: Mapping[str, str], name: str, wanted: str) -> bool:
    """Return whether the phone holds the wanted text, in any reading of its answer."""
    return held.get(name) == wanted or (isinstance(held, HeldValues) and held.also.get(name) == wanted)


def readings(held: Mapping[str, str], name: str) -> list[str]:
    """Return every text that the phone may hold under the name: none where it holds nothing, two where a backslash leaves two."""
    also = held.also if isinstance(held, HeldValues) else {}
    return [text for text in dict.fromkeys((held.get(name), also.get(name))) if text]


def writable(held: HeldValues) -> HeldValues:
    """Return the same for people who may write it back: of two readings, the one that a task could write.

    Either of them counts as what the phone holds then (see :func:`holds`).
    """
    better = {
        name: other
        for name, other in held.also.items()
        if name in held and text_problem(held[name], may_be_pem=True) and not text_problem(other, may_be_pem=True)
    }
    return HeldValues({**held, **better}, {**held.also, **{name: held[name] for name in better}}, held.broken)


class Reading(NamedTuple):
    """The content of one answer. ``held`` is None where it is broken.

    ``unescaped``: whether the answer shows that the firmware does not escape. ``doubtful``: whether a name that is missing may
    have been swallowed by another value, rather than be unknown to the phone.
    """

    held: HeldValues | None
    unescaped: bool = False
    doubtful: bool = False


def bare(name: str) -> str:
    """Return ``30`` for ``P30``: a phone may answer with either."""
    return name[1:] if name[:1] in ("P", "p") and name[1:].isascii() and name[1:].isdigit() else name


def is_success(answer: str) -> bool:
    """Return whether an answer begins as values and ends as a whole one: then what is wrong in it will be wrong again."""
    return _SUCCESS.match(answer) is not None and answer.rstrip().endswith("}")


def understood(answer: str, names: Sequence[str], escapes: bool | None) -> Reading:
    """Return what an answer says of the names that were asked.

    ``escapes``: what is known of the firmware. It is broken where it is no
    JSON, or has a name that was not asked, or one twice. Names may be left out: some firmware does so with what it does not know.
    """
    escaped = _values(answer, names)
    if "\\" not in answer:
        # There is one way to read it.
        return Reading(None if escaped is None else HeldValues(escaped), doubtful=escaped is None)
    literal = _values(answer.replace("\\", "\\\\"), names)
    if escaped is None or (literal is not None and literal.keys() != escaped.keys()):
        held = None if escaped is not None or literal is None else HeldValues(literal)
        return Reading(held, unescaped=held is not None, doubtful=True)
    source = _values(_BACKSLASHED.sub(_as_it_stands, answer), names) or {}
    first, second = (source, escaped) if escapes is False else (escaped, source)
    also = {name: value for name, value in second.items() if value != first[name]}
    return Reading(HeldValues(first, also), doubtful="\\" in answer)


def _as_it_stands(match: Match[str]) -> str:
    """Return a backslash and what follows it, written so that JSON reads these two characters."""
    return "\\\\" + {'"': '\\"', "\\": "\\\\"}.get(match.group(1), match.group(1))


def broken_value(answer: str, name: str) -> HeldValues:
    """Return what a broken answer says of this one name: no certain value, only what stands between the quotes."""
    match = _ONE_VALUE.fullmatch(answer)
    also = {name: match.group(2)} if match and bare(match.group(1)) == name else {}
    return HeldValues({}, also, [name])


def _values(answer: str, names: Sequence[str]) -> dict[str, str] | None:
    """Return the values in JSON; None where it is none, or not what was asked."""
    try:
        reply = json.loads(answer.lstrip("\ufeff"), strict=False, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return None
    if not isinstance(reply, dict) or len({key.lower() for key in reply}) != len(reply):
        return None
    # The text after a forged end of the values can only be made to fit by opening an object for it.
    objects = [(key.lower(), value) for key, value in reply.items() if isinstance(value, dict)]
    if len(objects) != 1 or objects[0][0] != "body":
        return None
    body = objects[0][1]
    found = {bare(name): value for name, value in body.items()}
    if len(found) != len(body) or not found.keys() <= set(names):
        return None
    if any(isinstance(value, (dict, list)) for value in found.values()):
        return None
    return {name: text(value) for name, value in found.items()}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of JSON. Raise :class:`ValueError` where a name stands twice: one of them is part of a value."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice")
    return found
