# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write the parts of the modules' RETURN blocks that several modules share: ansible-doc has no fragments for them.

    python catalogue/return_values.py            write them into plugins/modules/
    python catalogue/return_values.py --check    write nothing; fail if that would change anything

To change a shared text, change it here. A text holds one or more keys; each place is a module and the keys above them.
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

MODULES = Path(__file__).resolve().parent.parent / "plugins" / "modules"


class Shared(NamedTuple):
    """Keys that are the same in several places. A place is such as ``gs_call.line.contains``."""

    places: tuple[str, ...]
    text: str


SHARED = (
    Shared(
        places=(
            "gs_call.error",
            "gs_config.error",
            "gs_contact.error",
            "gs_group.error",
            "gs_info.error",
            "gs_password.error",
            "gs_phonebook.error",
            "gs_phonebook_download.error",
            "gs_sysop.error",
        ),
        text="""\
description: Why the task failed, in parts that a playbook can test. M(voip.grandstream.gs_pvalue) describes its other keys.
returned: failure
type: dict
""",
    ),
    Shared(
        places=tuple(
            f"{module}.error.contains"
            for module in ("gs_contact", "gs_group", "gs_info", "gs_phonebook", "gs_phonebook_download")
        ),
        text="""\
kind:
  description:
    - V(conflict) when the task does not fit what the phone holds, such as a group that does not exist or two contacts of one
      name. The other kinds are those of M(voip.grandstream.gs_pvalue).
  type: str
  sample: conflict
""",
    ),
    Shared(
        places=("gs_contact", "gs_group", "gs_phonebook"),
        text="""\
changes:
  description:
    - What was changed, in the order in which it was done. In check mode, what would be changed.
    - When a task fails after it began to write, this is what it tried to change.
  returned: when the phone was read, or a write was begun
  type: list
  elements: dict
  contains:
    kind:
      description: V(contact) or V(group).
      type: str
      sample: contact
    action:
      description: V(add), V(edit), V(rename) or V(delete).
      type: str
      sample: edit
    name:
      description: The whole name of a contact, or the name of a group. Of a renamed group the former name.
      type: str
      sample: Jack Brown
    id:
      description: The id on this phone. Null for what is new.
      type: int
      sample: 0
    before:
      description: What the phone held, under the names of the options. Empty fields are left out. Null for what is new.
      type: dict
      sample: {"name": "Jack Brown", "group": "default", "work": "8819"}
    after:
      description: The same after the change. Null for what is deleted.
      type: dict
      sample: {"name": "Jack Brown", "group": "Sales", "work": "8819"}
""",
    ),
    Shared(
        places=(
            *("gs_call.line.contains", "gs_call.lines.contains", "gs_config.lines.contains", "gs_info.lines.contains"),
            "gs_sysop.lines.contains",
        ),
        text="""\
line:
  description: Number of the line, from 1 as on the phone's screen.
  type: int
  sample: 1
state:
  description: The number by which the phone tells the state.
  type: int
  sample: 4
state_name:
  description:
    - One of V(idle), V(ringing), V(calling), V(in_call), V(hold) and V(failed), or V(unknown) for a number that the vendor's
      guide does not list.
  type: str
  sample: in_call
account:
  description: The account that the line uses, as the phone writes it. Empty on an idle line.
  type: str
  sample: "1"
name:
  description: Name of the other side.
  type: str
  sample: Jack Brown
number:
  description: Number of the other side.
  type: str
  sample: "8819"
active:
  description: Whether the phone's keys and screen work on this line.
  type: bool
  sample: true
""",
    ),
    Shared(
        places=("gs_config", "gs_pvalue"),
        text="""\
unproved:
  description:
    - The passwords and keys that were written and that the phone does not tell, so that nothing has shown that it holds them.
      A registered account proves its SIP password.
    - In check mode, those that would be written so.
  returned: when there are any
  type: list
  elements: str
  sample: [P34]
in_force:
  description:
    - V(kept; in force perhaps only after a reboot). The phone has shown that its firmware keeps values without applying them.
  returned: when something was changed on such a phone
  type: str
  sample: kept; in force perhaps only after a reboot
""",
    ),
    Shared(
        places=tuple(f"{module}.registrations.contains" for module in ("gs_config", "gs_info", "gs_pvalue")),
        text="""\
proved:
  description: The accounts that a second witness has shown to be registered.
  type: list
  elements: int
  sample: [1]
not_proved:
  description: The accounts that are registered by the list of accounts alone. They count as registered.
  type: list
  elements: int
  sample: []
contradicted:
  description: The accounts that the list calls registered while the status says that none is. They count as not registered.
  type: list
  elements: int
  sample: []
witnesses:
  description:
    - What was asked. V(accounts) is the list of accounts, V(status) with a word is the phone's status, V(registered again)
      stands for accounts that dropped their registration after the change and registered again.
  type: list
  elements: str
  sample: [accounts, status available]
told:
  description: The same in a sentence.
  type: str
  sample: account 1 is registered, by the phone's list of accounts and by a second witness
""",
    ),
    Shared(
        places=("gs_config", "gs_validate"),
        text="""\
origins:
  description:
    - For each setting, by its place in the task, the layer that it comes from and the weaker layers that it replaces.
    - For a setting that was taken out, the layer that took it out.
  returned: success, and O(layers) is given, and O(explain) is true
  type: dict
  sample: {"settings.ntp_server": "group_vars/berlin, over bundle time", "accounts.1.sip_user_id": "host_vars/lobby"}
""",
    ),
    Shared(
        places=("gs_config.error.contains", "gs_validate.error.contains"),
        text="""\
problems:
  description: Every problem, each with its place in the task, or with the variable of the connection that it is in.
  type: list
  elements: str
  sample: ["accounts.1.local_sip_port: 70000 is not a port (0 to 65535)"]
""",
    ),
)

_RETURN = re.compile(r'(?<=\nRETURN = r""")(.*?)(?=""")', re.DOTALL)


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """Yield each key of a YAML mapping with its lines."""
    for block in re.split(r"^(?=[a-z_]+:)", text, flags=re.MULTILINE):
        if block.strip():
            yield block.partition(":")[0], block


def replaced(text: str, keys: list[str], shared: dict[str, str]) -> str:
    """Return a YAML mapping in which the keys of ``shared``, below ``keys``, have their texts. Raise KeyError without them."""
    found = dict(blocks(text))
    if keys:
        head, rest = found[keys[0]].split("\n", 1)
        inner = replaced(textwrap.dedent(rest), keys[1:], shared)
        found[keys[0]] = head + "\n" + textwrap.indent(inner, "  ")
    else:
        for key, block in shared.items():
            if key not in found:
                raise KeyError(key)
            found[key] = block
    return "".join(found.values())


def written(module: str, source: str) -> str:
    """Return a module's source with all shared texts."""
    for shared in SHARED:
        for place in shared.places:
            name, *keys = place.split(".")
            if name == module:
                source = _RETURN.sub(lambda match: "\n" + replaced(match[1], keys, dict(blocks(shared.text))), source)  # noqa: B023
    return source


def main(arguments: list[str]) -> None:
    """Write the modules, or with `--check` only tell whether they have the shared texts."""
    for path in sorted(MODULES.glob("gs_*.py")):
        source = path.read_text(encoding="utf-8")
        text = written(path.stem, source)
        if text != source and arguments == ["--check"]:
            sys.exit(f"{path}: RETURN does not have the texts of {Path(__file__).name}. Run `make returns`")
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
