# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`gs_password` as a shipped module, and as a task in either door: no password in anything that comes out."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from ansible.module_utils import basic

from ansible_collections.voip.grandstream.plugins.module_utils._masking import MASK
from ansible_collections.voip.grandstream.plugins.module_utils._resources.password import RESOURCE
from ansible_collections.voip.grandstream.plugins.module_utils._task import Task
from unit.dialogue import ACCEPTED, HANGS, HOST, PASSWORD, RESET, Answer, Step, dialogue, login, options, realm, reply
from unit.operations import LOCKED, change_password, get_time, wrong

Run = Callable[..., dict[str, Any]]
NEW, OLD = "n3w: s3cret+&", "0ld/s3cret#é"
CHANGES = [{"password": "admin", "before": "(former secret)", "after": "(new secret)"}]


def tries(text: str, answer: Answer = ACCEPTED, username: str = "gmiadmin") -> list[Step]:
    return login(":", answer, username=username, password=text)


HAS_OLD = [*tries(NEW, wrong(4)), *tries(OLD)]

GONE = get_time(answer=reply("unauthorized", "error"))

#: Every path through a run, from its first request.
PATHS: dict[str, list[Step]] = {
    "nothing to do": tries(NEW),
    "changed": [*HAS_OLD, change_password(OLD, NEW), *tries(NEW)],
    "locked": tries(NEW, LOCKED),
    "none is right": [*tries(NEW, wrong(2)), *tries(OLD, wrong(1))],
    "silent": [realm(HANGS)],
    "login unanswered": tries(NEW, HANGS),
    "wrong status": [*HAS_OLD, change_password(OLD, NEW, {"status": "wrong"}), *tries(OLD)],
    "refused": [*HAS_OLD, change_password(OLD, NEW, reply("no", "error")), *tries(OLD)],
    "quoted": [*HAS_OLD, change_password(OLD, NEW, reply(f"P2={NEW} oldadmin={quote(OLD, safe='')}", "error")), *tries(OLD)],
    "not offered": [*HAS_OLD, change_password(OLD, NEW, (404, f"no {NEW}")), *tries(OLD)],
    "not kept": [*HAS_OLD, change_password(OLD, NEW), *tries(NEW, wrong(4)), *tries(OLD)],
    "neither": [*HAS_OLD, change_password(OLD, NEW), *tries(NEW, wrong(2)), *tries(OLD, wrong(1))],
    "proof unanswered": [*HAS_OLD, change_password(OLD, NEW), *tries(NEW, RESET)],
    "lost and done": [*HAS_OLD, change_password(OLD, NEW, RESET), GONE, *tries(NEW)],
    "lost and unknown": [*HAS_OLD, change_password(OLD, NEW, (500, NEW)), realm(HANGS)],
    "lost twice": [*HAS_OLD, *[change_password(OLD, NEW, RESET), get_time(1), *HAS_OLD] * 2],
}


def in_clear(result: dict[str, Any], *passwords: str) -> list[str]:
    """What of the passwords stands in the result, in one of the forms that a text may hold."""
    text = json.dumps(result, ensure_ascii=False) + json.dumps(result) + str(result)
    forms = [form(text) for text in passwords for form in (str, quote, quote_plus, lambda text: quote(text, safe=""))]
    return [form for form in forms if form in text]


@pytest.fixture
def run(run_shipped: Run) -> Run:
    return lambda **given: run_shipped("gs_password", **{"new_password": NEW, "old_passwords": [OLD], "retries": 0, **given})


def test_change_and_steady_state(run: Run) -> None:
    with dialogue(PATHS["changed"]):
        result = run(_ansible_diff=True)
    assert (result["rc"], result["changed"], result["changes"]) == (0, True, CHANGES)
    assert (result["diff"]["before"], result["diff"]["after"]) == (
        "admin password: (former secret)\n",
        "admin password: (new secret)\n",
    )
    with dialogue(tries(NEW)):
        assert run()["changed"] is False


def test_pattern_of_the_inventory(run_shipped: Run) -> None:
    """ansible_password holds the new one; later tasks log in with it."""
    with dialogue(login(":", wrong(4)), tries(OLD), change_password(OLD, PASSWORD), login()):
        assert run_shipped("gs_password", new_password=PASSWORD, old_passwords=[OLD])["changed"]
    with dialogue(login(), get_time(1)):
        assert run_shipped("gs_info", gather_subset=["time"])["time"]["uptime"] == 1


def test_default_is_the_connections_password(run_shipped: Run) -> None:
    with dialogue(tries(NEW, wrong(4)), login(), change_password(PASSWORD, NEW), tries(NEW)):
        assert run_shipped("gs_password", new_password=NEW)["changed"]


def test_user(run: Run) -> None:
    user = [*tries(NEW, wrong(4), "user"), *tries("first-password", username="user")]
    with dialogue(user, change_password("first-password", NEW, role="user", method="POST"), tries(NEW, username="user")) as seen:
        result = run(role="user", old_passwords=["first-password"], request_method="post")
    assert result["changes"] == [{**CHANGES[0], "password": "user"}]
    assert not [request.url for request in seen if "first-password" in request.url]


def test_check_mode(run: Run) -> None:
    with dialogue(HAS_OLD):
        result = run(_ansible_check_mode=True)
    assert (result["rc"], result["changed"], result["changes"]) == (0, True, CHANGES)
    with dialogue(tries(NEW)):
        assert run(_ansible_check_mode=True)["changed"] is False


def test_no_connection_password_is_needed(run: Run) -> None:
    with dialogue(tries(NEW)):
        assert run(password=None)["rc"] == 0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"new_password": None}, "new_password"),
        ({"new_password": " "}, "new_password"),
        ({"new_password": "s3cret\n"}, "new_password"),
        ({"role": "root"}, "role"),
        ({"role": "user", "old_passwords": None}, "old_passwords"),
        ({"password": None, "old_passwords": None}, "old_passwords"),
    ],
)
def test_bad_option_fails_before_any_request(run: Run, given: dict[str, Any], said: str) -> None:
    with dialogue():
        result = run(**given)
    assert (result["rc"], result["failed"]) == (1, True)
    assert said in result["msg"]
    assert not in_clear(result, "s3cret")


@pytest.mark.parametrize("value", [83, 8.3, True, [NEW], {"a": NEW}])
def test_secret_that_is_no_text_is_refused_by_the_module_too(run: Run, value: Any) -> None:
    with dialogue():
        for given, name in (({"new_password": value}, "new_password"), ({"password": value}, "password")):
            result = run(**given)
            assert (result["rc"], result["msg"].startswith(f"{name}: it is ")) == (1, True)
            assert not in_clear(result, NEW)


@pytest.mark.parametrize("name", PATHS)
def test_no_password_in_a_shipped_result(run: Run, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    # Without the masking of ansible-core itself.
    monkeypatch.setattr(basic, "remove_values", lambda value, no_log_strings: value, raising=False)
    with dialogue(PATHS[name]):
        result = run(_ansible_diff=True)
    assert not in_clear(result, NEW, OLD, PASSWORD)


@pytest.mark.parametrize("name", PATHS)
def test_no_password_in_a_result_of_the_controllers_process(name: str) -> None:
    params = options(role="admin", new_phone=False, new_password=NEW, old_passwords=[OLD], retries=0)
    work = Task(RESOURCE, params, check_mode=False, diff=True)
    assert work.prepare() is None
    with dialogue(PATHS[name]):
        result = work.run()
    assert not in_clear(result, NEW, OLD, PASSWORD)
    shown = result["invocation"]["module_args"]
    assert (shown["new_password"], shown["old_passwords"], shown["password"]) == (MASK, MASK, MASK)
    done = name in ("nothing to do", "changed", "lost and done")
    assert ("msg" in result) != done
    assert done or result["msg"].startswith(f"{HOST} port 443: ")


@pytest.mark.parametrize(("new", "old"), list(itertools.permutations(["7", "pw", "abc"], 2)))
def test_short_passwords_do_not_show_and_eat_nothing_else(new: str, old: str) -> None:
    params = options(role="admin", new_phone=False, new_password=new, old_passwords=[old], password="1")
    work = Task(RESOURCE, params, check_mode=False, diff=True)
    assert work.prepare() is None
    with dialogue(tries(new, wrong(4)), tries(old), change_password(old, new), tries(new)):
        result = work.run()
    shown = result["invocation"]["module_args"]
    assert (shown["new_password"], shown["old_passwords"], shown["password"]) == (MASK, MASK, MASK)
    assert (shown["host"], shown["timeout"], result["changes"]) == (HOST, 10.0, CHANGES)


def test_bug_shows_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    work = Task(
        RESOURCE, options(role="admin", new_phone=False, new_password=NEW, old_passwords=[OLD]), check_mode=False, diff=False
    )
    assert work.prepare() is None

    def broken(*passwords: Any) -> None:
        raise ValueError(f"{passwords} {quote(NEW, safe='')}")

    monkeypatch.setattr("ansible_collections.voip.grandstream.plugins.module_utils._api.phone.Phone.log_in", broken)
    result = work.run()
    assert "report it" in result["msg"]
    assert not in_clear(result, NEW, OLD, PASSWORD)
