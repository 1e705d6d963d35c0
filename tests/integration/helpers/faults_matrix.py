# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The fault matrix as data: what can go wrong, where in a task, and how the task must end.

What must be follows from the promises: a read is tried again; a write whose answer is lost is settled by reading, so that
it is sent again if and only if the phone did not carry it out; what cannot be helped says so by its kind.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field, replace
from typing import Any, Generic, Protocol, TypeVar

#: Of account 1. It travels with every write of the matrix, so that every failure can show whether it tells.
#: It needs no quoting: otherwise it would wait for a plain value to show how the firmware decodes.
SIP_PASSWORD = "SIP-geheim/4711@*"
NTP_SERVER = "ntp.example.net"
#: What every phone of the matrix begins with: account 1 wants only its password to be registered.
START_VALUES = {"30": "pool.ntp.org", "271": "1", "47": "sip.example.net", "35": "1001", "34": "", "237": ""}
USUAL = {"P30": NTP_SERVER, "P34": SIP_PASSWORD}
#: Two of them fit into a URL of 256 bytes.
LONG_VALUES = {name: name[1:] * (80 // len(name[1:])) for name in ("P30", "P47", "P212", "P237", "P270", "P403")}


@dataclass(frozen=True)
class Stage:
    """A place in a task where a fault can strike: the request of `endpoint` after `skip` others, and a task that sends it.

    `late`: it is another read after the first one.
    """

    name: str
    endpoint: str
    values: dict[str, str]
    skip: int = 0
    late: bool = False


WRITE = Stage("write", "api-values.post", USUAL)
STAGES = (
    Stage("random", "loginrealm", USUAL),
    Stage("login", "login", USUAL),
    Stage("first read", "api-values.get", USUAL),
    WRITE,
    Stage("read back", "api-values.get", USUAL, skip=1, late=True),
    # Nothing else changes, so that account 1 decides about its password.
    Stage("accounts", "api-get_accounts", {"P30": START_VALUES["30"], "P34": SIP_PASSWORD}, late=True),
    # All that is asked for reads as empty, as it does without a session.
    Stage("status", "api-get_phone_status", {"P237": NTP_SERVER, "P34": SIP_PASSWORD}, late=True),
)


@dataclass(frozen=True)
class End:
    """How a task ends: its `status`, and of a failure the `error.kind`, a regular expression of what the message says came
    back, and the `error.endpoint` where it is not the one of the fault."""

    status: str
    kind: str = ""
    says: str = ""
    endpoint: str = ""


FINE = End("ok")
BROKEN = End("unreachable", "transport", "connection (broke|was refused)")
SILENT = End("unreachable", "transport", "no whole answer within")
NO_SESSION = End("failed", "api", "no session")
LOCKED = End("unreachable", "locked", "locked", endpoint="login")


def nonsense(says: str) -> End:
    """The phone answers, but with something else."""
    return End("failed", "reply", says)


def not_written(says: str) -> End:
    """The write was lost, the phone was read, and it was lost again. It has failed: the phone may hold it."""
    return End("failed", "ambiguous_write", says)


def after_write(end: End) -> End:
    """The same end of a task of which a write has reached the phone: it is never unreachable any more."""
    return replace(end, status="failed", kind="ambiguous_write") if end.status == "unreachable" else end


@dataclass(frozen=True)
class Row:
    """A fault, and how a task ends that meets it each time: at a request that reads or logs in, and at the write.

    `writes` is how often the task sends its write when the fault hits it: once where the phone carried it out. `name` is
    the simulator's kind unless `kind` says so; `options` are more of the fault's fields, `variables` more of the host's.
    """

    name: str
    read: End
    write: End
    writes: int
    kind: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    variables: dict[str, Any] = field(default_factory=dict)


#: Away for less than the two repetitions of a read wait, which is 1.5 seconds.
_SOON = {"seconds": 0.7}
ROWS = (
    # Each: the fault, how it ends each time at a read, how each time at the write, and how often that is sent.
    Row("refuse", BROKEN, not_written("broke"), 2, options=_SOON),
    Row("reset", BROKEN, not_written("broke"), 2),
    Row("reset_after", BROKEN, FINE, 1),
    Row("hang", SILENT, not_written("within"), 2),
    Row("hang_after", SILENT, FINE, 1),
    Row("slow", FINE, FINE, 1, options=_SOON),
    # Steady, so that no single part of the answer is late; the limit is six times the timeout.
    Row("too slow", SILENT, FINE, 1, "slow", {"seconds": 12}, {"gs_timeout": 1, "gs_retries": 1}),
    Row("status_500", nonsense("HTTP 500"), not_written("HTTP 500"), 2),
    # What an HTML page is on some firmware: a session that died.
    Row("html", End("failed", "api", "web page"), not_written("web page"), 2),
    Row("truncated", nonsense("not JSON"), FINE, 1),
    Row("short", BROKEN, FINE, 1),
    Row("wrong_shape", nonsense("shape|not an object"), FINE, 1),
    Row("empty", nonsense("empty"), FINE, 1),
    Row("huge", nonsense("more than"), not_written("more than"), 2),
    # A write that is refused for want of a session was not carried out, and that is certain.
    Row("dead_session", NO_SESSION, NO_SESSION, 2),
    Row("dead_session_after", FINE, FINE, 1),
    Row("reboot", BROKEN, not_written("broke"), 2, options=_SOON),
    Row("reboot_after", BROKEN, FINE, 1, options=_SOON),
    # Who is logged in stays so: a lock only keeps others out.
    Row("locked", FINE, FINE, 1),
)


class Place(Protocol):
    """A place in a task where a fault can strike: the request of `endpoint` after `skip` others."""

    @property
    def name(self) -> str:
        """As people call it."""

    @property
    def endpoint(self) -> str:
        """As the guide calls it."""

    @property
    def skip(self) -> int:
        """How many requests of the endpoint come before."""


P = TypeVar("P", bound=Place)


@dataclass(frozen=True)
class Strike(ABC, Generic[P]):
    """A fault at a stage of a task, once or `always`. A matrix says in a class of its own what must come of it."""

    row: Row
    stage: P
    always: bool

    def __str__(self) -> str:
        return f"{self.row.name} at {self.stage.name}, {'always' if self.always else 'once'}"

    @property
    def fault(self) -> dict[str, Any]:
        """The arguments of :meth:`SimulatedPhone.fault`."""
        return {
            "kind": self.row.kind or self.row.name,
            "endpoint": self.stage.endpoint,
            "skip": self.stage.skip,
            "times": None if self.always else 1,
            **self.row.options,
        }

    @property
    @abstractmethod
    def end(self) -> End:
        """How the task must end."""


S = TypeVar("S", bound=Strike[Any])


def chosen(strikes: Iterable[S], names: Set[str]) -> list[S]:
    """Those of a matrix with these names; each is there."""
    found = [strike for strike in strikes if str(strike) in names]
    assert len(found) == len(names), names - {str(strike) for strike in found}
    return found


#: One fault for each way in which a read is sent again: after a pause, on a new connection, and in a new session.
_SENT_AGAIN = frozenset(("status_500", "hang", "reset", "html", "wrong_shape", "dead_session"))

_REFUSED = End("unreachable", "auth", "refused the credentials", endpoint="login")
ONCE = {
    # Half of a bare number is a number; that the login fails cannot be told from a wrong password.
    ("truncated", "random"): _REFUSED,
    # The vendor's own server refuses a password so.
    ("empty", "login"): _REFUSED,
    ("locked", "random"): LOCKED,
    ("locked", "login"): LOCKED,
}
"""Where one fault is enough for an end that is not fine, by row and stage."""

ALWAYS = {
    **ONCE,
    ("html", "random"): nonsense("web page"),
    ("html", "login"): nonsense("web page"),
    ("truncated", "login"): nonsense("not JSON"),
    # No session is needed there.
    ("dead_session", "random"): FINE,
    ("dead_session", "login"): FINE,
    # Asked once; the answer is that the session is dead, and a new one is not doubted.
    ("dead_session", "status"): FINE,
    ("html", "status"): FINE,
    ("dead_session_after", "login"): End("failed", "api", "no session", endpoint="api-values.get"),
}
"""Where a fault that stays ends otherwise than its row says, by row and stage."""


#: By profile. The vendor's server tells secrets to a session: they are compared, and no account needs to prove them. The admin
#: password of these tests breaks its answer, so that the values are read once more, in two halves.
STAGES_OF = {
    "guide": STAGES,
    "vendor": (
        *STAGES[:4],
        Stage("half read", "api-values.get", USUAL, skip=1, late=True),
        Stage("read back", "api-values.get", USUAL, skip=3, late=True),
    ),
}
#: Where a phone of the profile vendor makes another end of a fault that stays, by row and stage. Its login answers in lines, and
#: the first half of them says that it was accepted; the cookie is in the head.
VENDOR_ALWAYS = {("truncated", "login"): FINE}


@dataclass(frozen=True)
class Case(Strike[Stage]):
    """A fault of a task that sets values, on a phone of a profile."""

    profile: str = "guide"

    def __str__(self) -> str:
        return f"{super().__str__()}, {self.profile}" if self.profile != "guide" else super().__str__()

    @property
    def end(self) -> End:
        """How the task must end."""
        usual = (self.row.write if self.stage is WRITE else self.row.read) if self.always else FINE
        others = {**ALWAYS, **(VENDOR_ALWAYS if self.profile == "vendor" else {})} if self.always else ONCE
        end = others.get((self.row.name, self.stage.name), usual)
        return after_write(end) if self.stage.name == "read back" else end

    @property
    def writes(self) -> int:
        """How often the task must send its write."""
        if self.stage is WRITE:
            return self.row.writes
        if self.row.name == "dead_session_after" and self.stage.name in ("first read", "half read", "accounts", "status"):
            return 2  # refused for want of a session, and sent again
        return 1 if self.end == FINE or self.stage.name == "read back" else 0


def cases(always: bool, profile: str = "guide") -> Iterator[Case]:
    """The whole matrix of faults that always happen to phones of a profile, or of those that happen once.

    Where a task ends well though the fault always happens, one fault is no more than a part of that, and is left out. That
    a read is tried again after every fault is the same for all reads; the late ones show it for each way to send one again, and
    those of the phones of the profile vendor, where the guide's have shown the rest.
    """
    for stage in STAGES_OF[profile]:
        for row in ROWS:
            is_known = stage.late and row.name not in _SENT_AGAIN
            is_wanted = not is_known or (always and profile == "guide")
            if is_wanted and (always or Case(row, stage, True, profile).end != FINE):
                yield Case(row, stage, always, profile)
