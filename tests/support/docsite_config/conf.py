# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sphinx's settings for the documentation site, as `antsibull-docs sphinx-init` proposes them, but for the network.

Intersphinx would fetch the names of Ansible's own pages in each build. The few that our pages refer to are known here.
"""

from __future__ import annotations

import re

import sphinx.addnodes
import sphinx.application
import sphinx.environment
from docutils import nodes

project = "voip.grandstream"
project_copyright = "the voip.grandstream authors"
html_short_title = "voip.grandstream"

extensions = ["sphinx_antsibull_ext"]
nitpicky = True
default_role = "any"
pygments_style = "ansible"
highlight_language = "YAML+Jinja"

html_theme = "sphinx_ansible_theme"
html_show_sphinx = False
html_use_index = False
html_copy_source = False

_ANSIBLE = "https://docs.ansible.com/projects/ansible/latest/"
#: Labels of Ansible's own documentation, as patterns, and the pages that have them.
_PAGES = {
    r"ansible_collections\.ansible\.builtin\.(\w+_[a-z]+)": r"collections/ansible/builtin/\1.html",
    r"([a-z]+)_plugins": r"plugins/\1.html",
    r"ansible_configuration_settings": "reference_appendices/config.html",
    r"common_return_values": "reference_appendices/common_return_values.html",
    r"(ANSIBLE_\w+|NO_COLOR)": r"reference_appendices/config.html#envvar-\1",
}


def _page_of_ansible(
    _app: sphinx.application.Sphinx,
    _env: sphinx.environment.BuildEnvironment,
    node: sphinx.addnodes.pending_xref,
    shown: nodes.TextElement,
) -> nodes.reference | None:
    """Return a link to a page of Ansible's own documentation, or None where the label is not one of these."""
    target = str(node["reftarget"])
    for label, page in _PAGES.items():
        if found := re.fullmatch(label, target):
            return nodes.reference("", "", shown, internal=False, refuri=_ANSIBLE + found.expand(page))
    return None


def setup(app: sphinx.application.Sphinx) -> dict[str, bool]:
    """Tell Sphinx how references to Ansible's own documentation are resolved."""
    app.connect("missing-reference", _page_of_ansible)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
