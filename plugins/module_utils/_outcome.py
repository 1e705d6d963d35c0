# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plans of a resource for one phone, and what the user is shown of them."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any, Mapping, NamedTuple, Sequence


class Outcome(NamedTuple):
    """The changes that a resource made, or would make.

    ``changes``: one dict a change, for the user's eyes; None for a resource that only reads. ``before`` and ``after``: the
    same as text for ``--diff``. ``warnings``: sentences for the user. ``found``: what else the result holds.
    """

    changes: list[dict[str, Any]] | None
    before: str = ""
    after: str = ""
    warnings: Sequence[str] = ()
    found: Mapping[str, Any] = {}


class Plan(NamedTuple):
    """A resource's reading of the phone, and what it would do.

    ``outcome``: for the user, and the whole result in check mode. ``work``: what the resource's ``apply`` needs to do it.
    ``waits``: whether ``apply`` has something to wait for even where nothing is to be changed.
    """

    outcome: Outcome
    work: Any = None
    waits: bool = False
