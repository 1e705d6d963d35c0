# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection: other code must not import it.

"""The third-party libraries, imported so that a missing one is a sentence and not a traceback.

The rest of the engine imports them from here and calls :func:`require` before it uses them.
"""

from __future__ import annotations

import traceback

from ansible_collections.voip.grandstream.plugins.module_utils._errors import MissingLibraryError

_IMPORT_TRACEBACKS: dict[str, str] = {}

try:
    import requests  # pylint: disable=unused-import
    import requests.adapters
    import urllib3.exceptions  # pylint: disable=unused-import
except ImportError:
    requests = None
    urllib3 = None
    _IMPORT_TRACEBACKS["requests"] = traceback.format_exc()

try:
    import jsonschema  # pylint: disable=unused-import
    import jsonschema.validators
except ImportError:
    jsonschema = None
    _IMPORT_TRACEBACKS["jsonschema"] = traceback.format_exc()


def require(*libraries: str) -> None:
    """Raise :class:`MissingLibraryError` for the first of ``libraries`` that could not be imported."""
    for library in libraries:
        if library in _IMPORT_TRACEBACKS:
            raise MissingLibraryError(library, _IMPORT_TRACEBACKS[library])
