# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connection options: how a phone is reached, checked before the first request."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import ipaddress
import re
from typing import Any, Callable, Mapping, NamedTuple, Sequence

from ansible.module_utils.basic import env_fallback

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._text import text_problem

DEFAULT_USERNAME = "gmiadmin"
"""Guide, "Password Token Authentication". It has the web UI's admin password and throws nobody out of the web UI."""

ADMIN_NAMES = (DEFAULT_USERNAME, "admin")
"""The names that share the admin's password."""

# Compiled once, and not in each process that ansible-core forks for a task.
_HOST_NAME = re.compile(r"[\w-]{1,63}(\.[\w-]{1,63})*\.?")

SEPARATORS = {"colon": ":", "dot": "."}
"""The two separators of the login digest, in the order in which they are tried (the guide prints the second)."""


def option(name: str, **spec: Any) -> dict[str, Any]:
    """Return the argument spec of the option ``name``, which falls back to its environment variable."""
    return dict(spec, fallback=(env_fallback, ["GS_" + name.upper()]))


ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "host": option("host", type="str"),
    "port": option("port", type="int"),
    "username": option("username", type="str", default=DEFAULT_USERNAME),
    "password": option("password", type="str", no_log=True),
    "use_ssl": option("use_ssl", type="bool", default=True),
    "validate_certs": option("validate_certs", type="bool", default=True),
    "ca_path": option("ca_path", type="path"),
    "tls_fingerprint": option("tls_fingerprint", type="str"),
    "tls_old_ciphers": option("tls_old_ciphers", type="bool", default=False),
    "timeout": option("timeout", type="float", default=10.0),
    "retries": option("retries", type="int", default=2),
    "max_url_length": option("max_url_length", type="int", default=2000),
    "request_method": option("request_method", type="str", default="get", choices=["get", "post"]),
    "digest_separator": option("digest_separator", type="str", default="auto", choices=["auto", "colon", "dot"]),
    "refusal_limit": option("refusal_limit", type="int", default=10),
    "ledger": option("ledger", type="str"),
    "check_identity": option("check_identity", type="bool", default=True),
}
"""Argument spec of the connection options, the same for every module."""

INTERNAL_SPEC: dict[str, dict[str, Any]] = {
    "login_memory": {"type": "dict"},
    "neighbours": {"type": "dict"},
    "words": {"type": "dict"},
}
"""What the collection itself gives to a module that runs elsewhere."""

_OF_ANSIBLE = {"host": "ansible_host", "port": "ansible_port", "username": "ansible_user", "password": "ansible_password"}

VARIABLES = {name: _OF_ANSIBLE.get(name, f"gs_{name}") for name in ARGUMENT_SPEC}
"""The options, and the variable of the inventory for each. Messages name the variables; see :func:`worded`."""

OPTIONS = {variable: option for option, variable in VARIABLES.items()}
"""The words of who writes options in the place of variables."""


def worded(text: str, words: Mapping[str, str]) -> str:
    """Return a message in the words of its user. ``words``: by the name of a variable, what the user wrote in its place."""
    return re.sub(r"(?<![\w'\"{])(?:ansible|gs)_\w+", lambda found: words.get(found.group(), found.group()), text)


class ConnectionSettings(NamedTuple):
    """The place of a phone, and how to talk to it. ``timeout`` is in seconds, ``max_url_length`` in bytes."""

    host: str
    port: int
    username: str
    password: str
    use_ssl: bool
    validate_certs: bool
    ca_path: str | None
    tls_fingerprint: str | None
    tls_old_ciphers: bool
    timeout: float
    retries: int
    max_url_length: int
    request_method: str
    digest_separator: str
    refusal_limit: int
    ledger: str | None
    check_identity: bool

    @property
    def base_url(self) -> str:
        """Return scheme, host and port, without a trailing slash: what ``Origin`` holds."""
        scheme, usual_port = ("https", 443) if self.use_ssl else ("http", 80)
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{host}" + ("" if self.port == usual_port else f":{self.port}")

    @property
    def label(self) -> str:
        """Return the phone as messages name it."""
        return f"{self.host} port {self.port}"


_RANGES = {
    "port": (1, 65535),
    "timeout": (0.05, 3600),
    "retries": (0, 20),
    "max_url_length": (256, 65536),
    "refusal_limit": (0, 1000000),
}


def connection_settings(params: Mapping[str, Any], needs_password: bool = True) -> ConnectionSettings:
    """Check the connection options of a task.

    ``params``: the task's validated parameters. ``needs_password``: whether the task logs in with the connection's password.
    ``ca_path`` is not looked at here, because it is a path on the host where the
    task will run. Raise :class:`InputError` with what is wrong and what to do about it.
    """
    values = {name: params[name] for name in ARGUMENT_SPEC}
    _check_required(values, ("host", "password") if needs_password else ("host",))
    values["password"] = values["password"] or ""
    problems = option_problems(values)
    if problems:
        raise InputError("; ".join(problems))
    values["host"] = checked_host(values["host"])
    if values["port"] is None:
        values["port"] = 443 if values["use_ssl"] else 80
    if values["tls_fingerprint"]:
        values["tls_fingerprint"] = checked_fingerprint(values["tls_fingerprint"])
    return ConnectionSettings(**values)


def option_problems(values: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with connection options, in the order in which they are told. What is not given is not wrong."""
    given = {name: value for name, value in values.items() if value not in (None, "")}
    problems = problems_of(checked_host, given["host"]) if "host" in given else []
    texts = {name: text_problem(given[name]) for name in ("username", "password") if name in given}
    problems += [f"{VARIABLES[name]}: {problem}" for name, problem in texts.items() if problem]
    for name, (low, high) in _RANGES.items():
        problems += problems_of(check_range, VARIABLES[name], given[name], low, high) if name in given else []
    return problems + (problems_of(checked_fingerprint, given["tls_fingerprint"]) if "tls_fingerprint" in given else [])


def _check_required(values: Mapping[str, Any], required: Sequence[str]) -> None:
    missing = [name for name in required if not values[name]]
    if missing:
        variables = ", ".join("GS_" + name.upper() for name in missing)
        raise InputError(
            f"missing required arguments: {', '.join(missing)}. Give them as options of the task, as variables of a host with "
            "ansible_connection=voip.grandstream.webapi ('ansible_host', 'ansible_password'), or in the environment "
            f"({variables})"
        )


def checked_host(host: str, name: str = VARIABLES["host"]) -> str:
    """Return a name or an address without anything else that a URL could hold; IPv6 addresses come with or without brackets."""
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    if ":" in bare:
        try:
            ipaddress.IPv6Address(bare)
        except ValueError:
            raise InputError(f"{name}: {host!r} is neither a host name nor an address. Write the port in ansible_port") from None
    elif not _HOST_NAME.fullmatch(bare) or len(bare) > 253:
        raise InputError(f"{name}: {host!r} is neither a host name nor an address")
    return bare


def problems_of(check: Callable[..., Any], *arguments: Any) -> list[str]:
    """Return the sentence of the :class:`InputError` that a check raises for its arguments; none where it raises nothing."""
    try:
        check(*arguments)
    except InputError as error:
        return [error.message]
    return []


def check_range(name: str, value: float, low: float, high: float) -> None:
    """Raise :class:`InputError` for an option outside of its range."""
    if not low <= value <= high:
        raise InputError(f"{name}: {value} is out of range ({low} to {high})")


def checked_fingerprint(text: str) -> str:
    """Return 64 lower-case hexadecimal digits from any usual spelling of a SHA-256 fingerprint."""
    bare = re.sub(r"^\s*sha-?256(\s*fingerprint)?\s*[:=]", "", text, flags=re.IGNORECASE)
    digits = re.sub(r"[\s:-]", "", bare).lower()
    if not re.fullmatch(r"[0-9a-f]{64}", digits):
        raise InputError(f"{VARIABLES['tls_fingerprint']}: a SHA-256 fingerprint has 64 hexadecimal digits, this one is {text!r}")
    return digits
