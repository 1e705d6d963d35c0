# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The vendor's provisioning file as XML: read with all care into pairs of name and text, and written.

Form: the vendor's XML Provisioning Guide. Version 1 has P numbers as elements; version 2 has names, whole
(``<item name="account.1.name">``) or in parts (``<item name="account.1"><part name="name">``).
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import re
from typing import Iterator, Mapping, NamedTuple, Sequence
from xml.sax.saxutils import escape

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._safe_xml import Element, tree
from ansible_collections.voip.grandstream.plugins.module_utils._text import shortened

ROOT = "gs_provision"
MAX_ELEMENTS = 100_000
"""A file that names every value of every account has less than 10,000."""

_P_NUMBER = re.compile(r"[Pp][0-9]+")
_NAMELESS = ("item", "part", "field", "param")
"""Elements whose own name says nothing: they have an attribute, or an element, ``name``."""
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class Pair(NamedTuple):
    """One value of a file: its name there, such as ``P30`` or ``account.1.name``, and its text.

    ``text`` is None where the file gives no name that it could be the value of; ``name`` then says where that is.
    """

    name: str
    text: str | None


def provisioning_xml(texts: Mapping[str, str], mac: str | None = None) -> str:
    """Return the file in version 1, the same text for the same values.

    ``texts``: text by bare P number, that can be written (see ``text_problem``). ``mac``: 12 digits, if the file is for one
    phone only.
    """
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{ROOT} version="1">']
    if mac is not None:
        lines.append(f"  <mac>{mac}</mac>")
    lines.append('  <config version="1">')
    lines += [_leaf(number, texts[number]) for number in sorted(texts, key=int)]
    return "\n".join([*lines, "  </config>", f"</{ROOT}>", ""])


def _leaf(number: str, text: str) -> str:
    # XML turns a bare carriage return into a line feed. What starts with a line feed looks like what an editor has indented.
    attribute = ' xml:space="preserve"' if text.startswith("\n") else ""
    return f"    <P{number}{attribute}>{escape(text, {chr(13): '&#13;'})}</P{number}>"


def pairs_of_xml(content: str | bytes) -> Iterator[Pair]:
    """Yield all values of a file, in its order. ``content``: bytes, where its own XML declaration names their encoding.

    Raise :class:`InputError` for what is no such file or not safe to read, MissingLibraryError without defusedxml.
    """
    root = tree(content, "a provisioning file", MAX_ELEMENTS)
    if root.tag == "config":
        return _pairs_of(root.children)
    if root.tag != ROOT:
        raise InputError(f"the root element is <{shortened(root.tag)}> and not <{ROOT}>, so this is not a provisioning file")
    return _pairs_of_root(root)


def _pairs_of_root(root: Element) -> Iterator[Pair]:
    for child in root.children:
        if child.tag == "config":
            yield from _pairs_of(child.children)
        elif child.tag != "mac":
            yield from _pairs(child)


def _text_of(element: Element) -> str:
    """Return an element's own text, without the line breaks and indentation that an editor has put around it."""
    found = "".join(element.parts)
    is_laid_out = found.startswith("\n") and element.attributes.get(_XML_SPACE) != "preserve"
    return found.strip() if is_laid_out else found


def _pairs(element: Element, prefix: str = "") -> Iterator[Pair]:
    """Yield an element's own value, and those of the parts in it. ``prefix``: the name of what it is a part of."""
    name = _name(element)
    path = f"{prefix}.{name}" if prefix and name else name
    value = _value(element)
    parts = [child for child in element.children if child.tag not in ("name", "value") or element.tag not in _NAMELESS]
    if value is not None and (value.strip() or not parts):
        yield Pair(path, value) if path else Pair(f"<{element.tag}> without a name", None)
    if path:
        yield from _pairs_of(parts, path)
    elif parts:
        yield Pair(f"<{element.tag}> without a name", None)


def _pairs_of(elements: Sequence[Element], path: str = "") -> Iterator[Pair]:
    for element in elements:
        yield from _pairs(element, path)


def _name(element: Element) -> str:
    if _P_NUMBER.fullmatch(element.tag):
        return element.tag
    if element.tag in _NAMELESS:
        return (element.attributes.get("name") or _of_child(element, "name") or "").strip()
    return element.tag


def _value(element: Element) -> str | None:
    value = element.attributes.get("value")
    if value is None and element.tag in _NAMELESS:
        value = _of_child(element, "value")
    return _text_of(element) if value is None else value


def _of_child(element: Element, tag: str) -> str | None:
    return next((_text_of(child) for child in element.children if child.tag == tag), None)
