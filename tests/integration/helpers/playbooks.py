# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Playbooks from Python data, run by a real `ansible-playbook` in a clean environment, and what came of them."""

from __future__ import annotations

import base64
import contextlib
import html
import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, quote_plus

import yaml

from support import warm
from support.environments import Environment
from support.tools import end, living_in

#: Ansible plugins that only these tests use.
PLUGINS = Path(__file__).parents[1] / "plugins"
MODULE = "voip.grandstream.gs_pvalue"
#: The inventory's name of the host that is no phone; see `conftest.jump_host`.
JUMP_HOST = "jumphost"
#: Characters of the shortest password that a phone takes. A shorter one can be anything in base64.
SHORTEST = 6
#: Seconds for a whole `ansible-playbook`. A run that needs more hangs.
PATIENCE = 100.0

Data = dict[str, Any]


class Result(NamedTuple):
    """One host's result of one task: `status` is ok, failed, ignored, unreachable, skipped or retry."""

    host: str
    task: str
    status: str
    data: Data


@dataclass(frozen=True)
class Run:
    """A finished `ansible-playbook`."""

    rc: int
    stdout: str
    stderr: str
    results: list[Result]
    recap: dict[str, dict[str, int]]

    @property
    def output(self) -> str:
        """All that a person saw."""
        return self.stdout + self.stderr

    def of(self, host: str, task: str = "") -> list[Result]:
        """The host's results in order; those of the tasks whose name begins with `task`. Not all cores put its role in front."""
        return [result for result in self.results if result.host == host and result.task.rsplit(" : ", 1)[-1].startswith(task)]

    def one(self, host: str, task: str = "") -> Result:
        """The host's only result (of that task)."""
        (result,) = self.of(host, task)
        return result

    def data(self, host: str, task: str = "") -> Data:
        """The result dict of a task that went well."""
        result = self.one(host, task)
        assert result.status == "ok", f"{result}\n{self.output}"
        return result.data

    def failure(self, host: str, task: str = "", *, status: str = "failed") -> Data:
        """The result dict of a task that did not."""
        result = self.one(host, task)
        assert result.status == status, f"{result}\n{self.output}"
        return result.data

    def changed(self, *hosts: str) -> list[bool]:
        """For each host, whether its only task, which went well, changed it."""
        return [bool(self.data(host)["changed"]) for host in hosts]


@dataclass
class Started:
    """A running `ansible-playbook`: `interrupt` it or not, and `finish`."""

    process: subprocess.Popen[str] | warm.Program
    results_file: Path
    secrets: Sequence[str]
    warnings: Sequence[str]
    tolerated: Sequence[str] = ()

    def interrupt(self) -> None:
        """Press Ctrl-C: a terminal sends SIGINT to the whole group."""
        os.killpg(self.process.pid, signal.SIGINT)

    def finish(self, patience: float = PATIENCE) -> Run:
        """Wait for the end, and check what holds for every run: no warning that was not expected, no traceback, no secret."""
        try:
            stdout, stderr = self.process.communicate(timeout=patience)
        finally:
            self.stop()
        documents = [json.loads(line) for line in _text(self.results_file).splitlines()]
        run = Run(
            rc=self.process.returncode,
            stdout=stdout,
            stderr=stderr,
            results=[Result(item["host"], item["task"], item["status"], item["result"]) for item in documents if "host" in item],
            recap=next((item["recap"] for item in documents if "recap" in item), {}),
        )
        self._check(run, seen=run.output + _text(self.results_file))
        return run

    def stop(self) -> None:
        """End whatever is left of it: a worker, a module or a background task of it would disturb the tests after this one."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        # The group's leader may be reaped already; that is no reason to leave its pipes open.
        self.process.communicate()
        # ansible-core's wrapper of a background task stays: it does nothing but remove the task's files.
        end(living_in(self.results_file.parent, sparing="async_wrapper"))

    def _check(self, run: Run, seen: str) -> None:
        found = re.findall(r"^\[(?:WARNING|DEPRECATION).*(?:\n(?!\S*\[|\s*$).*)*", run.output, re.MULTILINE)
        flat = [" ".join(warning.split()) for warning in found]
        known = (*self.warnings, *self.tolerated)
        unexpected = [warning for warning in flat if not any(expected in warning for expected in known)]
        assert not unexpected, f"{unexpected}\n{run.output}"
        for expected in self.warnings:
            assert any(expected in warning for warning in flat), f"no warning {expected!r} in\n{run.output}"
        assert "Traceback (most recent call last)" not in run.output, run.output
        told = [form for secret in self.secrets for form in _forms(secret) if form in seen]
        assert not told, f"secrets were told: {told}\n{run.output}"


@dataclass
class Ansible:
    """A controller with the collection installed. `folder` is the test's own and holds everything that a run writes."""

    controller: Environment
    collections: Path
    folder: Path
    jump_host: Data

    def run(self, hosts: Mapping[str, Data], tasks: Sequence[Data], *arguments: str, **options: Any) -> Run:
        """Run one play of `tasks` on `hosts` (the inventory's name and variables of each), and wait for its end.

        `options` are those of :meth:`start`.
        """
        return self.start(hosts, tasks, *arguments, **options).finish()

    def start(
        self,
        hosts: Mapping[str, Data],
        tasks: Sequence[Data],
        *arguments: str,
        play: Mapping[str, Any] | None = None,
        door: str = "in_process",
        group: Mapping[str, Any] | None = None,
        env: Mapping[str, str] | None = None,
        secrets: Sequence[str] = (),
        warnings: Sequence[str] = (),
        tolerated: Sequence[str] = (),
        hide_passwords: bool = True,
    ) -> Started:
        """Start one play.

        `arguments` are for the command line, `play` are more keywords of the play, `group` are variables of the group `phones`,
        which holds all `hosts`. With the door `shipped` each task is delegated to the jump host. `env` is added to the
        environment. `secrets` must not show, nor must the hosts' passwords if `hide_passwords`; `warnings` are parts of those
        that must, `tolerated` of those that may.
        """
        if door == "shipped":
            tasks = [{**task, "delegate_to": JUMP_HOST} for task in tasks]
        document = [{"hosts": "phones", "gather_facts": False, "tasks": list(tasks), **(play or {})}]
        inventory = {
            "phones": {"hosts": dict(hosts), "vars": dict(group or {})},
            "elsewhere": {"hosts": {JUMP_HOST: self.jump_host}},
        }
        playbook = dump(self.folder / "playbook.yml", document)
        hosts_file = dump(self.folder / "inventory.yml", inventory)
        everyone = [*hosts.values(), self.jump_host, group or {}] if hide_passwords else []
        passwords = [variables["ansible_password"] for variables in everyone if "ansible_password" in variables]
        return self.command(
            "ansible-playbook",
            "-i",
            str(hosts_file),
            str(playbook),
            *arguments,
            env=env,
            secrets=[*secrets, *passwords],
            warnings=warnings,
            tolerated=tolerated,
        )

    def command(
        self,
        program: str,
        *arguments: str,
        env: Mapping[str, str] | None = None,
        secrets: Sequence[str] = (),
        warnings: Sequence[str] = (),
        tolerated: Sequence[str] = (),
    ) -> Started:
        """Start one of ansible-core's programs in the folder, with nothing of this process's environment.

        `warnings` are parts of those that must show, `tolerated` of those that may.
        """
        results = self.folder / "results.jsonl"
        results.unlink(missing_ok=True)
        command = [str(self.controller.bin / program), *arguments]
        environment = {**self._environment(results), **(env or {})}
        process = warm.started(command, self.folder, environment) or launched(command, self.folder, environment)
        return Started(process, results, secrets, warnings, tolerated)

    def _environment(self, results: Path) -> dict[str, str]:
        config = self.folder / "ansible.cfg"
        config.touch()
        return {
            "PATH": f"{self.controller.bin}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.folder),
            "LC_ALL": "C.UTF-8",
            "COLUMNS": "400",
            "ANSIBLE_CONFIG": str(config),
            "ANSIBLE_HOME": str(self.folder / "ansible-home"),
            "ANSIBLE_COLLECTIONS_PATH": str(self.collections),
            "ANSIBLE_CALLBACK_PLUGINS": str(PLUGINS / "callback"),
            "ANSIBLE_CALLBACKS_ENABLED": "results",
            "ANSIBLE_CONNECTION_PLUGINS": str(PLUGINS / "connection"),
            "ANSIBLE_DEPRECATION_WARNINGS": "true",
            "ANSIBLE_FORKS": "10",
            # The controller's own background tasks and modules: else they go to the home of who runs the tests.
            "ANSIBLE_ASYNC_DIR": str(self.folder / "async"),
            "ANSIBLE_REMOTE_TEMP": str(self.folder / "remote-tmp"),
            # Results tell the options that a module got, as they did in every ansible-core before 2.20.
            "ANSIBLE_INJECT_INVOCATION": "true",
            "ANSIBLE_NOCOLOR": "true",
            "RESULTS_FILE": str(results),
        }


def launched(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> subprocess.Popen[str]:
    """A command that runs in a session of its own, with nothing to read and its output in pipes."""
    return subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # Nobody reads before the end, and a program whose pipe is full would wait for that.
        pipesize=1 << 20,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )


def values_task(values: Mapping[Any, Any], **options: Any) -> Data:
    """A task that sets P values; `options` are the module's others."""
    return {MODULE: {"values": dict(values), **options}}


def pages(shown: str) -> list[str]:
    """What `ansible-doc` shows of each plugin: its pages begin with `> `."""
    return re.split(r"^> ", shown, flags=re.MULTILINE)[1:]


def _forms(secret: str) -> Iterator[str]:
    """The ways in which a secret could be told."""
    yield secret
    yield from {quote(secret, safe=""), quote(secret), quote(secret, safe=":"), quote_plus(secret)} - {secret}
    yield from {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1]} - {secret}
    # As the fault echo has them.
    yield from {html.escape(secret), json.dumps(json.dumps(secret))[1:-1]} - {secret}
    if len(secret) >= SHORTEST:
        yield "".join(f"%{byte:02x}" for byte in secret.encode())
        yield base64.b64encode(secret.encode()).decode()


def dump(file: Path, document: Any) -> Path:
    """Write a document as YAML."""
    file.write_text(yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return file


class Vaulted(str):
    """The text of an encrypted variable, written with its tag `!vault`."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """YAML without anchors, as people write it, and with `!vault`."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Dumper.add_representer(Vaulted, lambda dumper, text: dumper.represent_scalar("!vault", str(text), style="|"))


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


def forget_refusals(ansible: Ansible) -> None:
    """Forget the passwords that phones refused in earlier runs, as the message about them says, where the phones changed."""
    (ansible.folder / "ansible-home" / "voip.grandstream" / "refused-logins").unlink(missing_ok=True)
