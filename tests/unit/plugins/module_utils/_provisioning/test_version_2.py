# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files of version 2: the vendor's names and words, where they are certain."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.read import parse_provisioning
from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.write import desired_values, named_provisioning_xml
from ansible_collections.voip.grandstream.plugins.module_utils._settings import aliases, catalogue
from ansible_collections.voip.grandstream.plugins.module_utils._settings.to_pvalues import to_values
from unit.desired_states import State, states

#: Why a value is not written. None of them quotes it.
REASONS = (
    "the vendor's files have no name for it that is certain",
    "the vendor's word for this value is not known",
    "the vendor lists no words for it",
    "its word depends on the model. Set gs_model",
)


@given(states())
@example(State({"static_ip": "192.0.2.10", "timezone": "\n x"}, {2: {"sip_transport": "tls", "account_active": True}}, "wp820"))
def test_what_is_written_is_read_again(state: State) -> None:
    values = to_values(*state)
    texts = {}
    for number, text in values.texts.items() if not values.problems else ():
        item = aliases.written(number, text, state.model)
        if isinstance(item, str):
            assert item.rpartition(" on a ")[0] in REASONS or item in REASONS
        else:
            texts[number] = text
    text = named_provisioning_xml(values._replace(texts=texts), "000b82aabb02")
    again = parse_provisioning(text, state.model, "000b82aabb02")
    assert again["not_understood"] == []
    assert to_values(again["settings"], again["accounts"], state.model).texts == texts


def written(settings: Any = None, accounts: Any = None, keys: Any = None, model: str | None = "gxv3370") -> list[str]:
    text = named_provisioning_xml(desired_values({"settings": settings, "accounts": accounts, "keys": keys}, model))
    return [line.strip() for line in text.splitlines()[3:-2]]


@pytest.mark.parametrize(
    ("settings", "accounts", "model", "line"),
    [
        ({"ntp_server": "ntp.example.net"}, None, None, '<item name="dateTime.ntp.server.1">ntp.example.net</item>'),
        ({"syslog_level": "warning"}, None, "wp820", '<item name="maintain.syslog.level">Warning</item>'),
        (None, {3: {"account_active": True}}, "gxv3350", '<item name="account.3.enable">Yes</item>'),
        (None, {1: {"sip_transport": "tls"}}, "wp820", '<item name="account.1.sip.transport">TlsOrTcp</item>'),
        (None, {1: {"preferred_vocoder_8": "g729ab"}}, "gxv3380", '<item name="account.1.codec.choice.8">G_729AOrB</item>'),
        (None, {1: {"rfc2543_hold": True}}, "wp820", '<item name="account.1.call.rfc2543Hold.enable">Yes</item>'),
        (None, {1: {"rfc2543_hold": True}}, "gxv3370", '<item name="account.1.sip.rfc2543Hold">Yes</item>'),
        (None, {1: {"account_name": ""}}, "gxv3370", '<item name="account.1.name"></item>'),
    ],
)
def test_the_vendors_names_and_words(settings: Any, accounts: Any, model: str | None, line: str) -> None:
    assert written(settings, accounts, model=model) == [line]


def test_programmable_keys() -> None:
    assert written(keys={12: {"mode": "speed_dial_active_account", "label": "x", "value": "1001"}}) == [
        '<item name="pks.mpk.12.mode">SpeedDialViaActiveAccount</item>',
        '<item name="pks.mpk.12.account">Account1</item>',
        '<item name="pks.mpk.12.description">x</item>',
        '<item name="pks.mpk.12.value">1001</item>',
    ]
    with pytest.raises(InputError, match=r"^keys\.2: the vendor lists no words for it on a wp820$"):
        written(keys={2: {"mode": "speed_dial", "value": "1001"}}, model="wp820")


def test_what_is_not_certain_is_refused_by_name() -> None:
    with pytest.raises(InputError) as caught:
        written(
            {"disable_ssh": True, "P99999": "s3cret-9", "phonebook_clear_old_list": "clear_all", "video_frame_rate": "variable"},
            {1: {"dtmf_rfc2833": True, "sip_transport": "udp"}},
        )
    assert sorted(caught.value.details["problems"]) == [
        "accounts.1.dtmf_rfc2833: the vendor lists no words for it on a gxv3370",
        "settings.P99999: the vendor's files have no name for it that is certain",
        "settings.disable_ssh: the vendor's files have no name for it that is certain",
        "settings.phonebook_clear_old_list: the vendor's word for this value is not known",
        "settings.video_frame_rate: the vendor's word for this value is not known",
    ]
    with pytest.raises(InputError, match=r"^accounts\.1\.sip_transport: its word depends on the model\. Set gs_model$"):
        written(accounts={1: {"sip_transport": "udp"}}, model=None)


def test_most_words_of_the_vendor_are_written() -> None:
    """Else the list of words and the catalogue would have drifted apart."""
    found = lacking = 0
    for setting in catalogue.SETTINGS:
        for model in setting.models if setting.type in ("boolean", "enum") else ():
            view = setting.on(model)
            for text in ("0", "1") if view.type == "boolean" else view.enum:
                if isinstance(aliases.written(setting.numbers[0], text, model), str):
                    lacking += 1
                else:
                    found += 1
    assert found > lacking
