# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The example repository docs/examples/fleet as it stands: its pipelines' own command lines, on simulated phones.

Only the addresses and the folder of files are others, and where the phones' port and CA are comes from the environment. What
installs programs is left out: they are there. Programs of the forges (curl, gh) are replaced by notes of what they would have
sent.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import string
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml
from ansible.parsing.vault import VaultLib, VaultSecret

from integration.helpers.playbooks import Ansible, Run, Started, launched
from simulator.client import SimulatedPhone, Simulator
from support.collection import source_files
from support.environments import Environment, ansible_environment
from support.tools import BIN
from support.venvs import ROOT

EXAMPLE = ROOT / "docs" / "examples" / "fleet"
FIRST = "127.0.60."
FACTORY = "admin"
VAULT_PASSWORD = (EXAMPLE / "vault-password.example").read_text(encoding="utf-8").strip()
RECAP = re.compile(r"^(\S+)\s+: ok=\d+\s+changed=(\d+)\s+unreachable=(\d+)\s+failed=(\d+)", re.MULTILINE)

#: Stands in for the program of that name: checks YAML files as it would.
CHECK_JSONSCHEMA = f"""#!{BIN}/python
import json, sys
from pathlib import Path
import jsonschema, referencing, yaml
option, schema, *files = sys.argv[1:]
assert option == "--schemafile" and files, sys.argv
load = lambda file: referencing.Resource.from_contents(json.loads(file.read_text("utf-8")))
registry = referencing.Registry().with_resources((file.name, load(file)) for file in Path(schema).parent.glob("*.json"))
validator = jsonschema.Draft202012Validator(load(Path(schema)).contents, registry=registry)
for file in files:
    said = json.loads(json.dumps(yaml.safe_load(Path(file).read_text("utf-8"))))
    for error in validator.iter_errors(said):
        sys.exit(f"{{file}}: {{error.json_path}}: {{error.message}}")
"""
#: Stands in for what posts a comment: keeps its arguments, and what the file in them holds.
POST = """#!/bin/sh
for argument; do file="${argument#body@}"; done
for argument; do case "$argument" in *comment.md) file="${argument#body@}";; esac; done
printf '%s\\n' "$@" > "$SENT.arguments"
cp "$file" "$SENT"
"""


class Tagged(yaml.SafeLoader):
    """Loads files with encrypted values."""


Tagged.add_constructor("!vault", lambda _loader, node: opened(node.value))


def opened(encrypted: str) -> str:
    """An encrypted value of the example."""
    vault = VaultLib([("default", VaultSecret(VAULT_PASSWORD.encode()))])
    return vault.decrypt(encrypted).decode()


def loaded(name: str) -> Any:
    """A YAML file of the example; encrypted values are opened."""
    return yaml.load((EXAMPLE / name).read_text(encoding="utf-8"), Loader=Tagged)


SITES = loaded("inventory/phones.yml")["phones"]["children"]
HOSTS: dict[str, dict[str, str]] = {name: host for site in ("berlin", "lyon") for name, host in SITES[site]["hosts"].items()}
MODEL = {name: model for model in ("gxv3350", "gxv3370", "wp820") for name in SITES[model]["hosts"]}
VAULT = loaded("inventory/group_vars/phones/vault.yml")


def password(name: str, secret: str = "vaulted_phone_secret") -> str:
    """What the example makes of a secret for one phone."""
    return "p1-" + hashlib.sha256(f"{VAULT[secret]} {name}".encode()).hexdigest()[:24]


SECRETS = [
    *(VAULT[name] for name in ("vaulted_phone_secret", "vaulted_former_phone_secret")),
    *VAULT["vaulted_sip_passwords"].values(),
    *(password(name, secret) for name in HOSTS for secret in ("vaulted_phone_secret", "vaulted_former_phone_secret")),
]


class Repository:
    """A clone of the example in a folder of its own, with phones at its addresses."""

    def __init__(self, ansible: Ansible, simulator: Simulator) -> None:
        self.simulator = simulator
        self.folder = ansible.folder / "fleet"
        self.sent = ansible.folder / "sent"
        shutil.copytree(EXAMPLE, self.folder)
        (self.folder / "collections").symlink_to(ansible.collections)
        phones = self.folder / "inventory" / "phones.yml"
        phones.write_text(phones.read_text(encoding="utf-8").replace("192.0.2.", FIRST), encoding="utf-8")
        self.published = ansible.folder / "provisioning"
        self.published.mkdir()
        settings = self.folder / "inventory" / "group_vars" / "phones" / "fleet.yml"
        said = settings.read_text(encoding="utf-8")
        settings.write_text(said.replace("/srv/provisioning", str(self.published)), encoding="utf-8")
        programs = ansible.folder / "programs"
        programs.mkdir()
        for name, text in {"check-jsonschema": CHECK_JSONSCHEMA, "curl": POST, "gh": POST}.items():
            (programs / name).write_text(text, encoding="utf-8")
            (programs / name).chmod(0o755)
        vault_password = ansible.folder / "vault-password"
        vault_password.write_text(VAULT_PASSWORD, encoding="utf-8")
        self.environment = {
            "PATH": f"{programs}:{ansible.controller.bin}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(ansible.folder),
            "LC_ALL": "C.UTF-8",
            "SENT": str(self.sent),
            "ANSIBLE_VAULT_PASSWORD_FILE": str(vault_password),
            "GS_PORT": str(simulator.port),
            "GS_CA_PATH": str(simulator.ca),
        }

    def phone(self, name: str) -> SimulatedPhone:
        """A phone by its name in the inventory."""
        return self.simulator.phone(HOSTS[name]["ansible_host"].replace("192.0.2.", FIRST))

    def run(self, script: str, **environment: str) -> Run:
        """Run lines of a pipeline as a runner does. No warning, no traceback, no secret, in the report neither.

        A variable of the `environment` that is empty is not there.
        """
        wanted = {name: value for name, value in {**self.environment, **environment}.items() if value}
        process = launched(["bash", "-e", "-o", "pipefail", "-c", script], self.folder, wanted)
        run = Started(process, self.folder / "no-results", SECRETS, ()).finish()
        written = "".join(file.read_text(encoding="utf-8") for file in self.folder.glob("reports/**/*.*"))
        assert not [secret for secret in SECRETS if secret in written]
        return run

    def held(self, number: str) -> dict[str, str]:
        """What each phone holds at a P number."""
        return {name: self.phone(name).values().get(number, "") for name in HOSTS}

    def writes(self) -> int:
        """How many requests so far were writes."""
        return int(self.simulator.requests_summary()["writes"])


def recap(run: Run) -> dict[str, str]:
    """How each phone came out of the last play of a run."""
    words = {}
    for name, changed, unreachable, failed in RECAP.findall(run.stdout):
        words[name] = (
            "unreachable" if unreachable != "0" else "failed" if failed != "0" else "changed" if changed != "0" else "ok"
        )
    return words


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    """Phones for the example's inventory, fresh from the factory, over HTTPS."""
    last = [int(host["ansible_host"].rpartition(".")[2]) for host in HOSTS.values()]
    assert last == list(range(last[0], last[0] + len(HOSTS)))
    models = [MODEL[name] for name in HOSTS]
    with Simulator(len(HOSTS), first_address=f"{FIRST}{last[0]}", models=models, password=FACTORY, tls=True) as simulator:
        yield simulator


@pytest.fixture
def clone(simulator: Simulator, make_ansible: Callable[[Environment], Ansible]) -> Callable[[str], Repository]:
    """Clones of the example for one of the controllers. The SIP server knows its passwords."""

    def clone_for(controller: str) -> Repository:
        simulator.all_phones().set(reset=True)
        repository = Repository(make_ansible(ansible_environment(controller)), simulator)
        for name, host in HOSTS.items():
            repository.phone(name).set(pbx={"1": VAULT["vaulted_sip_passwords"][host["extension"]]})
        return repository

    return clone_for


def gitlab(repository: Repository, name: str, **more: str) -> Run:
    """Run a job of the GitLab pipeline, without what installs programs. `more` are variables of one slice."""
    pipeline = loaded(".gitlab-ci.yml")
    known = {
        "CI_PROJECT_DIR": str(repository.folder),
        "CI_API_V4_URL": "https://gitlab.example.net/api/v4",
        "CI_PROJECT_ID": "7",
        "CI_MERGE_REQUEST_IID": "12",
        "COMMENT_TOKEN": "token-of-the-bot",
        **more,
    }
    said = {**pipeline["variables"], **pipeline[name].get("variables", {})}
    expanded = {variable: string.Template(value).substitute(known) for variable, value in said.items()}
    run = repository.run("\n".join(pipeline[name]["script"]), **known, **{**expanded, "ANSIBLE_FORCE_COLOR": "false"})
    for line in pipeline[name].get("after_script", []):
        assert repository.run(line, **known).rc == 0
    return run


def test_gitlab(clone: Callable[[str], Repository]) -> None:
    """From phones fresh from the factory to a fleet that is in line."""
    repository = clone("newest")

    validated = gitlab(repository, "validate")
    assert validated.rc == 0, validated.output
    assert repository.simulator.requests_summary()["total"] == 0

    would_rotate = gitlab(repository, "plan-passwords")
    assert recap(would_rotate) == dict.fromkeys(HOSTS, "changed"), would_rotate.output
    assert repository.held("2") == dict.fromkeys(HOSTS, FACTORY)

    published = gitlab(repository, "publish")
    assert published.rc == 0, published.output
    assert len(list(repository.published.glob("cfg*.xml"))) == len(HOSTS)

    rotated = gitlab(repository, "rotate")
    assert rotated.rc == 0, rotated.output
    assert repository.held("2") == {name: password(name) for name in HOSTS}

    before = repository.writes()
    planned = gitlab(repository, "plan")
    assert planned.rc == 0, planned.output
    assert repository.writes() == before
    assert repository.sent.read_text(encoding="utf-8").startswith("## 8 of 8 phones have drifted")
    posted = repository.sent.with_suffix(".arguments").read_text(encoding="utf-8").splitlines()
    assert posted[-1] == "https://gitlab.example.net/api/v4/projects/7/merge_requests/12/notes"

    enforced = gitlab(repository, "enforce")
    assert enforced.rc == 0, enforced.output
    assert recap(enforced) == dict.fromkeys(HOSTS, "changed")
    assert (repository.folder / "reports" / "junit.xml").is_file()
    are_as_git_says(repository)

    before = repository.writes()
    (matrix,) = loaded(".gitlab-ci.yml")["reconcile"]["parallel"]["matrix"]
    for number, part in enumerate(matrix["SLICE"], start=1):
        night = gitlab(repository, "reconcile", CI_NODE_INDEX=str(number), SLICE=part)
        assert night.rc == 0, night.output
        assert "There is nothing to change." in night.stdout
    assert repository.writes() == before
    merged = gitlab(repository, "report")
    assert merged.rc == 0, merged.output
    are_all_in_the_report(repository, "All 8 phones are in line")


def are_all_in_the_report(repository: Repository, headline: str) -> None:
    """The night's report is of all slices, and so is its history."""
    reports = repository.folder / "reports"
    page = (reports / "fleet.html").read_text(encoding="utf-8")
    assert f"<h1>{headline}</h1>" in page
    assert all(f"reports/slices/{file.name}" in page for file in (reports / "slices").glob("*.json"))
    assert (reports / "comment.md").read_text(encoding="utf-8").startswith(f"## {headline}")
    runs = [json.loads(line) for line in (reports / "runs.jsonl").read_text(encoding="utf-8").splitlines()]
    assert sum(runs[-1]["counts"].values()) == len(HOSTS)


def are_as_git_says(repository: Repository) -> None:
    """A look at each layer's mark on the phones."""
    assert set(repository.held("276").values()) == {"1"}, "bundle security"
    # A WP820 does not know the names of time zones.
    zones = {name: f"Europe/{'Berlin' if name[0] == 'b' else 'Paris'}" for name in HOSTS if MODEL[name] != "wp820"}
    posix = {name: "CET-1CEST-2,M3.5.0/02:00:00,M10.5.0/03:00:00" for name in HOSTS if MODEL[name] == "wp820"}
    assert repository.held("64") == {**zones, **posix}, "bundle time"
    keypad = {"gxv3350": "2", "gxv3370": "1", "wp820": "3"}
    assert repository.held("1357") == {name: keypad[MODEL[name]] for name in HOSTS}, "security, lobby, model"
    apps = {"gxv3350": "1", "gxv3370": "3"}
    assert {name: held for name, held in repository.held("29604").items() if MODEL[name] != "wp820"} == {
        name: apps[MODEL[name]] for name in HOSTS if MODEL[name] != "wp820"
    }, "bundles of models"
    assert repository.held("130") == {name: "0" if name[0] == "b" else "2" for name in HOSTS}, "a bundle of our own at a site"
    assert repository.held("30") == {name: f"ntp.{name.split('-')[0]}.example.net" for name in HOSTS}
    languages = {name: "de_DE" if name[0] == "b" else "fr_FR" for name in HOSTS}
    assert repository.held("1362") == {**languages, "berlin-desk-1": "en_US"}, "null takes it out, so it has its factory value"
    assert repository.held("34") == {name: VAULT["vaulted_sip_passwords"][host["extension"]] for name, host in HOSTS.items()}
    assert repository.phone("lyon-floor-1").values()["1328"] == "120", "host_vars"
    book = {name: sorted(contact["last_name"] for contact in repository.phone(name).contacts()) for name in HOSTS}
    assert book["berlin-lobby"] == ["Brandt", "Desk", "Line", "Schulz"]
    assert book["lyon-lobby"] == ["Desk", "In", "Line", "Martin", "Petit"]


def github(repository: Repository, name: str, *left_out: str, part: str = "", index: int = 0) -> dict[str, Run]:
    """Run a job of the GitHub workflow step by step, without what installs programs; what each step came to.

    A step that fails ends the job, but for those that run always. `part` and `index` are those of a slice.
    """
    workflow = loaded(".github/workflows/phones.yml")
    files = {kind: repository.folder.parent / kind.lower() for kind in ("GITHUB_ENV", "GITHUB_PATH", "GITHUB_STEP_SUMMARY")}
    files["GITHUB_ENV"].write_text("")
    known = {"secrets.VAULT_PASSWORD": VAULT_PASSWORD, "github.token": "token-of-the-job", "github.event.number": "12"}
    known |= {"matrix.slice": part, "strategy.job-index": str(index)}
    runs: dict[str, Run] = {}
    red = False
    for step in workflow["jobs"][name]["steps"]:
        title = step.get("name", "")
        if "run" not in step or title in ("Install Ansible and the collection", *left_out):
            continue
        if red and "always()" not in step.get("if", ""):
            continue
        kept = dict(line.split("=", 1) for line in files["GITHUB_ENV"].read_text().splitlines())
        said = {**workflow["jobs"][name].get("env", {}), **step.get("env", {})}
        own = {key: re.sub(r"\$\{\{ (.*?) \}\}", lambda found: known[found[1]], text) for key, text in said.items()}
        paths = {kind: str(file) for kind, file in files.items()}
        nobody = {"ANSIBLE_VAULT_PASSWORD_FILE": ""}
        runs[title] = repository.run(step["run"], RUNNER_TEMP=str(repository.folder.parent), **{**nobody, **paths, **kept, **own})
        red = red or (runs[title].rc != 0 and not step.get("continue-on-error"))
    return runs


def test_github(clone: Callable[[str], Repository]) -> None:
    """A new secret for all phones while one is off: it is red, has done the others, and the night brings the last one home."""
    repository = clone("oldest")
    for name in HOSTS:
        repository.phone(name).set(values={"2": password(name, "vaulted_former_phone_secret")})
    absent = repository.phone("lyon-floor-2")
    absent.set(off=True)

    merged = github(repository, "enforce")
    assert merged["Enforce"].rc == 4, merged["Enforce"].output
    assert recap(merged["Enforce"]) == {**dict.fromkeys(HOSTS, "changed"), "lyon-floor-2": "unreachable"}
    assert repository.held("2") == {
        name: password(name, "vaulted_former_phone_secret" if name == "lyon-floor-2" else "vaulted_phone_secret")
        for name in HOSTS
    }
    assert not (repository.folder.parent / "vault-password").exists(), "the vault was closed"

    absent.set(off=False)
    slices = loaded(".github/workflows/phones.yml")["jobs"]["reconcile"]["strategy"]["matrix"]["slice"]
    for index, part in enumerate(slices):
        night = github(repository, "reconcile", part=part, index=index)
        assert [run.rc for run in night.values()] == [0] * len(night), night["Reconcile"].output
    assert recap(night["Reconcile"])["lyon-floor-2"] == "changed"
    are_as_git_says(repository)
    assert [run.rc for run in github(repository, "report").values()] == [0, 0]
    are_all_in_the_report(repository, "1 of 8 phones was changed")

    # The rest of the other job is what GitLab's jobs run.
    review = github(repository, "plan", "Check the files", "Plan", "Plan passwords")
    assert [run.rc for run in review.values()] == [0] * len(review)
    assert repository.sent.read_text(encoding="utf-8").startswith("## 1 of 8 phones was changed")


def test_both_pipelines_run_the_same() -> None:
    """So that what one of them does need not be tried twice. They cut the fleet into the same slices, which cover it."""
    jobs = loaded(".gitlab-ci.yml")
    ours = [line.split() for job in jobs.values() if isinstance(job, dict) for line in job.get("script", [])]
    steps = [step for job in loaded(".github/workflows/phones.yml")["jobs"].values() for step in job["steps"]]
    lines = [line for step in steps for line in step.get("run", "").replace("\\\n", " ").splitlines()]
    theirs = [line.replace(" || [ $? -eq 4 ]", "").split() for line in lines]
    assert sorted(line for line in theirs if line[0] in ("ansible-playbook", "find")) == sorted(
        line[:-2] if line[-2:] == ["||", "true"] else line for line in ours
    )
    slices = loaded(".github/workflows/phones.yml")["jobs"]["reconcile"]["strategy"]["matrix"]["slice"]
    assert jobs["reconcile"]["parallel"]["matrix"] == [{"SLICE": slices}]
    ends = [re.fullmatch(r"phones\[(\d+):(\d*)\]", part) for part in slices]
    bounds = [(int(end[1]), int(end[2]) + 1 if end[2] else None) for end in ends if end]
    assert [0, *(end for dummy, end in bounds)] == [*(start for start, dummy in bounds), None]


def test_awx(clone: Callable[[str], Repository]) -> None:
    """Its playbooks are the collection's. AWX reads the inventory without the vault's password."""
    repository = clone("newest")
    wrapped = {file.stem: loaded(f"awx/{file.name}") for file in (EXAMPLE / "awx").glob("*.yml")}
    for name, (play,) in wrapped.items():
        assert play["ansible.builtin.import_playbook"] == f"voip.grandstream.{name}"
        assert (ROOT / "playbooks" / f"{name}.yml").is_file()
    page = (ROOT / "docs" / "docsite" / "rst" / "guide_awx.rst").read_text(encoding="utf-8")
    assert set(re.findall(r"`awx/(\w+)\.yml`", page)) == wrapped.keys()
    assert set(re.findall(r"awx/setup/\w+\.\w+", page)) == {
        str(file.relative_to(EXAMPLE)) for file in (EXAMPLE / "awx" / "setup").iterdir()
    }

    read = repository.run("ansible-inventory --list --export", ANSIBLE_VAULT_PASSWORD_FILE="")
    assert read.rc == 0, read.output
    inventory = json.loads(read.stdout)
    assert set(inventory["_meta"]["hostvars"]) == set(HOSTS)
    assert inventory["lobbies"]["vars"]["gs_bundles"] == ["lobby"], "each group's own, for the layers"
    known = repository.run("ansible-playbook --syntax-check awx/*.yml")
    assert known.rc == 0, known.output


def test_what_is_pasted_into_awx() -> None:
    """The credential gives what the inventory uses, and the questions before a run are of options that there are."""
    inputs, injectors = loaded("awx/setup/credential_inputs.yml"), loaded("awx/setup/credential_injectors.yml")
    fields = [field["id"] for field in inputs["fields"]]
    assert set(inputs["required"]) == set(fields)
    assert all(field["secret"] and field["type"] == "string" for field in inputs["fields"])
    given = injectors["extra_vars"]
    assert sorted(given.values()) == sorted(f"{{{{ {name} }}}}" for name in fields)
    assert set(given) < set(VAULT)
    used = (EXAMPLE / "inventory" / "group_vars" / "phones" / "connection.yml").read_text(encoding="utf-8")
    assert all(name in used for name in given)

    survey = json.loads((EXAMPLE / "awx" / "setup" / "survey_enforce.json").read_text(encoding="utf-8"))
    known = (ROOT / "playbooks" / "enforce.yml").read_text(encoding="utf-8")
    known += (ROOT / "roles" / "baseline" / "defaults" / "main" / "main.yml").read_text(encoding="utf-8")
    for question in survey["spec"]:
        assert re.search(rf"\b{question['variable']}\b", known), question
        assert question["type"] in ("text", "integer", "multiplechoice")
        assert not question["choices"] or question["default"] in question["choices"]


def test_editors_know_the_settings(clone: Callable[[str], Repository]) -> None:
    """The schema that the editor's settings and the first line of a file name is there, and is for the files of the inventory."""
    folder = clone("newest").folder
    text = (folder / ".vscode" / "settings.json").read_text(encoding="utf-8")
    page = (ROOT / "docs" / "docsite" / "rst" / "guide_editors.rst").read_text(encoding="utf-8")
    assert all(line in page for line in text.splitlines())
    ((schema, patterns),) = json.loads(text)["yaml.schemas"].items()
    assert "gs_settings" in json.loads((folder / schema).read_text(encoding="utf-8"))["properties"]
    for place in ("group_vars", "host_vars"):
        files = set((folder / "inventory" / place).rglob("*.yml"))
        assert files == {file for pattern in patterns for file in folder.glob(pattern) if place in file.parts}
    file = folder / "inventory" / "host_vars" / "berlin-desk-1" / "settings.yml"
    named = re.search(r"^# yaml-language-server: \$schema=(\S+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    assert named
    assert (file.parent / named[1]).samefile(folder / schema)


def test_table_is_the_same_fleet(clone: Callable[[str], Repository]) -> None:
    """The phones of phones.csv are those of phones.yml: in the same groups, with the same variables."""
    repository = clone("oldest")
    fleets = {}
    for file in ("phones.yml", "phones.gs_table.yml"):
        read = repository.run(f"ansible-inventory -i inventory/{file} --list")
        assert (read.rc, read.stderr) == (0, ""), read.output
        fleets[file] = json.loads(read.stdout)
    listed, table = (fleet["_meta"]["hostvars"] for fleet in fleets.values())
    first = {name: {**phone, "ansible_host": phone["ansible_host"].replace(FIRST, "192.0.2.")} for name, phone in listed.items()}
    assert {name: {**phone, "gs_name": name} for name, phone in first.items()} == {
        name: {key: value for key, value in phone.items() if key != "use"} for name, phone in table.items()
    }
    members = [
        {name: sorted(group.get("hosts", [])) for name, group in fleet.items() if name not in ("_meta", "all", "phones")}
        for fleet in fleets.values()
    ]
    assert members[0] == members[1]
    assert sorted(fleets["phones.gs_table.yml"]["phones"]["hosts"]) == sorted(HOSTS)


def test_pipelines_run_only_what_there_is() -> None:
    """All playbooks that the example names exist, and it asks for this version of the collection."""
    for file in (file for file in EXAMPLE.rglob("*") if file.is_file()):
        for name in re.findall(r"ansible-playbook voip\.grandstream\.(\w+)", file.read_text(encoding="utf-8")):
            assert (ROOT / "playbooks" / f"{name}.yml").is_file(), f"{file}: {name}"
    (collection,) = loaded("requirements.yml")["collections"]
    major = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"].split(".")[0]
    assert collection == {"name": "voip.grandstream", "version": f">={major}.0.0,<{int(major) + 1}.0.0"}


def test_its_gitignore_hides_what_must_not_be_in_git_and_nothing_else() -> None:
    hidden = {".vault-password", "reports/comment.md", "collections/x"}
    command = ["git", "-C", str(ROOT), "check-ignore", "--no-index", *(str(EXAMPLE / name) for name in hidden)]
    assert len(subprocess.run(command, capture_output=True, check=True).stdout.splitlines()) == len(hidden)
    assert {"vault-password.example", ".gitlab-ci.yml"} <= {
        file.name for file in source_files() if (ROOT / file).parent == EXAMPLE
    }
