# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One simulated phone: its values, its login strikes and lock, its sessions; and its parts, which have files of their own."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections import ChainMap, deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from . import upgrades
from .calls import Calls
from .clock import Clock
from .factory import Account, Model
from .faults import Fault
from .firmware import Firmware
from .phonebook import Phonebook
from .power import Power
from .registrations import Registrations
from .requestlog import RequestLog
from .upgrades import Breakage
from .zero_touch import ZeroTouch

# P values that hold the passwords of the web interface (guide, "Post Values Request" and "Change Password").
ADMIN_PASSWORD = "2"
USER_PASSWORD = "196"
# By user name: role and P value of the password. `gmiadmin` and `admin` share theirs (FIELD-NOTES, "Authentication").
USERS = {
    "gmiadmin": ("admin", ADMIN_PASSWORD),
    "admin": ("admin", ADMIN_PASSWORD),
    "user": ("user", USER_PASSWORD),
}
# The user name of the API in the guide, and the only one on some firmware.
VENDOR_USER = "gmiadmin"
# The setting that lets the API dial (guide, "Get Phone Status": "Click to dial is currently enabled").
_CLICK_TO_DIAL = "1561"
# As much as an empty value brings in with the quirk `empty_value=junk_27k`.
_LONG_JUNK = 27 * 1024
# More outstanding randoms than any honest crowd of clients needs; it bounds the memory of a phone.
_RANDOMS_KEPT = 16


@dataclass(slots=True)
class Session:
    """A login: the role that it gives (`admin` or `user`) and when it was used last (monotonic seconds)."""

    role: str
    last_used: float


@dataclass(slots=True)
class Phone:
    """The state of one phone. Nothing here does input or output, and nothing is shared but `model` and `start`."""

    address: str
    model: Model
    start_firmware: Firmware
    start_faults: tuple[Fault, ...] = ()
    firmware: Firmware = field(init=False)
    # What differs from the model's values at the start, or after RESET at the factory; `values` looks here first.
    stored: dict[str, str] = field(init=False)
    values: ChainMap[str, str] = field(init=False)
    # What is still in force where another value is kept (quirk `values_in_force`); `in_force` looks here first.
    waiting: dict[str, str] = field(init=False)
    in_force: ChainMap[str, str] = field(init=False)
    strikes: int = field(init=False)
    locked_until: float = field(init=False)
    randoms: deque[str] = field(init=False)
    sessions: dict[str, Session] = field(init=False)
    registrations: Registrations = field(init=False)
    book: Phonebook = field(init=False)
    calls: Calls = field(init=False)
    clock: Clock = field(init=False)
    power: Power = field(init=False)
    # The P values that wait for the phone on its provisioning server.
    provisioning: dict[str, str] = field(init=False)
    # What is around a phone that was not set up, and what came of the files that it asked for.
    zero_touch: ZeroTouch | None = field(init=False)
    fetches: list[dict[str, str]] = field(init=False)
    # The firmware versions that lie on servers, by URL.
    upgrades: dict[str, str] = field(init=False)
    # What the next firmware breaks.
    upgrade_breaks: Breakage = field(init=False)
    faults: list[Fault] = field(init=False)
    # What the last phonebook_download wrote (quirk `download_reply`).
    phonebook_file: str | None = field(init=False)
    log: RequestLog = field(init=False)

    def __post_init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """As when the simulator started, with the quirks and faults of the command line and an empty log."""
        self.firmware = self.start_firmware
        self.stored = {}
        # ChainMap writes to its first map only, so the shared factory values stay as they are.
        self.values = ChainMap(self.stored, self.model.values)  # type: ignore[arg-type]
        self.waiting = {}
        self.in_force = ChainMap(self.waiting, self.values)
        self.strikes = 0
        self.locked_until = 0.0
        self.randoms = deque(maxlen=_RANDOMS_KEPT)
        self.sessions = {}
        self.registrations = Registrations(self.model, self.in_force)
        self.book = Phonebook()
        self.calls = Calls.idle(self.model.lines)
        self.clock = Clock()
        self.power = Power()
        self.provisioning = {}
        self.zero_touch = None
        self.fetches = []
        self.upgrades = {}
        self.upgrade_breaks = Breakage()
        self.faults = [fault.copy() for fault in self.start_faults]
        self.phonebook_file = None
        self.log = RequestLog()

    @property
    def mac(self) -> str:
        """Return the phone's MAC address in 12 digits: the vendor's prefix, and what makes its address its own."""
        return "000b82" + "".join(f"{int(part):02x}" for part in self.address.split(".")[1:])

    # --- login (guide, "Web Authentication Guide"; FIELD-NOTES, "Authentication")

    def new_random(self) -> str:
        """Return a random number for one login."""
        if self.firmware.randoms == "one":
            self.randoms.clear()
        if self.firmware.random_sign == "negative":
            self.randoms.append(str(-1 - secrets.randbelow(2**31)))
        else:
            self.randoms.append(str(secrets.randbelow(10**10)))
        return self.randoms[-1]

    def locked_for(self) -> float:
        """Seconds until the phone lets anyone log in again; 0 when it is not locked."""
        return max(0.0, self.locked_until - time.monotonic())

    def lock(self, seconds: float) -> None:
        """Lock the phone for so long; 0 unlocks it."""
        self.locked_until = time.monotonic() + seconds if seconds else 0.0

    def login(self, user: str, secret: str, algorithm: str) -> str:
        """Try to log in with a digest by `md5` or `sha256`.

        Gives `right`, or the guide's error word: `wrong4` … `wrong1`, `locked`.
        """
        if self.locked_for():
            self.randoms.clear()
            return "locked"
        if self.strikes >= self.firmware.lockout_attempts:
            self.strikes = 0  # a lock has passed
        if self._uses_up_random(user, secret, algorithm):
            self.strikes = 0
            return "right"
        # The request does not say which random it used, so a wrong login spoils them all.
        self.randoms.clear()
        self.strikes += 1
        left = self.firmware.lockout_attempts - self.strikes
        if left > 0:
            return f"wrong{left}"
        self.lock(self.firmware.lockout_seconds)
        return "locked"

    def _uses_up_random(self, user: str, secret: str, algorithm: str) -> bool:
        """Return whether the secret is the digest of the user's password with an outstanding random, which is then spent."""
        if user not in USERS:
            return False
        password = self.values[USERS[user][1]]
        separators = (":", ".") if self.firmware.separator == "both" else (self.firmware.separator,)
        for random in self.randoms:
            for separator in separators:
                text = separator.join((user, random, password))
                digest = hashlib.new(algorithm, text.encode(), usedforsecurity=False).hexdigest()
                if hmac.compare_digest(digest.encode(), secret.encode()):
                    self.randoms.remove(random)
                    return True
        return False

    # --- sessions

    def open_session(self, user: str) -> tuple[str, ...]:
        """Start a session for a user who logged in; gives its cookies as `Set-Cookie` headers."""
        self.drop_sessions(only_dead=self.firmware.sessions == "many")
        role = USERS[user][0]
        if self.firmware.cookie_form == "gmicookie":
            token = f'"{secrets.token_hex(4)}"'
            self.sessions[token] = Session(role, time.monotonic())
            lasting = f"Max-Age={self.firmware.session_seconds:.0f}"
            return f"gmicookie={token};HttpOnly", f"type={user};", 'Version="1";', lasting
        token = secrets.token_hex(16)
        self.sessions[token] = Session(role, time.monotonic())
        first, *others = self.firmware.cookies
        return tuple(f"{name}={value}; Path=/" for name, value in {first: token, **dict.fromkeys(others, role)}.items())

    def live_session(self, cookies: Mapping[str, str]) -> Session | None:
        """Return the session that a request's cookies belong to, its silence ended; None when there is none or it died."""
        first, *others = self.firmware.cookies
        session = self.sessions.get(cookies.get(first, ""))
        if session is None or any(cookies.get(name) != session.role for name in others):
            return None
        now = time.monotonic()
        if now - session.last_used > self.firmware.session_seconds:
            return None
        session.last_used = now
        return session

    def drop_sessions(self, *, only_dead: bool = False) -> None:
        """End all sessions, or forget those that died of silence."""
        oldest = time.monotonic() - self.firmware.session_seconds
        self.sessions = {token: session for token, session in self.sessions.items() if only_dead and session.last_used >= oldest}

    def count_sessions(self) -> int:
        """Return how many sessions are alive."""
        self.drop_sessions(only_dead=True)
        return len(self.sessions)

    # --- values (guide, "Return Values Request" and "Post Values Request"; FIELD-NOTES, "Reading and writing values")

    def read(self, key: str) -> str | None:
        """Return a value as a logged-in client reads it: `""` for a write-only one (quirk `secrets_told`), None for an unknown
        one."""
        hidden = not self.firmware.secrets_told and key in self.model.write_only and key in self.values
        return "" if hidden else self.values.get(key)

    def write(self, number: str, value: str, role: str) -> None:
        """Take a value from a client, and keep it if this phone keeps such a value: the reply is the same."""
        firmware, is_password = self.firmware, number in (ADMIN_PASSWORD, USER_PASSWORD)
        if not self._keeps(number, value, role):
            return
        if value == "" and firmware.empty_value != "empty":
            value = self.memory(long=firmware.empty_value == "junk_27k")
        if firmware.trims_values:
            value = value.strip(" ")
        if firmware.value_limit:
            value = value[: firmware.value_limit]
        if is_password and firmware.password_limit:
            value = value[: firmware.password_limit]
        if not is_password or firmware.password_kept:
            self.put(number, value, in_force=is_password or firmware.values_in_force == "at_once")
        if is_password and firmware.password_change_sessions == "end":
            self.drop_sessions()

    def _keeps(self, number: str, value: str, role: str) -> bool:
        """Return whether the phone keeps such a value: known to the model, not read-only, in range, allowed for the role."""
        if number not in self.values or number in self.model.read_only or number in self.firmware.read_only_numbers:
            return False
        if number in (ADMIN_PASSWORD, USER_PASSWORD):
            # Guide, "Change Password": a user may only change their own.
            allowed = role == "admin" or number == USER_PASSWORD
            return allowed and len(value) >= max(1, self.firmware.password_minimum)
        if number in self.model.ranges and value != "":
            low, high = self.model.ranges[number]
            digits = value.removeprefix("-")
            return digits.isascii() and digits.isdigit() and low <= int(value) <= high
        return True

    def memory(self, *, long: bool = False) -> str:
        """Return what lies in the web server's memory where a text should be: the admin's password, and behind it all other
        values."""
        if not long:
            return self.values[ADMIN_PASSWORD]
        text = "&".join([self.values[ADMIN_PASSWORD], *(f"P{key}={value}" for key, value in self.values.items()), ""])
        return (text * (_LONG_JUNK // len(text) + 1))[:_LONG_JUNK]

    def put(self, key: str, value: str, *, in_force: bool = True) -> None:
        """Store a value as it is, known or not; with `in_force` False what was in force stays so until `apply` or a boot."""
        before = self.values.get(key)
        if in_force:
            self.waiting.pop(key, None)
        elif before is not None:
            self.waiting.setdefault(key, before)
        if before == value:
            return
        if self.values.maps[1].get(key) == value:
            self.stored.pop(key, None)
        else:
            self.stored[key] = value
        if in_force:
            self.registrations.value_changed(key)

    def not_in_force(self) -> dict[str, str]:
        """Return what is in force where another value is kept, by P number."""
        return {key: value for key, value in self.waiting.items() if value != self.values.get(key)}

    def apply(self) -> None:
        """Bring into force what is kept."""
        changed = self.not_in_force()
        self.waiting.clear()
        for key in changed:
            self.registrations.value_changed(key)

    def click_to_dial(self) -> bool:
        """Return whether the API may dial."""
        return self.in_force.get(_CLICK_TO_DIAL) == "1"

    def change_passwords(self, changes: Mapping[str, tuple[str, str]], role: str) -> bool:
        """Change login passwords, given the old and the new one by P number: all of them, or none if one cannot be.

        A user may only change their own (guide, "Change Password").
        """
        right = all(self.values[number] == old and self._keeps(number, new, role) for number, (old, new) in changes.items())
        if right:
            for number, (_old, new) in changes.items():
                self.write(number, new, role)
        return right

    def provision(self) -> None:
        """Take what the provisioning server has."""
        self.take(self.provisioning)

    def take(self, values: Mapping[str, str]) -> None:
        """Take values of a file, as the administrator might write them, and bring all that is kept into force."""
        for number, value in values.items():
            self.write(number, value, "admin")
        self.apply()

    def is_registered(self, account: Account) -> bool:
        """Return whether an account is registered."""
        return self.registrations.is_registered(account, self.firmware)

    def status_word(self) -> str:
        """Return what the phone does, in the words of the guide's "Get Phone Status"; `unavailable` with the quirk
        `status_word`."""
        word = self.calls.status()
        by_registration = self.firmware.status_word == "by_registration"
        if word == "available" and by_registration and not any(map(self.is_registered, self.model.accounts)):
            return "unavailable"
        return word

    # --- phonebook

    def shortened_name(self, name: str) -> str:
        """As much of a contact's or group's name as the phone keeps."""
        return name[: self.firmware.name_length] if self.firmware.name_length else name

    # --- power

    def crash(self) -> None:
        """Let the web server die: sessions and outstanding randoms are lost, values and calls are not."""
        self.drop_sessions()
        self.randoms.clear()

    def power_down(self) -> None:
        """Lose what only lives in memory: sessions, outstanding randoms, calls."""
        self.crash()
        self.calls.end_all()
        self.power.booting = True

    def booted(self) -> None:
        """Note that the boot is over."""
        self.power.booted()
        self.waiting.clear()
        self.registrations.booted()

    def upgrade_due(self) -> bool:
        """Return whether the phone, looking for firmware now, finds some that it takes."""
        return upgrades.due(self.values, self.upgrades) is not None

    def upgrade(self) -> None:
        """Take the firmware that was found, with all that it breaks."""
        self.put(upgrades.VERSION, upgrades.due(self.values, self.upgrades) or self.values[upgrades.VERSION])
        broken, self.upgrade_breaks = self.upgrade_breaks, Breakage()
        for number, value in broken.values.items():
            self.put(number, value)
        self.registrations.forced.update(broken.registered)
        if broken.clock is not None:
            self.clock.set(broken.clock)

    def factory_reset(self) -> None:
        """Do what RESET does: values, passwords, phonebook and lock become as they left the factory.

        What is around the phone stays: its PBX and provisioning server, quirks and faults, its log. So does its firmware.
        """
        version = self.values[upgrades.VERSION]
        self.stored.clear()
        self.values.maps[1] = self.model.factory_values  # type: ignore[call-overload]
        self.put(upgrades.VERSION, version)
        self.book = Phonebook()
        self.strikes = 0
        self.lock(0)
