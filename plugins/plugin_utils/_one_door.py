# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One door a phone for its contacts: it downloads its phonebook, or it gets contacts over the API. With both it has all twice."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleLookupError

from ansible_collections.voip.grandstream.plugins.module_utils._text import yes_or_no

BOTH = "gs_phonebook_both"
"""The variable that allows both."""

DOWNLOAD_MODE = "phonebook_download_mode"
_OFF = "0"
_NO_BOOK = ("settings", "accounts", "keys")

Layers = t.Sequence[dict[str, t.Any]]
Template = t.Callable[[t.Any], t.Any]


def through_one_door(
    weaker: Layers, layers: Layers, variables: t.Mapping[str, t.Any], template: Template
) -> list[dict[str, t.Any]]:
    """Return all layers of a phone that gets its contacts over the API; without the book of ``weaker`` of one that downloads it.

    ``weaker``: that of the directory and the like. ``layers``: all others. ``variables``: of the host. Raise
    :class:`AnsibleLookupError` where another layer has contacts, too, and the user does not allow both.
    """
    has_contacts = [layer for layer in layers if layer.get("contacts")]
    if not weaker and not has_contacts:
        return list(layers)
    everything = [*weaker, *layers]
    if not downloads(everything, template(variables.get("gs_model"))) or yes_or_no(template(variables.get(BOTH))):
        return everything
    if has_contacts:
        raise AnsibleLookupError(
            f"{has_contacts[-1]['name']}: gs_contacts: the phone downloads its phonebook (settings.{DOWNLOAD_MODE}), so that it "
            f"would have its contacts twice. Remove gs_contacts, or set {DOWNLOAD_MODE}: 'off', or allow both with {BOTH}: true."
        )
    bookless = [{key: layer[key] for key in ("name", *_NO_BOOK) if key in layer} for layer in weaker]
    return [*(layer for layer in bookless if any(key in layer for key in _NO_BOOK)), *layers]


def downloads(layers: Layers, model: t.Any) -> bool:
    """Return whether a phone with these layers downloads its phonebook. What is no value of the setting is a no."""
    # Few phones have contacts and layers from elsewhere, and the import takes longer than all the rest.
    from ansible_collections.voip.grandstream.plugins.module_utils._settings import (  # noqa: PLC0415
        catalogue,
        codec,
        to_pvalues,
    )

    setting = catalogue.by_name(DOWNLOAD_MODE)
    said = [
        value
        for layer in layers
        for key, value in (layer.get("settings") or {}).items()
        if setting and list(to_pvalues.numbers_of(None, str(key))) == list(setting.numbers)
    ]
    if setting is None or not said or said[-1] is None:
        return False
    try:
        text = codec.to_text(setting.on(catalogue.model_of(model)), said[-1])
    except ValueError:
        return False
    return text not in ("", _OFF)
