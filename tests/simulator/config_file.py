# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Configuration files as a phone reads them: perhaps encrypted in OpenSSL's salted format, XML of version 1 inside."""

from __future__ import annotations

import hashlib
import re
from xml.etree import ElementTree as ET

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_SALTED = b"Salted__"
_SALT_LENGTH, _KEY_LENGTH, _BLOCK = 8, 32, 16


class FileRefusedError(Exception):
    """The phone leaves a file alone; the message says why, in a few words."""


def values_of(content: bytes, mac: str, password: str, digest: str) -> dict[str, str]:
    """Return the P values of a file by bare number. Raises `FileRefusedError`.

    `mac` is the phone's, in 12 digits; a file that names another phone is not for it. `password` is the phone's for encrypted
    files, perhaps empty, and `digest` what its firmware makes a key with.
    """
    is_encrypted = content.startswith(_SALTED)
    if is_encrypted:
        if not password:
            raise FileRefusedError("encrypted")
        content = _decrypted(content, password, digest)
    try:
        root = ET.fromstring(content)
    except ET.ParseError:
        raise FileRefusedError("wrong password" if is_encrypted else "not understood") from None
    config = root.find("config")
    if root.tag != "gs_provision" or config is None or config.get("version") != "1":
        raise FileRefusedError("not understood")
    for named in root.findall("mac"):
        if (named.text or "").strip().lower() != mac:
            raise FileRefusedError("for another phone")
    return {leaf.tag[1:]: leaf.text or "" for leaf in config if re.fullmatch("P[0-9]+", leaf.tag)}


def _decrypted(content: bytes, password: str, digest: str) -> bytes:
    """Return what `openssl enc -aes-256-cbc` has encrypted. Raises `FileRefusedError` when that shows to be wrong."""
    start = len(_SALTED) + _SALT_LENGTH
    salt, body = content[len(_SALTED) : start], content[start:]
    if not body or len(body) % _BLOCK:
        raise FileRefusedError("not understood")
    # EVP_BytesToKey with one round: each piece is the digest of the piece before it, the password and the salt.
    material, piece = b"", b""
    while len(material) < _KEY_LENGTH + _BLOCK:
        piece = hashlib.new(digest, piece + password.encode() + salt, usedforsecurity=False).digest()
        material += piece
    key, start_vector = material[:_KEY_LENGTH], material[_KEY_LENGTH : _KEY_LENGTH + _BLOCK]
    decryptor = Cipher(algorithms.AES(key), modes.CBC(start_vector)).decryptor()
    padded = decryptor.update(body) + decryptor.finalize()
    count = padded[-1]
    if not 1 <= count <= _BLOCK or padded[-count:] != bytes([count]) * count:
        raise FileRefusedError("wrong password")
    return padded[:-count]
