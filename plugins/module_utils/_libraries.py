# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The third-party libraries, imported so that a missing one is a sentence and not a traceback.

The rest of the engine imports them from here and calls :func:`require` before it uses them.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import importlib
import traceback
from typing import Any

from ansible_collections.voip.grandstream.plugins.module_utils._errors import MissingLibraryError

_import_tracebacks: dict[str, str] = {}


def _imported(module: str) -> Any:
    """Return a library's module, or one inside it; None where it cannot be imported."""
    try:
        return importlib.import_module(module)
    except ImportError:
        _import_tracebacks[module.partition(".")[0]] = traceback.format_exc()
        return None


requests = _imported("requests")
urllib3 = _imported("urllib3")  # comes with requests
jsonschema = _imported("jsonschema")
defused_etree = _imported("defusedxml.ElementTree")


def require(*libraries: str) -> None:
    """Raise :class:`MissingLibraryError` for the first of ``libraries`` that could not be imported."""
    for library in libraries:
        if library in _import_tracebacks:
            raise MissingLibraryError(library, _import_tracebacks[library])


def loaded(module: str) -> Any:
    """Return a library's module that few tasks need, such as ``cryptography.x509``. Raise :class:`MissingLibraryError`."""
    found = _imported(module)
    require(module.partition(".")[0])
    return found
