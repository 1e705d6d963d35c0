# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which files of a folder have to be written and removed, so that it holds what it should. Pure."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Collection, Mapping, NamedTuple, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._publish import manifest as manifests
from ansible_collections.voip.grandstream.plugins.module_utils._publish.manifest import Manifest, Record

PLAIN, ENCRYPTED = "plain", "encrypted"
"""Kinds of a file that is there and that the manifest does not know."""


class DesiredFile(NamedTuple):
    """One file that the folder should hold.

    ``hosts``: of the phones that it is for. ``mac``: 12 digits; None for a phonebook. ``password``: what it is encrypted with,
    None for a plain file. ``is_sure``: whether the user says that the phone has this password, or none.
    """

    name: str
    content: bytes
    hosts: Sequence[str]
    mac: str | None = None
    password: str | None = None
    digest: str = "md5"
    is_sure: bool = False


class HeldFiles(NamedTuple):
    """What the folder holds now.

    ``damaged``: names that the manifest knows and whose file is missing or is not as it was written. ``strangers``: files for
    phones that the manifest does not know, with :data:`PLAIN` or :data:`ENCRYPTED`.
    """

    manifest: Manifest
    damaged: Collection[str]
    strangers: Mapping[str, str]


class FolderPlan(NamedTuple):
    """``write``: the desired files that differ. ``remove``: names. ``records``: the manifest's records of ``write``, without the
    hash of the bytes."""

    write: Sequence[DesiredFile]
    remove: Sequence[str]
    records: Mapping[str, Record]


def plan(desired: Sequence[DesiredFile], held: HeldFiles, remove: Sequence[str]) -> FolderPlan:
    """Return what has to be done. ``remove``: names of files of the manifest that are not wanted any more."""
    write, records = [], {}
    for file in desired:
        record = _record(file, held.manifest)
        former = held.manifest.files.get(file.name)
        if former is None or file.name in held.damaged or former._replace(file="") != record:
            write.append(file)
            records[file.name] = record
    return FolderPlan(write, remove, records)


def stranding(desired: Sequence[DesiredFile], held: HeldFiles) -> dict[str, list[str]]:
    """Return why phones could not read their files any more, and the hosts of those that this holds for.

    A phone reads an encrypted file only with the password that it has. So the step from plain to encrypted, the way back, and
    another password are taken only where the user says that the phone has got that far.
    """
    found: dict[str, list[str]] = {}
    for file in desired:
        why = None if file.is_sure or file.mac is None else _why_stranded(file, held)
        if why:
            found.setdefault(why, []).extend(file.hosts)
    return found


def _why_stranded(file: DesiredFile, held: HeldFiles) -> str | None:
    former = held.manifest.files.get(file.name)
    stranger = held.strangers.get(file.name)
    if former is None and stranger is None:
        return None
    was_encrypted = stranger == ENCRYPTED if former is None else former.encrypted is not None
    if file.password is None:
        return _TO_PLAIN if was_encrypted else None
    if not was_encrypted:
        return _TO_ENCRYPTED
    now = manifests.password_hash(held.manifest, file.password)
    return None if former is not None and former.encrypted == now else _OTHER_PASSWORD


_TO_ENCRYPTED = (
    "the file of the phone is not encrypted so far, and would be encrypted with xml_config_password now. A phone that does not "
    "have this password yet cannot read it. Publish with gs_publish_password: '' (the phone has none) until the phone has "
    "fetched its file, and then with gs_publish_password set to the new password"
)
_TO_PLAIN = (
    "the file of the phone is encrypted so far, and would be plain now. Set gs_publish_password to the password that the phone "
    "has, and to '' only when it has none any more"
)
_OTHER_PASSWORD = (
    "the file of the phone is encrypted with another password so far. A phone that does not have the new one yet cannot read it. "
    "Publish with gs_publish_password set to the former password until the phone has fetched its file, and then with "
    "gs_publish_password set to the new one"
)


def of_phones(manifest: Manifest) -> dict[str, str]:
    """Return the MAC addresses, as 12 digits, of the phones whose files are in the folder, by name of the file."""
    return {name: record.mac for name, record in manifest.files.items() if record.mac is not None}


def departed(manifest: Manifest, macs: Collection[str], most_percent: float) -> list[str]:
    """Return the names of the files of phones that are not among ``macs``, the phones that the inventory has.

    Raise :class:`InputError` where that is more than ``most_percent`` of the phones in the folder, or ``macs`` is empty.
    """
    if not 0 <= most_percent <= 100:
        raise InputError(f"gs_publish_purge_max: {most_percent:g} is not a number from 0 to 100")
    if not macs:
        raise InputError("gs_publish_purge: the inventory has no phone with gs_mac, so that all files would be removed")
    known = of_phones(manifest)
    gone = sorted(name for name, mac in known.items() if mac not in macs)
    percent = 100 * len(gone) / len(known) if known else 0
    if percent > most_percent:
        raise InputError(
            f"gs_publish_purge: {len(gone)} of {len(known)} phones ({percent:.3g} %) have left the inventory, and "
            f"gs_publish_purge_max allows {most_percent:g} %. Look whether this is the whole inventory. If it is, set "
            "gs_publish_purge_max for this run"
        )
    return gone


def books_besides(manifest: Manifest, desired: Sequence[DesiredFile]) -> list[str]:
    """Return the names of the phonebooks in the folder that are not among the desired files."""
    wanted = {file.name for file in desired}
    return sorted(name for name, record in manifest.files.items() if record.mac is None and name not in wanted)


def _record(file: DesiredFile, manifest: Manifest) -> Record:
    password = None if file.password is None else manifests.password_hash(manifest, file.password)
    return Record(file.mac, manifests.content_hash(manifest, file.content, file.password, file.digest), "", password)
