# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The options by which every module reaches its phone."""

    DOCUMENTATION = r"""
notes:
  - You rarely give the connection options in a task. They come from the variables of a host with
    C(ansible_connection=voip.grandstream.webapi), see P(voip.grandstream.webapi#connection), or from C(module_defaults) of the
    group C(group/voip.grandstream.phone). The first of these counts. The option of the task, C(module_defaults), the variable of
    the host, the environment variable, the default.
  - On a host with another connection, only its C(gs_) variables are used, because its C(ansible_host) is not a phone. Name the
    phone in O(host) there.
requirements:
  - requests
  - jsonschema
options:
  host:
    description:
      - Name or address of the phone. Variable C(ansible_host) (or the host's name in the inventory), environment variable
        E(GS_HOST).
    type: str
  port:
    description:
      - TCP port of the phone's web server. Variable C(ansible_port), environment variable E(GS_PORT).
      - Default is V(443), or V(80) with O(use_ssl=false).
    type: int
  username:
    description:
      - Name to log in with. Variable C(ansible_user), environment variable E(GS_USERNAME).
      - V(gmiadmin) has the same password as V(admin) of the web interface. Its login does not end the session of a person there.
    type: str
    default: gmiadmin
  password:
    description:
      - Password to log in with. Variable C(ansible_password), environment variable E(GS_PASSWORD).
    type: str
  use_ssl:
    description:
      - Whether to use HTTPS. Variable C(gs_use_ssl), environment variable E(GS_USE_SSL).
    type: bool
    default: true
  validate_certs:
    description:
      - Whether the phone's certificate must be valid. Variable C(gs_validate_certs), environment variable
        E(GS_VALIDATE_CERTS).
      - Most phones have a self-signed certificate. Then set O(tls_fingerprint), which is safer than to switch this off.
    type: bool
    default: true
  ca_path:
    description:
      - File with the CA certificates (PEM) to trust, or folder of such files with hashed names. No other CA is trusted then.
        Variable C(gs_ca_path), environment variable E(GS_CA_PATH).
      - Without it, the CAs of the system are trusted. The path is on the host where the task runs.
    type: path
  tls_fingerprint:
    description:
      - SHA-256 fingerprint of the phone's certificate, as C(openssl x509 -fingerprint -sha256) prints it. Variable
        C(gs_tls_fingerprint), environment variable E(GS_TLS_FINGERPRINT).
      - The phone must then have exactly this certificate. Its issuer, its name and its dates are not checked.
    type: str
  tls_old_ciphers:
    description:
      - Whether to allow the TLS ciphers and short keys of old firmware, which current OpenSSL refuses. Variable
        C(gs_tls_old_ciphers), environment variable E(GS_TLS_OLD_CIPHERS).
    type: bool
    default: false
  timeout:
    description:
      - Seconds to wait for a connection, and for each part of an answer. A whole answer may take six times as long.
        Variable C(gs_timeout), environment variable E(GS_TIMEOUT).
    type: float
    default: 10.0
  retries:
    description:
      - How often a request that only reads is repeated when the connection breaks or the answer is damaged. The pauses grow
        from half a second to eight seconds. Variable C(gs_retries), environment variable E(GS_RETRIES).
      - A write is never simply repeated. When its answer is lost, the module reads what the phone holds.
    type: int
    default: 2
  max_url_length:
    description:
      - How many bytes a URL may have. A longer request is split into several. Variable C(gs_max_url_length), environment
        variable E(GS_MAX_URL_LENGTH).
    type: int
    default: 2000
  request_method:
    description:
      - How values are written. V(get) works with all firmware. V(post) keeps secrets out of URLs and access logs. Variable
        C(gs_request_method), environment variable E(GS_REQUEST_METHOD).
      - Reads and the login always use GET.
    type: str
    choices: [get, post]
    default: get
  digest_separator:
    description:
      - The character between the parts of the login digest. V(auto) tries V(colon) first, then V(dot). Within a run, it tries
        first what worked before. Variable C(gs_digest_separator), environment variable E(GS_DIGEST_SEPARATOR).
      - Old firmware needs V(dot). With V(auto), each run then costs one failed login.
    type: str
    choices: [auto, colon, dot]
    default: auto
  refusal_limit:
    description:
      - When so many phones of a run have refused the same name and password, and none has taken them, no other phone is asked.
        The others are unreachable at once, with the reason. V(0) asks all. Variable C(gs_refusal_limit), environment variable
        E(GS_REFUSAL_LIMIT).
    type: int
    default: 10
  ledger:
    description:
      - File on the controller in which refused logins are kept across runs, as keyed hashes. The same words are not tried again
        on the same phone until a login there succeeds. V(off) keeps nothing across runs. Variable C(gs_ledger), environment
        variable E(GS_LEDGER).
      - Default is C(voip.grandstream/refused-logins) in Ansible's home, mostly C(~/.ansible).
    type: str
  check_identity:
    description:
      - Whether a phone that has the SIP user ID of another host of the inventory is refused before anything is written to it. An
        address can move to another phone, and a password may be shared by several. Variable C(gs_check_identity), environment
        variable E(GS_CHECK_IDENTITY).
      - Phones from the factory have no SIP user ID, and are not refused. Nor is a phone that has an ID of its own host, or one
        that several hosts share. Only IDs that the inventory says plainly are known, or with one variable such as
        C({{ extension }}).
      - Set it to V(false) where phones are exchanged on purpose. It is not checked where the task names O(host), when a phone is
        only read, called or rebooted, or when the password of C(user) changes.
    type: bool
    default: true
  login_memory:
    description:
      - What the run knows of the logins to the phone. The collection itself gives it to tasks that run on another host or in the
        background. It cannot be set in a task.
    type: dict
  neighbours:
    description:
      - What the inventory says of the other phones. The collection itself gives it to tasks that run on another host or in the
        background. It cannot be set in a task.
    type: dict
  words:
    description:
      - How messages name the connection's variables, where they were given as options or in the environment. The collection
        itself gives it to tasks that run on another host or in the background. It cannot be set in a task.
    type: dict
"""
