# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From a task's options to what is desired: keys, values, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._masking import MASK, Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._resources.pvalue import RESOURCE, prepare
from ansible_collections.voip.grandstream.plugins.module_utils._settings.plan import DesiredValues


def prepared(values: dict[Any, Any], write_secrets: str = "when_needed", secrets: Secrets | None = None) -> DesiredValues:
    return prepare({"values": values, "write_secrets": write_secrets, "verify": True}, secrets or Secrets())


def problem(values: dict[Any, Any], write_secrets: str = "when_needed") -> str:
    with pytest.raises(InputError) as caught:
        prepared(values, write_secrets)
    return caught.value.text


@pytest.mark.parametrize("key", ["P30", "p30", "30", 30])
def test_keys_that_mean_the_same(key: object) -> None:
    assert prepared({key: "ntp"}).values == {"30": "ntp"}


@pytest.mark.parametrize(
    "key",
    [
        *(
            "P",
            "",
            "P0",
            "P030",
            "030",
            "PP30",
            "P30\n",
            " P30",
            "P 30",
            "P3.0",
            "P30:31",
            "P1234567",
            "P٣٠",
            "Ｐ30",
            "ntp_serber",
        ),
        *(0, -1, -30, 10**30, 3.5, True, False, None, ("P30",)),
    ],
)
def test_key_that_is_no_p_value(key: object) -> None:
    message = problem({key: "1"})
    shown = repr(key) if isinstance(key, str) else f"{key}" if not isinstance(key, tuple) else "(a list)"
    assert message.startswith(f"values: {shown} is not a P value")


@pytest.mark.parametrize(("first", "second"), [("P30", "p30"), ("30", 30), ("P30", 30), ("p30", "30")])
@pytest.mark.parametrize("same", [True, False])
def test_value_given_twice(first: object, second: object, same: bool) -> None:
    message = problem({first: "a", second: "a" if same else "b"})
    assert f"P30 is given twice, as {first!r} and as {second!r}" in message


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "1"),
        (False, "0"),
        (0, "0"),
        (7, "7"),
        (-5, "-5"),
        (10**20, "100000000000000000000"),
        *((text, text) for text in ("", " a ", "yes", "007", "1.50", "0x1F", "-----BEGIN A-----\r\nb\t", "ü 東京 🔒", "null")),
    ],
)
def test_value_as_the_phone_keeps_it(value: object, text: str) -> None:
    assert prepared({"P30": value}).values == {"30": text}


CHARACTERS = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\ufffe\uffff")


@given(st.text(CHARACTERS) | st.text(CHARACTERS | st.sampled_from("\r\n\t")).map("-----BEGIN A-----\nb{}b".format))
def test_text_stays_as_it_is(text: str) -> None:
    assert prepared({"P30": text}).values == {"30": text}


@given(st.integers())
def test_integers_become_their_digits(number: int) -> None:
    assert prepared({"P30": number}).values == {"30": f"{number:d}"}


@pytest.mark.parametrize(
    ("value", "named"),
    [
        (None, "null"),
        ([], "a list"),
        (["a"], "a list"),
        ({}, "a dictionary"),
        ({"a": 1}, "a dictionary"),
        (1.5, "a number with a fraction"),
        (2.0, "a number with a fraction"),
        (float("nan"), "a number with a fraction"),
        (b"a", "bytes"),
        ("a\ud800", "not Unicode"),
    ],
)
def test_value_that_is_none(value: object, named: str) -> None:
    message = problem({30: value})
    assert "P30: " in message
    assert named in message


def test_all_problems_are_told_at_once() -> None:
    message = problem({"P30": "a", "p30": "b", "x": "c", "P64": None, "P144": [1], "P2": "new", "P279": "key", "P1": "fine"})
    assert all(name in message for name in ("P30", "'x'", "P64", "P144", "P2 ", "P279"))
    assert "P1 " not in message
    assert "P1:" not in message


@pytest.mark.parametrize("value", [["s3cret!"], {"s3cret!": 1}, "s3cret!\ud800"])
def test_secret_is_not_quoted_by_the_problem_that_it_has(value: object) -> None:
    assert "s3cret!" not in problem({"P34": value, "P2": "s3cret!"})


def test_order_of_the_task_is_kept() -> None:
    assert list(prepared({"P64": "a", 30: "b", "p1": "c"}).values) == ["64", "30", "1"]


@pytest.mark.parametrize(("number", "role"), [("P2", "admin"), ("P196", "user")])
def test_login_passwords_belong_to_gs_password(number: str, role: str) -> None:
    message = problem({number: "s3cret!"})
    assert f"{number} is the {role} password" in message
    assert "gs_password" in message
    assert "write_secrets: always" in message


@pytest.mark.parametrize("number", ["P279", "P280"])
def test_what_nothing_proves_is_written_on_demand_only(number: str) -> None:
    message = problem({number: "s3cret!"})
    assert number in message
    assert "write_secrets: always" in message


@pytest.mark.parametrize("number", ["2", "196", "279", "280", "34", "51506"])
def test_always_takes_every_secret(number: str) -> None:
    desired = prepared({number: "s3cret!"}, "always")
    assert desired.secrets == {number: "s3cret!"}
    assert desired.readable == {}


@pytest.mark.parametrize("number", ["279", "280", "34", "51506"])
def test_never_leaves_secrets_alone(number: str) -> None:
    desired = prepared({number: "s3cret!", "30": "ntp"}, "never")
    assert desired.secrets == {}
    assert desired.readable == {"30": "ntp"}


@pytest.mark.parametrize(("number", "role"), [("P2", "admin"), ("P196", "user")])
def test_login_password_is_never_emptied(number: str, role: str) -> None:
    message = problem({"P30": "ntp", number: ""}, write_secrets="always")
    assert f"{number} is the {role} password of the phone, and it is empty" in message


@pytest.mark.parametrize("number", ["P2", "P196"])
def test_login_passwords_are_refused_but_with_always(number: str) -> None:
    """Issue 2: they "are taken only with `write_secrets: always` …; otherwise they are refused with that hint"."""
    assert "gs_password" in problem({number: "s3cret!"}, "never")


@pytest.mark.parametrize("key", ["P34", "p406", 506, "P2", "P196", "P279", "P280"])
def test_secrets_are_noted(key: object) -> None:
    secrets = Secrets()
    prepared({key: "s3cret!"}, "always", secrets)
    assert secrets.mask("s3cret!") == MASK


def test_secrets_of_a_refused_task_are_noted_too() -> None:
    secrets = Secrets()
    with pytest.raises(InputError):
        prepared({"P64": None, "P34": "s3cret!", "p34": "0ther-s3cret"}, secrets=secrets)
    assert secrets.mask("s3cret! 0ther-s3cret") == f"{MASK} {MASK}"


@pytest.mark.parametrize("key", ["P34", "p34", 34, "P2", "P83"])
def test_invocation_shows_no_secret_however_short(key: object) -> None:
    assert RESOURCE.shown_options({"values": {key: "1", "P30": "1"}}) == {"values": {key: MASK, "P30": "1"}}


@pytest.mark.parametrize("values", [None, "P34=s3cret", ["s3cret"]])
def test_invocation_with_values_of_another_type_tells_nothing_more(values: object) -> None:
    assert "s3cret" not in str(RESOURCE.shown_options({"values": values}))
