# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the tasks of a run know of logins together, and that they are at work on a phone one after the other."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import time
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._api import ledger, login_files
from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import connection_settings
from ansible_collections.voip.grandstream.plugins.module_utils._api.lasting_ledger import LastingLedger
from ansible_collections.voip.grandstream.plugins.module_utils._api.login_files import RunLogins, wait_for_lock
from ansible_collections.voip.grandstream.plugins.module_utils._api.logins import phone_key
from ansible_collections.voip.grandstream.plugins.module_utils._errors import OccupiedError
from unit.dialogue import options


def logins(folder: Path, limit: int = 10, **settings: Any) -> RunLogins:
    return RunLogins(connection_settings(options(**settings)), folder, None, limit)


def test_ledger_is_shared(tmp_path: Path) -> None:
    with logins(tmp_path) as first:
        first.change("gmiadmin", ledger.after_refusal, first.mark("words"))
    with logins(tmp_path) as second:
        assert ledger.obstacle(second.record("gmiadmin"), second.mark("words")) == ledger.REFUSED
        assert second.record("admin") == second.record("gmiadmin"), "they share the admin's password"
        assert second.record("user").refused == ()
    with logins(tmp_path, host="192.0.2.99") as other:
        assert other.record("gmiadmin").refused == ()


def test_ports_of_one_web_server_are_one() -> None:
    assert len({phone_key(connection_settings(options(port=port))) for port in (80, 443)}) == 1
    assert len({phone_key(connection_settings(options(port=port))) for port in (443, 8443)}) == 2


def test_name_is_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(family, socket.SOCK_STREAM, 6, "", (text, 0)) for family, text in
             ((socket.AF_INET6, "2001:db8::1"), (socket.AF_INET, "192.0.2.9"), (socket.AF_INET, "192.0.2.10"))]  # fmt: skip
    monkeypatch.setattr(socket, "getaddrinfo", lambda *dummy, **more: found)
    assert phone_key(connection_settings(options(host="lobby"))) == "192.0.2.10 443"

    def fails(*dummy: object, **more: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", fails)
    assert phone_key(connection_settings(options(host="Lobby"))) == "lobby 443"


def test_damaged_file_is_an_empty_ledger(tmp_path: Path) -> None:
    with logins(tmp_path) as first:
        first.change("gmiadmin", ledger.after_silence)
    (file,) = tmp_path.glob("voip.grandstream.phone.*")
    file.write_bytes(b'{"gmiadmin": \xff')
    with logins(tmp_path) as second:
        assert second.record("gmiadmin") == ledger.LoginRecord()
        second.change("gmiadmin", ledger.after_silence)
    with logins(tmp_path) as third:
        assert third.record("gmiadmin").unanswered == 1


def test_second_session_of_a_task_does_not_wait_for_the_first(tmp_path: Path) -> None:
    settings = connection_settings(options())
    with logins(tmp_path) as first, first.for_settings(settings, settings._replace(retries=0)) as again:
        assert again is first
        with first.for_settings(settings, settings._replace(host="192.0.2.99")) as other:
            assert other is not first
        with first.for_settings(settings, settings._replace(port=80)) as same:
            assert same is first
    with logins(tmp_path):
        """The lock was given back."""


def _hold(folder: Path, pipe: Any) -> None:
    with logins(folder):
        pipe.send("held")
        time.sleep(60)


@pytest.fixture
def holder(tmp_path: Path) -> Any:
    """Another process that is at work on the phone."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=_hold, args=(tmp_path, theirs))
    process.start()
    assert ours.recv() == "held"
    yield process
    process.kill()
    process.join(10)


def test_task_waits_and_says_for_what(tmp_path: Path, holder: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login_files, "FIRST_WORD", 0.1)
    lock = os.open(next(tmp_path.glob("voip.grandstream.phone.*")), os.O_RDWR)
    said: list[str] = []
    with pytest.raises(OccupiedError) as caught:
        wait_for_lock(lock, "192.0.2.10 port 443", said.append, patience=0.3)
    assert said == ["192.0.2.10 port 443: waits for another task of this run that is at work on this phone"]
    assert caught.value.text.startswith("another task of this run was at work on this phone for 0.3 s")
    os.close(lock)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_lock_goes_with_the_process(tmp_path: Path, holder: Any, how: signal.Signals) -> None:
    os.kill(holder.pid, how)
    with logins(tmp_path) as next_one:
        assert next_one.record("gmiadmin") == ledger.LoginRecord()


def test_interrupted_while_waiting_leaves_nothing_behind(tmp_path: Path, holder: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(dummy: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("time.sleep", interrupt)
    before = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(KeyboardInterrupt), logins(tmp_path):
        raise AssertionError("not reached")
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_credential_that_the_first_phones_refuse(tmp_path: Path) -> None:
    for number in range(3):
        with logins(tmp_path, limit=3, host=f"192.0.2.{number}") as phone:
            assert phone.phones_that_refused(phone.mark("gmiadmin", "wrong")) == 0
            for dummy in range(2):
                phone.note_credential(phone.mark("gmiadmin", "wrong"), accepted=False)
    with logins(tmp_path, limit=3, host="192.0.2.9") as phone:
        assert phone.phones_that_refused(phone.mark("gmiadmin", "wrong")) == 3
        assert phone.phones_that_refused(phone.mark("user", "wrong")) == 0
        assert phone.taken_along()["hopeless"] == {phone.mark("gmiadmin", "wrong"): 3}
    with logins(tmp_path, limit=0, host="192.0.2.9") as phone:
        assert phone.phones_that_refused(phone.mark("gmiadmin", "wrong")) == 0
    with logins(tmp_path, limit=3, host="192.0.2.9") as phone:
        phone.note_credential(phone.mark("gmiadmin", "wrong"), accepted=True)
        assert phone.phones_that_refused(phone.mark("gmiadmin", "wrong")) == 0


def test_credential_that_a_phone_took_is_looked_up_once(tmp_path: Path) -> None:
    with logins(tmp_path, limit=1) as phone:
        mark = phone.mark("gmiadmin", "right")
        assert not phone.wait_for_turn(mark)
        phone.note_credential(mark, accepted=True)
        assert phone.phones_that_refused(mark) == 0
    (tmp_path / f"voip.grandstream.credential.{mark}").unlink()
    for number in range(3):
        with logins(tmp_path, limit=1, host=f"192.0.2.{number}") as phone:
            assert not phone.wait_for_turn(mark)
            phone.note_credential(mark, accepted=True)
            phone.end_turn(mark)
            assert phone.phones_that_refused(mark) == 0
    assert not (tmp_path / f"voip.grandstream.credential.{mark}").exists()


def test_what_the_run_learns_of_a_kind_of_phone_is_shared(tmp_path: Path) -> None:
    with logins(tmp_path) as first:
        assert not first.knows_facts()
        with first.alone("kind"):
            first.learn("four kind")
    with logins(tmp_path, host="192.0.2.99") as second:
        assert (second.knows_facts(), second.has_fact("four kind"), second.has_fact("two kind")) == (True, True, False)


def test_one_task_finds_out_and_the_others_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login_files, "LONGEST_LESSON", 0.1)
    first, second = logins(tmp_path), logins(tmp_path, host="192.0.2.99")
    begun = time.monotonic()
    with first.alone("kind"), second.alone("other kind"):
        assert time.monotonic() - begun < 0.1
        with second.alone("kind"):
            assert time.monotonic() - begun >= 0.1


def test_background_task_that_outlives_its_run_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    with logins(folder) as late:
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
        late.change("gmiadmin", ledger.after_silence)
        late.note_credential("x", accepted=True)
        with late.alone("kind"):
            late.learn("fact")


def test_no_more_phones_are_asked_at_once_than_may_refuse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login_files, "LONGEST_TURN", 0.2)
    phones = [logins(tmp_path, limit=2, host=f"192.0.2.{number}") for number in range(5)]
    words = phones[0].mark("gmiadmin", "wrong")
    assert [phones[number].wait_for_turn(words) for number in (0, 1, 1)] == [False, False, False]
    # The third waits until one of them has ended; who waits too long is asked all the same.
    begun = time.monotonic()
    assert phones[2].wait_for_turn(words)
    assert time.monotonic() - begun >= 0.2
    phones[2].end_turn(words)
    phones[1].end_turn(words)
    assert not phones[3].wait_for_turn(words), "one has ended without an answer"
    for number in (0, 3):
        phones[number].note_credential(words, accepted=False)
    assert not phones[4].wait_for_turn(words)
    assert phones[4].phones_that_refused(words) == 2
    phones[0].note_credential(words, accepted=True)
    assert phones[4].phones_that_refused(words) == 0


def test_another_phone_at_the_address_begins_anew(tmp_path: Path) -> None:
    """What the former phone refused is forgotten, in this run and in the file across runs; other phones are not touched."""
    lasting = LastingLedger(tmp_path / "lasting")
    (tmp_path / "run").mkdir()

    def opened(host: str = "192.0.2.1") -> RunLogins:
        return RunLogins(connection_settings(options(host=host)), tmp_path / "run", lasting, 10)

    for host in ("192.0.2.1", "192.0.2.2"):
        with opened(host) as former:
            for number in range(ledger.MOST_IN_A_ROW):
                words = f"words {number}"
                former.change("gmiadmin", ledger.after_refusal, former.mark(words), former.lasting_mark(words))
    with opened() as replaced:
        assert ledger.obstacle(replaced.record("gmiadmin"), replaced.mark("new")) == ledger.SPENT
        replaced.change_all(ledger.after_replacement)
    for folder in ("run", "the next"):
        (tmp_path / folder).mkdir(exist_ok=True)
        with RunLogins(connection_settings(options(host="192.0.2.1")), tmp_path / folder, lasting, 10) as now:
            assert ledger.obstacle(now.record("gmiadmin"), now.mark("words 0"), now.lasting_mark("words 0")) == ""
    with opened("192.0.2.2") as other:
        assert ledger.obstacle(other.record("gmiadmin"), other.mark("new")) == ledger.SPENT


def test_run_keeps_what_another_run_wrote_meanwhile(tmp_path: Path) -> None:
    """Two rotations at once: one gives the phone its new password, after the other was refused with it and before the other is
    refused with the old one. The new password is not remembered as a refused one."""
    lasting = LastingLedger(tmp_path / "lasting")

    def run(name: str) -> RunLogins:
        (tmp_path / name).mkdir(exist_ok=True)
        return RunLogins(connection_settings(options()), tmp_path / name, lasting, 10)

    def refused(logins: RunLogins, words: str) -> None:
        logins.change("gmiadmin", ledger.after_refusal, logins.mark(words), logins.lasting_mark(words))

    with run("first") as first, run("second") as second:
        refused(first, "new")
        refused(second, "new")
        first.change_all(ledger.after_new_password)
        first.change("gmiadmin", ledger.after_success, first.mark("new"), "colon")
        refused(second, "old")
    with run("third") as third:
        record = third.record("gmiadmin")
        assert ledger.obstacle(record, third.mark("new"), third.lasting_mark("new")) == ""
        assert ledger.obstacle(record, third.mark("old"), third.lasting_mark("old")) == ledger.REFUSED_BEFORE
        assert record.row == 1


def test_refusals_of_two_runs_are_counted_together(tmp_path: Path) -> None:
    """So that runs at the same moment do not lock a phone between them."""
    lasting = LastingLedger(tmp_path / "lasting")
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    phone = connection_settings(options())
    with RunLogins(phone, tmp_path / "first", lasting, 10) as first, RunLogins(phone, tmp_path / "second", lasting, 10) as second:
        for number in (1, 2):
            for run in (first, second):
                assert ledger.may_fail(run.record("gmiadmin"))
                words = f"{number} {run}"
                run.change("gmiadmin", ledger.after_refusal, run.mark(words), run.lasting_mark(words))
        assert not ledger.may_fail(second.record("gmiadmin"))
