# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading provisioning files: what is read of the vendor's three forms, and what is refused. The laws are in test_laws.py.

Whole files as generators and people write them are in tests/unit/corpus.
"""

from __future__ import annotations

import codecs
import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.content import MAX_SIZE
from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.read import parse_provisioning
from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.write import desired_values, provisioning_xml
from ansible_collections.voip.grandstream.plugins.module_utils._settings import aliases, catalogue
from ansible_collections.voip.grandstream.plugins.module_utils._settings.to_pvalues import to_values


def named(*items: tuple[str, str]) -> str:
    """A file in version 2."""
    inside = "".join(f'<item name="{name}">{text}</item>' for name, text in items)
    return f'<?xml version="1.0" encoding="UTF-8" ?>\n<gs_provision>\n <config version="2">{inside}</config>\n</gs_provision>'


def not_understood(text: Any, model: str | None = "gxv3370") -> list[dict[str, str]]:
    result: list[dict[str, str]] = parse_provisioning(text, model)["not_understood"]
    return result


SAME_IN_EVERY_FORM = {
    "settings": {"ntp_server": "ntp.example.net", "static_ip": "192.0.2.10", "admin_password": "s3cret", "P99999": "x y"},
    "accounts": {1: {"sip_auth_password": "pa&ss", "sip_transport": "tls"}, 3: {"account_active": True}},
    "not_understood": [],
}
VERSION_1 = """\
<?xml version="1.0" encoding="UTF-8" ?>
<!-- Grandstream XML Provisioning Configuration -->
<gs_provision version="1">
 <mac>000b82123456</mac>
 <config version="1">
  <P30>ntp.example.net</P30>
  <P9>192</P9><P10>0</P10><P11>2</P11><P12>10</P12>
  <P2>s3cret</P2>
  <p34>pa&amp;ss</p34>
  <P130>2</P130>
  <P501><![CDATA[1]]></P501>
  <P99999>x y</P99999>
 </config>
</gs_provision>
"""
VERSION_2 = """\
<gs_provision>
  <config version="2">
    <item name="dateTime.ntp.server.1">ntp.example.net</item>
    <item name="network.port.eth.1.address">
      <part name="1">192</part><part name="2">0</part><part name="3">2</part><part name="4">10</part>
    </item>
    <item name="users.admin.password" value="s3cret"/>
    <item name="account.1.sip">
      <part name="subscriber.password">pa&amp;ss</part>
      <part name="transport">TLS</part>
    </item>
    <item><name>ACCOUNT.3.enable</name><value>Yes</value></item>
    <item name="P99999">x y</item>
  </config>
</gs_provision>
"""
ELEMENTS = """\
<config>
  <dateTime.ntp.server.1>ntp.example.net</dateTime.ntp.server.1>
  <network.port.eth.1.address><field name="1">192</field><field name="2">0</field><field name="3">2</field>
    <field name="4">10</field></network.port.eth.1.address>
  <users><admin><password>
    s3cret
  </password></admin></users>
  <P34 value="pa&amp;ss"/><account.1.sip.transport>tls</account.1.sip.transport><account.3.enable>1</account.3.enable>
  <P99999>x y</P99999>
</config>
"""
LINES = """
# Grandstream GXV3370
P30 = ntp.example.net
#P30=old.example.net
  P9=192
P10=0
P11=2
P12="10"
P2='s3cret'
P34=pa&ss

P130=2
account.3.enable=Yes
P99999 = "x y"
"""
FORMS = [VERSION_1, VERSION_2, ELEMENTS, LINES]


@pytest.mark.parametrize("text", FORMS)
def test_every_form_says_the_same(text: str) -> None:
    assert parse_provisioning(text, "gxv3370") == SAME_IN_EVERY_FORM


@pytest.mark.parametrize("text", FORMS)
@pytest.mark.parametrize("encode", [str.encode, lambda text: codecs.BOM_UTF8 + text.encode(), lambda text: text.encode("utf-16")])
def test_every_form_as_bytes_and_with_other_line_ends(text: str, encode: Any) -> None:
    assert parse_provisioning(encode(text), "gxv3370") == SAME_IN_EVERY_FORM
    assert parse_provisioning("\ufeff" + text.replace("\n", "\r\n"), "gxv3370") == SAME_IN_EVERY_FORM


def test_the_declaration_says_the_encoding() -> None:
    text = '<?xml version="1.0" encoding="ISO-8859-1"?><gs_provision><config><P270>Jürgen</P270></config></gs_provision>'
    expected = {1: {"account_name": "Jürgen"}}
    assert parse_provisioning(text.encode("latin-1"), None)["accounts"] == expected
    assert parse_provisioning(text, None)["accounts"] == expected, "which text has left behind"


def test_bytes_that_ansible_read_as_utf8_are_found_again() -> None:
    declared = '<?xml version="1.0" encoding="ISO-8859-1"?><config><P270>Jürgen</P270></config>'
    assert parse_provisioning(declared.encode("latin-1").decode("utf-8", "surrogateescape"), None)["accounts"] == {
        1: {"account_name": "Jürgen"}
    }
    for text, said in (
        (
            "<config>\n<P270>Jürgen</P270></config>",
            "not well-formed (invalid token) in line 2, column 8. The bytes there are not",
        ),
        ("P30=ntp\nP270=Jürgen", "line 2 is not text in UTF-8"),
    ):
        with pytest.raises(InputError) as caught:
            parse_provisioning(text.encode("latin-1").decode("utf-8", "surrogateescape"), None)
        assert said in caught.value.text


def test_accounts_from_3_have_names_where_the_model_is_known() -> None:
    text = "P502=pbx\nP506=pw\nP402=pbx2\n"
    assert parse_provisioning(text, None) == {
        "settings": {"P502": "pbx", "P506": "pw"},
        "accounts": {2: {"sip_server": "pbx2"}},
        "not_understood": [],
    }
    assert parse_provisioning(text, "gxv3380")["accounts"][3] == {"sip_server": "pbx", "sip_auth_password": "pw"}
    reason = "it is a value of account 3. A wp820 has 2 accounts, and there it may mean something else"
    assert not_understood(text, "wp820") == [
        {"name": "P502", "value": "pbx", "reason": reason},
        {"name": "P506", "reason": reason},
    ]


@pytest.mark.parametrize(
    ("alias", "word", "key", "value"),
    [
        ("account.1.enable", "Yes", "account_active", True),
        ("account.1.enable", "No", "account_active", False),
        ("account.1.sip.transport", "UDP", "sip_transport", "udp"),
        ("account.1.sip.transport", "2", "sip_transport", "tls"),
        ("call.video.enable", "Yes", "disable_video_call", False),
        ("call.video.enable", "0", "disable_video_call", True),
        ("network.port.pc.mode", "Yes", "pc_port_mode", "enabled"),
        ("mpk.displayFormat", "", "", None),
        ("syslog", "", "", None),
        ("dateTime.format.time", "24 Hour", "time_format", "24_hour"),
        ("audio.headset.txGain", "-24dB", "headset_tx_gain", "-24dB"),
        ("audio.headset.txGain", "+24DB", "headset_tx_gain", "+24dB"),
        ("phonebook.sortBy", "firstName", "phonebook_sort_by", "first_name"),
        ("dateTime.format.date", "Normal", "date_format", "m_d_yyyy_normal"),
        ("account.1.sip.timer.t1", "1sec", "sip_t1_timeout", "1s"),
        ("account.1.sip.outboundProxy.mode", "InRoute", "remove_obp_from_route", "disable"),
        ("account.1.sip.transport", "TlsOrTcp", "sip_transport", "tls"),
        ("account.1.audio.srtpKeyLength", "AES128Bit", "srtp_key_length", "aes_128"),
        ("call.transfer.mode", "BlindTransfer", "default_transfer_mode", "blind"),
        ("network.port.eth.1.ipv6.type", "AutoConfigured", "ipv6_address_type", "auto"),
        ("account.1.sip.unregisterOnReboot", "Yes - All", "unregister_before_registration", "all"),
        ("phonebook.download.mode", "EnabledUseHTTP", "phonebook_download_mode", "http"),
        ("phonebook.keyFunction", "Keep", "", None),
        ("network.rtp.local.port", "Automatic", "", None),
        ("dateTime.format.time", "", "P122", ""),
        ("dateTime.format.time", "7", "P122", "7"),
        ("security.webAccess.port", "70000", "P901", "70000"),
        ("account.1.enable", "2", "P271", "2"),
    ],
)
def test_words_of_version_2(alias: str, word: str, key: str, value: Any) -> None:
    result = parse_provisioning(named((alias, word)), "gxv3370")
    found = {**result["settings"], **result["accounts"].get(1, {})}
    assert found == ({key: value} if key else {})
    assert type(found.get(key)) is type(value)


@pytest.mark.parametrize(
    "spelled", [str, str.upper, lambda word: word.replace("_", " ").title(), lambda word: word.replace("_", "")]
)
def test_words_of_every_enum_are_told_apart(spelled: Callable[[str], str]) -> None:
    enums = {
        names[0].replace("{n}", "1"): setting.on("gxv3380")
        for setting in catalogue.for_model("gxv3380")
        for names in [aliases.names_of(setting)]
        if names and setting.enum
    }
    for position in range(max(len(setting.enum) for setting in enums.values())):
        chosen = {alias: list(setting.enum.items())[position % len(setting.enum)] for alias, setting in enums.items()}
        result = parse_provisioning("\n".join(f"{alias}={spelled(word)}" for alias, (dummy, word) in chosen.items()), "gxv3380")
        assert result["not_understood"] == []
        texts = to_values(result["settings"], result["accounts"], "gxv3380").texts
        assert texts == {enums[alias].numbers[0]: raw for alias, (raw, dummy) in chosen.items()}


def test_keys_of_version_2() -> None:
    text = named(
        ("pks.mpk.1.mode", "BLF"),
        ("pks.mpk.1.account", "Account2"),
        ("PKS.mpk.1.description", "Reception"),
        ("pks.mpk.1.value", "100"),
        ("pks.mpk.160.mode", "Transfer"),
        ("pks.mpk.160.account", "0"),
        ("pks.mpk.160.description", ""),
        ("pks.mpk.160.value", "200"),
        ("pks.mpk.2.mode", "Twice"),
        ("pks.mpk.161.mode", "BLF"),
    )
    result = parse_provisioning(text, "gxv3380")
    assert result["keys"] == {
        1: {"mode": "blf", "account": 2, "label": "Reception", "value": "100"},
        160: {"mode": "call_transfer", "account": 1, "value": "200"},
    }
    assert [note["name"] for note in result["not_understood"]] == ["pks.mpk.2.mode", "pks.mpk.161.mode"]
    assert parse_provisioning(text, None)["not_understood"][0]["reason"].startswith("keys mean different things on different ")
    assert {note["reason"] for note in parse_provisioning(named(("pks.mpk.1.mode", "BLF")), "wp820")["not_understood"]} == {
        "this model has no such key"
    }
    of_digits = named(("pks.mpk.1.account", "Account2"), ("pks.mpk.1.value", "100"))
    assert parse_provisioning(of_digits, "wp820")["keys"] == {0: {"mode": "speed_dial", "account": 2, "value": "100"}}


@pytest.mark.parametrize("model", ["gxv3350", "wp820"])
def test_keys_are_written_and_read_again(model: str) -> None:
    keys = {2: {"mode": "speed_dial", "account": 2, "value": "100"}, 3: {"mode": "none"}}
    values = desired_values({"keys": keys}, model)
    assert parse_provisioning(provisioning_xml(values.texts), model)["keys"] == keys


def test_what_is_not_understood() -> None:
    text = named(
        ("pks.vpk.1.keyMode", "BLF"),
        ("provisioning.auto.mode", "YesUpgradeHourOfDay"),
        ("call.video.enable", "maybe"),
        ("P68", "1.0.5.5"),
        ("P30", "first"),
        ("dateTime.ntp.server.1", "last"),
        ("P2", "first"),
        ("P2", "last"),
        ("tr069.url", "https://user:s3cret@host"),
        ("tr069.url", "https://host"),
        ("P64", "twice the same is nothing to say"),
        ("P64", "twice the same is nothing to say"),
    )
    text = text.replace("<config ", "<other>1</other><config ").replace(
        "</config>", "<item>x</item><item><part/></item></config>"
    )
    assert not_understood(text) == [
        {"name": "other", "reason": "the name is unknown. If you know its P number, write that instead"},
        {"name": "pks.vpk.1.keyMode", "reason": "the name is unknown. If you know its P number, write that instead"},
        {
            "name": "provisioning.auto.mode",
            "value": "YesUpgradeHourOfDay",
            "reason": "the word is unknown. Known are no, daily, weekly, interval. Write it at settings.automatic_upgrade",
        },
        {
            "name": "call.video.enable",
            "value": "maybe",
            "reason": "the word is unknown. Known are yes, no. Write it at settings.disable_video_call",
        },
        {"name": "P68", "value": "1.0.5.5", "reason": "it is read-only"},
        {"name": "dateTime.ntp.server.1", "value": "first", "reason": "it is given more than once. The last one counts"},
        {"name": "P2", "reason": "it is given more than once. The last one counts"},
        {"name": "tr069.url", "reason": "it is given more than once. The last one counts"},
        {"name": "<item> without a name", "reason": "this is not a name with a value"},
        {"name": "<item> without a name", "reason": "this is not a name with a value"},
    ]
    assert parse_provisioning(text, None)["settings"]["ntp_server"] == "last"


def test_lines_that_are_not_understood_are_not_shown() -> None:
    result = parse_provisioning("P30=ntp\nmy s3cret = s3cret\ns3cret\nunknown.s3=s3cret=", None)
    assert [note["name"] for note in result["not_understood"]] == ["line 2", "line 3", "unknown.s3"]
    assert "s3cret" not in json.dumps(result)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "a provisioning file must be text, and not null"),
        ("", "the file is empty"),
        (" \n", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        ("x" * (MAX_SIZE + 1), "longer than 4 MiB"),
        ("s3cret\nfoo s3cret\n", "it is not XML, and has no lines such as P30=value"),
        (b"\x00\x01gs\x00", "this is a binary file"),
        (b"P30=a\r\nP34=s3cret\xff\n", "line 2 is not text in UTF-8. Save the file as UTF-8"),
        (b"Salted__\x01\x02", "the file is encrypted. Decrypt it first: openssl "),
        ("<gs_provision><P30>\ud800</P30></gs_provision>", "the file cannot be read: it holds a character that is not Unicode"),
        ("<AddressBook/>", "the root element is <AddressBook> and not <gs_provision>"),
        ("<gs_provision><P34>s3cret&s3cret;</P34>", "this is not XML: undefined entity in line 1, column "),
        ("<gs_provision><P34>s3<cret</P34>", "this is not XML: not well-formed (invalid token) in line 1, column"),
        (b'<?xml version="1.0" encoding="x-s3"?><gs_provision/>', "the XML declaration names an encoding"),
        (
            '<!DOCTYPE a [<!ENTITY a "s3cret">]><gs_provision>&a;</gs_provision>',
            "the XML was not read, because it has a document type declaration",
        ),
        (
            '<!DOCTYPE a SYSTEM "file:///etc/passwd"><gs_provision/>',
            "the XML was not read, because it has a document type declaration",
        ),
        ("<gs_provision>" + "<a>" * 20, "elements are nested more than 16 deep"),
        ("<gs_provision>" + "<a/>" * 20_001, "it has more than 20000 elements"),
    ],
)
def test_what_is_refused(text: Any, said: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_provisioning(text, None)
    assert said in caught.value.text
    assert "s3cret" not in caught.value.text


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: b"P34=" + b"s3cret" * 9_000_000, "the file is longer than 4 MiB"),
        (lambda: "".join(f"P{number}=s3cret\n" for number in range(1, 100_001)), "there are more than 20000 values"),
        (lambda: "&".join(f"P{number}=s3cret" for number in range(1, 100_001)), "there are more than 20000 values"),
        (
            lambda: f"<config>{''.join(f'<P{number}>1</P{number}>' for number in range(1, 100_001))}</config>",
            "it has more than 20000 elements",
        ),
        (lambda: f"P{'1' * 4_000_000}=s3cret", "it is not XML, and has no lines"),
        (lambda: "<!--" * 1_000_000, "this is not XML: "),
    ],
    ids=["50 MB", "lines", "one line", "elements", "number", "comments"],
)
def test_a_hostile_file_costs_little(make: Callable[[], str | bytes], said: str) -> None:
    content = make()
    started = time.process_time()
    with pytest.raises(InputError, match=said):
        parse_provisioning(content, "gxv3370")
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "content",
    [
        "P237=https://" + "a@" * 2_000_000,
        "P237=" + "a:b " * 200_000 + "@",
        "P47=" + ":" * 4_000_000,
        "security.webAccess.port=" + "9" * 4_000_000,
        "P30=1\nP30=2\n" * 10_000,
        '<config><item name="' + "a" * 3_900_000 + '">' + '<part name="x">1</part>' * 5_000 + "</item></config>",
    ],
    ids=["URL", "user", "colons", "digits", "doubled", "long name"],
)
def test_a_long_value_costs_little(content: str) -> None:
    started = time.process_time()
    result = parse_provisioning(content, "gxv3370")
    assert time.process_time() - started < 5
    assert all(len(note["name"]) <= 100 and len(note.get("value", "")) <= 80 for note in result["not_understood"])


def test_a_model_that_is_none() -> None:
    with pytest.raises(InputError, match="model: gxp2130 is not one of gxv3350, gxv3370, gxv3380, wp820"):
        parse_provisioning("P30=x", "gxp2130")


@pytest.mark.parametrize("text", ["\ud800", "a\x9bb", "sip:********@pbx"])
def test_a_value_that_nobody_may_write_is_not_understood(text: str) -> None:
    found = parse_provisioning(f"P30={text}\nP64=x\n", None)
    assert found["settings"] == {"timezone": "x"}
    assert [entry["name"] for entry in found["not_understood"]] == ["P30"]
