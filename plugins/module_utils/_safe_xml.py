# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""XML of phones and of unknown origin as a small tree: no document type, no entities of its own, bounded in size and depth."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Iterator, Mapping
from xml.parsers import expat

from ansible_collections.voip.grandstream.plugins.module_utils import _libraries
from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._text import NOT_UNICODE

MAX_DEPTH = 16
"""Of elements in each other; the files of these phones have 4."""


class Element:
    """An element: its name without a namespace, its attributes, its own text in pieces, and the elements in it."""

    __slots__ = ("attributes", "children", "parts", "tag")

    def __init__(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.tag = tag.rpartition("}")[2]
        self.attributes = attributes
        self.parts: list[str] = []
        self.children: list[Element] = []

    def pieces(self) -> Iterator[str]:
        """Yield all text inside, of its own and then of the elements in it."""
        yield from self.parts
        for child in self.children:
            yield from child.pieces()


class _Builder:
    """What the parser tells, kept as elements."""

    def __init__(self, what: str, most_elements: int) -> None:
        self._what = what
        self._most = most_elements
        self._open = [Element("", {})]
        self._elements = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._elements += 1
        if len(self._open) > MAX_DEPTH:
            raise InputError(f"elements are nested more than {MAX_DEPTH} deep, so this is not {self._what}")
        if self._elements > self._most:
            raise InputError(f"it has more than {self._most} elements, so this is not {self._what}")
        element = Element(tag, attributes)
        self._open[-1].children.append(element)
        self._open.append(element)

    def data(self, text: str) -> None:
        self._open[-1].parts.append(text)

    def end(self, dummy: str) -> None:
        self._open.pop()

    def close(self) -> Element:
        return self._open[0].children[0]


def tree(content: str | bytes, what: str, most_elements: int) -> Element:
    """Return the root element.

    ``content``: bytes are read as their own XML declaration says. ``what``: a noun for sentences, such as ``a phonebook``. Raises
    :class:`InputError`, whose sentence never quotes the file, because files hold passwords; and MissingLibraryError without
    defusedxml.
    """
    _libraries.require("defusedxml")
    etree = _libraries.defused_etree
    parser = etree.DefusedXMLParser(target=_Builder(what, most_elements), forbid_dtd=True)
    try:
        parser.feed(content)
        root: Element = parser.close()
    except (etree.DTDForbidden, etree.EntitiesForbidden, etree.ExternalReferenceForbidden):
        raise InputError(
            "the XML was not read, because it has a document type declaration (<!DOCTYPE ...>), which can be an attack. Remove it"
        ) from None
    except etree.ParseError as error:
        line, column = error.position
        raise InputError(
            f"this is not XML: {expat.ErrorString(error.code)} in line {line}, column {column + 1}. In a value, & is written "
            "&amp; and < is written &lt;"
        ) from None
    except UnicodeError:
        raise InputError(f"the file cannot be read: {NOT_UNICODE}") from None
    except (LookupError, ValueError):
        raise InputError("the XML declaration names an encoding that cannot be read. Save the file as UTF-8") from None
    return root
