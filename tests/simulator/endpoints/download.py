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
    """Return the whole phonebook in XML; with the quirk `download_reply` it is written to a file, as it is now."""
    text = phonebook_xml(phone.book, phone.firmware)
    if phone.firmware.download_reply == "xml":
        return Reply(text=text, content_type="text/xml")
    phone.phonebook_file = text
    return Reply(text='{"res":"success"}')


@endpoint("/phonebook/phonebook.xml", needs_session=False)
def phonebook_file(phone: Phone, call: Call) -> Reply:
    """Return the file that `phonebook_download` wrote; without a session HTTP 403."""
    if phone.phonebook_file is None:
        return Reply(text="Not Found", status=404, content_type="text/plain")
    if call.session is None:
        return Reply(text="Forbidden", status=403, content_type="text/plain")
    return Reply(text=phone.phonebook_file, content_type="text/xml")
