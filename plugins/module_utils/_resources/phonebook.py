# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Groups and contacts as a whole."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any, Mapping

from ansible_collections.voip.grandstream.plugins.module_utils._masking import Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.apply import apply_book, plan_book
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import DesiredBook
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.options import BOOK_SPEC, desired_book
from ansible_collections.voip.grandstream.plugins.module_utils._task import Resource


def prepare(params: Mapping[str, Any], dummy: Secrets) -> DesiredBook:
    """Return :class:`DesiredBook` from the task's options. Raise :class:`InputError` with every problem that they have."""
    return desired_book(params)


RESOURCE = Resource(argument_spec=BOOK_SPEC, prepare=prepare, plan=plan_book, apply=apply_book)
