# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One task: failures become results of the right kind, and no secret is in any of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils import _errors
from ansible_collections.voip.grandstream.plugins.module_utils._api.logins import Logins
from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._masking import MASK, Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._outcome import Outcome, Plan
from ansible_collections.voip.grandstream.plugins.module_utils._resources.pvalue import RESOURCE
from ansible_collections.voip.grandstream.plugins.module_utils._task import Resource, Task
from unit.dialogue import HANGS, HOST, PASSWORD, dialogue, login, options, read, reply, write

CHANGES = [{"pvalue": "P30", "before": "old", "after": "new"}]
OUTCOME = Outcome(CHANGES, 'P30: "old"\n', 'P30: "new"\n', [])


def resource(
    plan: Any = lambda phone, desired: Plan(OUTCOME),
    apply: Any = lambda phone, desired, plan: plan.outcome,
    prepare: Any = lambda params, secrets: None,
) -> Resource:
    return Resource({"token": {"type": "str", "no_log": True}}, prepare, plan, apply)


def task(a_resource: Resource, diff: bool = False, check_mode: bool = False, **params: Any) -> Task:
    return Task(a_resource, options(**{"token": None, **params}), check_mode=check_mode, diff=diff)


def result_of(a_resource: Resource, **params: Any) -> dict[str, Any]:
    """The result as Ansible gets it, but for the invocation."""
    work = task(a_resource, **params)
    with dialogue():
        result = work.prepare() or work.run()
    del result["invocation"]
    return result


def failing(error: Exception) -> Resource:
    def plan(phone: Phone, desired: Any) -> Plan:
        raise error

    return resource(plan)


def pvalue_task(values: Mapping[str, Any], **params: Any) -> dict[str, Any]:
    work = Task(RESOURCE, options(values=values, verify=True, write_secrets="when_needed", **params), check_mode=False, diff=True)
    return work.prepare() or work.run()


def test_changes() -> None:
    assert result_of(resource()) == {"changed": True, "changes": CHANGES}


def test_nothing_changed() -> None:
    unchanged = resource(lambda phone, desired: Plan(Outcome([], "", "", [])))
    assert result_of(unchanged) == {"changed": False, "changes": []}


def test_diff_is_given_only_when_asked_for() -> None:
    label = f"{HOST} port 443"
    texts = {"before": 'P30: "old"\n', "after": 'P30: "new"\n', "before_header": label, "after_header": label}
    assert result_of(resource(), diff=True)["diff"] == texts


def test_warnings_are_handed_on() -> None:
    warned = resource(lambda phone, desired: Plan(OUTCOME._replace(warnings=["careful"])))
    assert result_of(warned)["warnings"] == ["careful"]


def spying(plan: Plan) -> tuple[Resource, list[Any]]:
    """A resource that plans `plan`, and the list of what it is asked to do."""
    asked: list[Any] = []

    def planned(phone: Phone, desired: Any) -> Plan:
        asked.append(("plan", desired))
        return plan

    def applied(phone: Phone, desired: Any, plan: Plan) -> Outcome:
        asked.append(("apply", desired, plan))
        return plan.outcome._replace(found={"applied": True})

    return resource(planned, applied, prepare=lambda params, secrets: "desired"), asked


def test_check_mode_is_a_plan_without_apply() -> None:
    plan = Plan(OUTCOME, work="work")
    spied, asked = spying(plan)
    assert result_of(spied, check_mode=True) == {"changed": True, "changes": CHANGES}
    assert asked == [("plan", "desired")]
    assert result_of(spied) == {"changed": True, "changes": CHANGES, "applied": True}
    assert asked[1:] == [("plan", "desired"), ("apply", "desired", plan)]


@pytest.mark.parametrize("waits", [True, False])
def test_nothing_to_change_is_applied_only_where_there_is_something_to_wait_for(waits: bool) -> None:
    spied, asked = spying(Plan(Outcome([]), waits=waits))
    assert result_of(spied)["changed"] is False
    assert len(asked) == 1 + waits


@pytest.mark.parametrize("wrote", [True, False])
@pytest.mark.parametrize(
    "make", [lambda: _errors.TransportError("x", sent=True), _errors.LockedError, lambda: _errors.NotKeptError("x")]
)
def test_failure_after_a_write_has_failed_and_says_what_was_begun(make: Any, wrote: bool) -> None:
    error = make()
    unreachable = error.unreachable

    def applied(phone: Phone, desired: Any, plan: Plan) -> Outcome:
        phone.has_written = wrote
        raise error

    result = result_of(resource(apply=applied))
    assert result.get("unreachable", False) == (unreachable and not wrote)
    assert result["changed"] == wrote
    assert result.get("changes", []) == CHANGES * wrote
    assert (result["error"]["kind"] == "ambiguous_write") == (unreachable and wrote)


def test_failure_whose_former_values_came_back_changed_nothing() -> None:
    def applied(phone: Phone, desired: Any, plan: Plan) -> Outcome:
        phone.has_written = True
        raise _errors.NotRegisteredError("x", restored=True, accounts=[1])

    result = result_of(resource(apply=applied))
    assert (result["failed"], result["changed"], result["error"]["restored"]) == (True, False, True)


@pytest.mark.parametrize(
    ("error", "kind", "unreachable"),
    [
        (_errors.InputError("x"), "input", False),
        (_errors.TransportError("x", sent=True), "transport", True),
        (_errors.TransportError("x", sent=False), "transport", True),
        (_errors.AmbiguousWriteError(_errors.TransportError("x", sent=True, advice="y")), "ambiguous_write", False),
        (_errors.AmbiguousWriteError(_errors.ReplyError("x")), "ambiguous_write", False),
        (_errors.AuthenticationError("x"), "auth", True),
        (_errors.LockedError(), "locked", True),
        (_errors.ReplyError("x"), "reply", False),
        (_errors.ApiError("x"), "api", False),
        (_errors.UnsupportedError("x"), "unsupported", False),
        (_errors.NotKeptError("x"), "not_kept", False),
    ],
)
def test_failure_is_told_in_ansibles_terms(error: _errors.PhoneError, kind: str, unreachable: bool) -> None:
    result = result_of(failing(error))
    assert result["msg"].startswith(f"{HOST} port 443: ")
    assert result == {
        "unreachable" if unreachable else "failed": True,
        "changed": False,
        "msg": error.text,
        "error": {**error.details, "kind": kind},
    }


def test_failure_after_a_write_tells_the_changes() -> None:
    error = _errors.NotKeptError("x")
    error.changes = CHANGES
    result = result_of(failing(error))
    assert (result["failed"], result["changed"], result["changes"]) == (True, True, CHANGES)


def test_missing_library_is_a_sentence_that_says_how_to_install_it() -> None:
    result = result_of(failing(_errors.MissingLibraryError("requests", "the traceback")))
    assert result["failed"]
    assert result["msg"].startswith("The Python library requests is missing on ")
    assert result["exception"] == "the traceback"


def test_unexpected_exception_is_a_result_without_secrets() -> None:
    url = f"/cgi-bin/api-values.post?P34=t0ken-s3cret&x={PASSWORD}"
    result = result_of(failing(ValueError(url)), token="t0ken-s3cret")
    assert result["failed"]
    assert "ValueError" in result["msg"]
    assert "report it" in result["msg"]
    assert "Traceback" in result["exception"]
    assert "t0ken-s3cret" not in str(result)
    assert PASSWORD not in str(result)


def test_unexpected_exception_in_prepare_is_a_result_too() -> None:
    def prepare(params: Mapping[str, Any], secrets: Secrets) -> None:
        raise ValueError(PASSWORD)

    result = result_of(resource(prepare=prepare))
    assert result["failed"]
    assert PASSWORD not in str(result)


@pytest.mark.parametrize("params", [{"password": None}, {"port": 0}, {"ca_path": "/nonexistent"}, {"host": "a/b"}])
def test_bad_option_fails_before_any_request(params: dict[str, Any]) -> None:
    with dialogue():
        failure = result_of(resource(), **params)
    assert (failure["failed"], failure["error"]["kind"]) == (True, "input")


@pytest.mark.parametrize("password", ["1", "pw", "0"])
def test_invocation_is_masked_by_place_and_eats_nothing_else(password: str) -> None:
    work = task(resource(), password=password, token="2")
    assert work.prepare() is None
    result = work.run()
    shown = result["invocation"]["module_args"]
    assert (shown["password"], shown["token"]) == (MASK, MASK)
    assert (shown["host"], shown["timeout"], shown["retries"]) == (HOST, 10.0, 2)
    assert result["changes"] == CHANGES


def test_invocation_of_a_failure_is_masked_too() -> None:
    failure = task(resource(), host=None, password="1").prepare()
    assert failure is not None
    assert failure["invocation"]["module_args"]["password"] == MASK


@pytest.mark.parametrize("secret", ["1", "s3cret!", "caf\ud800s3cret"])
def test_short_secret_values_are_masked_in_the_invocation(secret: str) -> None:
    with dialogue():
        result = pvalue_task({"P34": secret, "P30": None, "p2": secret})
    assert result["invocation"]["module_args"]["values"] == {"P34": MASK, "P30": None, "p2": MASK}


def test_label_names_the_phone() -> None:
    work = task(resource(), port=8443)
    assert work.label == ""
    work.prepare()
    assert work.label == f"{HOST} port 8443"


def test_resource_without_a_phone_has_no_connection_options() -> None:
    offline = resource(None, None, prepare=lambda params, secrets: secrets.add("s3cret!"))
    assert offline.full_argument_spec().keys() == {"token"}
    work = Task(offline, {"token": "t0ken"}, check_mode=False, diff=True)
    with dialogue():
        assert work.prepare() is None
        assert work.run() == {"changed": False, "invocation": {"module_args": {"token": MASK}}}
    assert work.label == ""


def test_resource_without_a_phone_fails_like_the_others() -> None:
    def prepare(params: Mapping[str, Any], secrets: Secrets) -> None:
        secrets.add("s3cret!")
        raise _errors.InputError("a: b s3cret!; c: d", problems=["a: b s3cret!", "c: d"])

    failure = Task(resource(None, None, prepare), {"token": None}, check_mode=True, diff=True).prepare() or {}
    assert (failure["failed"], failure["changed"], failure["msg"]) == (True, False, f"a: b {MASK}; c: d")
    assert failure["error"] == {"kind": "input", "problems": [f"a: b {MASK}", "c: d"]}


def test_separator_comes_out_of_the_session() -> None:
    params = options(values={"30": "ntp"}, verify=True, write_secrets="when_needed")
    work = Task(RESOURCE, params, check_mode=False, diff=False)
    logins = Logins()
    work.open_logins = lambda settings: logins
    assert work.prepare() is None
    with dialogue(login(":", reply("wrong4", "error")), login("."), read("30", {"30": "ntp"})):
        work.run()
    assert logins.record("gmiadmin").separator == "dot"
    with dialogue(login("."), read("30", {"30": "ntp"})):
        work.run()


def test_separator_comes_out_of_a_failure_too() -> None:
    params = options(values={"30": "ntp"}, verify=True, write_secrets="when_needed", retries=0)
    work = Task(RESOURCE, params, check_mode=False, diff=False)
    logins = Logins()
    work.open_logins = lambda settings: logins
    work.prepare()
    with dialogue(login(":", reply("wrong4", "error")), login("."), read("30", HANGS)):
        assert work.run()["unreachable"]
    assert logins.record("gmiadmin").separator == "dot"


def test_phone_that_quotes_a_secret_in_its_refusal() -> None:
    steps = [read("30:34:2", {"30": "old", "34": ""}), write({"P30": "ntp", "P34": "s3cret!"}, reply("bad P34=s3cret!", "error"))]
    steps.append(read("30", {"30": "old"}))
    with dialogue(login(), steps):
        result = pvalue_task({"P30": "ntp", "P34": "s3cret!"})
    assert result["msg"].startswith(f"{HOST} port 443: api-values.post: the phone refused the request")
    assert f"bad P34={MASK}" in result["msg"]
    assert "s3cret!" not in str(result)


def test_run_without_prepare_is_a_bug_and_says_so() -> None:
    assert "report it" in task(resource()).run()["msg"]
