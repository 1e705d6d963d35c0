# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the filters share: conversions of the engine as Ansible's filters, with a sentence for each failure."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleFilterError
from ansible.module_utils.basic import missing_required_lib

from ansible_collections.voip.grandstream.plugins.module_utils._errors import MissingLibraryError, PhoneError


def converted(convert: t.Callable[[], t.Any]) -> t.Any:
    """The result of ``convert``. Raises :class:`AnsibleFilterError` for the engine's failures."""
    try:
        return convert()
    except MissingLibraryError as error:
        raise AnsibleFilterError(missing_required_lib(error.library)) from None
    except PhoneError as error:
        raise AnsibleFilterError(error.text) from None
