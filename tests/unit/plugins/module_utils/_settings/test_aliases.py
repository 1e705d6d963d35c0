# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The names and words of provisioning files. That each word is one of its setting is a gate: tests/gates/test_catalogue.py."""

from __future__ import annotations

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._settings import aliases, catalogue


@pytest.mark.parametrize(
    ("alias", "path", "inverted"),
    [
        ("account.3.sip.userid", "accounts.3.sip_user_id", False),
        ("account.16.name", "accounts.16.account_name", False),
        ("dateTime.ntp.server.1", "settings.ntp_server", False),
        ("network.dns.1.ip.4", "settings.dns_server_1.4", False),
        ("call.video.enable", "settings.disable_video_call", True),
        ("ACCOUNT.3.SIP.USERID", "accounts.3.sip_user_id", False),
        ("account.2.codec.payloadType.dtmf", "accounts.2.dtmf_payload_type", False),
        ("account.2.codec.payoadType.dtmf", "accounts.2.dtmf_payload_type", False),
        ("account.1.sip.server.2.address", "accounts.1.sip_server_2", False),
    ],
)
def test_a_provisioning_name_is_a_place(alias: str, path: str, inverted: bool) -> None:
    place = aliases.place_of(alias)
    assert place is not None
    assert (place.path, aliases.is_inverted(place.setting)) == (path, inverted)


@pytest.mark.parametrize(
    "alias", ["account.{n}.name", "account.17.name", "account.0.name", "network.dns.1.ip", "", "ntp_server", "security.ssh"]
)
def test_other_provisioning_names_are_none(alias: str) -> None:
    assert aliases.place_of(alias) is None


@pytest.mark.parametrize(
    ("name", "word", "model", "text"),
    [
        ("sip_t1_timeout", "0_5sec", None, "50"),
        ("sip_t1_timeout", "1sec", None, "100"),
        ("remove_obp_from_route", "InRoute", None, "0"),
        ("sip_transport", "TlsOrTcp", None, "2"),
        ("srtp_key_length", "AES128Bit", None, "1"),
        ("default_transfer_mode", "BlindTransfer", None, "0"),
        ("ipv6_address_type", "AutoConfigured", None, "0"),
        ("date_format", "Normal", None, "3"),
        ("date_format", "dd-mm-yyyy", None, "2"),
        ("unregister_before_registration", "Yes - All", None, "1"),
        ("h264_packetization_mode", "Non-Interleaved", None, "1"),
        ("handset_tx_gain", "6", None, "2"),
        ("handset_tx_gain", "-6", None, "1"),
        ("handset_tx_gain", "1", None, "1"),
        ("headset_tx_gain", "+18", None, "18"),
        ("phonebook_download_mode", "EnabledUseHTTP", "gxv3370", "2"),
        ("phonebook_download_mode", "EnabledUseHTTP", "wp820", "1"),
        ("phonebook_download_mode", "EnabledUseHTTP", None, None),
        ("phonebook_download_mode", "EnabledUseHTTPS", None, "3"),
        ("feature_key_sync", "Yes", "wp820", "1"),
        ("tel_uri", "Enabled", None, "2"),
        ("call_log", "Disable", None, "2"),
        # The phone's own text, as it is.
        ("flip_reply", "in_metting", "wp820", "in_metting"),
        ("flip_reply", "customize", "wp820", "customize"),
        ("ntp_server", "Yes", None, "Yes"),
        ("sip_registration", "Yes", None, "1"),
        ("disable_video_call", "Yes", None, "0"),
        ("disable_video_call", "7", None, None),
        ("sip_transport", "7", None, "7"),
        ("broadsoft_imp_account", "Account16", "gxv3350", "15"),
        ("broadsoft_imp_account", "3", "gxv3350", "3"),
        ("web_port", "Account16", None, None),
        # The vendor's word is known, and which of ours it stands for is not.
        ("default_contacts_tab", "Keep", None, None),
        ("phonebook_replace_duplicates", "Yes", None, None),
        ("keypad_menu_access", "LockedMode", None, None),
    ],
)
def test_a_word_is_the_text_of_the_phone(name: str, word: str, model: str | None, text: str | None) -> None:
    setting = catalogue.by_name(name)
    assert setting is not None
    assert aliases.text_of_word(setting.on(model), word) == text


def test_every_word_of_ours_is_understood_in_any_spelling() -> None:
    for setting in catalogue.SETTINGS:
        for model in setting.models:
            view = setting.on(model)
            for text, word in view.enum.items():
                assert aliases.text_of_word(view, word.upper().replace("_", " ")) == text
