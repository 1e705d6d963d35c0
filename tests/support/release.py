# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a release must agree on, and its notes: `python -m support.release TAG`, as .github/workflows/release.yml does."""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

from support.venvs import ROOT


class ReleaseError(Exception):
    """The tag must not be released; the text says why and what to do."""


def notes(tag: str, root: Path = ROOT) -> str:
    """Return the release notes of the version `tag`, from CHANGELOG.md. Raises ReleaseError where anything disagrees with it."""
    version = yaml.safe_load((root / "galaxy.yml").read_text(encoding="utf-8"))["version"]
    if tag != version:
        raise ReleaseError(f"The tag is {tag}, and the version in galaxy.yml is {version}. Tag a commit whose version it is.")
    releases = yaml.safe_load((root / "changelogs" / "changelog.yaml").read_text(encoding="utf-8"))["releases"]
    if version not in releases:
        raise ReleaseError(f"changelogs/changelog.yaml has no release {version}. Run 'make changelog' and commit what it writes.")
    left = sorted(file.name for file in (root / "changelogs" / "fragments").glob("*.y*ml"))
    if left:
        raise ReleaseError(f"In no release yet: changelogs/fragments/ has {', '.join(left)}. Run 'make changelog' and commit.")
    page = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    title = f"\n## v{version.replace('.', chr(92) + '.')}\n"
    if title not in page:
        raise ReleaseError(f"CHANGELOG.md has no section on {version}. Run 'make changelog' and commit what it writes.")
    return page.partition(title)[2].partition("\n## ")[0].strip() + "\n"


def main() -> int:
    """Print the release notes of the tag in the first argument."""
    try:
        sys.stdout.write(notes(sys.argv[1]))
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
