# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What no phone should say: bodies that are too much, and texts that a client must not take as they are."""

from __future__ import annotations

import base64
import gzip
import html
import json
import re
import zlib
from collections.abc import Iterable
from functools import cache

_MANY_CONTACTS = 100_000
_MANY_VALUES = 400_000
_MANY_DIGITS = 5_000
_BOMB_MEGABYTES = 1024
_MEGABYTE = bytes(1024 * 1024)


@cache
def bomb() -> bytes:
    """Return a gibibyte of zeros, packed by gzip twice; the inner stream has no end, which unpacks all the same."""
    packer = zlib.compressobj(9, wbits=31)
    first = packer.compress(_MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)
    # After a full flush the packer has forgotten all before: the same bytes unpack to the same again.
    again = packer.compress(_MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)
    return gzip.compress(first + again * (_BOMB_MEGABYTES - 1), mtime=0)


@cache
def many_contacts() -> bytes:
    """Return a success of `api-get_contacts` with more contacts than any phone holds."""
    details = {"groupID": "0", "work": "4001", "home": "", "mobile": "", "fax": "", "email": ""}
    rows = [{"contactID": str(number), "contactName": f"Contact {number}", **details} for number in range(_MANY_CONTACTS)]
    return json.dumps({"res": "success", "msg": rows}).encode()


@cache
def many_values() -> bytes:
    """Return a success of `api-values.get` with more values than any phone has."""
    body = {str(number): "0" for number in range(1, _MANY_VALUES + 1)}
    return json.dumps({"response": "success", "body": body}).encode()


def echo(texts: Iterable[str]) -> bytes:
    """Return an error whose words repeat each text in several spellings."""
    return json.dumps({"response": "error", "body": " ".join(" ".join(_spellings(text)) for text in texts)}).encode()


def _spellings(text: str) -> list[str]:
    """Return a text as it is, as lower-case %xx, for HTML, in base64, and as JSON."""
    data = text.encode()
    percent = "".join(f"%{byte:02x}" for byte in data)
    return [text, percent, html.escape(text), base64.b64encode(data).decode(), json.dumps(text)]


def long_digits(body: bytes) -> bytes:
    """Return a body whose numbers go on for thousands of digits."""
    return re.sub(rb"[0-9]+", lambda match: (match[0] * _MANY_DIGITS)[:_MANY_DIGITS], body)


def odd_digits(body: bytes) -> bytes:
    """Return a body whose digits are digits to `str.isdigit` and no numbers to `int`."""
    return re.sub(rb"[0-9]", "\u00b2".encode(), body)
