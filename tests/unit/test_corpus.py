# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files from the world: what comes out of each, and what the user is told. `corpus/README.md` says how to add one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.csv_file import parse_csv
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import Directory, checked_directory
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.xml_file import parse_phonebook

CORPUS = Path(__file__).parent / "corpus"


def _book(directory: Directory) -> dict[str, Any]:
    """What comes out of a phonebook. What one door reads, the others accept."""
    assert checked_directory(directory.as_structure())._replace(problems=directory.problems) == directory
    return {"groups": list(directory.groups), "contacts": list(directory.contacts), "told": list(directory.problems)}


#: By folder: from a file's bytes and its options to what came out of it, and under `told` what the user is told.
READERS: dict[str, Callable[..., dict[str, Any]]] = {
    "phonebook_csv": lambda content, **options: _book(parse_csv(content, **options)),
    "phonebook_xml": lambda content, **options: _book(parse_phonebook(content, **options)),
}

FILES = sorted(path for kind in READERS for path in (CORPUS / kind).iterdir() if path.suffix not in (".yml", ".license"))


def as_written(path: Path, newline: str = "lf", encoding: str = "utf-8") -> bytes:
    """The file as its program writes it. In the repository all texts are UTF-8 with plain line ends, as its tools want it."""
    text = path.read_text(encoding="utf-8")
    return (text.replace("\n", "\r\n") if newline == "crlf" else text).encode(encoding)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_file(path: Path) -> None:
    row = yaml.safe_load(path.with_suffix(".yml").read_text(encoding="utf-8"))
    assert row.pop("says")
    options, refused = row.pop("options", {}), row.pop("refused", None)
    read, content = READERS[path.parent.name], as_written(path, **row.pop("stored", {}))
    if refused is not None:
        assert row == {}, "of a file that is refused, nothing comes out"
        with pytest.raises(InputError) as caught:
            read(content, **options)
        assert caught.value.text.startswith(refused)
        return
    assert read(content, **options) == row


def test_corpus_is_whole() -> None:
    rows = {path.with_suffix("") for kind in READERS for path in (CORPUS / kind).glob("*.yml")}
    assert rows == {path.with_suffix("") for path in FILES}
    # Of provisioning files one file makes several rows: tests/unit/test_corpus_provisioning.py has their table.
    assert {path.name for path in CORPUS.iterdir() if path.is_dir()} == {*READERS, "provisioning"}
