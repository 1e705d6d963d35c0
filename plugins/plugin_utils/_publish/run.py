# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One run of gs_publish: from the variables of all hosts to the files in the folder, and the result."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import functools
import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError, MissingLibraryError, PhoneError
from ansible_collections.voip.grandstream.plugins.module_utils._mac import mac_digits
from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.encrypt import encrypted
from ansible_collections.voip.grandstream.plugins.module_utils._publish import manifest as manifests
from ansible_collections.voip.grandstream.plugins.module_utils._publish import plan as plans
from ansible_collections.voip.grandstream.plugins.module_utils._publish.plan import DesiredFile, FolderPlan
from ansible_collections.voip.grandstream.plugins.module_utils._text import natural, shown
from ansible_collections.voip.grandstream.plugins.plugin_utils._publish import names
from ansible_collections.voip.grandstream.plugins.plugin_utils._publish.books import Books
from ansible_collections.voip.grandstream.plugins.plugin_utils._publish.folder import Folder, Seen
from ansible_collections.voip.grandstream.plugins.plugin_utils._publish.hosts import (
    HostProblemError,
    HostVariables,
    PhoneFile,
    Phones,
    mac_of,
)
from ansible_collections.voip.grandstream.plugins.plugin_utils._publish.problems import Problems, named

if t.TYPE_CHECKING:
    from ansible.parsing.dataloader import DataLoader
    from ansible.playbook.task import Task

ATTEMPTS = 3
"""How often to look again where another run has changed the folder in between."""

MOST_DIFFERENCES = 500
"""Files whose difference is shown: to tell it, the former file must be fetched."""

_OF_THE_RUN = (
    *("gs_publish_dest", "gs_publish_host", "gs_publish_owner", "gs_publish_group", "gs_publish_mode"),
    *("gs_publish_firmware_dir", "gs_publish_purge", "gs_publish_purge_max"),
)
"""Variables of which a run has one value."""

_SLICES = ("awx_job_slice_count", "tower_job_slice_count", "job_slice_count")
"""Variables that tell that a job of AWX has only a part of the inventory."""


class _Collected(t.NamedTuple):
    """What the hosts of the run say."""

    phones: dict[str, PhoneFile]
    left_out: list[str]
    books: list[DesiredFile]


class Run:
    """One run. ``options``: of the task. ``variables``: all that the task has."""

    def __init__(
        self, folder: Folder, options: t.Mapping[str, t.Any], task: Task, variables: t.Mapping[str, t.Any], loader: DataLoader
    ) -> None:
        self._folder = folder
        self._options = options
        self._task = task
        self._variables = variables
        self._fleet = Phones(task, variables, loader)
        self._problems = Problems()

    def result(self) -> dict[str, t.Any]:
        """Return the result of the task. Raise :class:`FolderError`."""
        try:
            return self._withdrawn() if self._options["withdraw"] is not None else self._published()
        except MissingLibraryError as error:
            return self._failed(f"{error.text}. It encrypts files: without it, publish plain ones")
        except PhoneError as error:
            return self._failed(error.text)

    def _failed(self, problem: str = "") -> dict[str, t.Any]:
        if problem:
            self._problems.add(problem)
        error = {"kind": "input", "problems": self._problems.rows()}
        return {"failed": True, "changed": False, "msg": self._problems.message(), "error": error}

    # --- withdrawing

    def _withdrawn(self) -> dict[str, t.Any]:
        """Remove the files of some phones, whatever the inventory says."""
        macs = {mac_digits(mac) or "": mac for mac in self._options["withdraw"]}
        if "" in macs:
            return self._failed(f"withdraw: {shown(macs[''])} is not a MAC address such as 00:0b:82:12:34:56")
        for dummy in range(ATTEMPTS):
            seen = self._folder.look()
            known = plans.of_phones(seen.held.manifest)
            remove = sorted(name for name, mac in known.items() if mac in macs)
            removed = self._apply(seen, FolderPlan([], remove, {}))
            if removed is not None:
                told = f"{_counted(len(removed), 'file')} {self._would}withdrawn"
                difference = {"prepared": _lines(f"{name}: removed" for name in removed)}
                result = {**self._shown([], removed, []), "msg": told, "lines": [told, *removed]}
                return {**result, "diff": difference} if self._task.diff else result
        return self._failed(_TOO_BUSY)

    # --- publishing

    def _published(self) -> dict[str, t.Any]:
        collected = self._collected()
        keep = self._inventory_macs(collected) if self._options["purge"] else None
        if self._problems:
            return self._failed()
        desired = [*(phone.file for phone in collected.phones.values()), *collected.books]
        for dummy in range(ATTEMPTS):
            seen = self._folder.look()
            plan = self._plan(desired, seen, keep)
            if plan is None:
                return self._failed()
            difference = self._difference(plan, seen, collected) if self._task.diff else None
            removed = self._apply(seen, plan)
            if removed is not None:
                result = self._told(plan, removed, seen, collected, len(desired))
                return result if difference is None else {**result, "diff": {"prepared": difference}}
        return self._failed(_TOO_BUSY)

    def _collected(self) -> _Collected:
        """Return what the hosts of the run are to publish. Note all that is wrong."""
        phones: dict[str, PhoneFile] = {}
        by_mac: dict[str | None, list[str]] = {}
        left_out, books = [], Books()
        first = str(self._variables["inventory_hostname"])
        of_the_run = self._of_the_run(first, self._fleet.variables(first))
        for name in self._hosts:
            variables = self._fleet.variables(name)
            try:
                if not variables.is_set("gs_publish", True):
                    left_out.append(name)
                    continue
                said = of_the_run if name == first else self._of_the_run(name, variables)
                for key in _OF_THE_RUN:
                    if said.get(key) != of_the_run.get(key):
                        told = f"{key} is another one than that of {first}. Publish to each in a run of its own"
                        self._problems.add(told, name)
                phones[name] = self._fleet.file(name, variables)
                by_mac.setdefault(phones[name].file.mac, []).append(name)
                if phones[name].downloads:
                    books.add(name, variables)
            except HostProblemError as error:
                for problem in error.problems:
                    self._problems.add(problem, name)
        for mac, hosts in by_mac.items():
            if len(hosts) > 1:
                self._problems.add(f"gs_mac: they have the same address {mac}. Correct the wrong one", *hosts)
        return _Collected(phones, left_out, books.files())

    def _of_the_run(self, name: str, variables: HostVariables) -> dict[str, t.Any]:
        """Return the variables of which a run has one value, as a host has them. Note where that cannot be told."""
        found = {}
        for key in _OF_THE_RUN:
            try:
                found[key] = variables.get(key)
            except HostProblemError as error:
                for problem in error.problems:
                    self._problems.add(problem, name)
        return found

    @functools.cached_property
    def _hosts(self) -> list[str]:
        """Return the hosts whose files are written."""
        if self._options["hosts"] is None:
            batch = set(self._variables["ansible_play_batch"])
            return [name for name in self._variables["ansible_play_hosts"] if name in batch]
        known = set(self._fleet.all_names())
        for name in self._options["hosts"]:
            if name not in known:
                self._problems.add("hosts: the inventory has no such host", name)
        return [name for name in dict.fromkeys(self._options["hosts"]) if name in known]

    def _inventory_macs(self, collected: _Collected) -> set[str]:
        """Return the addresses of all phones of the whole inventory that are published. Note what makes that uncertain."""
        lost = set(self._variables["ansible_play_hosts_all"]) - set(self._variables["ansible_play_hosts"])
        if lost:
            self._problems.add(
                "gs_publish_purge: hosts have failed in this run, so that nothing is removed", *sorted(lost, key=natural)
            )
        if len(self._variables["ansible_play_batch"]) < len(self._variables["ansible_play_hosts"]):
            self._problems.add("gs_publish_purge: not in a play with serial. Publish all phones at once")
        sliced = next((name for name in _SLICES if str(self._variables.get(name, "1")) not in ("0", "1")), None)
        if sliced:
            self._problems.add(f"gs_publish_purge: this job has only a slice of the inventory ({sliced}). Purge in a whole job")
        here = {str(phone.file.mac) for phone in collected.phones.values()}
        done = {*collected.phones, *collected.left_out, *self._hosts}
        return here | {mac for name in self._fleet.all_names() if name not in done for mac in self._mac(name)}

    def _mac(self, name: str) -> list[str]:
        """Return the address of a host outside of the run, if it is a phone that is published. Note where that cannot be told."""
        variables = self._fleet.variables(name)
        try:
            if variables.raw.get("gs_mac") is None or not variables.is_set("gs_publish", True):
                return []
            return [mac_of(variables)]
        except HostProblemError as error:
            for problem in error.problems:
                self._problems.add(f"gs_publish_purge: {problem}", name)
            return []

    def _plan(self, desired: list[DesiredFile], seen: Seen, keep: set[str] | None) -> FolderPlan | None:
        """Return what has to be done; None where that must not be done, with the reasons noted."""
        if seen.firmware_problem:
            self._problems.add(seen.firmware_problem)
        for why, hosts in plans.stranding(desired, seen.held).items():
            self._problems.add(why, *hosts)
        remove: list[str] = []
        if keep is not None:
            try:
                remove = plans.departed(seen.held.manifest, keep, self._options["purge_max"])
                if keep == {file.mac for file in desired if file.mac}:
                    # All phones are in this run, so that all phonebooks are known.
                    remove += plans.books_besides(seen.held.manifest, desired)
            except InputError as error:
                self._problems.add(error.text)
        return None if self._problems else plans.plan(desired, seen.held, remove)

    def _apply(self, seen: Seen, plan: FolderPlan) -> list[str] | None:
        """Carry out a plan. Return the files that were removed, or would be; None where another run was faster."""
        if self._task.check_mode or not (plan.write or plan.remove or seen.unlike):
            return list(plan.remove)
        manifest = seen.held.manifest
        files, records = {}, dict(manifest.files)
        for file in plan.write:
            content = file.content if file.password is None else encrypted(file.content, file.password, file.digest)
            files[file.name] = content
            records[file.name] = plan.records[file.name]._replace(file=manifests.file_hash(manifest, content))
        for name in plan.remove:
            records.pop(name, None)
        return self._folder.apply(seen, manifest._replace(files=records), files, plan.remove)

    # --- telling

    @property
    def _would(self) -> str:
        return "would be " if self._task.check_mode else ""

    def _told(self, plan: FolderPlan, removed: list[str], seen: Seen, collected: _Collected, count: int) -> dict[str, t.Any]:
        would = self._would
        written = [file.name for file in plan.write]
        unlike = _unlike(plan, seen)
        without = sum(not phone.has_password for phone in collected.phones.values())
        parts = [f"{_counted(len(written), 'file')} {would}written, {count - len(written)} unchanged"]
        parts += [f"{len(removed)} {would}removed"] if removed else []
        parts += [f"{len(unlike)} {would}given owner, group or mode"] if unlike else []
        message = f"{_counted(len(collected.phones), 'phone')}: {', '.join(parts)}"
        lines = [message]
        if collected.left_out:
            lines.append(f"left out by gs_publish: {named(collected.left_out)}")
        if without:
            lines.append(
                f"no admin password in the file of {_counted(without, 'phone')}: the phone keeps the one that it has (from the "
                "factory: the factory's). See gs_publish_passwords"
            )
        warnings = self._firmware_warnings(collected)
        return {
            **self._shown(written, removed, unlike),
            "msg": message,
            "unchanged": count - len(written),
            "left_out": collected.left_out,
            "without_password": without,
            "lines": lines,
            **({"warnings": warnings} if warnings else {}),
        }

    @staticmethod
    def _shown(written: list[str], removed: list[str], corrected: list[str]) -> dict[str, t.Any]:
        return {"changed": bool(written or removed or corrected), "written": written, "removed": removed, "corrected": corrected}

    def _firmware_warnings(self, collected: _Collected) -> list[str]:
        folder = self._options["firmware_dir"]
        if not folder:
            return []
        name = str(folder).rstrip("/").rpartition("/")[2]
        others = [host for host, phone in collected.phones.items() if phone.firmware.rstrip("/").rpartition("/")[2] != name]
        if not others:
            return []
        return [f"settings.firmware_server_path does not end with {name}, so that these do not look in {folder}: {named(others)}"]

    def _difference(self, plan: FolderPlan, seen: Seen, collected: _Collected) -> str:
        """Return the lines of a difference: names of files and settings, and no value."""
        models = {phone.file.name: phone.model for phone in collected.phones.values()}
        shown_files = plan.write[:MOST_DIFFERENCES]
        former = self._folder.contents([file.name for file in shown_files])
        lines = [names.line(file, former.get(file.name), models.get(file.name)) for file in shown_files]
        if len(plan.write) > len(shown_files):
            lines.append(f"and {len(plan.write) - len(shown_files)} more files")
        lines += [f"{name}: removed" for name in plan.remove]
        return _lines([*lines, *(f"{name}: owner, group or mode" for name in _unlike(plan, seen))])


def _lines(lines: t.Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _unlike(plan: FolderPlan, seen: Seen) -> list[str]:
    """Return the files that get their owner, group or mode, and nothing else."""
    others = {*(file.name for file in plan.write), *plan.remove}
    return [name for name in seen.unlike if name not in others]


_TOO_BUSY = "other runs have changed the folder again and again. Repeat this run when they are done"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
