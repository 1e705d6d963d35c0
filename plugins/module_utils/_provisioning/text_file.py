# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The provisioning file as text: lines such as ``P30=value``, or many values on one line with ``&`` between them."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import io
import re
from typing import Iterator
from urllib.parse import unquote_plus

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.pair import (
    LONGEST_NAME,
    MOST_PAIRS,
    NO_NAME_WITH_VALUE,
    Pair,
)

_NAME = re.compile(rf"[A-Za-z0-9][A-Za-z0-9_.:-]{{0,{LONGEST_NAME - 1}}}")
_P_NUMBER = re.compile(r"[Pp][0-9]{1,6}")
_KEY = "gnkey"
"""What the vendor's configuration tool writes at the end of its line. It is no value, and it proves that the line is encoded."""
_BLANKS = " \t"
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PERHAPS_ENCODED = re.compile(r"\+|%[0-9A-Fa-f]{2}")


def pairs_of_text(text: str) -> Iterator[Pair]:
    """Yield all values of a file, in its order. ``text``: the file.

    Blank lines and lines that start with ``#`` do not count, and neither do quotes around a whole value. Raise
    :class:`InputError` if not one line is a name with a value.
    """
    count = 0
    is_understood = False
    for number, whole_line in enumerate(io.StringIO(text, newline=None), start=1):
        line = whole_line.rstrip("\n").strip(_BLANKS)
        if not line or line.startswith("#"):
            continue
        for pair in _pairs_of_line(line, number):
            count += 1
            if count > MOST_PAIRS:
                raise InputError(f"there are more than {MOST_PAIRS} values, more than a provisioning file has")
            is_understood = is_understood or pair.text is not None or pair.problem != NO_NAME_WITH_VALUE
            yield pair
    if count and not is_understood:
        raise InputError("this is not a provisioning file: it is not XML, and has no lines such as P30=value")


def _pairs_of_line(line: str, number: int) -> Iterator[Pair]:
    parts = [part for part in line.split("&") if part] if "&" in line else [line]
    names = [part.partition("=")[0].strip(_BLANKS) for part in parts]
    has_key = any(name.lower() == _KEY for name in names)
    if len(parts) > 1 and (has_key or all(_P_NUMBER.fullmatch(name) for name in names)):
        yield from _pairs_of_parts(parts, number, has_key)
        return
    name, sign, value = (part.strip(_BLANKS) for part in line.partition("="))
    if not sign or not _NAME.fullmatch(name):
        yield Pair(f"line {number}", None, NO_NAME_WITH_VALUE)
    elif name.lower() != _KEY:
        is_quoted = len(value) > 1 and value[0] in "\"'" and value[0] == value[-1]
        yield Pair(name, value[1:-1] if is_quoted else value)


def _pairs_of_parts(parts: list[str], number: int, is_encoded: bool) -> Iterator[Pair]:
    """Yield the values of one line. ``number``: of the line. ``is_encoded``: values are certainly encoded as in URLs."""
    for position, part in enumerate(parts, start=1):
        name, sign, value = part.partition("=")
        name = name.strip(_BLANKS)
        if not sign or not _NAME.fullmatch(name):
            yield Pair(f"line {number}, value {position}", None, NO_NAME_WITH_VALUE)
        elif name.lower() != _KEY:
            yield _encoded_pair(name, value) if is_encoded else _plain_pair(name, value)


def _encoded_pair(name: str, value: str) -> Pair:
    try:
        if not _BAD_ESCAPE.search(value):
            return Pair(name, unquote_plus(value, errors="strict"))
    except UnicodeDecodeError:
        pass
    return Pair(name, None, "its value is not encoded in UTF-8 as in URLs. Write it on a line of its own")


def _plain_pair(name: str, value: str) -> Pair:
    if _PERHAPS_ENCODED.search(value):
        reason = "there are several values on its line, and + and % may stand for other characters there"
        return Pair(name, None, f"{reason}. Write each value on a line of its own")
    return Pair(name, value.strip(_BLANKS))
