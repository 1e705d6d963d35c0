# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a phone was seen doing: known for the session, and remembered for the run."""

from __future__ import annotations

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._api.traits import FirmwareTraits, RunMemory


def test_nothing_is_known_of_a_phone_that_has_shown_nothing() -> None:
    traits = FirmwareTraits()
    assert (traits.decodes, traits.escapes, traits.stores_empty) == (None,) * 3
    assert (traits.tells_secrets, traits.takes_long, traits.tells_version) == (None,) * 3
    assert not traits.needs_apply


def test_next_task_on_the_phone_knows_it_and_no_other_phone_does() -> None:
    run = RunMemory()
    FirmwareTraits(run, "a").learn(decodes=False, tells_secrets=True)
    again, other = FirmwareTraits(run, "a"), FirmwareTraits(run, "b")
    assert (again.decodes, again.tells_secrets, again.escapes) == (False, True, None)
    assert other.decodes is None


@pytest.mark.parametrize(
    ("seen", "needs_apply"),
    [
        ({"decodes": False}, True),
        ({"escapes": False}, True),
        ({"stores_empty": False}, True),
        ({"takes_long": False}, True),
        ({"tells_secrets": True}, True),
        ({"tells_version": True}, True),
        ({"decodes": True, "escapes": True, "stores_empty": True, "tells_secrets": False}, False),
    ],
)
def test_what_shows_that_kept_may_not_be_in_force(seen: dict[str, bool], needs_apply: bool) -> None:
    traits = FirmwareTraits()
    traits.learn(**seen)
    assert traits.needs_apply == needs_apply


@pytest.mark.parametrize("noted", ["", "{", "[]", '"x"', '{"decodes": "no", "unknown": true}'])
def test_what_is_not_understood_was_not_learned(noted: str) -> None:
    run = RunMemory()
    run.note("traits.a", noted)
    assert FirmwareTraits(run, "a").decodes is None
