# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One phone of an audit: one login, one read, and what the rules say of it."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import hashlib
import hmac
import threading
import typing as t
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import DEFAULT_USERNAME, SEPARATORS
from ansible_collections.voip.grandstream.plugins.module_utils._api.logins import Logins, account
from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._errors import AuthenticationError, PhoneError
from ansible_collections.voip.grandstream.plugins.module_utils._masking import NOT_SHOWN, Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._outcome import Outcome, Plan
from ansible_collections.voip.grandstream.plugins.module_utils._settings import identity
from ansible_collections.voip.grandstream.plugins.module_utils._settings.plan import FIRMWARE_SPEC, MODEL_SPEC
from ansible_collections.voip.grandstream.plugins.module_utils._task import Resource
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.facts import (
    Factory,
    Facts,
    LacksError,
    UnknownError,
    numbers,
)
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.rules import NAMES, Rule

OF_ONE_PHONE = "audit"
"""The key of a host's result with what the rules say of its phone."""


MOST_TRIES = 64
"""In all processes, phones at a time on which the factory password is tried. Each refusal is written to the one file that keeps
them across runs, and taken out again: with twice as many, some wait for the file until they give up."""


class Asked(t.NamedTuple):
    """What is asked of one phone. ``own``, ``factory``: passwords. ``secrets``: what must not be in evidence."""

    model: str | None
    own: str
    factory: str
    secrets: Secrets


def resource(rules: Sequence[Rule], key: bytes, tries: int) -> Resource:
    """Return the reading of one phone.

    Its result holds under :data:`OF_ONE_PHONE`: C(exposed) and C(unknown), texts by the id of a rule; and C(mark), a hash of the
    phone's password that is good for this audit only. ``key``: of that hash. ``tries``: so many phones at a time in a
    process on which the factory password is tried; 0 where that is not wanted.
    """

    leave = threading.Semaphore(tries) if tries else None

    def prepare(params: Mapping[str, t.Any], secrets: Secrets) -> Asked:
        return Asked(params["model"], params["password"] or "", params["factory_password"] or "", secrets)

    def plan(phone: Phone, asked: Asked) -> Plan:
        wanted = [*numbers(NAMES, asked.model), *identity.riding_along(phone)]
        held = phone.read_values(list(dict.fromkeys(wanted)))
        identity.judge(phone, held, {}, asked.model)
        settings = phone.settings
        is_verified = settings.validate_certs or bool(settings.tls_fingerprint)
        factory = _factory(phone, asked, leave)
        facts = Facts(asked.model, held, settings.use_ssl, is_verified, factory, asked.secrets.mask)
        # What a result must not tell is left out of it with its place, and so would be the finding.
        said = asked.secrets.replaced(judged(rules, facts), NOT_SHOWN)
        mark = hmac.new(key, asked.own.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
        return Plan(Outcome(None, found={OF_ONE_PHONE: {**said, "mark": mark}}))

    spec = {"model": MODEL_SPEC, "firmware": FIRMWARE_SPEC, "factory_password": {"type": "str", "no_log": True}}
    return Resource(spec, prepare, plan)


def tries_in_each_of(workers: int) -> int:
    """Return on how many phones at a time each of so many processes may try the factory password."""
    return max(1, MOST_TRIES // workers)


def judged(rules: Sequence[Rule], phone: Facts) -> dict[str, dict[str, str]]:
    """Return what rules say of one phone: C(exposed), the evidence by id, and C(unknown), the reason by id."""
    exposed, unknown = {}, {}
    for rule in rules:
        try:
            evidence = rule.judge(phone)
        except LacksError:
            continue
        except UnknownError as error:
            unknown[rule.id] = str(error)
            continue
        if evidence:
            exposed[rule.id] = evidence
    return {"exposed": exposed, "unknown": unknown}


def _factory(phone: Phone, asked: Asked, leave: threading.Semaphore | None) -> Factory:
    """Return what is known of the factory password. The phone has taken its own one before.

    ``leave``: to try it, which phones wait for; None where that is not wanted. It is tried only where the own one is another
    one, at most once, and not where the ledger says that it was refused already. Then the phone is logged in to with its own
    password, which gives it back its attempts.
    """
    username = phone.settings.username
    is_admin = account(username) == DEFAULT_USERNAME
    if is_admin and asked.own == asked.factory:
        return Factory(is_taken=True, evidence="the inventory has the factory password for it, and the phone took it")
    if leave is None:
        if is_admin:
            return Factory(is_taken=False)
        return Factory(None, unknown="the inventory logs in as another user than the admin. gs_audit_try_factory: true tries it")
    with leave:
        found = _tried(phone, asked.factory)
        phone.log_in(username, [asked.own])
    return found


def _tried(phone: Phone, password: str) -> Factory:
    """Return what comes of a login of the admin with the factory password."""
    try:
        with _not_counted(phone.logins):
            phone.log_in(DEFAULT_USERNAME, [password])
    except AuthenticationError:
        left_out = "the factory password was not tried, so that the phone keeps an attempt to log in"
        return Factory(is_taken=False) if _was_refused(phone.logins, password) else Factory(None, unknown=left_out)
    except PhoneError:
        return Factory(None, unknown="the phone did not answer clearly when the factory password was tried")
    return Factory(is_taken=True, evidence="the phone took the factory password when it was tried")


def _was_refused(logins: Logins, password: str) -> bool:
    """Return whether the phone has refused a password of the admin, in this run or before."""
    record = logins.record(DEFAULT_USERNAME)
    words = [(DEFAULT_USERNAME, separator, password) for separator in SEPARATORS]
    if any(logins.mark(*word) in record.refused for word in words):
        return True
    # Slow on purpose, so only where it is needed.
    return bool(record.lasting) and any(logins.lasting_mark(*word) in record.lasting for word in words)


@contextmanager
def _not_counted(logins: Logins) -> Iterator[None]:
    """Let the refusals of a credential say nothing of it: that phones refuse the factory password is what they should do."""
    limit, logins.refusal_limit = logins.refusal_limit, 0
    try:
        yield
    finally:
        logins.refusal_limit = limit
