# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import glob
import typing as t
from pathlib import Path

from ansible.plugins.action import ActionBase

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError, MissingLibraryError
from ansible_collections.voip.grandstream.plugins.plugin_utils._report import files
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.forms import FORMS, form_text
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.looks import line_of
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.merge import merged
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.model import Report, summary
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.read import MAX_SIZE, read_report

ARGUMENT_SPEC: dict[str, t.Any] = {
    "reports": {"type": "list", "elements": "path", "required": True},
    "expected": {"type": "list", "elements": "str", "default": []},
    **{form: {"type": "path"} for form in FORMS},
    "history": {"type": "path"},
    "history_limit": {"type": "int", "default": 400},
}


class ActionModule(ActionBase):
    """``merge_reports``: it reads and writes files of the controller, and needs no host. Its documentation is the module's."""

    TRANSFERS_FILES = False
    _requires_connection = False
    _supports_async = False
    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Return what the module's documentation says under RETURN."""
        result: dict[str, t.Any] = super().run(tmp, task_vars)
        dummy, options = self.validate_argument_spec(ARGUMENT_SPEC)
        paths = {form: Path(options[form]) for form in FORMS if options[form]}
        if not paths and not options["history"]:
            return {**result, "failed": True, "msg": f"There is nothing to write. Name a path in {', '.join(FORMS)} or history."}
        try:
            report = merged(read_all(options["reports"]), options["expected"] or None)
            written, changed, problems = self._written(report, paths, options)
        except (InputError, MissingLibraryError) as error:
            return {**result, "failed": True, "msg": error.text}
        except OSError as error:
            told = f"{error.filename}: {error.strerror}" if error.filename and error.strerror else str(error)
            return {**result, "failed": True, "msg": f"{told}. Name another path, or mend this one."}
        if report.merged is None:
            raise RuntimeError("a merged report says what it was merged of")
        return {
            **result,
            "changed": changed,
            "headline": report.headline(),
            "counts": report.counts(),
            "runs": len(report.merged.runs),
            "missing": report.merged.missing,
            "twice": list(report.merged.twice),
            "notes": report.notes(),
            "written": written,
            **({"warnings": problems} if problems else {}),
        }

    def _written(self, report: Report, paths: dict[str, Path], options: dict[str, t.Any]) -> tuple[list[str], bool, list[str]]:
        """Write the report. Return the paths, whether something changed, and what is wrong with the history.

        In check mode, nothing is written. Raise :class:`OSError`.
        """
        history, drift = None, None
        problems: list[str] = []
        folder = Path(options["history"]) if options["history"] else None
        remembered = [files.RUNS] if folder else []
        line = line_of(report) if folder else None
        if folder and not self._task.check_mode:
            history = files.remember(folder, summary(report), options["history_limit"])
        if folder and line is not None:
            remembered.append(files.DRIFT)
            if not self._task.check_mode:
                drift, problems = files.remember_drift(folder, line, options["history_limit"])
        changed = folder is not None
        for form, path in paths.items():
            text = form_text(form, report, history, drift)
            if not path.is_file() or path.is_symlink() or path.read_bytes() != text.encode("utf-8"):
                changed = True
                if not self._task.check_mode:
                    files.write(path, text)
        return [*map(str, paths.values()), *(str(folder / name) for name in remembered if folder)], changed, problems


def read_all(patterns: t.Iterable[str]) -> dict[str, Report]:
    """Return the reports in all files that fit ``patterns``, by path. Raise :class:`InputError` or :class:`OSError`."""
    reports = {}
    for pattern in patterns:
        # A path may be a pattern, and has no one folder to begin at.
        fitting = glob.glob(pattern)  # noqa: PTH207
        found = [pattern] if Path(pattern).is_file() else sorted(path for path in fitting if Path(path).is_file())
        if not found:
            raise InputError(f"There is no report {pattern}. Name the JSON documents that the callback plugin report wrote")
        for path in found:
            if path not in reports:
                reports[path] = _read(Path(path))
    return reports


def _read(path: Path) -> Report:
    """Return the report in a file. Raise :class:`InputError` with a sentence that names the file, or :class:`OSError`."""
    with path.open("rb") as file:
        # No more of a long file than shows that it is too long.
        content = file.read(MAX_SIZE + 1)
    if len(content) > MAX_SIZE:
        raise InputError(f"{path}: this is too long for a report, which has at most {MAX_SIZE // 2**20} MiB")
    try:
        return read_report(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise InputError(f"{path}: it is not JSON in UTF-8. Name reports of the callback plugin only") from None
    except InputError as error:
        raise InputError(f"{path}: {error.text}. Name reports of the callback plugin only, each whole") from None
