# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The answer of a host on the network, which may be hostile: the identity of a phone, or the reason why it is not a phone."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import http.client
import io
import json
import re
import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._api.batches import get_parameters
from ansible_collections.voip.grandstream.plugins.module_utils._api.endpoints import (
    BASE_PATH,
    IDENTITY,
    IDENTITY_GET,
    IDENTITY_VALUES,
)
from ansible_collections.voip.grandstream.plugins.module_utils._api.quoting import encode
from ansible_collections.voip.grandstream.plugins.module_utils._api.records import text
from ansible_collections.voip.grandstream.plugins.module_utils._api.reply import (
    check_accepted,
    check_shape,
    is_accepted,
    is_html,
    is_unauthorized,
)
from ansible_collections.voip.grandstream.plugins.module_utils._api.values_reply import bare
from ansible_collections.voip.grandstream.plugins.module_utils._errors import ReplyError
from ansible_collections.voip.grandstream.plugins.module_utils._text import shortened, visible

MAX_ANSWER_BYTES = 64 * 1024
"""The largest answer, head and body. That of a phone has less than one KiB."""

MAX_TEXT = 128
"""The characters of one text of the identity. A phone's longest has about thirty."""

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/1\.[01] +([0-9]{3})[^\n]*\n")
_VERSION = re.compile(r"[0-9]{1,5}(\.[0-9]{1,5}){2,5}")

Identity = dict[str, str | None]


class ReservedError(ReplyError):
    """It answers as a phone does that tells strangers nothing, in the very words of that vendor's web server."""


def request(base_url: str) -> bytes:
    """Return the one request that is sent, without a login (guide, "Return Values Request"). ``base_url``: of the phone."""
    lines = (
        f"GET {BASE_PATH}{IDENTITY_GET.name}?{encode(get_parameters(sorted(IDENTITY_VALUES)))} HTTP/1.1",
        f"Host: {base_url.partition('://')[2]}",
        "User-Agent: ansible-voip.grandstream",
        "Accept: */*",
        "Accept-Encoding: identity",
        f"Origin: {base_url}",
        f"Referer: {base_url}/",
        "Connection: close",
    )
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode("ascii")


class ScanAnswer:
    """An HTTP answer as it arrives. :meth:`add` what comes until :meth:`is_whole`, or until nothing comes any more."""

    def __init__(self) -> None:
        self._received = bytearray()
        self._expected: int | None = None
        self._chunked = False
        self._head_is_read = False

    def add(self, chunk: bytes) -> None:
        """Take what has arrived. Raise :class:`ReplyError` where it is not what a phone answers."""
        self._received += chunk
        if len(self._received) > MAX_ANSWER_BYTES:
            raise ReplyError(f"its answer is larger than {MAX_ANSWER_BYTES // 1024} KiB")
        if not self._head_is_read:
            self._read_head()

    def is_whole(self) -> bool:
        """Return whether all of it is here. It never is for an answer that ends with the connection."""
        if self._chunked:
            return self._received.endswith(b"0\r\n\r\n")
        return self._expected is not None and len(self._received) >= self._expected

    def body(self) -> bytes:
        """Return the body. Raise :class:`ReplyError` where a part of the answer is missing or it is not HTTP."""
        response = http.client.HTTPResponse(t.cast(t.Any, _Wire(bytes(self._received))), method="GET")
        try:
            response.begin()
            return response.read()
        except (http.client.HTTPException, ValueError, OverflowError, OSError):
            raise ReplyError("its answer is not HTTP, or not complete") from None

    def _read_head(self) -> None:
        """Check the status as soon as it is here, and find out how long the answer will be."""
        if not b"HTTP/1.".startswith(self._received[:7]):
            raise ReplyError("its answer is not HTTP")
        status = _STATUS.match(self._received)
        if status and status.group(1) != b"200":
            raise ReplyError(f"it answered HTTP {status.group(1).decode()}")
        end = _HEAD_END.search(self._received)
        if not status or not end:
            return
        self._head_is_read = True
        try:
            headers = http.client.parse_headers(io.BytesIO(self._received[status.end() : end.end()]))
        except http.client.HTTPException:
            raise ReplyError("its answer is not HTTP") from None
        length = headers.get("Content-Length", "").strip()
        self._chunked = "chunked" in headers.get("Transfer-Encoding", "").lower()
        if length.isascii() and length.isdigit() and len(length) < 10:
            self._expected = end.end() + int(length)


class _Wire:
    """The part of a socket that the standard library's HTTP parser needs."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def makefile(self, dummy: str) -> io.BytesIO:
        return io.BytesIO(self._content)


def identity(body: bytes) -> Identity:
    """Return the identity in a phone's answer, under the names of C(gs_info).

    A phone is who answers the request as the guide says and names its vendor; or where the firmware leaves the vendor out,
    who tells a firmware version. Raise :class:`ReservedError` for one that keeps it to itself, and :class:`PhoneError` with a
    reason where the answer is not a phone's.
    """
    reply = _decoded(body)
    if "response" in reply and not is_accepted(reply) and is_unauthorized(reply):
        raise ReservedError("it answers as a phone that keeps its identity to itself")
    check_accepted(IDENTITY_GET, reply)
    try:
        check_shape(IDENTITY_GET, reply)
    except RecursionError:
        raise ReplyError("its answer is JSON, but not that of a phone") from None
    values = reply["body"].items()
    told = {bare(name): identity_text(text(value)) for name, value in values if bare(name) in IDENTITY_VALUES}
    found: Identity = {name: told.get(key) or None for name, key in IDENTITY.items()}
    vendor = f"{found['vendor_name'] or ''} {found['vendor_fullname'] or ''}".strip()
    if vendor and "grandstream" not in vendor.lower():
        raise ReplyError("it is a device of another vendor")
    if not vendor and not _VERSION.fullmatch(found["firmware_version"] or ""):
        raise ReplyError("its answer names neither a vendor nor a firmware version")
    return found


def identity_text(value: str) -> str:
    """Return a text of the identity as one visible line of at most :data:`MAX_TEXT` characters."""
    return shortened(visible(value[: MAX_TEXT * 8].strip()), MAX_TEXT)


def _decoded(body: bytes) -> dict[str, t.Any]:
    """Return the reply as JSON with its top-level keys in lower case. The ``Key=Value`` form exists for logins only."""
    document = body.decode("utf-8", errors="replace").lstrip("\ufeff").strip()
    if not document:
        raise ReplyError("its answer is empty")
    if is_html(document):
        raise ReplyError("it answered with a web page")
    try:
        decoded = json.loads(document, strict=False)
    except (ValueError, RecursionError):
        raise ReplyError("its answer is not JSON") from None
    if not isinstance(decoded, dict):
        raise ReplyError("its answer is JSON, but not that of a phone")
    return {key.lower(): value for key, value in decoded.items()}
