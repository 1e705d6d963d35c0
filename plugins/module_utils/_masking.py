# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keeping secrets out of everything that a task returns.

Sentences (messages, warnings, tracebacks, diffs) are masked by value. Fields that are read as data are never masked, because
somebody would write the mask to a phone: there a secret is left out by its place, and a value in which a known secret stands is
left out as a whole, and named.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Callable, Iterable, Iterator, Pattern

from ansible_collections.voip.grandstream.plugins.module_utils._secret_forms import (
    SHORTEST_MASKED,
    SHORTEST_MASKED_INSIDE_WORDS,
    expressions,
    numbered,
    variants,
)
from ansible_collections.voip.grandstream.plugins.module_utils._text import ELLIPSIS, MASK, visible

try:
    # ansible-core 2.22 and newer mask registered values in all output. Secrets of a task sit inside dicts, where core
    # cannot know them, so they are registered by value.
    from ansible.module_utils.secrets import register_secret
except ImportError:
    register_secret = None

__all__ = ["FORMER_SECRET", "MASK", "NEW_SECRET", "NOT_SHOWN", "Secrets", "holds_secret", "mask_options", "url_credentials"]

FORMER_SECRET = "(former secret)"
NEW_SECRET = "(new secret)"
NOT_SHOWN = "(not shown, because a secret is in it)"
"""What stands for a whole value in the changes of a result."""

SHORTEST_LEFT_OUT = 8
"""A value of a phone in which a secret of this length stands holds it on purpose. A shorter one is part of numbers and names."""

_SENTENCES = ("msg", "exception", "reason", "module_stdout", "module_stderr", "stdout", "stderr")
"""Keys of ansible-core's results whose text is for people."""

_LONGEST_BEGINNING = 600
"""Characters of a secret that may stand before an ellipsis: more than any text that is shortened has."""

# Of the schemes without slashes, the name before the @ is no secret.
_NAMING_SCHEMES = r"(?:sips?|mailto|tel|xmpp|im|pres|h323)"
_HOST = r"(?:\[[0-9A-Fa-f:.]+\]|[\w.-]+)"
_WHOLE_URLS = (
    # https://user:password@host and https://token@host, whatever the password has in it. A host without a colon is no user.
    re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]*://([^/?#:]*:.*|[^/?#]*)@[^@]*", re.DOTALL),
    # sip:user:password@host, and user:password@host/path without a scheme.
    re.compile(rf"\s*{_NAMING_SCHEMES}:([^\s:@/?#]*:.*)@[^@]*", re.DOTALL),
    re.compile(
        rf"\s*(?!{_NAMING_SCHEMES}:|[A-Za-z0-9+.-]+://)(?://)?([^\s:@/?#]+:\S.*)@{_HOST}(?::[0-9]+)?(?:[/?#]\S*)?\s*", re.DOTALL
    ),
)
_URLS_IN_TEXT = (
    re.compile(r"(?P<before>[A-Za-z][A-Za-z0-9+.-]{0,20}://)(?:[^\s/?#:]{0,256}:\S{0,512}|[^\s/?#]{1,512})(?=@)"),
    re.compile(rf"(?P<before>\b{_NAMING_SCHEMES}:)[^\s:@/?#]{{1,256}}:\S{{0,512}}(?=@)"),
    re.compile(
        rf"(?P<before>(?<![\w:/.@+%-])(?://)?)(?!{_NAMING_SCHEMES}:)"
        r"[^\s:@/?#\"'<>(){}\[\],=]{1,256}:[^\s/][^\s]{0,512}(?=@[\w\[])"
    ),
)
_PRIVATE_KEY = re.compile(
    r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|\Z)",
    re.DOTALL,
)
_NUMBERED = re.compile(r"%[0-9A-Fa-f]{2}|&#|\\u[0-9A-Fa-f]{4}")
_ENDS_IN_A_WORD = re.compile(r"\w\Z")


def url_credentials(text: str) -> str | None:
    """Return what a URL holds before its host, such as ``user:password``, where that is a secret; None for any other text.

    That is everything before the last ``@``, whatever is in it: passwords with ``/``, ``@`` and spaces are common and wrong. A
    name alone is a token (``https://token@host``), but for ``sip:1001@host`` and ``mailto:``.
    """
    for pattern in _WHOLE_URLS:
        match = pattern.fullmatch(text)
        if match and match.group(1):
            return match.group(1)
    return None


def holds_secret(text: str) -> bool:
    """Return whether a text is a secret by what it says: a URL with credentials in it, or a private key."""
    if "@" in text and (url_credentials(text) is not None or any(pattern.search(text) for pattern in _URLS_IN_TEXT)):
        return True
    return "PRIVATE KEY" in text and _PRIVATE_KEY.search(text) is not None


_Forms = Callable[[str], Iterator[str]]


FACTORY_PASSWORD = "admin"
"""Guide, "Password Token Authentication": the "default passcode". It is no secret, and a word of many sentences."""


class Secrets:
    """The secrets of one task, and how they are kept out of what it returns."""

    def __init__(self) -> None:
        self._values: set[str] = set()
        self._found: dict[tuple[_Forms, int], list[str]] = {}
        self._patterns: dict[tuple[_Forms, int], Pattern[str]] = {}
        self._beginnings: list[str] | None = None

    def add(self, *values: Any) -> None:
        """Take note of secrets; empty ones are none, and lists and dictionaries are what is in them."""
        for value in values:
            if isinstance(value, Mapping):
                self.add(*value.values())
            elif isinstance(value, (list, tuple)):
                self.add(*value)
            elif value is not None and not isinstance(value, bool):
                self._add(_text_of(value))

    def add_options(self, options: Mapping[str, Any], spec: Mapping[str, Mapping[str, Any]]) -> None:
        """Take note of the options that an argument spec calls ``no_log``, also of options in options, and of URLs in all."""
        for name, option in spec.items():
            value = options.get(name)
            if option.get("no_log"):
                self.add(value)
            for item in value if isinstance(value, (list, tuple)) else [value]:
                if isinstance(item, Mapping) and "options" in option:
                    self.add_options(item, option["options"])
        self.add_urls(options)

    def add_urls(self, value: Any) -> None:
        """Take note of the credentials in URLs in a value, nested as it may be, as a whole and without the user's name."""
        if isinstance(value, str):
            credentials = url_credentials(value) if "@" in value else None
            if credentials:
                self.add(credentials, credentials.partition(":")[2])
            return
        if isinstance(value, Mapping):
            value = list(value.values())
        if isinstance(value, (list, tuple)):
            for item in value:
                self.add_urls(item)

    def _add(self, text: str) -> None:
        if not text or text in self._values or text == FACTORY_PASSWORD:
            return
        self._values.add(text)
        self._found = {}
        self._patterns = {}
        self._beginnings = None
        if register_secret is not None and len(text.strip()) >= SHORTEST_MASKED:
            register_secret(text)

    def mask(self, text: str, placeholder: str = MASK) -> str:
        """Return a text for people with ``placeholder`` in the place of every secret, in whatever spelling it stands there.

        A text that was shortened may end in the middle of a secret: the beginning of one before an ellipsis is masked, too.
        """
        text = _PRIVATE_KEY.sub(lambda dummy: placeholder, text) if "PRIVATE KEY" in text else text
        for pattern in self._patterns_for(text):
            text = pattern.sub(lambda dummy: placeholder, text)
        if "@" in text:
            for pattern in _URLS_IN_TEXT:
                text = pattern.sub(lambda match: match.group("before") + placeholder, text)
        return self._without_beginnings(text, placeholder) if ELLIPSIS in text else text

    def is_in(self, text: str) -> bool:
        """Return whether a text, as data, is to be left out: a secret stands in it, and it is not that secret itself.

        A value that is the same as a secret is a coincidence that must not be touched, such as a user's number that is also its
        password; what is a secret by its place is left out there.
        """
        if holds_secret(text):
            return True
        if text in self._values:
            return False
        return any(pattern.search(text) for pattern in self._patterns_for(text, SHORTEST_LEFT_OUT))

    def replaced(self, value: Any, instead: str) -> Any:
        """Return a copy of data with ``instead`` for each text that :meth:`is_in` names. Keys stay."""
        if isinstance(value, str):
            return instead if self.is_in(value) else value
        return _mapped(value, lambda item: self.replaced(item, instead))

    def left_out(self, value: Any, places: list[str], path: str = "") -> Any:
        """Return a copy of data without the entries whose text :meth:`is_in` names, and add where they were to ``places``."""
        if isinstance(value, Mapping):
            entries = {key: (f"{path}.{key}" if path else str(key), item) for key, item in value.items()}
            kept = {key: self.left_out(item, places, place) for key, (place, item) in entries.items()}
            gone = [key for key, (dummy, item) in entries.items() if isinstance(item, str) and self.is_in(item)]
            places += [entries[key][0] for key in gone]
            return {key: item for key, item in kept.items() if key not in gone}
        if isinstance(value, (list, tuple)):
            places += [f"{path}[{index}]" for index, item in enumerate(value) if isinstance(item, str) and self.is_in(item)]
            return [
                self.left_out(item, places, f"{path}[{index}]")
                for index, item in enumerate(value)
                if not (isinstance(item, str) and self.is_in(item))
            ]
        return value

    def result(self, result: Mapping[str, Any]) -> dict[str, Any]:
        """Return a task's result without secrets, with every text for people on visible lines.

        Keys and words of the result's own stay as they are, whatever the secrets. What was left out of its data is named under
        ``left_out``.
        """
        places: list[str] = []
        found: dict[str, Any] = {}
        for key, value in result.items():
            present = self._presented.get(key)
            found[key] = present(self, value) if present else self.left_out({key: value}, places).get(key)
        gone = [place for place in places if place in result]
        found = {key: value for key, value in found.items() if key not in gone}
        if places:
            found["left_out"] = [*found.get("left_out", ()), *places]
        return found

    def sentence(self, text: Any) -> Any:
        """Return a text for people without secrets, each of its lines visible; also a list of such texts. Others stay."""
        if isinstance(text, (list, tuple)):
            return [self.sentence(item) for item in text]
        return "\n".join(map(visible, self.mask(text).split("\n"))) if isinstance(text, str) else text

    def _diff(self, value: Any) -> Any:
        """Replace secrets in a diff: two different secrets before and after get different words."""
        if isinstance(value, (list, tuple)):
            return [self._diff(item) for item in value]
        words = {"before": FORMER_SECRET, "after": NEW_SECRET}
        return {
            key: "\n".join(map(visible, self.mask(text, words.get(key, MASK)).split("\n"))) if isinstance(text, str) else text
            for key, text in value.items()
        }

    def _error(self, details: Any) -> Any:
        # Of a task that fails, ansible-core shows all of this, and a caller's name may be in it.
        shown = _made_visible(self.replaced(details, NOT_SHOWN))
        return {**shown, **{key: self.sentence(details[key]) for key in ("problems",) if key in details}}

    _presented: Mapping[str, Callable[[Secrets, Any], Any]] = {
        **dict.fromkeys((*_SENTENCES, "warnings", "deprecations"), sentence),
        "diff": _diff,
        "error": _error,
        "changes": lambda self, value: _made_visible(self.replaced(value, NOT_SHOWN)),
        "invocation": lambda self, value: self.replaced(value, MASK),
    }

    def _patterns_for(self, text: str, shortest: int = 0) -> Iterator[Pattern[str]]:
        """Yield the patterns of all secrets of at least ``shortest`` characters, in the forms that stand in this text.

        They are compiled when they are needed, which takes a process of its own for each task milliseconds: in most texts no
        character is written as its number, and no secret stands at all.
        """
        for forms in (numbered, variants) if _NUMBERED.search(text) else (variants,):
            key = (forms, shortest)
            if key not in self._found:
                all_forms = {form for value in self._values if len(value) >= shortest for form in forms(value)}
                self._found[key] = sorted(all_forms, key=len)
            found = self._found[key]
            may_be_in = bool(found) and len(found[0]) <= len(text)
            if key not in self._patterns and may_be_in and any(form in text for form in found):
                self._patterns[key] = _any_of(expressions(found))
            if key in self._patterns:
                yield self._patterns[key]

    def _without_beginnings(self, text: str, placeholder: str) -> str:
        if self._beginnings is None:
            found = {form for value in self._values for forms in (numbered, variants) for form in forms(value)}
            self._beginnings = [form for form in found if len(form) > SHORTEST_MASKED]
        parts = text.split(ELLIPSIS)
        for index, part in enumerate(parts[:-1]):
            lengths = [length for form in self._beginnings for length in _beginning_at_end(part, form)]
            if lengths:
                parts[index] = part[: -max(lengths)] + placeholder
        return ELLIPSIS.join(parts)


def _text_of(value: Any) -> str:
    try:
        return str(value)
    except ValueError:
        # An integer that Python refuses to write is in no text either.
        return ""


def _mapped(value: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(value, Mapping):
        return {key: change(item) for key, item in value.items()}
    return [change(item) for item in value] if isinstance(value, (list, tuple)) else value


def _made_visible(value: Any) -> Any:
    return visible(value) if isinstance(value, str) else _mapped(value, _made_visible)


def _beginning_at_end(text: str, secret: str) -> Iterator[int]:
    """Yield how many characters at the end of a text are the beginning of a secret, if more than would be by chance.

    That of a short secret counts only where it begins a word.
    """
    for length in range(min(len(secret) - 1, len(text), _LONGEST_BEGINNING), SHORTEST_MASKED - 1, -1):
        if text.endswith(secret[:length]):
            if len(secret) >= SHORTEST_MASKED_INSIDE_WORDS or not _ENDS_IN_A_WORD.search(text[:-length]):
                yield length
            return


def _any_of(expressions: Iterable[str]) -> Pattern[str]:
    return re.compile("|".join(expressions) or r"(?!)")


def mask_options(params: Mapping[str, Any], argument_spec: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the options of a task with those that the argument spec calls ``no_log`` replaced, whatever their length."""
    return {name: _masked_option(value, argument_spec.get(name, {})) for name, value in params.items()}


def _masked_option(value: Any, option: Mapping[str, Any]) -> Any:
    if option.get("no_log"):
        return value if value is None else MASK
    if "options" not in option:
        return value
    if isinstance(value, (list, tuple)):
        return [_masked_option(item, option) for item in value]
    return mask_options(value, option["options"]) if isinstance(value, Mapping) else value
