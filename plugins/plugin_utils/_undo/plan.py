# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From what a run has changed on a phone to the state that brings it back. Pure.

The law: where a run changed a phone as its report says, the planned state makes the phone hold again what it held before, but for
what the plan names as left.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import re
import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._masking import FORMER_SECRET, MASK, NEW_SECRET, NOT_SHOWN
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue, codec, from_pvalues, keys
from ansible_collections.voip.grandstream.plugins.module_utils._settings.catalogue import MOST_ACCOUNTS, Setting
from ansible_collections.voip.grandstream.plugins.module_utils._settings.plan import TOO_LONG, is_named, key_of
from ansible_collections.voip.grandstream.plugins.module_utils._settings.rows import setting_title
from ansible_collections.voip.grandstream.plugins.module_utils._settings.to_pvalues import to_values
from ansible_collections.voip.grandstream.plugins.module_utils._text import shown, text_problem, visible
from ansible_collections.voip.grandstream.plugins.plugin_utils._undo.report import MOST_NAMED, Changes

_ESCAPE = re.compile(r"\\(?:[nrt]|x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})")
"""What reports write in the place of a character that cannot be seen. Whether the phone held it so is not known."""

_SECRET = "it is a secret, which no report holds"

_TOO_LONG = "what the phone held before was longer than any setting, and no report holds it"

Texts = dict[str, str]
"""The phone's text by bare P number."""


class _NotShownError(ValueError):
    """The report does not tell a value. The message says why."""


class _Side(t.NamedTuple):
    """The places of one row: what is held by which numbers."""

    name: str
    numbers: t.Sequence[str]
    model: str | None
    is_text: bool


def undo_plan(changes: Changes, model: str | None) -> dict[str, t.Any]:
    """Return how what a run has changed on a phone is brought back.

    ``model``: of the phone in the inventory, None if not known. The parts of the plan: ``problem``, why nothing can be brought
    back, else empty; ``state``, the ``settings``, ``accounts`` and ``keys`` that gs_config takes; ``pvalues``, by P
    number the ``name``, the text ``before`` and the texts ``after``, of which the phone must hold one; ``left``, sentences on
    what is not brought back.
    """
    then = changes["model"]
    if model and then and model != then:
        problem = f"the report is of a {then}, and gs_model of the inventory says {model}. Correct gs_model"
        return {"problem": problem, "state": {}, "pvalues": {}, "left": []}
    values: dict[str, dict[str, t.Any]] = {}
    left: dict[str, str] = {}
    blocked: set[str | None] = set()
    for row in changes["rows"]:
        try:
            before, after = _texts_of(row, then or model)
        except _NotShownError as error:
            left.setdefault(row["name"], str(error))
            blocked.update(map(catalogue.bare_number, row["pvalues"]))
            continue
        for number, text in before.items():
            value = values.setdefault(number, {"name": row["name"], "before": text, "after": []})
            # Of several changes, the first says what was there before the run, and the last what the run left. What failed may
            # not have been written: then the phone still holds what the change before it left.
            value["after"] = [after[number]] if row["is_sure"] else [*value["after"], after[number]]
    values = {number: value for number, value in values.items() if value["name"] not in left and number not in blocked}
    before = {number: value["before"] for number, value in values.items()}
    state = from_pvalues.from_values(before, model, range(1, MOST_ACCOUNTS + 1))
    state.setdefault("keys", {})
    kept = to_values(state["settings"], state["accounts"], model, state["keys"]).texts
    left.update({value["name"]: "it cannot be written on this model" for number, value in values.items() if number not in kept})
    return {
        "problem": "",
        "state": state,
        "pvalues": {f"P{number}": value for number, value in values.items() if number in kept},
        "left": [*(f"{visible(name)}: {reason}" for name, reason in left.items()), *changes["others"]],
    }


def undo_problems(plan: t.Mapping[str, t.Any], held: t.Mapping[str, t.Any]) -> list[str]:
    """Return a sentence for each setting that has changed since the run, or cannot be read now.

    ``plan``: of :func:`undo_plan`. ``held``: the phone's text by P number, now. What is as it was before the run is no problem.
    """
    problems = []
    for number, value in plan["pvalues"].items():
        now = held.get(number)
        title = setting_title({"name": value["name"], "pvalues": [number]})
        what = visible(title if number in title else f"{title or value['name']} ({number})")
        if not isinstance(now, str):
            problems.append(f"{what} cannot be read now, so that it is not known whether it has changed since")
        elif visible(now) not in [value["before"], *value["after"]]:
            problems.append(f"{what} is {shown(now)} now, and the run left {' or '.join(map(shown, value['after']))}")
    return problems if len(problems) <= MOST_NAMED else [*problems[:MOST_NAMED], f"and {len(problems) - MOST_NAMED} more"]


def _texts_of(row: t.Mapping[str, t.Any], model: str | None) -> tuple[Texts, Texts]:
    """Return the phone's texts before and after a change. Raise :class:`_NotShownError` where the report does not tell them."""
    numbers = [catalogue.bare_number(number) or "" for number in row["pvalues"]]
    if not numbers or "" in numbers:
        raise _NotShownError("the report does not say which P values it has")
    sides = (row["before"], row["after"])
    hidden = (FORMER_SECRET, NEW_SECRET)
    if any(number in catalogue.secret_numbers() for number in numbers) or any(side in hidden for side in sides):
        raise _NotShownError(_SECRET)
    if row["before"] == TOO_LONG:
        raise _NotShownError(_TOO_LONG)
    if row["before"] is None:
        raise _NotShownError("the report does not say what the phone held before")
    side = _Side(row["name"], numbers, model, row["is_text"])
    before, after = (_side_texts(side, value) for value in sides)
    for text in before.values():
        _check_text(text)
    if NOT_SHOWN in after.values():
        raise _NotShownError("the report does not show what the run left, because a secret is in it")
    return before, after


def _check_text(text: str) -> None:
    """Raise :class:`_NotShownError` for a text that is not what the phone held, or that nobody may write."""
    if text == TOO_LONG:
        raise _NotShownError(_TOO_LONG)
    if text == NOT_SHOWN or MASK in text:
        raise _NotShownError("the report does not show what the phone held before, because a secret is in it")
    if _ESCAPE.search(text):
        raise _NotShownError(
            "what the phone held before has an escape such as \\n in the report, which may stand for another character"
        )
    problem = text_problem(text, may_be_pem=True)
    if problem:
        raise _NotShownError(f"what the phone held before cannot be written: {problem}")


def _side_texts(side: _Side, value: t.Any) -> Texts:
    """Return one side of a change as texts by number. The opposite of what gs_config and gs_pvalue make of them."""
    key = key_of(side.name)
    if key is not None:
        return _key_texts(key, side.model, value)
    place = catalogue.by_number(side.numbers[0], side.model)
    is_word = not side.is_text and is_named(side.name) and place is not None
    if is_word and place is not None and place.octet is not None:
        texts = codec.texts_of(place.setting, value) if isinstance(value, str) else []
        if len(texts) != len(place.setting.numbers) or not set(side.numbers) <= set(place.setting.numbers):
            raise _NotShownError("the report does not show it as an address")
        return dict(zip(place.setting.numbers, texts, strict=True))
    if len(side.numbers) != 1:
        raise _NotShownError("the report does not say which of its P values held what")
    return {side.numbers[0]: _text_of(place.setting.on(side.model) if is_word and place else None, value)}


def _text_of(setting: Setting | None, value: t.Any) -> str:
    """Return the phone's text for what a report shows: the opposite of :func:`from_pvalues.shown`."""
    if isinstance(value, str):
        words = {word: text for text, word in setting.enum.items()} if setting else {}
        return words.get(value, value)
    if setting is not None and isinstance(value, bool) and setting.type == "boolean":
        return str(int(value))
    if setting is not None and isinstance(value, int) and setting.type in ("integer", "port"):
        try:
            return codec.to_text(setting._replace(minimum=None, maximum=None), value)
        except ValueError:
            pass
    raise _NotShownError("the report does not show it as the phone's models have it")


def _key_texts(key: int, model: str | None, value: t.Any) -> Texts:
    """Return the texts of a programmable key: from its entry, or from the phone's texts where it has none."""
    of_model = keys.keys_of(model)
    if of_model is None or model is None:
        raise _NotShownError("keys are not the same on all models. Set gs_model")
    if key not in of_model.all or not isinstance(value, dict):
        raise _NotShownError("the report does not show it as a programmable key")
    numbers = of_model.numbers_of(key)
    texts, problems = keys.texts_of(value, model)
    if problems:
        texts = value
    if texts.keys() != numbers.keys() or not all(isinstance(text, str) for text in texts.values()):
        raise _NotShownError("the report does not show the whole of this key")
    return {number: texts[field] for field, number in numbers.items()}
