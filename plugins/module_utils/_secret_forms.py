# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The forms in which a secret may stand in a text, and how they are looked for. Pure."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import base64
import html
import json
import re
from typing import Iterable, Iterator
from urllib.parse import quote, quote_plus

from ansible_collections.voip.grandstream.plugins.module_utils._text import visible

SHORTEST_MASKED = 4
"""A shorter text occurs by chance in too many others."""

SHORTEST_MASKED_INSIDE_WORDS = 7

SHORTEST_ODD_MASKED_INSIDE_WORDS = 5
"""The same for a text of three kinds of characters, such as ``x9Kq7``: no word and no number has it by chance."""

SHORTEST_MASKED_IN_CAPITALS = 8
"""A secret of this length that is no mere word is masked in capitals and in small letters, too: some phones change them."""

_BARE_AS_SENT = "/:@!$'()*,;?"
"""What our own requests do not quote in a query (see ``quoting.BARE``, on a higher floor)."""

_ESCAPED_BYTE = re.compile(r"%[0-9A-F]{2}")
_ESCAPED_CHARACTER = re.compile(r"\\u[0-9a-f]{4}")


def variants(value: str) -> Iterator[str]:
    """Yield the forms in which one secret may stand in a text.

    Plain, in other capitals, as it is shown, as the numbers of its bytes, in a URL, in JSON, in JSON in JSON, in Python, in HTML,
    in base64, with its bytes read in another encoding, and with characters replaced that had no place.
    """
    yield value
    yield visible(value)
    if len(value) >= SHORTEST_MASKED_IN_CAPITALS and not value.isalpha():
        yield value.upper()
        yield value.lower()
    content = value.encode("utf-8", "replace")
    yield content.hex()
    yield content.hex().upper()
    for quoted in (*(quote(value, safe=safe, errors="replace") for safe in ("", ":", "/")), quote_plus(value, errors="replace")):
        yield quoted
        yield _ESCAPED_BYTE.sub(lambda match: match.group().lower(), quoted)
    for text in (json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]):
        for written in (text, text.replace("/", "\\/")):
            yield written
            yield _ESCAPED_CHARACTER.sub(lambda match: "\\u" + match.group()[2:].upper(), written)
            yield json.dumps(written)[1:-1]
    yield repr(value)[1:-1]
    # As repr() writes it where the text around it has the other kind of quotation mark.
    yield repr('"' + value)[2:-1]
    escaped = html.escape(value, quote=False)
    for double, single in (('"', "'"), ("&quot;", "&#x27;"), ("&quot;", "&#39;"), ("&quot;", "&apos;"), ("&#34;", "&#39;")):
        yield escaped.replace('"', double).replace("'", single)
    yield escaped.encode("ascii", "xmlcharrefreplace").decode("ascii")
    if not value.isascii():
        yield value.encode("ascii", "replace").decode("ascii")
        yield value.encode("utf-8", "replace").decode("latin-1")
    yield from _in_base64(content)


def numbered(value: str) -> Iterator[str]:
    """Yield the forms in which characters of a secret are written as numbers, even those that need not be, and as it is sent."""
    content = value.encode("utf-8", "replace")
    for byte in ("%{:02X}", "%{:02x}", "%25{:02X}", "%25{:02x}"):
        yield "".join(byte.format(number) for number in content)
    for character in ("&#{:d};", "&#x{:x};", "&#x{:X};", "\\u{:04x}", "\\u{:04X}"):
        yield "".join(character.format(ord(one)) for one in value)
    sent = quote(value, safe=_BARE_AS_SENT, errors="replace")
    if sent != value:
        yield sent
        yield _ESCAPED_BYTE.sub(lambda match: match.group().lower(), sent)


def _in_base64(content: bytes) -> Iterator[str]:
    """Yield the characters that stand for these bytes and nothing else, at each of the three places where they can begin."""
    for before in range(3):
        bits = 8 * (before + len(content))
        text = base64.b64encode(b"\0" * before + content).decode("ascii")[-(-8 * before // 6) : bits // 6]
        if len(text) >= SHORTEST_MASKED_INSIDE_WORDS:
            yield text
            yield text.replace("+", "-").replace("/", "_")


def expressions(variants: Iterable[str]) -> Iterator[str]:
    """Yield regular expressions for the variants, the longest first so that no part of one is left over."""
    for variant in sorted(variants, key=len, reverse=True):
        if _is_masked_inside_words(variant):
            yield re.escape(variant)
        elif len(variant) >= SHORTEST_MASKED:
            yield rf"(?<!\w){re.escape(variant)}(?!\w)"


def _is_masked_inside_words(text: str) -> bool:
    if len(text) >= SHORTEST_MASKED_INSIDE_WORDS:
        return True
    kinds = {(one.isdigit(), one.isupper(), one.islower()) for one in text}
    return len(text) >= SHORTEST_ODD_MASKED_INSIDE_WORDS and len(kinds) >= 3
