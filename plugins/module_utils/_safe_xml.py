# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""XML of phones and of unknown origin as a small tree: no document type, no entities of its own, bounded in size and depth."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import re
from typing import Iterator, Mapping
from xml.parsers import expat

from ansible_collections.voip.grandstream.plugins.module_utils import _libraries
from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._text import NOT_UNICODE

MAX_DEPTH = 16
"""Of elements in each other; the files of these phones have 4."""

_HTML = re.compile(r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^>]{0,2000}-->\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_DECLARED_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_LINE_END = re.compile(rb"\r\n|\r|\n")

_CUT_OFF = frozenset(
    expat.errors.codes[name]
    for name in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
)
"""What expat says of a file that ends before its last element does."""
_OTHER_ENCODING = expat.errors.codes[expat.errors.XML_ERROR_INCORRECT_ENCODING]
_INVALID = expat.errors.codes[expat.errors.XML_ERROR_INVALID_TOKEN]


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
    """Elements made of what the parser tells."""

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

    ``content``: bytes are read as their own XML declaration says. White space before the declaration is no part of it.
    ``what``: a noun for sentences, such as ``a phonebook``. Raise :class:`InputError`, whose sentence never quotes the file,
    because files hold passwords; and MissingLibraryError without defusedxml.
    """
    _libraries.require("defusedxml")
    etree = _libraries.defused_etree
    if _is_html(content):
        raise InputError(
            f"this is a web page (HTML) and not {what}. A server may have sent its login page or an error page. Download the "
            "file again"
        )
    xml = content.lstrip()
    parser = etree.DefusedXMLParser(target=_Builder(what, most_elements), forbid_dtd=True)
    try:
        parser.feed(xml)
        root: Element = parser.close()
    except (etree.DTDForbidden, etree.EntitiesForbidden, etree.ExternalReferenceForbidden):
        raise InputError(
            "the XML was not read, because it has a document type declaration (<!DOCTYPE ...>), which can be an attack. Remove it"
        ) from None
    except etree.ParseError as error:
        line, column = error.position
        before = content[: len(content) - len(xml)]
        line_shown = line + (before.count(b"\n") if isinstance(before, bytes) else before.count("\n"))
        raise InputError(
            f"this is not XML: {expat.ErrorString(error.code)} in line {line_shown}, column {column + 1}. "
            f"{_advice(error.code, xml, line)}"
        ) from None
    except UnicodeError:
        raise InputError(f"the file cannot be read: {NOT_UNICODE}") from None
    except (LookupError, ValueError):
        raise InputError("the XML declaration names an encoding that cannot be read. Save the file as UTF-8") from None
    return root


def _is_html(content: str | bytes) -> bool:
    beginning = content[:4096]
    return bool(_HTML.match(beginning if isinstance(beginning, str) else beginning.decode("latin-1")))


def _advice(code: int, xml: str | bytes, line: int) -> str:
    """Return what to do about an error of the parser. ``line``: where it happened, from 1."""
    if code in _CUT_OFF:
        return "The end of the file is missing. Copy or download it again"
    if code == _OTHER_ENCODING:
        return "The XML declaration names another encoding than that of the file. Save the file as UTF-8"
    if code == _INVALID and isinstance(xml, bytes) and line == _line_that_is_not_utf8(xml):
        return (
            "The bytes there are not UTF-8, which the file says it is. If it was saved as ISO-8859-1 or Windows-1252, write "
            'encoding="windows-1252" in its XML declaration, or save it as UTF-8'
        )
    return "In a value, & is written &amp; and < is written &lt;"


def _line_that_is_not_utf8(xml: bytes) -> int | None:
    """Return the first line (from 1) of a file in UTF-8 that holds other bytes; None if there is none, or it is not UTF-8."""
    declared = _DECLARED_ENCODING.match(xml)
    if declared and declared.group(1).lower() not in (b"utf-8", b"utf8"):
        return None
    try:
        xml.decode("utf-8")
    except UnicodeDecodeError as error:
        return len(_LINE_END.findall(xml, 0, error.start)) + 1
    return None
