# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The forms in which a report can be written."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import json
import typing as t

from ansible_collections.voip.grandstream.plugins.plugin_utils._report.history import History
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.junit import junit
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.markdown import markdown
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.model import Report, document
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.openmetrics import openmetrics
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.page import page
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.sarif import sarif

FORMS = ("html", "json", "junit", "markdown", "openmetrics", "sarif")


def form_text(form: str, report: Report, history: t.Sequence[t.Mapping[str, t.Any]] | None, drift: History | None = None) -> str:
    """Return the text of one of :data:`FORMS`. ``history``, ``drift``: as in :func:`page`."""
    if form == "html":
        return page(report, history, drift)
    if form == "junit":
        return junit(report)
    if form == "markdown":
        return markdown(report)
    if form == "openmetrics":
        return openmetrics(report)
    if form == "sarif":
        return sarif(report)
    return json.dumps(document(report), indent=1) + "\n"
