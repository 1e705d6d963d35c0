# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The parameters of a request, from its URL and from a form in its body."""

from __future__ import annotations

from urllib.parse import parse_qsl

from .firmware import Firmware

Pairs = list[tuple[str, str]]


def decoded(text: bytes, *, plus_is_space: bool = True) -> Pairs:
    """Return the decoded pairs of a query or form, in order, blank values kept."""
    if not plus_is_space:
        text = text.replace(b"+", b"%2B")
    return parse_qsl(text.decode("utf-8", "replace"), keep_blank_values=True)


def as_sent(text: bytes) -> Pairs:
    """Return the pairs as they travelled; a second `=` ends a value."""
    parts = (part.split("=") for part in text.decode("utf-8", "replace").split("&") if part)
    return [(part[0], part[1] if len(part) > 1 else "") for part in parts]


def understood(query: bytes, form: bytes, firmware: Firmware) -> tuple[Pairs, Pairs]:
    """Return what this firmware takes from both: decoded, and as sent."""
    lost = int(firmware.post_body == "loses_first")
    texts = [query, b"&".join(form.split(b"&")[lost:])]
    plus_is_space = firmware.plus_is_space
    return (
        [pair for text in texts for pair in decoded(text, plus_is_space=plus_is_space)],
        [pair for text in texts for pair in as_sent(text)],
    )
