# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the inventory plugins share: names and variables of hosts from texts of unknown origin, and options that do not exist."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import difflib
import ipaddress
import re
import typing as t
from collections.abc import Collection, Mapping

from ansible import constants
from ansible.utils.unsafe_proxy import wrap_var

try:
    from ansible.template import trust_as_template
except ImportError:  # ansible-core 2.18, where a text is trusted unless it is wrapped
    trust_as_template = None

_HARMLESS = re.compile(r"[\w .,:/+-]*")
"""Texts that no template engine changes: without braces, quotes, parentheses and number signs."""


def unknown_options(config: Mapping[str, t.Any], known: Collection[str]) -> list[str]:
    """Return a problem for each option that does not exist: ansible-core would not say that ``exlude`` excludes nothing."""
    problems = []
    for name in sorted(str(name) for name in config if name not in known):
        near = difflib.get_close_matches(name, known, n=1)
        problems.append(f"{name}: the plugin has no such option" + (f". Did you mean {near[0]}?" if near else ""))
    return problems


def as_variable(value: t.Any) -> t.Any:
    """Return a value of unknown origin as a variable that is never taken for a template.

    Texts that hold nothing a template could begin with are left as plain texts: others are shown as ``__ansible_unsafe`` by
    ``ansible-inventory --list``, which not everything that reads its output understands.
    """
    if isinstance(value, Mapping):
        return {name: as_variable(item) for name, item in value.items()}
    if not isinstance(value, str):
        return value
    if not _HARMLESS.fullmatch(value):
        return wrap_var(value)
    return trust_as_template(value) if trust_as_template else value


def safe_name(value: t.Any) -> str | None:
    """Return a text as the name of a host, or None where nothing is left of it.

    A name is part of host patterns and of the paths of ``host_vars``, so all but letters, digits, dots and hyphens become
    ``_``, as in group names. The name of the controller and the form of an address are not for phones and tables to choose.
    """
    if value is None or isinstance(value, bool | list | dict):
        return None
    name = re.sub(r"[^\w.-]", "_", str(value).strip()).lstrip(".-_")[:200]
    return None if not name or name.lower() in constants.LOCALHOST or address_of(name) else name


def address_of(value: t.Any) -> str | None:
    """Return the IP address that a text is, in its usual form; None if it is a name."""
    try:
        return str(ipaddress.ip_address(str(value).strip().removeprefix("[").removesuffix("]")))
    except ValueError:
        return None
