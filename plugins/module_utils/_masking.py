# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keeping secrets out of everything that a task returns: by value, never whole results, never by a scrap of text."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import json
import re
from typing import Any, Iterable, Mapping, Pattern
from urllib.parse import quote, quote_plus

try:
    # ansible-core 2.22 and newer mask registered values in all output. Secrets of a task sit inside dicts, where core
    # cannot know them, so they are registered by value.
    from ansible.module_utils.secrets import register_secret
except ImportError:
    register_secret = None

MASK = "********"

SHORTEST_MASKED = 4
"""A shorter text occurs by chance in too many others; ansible-core 2.22 draws the same lines."""

SHORTEST_MASKED_INSIDE_WORDS = 7


_URL_PASSWORD = re.compile(r"(://[^/@\s:]*:)[^@/\s]+(?=@)")


def holds_url_password(text: str) -> bool:
    """Whether a text has a URL with a password in it, such as ``https://user:password@host``."""
    return _URL_PASSWORD.search(text) is not None


class Secrets:
    """The secrets of one task, and the removal of them from what it returns.

    What is secret by its place (an option with ``no_log``, a secret P value) must be left out by whoever builds the result;
    this is the second line, for what finds its way into a sentence.
    """

    def __init__(self) -> None:
        self._values: set[str] = set()
        self._pattern: Pattern[str] | None = None

    def add(self, *values: Any) -> None:
        """Take note of secrets; empty ones are none, and lists are their elements."""
        for value in values:
            if isinstance(value, (list, tuple)):
                self.add(*value)
                continue
            text = "" if value is None else str(value)
            if text and text not in self._values:
                self._values.add(text)
                self._pattern = None
                if register_secret is not None and len(text) >= SHORTEST_MASKED:
                    register_secret(text)

    def mask(self, value: Any) -> Any:
        """A copy of ``value`` (text, dict, list or scalar, nested as it may be) with every noted secret replaced."""
        if isinstance(value, str):
            return self._mask_text(value)
        if isinstance(value, Mapping):
            return {self.mask(key): self.mask(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.mask(item) for item in value]
        return value

    def _mask_text(self, text: str) -> str:
        if self._pattern is None:
            variants = {variant for value in self._values for variant in _variants(value)}
            self._pattern = re.compile("|".join(_expressions(variants)) or r"(?!)")
        return self._pattern.sub(MASK, _URL_PASSWORD.sub(r"\1" + MASK, text))


def _variants(value: str) -> list[str]:
    """The ways in which one secret may stand in a text: plain, in a URL, in JSON, in a Python representation."""
    return [
        value,
        quote(value, safe="", errors="replace"),
        quote(value, safe=":", errors="replace"),
        quote(value, errors="replace"),
        quote_plus(value, errors="replace"),
        json.dumps(value)[1:-1],
        json.dumps(value, ensure_ascii=False)[1:-1],
        repr(value)[1:-1],
        # As repr() writes it where the text around it has the other kind of quotation mark.
        repr('"' + value)[2:-1],
    ]


def _expressions(variants: Iterable[str]) -> list[str]:
    """Regular expressions for the variants, the longest first so that no part of one is left over."""
    expressions = []
    for variant in sorted(variants, key=len, reverse=True):
        if len(variant) >= SHORTEST_MASKED_INSIDE_WORDS:
            expressions.append(re.escape(variant))
        elif len(variant) >= SHORTEST_MASKED:
            expressions.append(rf"(?<!\w){re.escape(variant)}(?!\w)")
    return expressions


def mask_options(params: Mapping[str, Any], argument_spec: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """The options of a task with those that the argument spec calls ``no_log`` replaced, whatever their length."""
    return {
        name: MASK if value is not None and argument_spec.get(name, {}).get("no_log") else value for name, value in params.items()
    }
