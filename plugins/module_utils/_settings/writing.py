# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One write of P values, whatever the firmware does to the values on the way."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from contextlib import nullcontext
from typing import Collection, Mapping, NamedTuple, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._api.quoting import needs_quoting, quoted, unsendable
from ansible_collections.voip.grandstream.plugins.module_utils._api.values_reply import HeldValues, holds
from ansible_collections.voip.grandstream.plugins.module_utils._errors import NotKeptError, OversizedError
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue, firmware, lost
from ansible_collections.voip.grandstream.plugins.module_utils._settings.plan import DesiredValues, key_of, names_of

_FIRMWARE = ("vendor_fullname", catalogue.READ_ONLY["system_version"])
"""The names of the values that tell maker and firmware (guide, "Return Values Request")."""

#: By whether a kind of phones stores empty values, what the run remembers of it.
_EMPTY_FACTS = {False: "empty junk", True: "empty kept"}
_EMPTY = "it is empty, and this firmware stores something else then"
_LONG = "it is too long for this firmware"
_PERHAPS_QUOTED = "this firmware may store it in its quoted form, and nothing has shown whether it does: set it with gs_password"


class Written(NamedTuple):
    """The result of a write.

    ``file_only``: the numbers that the firmware cannot take over its API, and why. ``unproved``: the numbers of secrets that
    were written and that the phone does not tell, so that nothing has shown that they are right.
    """

    file_only: dict[str, str]
    unproved: list[str]

    def with_more(self, more: Written) -> Written:
        """Return this together with what came of another write."""
        return Written({**self.file_only, **more.file_only}, [*self.unproved, *more.unproved])

    def without_accounts(self, confirmed: Collection[int]) -> Written:
        """Return the same with the secrets of accounts that have registered with them, which proves them."""
        return self._replace(unproved=[number for number in self.unproved if catalogue.account_of(number) not in confirmed])


NOTHING = Written({}, [])


def bring(phone: Phone, texts: Mapping[str, str], former: Mapping[str, str | None], desired: DesiredValues) -> Written:
    """Make the phone hold ``texts``. ``former``: what it holds of them now, None where that is not known.

    Text by bare number. Raises as :func:`write`.
    """
    writing = _Writing(phone, former, desired)
    writing.run(texts)
    return Written(writing.file_only, writing.unproved)


def foreseen(phone: Phone, texts: Mapping[str, str]) -> dict[str, str]:
    """Return the numbers of the texts that this firmware is known not to take over its API, and why."""
    traits = phone.traits
    found: dict[str, str] = {}
    if traits.decodes is False:
        found.update({number: "it holds " + ", ".join(unsendable(text)) for number, text in texts.items() if unsendable(text)})
    elif traits.decodes is None and traits.needs_apply:
        found.update(dict.fromkeys(_login_passwords_at_risk(texts), _PERHAPS_QUOTED))
    if traits.stores_empty is False:
        found.update({number: _EMPTY for number, text in texts.items() if not text})
    if traits.takes_long is False:
        found.update(dict.fromkeys(phone.too_long(texts), _LONG))
    return found


def with_whole_keys(reasons: Mapping[str, str], texts: Mapping[str, str], desired: DesiredValues) -> dict[str, str]:
    """Return the reasons together with those of the other texts of the same programmable keys.

    A key is written whole or left alone: half of one would be a key that nobody asked for.
    """
    found = dict(reasons)
    for numbers in _of_keys(texts, desired):
        reason = next((reasons[number] for number in numbers if number in reasons), None)
        if reason is not None:
            found.update({number: reason for number in numbers if number not in found})
    return found


def _of_keys(texts: Mapping[str, str], desired: DesiredValues) -> list[list[str]]:
    """Return the numbers of the texts by programmable key."""
    return [numbers for name, numbers in names_of(texts, desired).items() if key_of(name) is not None]


def _login_passwords_at_risk(texts: Mapping[str, str]) -> list[str]:
    """Return the numbers of the phone's own passwords that could be garbled, so that nobody can log in any more.

    Any other text that needs quoting is written before them, and shows how the firmware decodes.
    """
    quoted_numbers = [number for number, text in texts.items() if needs_quoting(text)]
    return quoted_numbers if all(number in catalogue.login_passwords() for number in quoted_numbers) else []


class _Writing:
    """One write: the requests, and what they show of the firmware."""

    def __init__(self, phone: Phone, former: Mapping[str, str | None], desired: DesiredValues) -> None:
        self._phone = phone
        self._traits = phone.traits
        self._former = former
        self._desired = desired
        self.file_only: dict[str, str] = {}
        self.unproved: list[str] = []
        # What the phone holds of what comes last.
        self._unsent: dict[str, str] = {}

    def run(self, texts: Mapping[str, str]) -> None:
        """Write the texts in the order in which nothing can be lost: what shows how the firmware decodes, what must be known
        for, what could become junk, and last the rest of the keys that have such a field."""
        self._leave_out(foreseen(self._phone, texts), texts)
        emptied = [number for number, text in texts.items() if not text and self._traits.stores_empty is None]
        rest = self._rest_of_keys(texts, emptied)
        self._unsent = {number: self._former.get(number) or "" for number in [*emptied, *rest]}
        self._fill({number: text for number, text in texts.items() if number not in emptied and number not in rest})
        left = self._empty(emptied)
        self._leave_out({**self.file_only, **foreseen(self._phone, dict.fromkeys(left, ""))}, texts)
        self._unsent = {}
        self._fill({number: texts[number] for number in [*left, *rest]})
        self._bring(self._short_as_it_is(texts))
        self._take_halves_back(texts)

    def _rest_of_keys(self, texts: Mapping[str, str], emptied: Collection[str]) -> list[str]:
        """Return the numbers of keys that may be written only when it is known whether the firmware takes their other fields."""
        found = []
        for numbers in _of_keys(texts, self._desired):
            uncertain = [number for number in numbers if number in emptied]
            if not uncertain and self._traits.decodes is None:
                uncertain = [number for number in numbers if unsendable(texts[number])]
            found += [number for number in numbers if number not in uncertain] if uncertain else []
        return found

    def _take_halves_back(self, texts: Mapping[str, str]) -> None:
        """Bring back what was written of keys that the firmware did not take as a whole, against what was known of it."""
        for number, reason in with_whole_keys(self.file_only, texts, self._desired).items():
            if number not in self.file_only:
                self.file_only[number] = f"{reason}; {self._taken_back(number)}"

    def _leave_out(self, reasons: Mapping[str, str], texts: Mapping[str, str]) -> None:
        """Note what the firmware cannot take, and the keys that it is a part of."""
        self.file_only.update(with_whole_keys(reasons, texts, self._desired))

    def _fill(self, texts: Mapping[str, str]) -> None:
        """Write texts of which none is empty, unless it is known what the firmware does then."""
        waiting = [number for number in texts if self._must_wait(number, texts[number])]
        if not any(needs_quoting(text) for number, text in texts.items() if number not in waiting):
            # Nothing else shows it, so that one of them must be put at risk: only one.
            risked = next((number for number in waiting if number not in catalogue.secret_numbers()), None)
            waiting = [number for number in waiting if number != risked]
        first = {number: text for number, text in texts.items() if number not in waiting}
        self._bring(first, probing=bool(waiting))
        # Nothing is shown by a secret that the phone does not tell.
        waiting.sort(key=lambda number: number in catalogue.write_only_numbers())
        while waiting and self._traits.decodes is None and self._is_readable(waiting[0]):
            number = waiting.pop(0)
            self._bring({number: texts[number]}, probing=True)
        self._bring({number: texts[number] for number in waiting})

    def _short_as_it_is(self, texts: Mapping[str, str]) -> dict[str, str]:
        """Return what was too long in its quoted form, for firmware that has shown since that it needs none."""
        long = {number: texts[number] for number, reason in self.file_only.items() if reason == _LONG}
        unfit = foreseen(self._phone, long)
        if self._traits.stores_empty is None:
            unfit.update({number: _EMPTY for number, text in long.items() if not text})
        still = with_whole_keys(unfit, long, self._desired)
        short = {number: long[number] for number in long if number not in still}
        for number in short:
            del self.file_only[number]
        return short

    def _is_readable(self, number: str) -> bool:
        """Return whether reading a value back may show what the phone holds."""
        return number not in self._untold()

    def _must_wait(self, number: str, text: str) -> bool:
        """Return whether a text may be sent only when it is known whether the phone decodes, if anything can show that.

        A secret, because it may be garbled and nobody see it; and what could not be brought back if it were garbled.
        """
        if self._traits.decodes is not None or not needs_quoting(text):
            return False
        former = self._former.get(number)
        return number in catalogue.secret_numbers() or bool(unsendable(text) and (not former or unsendable(former)))

    def _bring(self, texts: Mapping[str, str], probing: bool = False) -> None:
        """Write, read back, and write again raw what has shown that the phone does not decode.

        ``probing``: whether to read back although the task does not want that.
        """
        self.file_only.update(foreseen(self._phone, texts))
        texts = self._send(texts)
        if not texts:
            return
        if not (self._desired.verify or probing):
            self._note_unproved(texts, HeldValues())
            return
        kept = self._read_back(texts)
        if self._traits.decodes is None:
            self._learn_decoding(texts, kept)
            if self._traits.decodes is False:
                texts = self._send_raw(texts, kept)
        texts = self._without_junk(texts, kept)
        self._note_unproved(texts, kept)
        if self._desired.verify:
            self._check_kept(texts, kept)

    def _send(self, texts: Mapping[str, str]) -> dict[str, str]:
        """Write what the firmware can take. Return that."""
        texts = {number: text for number, text in texts.items() if number not in self.file_only}
        if not texts:
            return {}
        try:
            self._phone.write_values(texts, self._untold())
        except OversizedError:
            too_long = self._phone.too_long(texts)
            if not too_long:
                raise
            self._traits.learn(takes_long=False)
            self.file_only.update(dict.fromkeys(too_long, _LONG))
            texts = {number: text for number, text in texts.items() if number not in too_long}
            if texts:
                self._phone.write_values(texts, self._untold())
        return texts

    def _send_raw(self, texts: Mapping[str, str], kept: HeldValues) -> dict[str, str]:
        """Write again what was garbled, as it is, and take back what cannot be sent so. Return the texts that should be held."""
        garbled = {number: text for number, text in texts.items() if needs_quoting(text)}
        for number, reason in foreseen(self._phone, garbled).items():
            self.file_only[number] = f"{reason}; {self._taken_back(number)}"
        sent = self._send(garbled)
        if sent:
            kept.add(self._read_back(sent))
        return {number: text for number, text in texts.items() if number not in self.file_only}

    def _taken_back(self, number: str) -> str:
        """Bring the former text of one value back, where that can be done without a risk. Return a sentence."""
        former = self._former.get(number)
        if (former or (former == "" and self._traits.stores_empty)) and not foreseen(self._phone, {number: former}):
            self._phone.write_values({number: former}, self._untold())
            if holds(self._phone.read_values([number]), number, former):
                return "its former value is back"
        return "it is damaged now, and its former value could not be brought back"

    def _empty(self, numbers: Sequence[str]) -> Sequence[str]:
        """Make values empty: one alone and read back, until the firmware has shown what it does. Return the others."""
        numbers = sorted(numbers, key=lambda number: number in catalogue.write_only_numbers())
        kind = self._kind() if numbers else ""
        self._recall(kind)
        if numbers and self._traits.stores_empty is None:
            # So that one phone stores junk, and not each that is told at the same time.
            with self._phone.logins.alone(f"empty {kind}") if kind else nullcontext():
                self._recall(kind)
                numbers = self._emptied_alone(numbers, kind)
        return numbers

    def _recall(self, kind: str) -> None:
        """Take over what other phones of this model and firmware have shown of empty values in this run."""
        for stores_empty, fact in _EMPTY_FACTS.items():
            if kind and self._traits.stores_empty is None and self._phone.logins.has_fact(f"{fact} {kind}"):
                self._traits.learn(stores_empty=stores_empty)

    def _emptied_alone(self, numbers: Sequence[str], kind: str) -> Sequence[str]:
        """Make values empty until the firmware has shown what it does, and tell the other phones. Return the others."""
        left = list(numbers)
        try:
            while left and self._traits.stores_empty is None:
                self._empty_alone(left.pop(0))
        finally:
            shown = self._traits.stores_empty
            if kind and shown is not None:
                self._phone.logins.learn(f"{_EMPTY_FACTS[shown]} {kind}")
        return left

    def _empty_alone(self, number: str) -> None:
        if not self._send({number: ""}):
            return
        kept = self._read_back({number: ""})
        if number in self._untold():
            self.unproved.append(number)
        elif holds(kept, number, ""):
            self._traits.learn(stores_empty=True)
        elif self._without_junk({number: ""}, kept) and self._desired.verify:
            self._check_kept({number: ""}, kept)

    def _without_junk(self, texts: Mapping[str, str], kept: HeldValues) -> dict[str, str]:
        """Take back what was to be empty and holds junk now. Return the other texts. Junk is never shown: it may be a secret."""
        junk = [number for number, text in texts.items() if not text and self._is_junk(number, kept)]
        if junk:
            self._traits.learn(stores_empty=False)
        for number in junk:
            self.file_only[number] = f"{_EMPTY}; {self._taken_back(number)}"
        return {number: text for number, text in texts.items() if number not in junk}

    def _is_junk(self, number: str, kept: HeldValues) -> bool:
        """Return whether a value that was to be empty reads neither as empty nor as before."""
        former = self._former.get(number)
        if number in kept.broken:
            return former is not None and not holds(kept, number, former)
        return number in kept and not holds(kept, number, "") and (former is None or not holds(kept, number, former))

    def _kind(self) -> str:
        """Return model and firmware of the phone in one text; an empty one where it does not tell its firmware.

        The model is the one that the task knows, because some phones tell the maker only.
        """
        told = self._phone.read_values(_FIRMWARE)
        if not all(told.get(name) for name in _FIRMWARE):
            return ""
        return " ".join([*(told[name] for name in _FIRMWARE), *([self._desired.model] if self._desired.model else [])])

    def _read_back(self, texts: Mapping[str, str]) -> HeldValues:
        numbers = [number for number in texts if self._is_readable(number)]
        return self._phone.read_values(numbers) if numbers else HeldValues()

    def _learn_decoding(self, texts: Mapping[str, str], kept: HeldValues) -> None:
        quoted_texts = {number: text for number, text in texts.items() if needs_quoting(text)}
        if any(holds(kept, number, quoted(text)) for number, text in quoted_texts.items()):
            self._traits.learn(decodes=False)
        elif any(holds(kept, number, text) for number, text in quoted_texts.items()):
            self._traits.learn(decodes=True)

    def _note_unproved(self, texts: Mapping[str, str], kept: HeldValues) -> None:
        """Note the secrets that were not shown to be right."""
        self.unproved += [number for number in texts if number in self._untold() and not kept.get(number)]

    def _untold(self) -> frozenset[str]:
        """Return the numbers that read as empty whatever the phone holds."""
        return frozenset() if self._traits.tells_secrets else catalogue.write_only_numbers()

    def _check_kept(self, texts: Mapping[str, str], kept: HeldValues) -> None:
        """Raise :class:`NotKeptError` with the values that did not stick."""
        missing = [number for number, text in texts.items() if number not in self._untold() and not holds(kept, number, text)]
        if not missing:
            return
        kept.update({number: text for number, text in self._unsent.items() if number not in kept})
        told = "; ".join(
            lost.told(name, numbers, {**self._desired.values, **texts}, kept, self._desired.model)
            for name, numbers in names_of(missing, self._desired).items()
        )
        # Some firmware reads what it does not know as empty text, and takes everything.
        names = names_of(missing, self._desired)
        reasons = firmware.reasons(names, self._desired.model, self._desired.firmware)
        told += "".join(f"; {name} {reason}" for name, reason in reasons.items())
        post = ". If they stay lost, this firmware may lose what is posted: set gs_request_method: get"
        raise NotKeptError(
            f"the phone accepted these values and did not keep them: {told}. They may be read-only, out of range or unsupported "
            "on this model and firmware: give values that it keeps, or remove them"
            + (post if self._phone.settings.request_method == "post" else ""),
            pvalues=["P" + number for number in missing],
        )
