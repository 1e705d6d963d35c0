# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: firmware_outcome
short_description: Which phones have which firmware, and what came of their upgrade
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Sorts the phones by what the operation V(firmware) of the role P(voip.grandstream.maintenance#role) noted on each of them,
    also in former plays of the same run. Gives this as data, and as lines for people.
  - It looks at one fact of each host only, and templates nothing, so that it costs little on thousands of hosts.
options:
  _terms:
    description: It takes none.
  max_failures:
    description: How many phones may fail before the run has to stop.
    type: int
    default: 0
  stage:
    description:
      - Which part of a run the play is. V(batch) is a play with batches of any phones, V(plan) the look at all phones before the
        rings are made, and V(ring) a play whose batches are rings, which hold only phones that are to be upgraded.
      - With V(ring), a run has to stop, too, while phones of a model wait and none of them was upgraded yet, because nothing has
        proved the version there.
    type: str
    choices: [batch, plan, ring]
    default: batch
  check_mode:
    description: Whether it is check mode. Then there is never a reason to stop.
    type: bool
    default: false
  limit:
    description: How many names, and how many sentences, the lines have for each kind. V(0) is no limit.
    type: int
    default: 20
seealso:
  - plugin: voip.grandstream.outcome
    plugin_type: lookup
"""

EXAMPLES = r"""
# At the end of a play of your own, with the role voip.grandstream.maintenance
- name: Tell which phones have which firmware
  ansible.builtin.debug:
    msg: "{{ lookup('voip.grandstream.firmware_outcome').lines }}"
  run_once: true
"""

RETURN = r"""
_raw:
  description: One dictionary.
  type: list
  elements: dict
  contains:
    total:
      description: How many phones there are.
      type: int
    ends:
      description:
        - Names of the phones by what came of them, in the inventory's order. The keys are V(upgraded), V(would), V(current),
          V(newer), V(busy), V(left_out), V(unreachable), V(failed) and V(due). V(due) are those that are to be upgraded, and were
          not begun.
      type: dict
    why:
      description: By name of the phones that were left out, were unreachable or failed, why.
      type: dict
    versions:
      description: By version the names of the phones that have it, as far as it was read. The newest version comes first.
      type: dict
    marks:
      description:
        - Names of the phones on which an interrupted run had left its settings. V(mended) are those that have their former
          settings back, V(left) those where these are not known.
      type: dict
    due:
      description: The phones that are to be upgraded, each with its C(name) and its C(kind).
      type: list
      elements: dict
    unproved:
      description:
        - Models of phones that are to be upgraded, and of which none was upgraded yet. An empty text stands for phones without a
          model, or whose rings are not made by it.
      type: list
      elements: str
    stop:
      description: Why no further phones may be upgraded. Empty if they may.
      type: str
    lines:
      description: The same for people. The first line counts, and the others name.
      type: list
      elements: str
"""

import typing as t

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ansible_collections.voip.grandstream.plugins.lookup.outcome import registered
from ansible_collections.voip.grandstream.plugins.module_utils._settings.firmware import version as parts_of
from ansible_collections.voip.grandstream.plugins.module_utils._text import visible

FACT = "__gs_maintenance_firmware"
"""What the role notes on each host: ``end``, ``why``, ``was``, ``has`` and ``kind``."""

WORDS = {
    "upgraded": "upgraded",
    "would": "would be upgraded",
    "current": "run it already",
    "newer": "run a newer version, left alone",
    "busy": "busy (left for a later run)",
    "left_out": "not upgraded",
    "unreachable": "unreachable",
    "failed": "failed",
    "due": "not begun",
}
"""What can come of a phone, in the order in which people read it."""

_MARKS = {
    "mended": "an interrupted run had left its settings on the phone, which are put back",
    "left": (
        "had the settings of this upgrade already, and still have them: an interrupted run has left them, and no note on this "
        "controller says what was there before. The playbook enforce sets what git says"
    ),
}
"""What else can be noted on a phone."""

_EXPLAINED = ("left_out", "unreachable", "failed")
_NAMED = ("upgraded", "would", "newer", "busy", "due")
_LOST = "it failed before its upgrade, see above"


class LookupModule(LookupBase):
    """The lookup plugin: which phones have which firmware."""

    def run(self, terms: list[t.Any], variables: dict[str, t.Any] | None = None, **kwargs: t.Any) -> list[dict[str, t.Any]]:
        """Return one dictionary. Raise AnsibleLookupError where there are ``terms``."""
        if terms:
            raise AnsibleLookupError("firmware_outcome takes no terms. It looks at all hosts that the role has looked at")
        self.set_options(var_options=variables, direct=kwargs)
        variables = variables or {}
        note = registered(variables["hostvars"], FACT)
        everyone = dict.fromkeys([*map(str, variables["groups"]["all"]), *map(str, variables["ansible_play_hosts_all"])])
        notes = {host: found for host in everyone if (found := note(host)) is not None}
        here, active = set(variables["ansible_play_hosts_all"]), set(variables["ansible_play_hosts"])
        batch = set(variables["ansible_play_batch"])
        for host in here - set(notes):
            # A phone of a later batch, or one that left the play before it was looked at.
            notes[host] = {"end": "due"} if host in active else {"end": "failed", "why": _LOST}
        for host in here - active:
            if notes[host]["end"] == "due":
                notes[host] = {**notes[host], "end": "failed", "why": _LOST}
        outcome = sorted_out({host: notes[host] for host in everyone if host in notes})
        allowed = int(self.get_option("max_failures"))
        stage = self.get_option("stage")
        waiting = here if stage == "plan" else here - batch
        may_stop = not self.get_option("check_mode") and any(host in waiting for host in outcome["ends"]["due"])
        outcome["stop"] = stop_reason(outcome, allowed, stage) if may_stop else ""
        outcome["lines"] = lines(outcome, self.get_option("limit"))
        return [outcome]


def sorted_out(notes: t.Mapping[str, t.Mapping[str, t.Any]]) -> dict[str, t.Any]:
    """Return the names of the hosts by what came of them and by version, from what is noted on each."""
    ends: dict[str, list[str]] = {end: [] for end in WORDS}
    versions: dict[str, list[str]] = {}
    models = {host: str(note.get("model", "")) for host, note in notes.items()}
    for host, note in notes.items():
        ends[note["end"]].append(host)
        versions.setdefault(str(note.get("has", note.get("was", ""))), []).append(host)
    return {
        "total": len(notes),
        "ends": ends,
        "why": {host: visible(" ".join(str(notes[host].get("why", "")).split())) for end in _EXPLAINED for host in ends[end]},
        "versions": {version: versions[version] for version in sorted(versions, key=_newest_first)},
        "marks": {mark: [host for host, note in notes.items() if note.get(mark)] for mark in _MARKS},
        "due": [{"name": host, "kind": notes[host].get("kind", [])} for host in ends["due"]],
        "unproved": sorted({models[host] for host in ends["due"]} - {models[host] for host in ends["upgraded"]}),
    }


def _newest_first(version: str) -> tuple[bool, list[int], str]:
    """Return a key to sort by: versions from the newest, then what is none, and at last what is not known."""
    return version == "", [-part for part in parts_of(version) or []] or [1], version


def stop_reason(outcome: t.Mapping[str, t.Any], allowed: int, stage: str) -> str:
    """Return why phones that wait may not be upgraded. ``allowed``: how many phones may fail."""
    ends = outcome["ends"]
    left = f"The run ends here. Not begun: {_phones(len(ends['due']))}"
    if len(ends["failed"]) > allowed:
        told = f"{_phones(len(ends['failed']))} failed, and gs_maintenance_max_failures allows {allowed}. {left}"
        return f"{told}. Look at the failed ones, and run it again: phones that are done are left alone"
    if stage == "ring" and outcome["unproved"]:
        # Models have versions of their own, and what one lives with may break another.
        models = ", ".join(visible(model) or "a model that is not known" for model in outcome["unproved"])
        which = f" of {models}" if ends["upgraded"] else ""
        return f"No phone{which} was upgraded so far, so nothing has proved the version. {left}. Run it again later"
    return ""


def lines(outcome: t.Mapping[str, t.Any], limit: int) -> list[str]:
    """Return the outcome for people: counts, versions, names, reasons, and why the run stops."""
    ends = outcome["ends"]
    counts = [f"{len(ends[end])} {word}" for end, word in WORDS.items() if ends[end]]
    told = [f"{_phones(outcome['total'])}: {', '.join(counts) or 'none'}"]
    told += [
        f"have {visible(version) or 'a version that is not known'}: {_names(names, limit)}"
        for version, names in outcome["versions"].items()
    ]
    told += [f"{WORDS[end]}: {_names(ends[end], limit)}" for end in _NAMED if ends[end]]
    told += [f"{word}: {_names(outcome['marks'][mark], limit)}" for mark, word in _MARKS.items() if outcome["marks"][mark]]
    for end in _EXPLAINED:
        shown = ends[end][:limit] if limit else ends[end]
        told += [f"{WORDS[end]}: {visible(host)}: {outcome['why'][host]}" for host in shown]
        told += [f"{WORDS[end]}: and {len(ends[end]) - len(shown)} more"] if len(shown) < len(ends[end]) else []
    return told + ([f"{outcome['stop']}."] if outcome["stop"] else [])


def _names(hosts: t.Sequence[str], limit: int) -> str:
    shown = hosts[:limit] if limit else hosts
    more = f", and {len(hosts) - len(shown)} more" if len(shown) < len(hosts) else ""
    return f"{len(hosts)} ({', '.join(map(visible, shown))}{more})"


def _phones(count: int) -> str:
    return f"{count} phone{'' if count == 1 else 's'}"
