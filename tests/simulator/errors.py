# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an operator can do wrong."""

from __future__ import annotations


class InputError(ValueError):
    """Something given on the command line or to the control interface is wrong; the message is a sentence."""
