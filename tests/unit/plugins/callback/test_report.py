# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The callback: what it takes from ansible-core's objects of any version, and that it never ends a run."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader

from ansible_collections.voip.grandstream.plugins.callback import report
from ansible_collections.voip.grandstream.plugins.plugin_utils._report import files, forms


class Recorder:
    """What would be shown."""

    verbosity = 0

    def __init__(self) -> None:
        self.lines: list[str] = []

    def display(self, text: str) -> None:
        self.lines.append(text)

    def warning(self, text: str) -> None:
        self.lines.append(f"warning: {text}")


class Callback(report.CallbackModule):  # type: ignore[misc, unused-ignore]
    """With options of the test, and plays of its own."""

    def __init__(self, **options: Any) -> None:
        super().__init__(display=Recorder())
        self.options = {"history_limit": 5, **options}
        self.variables: dict[str, Any] = {"ansible_host": "192.0.2.10"}
        manager = SimpleNamespace(get_vars=lambda host: self.variables)
        play = {"get_name": lambda: "play", "get_vars": lambda: {"gs_model": "gxv3380"}}
        self.v2_playbook_on_play_start(SimpleNamespace(**play, get_variable_manager=lambda: manager, get_loader=DataLoader))

    def get_option(self, k: str, hostvars: Any = None) -> Any:
        return self.options.get(k)

    def finish(self) -> list[str]:
        """End the run, and give what was shown."""
        summary = {"failures": 0, "unreachable": 0}
        self.v2_playbook_on_stats(SimpleNamespace(processed={"lobby": 1}, summarize=lambda host: summary))
        return list(self._display.lines)


def result(prefix: str, **data: Any) -> Any:
    """A result as ansible-core before 2.19 (prefix ``_``) or since then has it."""
    groups = [SimpleNamespace(get_name=lambda name=name: name) for name in ("all", "phones", "ungrouped")]
    host = SimpleNamespace(get_name=lambda: "lobby", get_groups=lambda: groups)
    task = SimpleNamespace(_uuid="1", resolved_action="voip.grandstream.gs_pvalue", action="gs_pvalue", check_mode=True)
    parts = {f"{prefix}host": host, f"{prefix}task": task, f"{prefix}result": data}
    return SimpleNamespace(**parts, task_name="set", is_unreachable=lambda: data.get("gone", False))


@pytest.mark.parametrize("prefix", ["", "_"])
def test_results_of_every_core(tmp_path: Path, prefix: str) -> None:
    callback = Callback(json=str(tmp_path / "r.json"))
    callback.v2_playbook_on_start(SimpleNamespace(_file_name="/somewhere/site.yml"))
    callback.v2_runner_on_ok(result(prefix, changed=True, changes=[{"pvalue": "P30", "before": "a", "after": "b"}]))
    assert callback.finish() == [f"voip.grandstream.report: wrote {tmp_path / 'r.json'}"]
    document = yaml.safe_load((tmp_path / "r.json").read_text(encoding="utf-8"))
    (phone,) = document["phones"]
    assert (document["playbook"], phone["verdict"], phone["groups"]) == ("site.yml", "drifted", ["phones"])
    assert (phone["address"], phone["model"]) == ("192.0.2.10", "gxv3380")


def test_interrupted_run_keeps_what_undo_needs(tmp_path: Path) -> None:
    """Ansible tells callbacks no end of it. The page and the history stay as they were: they would lack phones."""
    callback = Callback(json=str(tmp_path / "r.json"), html=str(tmp_path / "r.html"), history=str(tmp_path))
    callback.v2_playbook_on_start(SimpleNamespace(_file_name="/somewhere/enforce.yml"))
    callback.v2_runner_on_ok(result("_", changed=True, changes=[{"pvalue": "P30", "before": "a", "after": "b"}]))
    callback.at_exit()
    assert callback._display.lines == [
        f"voip.grandstream.report: the run was interrupted. Wrote what was known by then: {tmp_path / 'r.json'}"
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["r.json"]
    document = yaml.safe_load((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert [change["before"] for phone in document["phones"] for task in phone["tasks"] for change in task["changes"]] == ["a"]


def test_run_that_came_to_its_end_is_written_once(tmp_path: Path) -> None:
    callback = Callback(json=str(tmp_path / "r.json"))
    callback.v2_playbook_on_start(SimpleNamespace(_file_name="/somewhere/enforce.yml"))
    callback.v2_runner_on_ok(result("_", changed=False))
    shown = callback.finish()
    callback.at_exit()
    assert callback._display.lines == shown


def test_phones_of_a_survey() -> None:
    """Ansible names only the first of them. The others are in its group of all hosts."""
    callback = Callback()
    desk = {"verdict": "unreachable", "unreachable": True, "msg": "gone"}
    surveyed = result("", hosts={"in_line": ["lobby", "hall"]}, phones={"desk": desk})
    surveyed.task.resolved_action = "voip.grandstream.gs_survey"
    others = [SimpleNamespace(get_name=lambda name=name: name, get_groups=list) for name in ("hall", "desk")]
    everyone = surveyed.host.get_groups()[0]
    everyone.get_hosts = lambda: [surveyed.host, *others]
    callback.v2_runner_on_ok(surveyed)
    phones = callback._collector.phones({}, {})
    assert {phone.name: (phone.verdict, phone.groups, phone.address) for phone in phones} == {
        "desk": ("unreachable", [], "192.0.2.10"),
        "hall": ("in_line", [], "192.0.2.10"),
        "lobby": ("in_line", ["phones"], "192.0.2.10"),
    }


def test_items_of_loops() -> None:
    callback = Callback(json="unused")
    callback.v2_runner_item_on_ok(result(""))
    callback.v2_runner_item_on_failed(result("", gone=True))
    callback.v2_runner_item_on_failed(result(""))
    callback.v2_runner_item_on_skipped(result(""))
    callback.v2_runner_on_failed(result(""), ignore_errors=True)
    (task,) = callback._collector.phones({}, {})[0].tasks
    assert (task.items, task.status, task.handled) == (4, "failed", "ignored")


def test_variables_that_cannot_be_rendered_are_left_out(tmp_path: Path) -> None:
    callback = Callback()
    callback.variables = {"gs_model": 370, "ansible_host": object()}
    callback.v2_runner_on_ok(result(""))
    (phone,) = callback._collector.phones({}, {})
    assert phone.model == "370"
    assert phone.address


@pytest.mark.parametrize("option", ["html", "history"])
def test_a_bug_is_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str) -> None:
    def broken(*arguments: Any) -> None:
        raise ValueError("odd")

    monkeypatch.setattr(files, "remember", broken)
    monkeypatch.setattr(forms, "page", broken)
    callback = Callback(**{option: str(tmp_path / "x")})
    callback.v2_runner_on_skipped(result(""))
    (line,) = callback.finish()
    assert line.startswith("warning: voip.grandstream.report could not write ")
    assert line.endswith(": this is a bug in voip.grandstream, please report it: ValueError: odd")


def test_numbers_and_a_history_with_a_broken_line(tmp_path: Path) -> None:
    (tmp_path / "drift.jsonl").write_text("[]\n", encoding="utf-8")
    callback = Callback(openmetrics=str(tmp_path / "phones.prom"), history=str(tmp_path))
    callback.variables["gs_site"] = "Berlin"
    callback.v2_runner_on_ok(result("", changed=True, changes=[{"pvalue": "P30", "before": "a", "after": "b"}]))
    warning, wrote = callback.finish()
    assert warning.startswith(
        f"warning: voip.grandstream.report: {tmp_path / 'drift.jsonl'}, run 1 of 2: it is not of this version"
    )
    files_of_it = ", ".join(str(tmp_path / name) for name in ("phones.prom", "runs.jsonl", "drift.jsonl"))
    assert wrote == f"voip.grandstream.report: wrote {files_of_it}"
    assert 'verdict="drifted",site="Berlin",model="gxv3380"} 1\n' in (tmp_path / "phones.prom").read_text(encoding="utf-8")


def test_command_without_a_playbook(tmp_path: Path) -> None:
    callback = Callback(markdown=str(tmp_path / "r.md"), history=str(tmp_path))
    callback.v2_runner_on_unreachable(result("", msg="gone"))
    assert callback.finish() == [f"voip.grandstream.report: wrote {tmp_path / 'r.md'}, {tmp_path / 'runs.jsonl'}"]
    assert "<code>ad hoc</code>" in (tmp_path / "r.md").read_text(encoding="utf-8")


def test_an_empty_environment_variable_names_no_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipeline leaves it empty, and Ansible makes the current folder of it."""
    callback = Callback(html=str(tmp_path), json=str(tmp_path / "report.json"), history=str(tmp_path))
    for name, said in (("HTML", ""), ("HISTORY", " "), ("JSON", "report.json")):
        monkeypatch.setenv(f"GS_REPORT_{name}", said)
    callback.v2_runner_on_ok(result("", changed=False))
    assert callback.finish() == [f"voip.grandstream.report: wrote {tmp_path / 'report.json'}"]
    assert [file.name for file in tmp_path.iterdir()] == ["report.json"]

    monkeypatch.setenv("GS_REPORT_JSON", "")
    told = callback.finish()[-1]
    assert told.startswith("voip.grandstream.report: nothing to write. Set one of its options html, ")


def test_every_option_is_an_environment_variable_and_in_the_configuration_file() -> None:
    options = yaml.safe_load(report.DOCUMENTATION)["options"]
    assert {*forms.FORMS, "history", "history_limit"} == set(options)
    for name, option in options.items():
        assert option["env"] == [{"name": f"GS_REPORT_{name.upper()}"}]
        assert option["ini"] == [{"section": "callback_grandstream_report", "key": name}]
