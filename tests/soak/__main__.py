# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`python -m soak`, in the folder tests: see `make soak`."""

from __future__ import annotations

import argparse
import shutil
import sys
import time

from soak.runs import SoakError
from soak.story import tell
from support import collection
from support.environments import ansible_environment
from support.venvs import BUILD, ROOT


def main() -> int:
    """Run the soak as the command line says; 1 where something went wrong."""
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument(
        "--phones", type=int, default=200, help="half of them behave as the guide says, half as the vendor's server"
    )
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--cycles", type=int, default=3, help="at least so many, each with a rotation of all passwords")
    parser.add_argument("--timeout", type=float, default=4, help="seconds for an answer; on a busy machine it takes more")
    parser.add_argument("--seed", type=int, default=None, help="what decides all that goes wrong")
    options = parser.parse_args()
    seed = int(time.time()) if options.seed is None else options.seed
    folder = BUILD / "soak"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    print(f"{options.phones} simulated phones, {options.minutes:g} minutes, seed {seed}; output in {folder.relative_to(ROOT)}")
    try:
        tell(
            ansible_environment("newest"),
            collection.installed(),
            folder,
            phones=options.phones,
            minutes=options.minutes,
            cycles=options.cycles,
            timeout=options.timeout,
            seed=seed,
            say=lambda sentence: print(sentence, flush=True),
        )
    except SoakError as error:
        print(f"\nThe soak failed. {error}\nThe same again: make soak PHONES={options.phones} SEED={seed}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
