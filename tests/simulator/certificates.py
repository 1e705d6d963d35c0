# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""TLS for the fleet: a certificate authority made at start, and one certificate that names every phone's address."""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

# What old firmware offers: no forward secrecy, SHA-1. A default Python client refuses all of it.
_OLD_CIPHERS = "AES128-SHA:AES256-SHA:@SECLEVEL=0"
_VALID_FOR = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Certificates:
    """The fleet's TLS: where `ca.pem` and `phone.pem` are, and the SHA-256 of the phones' certificate (hex)."""

    ca: Path
    phone: Path
    fingerprint: str

    def context(self, *, old: bool) -> ssl.SSLContext:
        """Return the server's side of TLS; `old` as old firmware speaks it."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if old:
            # Before loading: the security level also judges the key's length.
            context.set_ciphers(_OLD_CIPHERS)
            context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self.phone)
        return context


def issue(addresses: Sequence[str], directory: Path, *, old: bool) -> Certificates:
    """Make an authority and the phones' certificate, and write `ca.pem` and `phone.pem` (with its key)."""
    directory.mkdir(parents=True, exist_ok=True)
    ca_key = ec.generate_private_key(ec.SECP256R1())
    ca_name = _name("simulated phones' authority")
    ca = (
        _builder(ca_name, ca_name, ca_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
        .sign(ca_key, hashes.SHA256())
    )
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey = (
        rsa.generate_private_key(65537, 1024) if old else ec.generate_private_key(ec.SECP256R1())
    )
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address)) for address in addresses])
    certificate = (
        _builder(_name("simulated phone"), ca_name, key.public_key())
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    ca_file, phone_file = directory / "ca.pem", directory / "phone.pem"
    ca_file.write_bytes(ca.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    phone_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + private)
    der = certificate.public_bytes(serialization.Encoding.DER)
    return Certificates(ca_file, phone_file, hashlib.sha256(der).hexdigest())


def _name(common_name: str) -> x509.Name:
    """Return a distinguished name of one part."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey) -> x509.CertificateBuilder:
    """Return what both certificates have in common. Valid from yesterday, for clients whose clock is behind."""
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + _VALID_FOR)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    """Return what the key may do; a phone's key also decrypts, for the RSA key exchange of old firmware."""
    return x509.KeyUsage(
        digital_signature=True,
        key_encipherment=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
