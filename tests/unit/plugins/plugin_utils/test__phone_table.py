# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tables of phones: what a row becomes, what is a problem, and what is no table."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.plugin_utils._phone_table import HEADERS, VARIABLES, PhoneTable, read_phones

LOBBY = "Name,MAC,Ext,Site,Model,IP\nlobby,000B82000001,0170,Berlin,GXV 3370,192.0.2.10\n"


def read(text: str | bytes, columns: dict[Any, Any] | None = None, delimiter: Any = None) -> PhoneTable:
    return read_phones(text.encode() if isinstance(text, str) else text, columns or {}, delimiter)


def variables(text: str | bytes, columns: dict[Any, Any] | None = None) -> list[dict[str, str]]:
    """The variables of the phones of a table without problems, without the name as it is written."""
    table = read(text, columns)
    assert table.problems == []
    return [{name: value for name, value in phone.variables.items() if name != "gs_name"} for phone in table.phones]


def names(text: str) -> list[str]:
    return [phone.name for phone in read(text).phones]


def test_phone() -> None:
    (phone,) = read(LOBBY).phones
    assert (phone.line, phone.name, phone.site, phone.model) == (2, "lobby", "berlin", "gxv3370")
    assert phone.variables == {
        "gs_name": "lobby",
        "gs_mac": "00:0b:82:00:00:01",
        "extension": "0170",
        "gs_site": "Berlin",
        "gs_model": "gxv3370",
        "ansible_host": "192.0.2.10",
    }


@pytest.mark.parametrize(
    ("meaning", "title"),
    [(meaning, title) for meaning, titles in HEADERS.items() for title in (meaning, VARIABLES[meaning], *titles)],
)
def test_every_documented_title(meaning: str, title: str) -> None:
    cell = {"mac": "000b82000001", "model": "wp820", "address": "192.0.2.10"}.get(meaning, "x")
    other = "mac" if meaning == "name" else "name"
    (phone,) = read(f"{title.upper()},{other}\n{cell},{'000b82000002' if other == 'mac' else 'lobby'}\n").phones
    assert phone.variables[VARIABLES[meaning]] == ("00:0b:82:00:00:01" if meaning == "mac" else cell)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name,Switch Port,Room-No.\nlobby,7,2.0\n", [{"switch_port": "7", "room_no": "2.0"}]),
        ("name,room\nlobby,\n", [{}]),
        ('name;ext\nlobby;"=""0170"""\n', [{"extension": "0170"}]),
        ("name\text\nlobby\t'0170\n", [{"extension": "0170"}]),
        ('sep=;\nname;note\nlobby;"two\nlines"\n', [{"note": "two lines"}]),
        (b"\xef\xbb\xbfname,note\nlobby,M\xc3\xbcller\n", [{"note": "Müller"}]),
        ("name,note\nlobby,{{ 7 * 7 }}\n", [{"note": "{{ 7 * 7 }}"}]),
        (
            "name,ip\na,lobby.example.net\nb,2001:db8::1\nc,\n",
            [{"ansible_host": "lobby.example.net"}, {"ansible_host": "2001:db8::1"}, {}],
        ),
        (
            "name,ip,ansible_port\na,192.0.2.1,8001\nb,192.0.2.1,8002\n",
            [{"ansible_host": "192.0.2.1", "ansible_port": port} for port in ("8001", "8002")],
        ),
        ("name,model\na,Grandstream GXV-3380\nb,wp820\n", [{"gs_model": "gxv3380"}, {"gs_model": "wp820"}]),
        ("name,Gebäude\nlobby,\n", [{}]),
    ],
)
def test_cells(text: str | bytes, expected: list[dict[str, str]]) -> None:
    assert variables(text) == expected


@pytest.mark.parametrize("mac", ["000B82000001", "00:0B:82:00:00:01", "00-0b-82-00-00-01", "000b.8200.0001", "0:b:82:0:0:1"])
def test_spellings_of_addresses(mac: str) -> None:
    assert variables(f"name,mac\nlobby,{mac}\n") == [{"gs_mac": "00:0b:82:00:00:01"}]


def test_names() -> None:
    text = 'name,mac\nFront desk 1,\n"Müller, Emil",\n,000B82000001\n201,\n'
    assert names(text) == ["Front_desk_1", "Müller__Emil", "000b82000001", "201"]
    assert [phone.variables.get("gs_name") for phone in read(text).phones] == ["Front desk 1", "Müller, Emil", None, "201"]


@pytest.mark.parametrize(
    ("site", "group"),
    [("Berlin", "berlin"), ("New York", "new_york"), ("Köln-Nord", "köln_nord"), ("3rd floor", "_3rd_floor"), ("", None)],
)
def test_groups_of_sites(site: str, group: str | None) -> None:
    assert [phone.site for phone in read(f"name,site\nlobby,{site}\n").phones] == [group]


def test_columns_that_the_user_names() -> None:
    text = "Gerät;Durchwahl;Name;Port\nlobby;201;Emil;7\n"
    columns = {"gerät": "name", "Durchwahl": "extension", "Name": "person", "Port": "ignore"}
    assert variables(text, columns) == [{"extension": "201", "person": "Emil"}]
    assert variables(text, {**columns, "Durchwahl": "gs_site", "Port": "switch_port"}) == [
        {"gs_site": "201", "person": "Emil", "switch_port": "7"}
    ]


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        ("name,mac\na,000b8200000\n", ["line 2: mac '000b8200000': this is no MAC address. Write all 12 digits"]),
        (
            "name,mac\na,82000001\n",
            ["line 2: mac '82000001': a spreadsheet has removed zeros, or this is no MAC address. Format"],
        ),
        ('name,mac\na,"1,57E+11"\n', ["line 2: mac '1,57E+11': a spreadsheet has changed this cell. Format the column as text"]),
        ("name,ext\na,8819.0\n", ["line 2: extension '8819.0': a spreadsheet has changed this cell"]),
        ("name,sip_password\na,1.5E+17\n", ["line 2: the column 'sip_password': a spreadsheet has changed this cell"]),
        ("name,room\na,#REF!\nb,#N/A\nc,####\n", [f"line {line}: the column 'room': a spreadsheet" for line in (2, 3, 4)]),
        (
            "name,model\na,GXP2170\n",
            ["line 2: model 'GXP2170': the model is unknown. Use one of gxv3350, gxv3370, gxv3380, wp820"],
        ),
        ("name,ip\na,192.0.2\n", ["line 2: address '192.0.2': this is neither an IP address nor a host name"]),
        ("name,ip\na,1920210\n", ["line 2: address '1920210': this is neither an IP address nor a host name. Write one such as"]),
        ("name,ip\na,192.0.2.1/24\n", ["line 2: address '192.0.2.1/24': this is neither"]),
        ("name,ip\na,Main Street 1\n", ["line 2: address 'Main Street 1': this is neither"]),
        ("name,site\na,???\n", ["line 2: site '???': this cannot be the name of a group"]),
        (
            "name,site\na,phones\nb,All\nc,WP820\n",
            [
                f"line {line}: site {site}: the group {group} has another meaning"
                for line, site, group in ((2, "'phones'", "phones"), (3, "'All'", "all"), (4, "'WP820'", "wp820"))
            ],
        ),
        (
            "name,site\na,North-East\nb,north east\n",
            ["line 3: site 'north east' would be the group north_east, as 'North-East' of line 2 is"],
        ),
        ("name,site\na,x\nx,y\n", ["line 3: name 'x' is also the name of a group"]),
        ("name,ext\nphones,1\n", ["line 2: name 'phones' is also the name of a group"]),
        ("name,ip\nlocalhost,192.0.2.1\n", ["line 2: name 'localhost': this cannot be the name of a host"]),
        ("name,mac\n192.0.2.1,000b82000001\n", ["line 2: name '192.0.2.1': an address cannot be the name of a phone"]),
        ("name,mac,ext\n,,201\n", ["line 2: the row has neither a name nor a MAC address"]),
        ("name,ext\na,1\na,2\n", ["line 3: name 'a' is also in line 2"]),
        ("name\nfront desk\nfront_desk\n", ["line 3: name 'front_desk' is also in line 2"]),
        ("name,mac\na,000b82000001\nb,00:0B:82:00:00:01\n", ["line 3: mac '00:0b:82:00:00:01' is also in line 2"]),
        ("name,ip\na,192.0.2.1\nb,192.0.2.1\n", ["line 3: address '192.0.2.1' is also in line 2"]),
        ("name,ext\na,1,2\n", ["line 2: 3 fields where the header has 2; the row is left out. Is a quotation mark missing?"]),
        ('name,note\n"a\nb",1\nlocalhost,2\nlocalhost,3\n', ["line 4: name 'localhost'", "line 5: name 'localhost'"]),
    ],
)
def test_problems_of_rows(rows: str, problems: list[str]) -> None:
    """Each has the number of its line, and its row is left out; neighbours stay."""
    table = read(rows + "neighbour" + "," * rows.partition("\n")[0].count(",") + "\n")
    assert len(table.problems) == len(problems), table.problems
    for told, expected in zip(table.problems, problems, strict=True):
        assert told.startswith(expected)
    assert "neighbour" in [phone.name for phone in table.phones]
    wanted = {int(told.split()[1].rstrip(":")) for told in table.problems}
    assert not wanted & {phone.line for phone in table.phones}


def test_secrets_are_in_no_sentence() -> None:
    """A column of the user's own may hold passwords."""
    told = read("name,password,Gebäude\na,1.5E+17,\nb,2.5E+17,secret\n").problems
    assert len(told) == 3
    assert not [problem for problem in told if "E+17" in problem or "secret" in problem]


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Gebäude", "the column 'Gebäude' cannot be the variable 'gebäude'. Name it in columns, such as columns: {Gebäude: my"),
        ("Port", "the column 'Port' cannot be the variable 'port'"),
        ("Tags", "the column 'Tags' cannot be"),
        ("class", "the column 'class' cannot be"),
        ("hostvars", "the column 'hostvars' cannot be"),
        ("gs_settings", "the column 'gs_settings' cannot be"),
        ("gs_bundles", "the column 'gs_bundles' cannot be"),
        ("2nd", "the column '2nd' cannot be"),
        ("Ansible Connection", "the column 'Ansible Connection' would be the variable ansible_connection, which decides how"),
        ("ansible_ssh_common_args", "the column 'ansible_ssh_common_args' would be the variable ansible_ssh_common_args, which"),
        (
            "GS-Validate-Certs",
            "the column 'GS-Validate-Certs' would be the variable gs_validate_certs, which decides how Ansible",
        ),
        ("gs_rotation_store_tasks", "the column 'gs_rotation_store_tasks' would be the variable gs_rotation_store_tasks, which"),
        ("Name", "line 1: the columns 'name' and 'Name' are both name. Name one of them in columns"),
    ],
)
def test_titles_that_are_no_variables(title: str, told: str) -> None:
    table = read(f"name,{title}\nlobby,x\n")
    assert [problem[: len(told)] for problem in table.problems] == [told]
    assert [phone.variables for phone in table.phones] == [{"gs_name": "lobby"}]


def test_variables_that_decide_something_are_named_in_columns() -> None:
    """Who writes the table does not decide how phones are trusted: who writes the inventory does."""
    text = "name,GS Use SSL,gs_floor,ansible_become\nlobby,false,2,\n"
    table = read(text, columns={"gs use ssl": "gs_use_ssl", "gs_floor": "gs_floor"})
    assert table.problems == [], "an empty column is none"
    assert [phone.variables for phone in table.phones] == [{"gs_name": "lobby", "gs_use_ssl": "false", "gs_floor": "2"}]
    (problem,) = read(text, columns={"gs_floor": "ignore"}).problems
    assert problem.startswith("the column 'GS Use SSL' would be the variable gs_use_ssl, which decides how Ansible or this ")
    assert problem.endswith("name it in columns: {GS Use SSL: gs_use_ssl}. If not, name it as 'ignore'")


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("", {}, "the CSV is empty"),
        ("Device,Room\nlobby,1\n", {}, "line 1: none of the columns 'Device', 'Room' is the name or the MAC address of a phone"),
        (b"name\nM\xfcller\n", {}, "the CSV is not UTF-8. Save it as UTF-8"),
        ("name\nlobby\n".encode("utf-16"), {}, "the CSV is not UTF-8"),
        (b"PK\x03\x04\x14\x00", {}, "this is the file of a spreadsheet, not a CSV. Export it as CSV"),
        ('name,x\n"a,1\n', {}, "the CSV cannot be read from line 2"),
        ("name\n" + "x" * 17_000_000, {}, "the CSV is longer than 16 MiB"),
        (LOBBY, {"delimiter": "::"}, "delimiter: write one character"),
        (LOBBY, {"columns": {"Room": "room"}}, "columns.Room: the file has no such column. Use one of 'Name', 'MAC', 'Ext'"),
        (
            LOBBY,
            {"columns": {"Ext": "my variable"}},
            "columns.Ext: 'my variable' is not the name of a variable. Use one of name, mac",
        ),
        (LOBBY, {"columns": {"Ext": "gs_settings"}}, "columns.Ext: 'gs_settings' is not the name of a variable"),
        (LOBBY, {"columns": {"Ext": None}}, "columns.Ext: null is not the name of a variable"),
        (LOBBY, {"columns": {"Ext": "site", "Site": "gs_site"}}, "columns.Site: more than one column is set to gs_site. Set one"),
    ],
)
def test_no_table_of_phones(text: str | bytes, options: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as refusal:
        read(text, **options)
    assert refusal.value.text.startswith(said)


_CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


@given(st.lists(st.fixed_dictionaries({"name": _CELLS, "note": _CELLS, "site": _CELLS}), max_size=5))
def test_any_text_is_a_phone_or_a_problem(rows: list[dict[str, str]]) -> None:
    """No cell ends the program, no two phones have one name, and every row that is missing is told."""
    out = io.StringIO()
    writer = csv.DictWriter(out, ["name", "note", "site"])
    writer.writeheader()
    writer.writerows(rows)
    table = read(out.getvalue())
    assert len({phone.name for phone in table.phones}) == len(table.phones)
    written = [row for row in rows if any(cell.strip() for cell in row.values())]
    assert len(table.phones) <= len(written)
    assert table.problems or len(table.phones) >= len([row for row in written if row["name"].isalnum()])
