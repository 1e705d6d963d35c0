# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every run looks for by itself is found: warnings and secrets."""

from __future__ import annotations

import pytest

from integration.conftest import PASSWORD, Fleet
from integration.helpers.playbooks import Ansible, Data

SAY: Data = {"ansible.builtin.debug": {"msg": "{{ said }}"}}


def test_a_warning_is_noticed(released_ansible: Ansible) -> None:
    with pytest.raises(AssertionError, match="Could not match supplied host pattern, ignoring: nobody"):
        released_ansible.run({}, [], play={"hosts": "nobody"})

    released_ansible.run({}, [], play={"hosts": "nobody"}, warnings=["ignoring: nobody"])


def test_a_missing_warning_is_noticed(ansible: Ansible) -> None:
    with pytest.raises(AssertionError, match="no warning 'of this'"):
        ansible.run({}, [], warnings=["of this"])


@pytest.mark.parametrize("said", ["{{ secret }}", "{{ secret | urlencode }}", "{{ [secret] }}"])
def test_a_secret_is_noticed(ansible: Ansible, fleet: Fleet, said: str) -> None:
    """Passwords of hosts as well as those that the test names."""
    phone = fleet.host(fleet.phone(), secret=PASSWORD, said=said)
    server = {"ansible_connection": "local", "secret": 'one, + "two"', "said": said}

    for hosts, secrets in (({"lobby": phone}, []), ({"server": server}, ['one, + "two"'])):
        with pytest.raises(AssertionError, match="secrets were told"):
            ansible.run(hosts, [SAY], secrets=secrets)
