# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One line of a person's file is replaced; comments, order and all else stay."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.plugin_utils._host_vars_edit import added, replaced

OLD, NEW = "00:0b:82:aa:bb:01", "00:0b:82:aa:bb:02"
AROUND = f"""---
# A comment.
notes:
  gs_mac: {OLD}   # and one
%s
pw: !vault |
  $ANSIBLE_VAULT;1.1
  6133
x: !unsafe '{{{{'
"""


@pytest.mark.parametrize(
    ("line", "after"),
    [
        (f"gs_mac: {OLD}", f'gs_mac: "{NEW}"'),
        (f"gs_mac:   '{OLD}'", f'gs_mac: "{NEW}"'),
        (f'gs_mac: "{OLD}"  # on the label', f'gs_mac: "{NEW}"  # on the label'),
        (f"gs_mac: {OLD} # on the label ", f'gs_mac: "{NEW}"  # on the label '),
    ],
)
def test_the_line_is_replaced_and_nothing_else(line: str, after: str) -> None:
    edited = replaced(AROUND % line, "gs_mac", OLD, NEW)
    assert edited == (AROUND % after, after)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"gs_mac: {NEW}", "with another value than Ansible takes"),
        ("gs_mac: '{{ label }}'", "with another value than Ansible takes"),
        (f"gs_mac: &label {OLD}", "in a form that this playbook does not edit"),
        (f"gs_mac: >-\n  {OLD}", "in a form that this playbook does not edit"),
        (f"gs_mac:\n  {OLD}", "in a form that this playbook does not edit"),
        (f'"gs_mac": {OLD}', "in a form that this playbook does not edit"),
        (f"gs_mac: {OLD}\ngs_mac: {OLD}", "in a form that this playbook does not edit"),
        (f"gs_mac: {OLD}\r", "line breaks of another system"),
        (f"text: |2\n  x\ngs_mac: {OLD}\nother: *nobody", "not YAML"),
        ("- list", "not YAML"),
        (f"gs_mac: {OLD}\nother: !!timestamp x", "not YAML"),
        (f"gs_mac: {OLD}\nother: {'[' * 100_000}", "not YAML"),
    ],
)
def test_what_is_not_edited(line: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        replaced(AROUND % line, "gs_mac", OLD, NEW)


@pytest.mark.parametrize(("text", "said"), [("- a", "does not hold variables"), ("a: 1\n...\n", "YAML"), ("{a: 1}", "YAML")])
def test_what_nothing_is_added_to(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        added(text, "gs_mac", NEW)


@pytest.mark.parametrize("text", ["", "---\n", "a: 1", "a: 1\n# end", "a: |\n  text\n"])
def test_a_variable_is_added_at_the_end(text: str) -> None:
    edited = added(text, "gs_mac", NEW)
    assert edited.text.startswith(text)
    assert edited.text.endswith(f'\ngs_mac: "{NEW}"\n') or not text
    assert yaml.safe_load(edited.text) == {**(yaml.safe_load(text) or {}), "gs_mac": NEW}


@given(st.dictionaries(st.text(max_size=5), st.text() | st.integers() | st.none(), max_size=4), st.sampled_from([None, "'", '"']))
def test_any_file_says_the_same_but_for_the_variable(others: dict[str, Any], style: str | None) -> None:
    variables = {**others, "gs_mac": OLD}
    text = yaml.safe_dump(variables, default_style=style, allow_unicode=True)
    # PyYAML does not read all that it writes: U+0085 comes back as a space.
    said = yaml.safe_load(text)
    try:
        edited = replaced(text, "gs_mac", OLD, NEW)
    except ValueError:
        # Its key is in quotes.
        assert style is not None or "gs_mac:" in str(others)
    else:
        assert yaml.safe_load(edited.text) == {**said, "gs_mac": NEW}
