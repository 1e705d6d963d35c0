# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guide *Getting started*, as printed: its files in a fresh folder, its commands, and the output that it shows."""

from __future__ import annotations

import re
import textwrap

from integration.conftest import Fleet
from integration.helpers.playbooks import Ansible
from support.venvs import ROOT

GUIDE = (ROOT / "docs" / "docsite" / "rst" / "guide_getting_started.rst").read_text(encoding="utf-8")
BLOCKS = [
    (language, textwrap.dedent(text))
    for language, text in re.findall(r"^\.\. code-block:: (\S+)\n\n((?:(?: {3}.*)?\n)+)", GUIDE, flags=re.MULTILINE)
]
#: Whose commands are run. The others install, and start simulated phones.
PROGRAMS = ("ansible ", "ansible-playbook ")


def test_guide_does_what_it_says(ansible: Ansible, fleet: Fleet) -> None:
    phone = fleet.phone("gxv3370")
    phone.set(profile="guide", values={"2": "admin", "64": "", "30": "pool.ntp.org"})
    phone.clear_requests()
    waiting: list[str] = []
    compared = 0
    for language, text in BLOCKS:
        name = re.match(r"# (\S+\.\w+)\n", text)
        if name:
            file = ansible.folder / name[1]
            file.parent.mkdir(exist_ok=True)
            there = f"{{ansible_host: {phone.address}, ansible_port: {fleet.simulator.port}}}"
            file.write_text(text.replace("{ansible_host: 192.0.2.10}", there), encoding="utf-8")
        elif language == "console":
            commands = [line.removeprefix("$ ") for line in text.strip().splitlines()]
            waiting = [command for command in commands if command.startswith(PROGRAMS)]
        elif waiting:
            shown = text.replace("192.0.2.10 port 80", f"{phone.address} port {fleet.simulator.port}")
            (command,) = waiting
            before = len(phone.requests())
            run = ansible.command(*command.split()).finish()
            assert in_order(shown, run.output), f"{command}\n{run.output}"
            waiting, compared = [], compared + 1
            if run.rc:
                # The slip of step 3, which the reader corrects.
                file = ansible.folder / "group_vars" / "phones.yml"
                file.write_text(file.read_text(encoding="utf-8").replace("phonebok", "phonebook"), encoding="utf-8")
                assert len(phone.requests()) == before
    assert compared == 5
    written = [request for request in phone.requests() if request["endpoint"].endswith(".post")]
    assert len(written) == 1, "the first enforce writes once, and the second does not"
    assert (phone.values()["30"], phone.values()["2"]) == ("ntp.example.net", "admin")


def in_order(shown: str, output: str) -> bool:
    """Whether all that is shown stands in the output, in this order. Lines may be left out, and long ones are broken."""
    place = 0
    for line in (line.strip().rstrip(",") for line in shown.splitlines()):
        place = output.find(line, place)
        if place < 0:
            return False
        place += len(line)
    return True
