# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: phone_problems
short_description: List what is not in order with a phone
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Compares what M(voip.grandstream.gs_info) read with what it should be, and gives a sentence for each difference. The role
    P(voip.grandstream.acceptance#role) uses it for its verdict. No phone is contacted.
  - Only what an option names is compared.
positional: _input
options:
  _input:
    description:
      - The result of M(voip.grandstream.gs_info), with the subsets and P values that the options need. Each option says which.
    type: dict
    required: true
  firmware:
    description:
      - The firmware versions that are allowed, one or a list. V(1.0.3.60) allows exactly this version, V(>=1.0.3.60) also newer
        ones. Needs the subset C(identity).
    type: raw
  hardware:
    description: The hardware revisions that are allowed, one or a list. Needs the subset C(identity).
    type: raw
  model:
    description:
      - The model that the phone should be. The model cannot be read from a phone. The filter checks whether the phone knows
        settings that only a WP820 has, or settings that only a GXV33x0 has. It cannot tell one GXV33x0 from another.
      - Needs the P values C(P22177), C(P22194), C(P30120), C(P915), C(P1348) and C(P22036).
    type: str
    choices: [gxv3350, gxv3370, gxv3380, wp820]
  accounts:
    description:
      - The numbers of the accounts that should be registered. Needs the subset C(accounts).
      - Read the subset C(status) in the same task. It is the second witness, because the list of accounts tells on some firmware
        only which are active. RV(voip.grandstream.gs_info#module:registrations) says what has shown it.
      - With the subset C(time), the sentence about a phone whose firmware may apply settings only when it starts tells when that
        was.
    type: list
    elements: int
  layers:
    description:
      - A desired state, as the lookup plugin P(voip.grandstream.layers#lookup) gives it. The accounts that it makes active should
        be registered. If it makes none active, all accounts with a SIP user id should be registered, and there must be one.
      - Needs the subset C(accounts). Not used where O(accounts) is given.
    type: list
    elements: dict
  clock_tolerance:
    description:
      - How many seconds the clock may be wrong. Most phones show no seconds. Then every second of the shown minute is right.
      - Needs the subset C(time). With the P value C(P64), the sentence names the phone's time zone.
    type: float
  timezone:
    description:
      - The time zone that the clock should show, as a name such as V(Europe/Berlin) or as a POSIX string such as
        V(CET-1CEST,M3.5.0,M10.5.0/3). The default is that of the controller.
    type: str
  at:
    description:
      - When the clock was read, in ISO 8601 with an offset. The default is the time in the result, or now.
    type: str
  password:
    description: The password with which the login worked.
    type: str
  default_passwords:
    description: Well-known passwords. O(password) must not be one of them.
    type: list
    elements: str
    default: []
  user_login:
    description:
      - The result of M(voip.grandstream.gs_password) in check mode with O(voip.grandstream.gs_password#module:role=user). It
        shows whether the phone takes the password of the user.
    type: dict
  calls:
    description:
      - The results of the tasks that made and ended a test call, if one was wanted. Needs the subset C(lines), read before the
        call.
    type: list
    elements: dict
seealso:
  - module: voip.grandstream.gs_info
"""

EXAMPLES = r"""
- name: Read the phone
  voip.grandstream.gs_info:
    gather_subset: [identity, accounts]
  register: phone

- name: Check the firmware, and that account 1 is registered
  ansible.builtin.assert:
    that: problems == []
    fail_msg: "{{ problems | join('. ') }}"
  vars:
    problems: "{{ phone | voip.grandstream.phone_problems(firmware=['1.0.3.49', '>=1.0.3.60'], accounts=[1]) }}"
"""

RETURN = r"""
_value:
  description: A sentence for each problem, without its full stop. Empty if all is in order.
  type: list
  elements: str
  sample: ["account 1 (1001) is not registered: compare its server, user id and password with the SIP server's"]
"""

import io
import re
import struct
import typing as t
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from ansible.errors import AnsibleFilterError

from ansible_collections.voip.grandstream.plugins.module_utils._api.registrations import UNAVAILABLE
from ansible_collections.voip.grandstream.plugins.module_utils._layers import merged
from ansible_collections.voip.grandstream.plugins.module_utils._settings.catalogue import MODELS, MOST_ACCOUNTS, model_of
from ansible_collections.voip.grandstream.plugins.module_utils._settings.plan import switches_of
from ansible_collections.voip.grandstream.plugins.module_utils._settings.to_pvalues import numbers_of
from ansible_collections.voip.grandstream.plugins.module_utils._shapes import no_choice
from ansible_collections.voip.grandstream.plugins.module_utils._text import shortened, visible, yes_or_no

SIGNS = {"wp820": ("P22177", "P22194", "P30120"), "gxv33x0": ("P915", "P1348", "P22036")}
"""P values that only these models know, as far as the catalogue of settings tells. They are never empty where they are known."""

_VERSION = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})*", re.ASCII)

Info = t.Mapping[str, t.Any]


OPTIONS = (
    "firmware",
    "hardware",
    "model",
    "accounts",
    "layers",
    "clock_tolerance",
    "timezone",
    "at",
    "password",
    "default_passwords",
    "user_login",
    "calls",
)


def phone_problems(info: Info, **wanted: t.Any) -> list[str]:
    """Return a sentence for each problem. ``wanted``: the options. Raise AnsibleFilterError if ``info`` lacks a needed part."""
    if unknown := set(wanted) - set(OPTIONS):
        raise AnsibleFilterError(f"phone_problems has no option {', '.join(sorted(unknown))}. It has {', '.join(OPTIONS)}")
    ask = wanted.get
    problems = [str(layer["problem"]) for layer in ask("layers") or () if isinstance(layer, t.Mapping) and layer.get("problem")]
    if problems:
        return problems
    if ask("firmware"):
        problems += _firmware_problems(_part(info, "identity")["firmware_version"], _listed(ask("firmware")))
    if ask("hardware"):
        problems += _hardware_problems(_part(info, "identity")["hardware_revision"], _listed(ask("hardware")))
    if ask("model"):
        problems += _model_problems(_part(info, "pvalues"), ask("model"))
    if ask("accounts") or ask("layers") is not None:
        wanted_accounts = _wanted_accounts(ask("accounts"), ask("layers") or [])
        problems += _account_problems(info, wanted_accounts)
    if ask("clock_tolerance") is not None:
        tolerance = float(wanted["clock_tolerance"])
        own_zone = info.get("pvalues", {}).get("P64")
        problems += _clock_problems(_part(info, "time"), _moment(info, ask("at")), ask("timezone") or "", tolerance, own_zone)
    return problems + _password_problems(wanted) + (_call_problems(_part(info, "lines"), wanted["calls"]) if ask("calls") else [])


def _part(info: Info, name: str) -> t.Any:
    if not isinstance(info, t.Mapping) or name not in info:
        raise AnsibleFilterError(f"phone_problems needs a result of gs_info that holds {name!r}: see the options of the filter")
    return info[name]


def _listed(value: t.Any) -> list[str]:
    return [str(item) for item in (value if isinstance(value, (list, tuple)) else [value])]


# --- what it is


def _firmware_problems(version: str | None, accepted: t.Sequence[str]) -> list[str]:
    if version is None:
        return ["it does not tell its firmware version"]
    for wanted in accepted:
        least = wanted.removeprefix(">=").strip()
        if wanted.startswith(">=") and not _VERSION.fullmatch(least):
            raise AnsibleFilterError(f"firmware: {least!r} is not a version such as 1.0.3.60")
        if wanted.startswith(">=") and not _VERSION.fullmatch(version):
            return [f"its firmware is {shortened(visible(version), 40)}, which is not a version: check it by hand"]
        if version == wanted or (wanted.startswith(">=") and _numbers(version) >= _numbers(least)):
            return []
    version = shortened(visible(version), 40)
    return [f"its firmware is {version}, not {' or '.join(accepted)}: upgrade it (role maintenance, operation firmware)"]


def _numbers(version: str) -> list[int]:
    """Return the numbers of a version, for comparing."""
    return [int(number) for number in version.split(".")]


def _hardware_problems(revision: str | None, accepted: t.Sequence[str]) -> list[str]:
    if revision in accepted:
        return []
    return [f"its hardware is {revision or 'not told'}, not {' or '.join(accepted)}: look whether it is the phone that is meant"]


def _model_problems(pvalues: Info, wanted: t.Any) -> list[str]:
    model = model_of(wanted)
    if model is None:
        return [f"model: {no_choice(wanted, MODELS)}"]
    known = {family: sum(bool(pvalues.get(number)) for number in numbers) for family, numbers in SIGNS.items()}
    meant, other = ("wp820", "gxv33x0") if model == "wp820" else ("gxv33x0", "wp820")
    if known[other] <= known[meant]:
        return []
    names = {"wp820": "a WP820", "gxv33x0": "a GXV33x0"}
    differs = f"it knows settings that only {names[other]} has, and should be a {model.upper()}"
    return [f"{differs}: correct gs_model, or look which phone has this address"]


# --- accounts


def _wanted_accounts(accounts: t.Sequence[t.Any] | str | None, layers: t.Sequence[t.Any]) -> list[int]:
    """Return the accounts that should be registered; none means those that have a SIP user id."""
    if accounts:
        # From a command line they come as text.
        return sorted({_account_number(number) for number in (accounts.split(",") if isinstance(accounts, str) else accounts)})
    state = merged(layers)
    switched = {
        number: yes_or_no(value)
        for account, entries in ((None, state.settings or {}), *(state.accounts or {}).items())
        if isinstance(entries, t.Mapping)
        for key, value in entries.items()
        for number in numbers_of(account, key)
    }
    switches = {account: switches_of(account) for account in range(1, MOST_ACCOUNTS + 1)}
    return [
        account
        for account, (active, registers) in switches.items()
        if switched.get(active) is True and switched.get(registers) is not False
    ]


def _account_number(number: t.Any) -> int:
    """Return the number of an account. Raise AnsibleFilterError if it is none."""
    if not re.fullmatch(r"\s*[0-9]{1,2}\s*", str(number), re.ASCII):
        raise AnsibleFilterError(f"accounts: {shortened(visible(str(number)), 40)!r} is not the number of an account")
    return int(number)


def _account_problems(info: Info, wanted: t.Sequence[int]) -> list[str]:
    """Return what is wrong with the accounts. The phone's status word and its uptime are used where they were read."""
    found = {row["id"]: row for row in _part(info, "accounts")}
    status = (info.get("status") or {}).get("state")
    if not wanted:
        wanted = [number for number, row in found.items() if row["sip_user_id"]]
        if not wanted:
            return ["no account has a SIP user id: provision the phone"]
    problems = []
    for number in wanted:
        row = found.get(number)
        if row is None or not row["sip_user_id"]:
            problems.append(f"account {number} has no SIP user id: provision the phone")
        elif not row["registered"] or status == UNAVAILABLE:
            told = f" (the phone's status is {status})" if status == UNAVAILABLE else ""
            problems.append(
                f"account {number} ({row['sip_user_id']}) is not registered{told}: {_perhaps_not_in_force(info)}"
                "compare its server, user id and password with the SIP server's"
            )
    return problems


def _perhaps_not_in_force(info: Info) -> str:
    """Return what to do first where the phone may not yet use what it holds; nothing where that is not so."""
    if not info.get("applies_at_reboot"):
        return ""
    uptime = (info.get("time") or {}).get("uptime")
    since = "since it started" if uptime is None else f"in the {_duration(timedelta(seconds=uptime))} since it started"
    return f"if settings were written {since}, reboot it first, because its firmware may apply them only then. If not, "


# --- clock


def _moment(info: Info, at: str | None) -> datetime:
    """Return when the clock was read. Raise AnsibleFilterError if this is not a time."""
    text = at or info["time"].get("read_at")
    try:
        moment = datetime.fromisoformat(text) if text else datetime.now(UTC)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise AnsibleFilterError(f"at: {text!r} is not a time with an offset such as 2026-03-01T22:15:00+00:00")
    return moment


def _clock_problems(clock: Info, moment: datetime, zone: str, tolerance: float, own_zone: str | None) -> list[str]:
    """Return what is wrong with the clock. ``tolerance``: seconds. ``own_zone``: the phone's time zone, where it was read."""
    if clock["date"] is None or clock["time"] is None:
        text = f"{clock['date_text']} {clock['time_text']}".strip()
        return [
            f"its clock shows {text!r}, which may mean several times: set date_format to yyyy_mm_dd, or do not check the clock"
        ]
    try:
        right = moment.astimezone(_zone(zone)).replace(tzinfo=None)
    except (ValueError, OSError, KeyError):
        return [f"the time zone {zone!r} is not known here, so its clock was not checked: write Europe/Berlin or a POSIX string"]
    shown = datetime.fromisoformat(f"{clock['date']}T{clock['time']}")
    # A clock without seconds was in any second of its minute.
    minute = clock["time"].count(":") == 1
    off = max(timedelta(), shown - right, right - shown - timedelta(seconds=59 if minute else 0))
    if off.total_seconds() <= tolerance:
        return []
    differs = _duration(abs(shown - (right.replace(second=0, microsecond=0) if minute else right)))
    wrong = f"its clock is {differs} {'fast' if shown > right else 'slow'}: it shows {shown:%Y-%m-%d %H:%M}, and it is "
    told = f" (the phone's own time zone is {own_zone})" if own_zone else ""
    return [f"{wrong}{right:%Y-%m-%d %H:%M} in the time zone {zone or 'of the controller'}. Check ntp_server and timezone{told}"]


def _duration(off: timedelta) -> str:
    minutes = round(off.total_seconds() / 60)
    parts = [(minutes // 1440, "d"), (minutes // 60 % 24, "h"), (minutes % 60, "min")]
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or f"{off.total_seconds():.0f} s"


def _zone(text: str) -> tzinfo | None:
    """Return a time zone by name or POSIX string, None for the controller's. Raise ValueError, OSError or KeyError."""
    if not text:
        return None
    try:
        return ZoneInfo(text)
    except (ValueError, OSError, KeyError):
        return _posix_zone(text)


def _posix_zone(text: str) -> tzinfo:
    """Return the time zone of a POSIX string, read as the footer of an empty time zone file (RFC 8536). Raise ValueError."""
    block = b"TZif2" + bytes(15) + struct.pack(">6l", 0, 0, 0, 0, 1, 4) + struct.pack(">lbb", 0, 0, 0) + b"UTC\0"
    return ZoneInfo.from_file(io.BytesIO(block * 2 + b"\n" + text.encode() + b"\n"))


# --- passwords and test call


def _password_problems(wanted: Info) -> list[str]:
    problems = []
    if wanted.get("password") is not None and str(wanted["password"]) in map(str, wanted.get("default_passwords") or []):
        problems.append("it takes a password that everybody knows: give it another one (role password_rotation)")
    login = wanted.get("user_login") or {}
    kind, is_told = login.get("error", {}).get("kind"), login.get("error", {}).get("told", True)
    # Where only the admin can log in, it is a conflict: the phone has another one, or does not tell it.
    if login.get("changes") or kind == "auth" or (kind == "conflict" and is_told):
        problems.append(
            "it does not take gs_user_password as the password of user: give it to the phone (role password_rotation)"
        )
    elif kind == "conflict":
        problems.append(
            "nothing shows whether gs_user_password is its password of user: only the admin can log in there, and it does not "
            "tell it. Leave gs_user_password out to accept it without"
        )
    return problems


def _call_problems(lines: t.Sequence[Info], calls: t.Sequence[Info]) -> list[str]:
    """Return why no test call was made, or what went wrong with it."""
    busy = [line for line in lines if line["state_name"] not in ("idle", "failed")]
    if busy:
        return [f"line {busy[0]['line']} is {busy[0]['state_name']}, so that no test call was made: run it again later"]
    return [str(call["msg"]).removesuffix(".") for call in calls if "error" in call]


class FilterModule:
    """The filter plugin."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"phone_problems": phone_problems}
