// Copyright (c) 2026 the voip.grandstream authors
// GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// Filters, keys in the picture of the fleet, and printing. All content is on the page without this script.

"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const phones = all(".phone"), tiles = all(".fleet a"), kinds = all(".kind");
  const form = document.querySelector("form"), field = form.elements;
  const output = form.querySelector("output"), total = phones.length;
  let texts = null, timer = 0;

  document.documentElement.classList.add("js");
  all(".js-only").forEach(element => { element.hidden = false; });

  function matching() {
    const words = field.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdicts = all("[name=verdict]:checked").map(box => box.value);
    const group = field.group?.value ?? "", model = field.model?.value ?? "";
    if (words.length && !texts) texts = phones.map(phone => phone.textContent.toLowerCase());
    const fits = (phone, index) =>
      (!verdicts.length || verdicts.includes(phone.classList[1])) &&
      (!group || phone.dataset.g.split(" ").includes(group)) &&
      (!model || phone.dataset.m === model) &&
      words.every(word => texts[index].includes(word));
    return { fits, any: Boolean(words.length || verdicts.length || group || model) };
  }

  function apply() {
    const { fits, any } = matching();
    let shown = 0;
    phones.forEach((phone, index) => {
      const fit = fits(phone, index);
      phone.hidden = tiles[index].hidden = !fit;
      shown += fit;
    });
    kinds.forEach(kind => {
      const count = all(".phone:not([hidden])", kind).length;
      kind.hidden = !count;
      kind.querySelector(".many").textContent = count.toLocaleString("en");
      if (kind.matches("details")) kind.open = any;
    });
    output.textContent = any ? `${shown.toLocaleString("en")} of ${total.toLocaleString("en")} phones` : "";
    field.clear.hidden = !any;
    all(".nothing").forEach(element => { element.hidden = shown > 0; });
    rove(tiles.find(tile => !tile.hidden));
  }

  form.addEventListener("submit", event => event.preventDefault());
  form.addEventListener("input", event => {
    clearTimeout(timer);
    timer = setTimeout(apply, event.target === field.text ? 120 : 0);
  });
  field.clear.addEventListener("click", () => { form.reset(); apply(); field.text.focus(); });
  document.addEventListener("click", event => {
    const button = event.target.closest("button[data-find]");
    if (!button) return;
    field.text.value = button.dataset.find;
    apply();
    document.getElementById("phones").scrollIntoView();
  });

  // One stop of the tab key for the whole picture; arrows go from tile to tile.
  function rove(tile) {
    tiles.forEach(other => { other.tabIndex = other === tile ? 0 : -1; });
  }
  const steps = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };
  document.querySelector(".fleet").addEventListener("keydown", event => {
    const visible = tiles.filter(tile => !tile.hidden), here = visible.indexOf(event.target);
    let step = steps[event.key];
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      const row = visible.findIndex(tile => tile.offsetTop > visible[0].offsetTop);
      step = (row < 0 ? 0 : row) * (event.key === "ArrowUp" ? -1 : 1);
    }
    if (here < 0 || step === undefined) return;
    event.preventDefault();
    const next = visible[Math.min(Math.max(here + step, 0), visible.length - 1)];
    rove(next);
    next.focus();
  });
  tiles.forEach((tile, index) => tile.addEventListener("click", event => {
    event.preventDefault();
    const phone = phones[index], kind = phone.closest("details.kind");
    if (kind) kind.open = true;
    phone.open = true;
    phone.scrollIntoView({ block: "center" });
    phone.querySelector("summary").focus({ preventScroll: true });
  }));
  rove(tiles[0]);

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = phones.filter(phone => !phone.open && !phone.hidden && !phone.classList.contains("in_line"));
    opened.forEach(phone => { phone.open = true; });
  });
  addEventListener("afterprint", () => opened.forEach(phone => { phone.open = false; }));
  if (form.elements.text.value || all("[name=verdict]:checked").length) apply();
})();
