# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the collection takes for granted about P values, word by word from the issue that asked for it."""

from __future__ import annotations

from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue

SIP_PASSWORDS = "P34 P406 P506 P606 P1706 P1806 P50606 P50706 P50806 P50906 P51006 P51106 P51206 P51306 P51406 P51506"


def test_sip_passwords_of_accounts_1_to_16() -> None:
    assert [f"P{number}" for number in catalogue.sip_passwords()] == SIP_PASSWORDS.split()
    assert len(catalogue.sip_passwords()) == 16


def test_the_phones_own_passwords() -> None:
    assert catalogue.login_passwords() == {"2": "admin", "196": "user"}


def test_write_only_values() -> None:
    certificates = {"279", "280"}
    assert {*catalogue.sip_passwords(), *catalogue.login_passwords()} == catalogue.write_only_numbers() - certificates
    assert certificates == catalogue.unproved_secrets()


def test_whatever_is_write_only_is_secret() -> None:
    assert catalogue.write_only_numbers() < catalogue.secret_numbers()


def test_numbers_are_bare() -> None:
    assert all(number.isdigit() and not number.startswith("0") for number in catalogue.secret_numbers())
