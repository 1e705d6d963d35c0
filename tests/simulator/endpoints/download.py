# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The phonebook as a file: `phonebook_download` (guide, "Phonebook Download")."""

from __future__ import annotations

from ..phone import Phone
from ..phonebook_xml import phonebook_xml
from . import Call, Reply, endpoint


@endpoint("phonebook_download")
def phonebook_download(phone: Phone, _call: Call) -> Reply:
    """The whole phonebook in XML."""
    return Reply(phonebook_xml(phone.book, phone.firmware), content_type="text/xml")
