# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The code that all filters share: failures of the engine become sentences of Ansible.

ansible-core imports all filters of a collection where one of them is used, in each process that it forks. So a filter imports at
its first use what the tasks on phones do not need.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError, PhoneError
from ansible_collections.voip.grandstream.plugins.plugin_utils._plain import plain


def converted(convert: t.Callable[[], t.Any]) -> t.Any:
    """Return the result of ``convert``. Raise its failures as :class:`AnsibleFilterError`."""
    try:
        return convert()
    except PhoneError as error:
        raise AnsibleFilterError(error.text) from None


def file_text(value: t.Any, comment: t.Any, what: str, text_of: t.Callable[[t.Any, list[str]], str]) -> str:
    """Return the text that ``text_of`` makes of a dictionary and the lines of a comment, both plain.

    ``what``: what the dictionary has, for the user. Raise :class:`AnsibleFilterError` for anything else, and for what ``text_of``
    refuses.
    """

    def write() -> str:
        if not isinstance(value, t.Mapping) or not isinstance(comment, (list, tuple)):
            raise InputError(f"this takes a dictionary with {what}, and a list of lines for the comment")
        return text_of(plain(value), [str(line) for line in comment])

    text: str = converted(write)
    return text
