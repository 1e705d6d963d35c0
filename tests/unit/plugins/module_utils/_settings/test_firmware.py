# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which firmware has what. That the facts are those of catalogue/settings.json is a gate: tests/gates/test_catalogue.py."""

from __future__ import annotations

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._settings import firmware
from ansible_collections.voip.grandstream.plugins.module_utils._settings.catalogue import MODELS, SETTINGS

FAILOVER = "register_before_dns_srv_failover"
CAME = "came to the gxv3370 after firmware 1.0.3.9 and no later than 1.0.3.19, and these phones have 1.0.3.10"
WENT = "went from the gxv3370 after firmware 1.0.1.55 and no later than 1.0.3.3, and these phones have 1.0.3.1"


@pytest.mark.parametrize(
    ("name", "model", "version", "sentence", "is_certain"),
    [
        (FAILOVER, "gxv3370", "1.0.1.41", "needs firmware 1.0.3.19 on gxv3370, and these phones have 1.0.1.41", True),
        (FAILOVER, "gxv3370", "1.0.3.9", "needs firmware 1.0.3.19 on gxv3370, and these phones have 1.0.3.9", True),
        (FAILOVER, "gxv3370", "1.0.3.10", CAME, False),
        (FAILOVER, "gxv3370", "1.0.3.19", "", False),
        (FAILOVER, "gxv3370", "1.0.10.1", "", False),
        (FAILOVER, "gxv3370", None, "", False),
        # The change log has it after "initial firmware", of which nobody says the number.
        (
            "tls_minimum_version",
            "gxv3380",
            "1.0.1.9",
            "needs firmware 1.0.1.14 on gxv3380, and these phones have 1.0.1.9",
            False,
        ),
        ("quick_ip_call_mode", "gxv3370", "1.0.1.55", "", False),
        ("quick_ip_call_mode", "gxv3370", "1.0.3.1", WENT, False),
        (
            "quick_ip_call_mode",
            "gxv3370",
            "1.0.3.3",
            "was removed by firmware 1.0.3.3 on gxv3370, and these phones have 1.0.3.3",
            True,
        ),
        (
            "quick_ip_call_mode",
            "gxv3350",
            None,
            "is in no newest published template of a gxv3350: its firmware may lack it",
            False,
        ),
        ("xsi_server", "gxv3350", "1.0.3.19", "is in doubt on a gxv3350: the reference of all settings says why", False),
        ("keys", "wp820", "1.0.1.16", "needs firmware 1.0.3.5 on wp820, and these phones have 1.0.1.16", True),
        ("ntp_server", "wp820", "0.1", "", False),
    ],
)
def test_what_is_published_against_a_setting(name: str, model: str, version: str | None, sentence: str, is_certain: bool) -> None:
    found = firmware.finding(name, model, version, "these phones have")
    assert (found.sentence if found else "", bool(found and found.is_certain)) == (sentence, is_certain)


@pytest.mark.parametrize(
    ("text", "parts"),
    [("1.0.3.19", [1, 0, 3, 19]), ("1.0", [1, 0]), ("", None), (None, None), ("v1.0", None), ("1", None)],
)
def test_versions(text: str | None, parts: list[int] | None) -> None:
    assert firmware.version(text) == parts


def test_only_what_has_dates_is_worth_a_look_at_the_version() -> None:
    assert firmware.has_dates("29095", "gxv3370")
    assert not firmware.has_dates("29095", None)
    assert [firmware.has_dates("184", model) for model in ("gxv3370", "gxv3350")] == [True, False]
    assert not firmware.has_dates("30", "gxv3370")
    assert [firmware.has_dates("23003", model) for model in ("wp820", "gxv3370")] == [True, False]


def test_without_a_version_nothing_is_certain() -> None:
    for setting in SETTINGS:
        for model in MODELS:
            found = firmware.finding(setting.name, model, None, "these phones have")
            assert found is None or not found.is_certain


def test_a_doubt_about_one_account_is_none_about_the_others() -> None:
    found = [firmware.finding("preferred_video_codec", "gxv3370", None, "these phones have", account) for account in (1, 7, 8)]
    assert [bool(one) for one in found] == [False, True, False]
