# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: outcome
short_description: Sum up what a task came to on all phones of the play
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Tells what the task that registered a variable came to on each host of the play so far. It counts the hosts and names them,
    and has one sentence for each that failed.
  - Hosts that left the play are counted too, and so are those of the batches before (see the keyword C(serial)). Those where
    the task has not run yet are told apart.
  - It looks at that one variable only, and templates nothing, so that it costs little on thousands of hosts.
options:
  _terms:
    description:
      - Names of registered variables.
    type: list
    elements: str
    required: true
  changed:
    description: What to call hosts that the task changed. In check mode V(would change) may be better.
    type: str
    default: changed
  ok:
    description: What to call hosts where there was nothing to change.
    type: str
    default: in line
  skipped:
    description: What to call hosts where the task was skipped.
    type: str
    default: skipped
  failed:
    description: What to call hosts that failed at the task, or before it.
    type: str
    default: failed
  unreachable:
    description: What to call hosts that were unreachable at the task.
    type: str
    default: unreachable
  waiting:
    description: What to call hosts where the task has not run yet. Their batch has not begun, or the strategy is C(free).
    type: str
    default: not yet their turn
  having:
    description:
      - Name of a key of the results, such as V(reboot_required). The hosts where it is true are then given as C(having).
    type: str
  limit:
    description: How many names, and how many sentences, the lines have for each of these. V(0) is no limit.
    type: int
    default: 20
notes:
  - A registered variable outlives its play. Where an earlier play of the same run registered the same name, its results stand
    for the hosts whose turn has not come. Give each play a name of its own.
  - What C(no_log) hides is in the registered variable all the same. Do not show the outcome of such a task.
  - A host that left the play before the task, at a task without C(register), or after the task was skipped for it, counts as
    failed, because Ansible keeps nothing else of it. It was told when it happened.
seealso:
  - module: voip.grandstream.gs_config
"""

EXAMPLES = r"""
# In a play with serial: 10%
- name: Change what differs
  voip.grandstream.gs_config:
    settings:
      ntp_server: ntp.example.net
  register: settings_result

- name: What came of it so far
  ansible.builtin.debug:
    msg: "{{ lookup('voip.grandstream.outcome', 'settings_result').lines }}"
  run_once: true

# ok: [lobby] => {
#     "msg": [
#         "40 phones: 1 changed, 2 in line, 1 unreachable, 36 not yet their turn",
#         "changed: lobby",
#         "in line: kitchen, cellar",
#         "unreachable: attic: 192.0.2.17 port 443: loginrealm: the connection was refused. Is the phone still starting, ..."
#     ]
# }

- name: Tell the chat when something failed
  ansible.builtin.uri:
    url: https://chat.example.net/hook
    method: POST
    body_format: json
    body: {text: "{{ outcome.lines | join('\n') }}"}
  delegate_to: localhost
  run_once: true
  when: outcome.messages | length > 0
  vars:
    outcome: "{{ lookup('voip.grandstream.outcome', 'settings_result') }}"
"""

RETURN = r"""
_raw:
  description: One dictionary for each name. C(lookup) with one name gives the dictionary itself.
  type: list
  elements: dict
  contains:
    total:
      description: How many hosts the play has.
      type: int
    changed:
      description: Names of the hosts that the task changed, in the inventory's order. So are all lists here.
      type: list
      elements: str
    ok:
      description: Names of those where there was nothing to change.
      type: list
      elements: str
    skipped:
      description: Names of those where the task was skipped.
      type: list
      elements: str
    failed:
      description: Names of those that failed at the task, or before it.
      type: list
      elements: str
    unreachable:
      description: Names of those that were unreachable at the task.
      type: list
      elements: str
    waiting:
      description: Names of those where the task has not run yet.
      type: list
      elements: str
    having:
      description: Names of those whose result has O(having), and has it true. Empty without that option.
      type: list
      elements: str
    messages:
      description: By name of each host that failed or was unreachable, why, in one line.
      type: dict
    lines:
      description: The same for people. The first line counts, and the others name.
      type: list
      elements: str
"""

import re
import typing as t

from ansible.plugins.lookup import LookupBase

from ansible_collections.voip.grandstream.plugins.module_utils._text import visible

KINDS = ("changed", "ok", "skipped", "failed", "unreachable", "waiting")
"""The outcomes that a host can have, in the order in which people read them."""
BROKEN = ("failed", "unreachable")

Results = t.Callable[[str], t.Mapping[str, t.Any] | None]
"""From a host's name to its registered result, or None where there is none."""


class LookupModule(LookupBase):
    """The lookup plugin: the outcome of a task on all hosts of the play."""

    def run(self, terms: list[t.Any], variables: dict[str, t.Any] | None = None, **kwargs: t.Any) -> list[dict[str, t.Any]]:
        """Return one dictionary for each name of ``terms``."""
        self.set_options(var_options=variables, direct=kwargs)
        variables = variables or {}
        words = {kind: str(self.get_option(kind)) for kind in KINDS}
        everyone = variables["ansible_play_hosts_all"]
        active = set(variables["ansible_play_hosts"])
        outcomes = []
        for term in terms:
            results = registered(variables["hostvars"], str(term))
            outcome = sorted_out(everyone, active, results)
            outcome["having"] = [host for host in map(str, everyone) if (results(host) or {}).get(self.get_option("having"))]
            outcome["lines"] = lines(outcome, words, self.get_option("limit"))
            outcomes.append(outcome)
        return outcomes


def registered(hostvars: t.Any, name: str) -> Results:
    """Return a function that returns a host's registered variable of that name, not templated."""
    # To get all variables of a host takes a hundred times as long as this one: seconds for thousands of hosts.
    facts = getattr(getattr(hostvars, "_variable_manager", None), "_nonpersistent_fact_cache", None)

    def result(host: str) -> t.Mapping[str, t.Any] | None:
        variables = hostvars.raw_get(host) if facts is None else facts.get(host, {})
        found = variables.get(name)
        return found if isinstance(found, t.Mapping) else None

    return result


def sorted_out(everyone: t.Iterable[str], active: t.Container[str], results: Results) -> dict[str, t.Any]:
    """Return the names of the hosts by their outcome, with ``total`` and ``messages``.

    ``active`` have not left the play.
    """
    outcome: dict[str, t.Any] = {"total": 0, **{kind: [] for kind in KINDS}, "messages": {}}
    for host in map(str, everyone):
        result = results(host)
        if result is not None and host not in active and _kind(result) == "skipped":
            # It left the play at another task: one that was skipped leaves nobody.
            result = None
        kind = _kind(result) if result is not None else "waiting" if host in active else "failed"
        outcome["total"] += 1
        outcome[kind].append(host)
        if kind in BROKEN:
            outcome["messages"][host] = _message(result or {"msg": "failed at another task, see above"})
    return outcome


def _kind(result: t.Mapping[str, t.Any]) -> str:
    for kind in ("unreachable", "failed", "skipped", "changed"):
        if result.get(kind):
            return kind
    return "ok"


def _message(result: t.Mapping[str, t.Any]) -> str:
    """Return the reason of a failure in one line; of a loop, that of the first item that failed."""
    for item in result.get("results") or ():
        if isinstance(item, t.Mapping) and _kind(item) in BROKEN:
            return _message(item)
    return visible(re.sub(r"[ \t\r\n]+", " ", str(result.get("msg") or "no reason was given").strip()))


def lines(outcome: t.Mapping[str, t.Any], words: t.Mapping[str, str], limit: int) -> list[str]:
    """Return the outcome for people: counts, then names, and a line for each host that failed."""
    total = outcome["total"]
    counts = [f"{len(outcome[kind])} {words[kind]}" for kind in KINDS if outcome[kind]]
    told = [f"{total} phone{'' if total == 1 else 's'}: {', '.join(counts) or 'none'}"]
    for kind in KINDS:
        hosts, word = outcome[kind], words[kind]
        shown = hosts[:limit] if limit else hosts
        more = f"and {len(hosts) - len(shown)} more"
        if kind in BROKEN:
            told += [f"{word}: {visible(host)}: {outcome['messages'][host]}" for host in shown]
            told += [f"{word}: {more}"] if len(shown) < len(hosts) else []
        elif hosts and kind != "waiting":
            told.append(f"{word}: {', '.join(map(visible, shown))}{f', {more}' if len(shown) < len(hosts) else ''}")
    return told
