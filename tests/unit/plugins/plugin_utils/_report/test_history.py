# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Since when settings differ, and how often they came back: laws, what runs tell, and files that are no history."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.plugin_utils._report import files
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.history import Episode, History, Look, Run, pasts
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.looks import line_of, run_of
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.model import PhoneRecord, Report
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.page import page
from unit.plugins.plugin_utils._report.fleets import HOSTILE, ROWS, STARTED, fleet, hostile_report, phone, report, task

NTP, SIP = ROWS[:2]
BASELINE = "voip.grandstream.baseline : Bring the phone to its desired state"
SURVEY = {"task": "voip.grandstream.baseline : Look at all phones", "module": "voip.grandstream.gs_survey", "check_mode": True}


def day(number: int) -> dt.datetime:
    """When the run of a day begins."""
    return STARTED + dt.timedelta(days=number)


def at(number: int, *phones: PhoneRecord, playbook: str = "plan.yml") -> Report:
    """The run of a day."""
    return dataclasses.replace(report(*phones, playbook=playbook), started=day(number), finished=day(number))


def look(status: str = "ok", *rows: dict[str, Any], **fields: Any) -> Any:
    """What the baseline found on a phone."""
    return task(status, *rows, **{"task": BASELINE, "check_mode": status == "drifted", **fields})


def history(*reports: Report) -> History:
    """The history of runs, each written as a line and read again. Runs that compared no phone leave no line."""
    return History(run_of(line.encode()) for line in map(line_of, reports) if line)


def episodes(found: History, setting: str = "settings.ntp_server", name: str = "lobby") -> list[tuple[Any, ...]]:
    """The episodes of a setting on a phone, with days for times."""
    told = [dataclasses.astuple(episode) for episode in found.settings().get(setting, {}).get(name, [])]
    return [tuple((value - STARTED).days if isinstance(value, dt.datetime) else value for value in values) for values in told]


# --- laws

PHONES, SETTINGS, SOURCES = ("a", "b", "c"), ("x", "y"), ("plan", "enforce")


@st.composite
def runs(draw: st.DrawFn) -> list[Run]:
    """Runs in the order of their times, some at the same time, in which each source says what it likes."""
    found = []
    now = STARTED
    names = st.lists(st.sampled_from(PHONES), unique=True)
    sides = st.dictionaries(st.sampled_from(SETTINGS), names, max_size=2)
    for dummy in range(draw(st.integers(0, 12))):
        now += dt.timedelta(hours=draw(st.integers(0, 2)))
        sources = draw(st.lists(st.sampled_from(SOURCES), unique=True))
        found.append(Run(now, [Look(source, draw(names), draw(sides), draw(sides)) for source in sources]))
    return found


def all_episodes(found: History) -> dict[tuple[str, str], list[Episode]]:
    """A copy of all episodes, by setting and phone."""
    told = {(setting, name): those for setting, by_phone in found.settings().items() for name, those in by_phone.items()}
    return copy.deepcopy(told)


@given(runs())
def test_episodes_of_a_phone_never_overlap(many: list[Run]) -> None:
    for those in all_episodes(History(many)).values():
        for episode in those:
            assert episode.first <= episode.last
            assert episode.before is None or episode.before <= episode.first
            assert episode.ended is None or episode.last <= episode.ended
            assert 1 <= episode.runs <= len(many)
            assert episode.ended or not episode.corrected
        for former, later in itertools.pairwise(those):
            assert former.ended is not None, "only the last one may still go on"
            assert later.before is not None
            assert former.ended <= later.before <= later.first


@given(runs())
def test_another_run_touches_only_the_last_episode(many: list[Run]) -> None:
    found = History()
    for run in many:
        before = all_episodes(found)
        found.add(run)
        after = all_episodes(found)
        looked = {name for one in run.looks for name in one.phones}
        told = {name for one in run.looks for side in (one.drifted, one.changed) for names in side.values() for name in names}
        for key, those in before.items():
            assert after[key][: len(those) - 1] == those[:-1]
            assert len(after[key]) - len(those) <= 1
            if key[1] not in looked | told:
                assert after[key] == those, "nobody looked at this phone"


@given(runs(), st.data())
def test_a_run_that_looked_at_nothing_says_nothing(many: list[Run], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(many)))
    when = many[place - 1].started if place else STARTED
    more = [*many[:place], Run(when, [Look("plan", [], {}, {})]), *many[place:]]
    assert all_episodes(History(many)) == all_episodes(History(more))


# --- what runs tell


def test_drift_that_is_enforced_and_comes_back() -> None:
    found = history(
        at(0, phone("lobby", look()), phone("desk", look())),
        at(1, phone("lobby", look("drifted", NTP)), phone("desk", look())),
        at(2, phone("lobby", look("drifted", NTP, SIP)), phone("desk", look())),
        at(3, phone("lobby", look("changed", NTP, SIP)), playbook="enforce.yml"),
        at(4, phone("lobby", look("ok", **SURVEY)), playbook="survey.yml"),
        at(5, phone("lobby", look("drifted", NTP, **SURVEY)), playbook="survey.yml"),
        at(6, phone("lobby", look()), phone("desk", look("drifted", NTP))),
    )
    assert episodes(found) == [(0, 1, 3, 3, 3, True), (4, 5, 5, 1, 6, False)], "the second time, somebody else corrected it"
    assert episodes(found, "accounts.1.sip_server") == [(1, 2, 3, 2, 3, True)]
    assert episodes(found, name="desk") == [(2, 6, 6, 1, None, False)]
    ntp, sip = pasts(found)
    assert [(past.name, past.differs, past.came_back, past.since) for past in (ntp, sip)] == [
        ("settings.ntp_server", 1, 1, day(6)),
        ("accounts.1.sip_server", 0, 0, None),
    ]
    assert [(each.name, each.came_back) for each in ntp.phones] == [("lobby", 1), ("desk", 0)]
    assert [past.name for past in pasts(found, "settings.ntp_server", ["desk"])] == ["settings.ntp_server"]
    assert [each.name for each in pasts(found, phones=["desk"])[0].phones] == ["desk"]


@pytest.mark.parametrize(
    "away",
    [
        phone("desk", look()),
        phone("lobby", look("unreachable")),
        phone("lobby", look("failed")),
        phone("lobby", look("failed", handled="ignored")),
        phone("lobby", look("skipped")),
        phone("lobby", look("pending")),
        phone("lobby", look("not_run")),
        phone("lobby", look(hidden=True)),
        phone("lobby", look(), look("failed")),
        phone("lobby", task("ok", task="another task")),
        phone("lobby", look(module="voip.grandstream.gs_validate")),
        phone("lobby", look(task="voip.grandstream.phonebook : Bring the phonebook")),
    ],
)
def test_phone_that_was_not_looked_at_is_not_in_line(away: PhoneRecord) -> None:
    found = history(at(0, phone("lobby", look("drifted", NTP))), at(1, away), at(2, phone("lobby", look("drifted", NTP))))
    assert episodes(found) == [(None, 0, 2, 2, None, False)]


def test_only_who_has_found_it_can_miss_it() -> None:
    """Two tasks of a playbook look at different settings. Both are no role, so that each speaks for itself."""
    one, two = {"task": "time"}, {"task": "phones"}
    found = history(
        at(0, phone("lobby", look("drifted", NTP, **one))),
        at(1, phone("lobby", look("ok", **two))),
        at(2, phone("lobby", look("ok", **one)), playbook="other.yml"),
        at(3, phone("lobby", look("drifted", SIP, **two), look("ok", **one))),
    )
    assert episodes(found) == [(None, 0, 0, 1, 3, False)]


def test_what_a_run_left_counts() -> None:
    """Found and then corrected by one run, or corrected and then found once more."""
    found = history(at(0, phone("lobby", look("drifted", NTP, task="look"), look("changed", NTP))))
    assert episodes(found) == [(None, 0, 0, 1, 0, True)]
    found = history(at(0, phone("lobby", look("changed", NTP), look("drifted", NTP, task="look"))))
    assert episodes(found) == [(None, 0, 0, 1, None, False)]


def test_contacts_and_groups_are_one_setting_each_and_orders_are_none() -> None:
    found = history(at(0, phone("lobby", look("changed", *ROWS[3:]))))
    assert sorted(found.settings()) == ["contacts of the phonebook", "groups of the phonebook"]


def test_runs_that_compared_nothing_leave_no_line() -> None:
    assert line_of(report()) is None
    assert line_of(report(phone("a", task("ok", module="voip.grandstream.gs_info")))) is None
    assert line_of(report(phone("a", look("unreachable")))) is None


# --- the page


def test_page_says_since_when() -> None:
    days = [at(number, phone("lobby", look("drifted" if number % 2 else "ok", *[NTP] * (number % 2)))) for number in range(8)]
    text = page(days[-1], None, history(*days))
    assert "From 8 runs since 2026-11-23 07:30." in text
    assert '<th scope="row">settings.ntp_server<td>1<td>2026-11-30 07:30<td>3 times<td>lobby (3 times)' in text
    assert "Since when" not in page(days[0], None, history(days[0]))
    assert "Since when" not in page(days[0])


def test_page_says_no_more_than_people_read() -> None:
    rows = [{"pvalue": f"P{number}", "before": "a", "after": "b"} for number in range(30)]
    run = at(0, *(phone(f"phone{number}", look("drifted", *rows)) for number in range(50)))
    text = page(run, None, history(run)).partition("Since when</h2>")[2].partition("</section>")[0]
    assert text.count('<th scope="row">') == 10
    assert "<td>phone0, phone1, phone10 and 47 more phones" in text
    assert "and 20 more" in text


# --- files


def test_hostile_texts_stay_texts() -> None:
    hostile = hostile_report()
    found = history(hostile, dataclasses.replace(hostile, started=day(1)))
    assert found.runs == 2
    text = page(hostile, None, found)
    assert "<script>alert" not in text
    assert "<img" not in text
    assert len(found.settings()) == len(HOSTILE) + 1, "one of each, and all contacts"


GOOD: dict[str, Any] = json.loads(line_of(at(0, phone("lobby", look("drifted", NTP)))) or "")


def _with(place: str, value: Any) -> bytes:
    said = copy.deepcopy(GOOD)
    if place in ("source", "looked", "drifted", "changed"):
        said["looks"][0][place] = value
    else:
        said[place] = value
    return json.dumps(said).encode()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not JSON"),
        (b"\xff\xfe\x00", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"version": ' + b"9" * 5_000 + b"}", "not JSON"),
        (b"[]", "not of this version"),
        (b'{"playbook": "site.yml", "counts": {}}', "not of this version"),
        (_with("version", 2), "not of this version"),
        (_with("started", "yesterday"), "when the run began"),
        (_with("started", "2026-11-30T02:15:00"), "when the run began"),
        (_with("started", "0001-01-01T00:00:00+14:00"), "when the run began"),
        (_with("started", 1), "when the run began"),
        (_with("phones", {"lobby": 1}), "what it looked at"),
        (_with("phones", ["lobby", 1]), "what it looked at"),
        (_with("looks", None), "what it looked at"),
        (_with("phones", ["lobby", "lobby"]), "twice"),
        (_with("looks", ["lobby"]), "what looked"),
        (_with("source", 1), "what looked"),
        (_with("drifted", ["lobby"]), "which settings differ"),
        (_with("looked", None), "which phones"),
        (_with("looked", [[0, True]]), "which phones"),
        (_with("looked", [[0, 1, 2]]), "which phones"),
        (_with("looked", [[0, 2]]), "does not name"),
        (_with("looked", [[-1, 1]]), "does not name"),
        (_with("looked", [[0, 1], [0, 1]]), "does not name"),
        (_with("drifted", {"x": [[0, 10**30]]}), "does not name"),
    ],
)
def test_line_that_is_no_run(line: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        run_of(line)


def test_line_that_would_fill_the_memory() -> None:
    names = [f"p{number}" for number in range(1000)]
    look_ = {"source": "s", "looked": [], "drifted": {f"x{number}": [[0, 1000]] for number in range(5001)}, "changed": {}}
    line = json.dumps({**GOOD, "phones": names, "looks": [look_]}).encode()
    with pytest.raises(InputError, match="too long"):
        run_of(line)


def test_history_with_broken_lines_is_told_and_kept(tmp_path: Path) -> None:
    """Also one of a time before: the lines are in the order in which runs ended."""
    good = [line_of(at(number, phone("lobby", look("drifted", NTP)))) or "" for number in (2, 0, 1)]
    file = tmp_path / files.DRIFT
    file.write_bytes(b"\n".join([good[0].encode(), b"\xff{", b"", good[1].encode(), *[b"[]"] * 7]) + b"\n")
    found, problems = files.remember_drift(tmp_path, good[2], 50)
    assert episodes(found) == [(None, 0, 2, 3, None, False)]
    assert problems[0] == f"{file}, run 2 of 11: it is not JSON. It is left out. Remove this line of the file."
    assert problems[5] == f"{file}: 3 more lines are no runs. They are left out. Remove them."
    assert len(problems) == 6
    assert len(file.read_bytes().splitlines()) == 11
    again, problems = files.remember_drift(tmp_path, good[2], 2)
    assert (again.runs, len(problems)) == (2, 0), "too old, whatever it is"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [f".{files.DRIFT}.lock", files.DRIFT]


def test_history_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [line_of(at(number, phone("lobby", look("drifted", NTP)))) or "" for number in range(9)]
    monkeypatch.setattr(files, "MOST_DRIFT", 3 * len(lines[0]))
    for line in lines:
        found, problems = files.remember_drift(tmp_path, line, 400)
    assert (found.runs, problems) == (3, [])
    assert episodes(found) == [(None, 6, 8, 3, None, False)]
    assert (tmp_path / files.DRIFT).stat().st_size <= 4 * len(lines[0])


def test_history_behind_a_planted_link(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("secret", encoding="utf-8")
    folder = tmp_path / "history"
    folder.mkdir()
    (folder / files.DRIFT).symlink_to(victim)
    with pytest.raises(OSError, match="symbolic link"):
        files.read_drift(folder)
    found, problems = files.remember_drift(folder, json.dumps(GOOD), 9)
    assert (found.runs, problems, victim.read_text(encoding="utf-8")) == (1, [], "secret")
    assert not (folder / files.DRIFT).is_symlink()


def test_many_phones_take_little_room() -> None:
    """They are named once, and all phones of a source are one range."""
    line = line_of(fleet(2000, share=1)) or ""
    assert len(line) < 2000 * 16 + 40_000
