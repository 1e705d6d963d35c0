# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""XML that cannot be read: where, and what to do. Hostile files are among the tests of phonebooks and provisioning files."""

from __future__ import annotations

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._safe_xml import tree

DECLARED = '<?xml version="1.0" encoding="{}"?>\n<a>\nü</a>'


@pytest.mark.parametrize(
    ("content", "where", "advice"),
    [
        ("<a>", "no element found in line 1, column 4", "The end of the file is missing"),
        (b"\n\n <a>\n<b", "unclosed token in line 4, column 1", "The end of the file is missing"),
        ("<a><![CDATA[", "unclosed CDATA section in line 1", "The end of the file is missing"),
        (b"<a>\xc3", "in line 1, column 4", "The end of the file is missing"),
        ("<a>\n b & c</a>", "not well-formed (invalid token) in line 2, column 5", "In a value, & is written &amp;"),
        (b"<a>\r\n\xfc</a>", "not well-formed (invalid token) in line 2, column 1", "The bytes there are not UTF-8"),
        (b"\n<a>\n\xfc</a>", "not well-formed (invalid token) in line 3, column 1", "The bytes there are not UTF-8"),
        (
            DECLARED.format("UTF-8").encode("latin-1"),
            "in line 3, column 1",
            'write encoding="windows-1252" in its XML declaration',
        ),
        # The first mistake is the one that is told.
        (b"<a>\n&<b>\n\xfc</a>", "in line 2, column 2", "In a value, & is written &amp;"),
        (DECLARED.format("UTF-16").encode(), "encoding specified in XML declaration is incorrect", "Save the file as UTF-8"),
    ],
)
def test_where_it_is_no_xml_and_what_to_do(content: str | bytes, where: str, advice: str) -> None:
    with pytest.raises(InputError, match=r"^this is not XML: ") as caught:
        tree(content, "a phonebook", 10)
    assert where in caught.value.text
    assert advice in caught.value.text


@pytest.mark.parametrize("encoding", ["UTF-8", "ISO-8859-1", "windows-1252", "UTF-16"])
def test_bytes_are_read_as_they_say(encoding: str) -> None:
    assert (
        "".join(tree(b" \n" * (encoding != "UTF-16") + DECLARED.format(encoding).encode(encoding), "a phonebook", 1).parts)
        == "\nü"
    )


@pytest.mark.parametrize(
    "page",
    [
        "<html/>",
        "\n <!DOCTYPE html>\n<html>",
        '<!doctype HTML PUBLIC "-//W3C//DTD HTML 4.01//EN">',
        b'<?xml version="1.0"?>\n<!-- an error page -->\n<html xmlns="http://www.w3.org/1999/xhtml">',
    ],
)
def test_a_web_page_is_told(page: str | bytes) -> None:
    with pytest.raises(InputError, match=r"^this is a web page \(HTML\) and not a phonebook\. "):
        tree(page, "a phonebook", 10)
