# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The journeys of a fleet on simulated phones: from the box to accepted, enforced, drift, its repair, files, new passwords."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

DEMO = Path(__file__).resolve().parent
sys.path.insert(0, str(DEMO.parent / "tests"))

from simulator.certificates import issue  # noqa: E402 - found through the line above
from simulator.client import Simulator  # noqa: E402 - found through the line above
from support.collection import link_working_tree  # noqa: E402
from support.tools import end, workers  # noqa: E402
from support.web_servers import python_servers  # noqa: E402

PHONES = 50
PORT = 18350
MODELS = ("wp820", "gxv3370")
FACTORY_PASSWORD = "admin"
DRIFT = {
    "phone07": ("127.0.10.7", {"30": "time.rogue.example"}),
    "phone23": ("127.0.10.23", {"64": "UTC", "1362": "de_DE"}),
    "phone42": ("127.0.10.42", {"130": "0"}),
}
"""What somebody changes by hand while nobody looks."""

UNREACHABLE = "127.0.10.31"
"""The phone that is back in its box, and fetches its file."""

REPORT = DEMO.parent / ".build" / "demo" / "drift.html"
"""The page about the check, for a browser."""

NEW_SECRET = DEMO.parent / ".build" / "demo" / "new_secret.yml"
"""The secret that the new passwords are made of. A secret on a command line is read by everybody who may list processes."""

_SIGN_OF_LIFE_SECONDS = 5.0
"""How often a long step is told where there is no terminal."""

_TASK = re.compile(r"^TASK \[(?:[\w.]+ : )?(.+)\] \**$")
_RECAP = re.compile(r"^(\S+)\s+: ok=(\d+)\s+changed=(\d+)\s+unreachable=(\d+)\s+failed=(\d+)", re.MULTILINE)


@dataclass
class Run:
    """One run of the playbook: what it printed and what it came to."""

    output: str
    seconds: float
    changed: list[str]
    in_line: list[str]
    bad: list[str]


def playbook(port: int, name: str, *options: str, report: Path | None = None, hosts: int = PHONES) -> Run:
    """Run one of the collection's playbooks as a user would, and read its recap.

    ``report``: where the callback plugin of that name writes its page. ``hosts``: how many the recap
    has. Raises SystemExit where ansible-playbook itself fails.
    """
    program = Path(sys.executable).with_name("ansible-playbook")
    shown = shlex.join(["ansible-playbook", f"voip.grandstream.{name}", *options])
    print(f"\n$ {shown}", flush=True)
    command = [str(program), f"voip.grandstream.{name}", *options]
    if port != PORT:
        command += ["--extra-vars", f"ansible_port={port}"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "GS_"))}
    environment |= {"ANSIBLE_NOCOLOR": "1", "PYTHONUNBUFFERED": "1"}
    if report:
        environment |= {"ANSIBLE_CALLBACKS_ENABLED": "voip.grandstream.report", "GS_REPORT_HTML": str(report)}
    started = time.monotonic()
    status, output = finished(command, environment)
    seconds = time.monotonic() - started
    recap = _RECAP.findall(output)
    run = Run(
        output=output,
        seconds=seconds,
        changed=[
            name for name, _ok, changed, unreachable, failed in recap if int(changed) and not int(unreachable) + int(failed)
        ],
        in_line=[name for name, _ok, changed, unreachable, failed in recap if not int(changed) + int(unreachable) + int(failed)],
        bad=[name for name, _ok, _changed, unreachable, failed in recap if int(unreachable) + int(failed)],
    )
    if status or run.bad or len(recap) != hosts:
        print(output)
        raise SystemExit(f"The demo went wrong: ansible-playbook ended with {status}. Its output is above.")
    return run


def finished(command: list[str], environment: dict[str, str]) -> tuple[int, str]:
    """Run a command to its end; give its exit status and output. Ctrl-C is passed on, and waited for."""
    with subprocess.Popen(
        command,
        cwd=DEMO,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # The terminal's Ctrl-C then reaches only us: a second one would keep ansible-playbook from ending its workers.
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        try:
            output = watched(process.stdout)
        except KeyboardInterrupt:
            interrupt(process)
            raise
    return process.returncode, output


def watched(lines: Iterable[str]) -> str:
    """Return all that a run prints, and meanwhile show its task: on a terminal in one line that changes, else now and then."""
    console = Console(highlight=False)
    started = time.monotonic()
    over = threading.Event()
    output: list[str] = []
    with console.status("Starting") as status:

        def tell() -> None:
            while not over.wait(_SIGN_OF_LIFE_SECONDS):
                print(f"  {time.monotonic() - started:3.0f} s: {status.status} …", flush=True)

        if not console.is_terminal:
            threading.Thread(target=tell, daemon=True).start()
        try:
            for line in lines:
                output.append(line)
                if task := _TASK.match(line):
                    status.update(task[1])
        finally:
            over.set()
    return "".join(output)


def interrupt(process: subprocess.Popen[str]) -> None:
    """Pass Ctrl-C on, and end what it leaves behind: ansible-core's workers are on their own once its main process is gone."""
    left = workers(process)
    process.send_signal(signal.SIGINT)
    try:
        process.communicate(timeout=3)
    except subprocess.TimeoutExpired:
        left += workers(process)
        process.kill()
    end(left)


def expect(what: str, actual: object, wanted: object) -> None:
    """Stop the demo where the phones are not as the story says."""
    if actual != wanted:
        raise SystemExit(f"The demo went wrong: {what}: {actual!r} instead of {wanted!r}")


def diff_of(output: str) -> str:
    """Return the part of a run's output that shows differences, and the line that sums up."""
    task = output.split(": Bring the phone to its desired state]", maxsplit=1)[-1].split("\nTASK [", maxsplit=1)[0]
    lines = [line for line in task.splitlines()[1:] if not line.startswith("ok:")]
    found = re.search(r'"(\d+ phones: [^"]*)"', output)
    return "\n".join([re.sub(r"\n{2,}", "\n\n", "\n".join(lines)).strip(), *([found[1]] if found else [])])


def tell(simulator: Simulator) -> None:
    """Print the journeys, with what they did to the phones."""
    port = simulator.port
    print(
        f"{PHONES} simulated phones of two models answer on 127.0.10.1 to 127.0.10.{PHONES}, port {port}, fresh from the factory."
    )

    first = playbook(port, "provision")
    expect("phones that were provisioned", len(first.changed), PHONES)
    print(
        f"  {len(first.changed)} phones have passwords of their own, their settings, accounts and directory, and are accepted: "
        f"registered, on time, without a factory password. {first.seconds:.0f} s."
    )

    before = simulator.requests_summary()
    second = playbook(port, "enforce")
    expect("phones that changed in the second run", second.changed, [])
    after = simulator.requests_summary()
    expect("writes of the second run", after["writes"] - before["writes"], 0)
    requests = (after["total"] - before["total"]) / PHONES
    print(
        f"  changed=0 on all {len(second.in_line)} phones in {second.seconds:.0f} s: {requests:.0f} requests a phone, no write."
    )

    print(f"\nSomebody changes values by hand on {', '.join(DRIFT)} …")
    wanted = {name: simulator.phone(address).values() for name, (address, _values) in DRIFT.items()}
    for address, values in DRIFT.values():
        simulator.phone(address).set(values=values)

    check = playbook(port, "plan", report=REPORT)
    expect("phones that the check found", check.changed, list(DRIFT))
    print(re.sub(r"^", "  ", diff_of(check.output), flags=re.MULTILINE))
    expect("writes of the check", simulator.requests_summary()["writes"], after["writes"])

    repair = playbook(port, "enforce")
    expect("phones that the repair changed", repair.changed, list(DRIFT))
    for name, (address, _values) in DRIFT.items():
        expect(f"values of {name}", simulator.phone(address).values(), wanted[name])
    print(f"  {', '.join(repair.changed)} repaired; the other {len(repair.in_line)} were left alone.")

    from_the_box(simulator)
    rotate(simulator)


def from_the_box(simulator: Simulator) -> None:
    """Let a phone that nobody can reach fetch its file: it left the factory, and knows only the address of a web server."""
    phone = simulator.phone(UNREACHABLE)
    wanted = phone.values()
    with tempfile.TemporaryDirectory(prefix="demo-") as name:
        folder = Path(name) / "files"
        folder.mkdir()
        certificates = issue(["127.0.0.1"], Path(name) / "tls", old=False)
        published = playbook(
            simulator.port, "publish", "--extra-vars", f"gs_publish_dest={folder} gs_publish_passwords=true", hosts=1
        )
        expect("files", len(list(folder.glob("cfg*.xml"))), PHONES)
        with python_servers(folder, certificates.phone, Path(name)) as server:
            phone.set(reset=True, off=True, zero_touch={"url": server.https, "ca": str(certificates.ca)})
            phone.set(off=False)
            phone.wait_until_up()
    expect("what came of the file", [fetch["result"] for fetch in phone.state()["fetches"]], ["applied"])
    expect("values of the phone from the box", phone.values(), wanted)
    print(
        f"  {PHONES} provisioning files in {published.seconds:.0f} s, from the same git. A phone from the box, which Ansible "
        "cannot reach, starts and fetches its file over HTTPS: it has each value that enforce had given it before."
    )


def rotate(simulator: Simulator) -> None:
    """New passwords for all: as if the secret in group_vars had been changed, and the run repeated."""
    NEW_SECRET.parent.mkdir(parents=True, exist_ok=True)
    NEW_SECRET.write_text("secret_of_phones: winter\nformer_secret_of_phones: autumn\n", encoding="utf-8")
    new = ("--extra-vars", f"@{os.path.relpath(NEW_SECRET, DEMO)}")
    before = {address: simulator.phone(address).values()["2"] for address in simulator.addresses}
    rotated = playbook(simulator.port, "rotate_passwords", *new)
    expect("phones with a new password", len(rotated.changed), PHONES)
    after = {address: simulator.phone(address).values()["2"] for address in simulator.addresses}
    expect("passwords that stayed", [address for address in after if after[address] == before[address]], [])
    expect("different passwords", len(set(after.values())), PHONES)
    print(f"  {PHONES} new passwords in {rotated.seconds:.0f} s, each proved by a login.")
    again = playbook(simulator.port, "rotate_passwords", *new)
    expect("phones that changed when it was repeated", again.changed, [])
    print("  Repeated, it changes nothing.")


def started() -> Simulator:
    """Fifty phones on the port of demo/group_vars, or on a free one where somebody has it, perhaps `make simulator`."""
    for port in (PORT, 0):
        try:
            return Simulator(PHONES, first_address="127.0.10.1", port=port, models=MODELS, password=FACTORY_PASSWORD).start()
        except RuntimeError as error:
            failure = error
    raise SystemExit(f"The demo cannot start its phones: {failure}")


def main() -> None:
    """Start the phones, tell the story, stop them."""
    link_working_tree()
    REPORT.unlink(missing_ok=True)
    simulator = started()
    try:
        tell(simulator)
    finally:
        simulator.stop()
    print(
        f"""
Done: the phones are stopped, and nothing of them is left. What the check found is a page for your browser:
  {REPORT.relative_to(DEMO.parent)}
What you saw is in the folder demo/, to open and change:
  demo/inventory.yml        the phones, by site and model
  demo/group_vars/          what they must be: for all, for a model (326 values of a real phone), for a site
  demo/directory.csv        the company's directory
Try it yourself: start the phones with `make simulator`, and in a second window
  cd demo && ../.venv/bin/ansible-playbook voip.grandstream.provision"""
    )


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nInterrupted. The simulated phones are stopped.")
