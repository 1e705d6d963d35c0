# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The value of one setting: from what a user writes to the phone's text, and back. Pure.

A setting is given as the phone's model has it: see :meth:`catalogue.Setting.on`. Two laws: what :func:`to_text` made,
:func:`from_text` and :func:`to_text` give again; and no sentence holds a secret.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import difflib
import ipaddress
import json
import re
from functools import lru_cache
from typing import Any, Callable, NoReturn, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._masking import holds_secret
from ansible_collections.voip.grandstream.plugins.module_utils._settings.catalogue import Setting, secret_numbers
from ansible_collections.voip.grandstream.plugins.module_utils._settings.catalogue_data import TIMEZONES
from ansible_collections.voip.grandstream.plugins.module_utils._text import (
    SWITCHES,
    kind_of,
    secret_text_problem,
    shown,
    text_problem,
    yes_or_no,
)

_INTEGER = re.compile(r"-?[0-9]{1,18}")
_IPV4 = re.compile(r"(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])")
_NAME = re.compile(r"(?=.{1,253}\.?\Z)(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)*(?!-)[A-Za-z0-9_-]{1,63}(?<!-)\.?")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://(?:[^\s/?#@]*@)?([^\s/?#@]+)(?:[/?#]\S*)?")

_REGION = re.compile(r"[A-Za-z]+(?:/[A-Za-z0-9_+-]+)+")
"""A name of the IANA time zone database; a POSIX string is none."""

_LONGEST_REGION = 64
"""Longer texts are no slips of a known name, and take long to compare."""


class AmbiguousError(ValueError):
    """The value means different things on different models, and the model is not known."""


def to_text(setting: Setting, value: Any) -> str:
    """Return the phone's text for what a user writes. An address in octets is one text: see :func:`texts_of`.

    Raise :class:`ValueError` with a sentence: what is wrong, and what would be right; :class:`AmbiguousError` where that takes
    the phone's model.
    """
    if isinstance(value, str) and not value:
        return _empty(setting)
    if setting.secret or setting.write_only:
        why_not = secret_text_problem(value, may_be_pem=setting.type == "string")
    else:
        # A number with a fraction gets a sentence that fits the setting.
        why_not = None if isinstance(value, float) else _why_no_value(value)
    if why_not:
        raise ValueError(why_not)
    return _TO_TEXT[setting.type](setting, value)


def from_text(setting: Setting, text: str) -> Any:
    """Return what a user would write for the phone's text: a boolean, an integer, the word of an enum, or the text.

    The text itself where it is none that the setting should hold. Never raises.
    """
    if setting.type == "boolean":
        return {"0": False, "1": True}.get(text, text)
    if setting.type in ("integer", "port"):
        is_number = _INTEGER.fullmatch(text) and str(int(text)) == text
        return int(text) + _offset(setting) if is_number else text
    return setting.enum.get(text, text)


def converts_back(setting: Setting, text: str) -> bool:
    """Return whether what :func:`from_text` makes of the phone's text is a value that gives exactly this text again."""
    try:
        return to_text(setting, from_text(setting, text)) == text
    except ValueError:
        return False


def texts_of(setting: Setting, text: str) -> list[str]:
    """Return the text of each of the setting's numbers (of one account), from the text of the whole."""
    if not setting.is_address_in_octets:
        return [text]
    return text.split(".") if text else [""] * len(setting.numbers)


def text_of_texts(texts: Sequence[str]) -> str:
    """Return the text of the whole setting from those of its numbers: the opposite of :func:`texts_of`."""
    return ".".join(texts) if any(texts) else ""


def raw_text(value: Any, number: str = "") -> str:
    """Return a value as the phone keeps it, whatever the setting.

    ``number``: the bare P number that is to hold it; a secret must be text. Raise :class:`ValueError` with a sentence, without
    the value, for what has no such form.
    """
    why_not = secret_text_problem(value, may_be_pem=True) if number in secret_numbers() else _why_no_value(value)
    if why_not:
        raise ValueError(why_not)
    if isinstance(value, bool):
        return "1" if value else "0"
    return _digits(value) if isinstance(value, int) else str(value)


def _why_no_value(value: Any) -> str | None:
    """Return why it is no value of any setting; None for booleans, integers, and texts that can be written."""
    if isinstance(value, str):
        return text_problem(value, may_be_pem=True)
    if isinstance(value, int):
        return None
    if value is None:
        return "null is not a value. Write '' for an empty one, or leave the line out"
    return f"{kind_of(value)} is not a value. Write it as text, in quotes"


def _empty(setting: Setting) -> str:
    if setting.is_address_in_octets and setting.default:
        raise ValueError("this address cannot be empty. Write 0.0.0.0 for none")
    if setting.default and setting.type in ("boolean", "integer", "port", "enum"):
        raise ValueError(f"it cannot be empty. {_what_is_right(setting)}")
    return ""


def _boolean(setting: Setting, value: Any) -> str:
    switch = yes_or_no(value)
    return _refuse(setting, value, "is not true or false") if switch is None else str(int(switch))


def _enum(setting: Setting, value: Any) -> str:
    """Return a word, the phone's own text for it, or a boolean where YAML made one of a word such as ``no``."""
    word = _plain(value)
    if word in setting.ambiguous:
        raise AmbiguousError(f"{shown(value)} means different things on different models")
    raw_by_word = {word.lower(): raw for raw, word in setting.enum.items()}
    if word in raw_by_word:
        return raw_by_word[word]
    if word in setting.enum:
        return word
    if word in ("true", "false"):
        for pair in SWITCHES:
            if pair[word == "true"] in raw_by_word:
                return raw_by_word[pair[word == "true"]]
    return _refuse(setting, value, f"is not one of {', '.join(setting.enum.values())}")


def _integer(setting: Setting, value: Any) -> str:
    text = _plain(value)
    if not _INTEGER.fullmatch(text):
        return _refuse(setting, value, f"is not {_noun(setting)} ({_range(setting)})")
    number = int(text) - _offset(setting)
    too_small = setting.minimum is not None and number < setting.minimum
    too_large = setting.maximum is not None and number > setting.maximum
    if (too_small or too_large) and str(number) not in setting.also:
        complaint = f"is not a port ({_range(setting)})" if setting.type == "port" else f"is out of range ({_range(setting)})"
        return _refuse(setting, value, complaint)
    return str(number)


def _ip(setting: Setting, value: Any) -> str:
    if isinstance(value, str) and (_IPV4.fullmatch(value) or (not setting.is_address_in_octets and _is_ipv6(value))):
        return str(value)
    example = "an IPv4 address such as 192.0.2.10" if setting.is_address_in_octets else "an IP address such as 192.0.2.10"
    return _refuse(setting, value, f"is not {example}")


def _host(setting: Setting, value: Any) -> str:
    if isinstance(value, str) and _is_host(value):
        return str(value)
    advice = ". Write an IPv6 address in brackets" if isinstance(value, str) and _is_ipv6(value) else ""
    return _refuse(setting, value, f"is not a host name or address, with or without :port{advice}")


def _url(setting: Setting, value: Any) -> str:
    match = _URL.fullmatch(value) if isinstance(value, str) else None
    if match and _is_host(match.group(1)):
        return str(value)
    return _refuse(setting, value, "is not a URL such as https://host/path")


def _timezone(setting: Setting, value: Any) -> str:
    """Return the phone's text for a time zone, on an unknown model. Refuse a region's name: it depends on the model."""
    text = _string(setting, value)
    if _REGION.fullmatch(text):
        raise AmbiguousError(f"{shown(value)} is another text on a WP820 than on the other models")
    return text


def _posix_timezone(setting: Setting, value: Any) -> str:
    """Return a POSIX string, also for the name of a region."""
    text = _string(setting, value)
    doubt = zone_doubt(text)
    if doubt:
        raise ValueError(doubt)
    return posix_timezones().get(text, text)


def zone_doubt(text: str) -> str | None:
    """Return a sentence on why a text may be no time zone; None where it is one, or a POSIX string."""
    if not _REGION.fullmatch(text) or text in posix_timezones():
        return None
    near = difflib.get_close_matches(text, posix_timezones(), n=1, cutoff=0.8) if len(text) <= _LONGEST_REGION else []
    meant = f"Did you mean {near[0]}? If not, write" if near else "Write"
    return f"{shown(text)} is not a known time zone. {meant} a POSIX string such as CET-1CEST-2,M3.5.0,M10.5.0/3"


@lru_cache(maxsize=None)
def posix_timezones() -> dict[str, str]:
    """Return the POSIX strings of the time zones of regions, such as ``Europe/Berlin``."""
    zones: dict[str, list[str]] = json.loads(TIMEZONES)
    return {name: text for text, names in zones.items() for name in names}


def _string(setting: Setting, value: Any) -> str:
    if isinstance(value, (bool, float)):
        return _refuse(setting, value, "is not a text. Write it in quotes")
    return raw_text(value)


_TO_TEXT: dict[str, Callable[[Setting, Any], str]] = {
    "boolean": _boolean,
    "enum": _enum,
    "integer": _integer,
    "port": _integer,
    "ip": _ip,
    "host": _host,
    "url": _url,
    "string": _string,
    "password": _string,
    "timezone": _timezone,
    "posix_timezone": _posix_timezone,
}


def _is_ipv6(text: str) -> bool:
    # A zone (`%eth0`) is understood by some Pythons only, and a name of one phone's interface is no business of a fleet.
    if ":" not in text or "%" in text:
        return False
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


def _is_host(text: str) -> bool:
    """Return whether it is a name, an IPv4 address or an IPv6 address in brackets, and possibly a port."""
    if text.startswith("["):
        address, bracket, rest = text[1:].partition("]")
        return bool(bracket) and _is_ipv6(address) and (not rest or (rest[0] == ":" and _is_port(rest[1:])))
    name, colon, port = text.partition(":")
    if colon and not _is_port(port):
        return False
    if name.rstrip(".").rpartition(".")[2].isdigit():
        return bool(_IPV4.fullmatch(name))
    return bool(_NAME.fullmatch(name))


def _is_port(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{1,5}", text)) and 0 < int(text) < 65536


def _plain(value: Any) -> str:
    """Return a text, a boolean or a number as one word in lower case."""
    return _digits(value).lower() if isinstance(value, int) else str(value).lower()


def _digits(value: int) -> str:
    """Return the digits of an integer; Python refuses to write very long ones, in a sentence of its own."""
    if not isinstance(value, bool) and abs(value) >= 10**100:
        raise ValueError("a number of that length is not a value. Write it as text, in quotes")
    return str(value)


def _noun(setting: Setting) -> str:
    return "a port" if setting.type == "port" else "a whole number"


def _range(setting: Setting) -> str:
    unit = f" {setting.unit}" if setting.unit else ""
    ends = [str((end or 0) + _offset(setting)) for end in (setting.minimum, setting.maximum)]
    return f"{''.join(f'{text}, or ' for text in setting.also)}{' to '.join(ends)}{unit}"


def _offset(setting: Setting) -> int:
    """Return what a user's number of an account has more than the phone's."""
    return 0 if setting.counted_from is None else 1 - setting.counted_from


def _what_is_right(setting: Setting) -> str:
    if setting.type == "boolean":
        return "Write true or false"
    if setting.type == "enum":
        return f"Write one of {', '.join(setting.enum.values())}"
    return f"Write {_noun(setting)} ({_range(setting)})"


def _refuse(setting: Setting, value: Any, complaint: str) -> NoReturn:
    """Raise with the value and the complaint, or with the complaint alone where the value is secret."""
    is_secret = setting.secret or setting.write_only or (isinstance(value, str) and holds_secret(value))
    raise ValueError(f"{'the value' if is_secret else shown(value)} {complaint}")
