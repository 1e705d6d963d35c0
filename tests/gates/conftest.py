# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the gates share."""

from __future__ import annotations

from pathlib import Path

import pytest

from support import collection


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository at …/ansible_collections/voip/grandstream; tools may leave their files in it."""
    return collection.checkout(tmp_path_factory.mktemp("checkout"))
