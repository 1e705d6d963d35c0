# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The meaning of a phone's answer: JSON or ``Key=Value`` lines into one form, and the refusals that hide in HTTP 200."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from ansible_collections.voip.grandstream.plugins.module_utils._api.endpoints import (
    LOGIN_REALM,
    MOST_ROWS,
    SYS_OPERATION,
    Endpoint,
)
from ansible_collections.voip.grandstream.plugins.module_utils._api.http import HttpAnswer
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AdminOnlyError,
    LockedError,
    OversizedError,
    RefusedError,
    ReplyError,
    StatusError,
)
from ansible_collections.voip.grandstream.plugins.module_utils._libraries import jsonschema
from ansible_collections.voip.grandstream.plugins.module_utils._text import kind_of, shortened, visible

_KEY_VALUE = re.compile(r"([A-Za-z_]+)=(.*)")
_WRONG = re.compile(r"wrong\s*([0-9]*)", re.IGNORECASE)
_VERSION = re.compile(r"[0-9A-Za-z.]{1,40}")
_RANDOM = re.compile(r"[\x21-\x7e]{1,256}")
_LONGEST_WORDS = 100
_MOST_DIGITS = 255
_LONGEST_KEY_VALUES = 10_000
"""Characters of an answer in ``Key=Value`` lines. Only logins and small refusals come so."""

_BEGINS_AS_SUCCESS = re.compile(r'\{\s*"response"\s*:\s*"success"\s*[,}]', re.IGNORECASE)
_RANDOM_KEYS = ("random", "realm", "body", "message", "msg", "challenge", "nonce")

_validators: dict[str, Any] = {}

_known_rows: set[Any] = set()
"""Rows of listings that were found to be as the guide prints them."""

MOST_KNOWN_ROWS = 5000
"""Then they are forgotten."""


class UnauthorizedError(Exception):
    """The phone does not know our session (any more), and did not carry the request out. Its text says what came."""


class LoginReply(NamedTuple):
    """A phone's answer to a login.

    ``attempts_left``: how many it says are left before it locks the account. ``unknown_name``: it knows no such user.
    ``firmware``: the version that some firmware tells here.
    """

    accepted: bool
    attempts_left: int | None = None
    unknown_name: bool = False
    firmware: str = ""


def is_html(text: str) -> bool:
    """Return whether an answer is a web page: on some firmware that is how a dead session shows."""
    return text.lstrip("\ufeff \t\r\n")[:200].lower().startswith(("<!doctype", "<html", "<head", "<body"))


def parse(text: str) -> dict[str, Any]:
    """Turn an answer's text into a dict with top-level keys in lower case.

    Takes JSON and the ``Key=Value`` lines of some firmware. Raise :class:`ReplyError` naming what came instead; the text
    itself is not quoted, since a reply can hold secrets.
    """
    stripped = text.lstrip("\ufeff").strip()
    if not stripped:
        raise ReplyError("an empty answer")
    if is_html(stripped):
        raise ReplyError("a web page")
    if not stripped.startswith("{") and len(stripped) <= _LONGEST_KEY_VALUES:
        lines = [_KEY_VALUE.fullmatch(line.strip()) for line in stripped.splitlines() if line.strip()]
        if all(lines):
            return {line.group(1).lower(): line.group(2) for line in lines if line}
    try:
        decoded = json.loads(stripped, strict=False)
    except (ValueError, RecursionError):
        raise ReplyError(f"the answer is not JSON, or only a part of it ({len(stripped)} characters)") from None
    if not isinstance(decoded, dict):
        raise ReplyError(f"the answer is JSON, but not an object ({kind_of(decoded)})")
    return {str(key).lower(): value for key, value in decoded.items()}


def parse_reply(endpoint: Endpoint, text: str) -> dict[str, Any]:
    """Parse as :func:`parse`, with the guide's keys where firmware uses others (see :class:`Endpoint`).

    A system operation is answered before the phone goes down, and the vendor's own server leaves a quotation mark out there:
    what begins as a success is one.
    """
    if endpoint.name == SYS_OPERATION.name and _BEGINS_AS_SUCCESS.match(text.lstrip("\ufeff \t\r\n")):
        return {"response": "success"}
    reply = parse(text)
    if not endpoint.keys:
        return reply
    renamed = _renamed(endpoint, reply)
    return {
        key: [_renamed(endpoint, row) for row in value] if isinstance(value, list) else value for key, value in renamed.items()
    }


def _renamed(endpoint: Endpoint, item: Any) -> Any:
    """Return a dict with the guide's keys, where it does not have them already; anything else as it is."""
    if not isinstance(item, dict):
        return item
    return {
        endpoint.keys[key] if endpoint.keys.get(key, key) not in item and key in endpoint.keys else key: value
        for key, value in item.items()
    }


def check_shape(endpoint: Endpoint, reply: dict[str, Any]) -> None:
    """Check a reply against the endpoint's schema. Raise :class:`ReplyError` naming the place, not the content."""
    if endpoint.name not in _validators:
        _validators[endpoint.name] = jsonschema.Draft202012Validator(endpoint.reply)
    validator = _validators[endpoint.name]
    # The rows of unused accounts, and those of a directory, are the same on many phones. They are checked once.
    unknown, keys = _without_known_rows(endpoint, reply)
    if keys and validator.is_valid(unknown):
        if len(_known_rows) > MOST_KNOWN_ROWS:
            _known_rows.clear()
        _known_rows.update(keys)
        return
    for error in validator.iter_errors(reply):
        where = ".".join(str(part) for part in error.absolute_path) or "the top level"
        raise ReplyError(f"the answer has another form than the guide prints (at {where})")


def _without_known_rows(endpoint: Endpoint, reply: dict[str, Any]) -> tuple[dict[str, Any], set[Any]]:
    """Return a reply without those rows of its listing that have passed before, and what all its rows are known by, if that is
    so of all of them."""
    keys: set[Any] = set()
    for name in ("body", "msg"):
        rows = reply.get(name)
        if not isinstance(rows, list) or len(rows) > MOST_ROWS:
            continue
        found = [_row_key(endpoint, row) for row in rows]
        if None in found:
            return reply, set()
        reply = {**reply, name: [row for key, row in zip(found, rows) if key not in _known_rows]}
        keys.update(found)
    return reply, keys


def _row_key(endpoint: Endpoint, row: Any) -> Any:
    """Return what only those rows have in common that are the same to a schema; None for a row of another form than usual."""
    if not isinstance(row, dict) or not all(value is None or isinstance(value, (str, int)) for value in row.values()):
        return None
    # 1 and true are equal, and not the same to a schema.
    return endpoint.name, *((name, type(value), value) for name, value in row.items())


def _words(reply: dict[str, Any]) -> str:
    """Return the short texts of a reply in which refusals stand, in lower case."""
    texts = [reply.get(key) for key in ("response", "res", "body", "msg", "message", "status")]
    if isinstance(reply.get("body"), dict):
        texts.append(reply["body"].get("status"))
    return " ".join(text for text in texts if isinstance(text, str)).lower()


def is_unauthorized(reply: dict[str, Any]) -> bool:
    """Return whether the phone says that there is no session, under ``error`` or, on some firmware, under ``success``.

    The second wording is that of the same vendor's older guides for the phones before these.
    """
    body = reply.get("body", reply.get("msg"))
    return isinstance(body, str) and body.strip().lower() in ("unauthorized", "authentication required")


def is_accepted(reply: dict[str, Any]) -> bool:
    """Return whether the phone says that it did what it was asked."""
    return str(reply.get("response", reply.get("res", ""))).strip().lower() == "success"


def check_accepted(endpoint: Endpoint, reply: dict[str, Any]) -> None:
    """Raise :class:`LockedError`, or :class:`RefusedError` of a kind with the phone's own words, where the phone refuses.

    A write can be refused under ``success`` too: then its ``status`` is not ``right`` (guide, "Post Values Request").
    """
    told = "response" in reply or "res" in reply
    body = reply.get("body", reply.get("msg", reply.get("message")))
    status = body.get("status") if endpoint.writes and isinstance(body, dict) else None
    if (told and not is_accepted(reply)) or (isinstance(status, str) and status.strip().lower() != "right"):
        # A locked keypad keeps people from dialling, not us from logging in.
        if "locked" in _words(reply) and "keypad" not in _words(reply):
            raise LockedError
        words = status or (body if isinstance(body, str) else "")
        printable = shortened(visible(words), _LONGEST_WORDS)
        raise _refusal(words)(f"the phone refused the request ({printable or 'without a reason'})")


def _refusal(words: str) -> type[RefusedError]:
    """Return which kind of refusal the phone's own words are."""
    lowered = words.lower()
    return OversizedError if "oversized" in lowered else AdminOnlyError if "admin" in lowered else RefusedError


def parse_login(text: str) -> LoginReply:
    """Return what a login was answered (guide, "Password Token Authentication").

    An empty answer is a refusal: the vendor's own server answers so to a wrong password. Raise :class:`LockedError`, and
    :class:`ReplyError` where the answer says neither yes nor no.
    """
    if not text.strip("\ufeff \t\r\n"):
        return LoginReply(accepted=False)
    reply = parse(text)
    words = _words(reply)
    wrong = _WRONG.search(words)
    if "invalid username" in words:
        return LoginReply(accepted=False, unknown_name=True)
    if "locked" in words or _is_lock_type(reply):
        raise LockedError
    if wrong:
        return LoginReply(accepted=False, attempts_left=_attempts(wrong.group(1)))
    if is_accepted(reply) and not is_unauthorized(reply):
        return LoginReply(accepted=True, firmware=_firmware(reply))
    if "response" in reply or "res" in reply:
        return LoginReply(accepted=False)
    raise ReplyError("the answer to the login says neither yes nor no")


def _is_lock_type(reply: dict[str, Any]) -> bool:
    """Return whether a refusal names the kind of a lock."""
    return not is_accepted(reply) and str(reply.get("locktype", "")).strip() not in ("", "0")


def _attempts(digits: str) -> int | None:
    """Return the attempts left in ``wrong4``; a number that no phone would tell is none."""
    return int(digits) if digits and len(digits) <= 2 else None


def _firmware(reply: dict[str, Any]) -> str:
    """Return the version that a login told, where it is one."""
    version = str(reply.get("ver", "")).strip()
    return version if _VERSION.fullmatch(version) else ""


def parse_random(text: str) -> str:
    """Return the random number: bare text, JSON, or a usual reply (guide, "Request for Random Number").

    Raise :class:`LockedError`, :class:`RefusedError`, :class:`ReplyError`.
    """
    stripped = text.lstrip("\ufeff").strip()
    if _RANDOM.fullmatch(stripped) and not stripped.startswith(("{", "[", '"', "<")) and "=" not in stripped.rstrip("="):
        return stripped
    if stripped.startswith('"'):
        stripped = f'{{"body": {stripped}}}'
    reply = parse(stripped)
    check_accepted(LOGIN_REALM, reply)
    body = reply.get("body")
    for source in (body if isinstance(body, dict) else {}, reply):
        for key in _RANDOM_KEYS:
            value = source.get(key)
            if _is_random(value):
                return str(value)
    raise ReplyError("an answer without a random number")


def _is_random(value: Any) -> bool:
    """Return whether this is a random: a text or a number, short enough to be one."""
    if isinstance(value, int) and abs(value) > 10**_MOST_DIGITS:
        return False
    return isinstance(value, (str, int)) and _RANDOM.fullmatch(str(value)) is not None


def check_status(answer: HttpAnswer, endpoint: Endpoint) -> None:
    """Raise what an HTTP status means. 200 is the only status that the guide prints."""
    status = answer.status
    if status == 200:
        return
    if status in (401, 403) and endpoint.session:
        raise UnauthorizedError(f"HTTP {status}")
    if status >= 500:
        raise ReplyError(f"HTTP {status}")
    reason, advice = _redirect(answer) if 300 <= status < 400 else _STATUS_WORDS.get(status, ("", _CHECK_SERVER))
    leads_to_http = 300 <= status < 400 and answer.location.lower().startswith("http://")
    raise StatusError(status, f"the phone answered HTTP {status}" + (f": {reason}" if reason else ""), advice, leads_to_http)


_STATUS_WORDS = {
    404: ("this firmware does not offer it", "Remove the task for this model and firmware"),
    405: ("this firmware does not take POST here", "Set gs_request_method: get"),
    413: ("the request is too large for this firmware", "Lower gs_max_url_length"),
    414: ("the URL is too long for this firmware", "Lower gs_max_url_length"),
}
"""Of an HTTP status: what it means on a phone, and what to do."""

_CHECK_SERVER = "Check that this address and port are a phone's web server"


def _redirect(answer: HttpAnswer) -> tuple[str, str]:
    """Return what a redirect means, and what to do. It is never followed: it may lead from HTTPS to HTTP, or anywhere."""
    location = answer.location.lower()
    if location.startswith("http://"):
        return (
            "it names an address with http://, which is not followed. With gs_use_ssl: true, HTTPS is switched off on this phone",
            "Switch HTTPS on in the phone, or set gs_use_ssl: false. Without TLS, passwords can be read on the way",
        )
    if location.startswith("https://"):
        return "the phone wants HTTPS", "Set gs_use_ssl: true"
    return "the phone names another address, which is not followed", "Check gs_use_ssl and ansible_port"
