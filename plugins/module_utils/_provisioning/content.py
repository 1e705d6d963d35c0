# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The content of a file that may be a provisioning file: text, or XML that says itself how its bytes are to be read."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import codecs
import re
from typing import Any

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._text import is_unicode, kind_of

MAX_SIZE = 4 * 1024 * 1024
"""Bytes or characters. A file of all values with the largest certificates is a tenth of that."""

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_ENCRYPTED = ("Salted__", "U2FsdGVkX1")
"""How files of ``openssl enc`` begin; the second with its option ``-a``."""
_LINE_END = re.compile(rb"\r\n|\r|\n")


def readable(content: Any) -> str | bytes:
    """Return the content as text, without byte order marks; as bytes where it is XML without one.

    ``content``: text or bytes. Raise :class:`InputError` for what cannot be a provisioning file, in a sentence that quotes none
    of it.
    """
    if not isinstance(content, (str, bytes)):
        raise InputError(f"a provisioning file must be text, and not {kind_of(content)}")
    if len(content) > MAX_SIZE:
        raise InputError(f"the file is longer than {MAX_SIZE // 1024 // 1024} MiB, more than any phone reads")
    raw = _escaped_bytes(content) if isinstance(content, str) else content
    text = _decoded(raw) if isinstance(raw, bytes) else raw
    text = text.lstrip("\ufeff") if isinstance(text, str) else text
    if not text.strip():
        raise InputError("the file is empty, so this is not a provisioning file")
    if isinstance(text, str) and text.startswith(_ENCRYPTED):
        raise InputError(
            "the file is encrypted. Decrypt it first: openssl enc -d -aes-256-cbc -md md5 -in FILE "
            "(with -a if the file is Base64 text)"
        )
    if isinstance(text, str) and "\0" in text:
        raise InputError(
            "this is a binary file, perhaps of the vendor's configuration tool or compressed. Only XML files and lines such as "
            "P30=value can be read"
        )
    return text


def _escaped_bytes(text: str) -> str | bytes:
    """Return the bytes of a file that Ansible read as if it were UTF-8, with surrogates for bytes that are not; else the text."""
    try:
        return text if is_unicode(text) else text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text


def _decoded(content: bytes) -> str | bytes:
    bom, encoding = next(((bom, name) for bom, name in _BOMS if content.startswith(bom)), (b"", "utf-8"))
    if not bom and content.lstrip().startswith(b"<"):
        return content
    body = content[len(bom) :]
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        if not bom and (b"\0" in content or content.startswith(b"Salted__")):
            return content.decode("latin-1")
        line = len(_LINE_END.findall(body, 0, error.start)) + 1 if encoding == "utf-8" else 0
        where = f"line {line} is not text in UTF-8" if line else "the file is not the text in UTF-16 that its beginning says"
        raise InputError(f"{where}. Save the file as UTF-8. If it does not look like text, it is binary or encrypted") from None
