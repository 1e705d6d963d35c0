# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a phone that knows only a server's URL gets its configuration: it asks for `cfg<mac>.xml` when it boots, and on PROV."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import aiohttp

from .config_file import FileRefusedError, values_of
from .errors import InputError

if TYPE_CHECKING:
    from .phone import Phone

# Settings about configuration files, by what they mean.
_PROTOCOL, _PATH, _DHCP_COUNTS, _PASSWORD = "212", "237", "145", "1359"
_SCHEMES = {"0": "tftp", "1": "http", "2": "https"}
_NO = "0"
# Seconds for the whole of a file, and the most bytes that a phone takes.
_PATIENCE = 10.0
_LARGEST = 1024 * 1024
_NOT_FOUND = 404


@dataclass(frozen=True, slots=True)
class ZeroTouch:
    """What is around a new phone: `url` is that of DHCP option 66, `ca` the file with the authorities that it trusts (None: the
    system's), `password` the one for encrypted files that the vendor's redirection service hands out, perhaps empty."""

    url: str
    ca: str | None = None
    password: str = ""

    @classmethod
    def from_fields(cls, value: object) -> ZeroTouch:
        """Return what the control interface says. Raises `InputError` with a sentence."""
        if not isinstance(value, dict) or not value.keys() <= {"url", "ca", "password"}:
            raise InputError("'zero_touch' is null, or an object of url, and perhaps ca and password.")
        told = cls(**{"url": "", **value})
        if not all(isinstance(text, str) for text in (told.url, told.ca or "", told.password)):
            raise InputError("'zero_touch' gives strings.")
        if urlsplit(told.url).scheme not in ("http", "https") or not _is_here(told.url):
            raise InputError(f"The url of 'zero_touch' is http or https on this machine; got {told.url!r}.")
        return told

    def base(self, values: Mapping[str, str]) -> str:
        """Return where a phone with these values looks for its file: as DHCP says, unless its settings forbid that."""
        if values[_DHCP_COUNTS] != _NO:
            return self.url
        return f"{_SCHEMES.get(values[_PROTOCOL], '')}://{values[_PATH]}"

    def password_of(self, values: Mapping[str, str]) -> str:
        """Return the password for encrypted files: the phone's own, else the redirection service's."""
        return values[_PASSWORD] or self.password

    def as_dict(self) -> dict[str, str | None]:
        """Return it as the control interface shows it."""
        return {"url": self.url, "ca": self.ca, "password": self.password}


async def fetch(phone: Phone, around: ZeroTouch) -> None:
    """Get the phone's file and take it; what came of it is added to the phone's `fetches`."""
    url = f"{around.base(phone.values).rstrip('/')}/cfg{phone.mac}.xml"
    try:
        content = await _content(url, phone.address, around.ca)
        # Who was switched off or reset in the meantime has forgotten what it asked for.
        if phone.zero_touch is not around or phone.power.booting:
            return
        values = values_of(content, phone.mac, around.password_of(phone.values), phone.firmware.config_digest)
    except FileRefusedError as refused:
        phone.fetches.append({"url": url, "result": str(refused)})
        return
    phone.take(values)
    phone.fetches.append({"url": url, "result": "applied"})


async def _content(url: str, address: str, ca: str | None) -> bytes:
    """Return a file of a server, asked from the phone's address. Raises `FileRefusedError`."""
    if not _is_here(url):
        raise FileRefusedError("not on this machine")
    connector = aiohttp.TCPConnector(local_addr=(address, 0), force_close=True)
    timeout = aiohttp.ClientTimeout(total=_PATIENCE)
    try:
        tls = ssl.create_default_context(cafile=ca)
        async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session, session.get(url, ssl=tls) as reply:
            if reply.status == _NOT_FOUND:
                raise FileRefusedError("not found")
            if reply.status != 200:
                raise FileRefusedError(f"HTTP {reply.status}")
            content = await reply.content.read(_LARGEST + 1)
            while len(content) <= _LARGEST and (more := await reply.content.read(_LARGEST)):
                content += more
    except aiohttp.ClientConnectorCertificateError:
        raise FileRefusedError("certificate not trusted") from None
    except (aiohttp.ClientError, OSError) as problem:
        raise FileRefusedError(f"no answer: {type(problem).__name__}") from None
    if len(content) > _LARGEST:
        raise FileRefusedError("too large")
    return content


def _is_here(url: str) -> bool:
    """Return whether a URL's host is a loopback address: simulated phones ask nobody else."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
