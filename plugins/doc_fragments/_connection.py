# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The options by which every module reaches its phone."""

    DOCUMENTATION = r"""
notes:
  - The connection options are rarely given in a task. They come from the variables of a host with
    C(ansible_connection=voip.grandstream.webapi), see P(voip.grandstream.webapi#connection), or from C(module_defaults) of the
    group C(group/voip.grandstream.phone). A task's own option comes first, then C(module_defaults), then the host's variables,
    then the environment variable, then the default.
  - On a host with another connection only its C(gs_) variables are used, because its C(ansible_host) is not a phone.
    Name the phone in O(host) there.
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
      - V(gmiadmin) has the password of the web interface's V(admin) and throws nobody out of it.
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
      - Phones have self-signed certificates as a rule. Prefer O(tls_fingerprint) to switching this off.
    type: bool
    default: true
  ca_path:
    description:
      - File with the CA certificates (PEM) to trust, or folder of such files with hashed names. Then no others are trusted.
        Variable C(gs_ca_path), environment variable E(GS_CA_PATH).
      - Without it the CAs of the system are trusted. The path is on the host where the task runs.
    type: path
  tls_fingerprint:
    description:
      - SHA-256 fingerprint of the phone's certificate, as C(openssl x509 -fingerprint -sha256) prints it. Variable
        C(gs_tls_fingerprint), environment variable E(GS_TLS_FINGERPRINT).
      - The certificate must then be exactly this one; its issuer, name and dates are not looked at.
    type: str
  tls_old_ciphers:
    description:
      - Whether to allow the TLS ciphers and short keys of old firmware, which today's OpenSSL refuses. Variable
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
      - How often a request that only reads is repeated when the connection breaks or the answer is garbled. The pauses grow
        from half a second to eight. Variable C(gs_retries), environment variable E(GS_RETRIES).
      - A write is never repeated blindly. When its answer is lost, the module reads what the phone holds.
    type: int
    default: 2
  max_url_length:
    description:
      - Bytes that a URL may have. What does not fit is split into several requests. Variable C(gs_max_url_length),
        environment variable E(GS_MAX_URL_LENGTH).
    type: int
    default: 2000
  request_method:
    description:
      - How values are written. V(get) works with all firmware. V(post) keeps secrets out of URLs and access logs. Variable
        C(gs_request_method), environment variable E(GS_REQUEST_METHOD).
      - Reads and the login use GET in any case.
    type: str
    choices: [get, post]
    default: get
  digest_separator:
    description:
      - The character between the parts of the login digest. V(auto) tries V(colon) first and V(dot) after it, and remembers
        within a run what worked, to try that first. Variable C(gs_digest_separator), environment variable
        E(GS_DIGEST_SEPARATOR).
      - Old firmware with V(dot) costs a failed login each run unless it is set.
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
  login_memory:
    description:
      - What the run knows of the logins to the phone. The collection itself gives it to tasks that run on another host or in the
        background. It cannot be set in a task.
    type: dict
"""
