# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A minute of `make soak`: a small fleet of both profiles, one cycle of all that happens to it; and what watches over it."""

from __future__ import annotations

import base64
from pathlib import Path
from random import Random
from urllib.parse import quote

import pytest

from soak.story import tell
from soak.trouble import strikes
from soak.watch import told
from support.environments import Environment

PHONES = 8
#: Another one is another story; a failure names it.
SEED = 14


@pytest.mark.long
@pytest.mark.timeout(600)
def test_a_fleet_lives_on(newest_controller: Environment, installed_collection: Path, tmp_path: Path) -> None:
    tell(newest_controller, installed_collection, tmp_path, phones=PHONES, minutes=0, cycles=1, timeout=4, seed=SEED, say=print)


SECRET = "Se cret+'\"é/1"


@pytest.mark.parametrize(
    "text",
    [
        SECRET,
        f"https://{quote(SECRET, safe='')}@host",
        quote(SECRET).lower().replace("se", "Se"),
        base64.b64encode(f"admin:{SECRET}".encode()).decode(),
        '{"a": "Se cret+\'\\"\\u00e9/1"}',
        "Se cret+&#x27;&quot;é/1",
    ],
)
def test_secret_is_found_in_each_form(tmp_path: Path, text: str) -> None:
    file = tmp_path / "output"
    file.write_text(f"before {text} behind", encoding="utf-8")
    assert told([file], [SECRET]), text
    file.write_text("before Se cret behind", encoding="utf-8")
    assert told([file], [SECRET]) == []


def test_a_seed_decides_what_happens() -> None:
    names = [f"phone{number}" for number in range(20)]
    first, again, other = (strikes(Random(seed), names, 0.5) for seed in (1, 1, 2))
    assert first == again != other
    assert len({strike.phone for strike in first}) == 10
