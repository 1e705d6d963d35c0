# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: webapi
short_description: Reach Grandstream phones over their HTTP Web API
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Says who a phone is and how it is reached, so that the modules of this collection need no connection options in each task.
  - It runs no commands. The modules of this collection run in the controller's own process and talk HTTP to the phone; other
    modules cannot work on a phone, and say so.
notes:
  - A phone has no Python, so set C(gather_facts) to V(false).
  - The keyword C(remote_user), the command line option C(--user) and C(remote_user) in C(ansible.cfg) are meant for shells and
    are not used. A login with a wrong name would bring the phone closer to its lockout.
  - The variables and environment variables are read on the controller, also for tasks that are delegated to another host.
requirements:
  - requests
  - jsonschema
options:
  host:
    description:
      - Name or address of the phone.
    type: str
    vars:
      - name: inventory_hostname
      - name: ansible_host
    env:
      - name: GS_HOST
  port:
    description:
      - TCP port of the phone's web server.
      - Default is V(443), or V(80) with O(use_ssl=false).
    type: int
    vars:
      - name: ansible_port
    env:
      - name: GS_PORT
  username:
    description:
      - Name to log in with. V(gmiadmin) has the password of the web interface's V(admin) and throws nobody out of it.
    type: str
    default: gmiadmin
    vars:
      - name: ansible_user
    env:
      - name: GS_USERNAME
  password:
    description:
      - Password to log in with. It must be a text, so write C(0123) in quotes.
    # Not str: a number must be refused, and not become another text than what was written.
    type: raw
    vars:
      - name: ansible_password
    env:
      - name: GS_PASSWORD
  use_ssl:
    description:
      - Whether to use HTTPS.
    type: bool
    default: true
    vars:
      - name: gs_use_ssl
    env:
      - name: GS_USE_SSL
  validate_certs:
    description:
      - Whether the phone's certificate must be valid. For self-signed certificates prefer O(tls_fingerprint).
    type: bool
    default: true
    vars:
      - name: gs_validate_certs
    env:
      - name: GS_VALIDATE_CERTS
  ca_path:
    description:
      - File with the CA certificates (PEM) to trust, or folder of such files with hashed names. Then no others are trusted.
      - Without it the CAs of the system are trusted.
    type: str
    vars:
      - name: gs_ca_path
    env:
      - name: GS_CA_PATH
  tls_fingerprint:
    description:
      - SHA-256 fingerprint of the phone's certificate, as C(openssl x509 -fingerprint -sha256) prints it.
      - The certificate must then be exactly this one; its issuer, name and dates are not looked at.
    type: str
    vars:
      - name: gs_tls_fingerprint
    env:
      - name: GS_TLS_FINGERPRINT
  tls_old_ciphers:
    description:
      - Whether to allow the TLS ciphers and short keys of old firmware, which today's OpenSSL refuses.
    type: bool
    default: false
    vars:
      - name: gs_tls_old_ciphers
    env:
      - name: GS_TLS_OLD_CIPHERS
  request_timeout:
    description:
      - Seconds to wait for a connection, and for each part of an answer. A whole answer may take six times as long.
      - The module option of the same meaning is called C(timeout).
    type: float
    default: 10.0
    vars:
      - name: gs_timeout
    env:
      - name: GS_TIMEOUT
  request_retries:
    description:
      - How often a request that only reads is repeated when the connection breaks or the answer is garbled. The pauses grow
        from half a second to eight.
      - The module option of the same meaning is called C(retries).
    type: int
    default: 2
    vars:
      - name: gs_retries
    env:
      - name: GS_RETRIES
  max_url_length:
    description:
      - Bytes that a URL may have. What does not fit is split into several requests.
    type: int
    default: 2000
    vars:
      - name: gs_max_url_length
    env:
      - name: GS_MAX_URL_LENGTH
  request_method:
    description:
      - How values are written. V(get) works with all firmware. V(post) keeps secrets out of URLs and access logs.
      - Reads and the login use GET in any case.
    type: str
    choices: [get, post]
    default: get
    vars:
      - name: gs_request_method
    env:
      - name: GS_REQUEST_METHOD
  digest_separator:
    description:
      - The character between the parts of the login digest. V(auto) tries V(colon) first and V(dot) after it, and remembers
        within a run what worked, to try that first. Old firmware with V(dot) costs a failed login each run unless it is set
        here.
    type: str
    choices: [auto, colon, dot]
    default: auto
    vars:
      - name: gs_digest_separator
    env:
      - name: GS_DIGEST_SEPARATOR
  refusal_limit:
    description:
      - When so many phones of a run have refused the same name and password, and none has taken them, no other phone is asked.
        The others are unreachable at once, with the reason. V(0) asks all.
    type: int
    default: 10
    vars:
      - name: gs_refusal_limit
    env:
      - name: GS_REFUSAL_LIMIT
  ledger:
    description:
      - File in which refused logins are kept across runs, so that a wrong password in the inventory does not lock phones in the
        second night. The same words are not tried again on the same phone until a login there succeeds.
      - It holds keyed hashes, counts and times, and no address, name or password. Only its owner can read it.
      - V(off) keeps nothing across runs. Within a run, refusals are remembered in any case.
      - Default is C(voip.grandstream/refused-logins) in Ansible's home, which is C(~/.ansible) unless C(ANSIBLE_HOME) says
        otherwise.
    type: str
    vars:
      - name: gs_ledger
    env:
      - name: GS_LEDGER
  check_identity:
    description:
      - Whether a phone that has the SIP user ID of another host of the inventory is refused before anything is written to it.
    type: bool
    default: true
    vars:
      - name: gs_check_identity
    env:
      - name: GS_CHECK_IDENTITY
  model:
    description:
      - Model of the phone, for the modules that know settings by name. A phone does not tell it.
      - It decides which settings and how many accounts there are. It is needed for accounts 3 and up.
      - It is one of V(gxv3350), V(gxv3370), V(gxv3380) and V(wp820), in any capitals.
    type: str
    vars:
      - name: gs_model
    env:
      - name: GS_MODEL
  firmware:
    description:
      - Firmware of the phone, for the modules that check settings without asking it. It is the version as the phone's own pages
        show it, such as V(1.0.3.19).
    type: str
    vars:
      - name: gs_firmware
    env:
      - name: GS_FIRMWARE
"""

import os
import typing as t

from ansible.errors import AnsibleError
from ansible.playbook.play_context import PlayContext
from ansible.plugins.connection import ConnectionBase
from ansible.plugins.loader import connection_loader


class Connection(ConnectionBase):
    """The options of a phone. Commands are refused, but for a background task of this collection (see ``run_on_controller``)."""

    transport = "voip.grandstream.webapi"
    has_pipelining = True

    def __init__(self, play_context: PlayContext, *args: t.Any, **kwargs: t.Any) -> None:
        super().__init__(play_context, *args, **kwargs)
        self._controller: ConnectionBase | None = None

    def set_options(
        self,
        task_keys: t.Mapping[str, t.Any] | None = None,
        var_options: t.Mapping[str, t.Any] | None = None,
        direct: t.Mapping[str, t.Any] | None = None,
    ) -> None:
        """See :meth:`AnsiblePlugin.set_options`. Raise :class:`AnsibleError` with a sentence about what the user wrote, where
        ansible-core speaks of the configuration of a plugin."""
        try:
            super().set_options(task_keys=task_keys, var_options=var_options, direct=direct)
        except AnsibleError:
            problems = self._problems(var_options or {})
            if not problems:
                raise
            raise AnsibleError("; ".join(problems)) from None

    def _problems(self, variables: t.Mapping[str, t.Any]) -> list[str]:
        """Return a sentence for each variable, or variable of the environment, that has the wrong type."""
        # Each process of a play loads this plugin, also for tasks of others, and the check brings the whole catalogue along.
        from ansible_collections.voip.grandstream.plugins.module_utils._option_types import type_problems  # noqa: PLC0415

        found = []
        for option in self.option_definitions.values():
            sources = [(entry["name"], variables) for entry in reversed(option.get("vars", ()))]
            sources += [(entry["name"], os.environ) for entry in option.get("env", ())]
            said = next(((name, place[name]) for name, place in sources if place.get(name) is not None), None)
            if said is not None and option["type"] in ("str", "int", "float"):
                found += type_problems(dict([said]), {said[0]: option})
        return found

    def run_on_controller(self) -> None:
        """Pass commands to the controller from now on: a background task of this collection runs there as a module."""
        self._controller = connection_loader.get("ansible.builtin.local", self._play_context)
        # So that ansible-core finds the same home folder as for any other task on the controller.
        self._remote_is_local = True

    def _connect(self) -> Connection:
        return self

    def exec_command(self, cmd: str, in_data: bytes | None = None, sudoable: bool = True) -> tuple[int, bytes, bytes]:
        return self._commands().exec_command(cmd, in_data=in_data, sudoable=sudoable)

    def put_file(self, in_path: str, out_path: str) -> None:
        self._commands().put_file(in_path, out_path)

    def fetch_file(self, in_path: str, out_path: str) -> None:
        self._commands().fetch_file(in_path, out_path)

    def close(self) -> None:
        self._connected = False

    def reset(self) -> None:
        """Do nothing: each task opens its own connection."""

    def _commands(self) -> ConnectionBase:
        if self._controller is None:
            raise AnsibleError(
                "A phone runs no commands: only the modules of voip.grandstream work on a host with "
                "ansible_connection=voip.grandstream.webapi. Set gather_facts: false, and delegate other tasks with "
                "delegate_to: localhost."
            )
        return self._controller
