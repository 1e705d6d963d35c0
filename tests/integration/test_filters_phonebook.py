# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The phonebook filters in real playbooks: from a file, and back into one. No phone is asked anything."""

from __future__ import annotations

from integration.helpers.playbooks import Ansible, Data, pages

HERE = {"controller": {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}}
CSV = (
    "\ufeffFirst Name;Last Name;Work;Cell;E-Mail;Department;Raum\r\n"
    "J\u00fcrgen;M\u00fcller;0815;+49 171 1;j@example.com;Sales & Caf\u00e9;2.17\r\n"
    '\u592a\u90ce;\u5c71\u7530 \U0001f4de;8820;;;IT;\r\n"{{ 6 * 7 }}";"<Brown> ""]]>"" ";;007;;;\r\n'
)
BOOK = {
    "groups": [{"name": "Sales & Caf\u00e9"}, {"name": "IT"}],
    "contacts": [
        {
            "first_name": "J\u00fcrgen",
            "last_name": "M\u00fcller",
            "work": "0815",
            "mobile": "+49 171 1",
            "email": "j@example.com",
            "group": "Sales & Caf\u00e9",
        },
        {"first_name": "\u592a\u90ce", "last_name": "\u5c71\u7530 \U0001f4de", "work": "8820", "group": "IT"},
        {"first_name": "{{ 6 * 7 }}", "last_name": '<Brown> "]]>"', "mobile": "007"},
    ],
}


def copied(expression: str, file: str) -> Data:
    """A task that writes what an expression gives."""
    return {
        "name": f"Write {file}",
        "ansible.builtin.copy": {"content": f"{{{{ {expression} }}}}", "dest": f"{{{{ playbook_dir }}}}/{file}"},
    }


def shown(**expressions: str) -> list[Data]:
    """Tasks that remember what expressions give, and show it: its text must not be templated on the way."""
    facts = {name: f"{{{{ {expression} }}}}" for name, expression in expressions.items()}
    return [
        {"name": "Set", "ansible.builtin.set_fact": facts},
        *({"name": f"Show {name}", "ansible.builtin.debug": {"var": name}} for name in facts),
    ]


def test_a_spreadsheet_to_a_phonebook_and_back(released_ansible: Ansible) -> None:
    (released_ansible.folder / "directory.csv").write_text(CSV, encoding="utf-8", newline="")
    tasks = [
        *shown(book="lookup('ansible.builtin.file', 'directory.csv') | voip.grandstream.from_phonebook_csv"),
        copied("book | voip.grandstream.to_phonebook_xml(account=2)", "phonebook.xml"),
        *shown(again="lookup('ansible.builtin.file', 'phonebook.xml') | voip.grandstream.from_phonebook_xml"),
        copied("again | voip.grandstream.to_phonebook_xml(account=2)", "phonebook.xml"),
    ]

    run = released_ansible.run(HERE, tasks)

    assert run.rc == 0
    ignored = "the column 'Raum' is not read; 1 rows have something there. Name it in columns, as a field or as 'ignore'"
    assert run.data("controller", "Show book")["book"] == {**BOOK, "problems": [ignored]}
    assert run.data("controller", "Show again")["again"] == {**BOOK, "problems": []}
    writes = run.of("controller", "Write phonebook.xml")
    assert [write.data["changed"] for write in writes] == [True, False], "the same book is the same file"
    written = (released_ansible.folder / "phonebook.xml").read_text(encoding="utf-8")
    assert written.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<AddressBook>\n')
    assert "<FirstName>{{ 6 * 7 }}</FirstName>" in written


def test_options(ansible: Ansible) -> None:
    (ansible.folder / "directory.csv").write_text("Person|Durchwahl|Raum\nJack Brown|8819|2.17\n", encoding="utf-8")
    call = "from_phonebook_csv(delimiter='|', columns={'Person': 'name', 'Durchwahl': 'work', 'Raum': 'ignore'})"
    run = ansible.run(HERE, shown(book=f"lookup('ansible.builtin.file', 'directory.csv') | voip.grandstream.{call}"))
    contact = {"first_name": "Jack", "last_name": "Brown", "work": "8819"}
    assert run.data("controller", "Show")["book"] == {"groups": [], "contacts": [contact], "problems": []}


#: What is wrong, and what is said about it.
FAILURES = {
    "'<!DOCTYPE a><AddressBook/>' | voip.grandstream.from_phonebook_xml": "it has a document type declaration",
    "'Jack;8819' | voip.grandstream.from_phonebook_csv": "line 1: none of the columns 'Jack', '8819' holds names",
    "{'contacts': [{'last_name': 'Brown', 'group': 'IT'}, {}]} | voip.grandstream.to_phonebook_xml": (
        "contacts[0].group: no group is called 'IT'. Add it to groups, or use one of 'default', 'blacklist'; contacts[1]:"
    ),
}


def test_failures_are_sentences(released_ansible: Ansible) -> None:
    tasks: list[Data] = [
        {"name": f"Fail {number}", "ansible.builtin.debug": {"msg": f"{{{{ {expression} }}}}"}, "ignore_errors": True}
        for number, expression in enumerate(FAILURES)
    ]

    run = released_ansible.run(HERE, tasks)

    for number, said in enumerate(FAILURES.values()):
        assert said in run.failure("controller", f"Fail {number}", status="ignored")["msg"]


def test_documentation(released_ansible: Ansible) -> None:
    names = ["from_phonebook_xml", "to_phonebook_xml", "from_phonebook_csv"]
    run = released_ansible.command("ansible-doc", "-t", "filter", *(f"voip.grandstream.{name}" for name in names)).finish()
    assert run.rc == 0
    for name, page in zip(names, pages(run.stdout), strict=True):
        assert name in page
        assert "EXAMPLES" in page
