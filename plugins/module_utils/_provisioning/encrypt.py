# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Encrypted provisioning files: AES-256-CBC in the salted format of OpenSSL's program ``enc``.

The vendor's phones decrypt them with the setting ``xml_config_password`` (P1359). ``openssl enc -d -aes-256-cbc -md md5`` reads
them too.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import hashlib
import os
from typing import Any

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._libraries import loaded

DIGESTS = ("md5", "sha256")
"""The message digests that make a key of the password. Phones know the first; newer firmware may want the second."""

_HEADER = b"Salted__"
_SALT_LENGTH = 8
_KEY_LENGTH, _IV_LENGTH = 32, 16
_BLOCK_BITS = 128


def is_encrypted(content: bytes) -> bool:
    """Return whether bytes begin as an encrypted file does."""
    return content.startswith(_HEADER)


def encrypted(content: bytes, password: str, digest: str) -> bytes:
    """Return the content encrypted, with a new salt.

    ``digest``: one of :data:`DIGESTS`. Raise :class:`InputError` where this system does not offer the digest, and
    MissingLibraryError without cryptography.
    """
    salt = os.urandom(_SALT_LENGTH)
    padder = loaded("cryptography.hazmat.primitives.padding").PKCS7(_BLOCK_BITS).padder()
    encryptor = _cipher(password, digest, salt).encryptor()
    padded = padder.update(content) + padder.finalize()
    body: bytes = encryptor.update(padded) + encryptor.finalize()
    return _HEADER + salt + body


def decrypted(content: bytes, password: str, digest: str) -> bytes:
    """Return the content of an encrypted file. Raise as :func:`encrypted`, and InputError where the password is wrong."""
    start = len(_HEADER) + _SALT_LENGTH
    salt, body = content[len(_HEADER) : start], content[start:]
    if not is_encrypted(content) or not body or len(body) % _IV_LENGTH:
        raise InputError("this is not a file that was encrypted with OpenSSL's salted format")
    decryptor = _cipher(password, digest, salt).decryptor()
    unpadder = loaded("cryptography.hazmat.primitives.padding").PKCS7(_BLOCK_BITS).unpadder()
    padded = decryptor.update(body) + decryptor.finalize()
    try:
        found: bytes = unpadder.update(padded) + unpadder.finalize()
    except ValueError:
        raise InputError("the file cannot be decrypted with this password and digest") from None
    return found


def _cipher(password: str, digest: str, salt: bytes) -> Any:
    ciphers = loaded("cryptography.hazmat.primitives.ciphers")
    key = _derived(password.encode("utf-8"), digest, salt)
    return ciphers.Cipher(ciphers.algorithms.AES(key[:_KEY_LENGTH]), ciphers.modes.CBC(key[_KEY_LENGTH:]))


def _derived(password: bytes, digest: str, salt: bytes) -> bytes:
    """Return key and initialization vector as OpenSSL's EVP_BytesToKey makes them, with one round."""
    found = block = b""
    while len(found) < _KEY_LENGTH + _IV_LENGTH:
        try:
            block = hashlib.new(digest, block + password + salt).digest()
        except ValueError:
            raise InputError(f"this system does not offer the message digest {digest}. Set gs_publish_digest") from None
        found += block
    return found[: _KEY_LENGTH + _IV_LENGTH]
