# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: scan
short_description: Find Grandstream phones on networks
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Looks at every address of some networks, asks whatever listens there who it is, and takes the phones into the inventory.
  - It sends no password and never logs in, so a scan brings no phone closer to its lockout. Each address sees at most one
    connection and one plain C(GET) of C(/cgi-bin/api-values.get).
  - A phone is who answers that request as the Web API says and names Grandstream as its vendor, or tells a firmware version
    where the firmware leaves the vendor out. The phone's model is not told without a login.
  - Some firmware tells strangers nothing. Whether such hosts count is for O(include_reserved) to say.
  - Each phone becomes a host with the variables C(ansible_host), C(ansible_connection), C(gs_use_ssl), C(ansible_port) where it
    is not the usual one, and C(gs_identity), a dictionary of C(vendor_name), C(vendor_fullname), C(hardware_revision),
    C(firmware_version), C(boot_version), C(kernel_version), C(recovery_version) and C(touch_panel_version). What a phone does
    not tell is V(null).
  - Uses a YAML file whose name is or ends with C(gs_scan.yml) or C(gs_scan.yaml), such as C(office.gs_scan.yml).
notes:
  - Merges with a static inventory by address. A phone that an earlier inventory source has under the same address is not added
    again. Its host gets C(gs_identity), and what O(compose), O(groups) and O(keyed_groups) make of it; how it is reached stays as
    that source says. Addresses are compared, names are not looked up.
  - The order of the sources counts, so name the static inventory first, as in C(-i hosts.yml -i office.gs_scan.yml). In a folder
    they are read in the order of their names.
  - Anything on the network can say that it is a phone. Leave C(gs_validate_certs) at its default and give the phones certificates
    or C(gs_tls_fingerprint), so that passwords are not proved to strangers.
  - A phone that is off, or does not answer in time, is not found. Keep phones that must not be missing in a static inventory.
  - The texts in C(gs_identity) come from the network. Each is one line of at most 128 characters, in which
    control characters and the like are escapes such as C(\x1b). They are never templated.
  - With C(-v) the scan says what it did, with C(-vvv) what answered and is no phone.
seealso:
  - ref: ansible_collections.voip.grandstream.docsite.guide_discovery
    description: Examples, and what a scan costs.
  - plugin: voip.grandstream.webapi
    plugin_type: connection
  - module: voip.grandstream.gs_info
requirements:
  - requests
  - jsonschema
extends_documentation_fragment:
  - constructed
  - inventory_cache
options:
  plugin:
    description:
      - Says that the file is for this plugin.
    type: str
    required: true
    choices: [voip.grandstream.scan]
  networks:
    description:
      - Where to look, as networks (V(192.0.2.0/24)), ranges (V(192.0.2.10-192.0.2.50) or V(192.0.2.10-50)) and addresses
        (V(192.0.2.10)). IPv6 has the same forms but for the short range.
      - The network address and the broadcast address of an IPv4 network are left out.
      - All together may be at most 1,048,576 addresses.
    type: list
    elements: str
    required: true
  exclude:
    description:
      - Where not to look, in the forms of O(networks). Nothing at all is sent to these addresses.
    type: list
    elements: str
    default: []
  port:
    description:
      - TCP port of the phones' web servers.
      - Default is V(443), or V(80) with O(use_ssl=false).
    type: int
    env:
      - name: GS_PORT
  use_ssl:
    description:
      - Whether to use HTTPS. For phones of both kinds use two files.
    type: bool
    default: true
    env:
      - name: GS_USE_SSL
  validate_certs:
    description:
      - Whether only hosts with a valid certificate count.
      - Unlike with the modules this is V(false), because nothing secret is sent, and phones that still have the certificate
        of the factory are to be found too. It is not handed on to the hosts, whose C(gs_validate_certs) stays V(true).
      - With V(false) old firmware with its old TLS ciphers is found too.
    type: bool
    default: false
  ca_path:
    description:
      - File with the CA certificates (PEM) to trust with O(validate_certs=true), or folder of such files with hashed names.
      - Without it the CAs of the system are trusted.
    type: path
  include_reserved:
    description:
      - Whether hosts count as phones that answer in the words of the vendor's web server, but tell who they are only after a
        login. Nothing but these words shows that they are phones. All of C(gs_identity) is V(null) for them.
      - With V(false) a warning names their addresses, and they do not come into the inventory, because the next task would log
        in to them with the phones' password. M(voip.grandstream.gs_info) tells who they are, if it has a password.
      - Other web servers never count, whatever they refuse.
    type: bool
    default: false
  timeout:
    description:
      - Seconds for each host in all. At most two of them are for the connection, because most addresses are silent.
    type: float
    default: 5.0
  total_timeout:
    description:
      - Seconds for the whole scan. When they are over there is a warning, and the inventory has the phones that were found until
        then.
    type: float
    default: 1800.0
  concurrency:
    description:
      - How many addresses to look at at the same time, from V(1) to V(2000). Fewer if this process may not open so many files.
      - Silent addresses take two seconds each, so a /24 takes two seconds with the default, and a /16 takes nine minutes.
    type: int
    default: 256
  hostnames:
    description:
      - What to call the phones, as a list of variables or Jinja2 expressions. The first that has a value counts.
      - Characters other than letters, digits, V(.), V(-) and V(_) become V(_).
      - A name that two phones would have, or that is in the inventory already, is not used. The last resort is the address.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
# The shortest file: voice.gs_scan.yml
plugin: voip.grandstream.scan
networks:
  - 192.0.2.0/24

---
# Two networks without some addresses, and all phones in one group
plugin: voip.grandstream.scan
networks:
  - 192.0.2.0/24
  - 198.51.100.10-198.51.100.99
exclude:
  - 192.0.2.1-9
groups:
  phones: true

---
# Groups by firmware and network, and names such as phone-17 in the place of addresses
plugin: voip.grandstream.scan
networks:
  - 192.0.2.0/24
hostnames:
  - "'phone-' ~ ansible_host.split('.')[-1]"
compose:
  old_firmware: gs_identity.firmware_version is version('1.0.3', '<')
groups:
  phones: true
  to_be_updated: old_firmware
keyed_groups:
  - key: gs_identity.firmware_version
    prefix: firmware
    default_value: unknown

---
# Look again only after an hour; ansible-inventory --flush-cache looks at once
plugin: voip.grandstream.scan
networks:
  - 192.0.2.0/24
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: ~/.cache/phones
cache_timeout: 3600
"""

import re
import typing as t
from collections.abc import Mapping
from pathlib import Path

from ansible.errors import AnsibleError, AnsibleParserError
from ansible.inventory.helpers import get_group_vars
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible.utils.vars import combine_vars
from ansible.vars.plugins import get_vars_from_inventory_sources

from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import (
    ARGUMENT_SPEC,
    OPTIONS,
    ConnectionSettings,
    check_range,
    connection_settings,
    problems_of,
    worded,
)
from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError, PhoneError
from ansible_collections.voip.grandstream.plugins.module_utils._text import visible
from ansible_collections.voip.grandstream.plugins.plugin_utils._inventory_plugin import (
    address_of,
    as_variable,
    safe_name,
    unknown_options,
)
from ansible_collections.voip.grandstream.plugins.plugin_utils._scan import scanner
from ansible_collections.voip.grandstream.plugins.plugin_utils._scan.hosts import (
    KnownHost,
    choose_names,
    meant_by,
    order,
    reached_by,
)
from ansible_collections.voip.grandstream.plugins.plugin_utils._scan.networks import Addresses, addresses_of

_FILE_NAME = re.compile(r"(.+\.)?gs_scan\.ya?ml")
_NO_ADDRESS = "192.0.2.1"
"""The address in the settings before one is known: they need one."""


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    """The inventory plugin: phones that answer on networks, as hosts."""

    NAME = "voip.grandstream.scan"

    def verify_file(self, path: str) -> bool:
        """Return whether the file has a name that this plugin takes."""
        return bool(super().verify_file(path) and _FILE_NAME.fullmatch(Path(path).name))

    def parse(self, inventory: t.Any, loader: t.Any, path: str, cache: bool = True) -> None:
        """See :meth:`BaseInventoryPlugin.parse`. Raise :class:`AnsibleParserError` for wrong options before anything is sent."""
        super().parse(inventory, loader, path, cache)
        plan = self._plan(self._read_config_data(path))
        # This can fail, so it comes before minutes of scanning.
        known = self._known_hosts()
        phones = self._phones(plan, path, cache)
        self._populate(sorted(phones, key=lambda phone: order(phone.address)), plan.settings, known)

    def _plan(self, config: Mapping[str, t.Any]) -> scanner.ScanPlan:
        """Return the options as the scanner takes them. Raise :class:`AnsibleParserError` with everything that is wrong."""
        problems = unknown_options(config, list(self.option_definitions))
        for name, low, high in (("timeout", 0.05, 3600), ("total_timeout", 0.05, 7 * 86400), ("concurrency", 1, 2000)):
            problems += problems_of(check_range, name, self.get_option(name), low, high)
        if self.get_option("port") is not None:
            problems += problems_of(check_range, "port", self.get_option("port"), 1, 65535)
        addresses = Addresses(())
        try:
            addresses = addresses_of(self.get_option("networks") or [], self.get_option("exclude") or [])
        except ValueError as error:
            problems.append(str(error))
        if problems:
            raise AnsibleParserError("; ".join(problems))
        return scanner.ScanPlan(
            addresses=addresses,
            settings=self._settings(),
            total_timeout=self.get_option("total_timeout"),
            concurrency=scanner.bounded(self.get_option("concurrency")),
        )

    def _settings(self) -> ConnectionSettings:
        """Return how each phone is asked."""
        defaults = {name: spec.get("default") for name, spec in ARGUMENT_SPEC.items()}
        given = {name: self.get_option(name) for name in ("port", "use_ssl", "validate_certs", "ca_path", "timeout")}
        try:
            return connection_settings({**defaults, **given, "host": _NO_ADDRESS}, needs_password=False)
        except InputError as error:
            raise AnsibleParserError(worded(error.text, OPTIONS)) from None

    def _known_hosts(self) -> dict[str, list[KnownHost]]:
        """Return the hosts of earlier sources by their address: their names, and their port where they have one."""
        known: dict[str, list[KnownHost]] = {}
        for name in list(self.inventory.hosts):
            variables = self._variables_of(name)
            address = address_of(self._templated(variables, "ansible_host") or name)
            if address is not None:
                port = str(self._templated(variables, "ansible_port") or "")
                known.setdefault(address, []).append(KnownHost(name, int(port) if port.isdecimal() and len(port) <= 5 else None))
        return known

    def _variables_of(self, name: str) -> dict[str, t.Any]:
        """Return all variables of a host of an earlier source, with those in files beside that source."""
        host = self.inventory.hosts[name]
        groups, sources = host.get_groups(), self.inventory.processed_sources
        of_groups = combine_vars(get_group_vars(groups), get_vars_from_inventory_sources(self.loader, sources, groups, "all"))
        of_host = combine_vars(host.get_vars(), get_vars_from_inventory_sources(self.loader, sources, [host], "all"))
        variables: dict[str, t.Any] = combine_vars(of_groups, of_host)
        return variables

    def _templated(self, variables: dict[str, t.Any], name: str) -> t.Any:
        """Return the value of a variable, also where it is a template; None where the template cannot be rendered yet."""
        value = variables.get(name)
        if not isinstance(value, str) or "{" not in value:
            return value
        self.templar.available_variables = variables
        try:
            return self.templar.template(value)
        except AnsibleError:
            return None

    def _phones(self, plan: scanner.ScanPlan, path: str, cache: bool) -> list[scanner.FoundPhone]:
        """Return the phones: from the cache if it may be used and has the same networks and settings, else from a scan."""
        if not self.get_option("cache"):
            return self._found(plan).phones
        key = self.get_cache_key(path)
        question = repr((plan.addresses, plan.settings, self.get_option("include_reserved")))
        try:
            cached = self._cache[key] if cache else {}
        except KeyError:
            cached = {}
        if cached.get("question") == question:
            return [scanner.FoundPhone(address, identity) for address, identity in cached["phones"].items()]
        outcome = self._found(plan)
        if outcome.finished and not outcome.trouble:
            self._cache[key] = {"question": question, "phones": dict(outcome.phones)}
        return outcome.phones

    def _found(self, plan: scanner.ScanPlan) -> scanner.ScanOutcome:
        """Scan, show what there is to say about it, and return what was found."""
        count, port = plan.addresses.count(), plan.settings.port
        self.display.v(
            f"scan: looking at {count} addresses, port {port}, {plan.concurrency} at a time, "
            f"for about {plan.seconds():.0f} seconds if most are silent"
        )
        try:
            outcome = scanner.scan(plan, lambda address, why: self.display.vvv(f"scan: {address} is not a phone: {visible(why)}"))
        except PhoneError as error:
            raise AnsibleParserError(worded(error.text, OPTIONS)) from None
        phones, reserved = len(outcome.phones), len(outcome.reserved)
        kept = f", {reserved} that keep their identity to themselves" if reserved else ""
        self.display.v(f"scan: {outcome.asked} addresses, {outcome.answered} answered, {phones} phones{kept}")
        for reason, number in outcome.trouble.items():
            self.display.warning(f"scan: {number} of {count} addresses could not be asked from this machine ({reason})")
        if not outcome.finished:
            self.display.warning(
                f"scan: stopped after {plan.total_timeout:g} s (option total_timeout) at {outcome.asked} of {count} addresses; "
                "the inventory has what was found until then"
            )
        if outcome.reserved and self.get_option("include_reserved"):
            return outcome.with_reserved()
        if outcome.reserved:
            self.display.warning(f"scan: {outcome.told_reserved()}. If they are phones, set include_reserved: true")
        return outcome

    def _populate(
        self,
        phones: list[scanner.FoundPhone],
        settings: ConnectionSettings,
        known: Mapping[str, list[KnownHost]],
    ) -> None:
        """Take the phones into the inventory.

        All variables are set before any group is made: a group can get the name of a host, and then what is meant for the
        host would be set for the group.
        """
        hosts: dict[str, dict[str, t.Any]] = {}
        unnamed: dict[str, dict[str, t.Any]] = {}
        for phone in phones:
            identity = {"gs_identity": as_variable(phone.identity)}
            if phone.address in known:
                hosts.update((name, identity) for name in meant_by(settings.port, known[phone.address]))
            else:
                unnamed[phone.address] = {**reached_by(phone.address, settings), **identity}
        hosts.update(self._named(unnamed))
        for name, variables in hosts.items():
            self.inventory.add_host(name)
            for variable, value in variables.items():
                self.inventory.set_variable(name, variable, value)
            self._set_composite_vars(self.get_option("compose"), self._variables_of(name), name, self.get_option("strict"))
        for name in hosts:
            variables, strict = self._variables_of(name), self.get_option("strict")
            self._add_host_to_composed_groups(self.get_option("groups"), variables, name, strict, fetch_hostvars=False)
            self._add_host_to_keyed_groups(self.get_option("keyed_groups"), variables, name, strict, fetch_hostvars=False)

    def _named(self, unnamed: Mapping[str, dict[str, t.Any]]) -> dict[str, dict[str, t.Any]]:
        """Return the variables of new hosts by name, from those by address."""
        candidates = {address: self._candidates(variables) for address, variables in unnamed.items()}
        chosen = choose_names(candidates, lambda name: name in self.inventory.hosts or name in self.inventory.groups)
        without = sum(1 for address, names in candidates.items() if names and chosen[address] not in names)
        if without:
            self.display.warning(
                f"scan: {without} phones are named by their address, because the name that the option hostnames makes is that of "
                "several phones, or of another host or group in the inventory"
            )
        for address in (address for address, name in chosen.items() if name is None):
            self.display.warning(f"scan: the phone at {address} is left out, because another host or group has that name")
        return {name: unnamed[address] for address, name in chosen.items() if name is not None}

    def _candidates(self, variables: dict[str, t.Any]) -> list[str]:
        """Return the names that a phone could have, the best first."""
        names = []
        for expression in self.get_option("hostnames") or []:
            try:
                name = safe_name(self._compose(expression, variables))
            except Exception as error:
                if self.get_option("strict"):
                    host = variables["ansible_host"]
                    raise AnsibleParserError(f"hostnames: {expression!r} cannot be evaluated for {host}: {error}") from error
                continue
            names += [name] if name else []
        return names
