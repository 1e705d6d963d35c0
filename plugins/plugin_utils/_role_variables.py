# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of gs_config that the role baseline has variables for, from the variables of a host.

ansible-core compiles each template anew in the process of each task. So what is no template is taken as it is, and the default of
the layers, which is one, is known here.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleError, AnsibleLookupError

from ansible_collections.voip.grandstream.plugins.plugin_utils._inventory_layers import (
    ROLE_LAYERS,
    ROLE_LAYERS_DEFAULT,
    SourceReader,
    layers,
)
from ansible_collections.voip.grandstream.plugins.plugin_utils._plain_values import PlainValues, Render

ROLE_VARIABLES = "role_variables"
"""The option that asks for it."""

OPTIONS = {
    "write_secrets": "gs_baseline_write_secrets",
    "confirm_registration": "gs_baseline_confirm_registration",
    "when_busy": "gs_baseline_when_busy",
    "allow_reach": "gs_allow_reach",
    "reach_timeout": "gs_baseline_reach_timeout",
    "explain": "gs_baseline_explain",
}
"""The module's options, and the role's variables. The layers are the other one."""

OF_ROLE = {**OPTIONS, "layers": ROLE_LAYERS}
"""All of them."""

BOOK_VARIABLE = "gs_phonebook_layer"
BOOK_IS_GIVEN = "__gs_phonebook_is_given"
"""The role phonebook's layer is empty where this is false (see its variables)."""
BOOK_IS_READ = "__gs_directory_is_read"
"""A play with this variable has a task that reads the directory."""


def role_options(
    variables: t.Mapping[str, t.Any], sources: SourceReader, values: PlainValues, render: Render
) -> dict[str, t.Any]:
    """Return the options of a host in plain types. Raise :class:`AnsibleError` where a template is wrong. A layer that is
    wrong is one with a C(problem).

    ``variables``: all that a task of the host has. ``render``: Ansible's own templating, in these variables.
    """
    said = {option: values.of(variables[variable], render) for option, variable in OPTIONS.items() if variable in variables}
    # An empty line of a variables file is null: it says nothing.
    given = {option: value for option, value in said.items() if value is not None}
    if variables.get(ROLE_LAYERS, ROLE_LAYERS_DEFAULT) != ROLE_LAYERS_DEFAULT:
        return {**given, "layers": values.of(variables[ROLE_LAYERS], render)}
    book = _book(variables, values, render)
    try:
        found = layers([book], sources.sources(variables), variables, lambda value: values.of(value, render))
    except AnsibleLookupError as error:
        # The module fails with this sentence, and with no other words around it.
        found = [{"name": "inventory", "problem": str(error)}]
    return {**given, "layers": found}


def _book(variables: t.Mapping[str, t.Any], values: PlainValues, render: Render) -> t.Any:
    """Return the layer of the role phonebook, where it is in the play."""
    layer = variables.get(BOOK_VARIABLE)
    is_given = variables.get("gs_phonebook_source") or any(
        name in variables for name in ("gs_phonebook_groups", "gs_phonebook_contacts")
    )
    if layer is None and is_given and variables.get(BOOK_IS_READ):
        why = "The directory was not read, because the task for it was left out"
        raise AnsibleError(f"{why}. Run the playbook without --start-at-task and --step")
    if isinstance(layer, str) and BOOK_IS_GIVEN in layer and not is_given:
        return None
    return values.of(layer, render)
