# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The provisioning file as XML, read into names with texts.

Form: the vendor's XML Provisioning Guide. Version 1 has P numbers as elements; version 2 has names, whole
(``<item name="account.1.name">``) or in parts (``<item name="account.1"><part name="name">``).
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import re
from typing import Iterator, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.pair import (
    LONGEST_NAME,
    MOST_PAIRS,
    NO_NAME_WITH_VALUE,
    Pair,
)
from ansible_collections.voip.grandstream.plugins.module_utils._safe_xml import Element, tree
from ansible_collections.voip.grandstream.plugins.module_utils._text import shortened, visible

ROOT = "gs_provision"
_P_NUMBER = re.compile(r"[Pp][0-9]+")
_NAMELESS = ("item", "part", "field", "param")
"""Elements whose own name says nothing: they have an attribute, or an element, ``name``."""
_WHITE_SPACE = " \t\r\n"
"""Of XML. Other white space, such as a no-break space, is a part of a value."""
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def pairs_of_xml(content: str | bytes) -> Iterator[Pair]:
    """Yield all values of a file, in its order, and its MAC addresses under the name ``mac``.

    ``content``: where it is bytes, its own XML declaration says how they are to be read. Raise :class:`InputError` for what is
    no such file or not safe to read, MissingLibraryError without defusedxml.
    """
    root = tree(content, "a provisioning file", MOST_PAIRS)
    if root.tag not in (ROOT, "config"):
        shown = shortened(visible(root.tag))
        raise InputError(f"the root element is <{shown}> and not <{ROOT}>, so this is not a provisioning file")
    yield from _lost_text_of(root)
    for child in root.children:
        if child.tag == "config":
            yield from _pairs_of(child.children)
            yield from _lost_text_of(child)
        else:
            yield from _pairs(child)


def _lost_text_of(element: Element) -> Iterator[Pair]:
    """Tell of text in an element that holds only elements, such as a line without its tags."""
    if any(part.strip() for part in element.parts):
        yield Pair(f"<{element.tag}>", None, "there is text between its elements, which was not read")


def _text_of(element: Element) -> str:
    """Return an element's own text, without the line breaks and indentation that an editor has put around it."""
    found = "".join(element.parts)
    is_laid_out = found.startswith("\n") and element.attributes.get(_XML_SPACE) != "preserve"
    return found.strip(_WHITE_SPACE) if is_laid_out else found


def _pairs(element: Element, prefix: str = "") -> Iterator[Pair]:
    """Yield an element's own value, and those of the parts in it. ``prefix``: the name of what it is a part of."""
    name = _name(element)
    if len(prefix) + len(name) >= LONGEST_NAME:
        yield Pair(f"<{element.tag}> with a name of more than {LONGEST_NAME} characters", None, NO_NAME_WITH_VALUE)
        return
    path = f"{prefix}.{name}" if prefix and name else name
    value = _value(element)
    parts = [child for child in element.children if child.tag not in ("name", "value") or element.tag not in _NAMELESS]
    if value is not None and (value.strip() or not parts):
        yield Pair(path, value) if path else Pair(f"<{element.tag}> without a name", None, NO_NAME_WITH_VALUE)
    if path:
        yield from _pairs_of(parts, path)
    elif parts:
        yield Pair(f"<{element.tag}> without a name", None, NO_NAME_WITH_VALUE)


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
