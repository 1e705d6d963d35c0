# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a wrong key is told."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue
from ansible_collections.voip.grandstream.plugins.module_utils._settings.unknown import why_unknown


@pytest.mark.parametrize(
    ("key", "account", "model", "sentence"),
    [
        ("ntp_serber", None, None, "unknown setting. Did you mean ntp_server?"),
        ("NTP-Server", None, None, "unknown setting. Did you mean ntp_server?"),
        ("ntp server", None, None, "unknown setting. Did you mean ntp_server?"),
        ("sip_servr", 1, "wp820", "unknown setting. Did you mean sip_server?"),
        ("sip_servr", None, None, "unknown setting. Did you mean accounts.<number>.sip_server?"),
        ("ntp_serber", 1, None, "unknown setting. Did you mean settings.ntp_server?"),
        ("guest_logins", None, "gxv3350", "unknown setting"),
        ("guest_login", None, "gxv3350", "not on a gxv3350"),
        ("static_ip", 1, "wp820", "not on a wp820"),
        ("sip_server", None, "wp820", "it is a setting of an account. Write accounts.<number>.sip_server"),
        ("ntp_server", 2, None, "it is a setting of the phone, not of an account. Write settings.ntp_server"),
        ("system_version", None, None, "it is read-only"),
        ("static_ip_octet_2", None, None, "write the whole address, as static_ip"),
        ("nothing_octet_2", None, None, "unknown setting"),
        ("account.3.sip.userid", None, None, "this is its name in provisioning files. Write accounts.3.sip_user_id"),
        (
            "call.video.enable",
            None,
            None,
            "this is its name in provisioning files. Write settings.disable_video_call, with the opposite value",
        ),
        ("network.dns.1.ip.4", None, None, "this is its name in provisioning files. Write settings.dns_server_1"),
        ("quite_something_else", None, None, "unknown setting"),
        ("ntp_server" * 100, None, None, "unknown setting"),
    ],
)
def test_why_unknown(key: str, account: int | None, model: str | None, sentence: str) -> None:
    assert why_unknown(key, account, model) == sentence


@given(st.text(), st.none() | st.integers(1, 16), st.none() | st.sampled_from(sorted(catalogue.MODELS)))
@example("", None, None)
def test_there_is_a_sentence_for_every_unknown_name(key: str, account: int | None, model: str | None) -> None:
    assert why_unknown(key, account, model)
