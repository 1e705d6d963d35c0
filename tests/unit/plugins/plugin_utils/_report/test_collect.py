# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From results of tasks to a report, in the order in which Ansible tells them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.plugin_utils._report.collect import PENDING, Collector, Ran, change
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.model import (
    AccountsRecord,
    PhoneRecord,
    TaskRecord,
    document,
)
from unit.plugins.plugin_utils._report.fleets import ROWS, report
from unit.plugins.plugin_utils._report.test_model import VALIDATOR, VALUES

PVALUE = "voip.grandstream.gs_pvalue"
CHANGED = {"changed": True, "changes": ROWS[:1]}


class Run:
    """A run that is told step by step."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.collector = Collector(self._facts)

    def _facts(self, name: str) -> PhoneRecord:
        self.asked.append(name)
        return PhoneRecord(name, [], None, None)

    def ran(self, event: Any, result: Any, host: str = "lobby", action: str = PVALUE, **more: Any) -> Ran:
        usual: dict[str, Any] = {"uuid": "1", "play": "play", "task": "set", "check_mode": False, "ignored": False, "now": 10.0}
        return Ran(host=host, action=action, event=event, result=result, **{**usual, **more})

    def end(self, event: Any = "ok", result: Any = None, **more: Any) -> Run:
        self.collector.end(self.ran(event, {} if result is None else result, **more))
        return self

    def item(self, event: Any = "ok", result: Any = None, **more: Any) -> Run:
        self.collector.item(self.ran(event, {} if result is None else result, **more))
        return self

    def tasks(self, failures: int = 0, unreachable: int = 0) -> list[TaskRecord]:
        (phone,) = self.collector.phones({"lobby": failures}, {"lobby": unreachable})
        return phone.tasks


@pytest.mark.parametrize(
    ("status", "event", "result", "more"),
    [
        ("ok", "ok", {"changed": False, "changes": []}, {}),
        ("changed", "ok", CHANGED, {}),
        ("drifted", "ok", CHANGED, {"check_mode": True}),
        ("failed", "failed", {"msg": "no"}, {}),
        ("unreachable", "unreachable", {"msg": "no"}, {}),
        ("skipped", "skipped", {"skip_reason": "line 1 is in_call", "lines": [{}]}, {}),
        ("not_run", "skipped", {"skip_reason": "Conditional result was False"}, {}),
        ("pending", "ok", {"changed": True, "ansible_job_id": "j1", "finished": 0}, {}),
        ("changed", "ok", {**CHANGED, "ansible_job_id": "j1", "finished": 1}, {}),
        ("ok", "ok", {"changed": True, "dest": "x"}, {"action": "voip.grandstream.gs_phonebook_download"}),
        ("changed", "ok", {"censored": "hidden", "changed": True}, {}),
    ],
)
def test_status(status: str, event: str, result: Any, more: dict[str, Any]) -> None:
    (task,) = Run().end(event, result, **more).tasks(failures=1, unreachable=1)
    assert (task.status, task.handled) == (status, None)
    assert task.hidden is ("censored" in result)


SURVEY = "voip.grandstream.gs_survey"
CONFIG = "voip.grandstream.gs_config"
SURVEYED: dict[str, Any] = {
    "changed": False,
    "hosts": {"in_line": ["lobby", "hall"], "drifted": ["desk"], "unreachable": ["roof"], "failed": ["cellar"]},
    "phones": {
        "desk": {"verdict": "drifted", "seconds": 0.41, **CHANGED},
        "roof": {"verdict": "unreachable", "unreachable": True, "msg": "Silence.", "error": {"kind": "transport"}},
        "cellar": {"verdict": "failed", "failed": True, "msg": "odd\ud800", "error": {"kind": "input"}},
    },
}


def found(run: Run) -> dict[str, list[tuple[str, str, str]]]:
    """Of each phone, the module, status and message of each task. Ansible counted no failure."""
    phones = run.collector.phones({"lobby": 0}, {})
    return {
        phone.name: [(task.module.rpartition("gs_")[2], task.status, task.message) for task in phone.tasks] for phone in phones
    }


def test_phones_of_a_survey_are_as_if_each_had_been_a_host() -> None:
    run = Run().end("ok", SURVEYED, action=SURVEY)
    assert found(run) == {
        "cellar": [("survey", "failed", "odd\ufffd")],
        "desk": [("survey", "drifted", "")],
        "hall": [("survey", "ok", "")],
        "lobby": [("survey", "ok", "")],
        "roof": [("survey", "unreachable", "Silence.")],
    }
    told = document(report(*run.collector.phones({}, {})))
    VALIDATOR.validate(told)
    assert [phone["verdict"] for phone in told["phones"]] == ["failed", "drifted", "in_line", "in_line", "unreachable"]
    tasks = {phone["name"]: phone["tasks"][0] for phone in told["phones"]}
    assert (tasks["desk"]["duration"], tasks["desk"]["check_mode"], len(tasks["desk"]["changes"])) == (0.41, True, 1)
    assert [tasks[name]["handled"] for name in ("roof", "cellar")] == [None, None], (
        "they count, though Ansible does not count them"
    )
    assert (tasks["roof"]["error_kind"], tasks["cellar"]["error_kind"]) == ("transport", "input")


def test_what_a_survey_found_is_replaced_by_what_came_of_it() -> None:
    """Only by the module that looks for the same, and only where it ran."""
    run = Run().end("ok", SURVEYED, action=SURVEY)
    run.end("ok", CHANGED, host="desk", action=CONFIG)
    run.end("skipped", {"skip_reason": "Conditional result was False"}, host="hall", action=CONFIG)
    run.end("ok", {}, host="lobby", action="voip.grandstream.gs_info")
    after = found(run)
    assert after["desk"] == [("config", "changed", "")]
    assert [module for module, *dummy in after["hall"]] == ["survey", "config"]
    assert [module for module, *dummy in after["lobby"]] == ["survey", "info"]


@pytest.mark.parametrize(("event", "result"), [("failed", {"msg": "no host"}), ("ok", {"censored": "hidden", "changed": False})])
def test_survey_that_tells_no_phones_is_a_task_of_its_host(event: str, result: dict[str, Any]) -> None:
    (task,) = Run().end(event, result, action=SURVEY).tasks(failures=1)
    assert task.status == {"failed": "failed", "ok": "ok"}[event]


def test_only_tasks_of_this_collection() -> None:
    run = Run().end(action="ansible.builtin.debug").end(action="voip.grandstreamer.gs_pvalue")
    assert run.collector.phones({}, {}) == []
    assert run.asked == []


def test_phones_are_sorted_and_asked_for_once() -> None:
    run = Run().end(host="b").end(host="a").end(host="b")
    assert [(phone.name, len(phone.tasks)) for phone in run.collector.phones({}, {})] == [("a", 1), ("b", 2)]
    assert run.asked == ["b", "a"]


def test_duration_is_of_the_host_and_the_task() -> None:
    run = Run()
    for uuid, now in [("1", 3.0), ("2", 9.5)]:
        run.collector.start("lobby", uuid, now)
    first, second, third = run.end(uuid="2").end(uuid="1").end(uuid="1", now=99.0).tasks()
    assert (first.duration, second.duration, third.duration) == (0.5, 7.0, 0.0)


def test_the_last_failures_are_those_that_count() -> None:
    """Ansible tells only how many were rescued, and a host that fails for good runs nothing more."""
    run = Run().end("failed").end("failed", action="ansible.builtin.fail").end("failed")
    assert [task.handled for task in run.tasks(failures=1)] == ["rescued", None]
    assert [task.handled for task in Run().end("failed").end("failed").tasks()] == ["rescued", "rescued"]
    assert [task.handled for task in Run().end("failed", ignored=True).end("failed").tasks(failures=1)] == ["ignored", None]
    assert [task.handled for task in Run().end("unreachable").end("unreachable").tasks(unreachable=1)] == ["ignored", None]


def test_loop_is_one_task() -> None:
    run = Run().item(result=CHANGED).item("skipped").item("failed", {"msg": "no", "error": {"kind": "api"}, "item": "s3cret"})
    (task,) = run.item("failed", {"msg": "nor this"}).end("failed", {"msg": "One or more items failed"}).tasks(failures=1)
    assert (task.status, task.items, len(task.changes), task.error_kind) == ("failed", 4, 1, "api")
    assert task.message == "Item 3: no\nItem 4: nor this"


def test_message_of_an_item_cannot_look_like_two() -> None:
    (task,) = Run().item("failed", {"msg": "no\nItem 2: all is well\x1b[2J"}).end("failed", {"msg": "One or more items"}).tasks(1)
    assert task.message == task.shown_message == "Item 1: no\\nItem 2: all is well\\x1b[2J"


@pytest.mark.parametrize(
    ("status", "events"),
    [
        ("changed", ["ok", "changed", "skipped"]),
        ("ok", ["ok", "skipped"]),
        ("not_run", ["skipped"]),
        ("failed", ["ok", "failed"]),
    ],
)
def test_loop_has_the_status_of_its_worst_item(status: str, events: list[str]) -> None:
    run = Run()
    for event in events:
        run.item("ok" if event == "changed" else event, CHANGED if event == "changed" else {})
    assert run.end("failed" if "failed" in events else "ok").tasks(failures=1)[0].status == status


def test_task_in_the_background() -> None:
    run = Run().end(result={"changed": True, "ansible_job_id": "j1", "finished": 0})
    assert run.tasks()[0].message == PENDING
    status = {"action": "ansible.builtin.async_status"}
    run.end(result={"ansible_job_id": "j1", "finished": 0}, **status).end(
        result={"ansible_job_id": "j2", "finished": 1}, **status
    )
    assert run.tasks()[0].status == "pending"
    run.end(result={"ansible_job_id": "j1", "finished": 1, **CHANGED}, **status)
    (task,) = run.tasks()
    assert (task.status, task.message, len(task.changes)) == ("changed", "", 1)


def test_tasks_in_the_background_that_a_loop_waits_for() -> None:
    run = Run()
    for job in ("a", "b"):
        run.end(result={"ansible_job_id": job, "finished": 0})
    status = {"action": "ansible.builtin.async_status", "uuid": "9"}
    run.item(result={"ansible_job_id": "a", "finished": 1}, **status)
    run.item("failed", {"ansible_job_id": "b", "finished": 1, "msg": "no"}, **status).end("failed", **status)
    assert [(task.status, task.handled) for task in run.tasks(failures=1)] == [("ok", None), ("failed", None)]


def test_loop_in_the_background() -> None:
    """Each item is a job of its own, and the task is done when all are."""
    run = Run()
    for job in ("a", "b"):
        run.item(result={"ansible_job_id": job, "finished": 0})
    run.end(result={"changed": True})
    status = {"action": "ansible.builtin.async_status", "uuid": "9"}
    run.end(result={"ansible_job_id": "a", "finished": 1}, **status)
    assert run.tasks()[0].status == "pending"
    run.end(result={"ansible_job_id": "b", "finished": 1, **CHANGED}, **status)
    (task,) = run.tasks()
    assert (task.status, task.items, len(task.changes)) == ("changed", 2, 1)


def test_rows_of_all_modules() -> None:
    told = [(row.kind, row.name, row.action, row.pvalues) for row in map(change, ROWS)]
    assert told == [
        ("setting", "settings.ntp_server", "edit", ["P30"]),
        ("setting", "accounts.1.sip_server", "edit", ["P47"]),
        ("setting", "P9999", "edit", ["P9999"]),
        ("contact", "Jack Brown", "edit", []),
        ("contact", "Anna", "add", []),
        ("group", "Old", "delete", []),
        ("password", "password of admin", "edit", []),
        ("operation", "reboot", "reboot", []),
    ]
    assert [row.shown_name for row in map(change, ROWS)][:4] == [
        "ntp_server (P30)",
        "accounts.1.sip_server (P47)",
        "P9999",
        "Jack Brown",
    ]
    numbered = {"kind": "setting", "name": "settings.P30", "setting": "ntp_server", "pvalues": ["P30"]}
    assert change(numbered).shown_name == "ntp_server (P30)", "also where the task says the number"
    assert change({"operation": "dial", "number": "8819", "line": None}).name == "dial 8819"
    assert (change({"colour": 1}).kind, change({"kind": "x", "name": 3}).name) == ("other", "3")


EVENTS = st.sampled_from(["ok", "failed", "unreachable", "skipped"])
KEYS = st.sampled_from(["changed", "changes", "msg", "error", "skip_reason", "lines", "censored", "ansible_job_id", "finished"])
ROW_KEYS = st.sampled_from(["kind", "name", "pvalue", "pvalues", "setting", "before", "after", "operation", "password", "action"])
ROW = st.dictionaries(ROW_KEYS, VALUES, max_size=4)
RESULT = st.dictionaries(KEYS, VALUES | st.lists(ROW, max_size=2), max_size=4)
TOLD = st.tuples(EVENTS, RESULT, st.lists(st.tuples(EVENTS, RESULT), max_size=2), st.text(max_size=4), st.booleans())


@given(st.lists(TOLD, max_size=3))
def test_every_result_makes_a_valid_document(told: list[Any]) -> None:
    run = Run()
    for event, result, items, name, flag in told:
        for item_event, item_result in items:
            run.item(item_event, item_result)
        run.end(event, result, task=name, play=name, check_mode=flag, ignored=flag)
    VALIDATOR.validate(document(report(*run.collector.phones({"lobby": 1}, {}))))


INFO = "voip.grandstream.gs_info"
ACCOUNTS = [{"id": number, "sip_user_id": user} for number, user in ((1, "1001"), (2, "1002"), (3, "1003"), (4, ""))]


def test_firmware_and_accounts_that_were_read_last() -> None:
    seen = {"proved": [1], "not_proved": [2], "contradicted": [3]}
    known = {"identity": {"firmware_version": "1.0.3.49"}, "accounts": ACCOUNTS, "registrations": seen}
    newer = {"identity": {"firmware_version": "1.0.3.60"}}
    run = Run().end("ok", known, action=INFO).end("ok", newer, action=INFO, uuid="2")
    for event, result, action in (
        ("failed", {"identity": {"firmware_version": "9"}}, INFO),
        ("ok", {"identity": {"firmware_version": None}}, INFO),
        ("ok", {"registrations": {"proved": [1, 2, 3]}}, INFO),
        ("ok", {"accounts": ACCOUNTS}, INFO),
        ("ok", known, CONFIG),
        ("ok", {"censored": "hidden"}, INFO),
    ):
        run.end(event, result, action=action, uuid=str(result))
    (phone,) = run.collector.phones({}, {})
    assert (phone.firmware, phone.accounts) == ("1.0.3.60", AccountsRecord(registered=1, listed=1, not_registered=1))
    VALIDATOR.validate(document(report(phone)))


def test_what_no_task_has_read_is_not_in_the_document() -> None:
    (phone,) = Run().end().collector.phones({}, {})
    assert not {"firmware", "accounts", "site"} & document(report(phone))["phones"][0].keys()
