# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# /// script
# dependencies = ["nox>=2025.02.09", "antsibull-nox>=1.10.0"]
# ///
"""Nox sessions of this collection; antsibull-nox.toml says which. `nox --list` shows them."""

from __future__ import annotations

import sys

import nox

try:
    import antsibull_nox
except ImportError:
    sys.exit("antsibull-nox is missing. Install it beside nox: pip install antsibull-nox")

antsibull_nox.load_antsibull_nox_toml()

if __name__ == "__main__":
    nox.main()
