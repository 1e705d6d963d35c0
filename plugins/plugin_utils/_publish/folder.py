# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The folder of provisioning files as the controller sees it, wherever it is: each method is one call of the module there."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import tempfile
import typing as t
from pathlib import Path

from ansible import constants

from ansible_collections.voip.grandstream.plugins.module_utils._publish import manifest as manifests
from ansible_collections.voip.grandstream.plugins.module_utils._publish.folder import unpacked, write_bundle
from ansible_collections.voip.grandstream.plugins.module_utils._publish.manifest import Manifest
from ansible_collections.voip.grandstream.plugins.module_utils._publish.plan import HeldFiles

_OPTIONS = ("dest", "owner", "group", "mode", "firmware_dir")


class FolderError(Exception):
    """The module failed. ``result``: of the task."""

    def __init__(self, answer: t.Mapping[str, t.Any]) -> None:
        message = str(answer.get("msg", "the module gave no answer"))
        super().__init__(message)
        error = answer.get("error") or {"kind": "folder"}
        said = {key: answer[key] for key in ("unreachable", "rc", "module_stderr", "module_stdout") if key in answer}
        problems = [{"problem": message, "hosts": []}] if error.get("kind") == "input" else []
        self.result = {"failed": True, "changed": False, **said, "msg": message, "error": {**error, "problems": problems}}


class Seen(t.NamedTuple):
    """What the folder holds. ``generation``: see `_publish.folder`. ``unlike``: names of files with another owner, group or mode.
    ``firmware_problem``: empty where nothing is wrong."""

    held: HeldFiles
    generation: str
    unlike: t.Sequence[str]
    firmware_problem: str


class Folder:
    """The folder.

    ``module``: runs the module with options. ``send``: brings a file to where that runs, and gives its path there.
    """

    def __init__(
        self,
        options: t.Mapping[str, t.Any],
        module: t.Callable[[dict[str, t.Any]], dict[str, t.Any]],
        send: t.Callable[[str], str],
    ) -> None:
        self._options = {name: options[name] for name in _OPTIONS}
        self._module = module
        self._send = send

    def look(self) -> Seen:
        """Return what is there. Raise :class:`FolderError` where the folder cannot be used."""
        answer = self._call({"step": "look"})
        held = HeldFiles(
            manifests.parsed(unpacked(answer["manifest"]).decode("utf-8")),
            frozenset(answer["damaged"]),
            {str(name): str(kind) for name, kind in answer["strangers"].items()},
        )
        unlike = [str(name) for name in answer["unlike"]]
        return Seen(held, str(answer["generation"]), unlike, str(answer.get("firmware_problem") or ""))

    def contents(self, names: t.Sequence[str]) -> dict[str, bytes]:
        """Return the bytes of files that can be read, by name."""
        if not names:
            return {}
        try:
            found = self._call({"step": "read", "names": list(names)})["contents"]
        except FolderError as error:
            # What came of it has files with their secrets, or half of them.
            error.result.pop("module_stdout", None)
            raise
        return {str(name): unpacked(str(content)) for name, content in found.items()}

    def apply(self, seen: Seen, after: Manifest, files: t.Mapping[str, bytes], remove: t.Sequence[str]) -> list[str] | None:
        """Write and remove files. Return the names of those that were there and were removed; None where another run was faster,
        and nothing was done. Raise :class:`FolderError`."""
        with tempfile.TemporaryDirectory(dir=constants.DEFAULT_LOCAL_TMP) as private:
            bundle = Path(private) / "files.zip"
            write_bundle(bundle, seen.generation, after, files, remove)
            answer = self._call({"step": "apply", "bundle": self._send(str(bundle))})
        return None if answer.get("outdated") else [str(name) for name in answer["removed"]]

    def _call(self, work: dict[str, t.Any]) -> dict[str, t.Any]:
        answer = self._module({**self._options, "work": work})
        if answer.get("failed") or answer.get("unreachable"):
            raise FolderError(answer)
        return answer
