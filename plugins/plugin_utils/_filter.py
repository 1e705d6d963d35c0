# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The code that all filters share: failures of the engine become sentences of Ansible."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleFilterError
from ansible.module_utils.basic import missing_required_lib

from ansible_collections.voip.grandstream.plugins.module_utils._errors import MissingLibraryError, PhoneError


def converted(convert: t.Callable[[], t.Any]) -> t.Any:
    """Return the result of ``convert``. Raise its failures as :class:`AnsibleFilterError`."""
    try:
        return convert()
    except MissingLibraryError as error:
        raise AnsibleFilterError(missing_required_lib(error.library)) from None
    except PhoneError as error:
        raise AnsibleFilterError(error.text) from None
