# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What gs_publish tells: problems with their hosts, and differences without values."""

from __future__ import annotations

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.encrypt import encrypted
from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.write import (
    desired_values,
    named_provisioning_xml,
    provisioning_xml,
)
from ansible_collections.voip.grandstream.plugins.module_utils._publish.plan import DesiredFile
from ansible_collections.voip.grandstream.plugins.plugin_utils._publish.books import file_name
from ansible_collections.voip.grandstream.plugins.plugin_utils._publish.hosts import HostProblemError
from ansible_collections.voip.grandstream.plugins.plugin_utils._publish.names import line
from ansible_collections.voip.grandstream.plugins.plugin_utils._publish.problems import Problems, named

MAC = "000b82aabb01"


def test_each_problem_is_told_once_with_all_its_hosts() -> None:
    problems = Problems()
    assert not problems
    for host in ("lobby", "kitchen"):
        problems.add("gs_mac is not set.", host)
    problems.add("the run is wrong")
    assert problems
    assert problems.message() == "Nothing was written. lobby, kitchen: gs_mac is not set. the run is wrong."
    assert problems.rows()[0] == {"problem": "gs_mac is not set", "hosts": ["lobby", "kitchen"]}


def test_many_hosts_are_shortened() -> None:
    assert named([f"p{number}" for number in range(22)]).endswith("p19 and 2 more")


def file(settings: dict[str, object], version: int = 1, password: str | None = None) -> DesiredFile:
    accounts = {1: {"sip_auth_password": settings.pop("sip", "s3cret-1")}}
    state = {"settings": settings, "accounts": accounts, "keys": settings.pop("keys", {})}
    values = desired_values(state, "gxv3370")
    text = provisioning_xml(values.texts, MAC) if version == 1 else named_provisioning_xml(values, MAC)
    return DesiredFile(f"cfg{MAC}.xml", text.encode(), ["lobby"], MAC, password)


@pytest.mark.parametrize("version", [1, 2])
def test_a_difference_names_settings_and_no_value(version: int) -> None:
    lamp, other = ({3: {"mode": "blf", "value": value}} for value in "12")
    former = file({"ntp_server": "ntp.old", "syslog_server": "log", "keys": lamp}, version)
    after = file({"ntp_server": "ntp.new", "time_format": "24_hour", "sip": "s3cret-2", "keys": other}, version)
    told = line(after, former.content, "gxv3370")
    assert told == (
        f"cfg{MAC}.xml (lobby): changed settings.ntp_server, accounts.1.sip_auth_password, keys.3; new settings.time_format; "
        "gone settings.syslog_server"
    )


def test_a_difference_of_encrypted_files() -> None:
    now = file({"ntp_server": "ntp.new"}, password="Kq3-formerly")
    plain = file({"ntp_server": "ntp.old"})
    assert line(now, plain.content, "gxv3370").endswith(": encrypted from now on; changed settings.ntp_server")
    sealed = encrypted(plain.content, "Kq3-formerly", "md5")
    assert line(now, sealed, "gxv3370").endswith(": changed settings.ntp_server")
    assert line(now, encrypted(now.content, "Kq3-formerly", "sha256"), "gxv3370").endswith(": encrypted anew")
    assert line(now, encrypted(plain.content, "Another-7", "md5"), None).endswith("what the former file says cannot be told")
    assert line(plain, sealed, None).endswith(": not encrypted any more; what the former file says cannot be told")
    assert line(now, None, None) == f"cfg{MAC}.xml (lobby): new"
    assert line(now, b"\xff", None).endswith("what the former file says cannot be told")
    book = DesiredFile("phonebook/phonebook.xml", b"<a/>", [f"p{number}" for number in range(7)])
    assert line(book, b"<b/>", None) == "phonebook/phonebook.xml (p0, p1, p2, p3, p4 and 2 more): other contacts or groups"


@pytest.mark.parametrize(
    ("site", "name"),
    [
        ("", "phonebook.xml"),
        ("Rome", "rome/phonebook.xml"),
        ("Rome / Nord", "rome-nord/phonebook.xml"),
        ("..", None),
        ("北", None),
    ],
)
def test_the_folder_of_a_site(site: str, name: str | None) -> None:
    if name:
        assert file_name(site) == f"phonebook/{name}"
    else:
        with pytest.raises(HostProblemError, match="has no letter or digit"):
            file_name(site)
