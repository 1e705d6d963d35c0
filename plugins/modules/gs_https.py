#!/usr/bin/python
# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: gs_https
short_description: Bring a Grandstream phone from HTTP to HTTPS
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - A phone may come from the box with HTTP. This module sets its web access to HTTPS, and proves that it answers there with a
    certificate that the connection trusts. Then all later tasks reach it as the inventory says.
  - The phone is looked for over HTTPS first, without a login. A phone that answers there is left alone.
  - HTTP is used only where HTTPS is certainly off. Either nobody listens on the port of HTTPS, or the phone, with a certificate
    that is trusted, names an address with C(http://). Another certificate, or an address that stays silent, never leads to
    HTTP. The phone is then unreachable.
  - Over HTTP, the phone gets a login with a password of O(http_passwords), and the method and the port of its web access. No
    password is sent, only the digest of the login. So give the phone its new passwords after this task.
  - After the phone was set to HTTPS, it is not reached over HTTP again, except to restart it where it only kept the setting. A
    phone that does not come back over HTTPS fails.
extends_documentation_fragment:
  - voip.grandstream._connection
  - voip.grandstream._attributes
  - voip.grandstream._attributes.actiongroup_phone
attributes:
  check_mode:
    support: full
    details:
      - A phone that speaks HTTP is logged in to and read. Later tasks of the same play cannot reach it over HTTPS then.
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  http_port:
    description:
      - The TCP port on which the phone speaks HTTP. O(port) is that of HTTPS, and the phone is set to it.
    type: int
    default: 80
  http_passwords:
    description:
      - The passwords that the phone may have while it speaks HTTP, in the order to try them. The last attempt that the phone
        allows before it locks the account is never used.
      - Name only passwords here that the phone will not keep. Who listens to the network can try words against the digest of a
        login over HTTP.
    type: list
    elements: str
    required: true
  wait_timeout:
    description:
      - How many seconds to wait until the phone answers over HTTPS. Some firmware needs a restart for it. The phone is restarted
        then, unless a call is on.
    type: float
    default: 600
  new_phone:
    description:
      - Whether another phone than before has this address. See O(voip.grandstream.gs_password#module:new_phone).
    type: bool
    default: false
notes:
  - O(use_ssl) must be true, because the other connection options say how the phone is reached in the end.
  - The task logs in with O(username), and not with O(password).
seealso:
  - module: voip.grandstream.gs_password
"""

EXAMPLES = r"""
# In the inventory: gs_ca_path or gs_tls_fingerprint, and the new password in ansible_password.
- name: Bring the phone from HTTP to HTTPS
  voip.grandstream.gs_https:
    http_passwords: [admin]

- name: Give the phone its own password, over HTTPS
  voip.grandstream.gs_password:
    new_password: "{{ ansible_password }}"
    old_passwords: [admin]
"""

RETURN = r"""
changes:
  description:
    - What was changed. In check mode, what would be changed. Empty if the phone answers over HTTPS already.
    - Only C(operation) is there where the phone kept HTTPS before, and needs only a restart.
  returned: when the phone answered, or a write was begun
  type: list
  elements: dict
  sample:
    - {kind: setting, action: edit, name: settings.web_access_method, pvalues: [P900], before: http, after: https}
rebooted:
  description: Whether the phone was restarted.
  returned: when the phone was brought to HTTPS
  type: bool
  sample: false
waited:
  description: After how many seconds it answered over HTTPS.
  returned: when the phone was brought to HTTPS
  type: int
  sample: 3
error:
  description: Why the task failed, in parts that a playbook can test. M(voip.grandstream.gs_pvalue) describes its other keys.
  returned: failure
  type: dict
  contains:
    kind:
      description:
        - V(transport) when the phone is reached neither over HTTPS nor over HTTP, or its certificate is not trusted, V(wait) when
          it did not come back over HTTPS, V(busy) when a call is on and the phone needs a restart, V(not_kept) when it did not
          keep HTTPS. The other kinds are those of M(voip.grandstream.gs_pvalue).
      type: str
      sample: wait
"""

from ansible_collections.voip.grandstream.plugins.module_utils._module import run_module
from ansible_collections.voip.grandstream.plugins.module_utils._resources.https import RESOURCE


def main() -> None:
    """Run as a shipped module; in the controller's process the action plugin of the same name runs instead."""
    run_module(RESOURCE)


if __name__ == "__main__":
    main()
