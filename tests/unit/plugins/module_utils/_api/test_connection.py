# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connection options, checked before the first request."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import (
    OPTIONS,
    VARIABLES,
    connection_settings,
    option_problems,
    worded,
)
from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from unit.dialogue import HOST, PASSWORD, options

FINGERPRINT = "0123456789abcdef" * 4
PAIRS = re.findall("..", FINGERPRINT)


def problem(**changes: Any) -> str:
    with pytest.raises(InputError) as caught:
        connection_settings(options(**changes))
    assert not caught.value.unreachable
    return caught.value.text


def test_host_and_password_are_enough() -> None:
    settings = connection_settings(options())
    assert (settings.host, settings.password) == (HOST, PASSWORD)
    assert (settings.username, settings.port, settings.use_ssl, settings.validate_certs) == ("gmiadmin", 443, True, True)


@pytest.mark.parametrize("nothing", [None, ""])
def test_missing_options_are_named_with_the_ways_to_give_them(nothing: str | None) -> None:
    message = problem(host=nothing, password=nothing)
    assert "host, password" in message
    assert "GS_HOST, GS_PASSWORD" in message
    assert "ansible_password" in message
    assert "GS_HOST" not in problem(password=nothing)


@pytest.mark.parametrize(
    ("changes", "base_url"),
    [
        ({}, f"https://{HOST}"),
        ({"port": 443}, f"https://{HOST}"),
        ({"port": 80}, f"https://{HOST}:80"),
        ({"use_ssl": False}, f"http://{HOST}"),
        ({"use_ssl": False, "port": 443}, f"http://{HOST}:443"),
        ({"use_ssl": False, "port": 8080}, f"http://{HOST}:8080"),
        ({"host": "lobby.example.net"}, "https://lobby.example.net"),
        ({"host": "phone-1_a"}, "https://phone-1_a"),
        ({"host": "2001:db8::10"}, "https://[2001:db8::10]"),
        ({"host": "[2001:db8::10]", "port": 8443}, "https://[2001:db8::10]:8443"),
    ],
)
def test_base_url(changes: dict[str, Any], base_url: str) -> None:
    assert connection_settings(options(**changes)).base_url == base_url


@pytest.mark.parametrize(("use_ssl", "port"), [(True, 443), (False, 80)])
def test_port_follows_the_scheme(use_ssl: bool, port: int) -> None:
    settings = connection_settings(options(use_ssl=use_ssl))
    assert settings.port == port
    assert settings.label == f"{HOST} port {port}"


@pytest.mark.parametrize(
    "host",
    [
        "two words",
        " 192.0.2.10",
        "192.0.2.10\n",
        "https://192.0.2.10",
        "192.0.2.10/cgi-bin",
        "admin@192.0.2.10",
        "phone?x",
        "phone#x",
        "phone\\x",
        "[192.0.2.10",
        "{{ansible_host}}",
        "a" * 224,
        "1.2.3.4:80:90",
        "phone..example.net",
    ],
)
def test_host_that_is_none(host: str) -> None:
    assert problem(host=host).startswith("ansible_host: ")


@pytest.mark.parametrize("host", ["192.0.2.10:8443", "lobby:443"])
def test_port_in_the_host_is_sent_where_it_belongs(host: str) -> None:
    assert "Write the port in ansible_port" in problem(host=host)


@pytest.mark.parametrize(
    ("option", "good", "bad"),
    [
        ("port", [1, 443, 65535], [0, -1, 65536]),
        ("timeout", [0.05, 10.0, 3600.0], [0.0, -1.0, 3601.0, float("inf"), float("nan")]),
        ("retries", [0, 2, 20], [-1, 21]),
        ("max_url_length", [256, 2000, 65536], [0, 255, 65537]),
    ],
)
def test_numbers_have_their_range(option: str, good: list[float], bad: list[float]) -> None:
    for value in good:
        assert getattr(connection_settings(options(**{option: value})), option) == value
    for value in bad:
        assert problem(**{option: value}).startswith(f"{VARIABLES[option]}: ")


@pytest.mark.parametrize(
    "spelled",
    [
        FINGERPRINT,
        FINGERPRINT.upper(),
        ":".join(PAIRS),
        ":".join(PAIRS).upper(),
        "-".join(PAIRS),
        " ".join(PAIRS),
        f" {FINGERPRINT}\n",
        "sha256 Fingerprint=" + ":".join(PAIRS),
        "SHA256 Fingerprint=" + ":".join(PAIRS),
        "SHA-256: " + FINGERPRINT,
        "sha256:" + FINGERPRINT,
    ],
)
def test_fingerprint_is_taken_as_tools_print_it(spelled: str) -> None:
    assert connection_settings(options(tls_fingerprint=spelled)).tls_fingerprint == FINGERPRINT


@pytest.mark.parametrize(
    "spelled",
    ["0123", FINGERPRINT + "00", FINGERPRINT[:-1] + "g", "SHA1 Fingerprint=" + ":".join(PAIRS[:20]), "md5:" + FINGERPRINT],
)
def test_fingerprint_that_is_none(spelled: str) -> None:
    assert problem(tls_fingerprint=spelled).startswith("gs_tls_fingerprint: ")


@pytest.mark.parametrize("option", ["username", "password"])
def test_credentials_that_are_not_unicode(option: str) -> None:
    """Python reads GS_PASSWORD so when its bytes are not UTF-8."""
    assert VARIABLES[option] in problem(**{option: "caf\udce9"})


def test_all_problems_are_told_at_once() -> None:
    wrong = options(host="https://lobby", port=0, timeout=-1, tls_fingerprint="12", username="a\0")
    names = [problem.partition(":")[0] for problem in option_problems(wrong)]
    assert names == ["ansible_host", "ansible_user", "ansible_port", "gs_timeout", "gs_tls_fingerprint"]
    with pytest.raises(InputError) as caught:
        connection_settings(wrong)
    assert caught.value.text == "; ".join(option_problems(wrong))
    assert option_problems({"host": None, "port": None, "password": "", "tls_fingerprint": ""}) == []


def test_words_are_those_of_the_user() -> None:
    text = "gs_ca_path: none. Set gs_use_ssl: false, or see ansible_host (and ansible_hosts, 'ansible_host', my_gs_ca_path)"
    assert worded(text, {}) == text
    assert worded(text, {"gs_ca_path": "GS_CA_PATH", "ansible_host": "host"}) == (
        "GS_CA_PATH: none. Set gs_use_ssl: false, or see host (and ansible_hosts, 'ansible_host', my_gs_ca_path)"
    )
    assert worded(text, OPTIONS).startswith("ca_path: none. Set use_ssl: false, or see host (and")
