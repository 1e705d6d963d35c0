# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the processes that ansible-core forks for the tasks have from before, and what they leave alone."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import codecs
import gc
import multiprocessing
from contextlib import suppress

from ansible.plugins.loader import connection_loader, filter_loader, lookup_loader, test_loader

from ansible_collections.voip.grandstream.plugins.module_utils._api.tls import read_the_usual_cas


def load_before_the_forks(connection: str) -> None:
    """Load the plugins that a task on each phone needs, with their documentation, which ansible-core reads for their options.

    ansible-core imports an action plugin, which calls this, before it forks a process for each task. That process would read
    the documentation anew each time. What fails here fails there with a sentence of its own. ``connection``: the name of the
    connection plugin.

    The same holds for the CAs of the system, and for ansible-core's own filters and tests: the first template with one of them
    reads them all.
    """
    # HTTP writes its lines in it, and Python imports it at first use.
    codecs.lookup("ascii")
    with suppress(Exception):
        connection_loader.get(connection, class_only=True)
        for name in ("layers", "directory"):
            lookup_loader.get(f"voip.grandstream.{name}", class_only=True)
        filter_loader.get("ansible.builtin.bool")
        test_loader.get("ansible.builtin.truthy")
        read_the_usual_cas()


def leave_what_was_there() -> None:
    """Let garbage collection look only at what a task makes, where that has a process of its own.

    One look at all that the run has of thousands of phones would copy every page of it, and take longer than the task.
    """
    if multiprocessing.parent_process() is not None:
        gc.freeze()
