# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The phonebooks that phones download: one for each site, from the directory of the role phonebook."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import re
import typing as t

from ansible.errors import AnsibleError

from ansible_collections.voip.grandstream.plugins.module_utils._errors import PhoneError
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import checked_directory
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.xml_file import phonebook_xml
from ansible_collections.voip.grandstream.plugins.module_utils._publish.plan import DesiredFile
from ansible_collections.voip.grandstream.plugins.plugin_utils._inventory_layers import innermost
from ansible_collections.voip.grandstream.plugins.plugin_utils._publish.hosts import HostProblemError, HostVariables

FOLDER = "phonebook"
_NAME = "phonebook.xml"
_LAYER = "gs_phonebook_layer"
_ACCOUNT = 1
"""The account by which phones call the numbers of the file."""

_NOT_IN_A_NAME = re.compile("[^a-z0-9]+")


class Books:
    """The phonebooks so far."""

    def __init__(self) -> None:
        self._texts: dict[tuple[t.Any, ...], str | None] = {}
        self._files: dict[str, tuple[str, str, list[str]]] = {}

    def add(self, host: str, variables: HostVariables) -> None:
        """Note the phonebook of a host that downloads it. Raise :class:`HostProblemError` for one that cannot be written."""
        site = str(variables.get("gs_phonebook_site", "")).strip()
        text = self._text(variables, site)
        if text is None:
            return
        name = file_name(site)
        former_site, former_text, hosts = self._files.setdefault(name, (site, text, []))
        if former_site.casefold() != site.casefold():
            raise HostProblemError(
                [f"the sites {former_site!r} and {site!r} would have the same file {name}. Give one of them another name"]
            )
        if former_text != text:
            raise HostProblemError(
                [f"{name}: phones of one site have different directories ({hosts[0]} has another one). Give them different sites"]
            )
        hosts.append(host)

    def files(self) -> list[DesiredFile]:
        """Return the files of all sites."""
        return [DesiredFile(name, text.encode("utf-8"), hosts) for name, (dummy, text, hosts) in sorted(self._files.items())]

    def _text(self, variables: HostVariables, site: str) -> str | None:
        """Return the text of the file, made once for all phones that say the same; None for a phone without a directory."""
        said = {name: value for name, value in variables.raw.items() if name.startswith("gs_phonebook_") and name != _LAYER}
        key = (site.casefold(), *((name, repr(said[name])) for name in sorted(said)))
        # What holds a template may be another thing on each host.
        if any("{{" in text or "{%" in text for name, text in key[1:] if name != "gs_phonebook_site"):
            return _written(variables)
        if key not in self._texts:
            self._texts[key] = _written(variables)
        return self._texts[key]


def file_name(site: str) -> str:
    """Return the name of a site's file, such as ``phonebook/rome-nord/phonebook.xml``. Raise :class:`HostProblemError`."""
    if not site:
        return f"{FOLDER}/{_NAME}"
    folder = _NOT_IN_A_NAME.sub("-", site.casefold()).strip("-")
    if not folder:
        raise HostProblemError([f"the name of the site {site!r} has no letter or digit for the name of a folder (a-z, 0-9)"])
    return f"{FOLDER}/{folder}/{_NAME}"


def _written(variables: HostVariables) -> str | None:
    try:
        layer = variables.render(variables.raw.get(_LAYER))
        if not layer:
            return None
        book = {"groups": layer.get("groups") or [], "contacts": layer.get("contacts") or []}
        return phonebook_xml(checked_directory(book), _ACCOUNT)
    except AnsibleError as error:
        raise HostProblemError([innermost(error)]) from error
    except PhoneError as error:
        raise HostProblemError([f"the directory of the phone: {error.text}"]) from error
