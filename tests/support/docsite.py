# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documentation site: ``python -m support.docsite`` builds it, without a network. Each warning is an error."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from support import collection
from support.tools import BIN, check, environment
from support.venvs import BUILD, ROOT, locked

#: antsibull-docs writes the sources of the pages here, and Sphinx the pages.
SITE = BUILD / "site"
#: Where the pages say that pictures are: Ansible's own site has the pages alone.
_PICTURES = "https://raw.githubusercontent.com/voip-grandstream/ansible-collection/main/docs/images/"
_CONFIG = Path(__file__).parent / "docsite_config"


def build() -> Path:
    """Build the site of the working tree anew and return its first page. Raise AssertionError with the tools' complaints."""
    with locked("site"):
        collection.link_working_tree()
        shutil.rmtree(SITE, ignore_errors=True)
        sources = SITE / "rst"
        # antsibull-docs wants a folder that others cannot write to.
        sources.mkdir(parents=True, mode=0o755)
        env = environment(ANSIBLE_COLLECTIONS_PATH=str(collection.DEV))
        strict = ["--fail-on-error", "--use-current", "--squash-hierarchy", "--no-add-antsibull-docs-version"]
        check([BIN / "antsibull-docs", "collection", *strict, "--dest-dir", sources, "voip.grandstream"], env=env)
        _bring_pictures(sources)
        # Everything is read again each time: Sphinx tells a warning only when it reads the page.
        pages = SITE / "html"
        sphinx: list[str | Path] = [
            BIN / "sphinx-build",
            "--conf-dir",
            _CONFIG,
            "--doctree-dir",
            SITE / "doctrees",
            sources,
            pages,
        ]
        check([*sphinx, "--fail-on-warning", "--fresh-env", "--quiet"], env=env)
    return pages / "index.html"


def _bring_pictures(sources: Path) -> None:
    """Put the pictures of the repository into the site, so that it shows those of the working tree, and needs no network."""
    shutil.copytree(ROOT / "docs" / "images", sources / "images")
    for page in sources.rglob("*.rst"):
        text = page.read_text(encoding="utf-8")
        if _PICTURES in text:
            page.write_text(text.replace(_PICTURES, "/images/"), encoding="utf-8")


def main() -> int:
    """Build the site, and say where it is or what is wrong with it."""
    try:
        page = build()
    except AssertionError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Open {os.path.relpath(page, ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
