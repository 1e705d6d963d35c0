# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A phone: one method an endpoint, plain Python types out."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from contextlib import contextmanager
from typing import Any, Callable, Iterator, Mapping, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._api import batches, ledger, records
from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import DEFAULT_USERNAME, ConnectionSettings
from ansible_collections.voip.grandstream.plugins.module_utils._api.endpoints import (
    ADD_GROUP,
    CHANGE_PASSWORD,
    DELETE_ALL_CONTACTS,
    DELETE_CONTACT,
    EDIT_GROUP,
    GET_ACCOUNTS,
    GET_CONTACTS,
    GET_GROUPS,
    GET_LINE_STATUS,
    GET_PHONE_STATUS,
    GET_TIME,
    IDENTITY_GET,
    IDENTITY_VALUES,
    MAKE_CALL,
    PHONE_OPERATION,
    PHONEBOOK_DOWNLOAD,
    PHONEBOOK_FILE,
    SAVE_CONTACT,
    SYS_OPERATION,
    VALUES_GET,
    Endpoint,
)
from ansible_collections.voip.grandstream.plugins.module_utils._api.logins import Logins
from ansible_collections.voip.grandstream.plugins.module_utils._api.quoting import Parameters, encode
from ansible_collections.voip.grandstream.plugins.module_utils._api.records import (
    Account,
    Clock,
    Contact,
    ContactRecord,
    Group,
    Line,
    Status,
    text,
)
from ansible_collections.voip.grandstream.plugins.module_utils._api.values import PhoneValues
from ansible_collections.voip.grandstream.plugins.module_utils._api.values_reply import bare
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    ApiError,
    FileElsewhereError,
    InputError,
    PhoneError,
    RefusedError,
    StatusError,
)
from ansible_collections.voip.grandstream.plugins.module_utils._text import yes_or_no

FIRST_LOOK = 1.0
"""Seconds before the second look at what is waited for; each further pause is half as long again, up to
:data:`LONGEST_LOOK`."""

LONGEST_LOOK = 5.0


class Phone(PhoneValues):
    """The endpoints of one phone, on one session. Every method raises :class:`PhoneError`."""

    def identity(self) -> dict[str, str]:
        """Return what a phone tells anyone (guide, "Return Values Request", "None (limited return)"). It takes no login.

        Some firmware tells strangers nothing. It is asked again with a login then, where there is a password.
        """
        parameters = batches.get_parameters(sorted(IDENTITY_VALUES))
        try:
            body = self._session.call(IDENTITY_GET, parameters)["body"]
        except ApiError as error:
            if isinstance(error, StatusError) and error.status not in (401, 403):
                raise
            if not self.settings.password:
                error.advise("This firmware may tell who it is only after a login: set ansible_password")
                raise
            body = {}
        if not any(text(value) for value in body.values()) and self.settings.password:
            body = self._session.call(VALUES_GET, parameters)["body"]
        return {bare(name): text(value) for name, value in body.items()}

    def accounts(self) -> list[Account]:
        """Return the accounts that the phone lists (guide, "Get Account Status")."""
        return [records.account(row) for row in self._session.call(GET_ACCOUNTS)["body"]]

    def lines(self) -> list[Line]:
        """Return all lines (guide, "Get Line Status")."""
        return [records.line(row) for row in self._session.call(GET_LINE_STATUS)["body"]]

    def clock(self) -> Clock:
        """Return the phone's clock (guide, "Get System Time"). Some firmware puts ``response`` and ``body`` around it."""
        reply = self._session.call(GET_TIME)
        return records.clock(reply if "uptime" in reply else reply["body"])

    def status(self) -> Status:
        """Return the phone's status (guide, "Get Phone Status"), with a login: without one, some firmware says nothing."""
        return records.status(self._session.call(GET_PHONE_STATUS._replace(session=True)))

    def make_call(self, number: str, account: int) -> None:
        """Call ``number`` (guide, "Make Call"). ``account`` counts from 1, as on the phone's screen; the guide counts from 0.

        A lost answer is :class:`AmbiguousWriteError`: the caller looks at the lines.
        """
        self._write(MAKE_CALL, _call_parameters(number, account))

    def operate_line(self, command: str, line: int) -> None:
        """Send ``acceptcall``, ``rejectcall``, ``holdcall`` or ``endcall`` to a line, from 1 (guide, "Phone/Call Operations").

        Raise :class:`RefusedError` where the phone does not say that it handled the command. A lost answer is
        :class:`AmbiguousWriteError`: the caller looks at the lines.
        """
        had_written = self.has_written
        body = text(self._write(PHONE_OPERATION, [("cmd", command), ("line", str(line))])["body"])
        if yes_or_no(body.strip()) is not True:
            self.has_written = had_written
            raise RefusedError(
                f"the phone did not handle the command {command} on line {line}",
                advice="Run the task again: the call may have changed meanwhile",
            )

    def operate_system(self, request: str) -> None:
        """Send ``REBOOT``, ``RESET`` or ``PROV`` (guide, "System Operations").

        A lost answer is :class:`AmbiguousWriteError`, and usual: the phone may be down before it has answered.
        """
        self._session.logins.change_all(ledger.after_restart if request == "REBOOT" else ledger.after_new_password)
        self._write(SYS_OPERATION, [("request", request)])

    def log_in(self, username: str, passwords: Sequence[str]) -> str:
        """Log in anew, and return the first of these passwords that is right (guide, "Web Authentication Guide")."""
        return self._session.log_in(username, passwords)

    def change_password(self, role: str, old: str, new: str, complete: bool = False) -> None:
        """Change the password of ``role``: ``admin`` or ``user`` (guide, "Change Password"). It may end the session.

        ``complete``: send all four parameters, those of the other role blank, as the guide's example does. Raises
        :class:`ApiError` where the phone says that it did not take it. A lost answer is :class:`AmbiguousWriteError`. Whatever
        the answer is, only a login tells which password holds.
        """
        self._forget_refusals(role)
        self._write(CHANGE_PASSWORD, _password_parameters(role, old, new, complete))
        self._session.forget()

    def check_password_length(self, role: str, old: str, new: str) -> None:
        """Raise :class:`InputError` where changing this password would take a longer URL than ``max_url_length``."""
        self._check_length(CHANGE_PASSWORD, _password_parameters(role, old, new, complete=True), f"change the {role} password")

    def write_login_passwords(self, values: Mapping[str, str]) -> None:
        """See :meth:`PhoneValues.write_login_passwords`. What was refused before may be right from now on."""
        for number, role in (("2", "admin"), ("196", "user")):
            if number in values:
                self._forget_refusals(role)
        super().write_login_passwords(values)

    def forget_former_phone(self) -> None:
        """Forget all that is known of logins at this address, in this run and before: another phone has it now."""
        self._session.logins.change_all(ledger.after_replacement)

    def _forget_refusals(self, role: str) -> None:
        """Forget that passwords of the role were refused: any may be right from now on."""
        self._session.logins.change("user" if role == "user" else DEFAULT_USERNAME, ledger.after_new_password)

    @contextmanager
    def with_settings(self, **settings: Any) -> Iterator[Phone]:
        """Open a session of the same phone with other settings (see :class:`ConnectionSettings`), and close it at the end."""
        with self._session.with_settings(**settings) as session:
            yield Phone(session)

    @property
    def logins(self) -> Logins:
        """Return what is known of the logins to the phone, and of its kind."""
        return self._session.logins

    @property
    def firmware(self) -> str:
        """Return the firmware version, where the phone told it when it took the login; else empty."""
        return self._session.firmware

    @property
    def settings(self) -> ConnectionSettings:
        """Return where and how the phone is reached."""
        return self._session.settings

    def now(self) -> float:
        """Return the seconds of a clock that only goes forward."""
        return self._session.clock()

    def attempts(self, patience: float) -> Iterator[None]:
        """Yield moments to look, with growing pauses between them, until ``patience`` (seconds) is over; at least one."""
        end = self.now() + patience
        pause = FIRST_LOOK
        while True:
            yield
            left = end - self.now()
            if left <= 0:
                return
            self._session.sleep(min(pause, left))
            pause = min(pause * 1.5, LONGEST_LOOK)

    def pause(self, seconds: float) -> None:
        """Do nothing for so long."""
        self._session.sleep(seconds)

    def answers(self) -> bool:
        """Return whether a phone's web server answers, whatever it says (guide, "Get Phone Status", which needs no login)."""
        try:
            self.check_answer()
        except PhoneError as error:
            return isinstance(error, ApiError)
        return True

    def check_answer(self) -> None:
        """Ask for something that needs no login (guide, "Get Phone Status"). Raise :class:`PhoneError` where no answer comes."""
        self._session.call(GET_PHONE_STATUS)

    def is_known(self) -> bool | None:
        """Return whether the phone knows our session; None where it does not say. Asks for the time; never logs in."""
        try:
            return self._session.is_known(GET_TIME)
        except ApiError:
            return True
        except PhoneError:
            return None

    def is_gone(self) -> bool:
        """Return whether nobody listens, or the session is dead. Ask for the time, which needs a session; never log in."""
        return self._session.is_gone(GET_TIME)

    def contacts(self) -> list[Contact]:
        """Return all contacts (guide, "Get Contact"). The guide's search by name would find parts of names."""
        return [records.contact(row) for row in self._session.call(GET_CONTACTS)["msg"] or []]

    def groups(self) -> list[Group]:
        """Return all groups (guide, "Get Contact Group")."""
        # Some firmware gives a row for each member of a group.
        return list(dict.fromkeys(records.group(row) for row in self._session.call(GET_GROUPS)["msg"] or []))

    def save_contact(self, record: ContactRecord, contact_id: int | None) -> None:
        """Change the contact with that id, or add one for None (guide, "Save/Edit Contact").

        A lost answer is :class:`AmbiguousWriteError`: the caller looks whether the contact is there.
        """
        self._write(SAVE_CONTACT, _contact_parameters(record, contact_id))

    def check_contact_length(self, record: ContactRecord) -> None:
        """Raise :class:`InputError` where saving this contact would take a longer URL than ``max_url_length``."""
        name = " ".join((record.first_name, record.last_name)).strip()
        self._check_length(SAVE_CONTACT, _contact_parameters(record, 99999), f"save the contact {name!r}")

    def check_group_length(self, name: str) -> None:
        """Raise :class:`InputError` where saving this group would take a longer URL than ``max_url_length``."""
        self._check_length(EDIT_GROUP, [("id", "99999"), ("name", name)], f"save the group {name!r}")

    def check_call_length(self, number: str) -> None:
        """Raise :class:`InputError` where dialling this number would take a longer URL than ``max_url_length``."""
        self._check_length(MAKE_CALL, _call_parameters(number, 16), "dial the number")

    def _check_length(self, endpoint: Endpoint, parameters: Parameters, what: str) -> None:
        if len(encode(parameters)) > self._session.room(endpoint):
            raise InputError(
                f"the URL to {what} would be longer than gs_max_url_length ({self._session.settings.max_url_length} bytes). "
                "Shorten it, set gs_request_method: post, or raise gs_max_url_length if the firmware takes it"
            )

    def delete_contact(self, contact_id: int) -> None:
        """Delete a contact (guide, "Delete Contact")."""
        self._write(DELETE_CONTACT, [("id", str(contact_id))])

    def delete_all_contacts(self) -> None:
        """Delete all contacts (guide, "Delete All Contacts")."""
        self._write(DELETE_ALL_CONTACTS, ())

    def add_group(self, name: str) -> None:
        """Add a group (guide, "Add Contact Group")."""
        self._write(ADD_GROUP, [("name", name)])

    def rename_group(self, group_id: int, name: str) -> None:
        """Rename a group (guide, "Edit/delete Contact Group"). Raise :class:`InputError` for a blank name: it would delete."""
        if not name.strip():
            raise InputError("a group cannot have a blank name")
        self._write(EDIT_GROUP, [("id", str(group_id)), ("name", name)])

    def delete_group(self, group_id: int) -> None:
        """Delete a group (guide, "Edit/delete Contact Group": "Leaving the name blank will delete the group")."""
        self._write(EDIT_GROUP, [("id", str(group_id)), ("name", "")])

    def download_phonebook(self, check: Callable[[bytes], None]) -> bytes:
        """Return the phonebook as XML (guide, "Phonebook Download").

        ``check`` raises :class:`ReplyError` for a file that is none, so that it is asked for again.
        """
        try:
            return self._session.download(PHONEBOOK_DOWNLOAD, check)
        except FileElsewhereError:
            return self._session.download(PHONEBOOK_FILE, check)


def _contact_parameters(record: ContactRecord, contact_id: int | None) -> Parameters:
    """Return the parameters of a contact (guide, "Save/Edit Contact"). ``newphone1`` to 4 are work, home, mobile and fax.

    The id is last: there is firmware that loses the first parameter of a POST, and a contact without its id would be added.
    Without its first name it is refused.
    """
    return [
        ("firstname", record.first_name),
        ("lastname", record.last_name),
        ("group", str(record.group_id)),
        ("newphone1", record.work),
        ("newphone2", record.home),
        ("newphone3", record.mobile),
        ("newphone4", record.fax),
        ("email", record.email),
        *([] if contact_id is None else [("id", str(contact_id))]),
    ]


def _call_parameters(number: str, account: int) -> Parameters:
    """Return the parameters of a call (guide, "Make Call", which counts accounts from 0). ``account`` counts from 1."""
    return [("phonenumber", number), ("account", str(account - 1))]


def _password_parameters(role: str, old: str, new: str, complete: bool) -> Parameters:
    """Return the parameters of a new password (guide, "Change Password")."""
    pairs = {"admin": [("oldadmin", old), ("P2", new)], "user": [("olduser", old), ("P196", new)]}
    blank = {"admin": [("oldadmin", ""), ("P2", "")], "user": [("olduser", ""), ("P196", "")]}
    return [pair for name in pairs for pair in (pairs if name == role else blank if complete else {}).get(name, [])]
