# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets stay secret: at the highest verbosity, in results that are printed, and when everything goes wrong."""

from __future__ import annotations

import time
from pathlib import Path

from integration.conftest import Fleet, Way
from integration.helpers.playbooks import MODULE, Ansible, values_task

#: Long, with characters that URLs, JSON and Python's repr write in different ways. Written in the URL of every write below.
SIP_PASSWORD = "sip/päss+wörd &'\"%41"
#: Readable on the phone, and secret all the same.
OLD, NEW = "former+ldap secret", "k3y+ab"
SECRETS = [SIP_PASSWORD, OLD, NEW]
#: What happens to whom: endpoint and kind of fault.
FAULTS = {
    "fine": None,
    "reset": ("api-values.post", "reset"),
    "reset-after": ("api-values.post", "reset_after"),
    "settled": ("api-values.post", "reset_after"),
    "hang": ("api-values.post", "hang"),
    "html": ("api-values.post", "html"),
    "echo": ("api-values.post", "echo"),
    "error": ("api-values.post", "status_500"),
    "shape": ("api-values.get", "wrong_shape"),
    "truncated": ("api-values.get", "truncated"),
    "locked": ("loginrealm", "locked"),
    "gone": ("*", "refuse"),
}
WANTED = {"P34": SIP_PASSWORD, "P1359": NEW, "P30": "new"}


def test_no_secret_is_told_whatever_happens(way: Way, fleet: Fleet) -> None:
    """A task that registers its result, and one that prints it; the run itself looks for the secrets."""
    hosts = {}
    for name, fault in FAULTS.items():
        phone = fleet.phone()
        phone.set(values={"1359": OLD})
        if fault:
            phone.fault(fault[1], fault[0], times=None)
        readable = {key: text for key, text in WANTED.items() if key != "P34"}
        hosts[name] = fleet.host(phone, gs_retries=0, gs_timeout=1, wanted=readable if name == "settled" else WANTED)
    values = {MODULE: {"values": "{{ wanted }}"}}
    tasks: list[dict[str, object]] = [
        {**values, "name": "set", "register": "result", "ignore_errors": True, "ignore_unreachable": True}
    ]
    show: dict[str, object] = {"name": "show", "ansible.builtin.debug": {"var": "result"}}
    if way.door == "in_process":
        tasks.append(show)

    risk = ["P1359 can cut the phone off"]
    run = way.ansible.run(hosts, tasks, "-vvvv", "--diff", door=way.door, secrets=SECRETS, warnings=risk)

    assert run.data("fine", "set")["changed"] is True
    assert run.data("settled", "set")["changed"] is True, "it was settled by reading"
    blind = run.one("reset-after", "set").data
    assert (blind["error"]["kind"], blind["changed"]) == ("ambiguous_write", True), "the secret went alone, and is not told"
    for name in set(hosts) - {"fine", "settled"}:
        result = run.one(name, "set")
        assert result.status in ("ignored", "unreachable"), name
        assert result.data["error"]["kind"] in ("transport", "ambiguous_write", "reply", "locked", "api"), name


def test_secret_in_a_name_that_is_none(ansible: Ansible, door: str, fleet: Fleet) -> None:
    """An ordinary value that holds a password is written as it is, and not shown."""
    phone = fleet.phone("wp820")
    tasks = [{**values_task({"P34": SIP_PASSWORD, "P30": f"x {SIP_PASSWORD} y"}), "name": "set"}]

    run = ansible.run(fleet.hosts(lobby=phone), tasks, "-vvv", "--diff", door=door, secrets=[SIP_PASSWORD])

    assert run.data("lobby")["changes"][1]["after"] == "(not shown, because a secret is in it)"
    assert phone.values()["30"] == f"x {SIP_PASSWORD} y"


def test_short_password_eats_no_other_text(ansible: Ansible, door: str, fleet: Fleet) -> None:
    """Where it stands by itself it is masked, but not inside of other words."""
    phone = fleet.phone()
    phone.set(values={"2": "127"})

    run = ansible.run(
        {"lobby": fleet.host(phone, ansible_password="127")},
        [values_task({"P30": "127.example"})],
        "-vvv",
        door=door,
        hide_passwords=False,
    )

    assert run.data("lobby")["changes"] == [
        {"pvalue": "P30", "setting": "ntp_server", "before": "pool.ntp.org", "after": "127.example"}
    ]
    assert run.data("lobby")["invocation"]["module_args"]["password"] not in ("127", None)
    assert run.data("lobby")["invocation"]["module_args"]["host"] == phone.address


def test_passwords_that_are_words_of_results_or_parts_of_values(ansible: Ansible, door: str, fleet: Fleet) -> None:
    """They change neither what becomes of a task nor what is read. A longer one that stands in a value takes the value along."""
    words = ("unreachable", "failed", "changed", "invocation", "kind", "8800", "voip", "example.net")
    hosts = {}
    for word in words:
        phone = fleet.phone()
        phone.set(values={"2": word, "30": f"x{word}.example.net"}, contacts=[{"last_name": "A", "work": f"+49{word}"}])
        hosts[f"ok-{word}"] = fleet.host(phone, ansible_password=word)
    for word in ("unreachable", "failed"):
        hosts[f"refused-{word}"] = fleet.host(fleet.phone(), ansible_password=word)
    task = {"voip.grandstream.gs_info": {"gather_subset": ["contacts"], "pvalues": ["P30"]}, "name": "read"}

    run = ansible.run(hosts, [task], door=door, hide_passwords=False)

    for word in words:
        found = run.data(f"ok-{word}")
        held = len(word) < 8
        assert found["changed"] is False
        assert found["pvalues"] == ({"P30": f"x{word}.example.net"} if held else {}), word
        assert [contact.get("work") for contact in found["contacts"]] == [f"+49{word}" if held else None], word
        assert found.get("left_out") == (None if held else ["contacts[0].work", "pvalues.P30"]), word
        assert "invocation" in found
    for word in ("unreachable", "failed"):
        assert run.failure(f"refused-{word}", status="unreachable")["error"]["kind"] == "auth"


def test_missing_library_on_a_jump_host(released_ansible: Ansible, fleet: Fleet, bare_python: Path) -> None:
    phone = fleet.phone()
    released_ansible.jump_host["ansible_python_interpreter"] = str(bare_python)

    run = released_ansible.run(fleet.hosts(lobby=phone), [values_task(WANTED)], door="shipped", secrets=SECRETS)

    message = run.failure("lobby")["msg"]
    assert message.startswith("The Python library requests is missing on ")
    assert f"in the Python that runs this: {bare_python}. Install it there: {bare_python} -m pip install requests" in message
    assert phone.requests() == []


def test_interrupted(released_ansible: Ansible, fleet: Fleet) -> None:
    """Ctrl-C while phones hang: the end comes at once, and quietly."""
    phones = [fleet.phone() for dummy in range(5)]
    for phone in phones:
        phone.fault("hang", "login", times=None)
    hosts = {f"phone{index}": fleet.host(phone, gs_timeout=60) for index, phone in enumerate(phones)}
    started = released_ansible.start(hosts, [values_task(WANTED)], secrets=SECRETS)
    deadline = time.monotonic() + 60
    while not all(phone.requests("login") for phone in phones):
        assert time.monotonic() < deadline, "they do not get as far as the login"
        time.sleep(0.05)

    started.interrupt()
    begun = time.monotonic()
    run = started.finish()

    assert time.monotonic() - begun < 15
    assert run.rc not in (0, 2, 4)
    assert run.results == []
