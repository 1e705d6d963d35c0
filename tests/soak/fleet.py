# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The phones of the soak, the repository that declares them, and what each phone must hold."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import unquote

from integration.helpers.playbooks import Data, dump
from simulator.client import SimulatedPhone, Simulator

FACTORY_PASSWORD = "admin"
PROFILES = ("guide", "vendor")
MODELS = ("gxv3370", "wp820", "gxv3350", "gxv3380")
#: Strikes that lock an account; a person needs the last one.
MOST_STRIKES = 4

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789"
#: What passwords have in them. The vendor's firmware takes the second as they are; space, # & and = it cannot be sent.
_ODD = {"guide": "é %+/'\"#&=:", "vendor": "/:@!$'()*,;?"}
#: A contact that is in no directory, and in no group of it: it must stay.
_PRIVATE = "Somebody Private"
#: Nothing of a run knows older ones.
_PASSWORDS_WATCHED = 4
_DEPARTMENTS = ("Sales", "Support")


@dataclass
class Phone:
    """One phone of the fleet, and the secrets that it has or had."""

    name: str
    profile: str
    model: str
    extension: int
    simulated: SimulatedPhone
    sip_password: str
    passwords: list[str]

    @property
    def secrets(self) -> list[str]:
        """Return all that nobody may read."""
        return [self.sip_password, *self.passwords[-_PASSWORDS_WATCHED:]]


@dataclass
class Wanted:
    """What git says: of all phones alike."""

    ntp_server: str = "ntp0.example.net"
    syslog_server: str = "log0.example.net"
    directory: dict[str, tuple[str, str]] = field(default_factory=dict)

    def values(self, phone: Phone) -> dict[str, str]:
        """By P number, what a phone must hold."""
        return {
            "30": self.ntp_server,
            "207": self.syslog_server,
            "64": "CET-1CEST,M3.5.0,M10.5.0/3",
            "271": "1",
            "47": "pbx.example.net",
            "35": str(phone.extension),
            "34": phone.sip_password,
            "2": phone.passwords[-1],
        }

    def book(self, phone: Phone) -> dict[str, str]:
        """Return the contacts that a phone must show, with their numbers. The vendor's firmware decodes names twice."""
        shown = unquote if phone.profile == "vendor" else str
        return {shown(name): number for name, (number, _department) in self.directory.items()} | {_PRIVATE: "1"}


class Fleet:
    """The phones, half of them of each profile, and their repository in `folder`; plays wait `timeout` seconds for an answer."""

    def __init__(self, simulator: Simulator, folder: Path, random: Random, timeout: float) -> None:
        self.folder = folder
        self.timeout = timeout
        self.most_strikes = 0
        self.wanted = Wanted()
        self.phones: dict[str, Phone] = {}
        self._port = simulator.port
        self._random = random
        self._hired = 0
        for number, address in enumerate(simulator.addresses):
            # Two by two, so that each profile has all models; the simulator gives models in turn.
            profile = PROFILES[number // len(MODELS) % 2]
            name = f"phone{number:03}"
            secret = self._secret(profile)
            phone = Phone(
                name, profile, MODELS[number % len(MODELS)], 1001 + number, simulator.phone(address), secret, [FACTORY_PASSWORD]
            )
            phone.simulated.set(profile=profile, pbx={"1": secret}, contacts=[{"first_name": _PRIVATE, "work": "1"}])
            self.phones[name] = phone
        self.renew_passwords()
        for _number in range(24):
            self._hire()

    @property
    def names(self) -> list[str]:
        """Of the phones, in order."""
        return list(self.phones)

    @property
    def secrets(self) -> list[str]:
        """Return all passwords of the fleet but the factory's, which is no secret."""
        return [secret for phone in self.phones.values() for secret in phone.secrets if secret != FACTORY_PASSWORD]

    # --- what git says

    def renew_passwords(self) -> None:
        """Let git say a new password for each phone."""
        for phone in self.phones.values():
            phone.passwords.append(self._secret(phone.profile))

    def change_settings(self) -> None:
        """Let git say other servers."""
        self.wanted.ntp_server = f"ntp{self._random.randrange(1_000_000)}.example.net"
        self.wanted.syslog_server = f"log{self._random.randrange(1_000_000)}.example.net"

    def change_directory(self) -> None:
        """Let somebody go, somebody come, and somebody have another number."""
        directory = self.wanted.directory
        gone, *moved = self._random.sample(sorted(directory), 3)
        del directory[gone]
        for name in moved:
            directory[name] = (self._number(), directory[name][1])
        self._hire()
        self._hire()

    def write(self) -> None:
        """Write the repository as git has it now."""
        hosts: dict[str, dict[str, Data]] = {profile: {} for profile in PROFILES}
        for phone in self.phones.values():
            hosts[phone.profile][phone.name] = {
                "ansible_host": phone.simulated.address,
                "ansible_password": phone.passwords[-1],
                "gs_old_passwords": phone.passwords[-2:-1],
                "gs_model": phone.model,
                "extension": phone.extension,
                "sip_password": phone.sip_password,
            }
        groups = {profile: {"hosts": found} for profile, found in hosts.items()}
        self.folder.mkdir(parents=True, exist_ok=True)
        dump(self.folder / "inventory.yml", {"phones": {"children": groups}})
        (self.folder / "group_vars").mkdir(exist_ok=True)
        dump(self.folder / "group_vars" / "phones.yml", self._group())
        (self.folder / "directory.csv").write_text(self._directory(), encoding="utf-8")

    def _group(self) -> Data:
        account = {
            "account_active": True,
            "sip_server": "pbx.example.net",
            "sip_user_id": "{{ extension }}",
            "sip_auth_password": "{{ sip_password }}",
        }
        return {
            "ansible_connection": "voip.grandstream.webapi",
            "ansible_port": self._port,
            "gs_use_ssl": False,
            "gs_timeout": self.timeout,
            "gs_provision_wait": 5,
            "gs_new_password": "{{ ansible_password }}",
            "gs_settings": {
                "ntp_server": self.wanted.ntp_server,
                "syslog_server": self.wanted.syslog_server,
                "P64": "CET-1CEST,M3.5.0,M10.5.0/3",
            },
            "gs_accounts": {1: account},
            "gs_phonebook_source": "directory.csv",
            "gs_phonebook_purge": True,
            "gs_phonebook_purge_groups": list(_DEPARTMENTS),
            "gs_baseline_confirm_registration": 0,
        }

    def _directory(self) -> str:
        text = io.StringIO()
        rows = csv.writer(text)
        rows.writerow(("First name", "Work", "Department"))
        rows.writerows((name, number, department) for name, (number, department) in self.wanted.directory.items())
        return text.getvalue()

    def _hire(self) -> None:
        self._hired += 1
        letter = self._random.choice(("Ümit", "Zoë", "O'Neil", "R&D", "山田", "Ann"))
        self.wanted.directory[f"{letter} {self._hired}"] = (self._number(), self._random.choice(_DEPARTMENTS))

    def _number(self) -> str:
        return str(self._random.randrange(2000, 9000))

    def _secret(self, profile: str) -> str:
        odd = "".join(self._random.choices(_ODD[profile], k=4))
        # So long that no other text has it by chance, and neither first nor last is a space.
        return "".join(self._random.choices(_LETTERS, k=10)) + odd + "".join(self._random.choices(_LETTERS, k=6))

    # --- what phones do

    def drift(self, share: float) -> list[str]:
        """Let somebody change settings by hand on so large a share of the phones; returns their names."""
        names = sorted(self._random.sample(self.names, max(1, round(len(self.names) * share))))
        for name in names:
            self.phones[name].simulated.set(values={self._random.choice(("30", "207")): "rogue.example.net"})
        return names

    def be_well(self) -> None:
        """Take all faults away."""
        for phone in self.phones.values():
            phone.simulated.clear_faults()
            phone.simulated.wait_until_up()

    # --- what must hold

    def problems_always(self) -> list[str]:
        """Return what must not be at any time: a lock, or nearly one; a contact twice, or one lost that no directory has."""
        found = []
        for phone in self.phones.values():
            state = phone.simulated.state()
            self.most_strikes = max(self.most_strikes, state["strikes"])
            if state["locked_for"] or state["strikes"] > MOST_STRIKES:
                found.append(f"{phone.name}: locked for {state['locked_for']} s, {state['strikes']} strikes")
            names = Counter(_names(state["contacts"]))
            found += [f"{phone.name}: contact {name!r} is there {count} times" for name, count in names.items() if count > 1]
            if _PRIVATE not in names:
                found.append(f"{phone.name}: contact {_PRIVATE!r} is lost")
        return found

    def problems_in_line(self) -> list[str]:
        """Return how the phones differ from what git says."""
        return [problem for phone in self.phones.values() for problem in self._differences(phone)]

    def _differences(self, phone: Phone) -> list[str]:
        state = phone.simulated.state()
        found = [
            f"{phone.name}: P{number} is {state['values'].get(number)!r}, not {value!r}"
            for number, value in self.wanted.values(phone).items()
            if state["values"].get(number) != value
        ]
        book = {name: contact["work"] for name, contact in zip(_names(state["contacts"]), state["contacts"], strict=True)}
        return found + _book_differences(phone.name, book, self.wanted.book(phone))


def _names(contacts: Sequence[Mapping[str, str]]) -> list[str]:
    return [f"{contact['first_name']} {contact['last_name']}".strip() for contact in contacts]


def _book_differences(phone: str, held: Mapping[str, str], wanted: Mapping[str, str]) -> list[str]:
    lost = [f"{phone}: contact {name!r} is lost" for name in wanted if name not in held]
    more = [f"{phone}: contact {name!r} is too many" for name in held if name not in wanted]
    other = [
        f"{phone}: {name!r} has {held[name]}, not {wanted[name]}"
        for name in wanted
        if held.get(name, wanted[name]) != wanted[name]
    ]
    return lost + more + other
