# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The look whether a phone's HTTPS is on. It takes no login, so that nothing secret goes to whoever answers."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._errors import ApiError, StatusError, TransportError


def why_https_is_off(phone: Phone) -> str:
    """Return how a phone shows that its HTTPS is off, as a part of a sentence; empty where it answers over HTTPS.

    Only two things show it: nobody listens there, or the phone, with a certificate that is trusted, leads to ``http://``.
    Raise :class:`PhoneError` for all others: another certificate, an address that stays silent, an answer that is none.
    """
    try:
        phone.check_answer()
    except TransportError as error:
        if error.reason != "refused":
            raise
        return "the connection was refused"
    except ApiError as error:
        # A phone that wants a login for this, or says no in its own words, speaks HTTPS.
        is_off = isinstance(error, StatusError) and error.leads_to_http
        return "the phone names an address with http://" if is_off else ""
    return ""
