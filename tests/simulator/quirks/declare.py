# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a quirk is declared."""

from __future__ import annotations

from dataclasses import field
from typing import Any


def quirk(default: Any, explanation: str, *choices: str, vendor: Any = None, at_start: bool = False) -> Any:
    """Return a dataclass field with what `--quirk help`, the profiles and the checks need to know.

    `default` is the profile `guide`; `vendor` is the value in the profile `vendor` where that is another one; `at_start`: one
    value for the whole fleet.
    """
    metadata = {"help": explanation, "choices": choices, "vendor": default if vendor is None else vendor, "at_start": at_start}
    return field(default=default, metadata=metadata)  # pylint: disable=invalid-field-call  # for the dataclasses of this folder
