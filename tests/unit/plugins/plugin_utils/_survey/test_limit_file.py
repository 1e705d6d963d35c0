# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a survey and the role baseline both say, and the names of hosts for a next run."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from ansible.errors import AnsibleActionFail

from ansible_collections.voip.grandstream.plugins.plugin_utils._inventory_layers import ROLE_LAYERS, ROLE_LAYERS_DEFAULT
from ansible_collections.voip.grandstream.plugins.plugin_utils._role_variables import (
    BOOK_IS_GIVEN,
    BOOK_VARIABLE,
    OPTIONS,
    ROLE_VARIABLES,
)
from ansible_collections.voip.grandstream.plugins.plugin_utils._survey import hosts
from ansible_collections.voip.grandstream.plugins.plugin_utils._survey.limit_file import LimitFile

ROLES = Path(__file__).parents[5] / "roles"


def test_role_says_what_is_done_without_a_template() -> None:
    defaults = yaml.safe_load((ROLES / "baseline/defaults/main/main.yml").read_text(encoding="utf-8"))
    assert defaults[ROLE_LAYERS] == ROLE_LAYERS_DEFAULT
    assert set(OPTIONS.values()) <= set(defaults)
    tasks = yaml.safe_load((ROLES / "baseline/tasks/main.yml").read_text(encoding="utf-8"))
    (options,) = (task[hosts.MODULE] for task in tasks if hosts.MODULE in task)
    assert options == {ROLE_VARIABLES: True}
    book = yaml.safe_load((ROLES / "phonebook/vars/main.yml").read_text(encoding="utf-8"))
    assert book[BOOK_VARIABLE].endswith(f"if {BOOK_IS_GIVEN} else [] }}}}")
    assert book[BOOK_IS_GIVEN].strip() == (
        "{{ gs_phonebook_source is truthy or gs_phonebook_groups is defined or gs_phonebook_contacts is defined }}"
    )


def test_limit_file_selects_nobody_until_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "drifted.txt"
    path.write_text("a name of the night before\n", encoding="utf-8")
    file = LimitFile(path)
    assert path.read_text(encoding="utf-8") == "!all\n"
    file.write(["lobby", "küche"])
    assert path.read_text(encoding="utf-8") == "lobby\nküche\n"
    file.write([])
    assert path.read_text(encoding="utf-8") == "!all\n"
    with pytest.raises(AnsibleActionFail, match=r"limit_file: .*/no/file cannot be written: No such file or directory\."):
        LimitFile(tmp_path / "no" / "file")
