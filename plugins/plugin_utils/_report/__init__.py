# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The reports of the callback plugin report: a run's results as a page, JSON, JUnit XML, Markdown, numbers and SARIF.

- `collect`: from the results of tasks to records of phones.
- `model`: these records, verdicts, and what differs on the most phones. The JSON document.
- `read`, `merge`: a report from its JSON document, and one report of several.
- `page`, `chart`, `since`: the page in HTML. `junit`, `markdown`, `openmetrics`: the other forms.
- `history`: since when settings differ, and how often they came back. `looks`: a run as one line of the history.
- `audit`, `page_audit`: what was found open to attack, and how the page shows it. `sarif`: the same for code scanning.
- `forms`: the text of each form.
- `text`: values as reports show them.
- `files`: reports on disk, and the history of runs.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations
