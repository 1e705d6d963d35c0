# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the keyword `serial` takes, and the one sentence about anything else."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.voip.grandstream.plugins.filter.batch_sizes import batch_sizes


@pytest.mark.parametrize("value", [10, "10", "10%", "100 %", 0, [1, 5, "10%"], ["1", "100%"]])
def test_what_ansible_takes_is_given_back(value: Any) -> None:
    assert batch_sizes(value) == value


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("abc", "'abc'"),
        (-1, "-1"),
        (True, "true"),
        (1.5, "a number with a fraction"),
        ("1,5", "'1,5'"),
        (None, "null"),
        ([1, "x"], "'x'"),
        ({"a": 1}, "a dictionary"),
    ],
)
def test_anything_else_is_one_sentence(value: Any, told: str) -> None:
    with pytest.raises(AnsibleFilterError) as caught:
        batch_sizes(value)
    assert str(caught.value) == (
        f"gs_serial: {told} is not a number of phones. Write a number such as 10, a share such as 10%, or a list of them such as "
        "[1, 5, '10%']"
    )
