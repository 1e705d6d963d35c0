# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write the pages of the site that are made of the code: variables, playbooks and bundles; and the picture of the journeys.

python catalogue/pages.py            write them
python catalogue/pages.py --check    write nothing; fail if that would change anything
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import bundles_reference
import journeys_picture
import playbooks_reference
import variables_reference
from rst_text import changed
from settings_rows import settings

HERE = Path(__file__).resolve().parent
PAGES = HERE.parent / "docs" / "docsite" / "rst"


def texts() -> dict[Path, str]:
    """Return the texts of all pages, and of the picture."""
    names = {row.name for row in settings(json.loads((HERE / "settings.json").read_text(encoding="utf-8")))}
    page = variables_reference.Page()
    found = {
        variables_reference.NAME: page.text(),
        playbooks_reference.NAME: playbooks_reference.text(page),
        bundles_reference.NAME: bundles_reference.text(page, names),
    }
    pages = {PAGES / f"{name}.rst": text for name, text in found.items()}
    return {**pages, journeys_picture.PICTURE: journeys_picture.text()}


def main(arguments: list[str]) -> None:
    """Write the pages, or with `--check` only tell whether they are up to date."""
    made = texts()
    for path in changed(made):
        if arguments == ["--check"]:
            sys.exit(f"{path} is not what {Path(__file__).name} makes of the code. Run `make catalogue`")
        path.write_text(made[path], encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
