# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import datetime as dt
import os
import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError, MissingLibraryError
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit import advisories, find, reading, told, waivers
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.hosts import AuditHosts
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.rules import RULES, Rule
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.score import SEVERITIES
from ansible_collections.voip.grandstream.plugins.plugin_utils._survey.action import CREW_SPEC, LookActionBase
from ansible_collections.voip.grandstream.plugins.plugin_utils._survey.findings import Findings
from ansible_collections.voip.grandstream.plugins.plugin_utils._survey.reading import beginning

ARGUMENT_SPEC: dict[str, dict[str, t.Any]] = {
    **CREW_SPEC,
    "advisories": {"type": "list", "elements": "raw", "default": []},
    "waivers": {"type": "list", "elements": "raw", "default": []},
    "try_factory": {"type": "bool", "default": False},
    "fail_on": {"type": "str", "choices": [*SEVERITIES, "never"], "default": "never"},
}


class ActionModule(LookActionBase):
    """``gs_audit``: what of all phones is open to attack. Its documentation is the module's."""

    title = "an audit"
    argument_spec = ARGUMENT_SPEC

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """See :meth:`ActionBase.run`. Wrong options fail before the first request."""
        result: dict[str, t.Any] = super().run(tmp, task_vars)
        variables = task_vars or {}
        options = self.options()
        names = self.names(options["hosts"], variables)
        try:
            rules = [*RULES, *advisories.rules(options["advisories"])]
            accepted = self._waivers(options["waivers"], rules, variables)
        except MissingLibraryError as error:
            return {**result, "failed": True, "msg": f"The Python library {error.library} is needed on the controller."}
        except InputError as error:
            return {**result, "failed": True, "msg": error.text, "error": {"kind": error.kind, **error.details}}
        findings = Findings(names, title="Audit", in_line="looked at")
        said: dict[str, dict[str, t.Any]] = {}

        def note(name: str, found: dict[str, t.Any], seconds: float) -> None:
            findings.note(name, found, seconds)
            if reading.OF_ONE_PHONE in found:
                said[name] = found[reading.OF_ONE_PHONE]

        hosts = AuditHosts(self._task, variables, self._loader)
        tries = reading.tries_in_each_of(self.crew(options).workers) if options["try_factory"] else 0
        of_one = reading.resource(rules, os.urandom(32), tries)
        self.look(names, beginning(hosts, of_one, diff=False), options, findings, note)
        return {**result, **self._result(rules, accepted, findings, said, options["fail_on"])}

    def _waivers(self, entries: list[t.Any], rules: list[Rule], variables: dict[str, t.Any]) -> waivers.Waivers:
        def fitting(pattern: str) -> list[str]:
            # Also where --limit leaves them out: a waiver that fits nobody of this run is no slip.
            inventory = variables["hostvars"]._inventory  # noqa: SLF001 - it has no other name
            return [str(host.name) for host in inventory.get_hosts(pattern, ignore_limits=True, ignore_restrictions=True)]

        return waivers.read(entries, [rule.id for rule in rules], fitting, dt.datetime.now().astimezone().date())

    def _result(
        self,
        rules: list[Rule],
        accepted: waivers.Waivers,
        findings: Findings,
        said: dict[str, dict[str, t.Any]],
        fail_on: str,
    ) -> dict[str, t.Any]:
        surveyed = findings.result()
        names, unread = surveyed["hosts"], surveyed["phones"]
        audit = find.audit(rules, accepted, {name: said[name] for name in names["in_line"]}, unread)
        lost = [*names["unreachable"], *names["failed"]]
        warnings = [*surveyed.get("warnings", []), *accepted.warnings]
        return {
            "changed": False,
            "msg": f"{surveyed['msg']}. {told.headline(audit)}",
            "audit": audit.document(),
            "lines": told.lines(audit),
            "failure": told.failure(audit, fail_on, lost),
            "hosts": {"audited": names["in_line"], "unreachable": names["unreachable"], "failed": names["failed"]},
            "phones": unread,
            "seconds": surveyed["seconds"],
            **({"warnings": warnings} if warnings else {}),
        }
