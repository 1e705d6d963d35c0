# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: new_password_problem
short_description: Say why a phone must not get a new password
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Checks a new password before a phone gets it. The role P(voip.grandstream.password_rotation#role) uses it. A password that is
    not stored would be lost, and nobody could log in to the phone any more.
  - The sentence never contains a password.
positional: _input
options:
  _input:
    description:
      - What the variable with the new password gave, each time that it was looked up. Look it up at least twice, because a
        lookup that makes a new password each time stores none.
    type: list
    elements: raw
    required: true
  role:
    description:
      - Whose password it is. The factory's password of the user V(admin) or V(user) is refused.
      - With V(sip) they are SIP passwords. The input, O(old_passwords) and O(stored_before) are then dictionaries by the number
        of the account.
    type: str
    choices: [admin, user, sip]
    default: admin
  old_passwords:
    description: Passwords that the phone may have now, as a list. The new one must be none of them.
    type: raw
    default: []
  may_be_empty:
    description: Whether an empty password is no problem, because it will be stored later.
    type: bool
    default: false
  stored_before:
    description:
      - The SHA-256 digest, in hexadecimal, of the password that was stored before the tasks that store one. Empty, or that of an
        empty text, where none was.
    type: raw
    default: ""
"""

EXAMPLES = r"""
- name: Refuse a password that is not stored
  ansible.builtin.fail:
    msg: "gs_new_password: {{ problem }}."
  when: problem | length > 0
  vars:
    problem: >-
      {{ [lookup('ansible.builtin.vars', 'gs_new_password'), lookup('ansible.builtin.vars', 'gs_new_password')]
         | voip.grandstream.new_password_problem(old_passwords=gs_old_passwords) }}
"""

RETURN = r"""
_value:
  description: What is wrong and what to do, as a sentence without its full stop. Empty where nothing is wrong.
  type: str
  sample: it is empty. Look at the place where it should be stored
"""

import hashlib
import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.voip.grandstream.plugins.plugin_utils._plain import plain

FACTORY_PASSWORDS = {"admin": "admin", "user": "123"}

_DIFFERENT = (
    "each time that it is looked up it is another one, so nobody would know which one the phone has. Use a lookup that stores "
    "the password, or a file, a vault or a variable that holds it"
)
_NUMBER = "it is a number here (YAML reads 0123 as 83). Write it in quotes"
_NO_TEXT = "it is not text. If the lookup gives a dictionary, name the key that holds the password"
_EMPTY = "it is empty. Look at the place where it should be stored"
_FACTORY = "it is the factory's password. Store another one"
_FORMER = "it is one of gs_old_passwords. Store a new one, or take it out of gs_old_passwords"
_FORMER_SIP = "it is the one of gs_old_sip_passwords. Store a new one, or correct gs_old_sip_passwords"
_NO_ACCOUNTS = "it names no account. Write it as a dictionary of passwords by the number of the account, such as 1: PASSWORD"
_REPLACED = (
    "the tasks of gs_rotation_store_tasks replaced a password that was stored already, and the phone may have that one. Bring "
    "the former value back if the store still has it, and let the tasks keep a password that is stored"
)


def new_password_problem(
    looked_up: t.Any,
    role: str = "admin",
    old_passwords: t.Any = (),
    may_be_empty: t.Any = False,
    stored_before: t.Any = "",
) -> str:
    """Return why a phone must not get the new password. Raise AnsibleFilterError for wrong options, without their values."""
    if not isinstance(looked_up, (list, tuple)) or len(looked_up) < 2 or role not in (*FACTORY_PASSWORDS, "sip"):
        raise AnsibleFilterError("new_password_problem needs a list of two or more values, and the role admin, user or sip")
    values = [plain(value) for value in looked_up]
    former, stored = plain(old_passwords), plain(stored_before)
    if role == "sip":
        return _problems_of_accounts(values, former, bool(may_be_empty), stored)
    return _problem(values, FACTORY_PASSWORDS[role], (_texts(former), _FORMER), bool(may_be_empty), stored)


def _problems_of_accounts(values: list[t.Any], former: t.Any, may_be_empty: bool, stored: t.Any) -> str:
    """Return the problems of SIP passwords, each with its account."""
    by_account = [{str(account): text for account, text in value.items()} for value in values if isinstance(value, t.Mapping)]
    if len(by_account) < len(values) or not by_account[0]:
        return _NO_ACCOUNTS
    if any(found.keys() != by_account[0].keys() for found in by_account):
        return _DIFFERENT
    formers = {str(account): _texts(text) for account, text in former.items()} if isinstance(former, t.Mapping) else {}
    digests = {str(account): digest for account, digest in stored.items()} if isinstance(stored, t.Mapping) else {}
    found = {
        account: _problem(
            [each[account] for each in by_account],
            None,
            (formers.get(account, []), _FORMER_SIP),
            may_be_empty,
            digests.get(account, ""),
        )
        for account in by_account[0]
    }
    return "; ".join(f"account {account}: {problem}" for account, problem in found.items() if problem)


def _problem(
    values: list[t.Any], factory: str | None, former: tuple[list[str], str], may_be_empty: bool, stored_before: t.Any
) -> str:
    """Return the problem of one password. ``former``: the passwords that it must not be, and what is said then."""
    texts = ["" if value is None else str(value) for value in values]
    first = texts[0]
    problems = (
        (any(text != first for text in texts), _DIFFERENT),
        (isinstance(values[0], (int, float)) and not isinstance(values[0], bool), _NUMBER),
        (isinstance(values[0], (bool, t.Mapping, list)), _NO_TEXT),
        (not first.strip(), "" if may_be_empty else _EMPTY),
        (first == factory, _FACTORY),
        (first in former[0], former[1]),
        (stored_before not in ("", _digest(""), _digest(first)), _REPLACED),
    )
    return next((problem for is_so, problem in problems if is_so), "")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _texts(values: t.Any) -> list[str]:
    """Return the passwords in a list, which may hold lists, or the only one."""
    if isinstance(values, (list, tuple)):
        return [text for value in values for text in _texts(value)]
    return [] if values is None else [str(values)]


class FilterModule:
    """The filter plugin."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"new_password_problem": new_password_problem}
