# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The manifest of a folder of provisioning files: which files were written there, and what was in them, as keyed hashes. Pure."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
from functools import lru_cache
from typing import Any, Mapping, NamedTuple

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError

NAME = ".gs_publish.json"
"""The manifest's name in the folder. A web server must not serve names that begin with a dot."""

BOOKS = "phonebook"
"""The folder of the phonebooks."""

FILE_NAME = re.compile(rf"(?:{BOOKS}/(?:[a-z0-9-]+/)?)?[a-z0-9]+\.xml")
"""The names that the collection gives to files, relative to the folder."""

PHONE_FILE = re.compile(r"cfg([0-9a-f]{12})\.xml")
"""Those of the files of phones, with the phone's address in it."""

_VERSION = 1
_KEY_LENGTH = 32
_SHOWN_LENGTH = 32
"""Hexadecimal digits of a hash that are kept: 128 bits."""
_ROUNDS = 10_000
"""Of the hash of a password, so that it costs something to try words. A fleet has few passwords, and each is hashed once."""


class Record(NamedTuple):
    """One file that was written.

    ``mac``: 12 digits of the phone that it is for; None for a phonebook. ``content``: keyed hash of what it says. ``file``: keyed
    hash of its bytes. ``encrypted``: keyed hash of the password that it is encrypted with; None where it is not encrypted.
    """

    mac: str | None
    content: str
    file: str
    encrypted: str | None


class Manifest(NamedTuple):
    """All files that were written. ``key``: of the hashes. ``files``: by name, relative to the folder."""

    key: bytes
    files: Mapping[str, Record]


def new() -> Manifest:
    """Return the manifest of a folder in which nothing was written yet."""
    return Manifest(os.urandom(_KEY_LENGTH), {})


def parsed(text: str) -> Manifest:
    """Return the manifest that a text says; a new one for an empty text. Raise :class:`InputError` for anything else."""
    if not text:
        return new()
    try:
        data: dict[str, Any] = json.loads(text)
        _check_version(data["version"])
        files = {name: _record(name, record) for name, record in data["files"].items()}
        return Manifest(bytes.fromhex(data["key"]), files)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise InputError(
            f"{NAME} is damaged. Restore it from a backup, or remove it: then all files are written again, and those of phones "
            "that have left stay"
        ) from None


def _check_version(version: Any) -> None:
    """Raise :class:`InputError` where a newer version of this collection wrote the file, and :class:`ValueError` or
    :class:`TypeError` where none did."""
    if version > _VERSION:
        raise InputError(f"{NAME} was written by a newer version of this collection. Use that version")
    if version != _VERSION:
        raise ValueError("a version that has never been")


def _record(name: str, said: dict[str, Any]) -> Record:
    """Return the record of a file. Raise :class:`ValueError` for one that :func:`serialized` did not write: whoever may write to
    the folder could have changed the manifest, and its names are those of files that are read and removed."""
    record = Record(**said)
    phone = PHONE_FILE.fullmatch(name)
    texts = (record.content, record.file, *(() if record.encrypted is None else (record.encrypted,)))
    if not FILE_NAME.fullmatch(name) or record.mac != (phone and phone[1]) or not all(isinstance(text, str) for text in texts):
        raise ValueError(name)
    return record


def serialized(manifest: Manifest) -> str:
    """Return the text of a manifest, which is the same for the same manifest."""
    files = {name: manifest.files[name]._asdict() for name in sorted(manifest.files)}
    return json.dumps({"version": _VERSION, "key": manifest.key.hex(), "files": files}, indent=0, sort_keys=True) + "\n"


def content_hash(manifest: Manifest, content: bytes, password: str | None, digest: str) -> str:
    """Return the hash of what a file says. ``password``: that encrypts it, None for a plain file.

    Who has the manifest and an encrypted file, but not the password, cannot try out what the file may say.
    """
    if password is None:
        return file_hash(manifest, content)
    key = _hash(manifest.key, b"content\0" + digest.encode() + b"\0" + password.encode("utf-8"))
    return _hash(key.encode(), content)


def file_hash(manifest: Manifest, content: bytes) -> str:
    """Return the hash of the bytes of a file."""
    return _hash(manifest.key, content)


def password_hash(manifest: Manifest, password: str) -> str:
    """Return the hash of a password that encrypts files."""
    return _slow_hash(manifest.key, password)


@lru_cache(maxsize=100_000)
def _slow_hash(key: bytes, password: str) -> str:
    return hashlib.pbkdf2_hmac("sha256", password.encode("utf-8"), key, _ROUNDS).hex()[:_SHOWN_LENGTH]


def _hash(key: bytes, content: bytes) -> str:
    return hmac.new(key, content, hashlib.sha256).hexdigest()[:_SHOWN_LENGTH]
