# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`gs_phonebook_download` as a shipped module: it gives the checked file to the action plugin, which writes it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

from unit.dialogue import DEAD_SESSION, GARBLED, LOGIN_PAGE, Answer, Step, dialogue, login

Run = Callable[..., dict[str, Any]]
#: Field notes, "Phonebook".
BOOK = """<?xml version="1.0" encoding="UTF-8"?>
<AddressBook>
  <version>1</version>
  <pbgroup><id>0</id><name>default</name><ringtones></ringtones></pbgroup>
  <pbgroup><id>3</id><name>Vertrieb &amp; Küche</name><ringtones>default ringtone</ringtones></pbgroup>
  <Contact>
    <id>0</id><FirstName>Jörg</FirstName><LastName>Brown</LastName><Primary>0</Primary><Frequent>0</Frequent>
    <Phone type="Work"><phonenumber>8819</phonenumber><accountindex>0</accountindex></Phone>
    <Mail type="Work">j@b</Mail><Group>3</Group>
  </Contact>
</AddressBook>
"""
BOMB = BOOK.replace("<AddressBook>", '<!DOCTYPE a [<!ENTITY x "boom">]>\n<AddressBook>').replace("Brown", "&x;")
FILE_OF = BOMB.replace('"boom"', 'SYSTEM "file:///etc/passwd"')


def download(answer: Answer) -> Step:
    return Step("GET", "phonebook_download", (), answer)


@pytest.mark.parametrize("book", [BOOK, "\ufeff" + BOOK, BOOK.replace("\n", "\r\n")])
def test_file_as_it_came(run_shipped: Run, book: str) -> None:
    with dialogue(login(), download(book)):
        result = run_shipped("gs_phonebook_download", dest="/nowhere/book.xml")
    assert base64.b64decode(result["content"]) == book.encode()
    assert (result["rc"], result["contact_count"], result["group_count"]) == (0, 1, 1)


@pytest.mark.parametrize("guise", DEAD_SESSION)
def test_dead_session_takes_a_login(run_shipped: Run, guise: str) -> None:
    with dialogue(login(), download(DEAD_SESSION[guise]), login(), download(BOOK)):
        assert run_shipped("gs_phonebook_download", dest="/nowhere/book.xml")["contact_count"] == 1


@pytest.mark.parametrize("fault", [fault for fault in GARBLED if fault not in ("shape", "list")])
def test_download_is_repeated(run_shipped: Run, fault: str) -> None:
    with dialogue(login(), download(GARBLED[fault]), download(BOOK)):
        assert run_shipped("gs_phonebook_download", dest="/nowhere/book.xml")["contact_count"] == 1


@pytest.mark.parametrize("content", [BOMB, FILE_OF, BOOK[:-20], "<AddressBook><Contact></AddressBook>", "<other/>"])
def test_what_is_no_phonebook_is_not_given(run_shipped: Run, content: str) -> None:
    with dialogue(login(), download(content)):
        result = run_shipped("gs_phonebook_download", dest="/nowhere/book.xml", retries=0)
    assert (result["rc"], result["failed"], result["error"]["kind"]) == (1, True, "reply")
    assert "phonebook_download" in result["msg"]
    assert "content" not in result
    assert "bug in voip.grandstream" not in result["msg"]


@pytest.mark.parametrize(("answer", "kind"), [((404, ""), "api"), ('{"res": "error", "msg": "no"}', "api")])
def test_phone_that_gives_no_file(run_shipped: Run, answer: Answer, kind: str) -> None:
    with dialogue(login(), download(answer)):
        assert run_shipped("gs_phonebook_download", dest="/nowhere/book.xml", retries=0)["error"]["kind"] == kind


@pytest.mark.parametrize(("there", "kind"), [(BOOK, None), ('{"res": "success"}', "reply"), ((404, ""), "api")])
def test_file_that_lies_elsewhere_is_fetched_there(run_shipped: Run, there: Answer, kind: str | None) -> None:
    elsewhere = Step("GET", "/phonebook/phonebook.xml", (), there)
    with dialogue(login(), download('{"res": "success"}'), elsewhere):
        result = run_shipped("gs_phonebook_download", dest="/nowhere/book.xml", retries=0)
    assert result.get("error", {}).get("kind") == kind
    assert ("content" in result) == (kind is None)


def test_page_that_stays_is_no_phonebook(run_shipped: Run) -> None:
    with dialogue(login(), download(LOGIN_PAGE), login(), download(LOGIN_PAGE)):
        assert "a web page" in run_shipped("gs_phonebook_download", dest="/nowhere/book.xml")["msg"]


def test_dest_is_required(run_shipped: Run) -> None:
    with dialogue():
        assert "dest" in run_shipped("gs_phonebook_download")["msg"]
