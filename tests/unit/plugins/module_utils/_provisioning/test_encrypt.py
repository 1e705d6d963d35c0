# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Encrypted files: what is encrypted is decrypted again, by this code and by OpenSSL's program."""

from __future__ import annotations

import importlib
import shutil
import subprocess
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils import _libraries
from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError, MissingLibraryError
from ansible_collections.voip.grandstream.plugins.module_utils._provisioning import encrypt
from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.encrypt import DIGESTS, decrypted, encrypted

OPENSSL = shutil.which("openssl")
FILE = b'<?xml version="1.0" encoding="UTF-8"?>\n<gs_provision version="1">\n</gs_provision>\n'
PASSWORD = "Jm6n-Pq7r s"


@given(st.binary(max_size=200), st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.sampled_from(DIGESTS))
@example(b"", "é", "md5")
@example(b"x" * 16, "p", "sha256")
def test_what_is_encrypted_is_decrypted_again(content: bytes, password: str, digest: str) -> None:
    sealed = encrypted(content, password, digest)
    assert (sealed[:8], len(sealed) % 16, encrypt.is_encrypted(sealed)) == (b"Salted__", 0, True)
    assert decrypted(sealed, password, digest) == content
    assert encrypted(content, password, digest) != sealed, "the salt is not new"


def test_another_password_does_not_decrypt() -> None:
    known = bytes.fromhex("53616c7465645f5f0102030405060708de2f4d01f88c62e9f966a4d55accb78f")
    # One of 256 wrong passwords gives padding that looks right.
    with pytest.raises(InputError, match=r"^the file cannot be decrypted with this password and digest$"):
        decrypted(known, "secret-2", "md5")


@pytest.mark.parametrize("content", [b"", FILE, b"Salted__", b"Salted__12345678", b"Salted__12345678" + b"x" * 15])
def test_what_was_never_encrypted_is_told(content: bytes) -> None:
    with pytest.raises(InputError, match="not a file that was encrypted"):
        decrypted(content, PASSWORD, "md5")


@pytest.mark.skipif(OPENSSL is None, reason="this machine has no openssl")
@pytest.mark.parametrize("digest", DIGESTS)
def test_openssl_reads_it_and_is_read(digest: str) -> None:
    command = [str(OPENSSL), "enc", "-aes-256-cbc", "-md", digest, "-pass", f"pass:{PASSWORD}"]
    sealed = encrypted(FILE, PASSWORD, digest)
    assert subprocess.run([*command, "-d"], input=sealed, capture_output=True, check=True).stdout == FILE
    theirs = subprocess.run(command, input=FILE, capture_output=True, check=True).stdout
    assert decrypted(theirs, PASSWORD, digest) == FILE


def test_a_known_file_is_decrypted() -> None:
    """Made with: printf hello | openssl enc -aes-256-cbc -md md5 -S 0102030405060708 -pass pass:secret, salt in front."""
    known = bytes.fromhex("53616c7465645f5f0102030405060708de2f4d01f88c62e9f966a4d55accb78f")
    assert decrypted(known, "secret", "md5") == b"hello"


def test_a_missing_digest_is_a_sentence() -> None:
    with pytest.raises(InputError, match=r"does not offer the message digest md99\. Set gs_publish_digest"):
        encrypted(FILE, PASSWORD, "md99")


def test_a_missing_library_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    monkeypatch.setattr(_libraries, "_import_tracebacks", {})
    with pytest.raises(MissingLibraryError) as caught:
        encrypted(FILE, PASSWORD, "md5")
    assert caught.value.library == "cryptography"
