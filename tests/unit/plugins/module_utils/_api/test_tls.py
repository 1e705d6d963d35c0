# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The TLS context by the options; handshakes with real certificates are part of the integration tests."""

from __future__ import annotations

import ssl
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from ansible_collections.voip.grandstream.plugins.module_utils._api import tls
from ansible_collections.voip.grandstream.plugins.module_utils._api.adapter import PhoneAdapter
from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import connection_settings
from ansible_collections.voip.grandstream.plugins.module_utils._api.tls import check_ca_path, tls_context, tls_options
from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from unit.dialogue import options

FINGERPRINT = "ab" * 32


def context(**changes: Any) -> ssl.SSLContext:
    found: ssl.SSLContext = tls_options(connection_settings(options(**changes)))["ssl_context"]
    return found


def test_default_is_strict() -> None:
    strict = context()
    assert strict.verify_mode == ssl.CERT_REQUIRED
    assert strict.minimum_version == ssl.TLSVersion.TLSv1_2
    assert not strict.options & 0x4


@pytest.mark.parametrize("changes", [{"validate_certs": False}, {"tls_fingerprint": FINGERPRINT}])
def test_chain_and_name_are_not_checked(changes: dict[str, Any]) -> None:
    lenient = context(**changes)
    assert lenient.verify_mode == ssl.CERT_NONE


def test_old_ciphers_widen_the_choice_and_nothing_else() -> None:
    usual, old = context(), context(tls_old_ciphers=True)
    names = {cipher["name"] for cipher in old.get_ciphers()}
    assert names > {cipher["name"] for cipher in usual.get_ciphers()}
    assert "AES128-SHA" in names
    assert old.options & 0x4, "old servers cannot renegotiate safely"
    assert old.verify_mode == ssl.CERT_REQUIRED
    assert old.minimum_version == ssl.TLSVersion.TLSv1_2


def test_no_anonymous_cipher_even_when_old_ones_are_allowed() -> None:
    descriptions = [cipher["description"] for cipher in context(tls_old_ciphers=True).get_ciphers()]
    assert not [text for text in descriptions if "Au=None" in text or "Enc=None" in text]


def test_ca_file_that_is_not_there(tmp_path: Path) -> None:
    missing = str(tmp_path / "ca.pem")
    with pytest.raises(InputError) as caught:
        check_ca_path(missing)
    assert caught.value.text == f"gs_ca_path: there is no file or folder {missing}"


def test_ca_file_replaces_the_systems(tmp_path: Path) -> None:
    empty_folder = context(ca_path=str(tmp_path))
    assert empty_folder.get_ca_certs() == []
    assert empty_folder.verify_mode == ssl.CERT_REQUIRED


@pytest.mark.parametrize(
    "content", [b"", b"not a certificate", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_ca_file_without_certificates(tmp_path: Path, content: bytes) -> None:
    ca_file = tmp_path / "ca.pem"
    ca_file.write_bytes(content)
    with pytest.raises(InputError, match=r"^gs_ca_path: .*ca\.pem is not a file of PEM certificates$"):
        context(ca_path=str(ca_file))


def test_all_threads_share_a_context_for_phones_that_are_reached_in_the_same_way(tmp_path: Path) -> None:
    assert context(host="192.0.2.1") is context(host="192.0.2.2")
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(context).result() is context()
    others = [
        context(),
        context(ca_path=str(tmp_path)),
        context(tls_old_ciphers=True),
        context(validate_certs=False),
        context(tls_fingerprint=FINGERPRINT),
    ]
    assert len(set(map(id, others))) == len(others)
    settings = connection_settings(options())
    assert tls_context(settings) is not context(), "who asks for a new one may change it"


def test_what_urllib3_would_change_in_a_shared_context_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    changed: list[object] = []
    monkeypatch.setattr(ssl.SSLContext, "set_alpn_protocols", lambda _context, protocols: changed.append(protocols))
    ssl.create_default_context().set_alpn_protocols(["http/1.1"])
    assert changed == [["http/1.1"]]
    context().set_alpn_protocols(["http/1.1"])
    assert len(changed) == 1, "another thread may read it at this moment"


def test_the_systems_cas_are_read_before_the_forks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tls, "_contexts", {})
    tls.read_the_usual_cas()
    monkeypatch.setattr(ssl.SSLContext, "load_default_certs", lambda *_arguments: pytest.fail("read once more"))
    assert context().verify_mode == ssl.CERT_REQUIRED


def test_adapter_uses_one_pool_with_our_context_alone() -> None:
    settings = connection_settings(options(tls_fingerprint=FINGERPRINT))
    adapter = PhoneAdapter(settings.host, settings.port, tls_options(settings))
    pools = [_pool(adapter, verify) for verify in (True, "/other/ca.pem")]
    assert pools[0] is pools[1]
    assert pools[0].assert_fingerprint == FINGERPRINT
    assert pools[0].ca_certs is None
    assert (pools[0].host, pools[0].port) == (settings.host, settings.port)


def _pool(adapter: PhoneAdapter, verify: bool | str) -> Any:
    url = "https://192.0.2.10/cgi-bin/login"
    if hasattr(requests.adapters.HTTPAdapter, "get_connection_with_tls_context"):
        return adapter.get_connection_with_tls_context(requests.Request("GET", url).prepare(), verify=verify)
    return adapter.get_connection(url)  # requests before 2.32
