# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writing provisioning files: which values a desired state has, and the text of a file."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.write import (
    IGNORED,
    desired_values,
    provisioning_xml,
)


def written(settings: Any = None, accounts: Any = None, model: str | None = "gxv3370") -> str:
    values = desired_values({"settings": settings, "accounts": accounts}, model)
    return provisioning_xml(values.texts)


def test_values_of_a_state() -> None:
    state = {"settings": {"ntp_server": "ntp"}, "model": "gxv3370", "accounts": {"3": {"sip_server": "pbx"}}}
    assert desired_values({**state, **dict.fromkeys(IGNORED)}, None).texts == {"30": "ntp", "502": "pbx"}
    with pytest.raises(InputError, match=r"^accounts.3: a wp820 has 2 accounts$"):
        desired_values(state, "wp820")
    assert desired_values({}, None).texts == {}


def test_all_that_is_wrong_with_a_state() -> None:
    with pytest.raises(InputError) as caught:
        desired_values({"setings": {}, "settings": {"web_port": 0}, "accounts": {1: {"sip_transport": "tsl"}}}, None)
    assert caught.value.text == (
        "setings: unknown. Allowed are settings, accounts, keys and model; settings.web_port: 0 is not a port (1 to 65535); "
        "accounts.1.sip_transport: 'tsl' is not one of udp, tcp, tls"
    )
    with pytest.raises(InputError, match="a desired state must be a dictionary with settings and accounts, and not a list"):
        desired_values([], None)


def test_what_is_written() -> None:
    text = written({"P99999": "-----BEGIN \r\n <&>\t'\"", "ntp_server": "ntp"}, {1: {"account_name": " x "}})
    assert text.split("\n")[3:-3] == [
        "    <P30>ntp</P30>",
        "    <P270> x </P270>",
        "    <P99999>-----BEGIN &#13;",
        " &lt;&amp;&gt;\t'\"</P99999>",
    ]


def test_the_order_of_a_state_does_not_matter() -> None:
    assert written({"ntp_server": "a", "timezone": "b"}) == written({"P64": "b", "P30": "a"})


def test_text_that_no_file_can_hold() -> None:
    with pytest.raises(InputError) as caught:
        written({"P64": "\x00", "http_user_agent": "ok\x0b"}, {1: {"sip_auth_password": "s3cret\ufffe"}})
    assert caught.value.text == (
        "settings.P64: it holds the control character U+0000. Remove it; settings.http_user_agent: it holds the control "
        "character U+000B. Remove it; accounts.1.sip_auth_password: it holds the control character U+FFFE. Remove it"
    )
