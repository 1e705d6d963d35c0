# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts: how they are shown, and what is wrong with those that a user wrote. One rule each, for every door. Pure."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import re
from datetime import date
from typing import Any, Mapping, Match

MASK = "********"
"""What stands in the place of a secret, as ansible-core writes it too."""

PLACEHOLDERS = (MASK, "$REDACTED$", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER")
"""What ansible-core (the second since 2.22, the third for whole values) and this collection write in the place of a secret."""

LONGEST_SHOWN = 80
"""Characters of one value in a sentence, where nothing says otherwise."""

NOT_UNICODE = "it holds a character that is not Unicode. Remove it"

ELLIPSIS = "…"
"""What :func:`shortened` writes in the place of what it left out."""

# C0, DEL and C1; line and paragraph separators; marks that turn the direction of writing or have no width; fillers that show as
# nothing; annotations; halves of surrogate pairs, what XML cannot hold, and tags.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff"
    "\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_DIGITS = re.compile("([0-9]{1,18})")
_NAMED_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPE = re.compile(r"\\(?:[nrt]|x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})")

CONTROLS = "\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff"
"""For a regular expression: control characters and line breaks of all kinds, and what XML cannot hold besides them."""

_CONTROL = re.compile(f"[{CONTROLS}]")
_PEM = "-----BEGIN "
_SPACE_WITH_CONTROL = re.compile(rf"\s*[{CONTROLS}][\s{CONTROLS}]*")
_ONE_LINE_AND_ITS_END = re.compile(r"[^\n\r]*[\n\r]+")
_CONTROL_BUT_LINES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")

SWITCHES = (("false", "true"), ("no", "yes"), ("off", "on"), ("disabled", "enabled"), ("disable", "enable"), ("0", "1"))
"""Pairs of words that say no and yes, in lower case."""

_SWITCH_BY_WORD = {word: value for pair in SWITCHES for value, word in zip((False, True), pair)}

_KINDS: tuple[tuple[Any, str], ...] = (
    (type(None), "null"),
    (bool, "a boolean"),
    (int, "a number"),
    (float, "a number with a fraction"),
    (str, "a text"),
    (bytes, "bytes"),
    (Mapping, "a dictionary"),
    ((list, tuple), "a list"),
    (date, "a date"),
)


def visible(text: str) -> str:
    """Return ``text`` as one line on which every character can be seen.

    Control characters, line breaks of all kinds, marks that turn the direction of writing, characters without width and halves
    of surrogate pairs become escapes such as ``\\n``, ``\\x1b`` and ``\\u202e``. All other characters stay. A terminal, a log
    or a page then has nothing to obey, and two texts that differ look different. Escapes that are there already stay as they
    are.
    """
    return text if text.isascii() and text.isprintable() else _UNSEEN.sub(_escaped, text)


def _escaped(match: Match[str]) -> str:
    code = ord(match.group())
    if match.group() in _NAMED_ESCAPES:
        return _NAMED_ESCAPES[match.group()]
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def shortened(text: str, limit: int = LONGEST_SHOWN) -> str:
    """Return ``text``, or its beginning and an ellipsis, together at most ``limit`` characters (at least 1).

    An escape of :func:`visible` is kept whole or left out. Mask secrets before: the beginning of one is not found any more,
    but for one that stands right before the ellipsis.
    """
    if len(text) <= limit:
        return text
    end = max(limit - len(ELLIPSIS), 0)
    # The longest escape has ten characters. Which backslashes begin one can only be told from the left.
    for escape in _ESCAPE.finditer(text, 0, end + 10):
        if escape.start() < end < escape.end():
            end = escape.start()
    return text[:end] + ELLIPSIS


def shown(value: Any, limit: int = LONGEST_SHOWN) -> str:
    """Return a value as a sentence quotes it: visible, a text in quotation marks, shortened to ``limit`` characters between."""
    if isinstance(value, str):
        return f"'{shortened(visible(str(value)), limit)}'"
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, int) and abs(value) >= 10**limit:
        # Python refuses to write very long numbers.
        return f"a number of more than {limit} digits"
    return shortened(visible(str(value)), limit)


def natural(name: str) -> tuple[list[tuple[int, int, str]], str]:
    """Return a key that puts names in the order of people: ``p2`` before ``p10``, capitals or not."""
    parts = _DIGITS.split(name.casefold())
    found = [(0, int(part), "") if part.isascii() and part.isdigit() else (1, 0, part) for part in parts if part]
    return found, name


def squeezed(name: str) -> str:
    """Return a name with single spaces between its words and none around it: so names are compared, and so phones keep them."""
    return " ".join(name.split())


def tidy(text: str) -> str:
    """Return text that was read as one line: line breaks, and the indentation that came with them, become a space.

    Other spaces stay as they are. What comes out holds no control character.
    """
    return _SPACE_WITH_CONTROL.sub(" ", text).strip() if _CONTROL.search(text) else text


def is_unicode(text: str) -> bool:
    """Return whether a text can be sent and written at all: it holds no halves of surrogate pairs."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def text_problem(text: str, may_be_pem: bool = False) -> str | None:
    """Return what is wrong with a text that is to be written, as a sentence without the text; None if nothing is.

    Refused are characters that are no Unicode, control characters, NUL and line breaks (an end of a line at the end comes from
    a file, as a rule), and a text with one of :data:`PLACEHOLDERS`: whoever copies a result would write stars for a secret.
    ``may_be_pem``: a certificate or key in PEM may have tabs and line breaks; no other text may.
    """
    if not is_unicode(text):
        return NOT_UNICODE
    is_pem = may_be_pem and _PEM in text
    if text[-1:] in ("\n", "\r") and (not is_pem or _ONE_LINE_AND_ITS_END.fullmatch(text)):
        return "it ends with a line break, perhaps that of a file. Remove it"
    found = (_CONTROL_BUT_LINES if is_pem else _CONTROL).search(text)
    if found and may_be_pem and found.group() in "\n\r":
        return "it holds a line break, and only a certificate or key in PEM may have more than one line. Write it on one line"
    if found:
        return f"it holds the control character U+{ord(found.group()):04X}. Remove it"
    placeholder = next((one for one in PLACEHOLDERS if one in text), None)
    if placeholder:
        return (
            f"it holds {placeholder}, which stands for a secret in results and is not the secret itself. Write the value itself, "
            "or leave the line out"
        )
    return None


def secret_text_problem(value: Any, may_be_pem: bool = False, variable: str = "") -> str | None:
    """Return what is wrong with a password or key that a user wrote, as a sentence without it; None if nothing is.

    A number is refused, because its zeros are lost before it comes here, and so is everything else that is no text; a text as
    :func:`text_problem` does. An empty text is not refused. ``variable``: the variable of a host that holds the secret, for the
    advice on inventories in the INI format, which make numbers of digits even where they are in quotes.
    """
    if isinstance(value, str):
        return text_problem(value, may_be_pem)
    ini = f" (on a host line of an INI inventory: {variable}='\"1234\"')" if variable else ""
    if isinstance(value, bool):
        return f"it is a boolean here (YAML reads No as false). Write it in quotes{ini}"
    if isinstance(value, (int, float)):
        return f"it is a number here (YAML reads 0123 as 83). Write it in quotes{ini}"
    return f"it is {kind_of(value)}, and not a text. Write the text, in quotes"


def yes_or_no(value: Any) -> bool | None:
    """Return what a word of :data:`SWITCHES` in any capitals, a boolean, 0 or 1 says; None for anything else."""
    if isinstance(value, (bool, int, str)):
        return _SWITCH_BY_WORD.get(value.lower() if isinstance(value, str) else str(int(value)) if value in (0, 1) else "")
    return None


def kind_of(value: Any) -> str:
    """Return what a value is in the words that YAML has for it, such as ``a dictionary`` or ``null``."""
    return next((name for kind, name in _KINDS if isinstance(value, kind)), f"a {type(value).__name__}")
