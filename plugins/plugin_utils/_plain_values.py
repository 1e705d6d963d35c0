# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values of the inventory, templated where they hold a template: all others cost next to nothing."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import re
import typing as t
from collections.abc import Mapping

try:
    from ansible.template import is_trusted_as_template
except ImportError:  # ansible-core 2.18

    def is_trusted_as_template(value: object) -> bool:
        """Return whether a text may be a template: what comes from the outside must not."""
        return not hasattr(value, "__UNSAFE__")


from ansible_collections.voip.grandstream.plugins.plugin_utils._plain import plain

_MARKS = ("{{", "{%", "{#")
OVERRIDE = "#jinja2:"
"""What begins a text that chooses its own marks (jinja2's overrides, as Ansible's templates know them)."""

_ABSENT = object()

MOST_KEPT = 2000
"""Values that are converted once: those of groups, which come again with each host. Those of hosts come once, and go."""

Render = t.Callable[[t.Any], t.Any]
"""Ansible's own templating, in the variables of one host."""


class PlainValues:
    """Values of the inventory that hold no template, in plain types: each is converted once, however many hosts have it."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[t.Any, t.Any]] = {}

    def of(self, value: t.Any, render: Render) -> t.Any:
        """Return a value in plain types, with its templates rendered. Raise what ``render`` raises.

        A dictionary or list without any template is the same object for all hosts that have the same one.
        """
        if isinstance(value, str):
            return plain(render(value)) if is_templated(value) else str(value)
        found = self._plain(value)
        return found if found is not _ABSENT else self._rendered(value, render)

    def _plain(self, value: t.Any) -> t.Any:
        """Return what is no text in plain types, decrypted; ``_ABSENT`` where it holds a template."""
        kept = self._kept.pop(id(value), None)
        if kept is None:
            # The value is kept as well: while it lives, no other one has its id.
            kept = value, _ABSENT if is_templated(value) else plain(value)
            if len(self._kept) >= MOST_KEPT:
                del self._kept[next(iter(self._kept))]
        self._kept[id(value)] = kept
        return kept[1]

    def _rendered(self, value: t.Any, render: Render) -> t.Any:
        if not isinstance(value, Mapping):
            return plain(render(value))
        # All templates of a dictionary at once: Ansible leaves out those entries that are omitted.
        leaves = {key: item for key, item in value.items() if not isinstance(item, Mapping) and is_templated(item)}
        rendered = plain(render(leaves)) if leaves else {}
        return {
            plain(key): rendered[key] if key in leaves else self.of(item, render)
            for key, item in value.items()
            if key not in leaves or key in rendered
        }


def is_templated(value: t.Any) -> bool:
    """Return whether there is a template in a value, nested as it may be."""
    if isinstance(value, str):
        return ("{" in value and any(mark in value for mark in _MARKS)) or value.startswith(OVERRIDE)
    if isinstance(value, (int, float)):
        # Before the question for a mapping: see `plain`.
        return False
    if isinstance(value, Mapping):
        return any(is_templated(item) for item in value.values())
    return isinstance(value, (list, tuple)) and any(is_templated(item) for item in value)


_VARIABLE = re.compile(r"\{\{ *([A-Za-z_][A-Za-z0-9_]*) *\}\}")
_NO_VARIABLES = frozenset(
    ("true", "false", "none", "True", "False", "None", "not", "omit", "lookup", "query", "q", "now", "undef")
)
"""Words that are something else in a template, whatever variables there are."""

_IS_READ = ("{", "[", "True", "False")
"""What text may begin with that ansible-core 2.18 makes another type of."""


def with_variables(variables: Mapping[str, t.Any], render: Render) -> Render:
    """Return ``render`` so that it does without jinja2 where a text only names variables that are texts.

    ansible-core compiles each template anew for each host, which takes a millisecond. ``variables``: what ``render`` has. It gets
    all that is more than a name, and all that might be.
    """

    def rendered(value: t.Any) -> t.Any:
        if isinstance(value, str):
            text = _filled_in(value, variables)
            return render(value) if text is None else text
        if not isinstance(value, dict):
            return render(value)
        texts = {key: _filled_in(item, variables) for key, item in value.items() if isinstance(item, str)}
        known = {key: text for key, text in texts.items() if text is not None}
        others = {key: item for key, item in value.items() if key not in known}
        return {**known, **(render(others) if others else {})}

    return rendered


def _filled_in(text: str, variables: Mapping[str, t.Any]) -> str | None:
    """Return a template with its variables in their places; None where that takes more than this."""
    if text.startswith(OVERRIDE) or not is_trusted_as_template(text):
        return None
    # By turns what stands between the variables, and the name of one.
    parts = _VARIABLE.split(text)
    for place in range(1, len(parts), 2):
        value = None if parts[place] in _NO_VARIABLES else variables.get(parts[place])
        if not isinstance(value, str) or is_templated(value):
            return None
        parts[place] = str(value)
    between = "".join(parts[::2])
    found = "".join(parts)
    return None if "{" in between or "}" in between or "\n" in found or found.startswith(_IS_READ) else found
