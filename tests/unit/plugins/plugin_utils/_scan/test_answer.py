# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What hosts on a network answer: who is a phone, and that nothing else does harm."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._errors import PhoneError
from ansible_collections.voip.grandstream.plugins.module_utils._text import visible
from ansible_collections.voip.grandstream.plugins.plugin_utils._scan.answer import (
    MAX_ANSWER_BYTES,
    MAX_TEXT,
    ReservedError,
    ScanAnswer,
    identity,
    identity_text,
    request,
)
from unit.plugins.inventory.neighbours import IDENTITY, PHONE, http, values

Identity = dict[str, str | None]

#: IDENTITY under the names of gs_info.
TOLD: Identity = {
    "vendor_name": "Grandstream",
    "vendor_fullname": "Grandstream Networks, Inc.",
    "hardware_revision": "V2.2A",
    "firmware_version": "11.16.8.20",
    "boot_version": None,
    "kernel_version": None,
    "recovery_version": "1.0.1.7",
    "touch_panel_version": "22",
}


def understood(answer: bytes, chunk: int = MAX_ANSWER_BYTES) -> Identity:
    """As the engine reads an answer: piece by piece, until it is whole or there is no more."""
    whole = ScanAnswer()
    for start in range(0, len(answer), chunk):
        whole.add(answer[start : start + chunk])
        if whole.is_whole():
            break
    return identity(whole.body())


def refused(answer: bytes) -> str:
    """Why an answer is no phone's."""
    with pytest.raises(PhoneError) as refusal:
        understood(answer)
    return refusal.value.message


def reply(document: Any) -> bytes:
    return http(json.dumps(document))


# --- phones


@pytest.mark.parametrize("chunk", [1, 7, MAX_ANSWER_BYTES])
def test_phone(chunk: int) -> None:
    assert understood(PHONE, chunk) == TOLD


_PIECES = (b'{"response": "success", "body": {"68": "1.0', b'.3.49", "vendor_name": "Grandstream"}}')
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    + b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in _PIECES)
    + b"0\r\n\r\n"
)


def test_phone_that_answers_in_pieces() -> None:
    assert understood(CHUNKED)["firmware_version"] == "1.0.3.49"


@pytest.mark.parametrize(
    "answer",
    [
        PHONE.replace(b"\r\n\r\n", b"\n\n").replace(b"\r\n", b"\n"),
        re.sub(rb"Content-Length.*\r\n", b"", PHONE),
        PHONE.replace(b"HTTP/1.1", b"HTTP/1.0"),
        PHONE.replace(b"Content-Type: application/json", b"Content-Type: text/html\r\nServer: \xff\xfe"),
        http("\ufeff" + json.dumps({"Response": "Success", "Body": IDENTITY})),
        PHONE + b"more than it said",
    ],
    ids=["line feeds", "no length", "HTTP/1.0", "odd head", "title case", "too much"],
)
def test_forms_of_an_answer(answer: bytes) -> None:
    assert understood(answer) == TOLD


def test_answer_is_whole_as_soon_as_it_is() -> None:
    """A phone that keeps the connection open is not waited for."""
    answer = ScanAnswer()
    answer.add(PHONE[:-1])
    assert not answer.is_whole()
    answer.add(PHONE[-1:])
    assert answer.is_whole()
    answer = ScanAnswer()
    answer.add(CHUNKED[:-1])
    assert not answer.is_whole()
    answer.add(CHUNKED[-1:])
    assert answer.is_whole()


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"vendor_fullname": None}, {"vendor_fullname": None}),
        ({"vendor_name": "", "vendor_fullname": "GRANDSTREAM"}, {"vendor_name": None, "vendor_fullname": "GRANDSTREAM"}),
        ({"vendor_name": None, "vendor_fullname": None}, {"vendor_name": None, "vendor_fullname": None}),
        ({"68": None, "P68": "1.0.3.49"}, {"firmware_version": "1.0.3.49"}),
        ({"68": None}, {"firmware_version": None}),
        ({"tp_fw_version": 22}, {}),
        ({"2": "a password?", "nonsense": "x"}, {}),
    ],
)
def test_who_is_a_phone(told: dict[str, Any], expected: Identity) -> None:
    """Who names the vendor; or names none, and tells a firmware version. Only values that were asked for are kept."""
    assert understood(values(**told)) == {**TOLD, **expected}


# --- others


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (values(vendor_name="Acme", vendor_fullname="Acme Telephones"), "it is a device of another vendor"),
        (
            values(vendor_name=None, vendor_fullname=None, **{"68": None}),
            "its answer names neither a vendor nor a firmware version",
        ),
        (
            values(vendor_name=None, vendor_fullname=None, **{"68": "hello"}),
            "its answer names neither a vendor nor a firmware version",
        ),
        (reply({"response": "success", "body": {}}), "its answer names neither a vendor nor a firmware version"),
        (reply({"response": "success", "body": "Grandstream"}), "the answer has another form than the guide prints (at body)"),
        (
            reply({"response": "success", "body": {"vendor_name": ["Grandstream"]}}),
            "the answer has another form than the guide prints (at body.vendor_name)",
        ),
        (reply({"vendor_name": "Grandstream"}), "the answer has another form than the guide prints (at the top level)"),
        (reply(["Grandstream"]), "its answer is JSON, but not that of a phone"),
        (reply({"response": "error", "body": "unauthorized"}), "it answers as a phone that keeps its identity to itself"),
        (http("Response=Success\r\nvendor_name=Grandstream\r\n"), "its answer is not JSON"),
        (http('{"response": "success", "body": {"vendor_name": "Grandst'), "its answer is not JSON"),
        (http("[" * 60000), "its answer is not JSON"),
        (
            http('{"response": "success", "body": ' + "[" * 900 + "]" * 900 + "}"),
            "the answer has another form than the guide prints (at body)",
        ),
        (http('{"response": "success", "body": {"68": ' + "9" * 50000 + "}}"), "its answer is not JSON"),
        (http("<!DOCTYPE html><title>Grandstream</title>"), "it answered with a web page"),
        (http(""), "its answer is empty"),
        (http("", "404 Not Found"), "it answered HTTP 404"),
        (http("", "301 Moved", "Location: https://192.0.2.1/\r\n"), "it answered HTTP 301"),
        (http("", "204 No Content"), "it answered HTTP 204"),
        (b"", "its answer is not HTTP, or not complete"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "its answer is not HTTP"),
        (b"\x15\x03\x01\x00\x02\x02\x46", "its answer is not HTTP"),
        (b"HTTP/1.1 200 OK\r\n", "its answer is empty"),
        (PHONE[:-10], "its answer is not HTTP, or not complete"),
        (CHUNKED[:-10], "its answer is not HTTP, or not complete"),
        (CHUNKED.replace(b"\r\n2b\r\n", b"\r\n-1\r\n"), "its answer is not HTTP, or not complete"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", "its answer is not HTTP"),
        (http("x" * MAX_ANSWER_BYTES), "its answer is larger than 64 KiB"),
        (b"HTTP/1.1 200 OK\r\n" + b"x" * MAX_ANSWER_BYTES, "its answer is larger than 64 KiB"),
    ],
)
def test_who_is_none(answer: bytes, why: str) -> None:
    assert refused(answer) == why


@pytest.mark.parametrize(
    "document",
    [
        {"response": "error", "msg": "authentication required"},
        {"response": "error", "body": "unauthorized"},
    ],
)
def test_phone_that_keeps_its_identity_to_itself(document: dict[str, str]) -> None:
    """The vendor's own server tells strangers nothing. Its own words say that it may be one."""
    with pytest.raises(ReservedError):
        understood(reply(document))


@pytest.mark.parametrize(
    "answer",
    [
        reply({"error": "unauthorized"}),
        reply({"msg": "authentication required"}),
        reply({"response": "error", "msg": "forbidden"}),
        reply({"status": 401, "message": "authentication required"}),
        http("", "401 Unauthorized"),
        http("authentication required"),
        http("<html>unauthorized</html>"),
    ],
)
def test_other_web_server_that_refuses_is_no_phone(answer: bytes) -> None:
    with pytest.raises(PhoneError) as caught:
        understood(answer)
    assert not isinstance(caught.value, ReservedError)


@given(st.binary(max_size=300))
@example(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
@example(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n")
@example(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n{}")
@example(b"HTTP/1.1 100 Continue\r\n\r\n")
@example(b"HTTP/1.1 200 OK\r\n: \r\n \r\n\r\n{}")
def test_any_bytes_are_a_phone_or_refused(junk: bytes) -> None:
    for answer in (
        junk,
        b"HTTP/1.1 200 OK\r\n" + junk,
        http(junk),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + junk,
    ):
        assert refused(answer)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*IDENTITY, "body", "response"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(_JSON)
def test_any_json_is_a_phone_or_refused(document: Any) -> None:
    for answer in (reply(document), reply({"response": "success", "body": document})):
        try:
            found = understood(answer)
        except PhoneError:
            continue
        assert found.keys() == TOLD.keys()


def test_answers_that_are_made_to_take_time_take_none() -> None:
    """Each is a little less than what is read at most, and would keep a careless pattern busy for minutes."""
    size = MAX_ANSWER_BYTES - 200
    began = time.process_time()
    for body in (
        "{\na=" + " " * size + "x",
        "a=" + " \t" * (size // 2) + "x",
        '{"a":' * (size // 5),
        "\ufeff" * (size // 3),
        " " * size,
    ):
        refused(http(body))
    for told in ("1." * (size // 2), "Grandstream " * (size // 12), "\x00" * (size // 6), "1" * size):
        with_text = json.dumps({"response": "success", "body": {"68": told, "vendor_name": "Grandstream"}})
        understood(http(with_text))
    assert time.process_time() - began < 1


# --- texts


@given(st.text(max_size=400))
def test_texts_can_be_shown(text: str) -> None:
    shown = identity_text(text)
    assert shown == visible(shown)
    assert len(shown) <= MAX_TEXT
    assert shown == identity_text(shown)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Grandstream Networks, Inc.", "Grandstream Networks, Inc."),
        ("{{ lookup('pipe', 'id') }}", "{{ lookup('pipe', 'id') }}"),
        ("a\x1b[31mred\x07", "a\\x1b[31mred\\x07"),
        ("two\r\nlines", "two\\r\\nlines"),
        ("left\u202eright\u200bnone", "left\\u202eright\\u200bnone"),
        (" \n ", ""),
        ("\ud800", "\\ud800"),
        ("x" * 100_000, "x" * (MAX_TEXT - 1) + "…"),
        ("grün", "grün"),
    ],
)
def test_text_of_the_identity(text: str, shown: str) -> None:
    assert identity_text(text) == shown


# --- the request


@pytest.mark.parametrize(
    ("base_url", "host"),
    [("http://192.0.2.10", "192.0.2.10"), ("https://[2001:db8::1]:8443", "[2001:db8::1]:8443")],
)
def test_request(base_url: str, host: str) -> None:
    """Guide, "Return Values Request"; no login, and the head that all requests of the collection have."""
    first, *head, end, after = request(base_url).decode("ascii").split("\r\n")
    method, target, version = first.split(" ")
    path, dummy, names = target.partition("?request=")
    assert (method, path, version) == ("GET", "/cgi-bin/api-values.get", "HTTP/1.1")
    assert set(IDENTITY) <= set(names.split(":"))
    assert {f"Host: {host}", f"Origin: {base_url}", f"Referer: {base_url}/", "Connection: close"} <= set(head)
    assert not any(line.startswith(("Cookie", "Authorization")) for line in head)
    assert (end, after) == ("", "")
