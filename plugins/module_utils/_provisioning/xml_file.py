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
from typing import Iterator, Mapping, NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape

from ansible_collections.voip.grandstream.plugins.module_utils import _libraries
from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError

ROOT = "gs_provision"
MAX_ELEMENTS = 100_000
"""A file that names every value of every account has less than 10,000."""
MAX_DEPTH = 16
"""Of elements in each other; a provisioning file has 4."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_P_NUMBER = re.compile(r"[Pp][0-9]+")
_NAMELESS = ("item", "part", "field", "param")
"""Elements whose own name says nothing: they have an attribute, or an element, ``name``."""
_LONGEST_QUOTE = 80


class Pair(NamedTuple):
    """One value of a file: its name there, such as ``P30`` or ``account.1.name``, and its text.

    ``text`` is None where the file gives no name that it could be the value of; ``name`` then says where that is.
    """

    name: str
    text: str | None


def provisioning_xml(texts: Mapping[str, str], paths: Mapping[str, str], mac: str | None = None) -> str:
    """The file in version 1, the same text for the same values.

    ``texts``: text by bare P number. ``paths``: where a user wrote it, by the same numbers. ``mac``: 12 digits, if the file is
    for one phone only. Raises :class:`InputError` with every path whose text XML cannot hold.
    """
    problems = [
        f"{paths[number]}: it holds a character that XML cannot hold (U+{ord(found.group()):04X})"
        for number, found in ((number, _NOT_XML.search(text)) for number, text in texts.items())
        if found
    ]
    if problems:
        raise InputError("; ".join(problems))
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
    """All values of a file, in its order. ``content``: where it is bytes, its own XML declaration says how they are to be read.

    Raises :class:`InputError` for what is no such file or not safe to read, MissingLibraryError without defusedxml.
    """
    root = _tree(content)
    if root.tag == "config":
        return root.pairs_inside()
    if root.tag != ROOT:
        raise InputError(f"the root element is <{_cut(root.tag)}> and not <{ROOT}>, so this is not a provisioning file")
    return _pairs_of_root(root)


def _pairs_of_root(root: _Node) -> Iterator[Pair]:
    for child in root.children:
        if child.tag == "config":
            yield from child.pairs_inside()
        elif child.tag != "mac":
            yield from child.pairs()


class _Node:
    """An element: its name, its attributes, and what is in it."""

    __slots__ = ("attributes", "children", "parts", "tag")

    def __init__(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.tag = tag.rpartition("}")[2]
        self.attributes = attributes
        self.parts: list[str] = []
        self.children: list[_Node] = []

    @property
    def text(self) -> str:
        """Its own text. Where an editor has put it on lines of its own, without these lines and their indentation."""
        found = "".join(self.parts)
        is_laid_out = found.startswith("\n") and self.attributes.get(_XML_SPACE) != "preserve"
        return found.strip() if is_laid_out else found

    def pairs(self, prefix: str = "") -> Iterator[Pair]:
        """Its own value, and those of the parts in it. ``prefix``: the name of what it is a part of."""
        name = self._name()
        path = f"{prefix}.{name}" if prefix and name else name
        value = self._value()
        parts = [child for child in self.children if child.tag not in ("name", "value") or self.tag not in _NAMELESS]
        if value is not None and (value.strip() or not parts):
            yield Pair(path, value) if path else Pair(f"<{self.tag}> without a name", None)
        if path:
            yield from self.pairs_inside(path, parts)
        elif parts:
            yield Pair(f"<{self.tag}> without a name", None)

    def pairs_inside(self, path: str = "", parts: list[_Node] | None = None) -> Iterator[Pair]:
        """The values of the elements in it."""
        for child in self.children if parts is None else parts:
            yield from child.pairs(path)

    def _name(self) -> str:
        if _P_NUMBER.fullmatch(self.tag):
            return self.tag
        if self.tag in _NAMELESS:
            return (self.attributes.get("name") or self._of_child("name") or "").strip()
        return self.tag

    def _value(self) -> str | None:
        value = self.attributes.get("value")
        if value is None and self.tag in _NAMELESS:
            value = self._of_child("value")
        return self.text if value is None else value

    def _of_child(self, tag: str) -> str | None:
        return next((child.text for child in self.children if child.tag == tag), None)


_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class _Builder:
    """What the parser tells of the file, kept as nodes, within bounds."""

    def __init__(self) -> None:
        self.open = [_Node("", {})]
        self.elements = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.elements += 1
        if len(self.open) > MAX_DEPTH:
            raise InputError(f"elements are nested more than {MAX_DEPTH} deep, so this is not a provisioning file")
        if self.elements > MAX_ELEMENTS:
            raise InputError(f"there are more than {MAX_ELEMENTS} elements, more than any phone has values")
        node = _Node(tag, attributes)
        self.open[-1].children.append(node)
        self.open.append(node)

    def data(self, text: str) -> None:
        self.open[-1].parts.append(text)

    def end(self, dummy: str) -> None:
        self.open.pop()

    def close(self) -> _Node:
        return self.open[0].children[0]


def _tree(content: str | bytes) -> _Node:
    """The root element. Raises :class:`InputError`, whose sentence never quotes the file: it is full of passwords."""
    _libraries.require("defusedxml")
    etree = _libraries.defused_etree
    parser = etree.DefusedXMLParser(target=_Builder(), forbid_dtd=True)
    try:
        parser.feed(content)
        root: _Node = parser.close()
    except (etree.DTDForbidden, etree.EntitiesForbidden, etree.ExternalReferenceForbidden):
        raise InputError(
            "the XML has a document type declaration (<!DOCTYPE ...>). No provisioning file needs one, and it can be an attack, "
            "so that it was not read"
        ) from None
    except etree.ParseError as error:
        line, column = error.position
        raise InputError(
            f"this is not XML: {expat.ErrorString(error.code)} in line {line}, column {column + 1}. In a value, & is written "
            "&amp; and < is written &lt;"
        ) from None
    except UnicodeError:
        raise InputError("the text holds a character that is not Unicode") from None
    except (LookupError, ValueError):
        raise InputError("the XML declaration names an encoding that cannot be read. Save the file as UTF-8") from None
    return root


def _cut(text: str) -> str:
    """Short enough for a sentence."""
    return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "..."
