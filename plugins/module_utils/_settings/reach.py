# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Changes that can cut a phone off: one phone of the run gets them first, and must be found again before the others do.

Found again means: a login, and the new values read, at the port, scheme and address that they say.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import hashlib
from typing import Any, Mapping, NamedTuple, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import ConnectionSettings
from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._api.values_reply import HeldValues, holds
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AmbiguousWriteError,
    AuthenticationError,
    LockedError,
    NotBackError,
    OtherPhoneError,
    PhoneError,
    ReachError,
    TransportError,
)
from ansible_collections.voip.grandstream.plugins.module_utils._settings import apply, catalogue
from ansible_collections.voip.grandstream.plugins.module_utils._settings.codec import text_of_texts
from ansible_collections.voip.grandstream.plugins.module_utils._settings.plan import DesiredValues, ValueChange, names_of
from ansible_collections.voip.grandstream.plugins.module_utils._settings.writing import NOTHING, Written

SETTLING_SECONDS = 3.0
"""A phone takes a moment to leave its old port or network; until then an answer proves nothing."""

STAYING_SECONDS = 20.0
"""Who still answers at the old place after so long, with the new values, keeps them until its next reboot."""

_PROVED = "proved"
_FIRST = "first "
_LOST = "lost "


class Reached(NamedTuple):
    """A phone that was found again. ``settings``: where. ``moved``: whether that is another place than before. ``in_force``:
    false where it keeps a new place and is still at the old one. ``next``: where it will be after a reboot then."""

    settings: ConnectionSettings
    moved: bool
    in_force: bool
    written: Written = NOTHING
    next: ConnectionSettings | None = None

    def shown(self) -> dict[str, Any]:
        """Return what a result tells of it."""
        later = {"after_reboot": _place(self.next)} if self.next else {}
        return {**_place(self.settings), "moved": self.moved, "in_force": self.in_force, **later}

    def warnings(self) -> list[str]:
        """Return what the user must do."""
        found = []
        if self.moved:
            found.append(f"the phone is at {_shown(self.settings)} now: correct ansible_host, ansible_port and gs_use_ssl")
        if self.next:
            found.append(
                f"the phone moves to {_shown(self.next)} with its next reboot. Reboot one phone first, and look for it there"
            )
        return found


def _place(settings: ConnectionSettings) -> dict[str, Any]:
    return {"host": settings.host, "port": settings.port, "use_ssl": settings.use_ssl}


def changes_of(changes: Sequence[ValueChange], desired: DesiredValues) -> list[ValueChange]:
    """Return the changes that can cut the phone off."""
    return [change for change in changes if catalogue.is_reach(change.number, desired.model)]


def names(changes: Sequence[ValueChange], desired: DesiredValues) -> list[str]:
    """Return how the user calls what can cut the phone off among these changes."""
    return list(names_of((change.number for change in changes_of(changes, desired)), desired))


def refusal(settings: Sequence[str]) -> ReachError:
    """Return the error for changes of these settings, which the task may not make."""
    return ReachError(
        f"{', '.join(settings)} can cut the phone off, and the task may not change that. Nothing was written",
        settings=list(settings),
    )


def carry_out(phone: Phone, changes: Sequence[ValueChange], desired: DesiredValues, patience: float) -> Reached:
    """Wait for this phone's turn, write the changes, and find the phone again within ``patience`` seconds.

    Raise :class:`OtherPhoneError` where another phone of the run went first and is not back, :class:`NotBackError` where this
    phone is not, and what a write raises.
    """
    key = _key(changes, desired)
    is_first = _wait_for_turn(phone, key, patience)
    memory = phone.traits.memory
    try:
        reached = _written_and_found(phone, changes, desired, patience)
    except BaseException as error:
        if is_first:
            # A phone that did not take the change, or did not get it, shows nothing: the next one goes first.
            memory.note(key, _LOST + phone.settings.label if isinstance(error, NotBackError) else "")
        raise
    if is_first:
        memory.note(key, _PROVED)
    return reached


def _key(changes: Sequence[ValueChange], desired: DesiredValues) -> str:
    """Return what the same changes have in common on several phones; addresses and secrets differ from one to the next."""
    parts = []
    for change in changes:
        place = catalogue.by_number(change.number, desired.model)
        is_own = place is None or place.setting.type == "ip" or change.number in catalogue.secret_numbers()
        parts.append(change.number if is_own else f"{change.number}={change.after}")
    return "reach." + hashlib.sha256("\n".join(sorted(parts)).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _wait_for_turn(phone: Phone, key: str, patience: float) -> bool:
    """Wait until another phone has shown that these changes do no harm. Return whether this phone is the one to show it."""
    memory = phone.traits.memory
    state = ""
    # The first one needs some seconds more than its patience.
    for dummy in phone.attempts(patience + STAYING_SECONDS):
        with phone.logins.alone(key):
            state = memory.recall(key) or ""
            if not state:
                memory.note(key, _FIRST + phone.settings.label)
                return True
        if state == _PROVED:
            return False
        if state.startswith(_LOST):
            raise OtherPhoneError(
                f"nothing of what can cut the phone off was written, because {state[len(_LOST) :]}, which got the same change "
                "first, did not come back"
            )
    raise OtherPhoneError(
        f"nothing of what can cut the phone off was written, because {state[len(_FIRST) :]}, which gets the same change first, "
        f"was not back within {patience + STAYING_SECONDS:g} s"
    )


def _written_and_found(phone: Phone, changes: Sequence[ValueChange], desired: DesiredValues, patience: float) -> Reached:
    written, is_lost = NOTHING, False
    try:
        written = apply.write(phone, changes, desired)
    except (AmbiguousWriteError, TransportError):
        # A phone that moves at once may not answer any more.
        if not phone.has_written:
            raise
        is_lost = True
    texts = {change.number: change.after for change in changes if change.number not in written.file_only}
    if is_lost:
        return _found_and_whole(phone, changes, texts, desired, patience)
    return _found(phone, texts, desired, patience)._replace(written=written)


def _found_and_whole(
    phone: Phone, changes: Sequence[ValueChange], texts: Mapping[str, str], desired: DesiredValues, patience: float
) -> Reached:
    """Find a phone of which it is not known what it took, and write there what it does not hold."""
    reached = _found(phone, texts, desired, patience)
    with phone.with_settings(**reached.settings._asdict()) as there:
        there.traits = phone.traits
        held = there.read_values(list(texts))
        left = [change for change in changes if not holds(held, change.number, change.after)]
        return reached._replace(written=apply.write(there, left, desired) if left else NOTHING)


def _found(phone: Phone, texts: Mapping[str, str], desired: DesiredValues, patience: float) -> Reached:
    """Look for the phone where it must be now. Where it moves, look at its old place at last. Raise :class:`NotBackError`."""
    here = phone.settings
    places = places_after(here, texts, desired)
    began = phone.now()
    phone.pause(min(SETTLING_SECONDS, patience))
    trouble: PhoneError | None = None
    for dummy in phone.attempts(patience):
        for place in places or [here]:
            held, problem = _look(phone, place, list(texts))
            trouble = problem or trouble
            if held is not None and _is_that(held, texts):
                return Reached(place, place != here, in_force=True)
        if places and phone.now() - began >= min(STAYING_SECONDS, patience / 2):
            held, problem = _look(phone, here, list(texts))
            if held is not None and all(holds(held, number, text) for number, text in texts.items()):
                return Reached(here, moved=False, in_force=False, next=places[0])
    changed = ", ".join(names_of(texts, desired))
    looked = ", ".join(_shown(place) for place in (*places, here))
    raise NotBackError(
        f"{changed} was changed, and the phone was not found again within {patience:g} s at {looked}"
        + (f" ({trouble.message})" if trouble else ""),
        f"Look at the phone itself, and set {changed} back there, or correct the network. Then correct the inventory, and run "
        "again",
    )


def _is_that(held: Mapping[str, str], texts: Mapping[str, str]) -> bool:
    """Return whether a phone is where it is because of these values, and not another one at that place."""
    names = ("web_access_method", "web_port", "ipv4_address_type", "static_ip")
    numbers = {number for setting in map(catalogue.by_name, names) if setting for number in setting.numbers}
    return all(holds(held, number, text) for number, text in texts.items() if number in numbers)


def _look(phone: Phone, place: ConnectionSettings, numbers: Sequence[str]) -> tuple[HeldValues | None, PhoneError | None]:
    """Return what a phone at that place holds, or why it cannot be asked. Wrong credentials end the search."""
    with phone.with_settings(**{**place._asdict(), "retries": 0}) as there:
        there.traits = phone.traits
        try:
            # Without an answer to this there is no login, which would count as a strike.
            return (there.read_values(numbers), None) if there.answers() else (None, None)
        except (AuthenticationError, LockedError) as error:
            raise NotBackError(
                f"the phone was looked for at {_shown(place)}, and what answers there refuses the login ({error.message})",
                "Look which device has this address",
            ) from None
        except PhoneError as error:
            return None, error


def places_after(here: ConnectionSettings, texts: Mapping[str, str], desired: DesiredValues) -> list[ConnectionSettings]:
    """Return where a phone answers after a change of these values, the likeliest first; none where it stays where it is. Pure.

    ``texts``: the changed values by bare number.
    """
    use_ssl = {"0": False, "1": True}.get(texts.get(_number("web_access_method"), ""), here.use_ssl)
    port = texts.get(_number("web_port"), "")
    ports = [int(port)] if port.isdigit() and int(port) else [here.port]
    if use_ssl != here.use_ssl and not port:
        # The reference of settings: "443 is refused for HTTP and 80 for HTTPS".
        told = desired.values.get(_number("web_port"), "")
        ports = [int(told)] if told.isdigit() and int(told) else [443 if use_ssl else 80, here.port]
    places = [here._replace(host=_host(texts, desired) or here.host, port=one, use_ssl=use_ssl) for one in ports]
    return [place for place in places if place != here]


def _host(texts: Mapping[str, str], desired: DesiredValues) -> str:
    """Return the static address that the phone has from now on; empty where it gets none, or keeps the one that it has."""
    setting, kind = catalogue.by_name("static_ip"), _number("ipv4_address_type")
    numbers = setting.numbers if setting else ()
    if not (set(numbers) & texts.keys() or kind in texts) or desired.values.get(kind, desired.address_type) != "1":
        return ""
    octets = [desired.values.get(number, "") for number in numbers]
    return text_of_texts(octets) if all(octets) and any(octet != "0" for octet in octets) else ""


def _number(name: str) -> str:
    setting = catalogue.by_name(name)
    return setting.numbers[0] if setting else ""


def _shown(place: ConnectionSettings) -> str:
    return f"{place.label} over {'HTTPS' if place.use_ssl else 'HTTP'}"
