#!/usr/bin/python
# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: merge_reports
short_description: Make one report of the reports of several runs
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Reads the JSON documents that P(voip.grandstream.report#callback) wrote in several runs, such as those of the slices of a
    large fleet, and writes one report of all phones in each form that has a path. The forms are those of the callback plugin.
  - Each document is checked against its JSON Schema. What is in it stays text, wherever it comes from. Counts, verdicts and sums
    are made anew.
  - A phone that is in several reports has the tasks of all of them, and is told. With O(expected), phones that are in no report
    are told too. The report says it in every form.
  - The findings of audits become one audit with one score. A phone that several of them looked at has what the last one found.
    Each audit has compared the passwords of its own phones only, and the merged one says so.
  - No phone is contacted. Phones that are missing do not fail the task. The playbook C(voip.grandstream.merge_reports) fails
    then, after the report was written.
requirements:
  - jsonschema
extends_documentation_fragment:
  - voip.grandstream._attributes
attributes:
  check_mode:
    support: full
    details:
      - All reports are read and checked, and no file is written.
  diff_mode:
    support: none
    details:
      - Reports are too long for it.
  idempotent:
    support: partial
    details:
      - With O(history), each task adds a line to the history.
  action:
    details:
      - It always runs in the controller's process, wherever the task is delegated to. Relative paths begin at the folder in which
        Ansible was started.
  async:
    support: none
    details:
      - It is not needed, because merging takes seconds.
  platform:
    support: full
    details:
      - Reports on these phones are merged.
options:
  reports:
    description:
      - Paths of JSON documents. Patterns such as V(reports/*/report.json) stand for all files that they fit.
    type: list
    elements: path
    required: true
  expected:
    description:
      - Names of the phones that there should be. An empty list says that nobody knows.
    type: list
    elements: str
    default: []
  html:
    description:
      - Path of the page.
    type: path
  json:
    description:
      - Path of the JSON document. It can be merged again.
    type: path
  junit:
    description:
      - Path of the JUnit XML. A phone that is in no report is an error.
    type: path
  markdown:
    description:
      - Path of the Markdown.
    type: path
  openmetrics:
    description:
      - Path of numbers for a monitoring system. Phones that are in no report are counted.
    type: path
  sarif:
    description:
      - Path of the SARIF, with the findings of all audits.
    type: path
  history:
    description:
      - Path of a folder in which runs are remembered, as the option of the callback plugin with the same name.
    type: path
  history_limit:
    description:
      - How many runs O(history) keeps.
    type: int
    default: 400
seealso:
  - plugin: voip.grandstream.report
    plugin_type: callback
  - ref: ansible_collections.voip.grandstream.docsite.guide_large_fleets
    description: Fleets of ten thousand phones, and slices of them.
"""

EXAMPLES = r"""
- name: Make one page of the reports of all slices
  voip.grandstream.merge_reports:
    reports: [reports/slices/*.json]
    expected: "{{ groups.phones }}"
    html: reports/fleet.html
    markdown: reports/comment.md
  delegate_to: localhost
  run_once: true
"""

RETURN = r"""
headline:
  description: The merged report in one sentence.
  returned: success
  type: str
  sample: 14 of 1,000 phones have drifted, 2 could not be reached
counts:
  description: How many phones have each verdict.
  returned: success
  type: dict
  sample: {failed: 0, unreachable: 2, drifted: 14, changed: 0, skipped: 0, in_line: 984}
runs:
  description: How many runs the report is of.
  returned: success
  type: int
  sample: 4
missing:
  description: Names of the phones of O(expected) that are in no report.
  returned: success
  type: list
  elements: str
  sample: []
twice:
  description: Names of the phones that are in more than one report.
  returned: success
  type: list
  elements: str
  sample: []
notes:
  description: The same in sentences. Empty where all is well.
  returned: success
  type: list
  elements: str
  sample: []
written:
  description: Paths of the files that were written, or would be in check mode.
  returned: success
  type: list
  elements: str
  sample: [reports/fleet.html, reports/comment.md]
"""
