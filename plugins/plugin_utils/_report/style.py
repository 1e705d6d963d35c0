# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the page looks: in the light, in the dark, on a small screen, and printed."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

STYLE = """
:root {
  color-scheme: light dark;
  --page: #f6f6f3; --card: #ffffff; --line: #dfdfd8; --ink: #1d2126; --soft: #5c636b; --accent: #2b5f9e; --tint: #eef1f4;
  --failed: #b3261e; --unreachable: #565b66; --drifted: #b45309; --changed: #2b5f9e; --skipped: #6d6f78; --in_line: #2f7a57;
  --quiet: #d3e5da; --on: #ffffff; --was: #fbeceb; --is: #e6f3ec;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #15181c; --card: #1d2126; --line: #343a41; --ink: #e6e8ea; --soft: #a2aab2; --accent: #8ab8ee; --tint: #262b31;
    --failed: #f2928b; --unreachable: #b4bac4; --drifted: #f0b067; --changed: #8ab8ee; --skipped: #a2a6ae; --in_line: #79c9a1;
    --quiet: #24483a; --on: #15181c; --was: #3a2423; --is: #1e3529;
  }
}
*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 5rem; }
body {
  margin: 0 auto; max-width: 76rem; padding: 2.2rem 1.5rem 4rem; background: var(--page); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
}
h1, h2, h3, h4, p, ul, table, figure { margin: 0; padding: 0; }
h1 { font-size: 1.75rem; line-height: 1.2; font-weight: 650; letter-spacing: -.015em; text-wrap: balance; }
h2 { font-size: 1.05rem; font-weight: 650; margin-bottom: .8rem; }
h4 { font-size: .95rem; font-weight: 600; }
h4 small, .soft { color: var(--soft); font-weight: 400; font-size: .875rem; }
ul { list-style: none; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: .3rem; }
[hidden] { display: none !important; }
.skip, .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip:focus { width: auto; height: auto; clip-path: none; background: var(--card); padding: .5rem 1rem; z-index: 3; }
.over { color: var(--soft); font-size: .8rem; font-weight: 600; letter-spacing: .08em; text-transform: uppercase; }
time { white-space: nowrap; }
header .soft { margin-top: .5rem; font-size: .95rem; overflow-wrap: anywhere; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .8rem; }
.card { padding: 1.2rem 1.3rem; margin-top: 1.2rem; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 0 1.2rem; }
.pair .card { min-width: 0; } .pair .card:only-child { grid-column: 1 / -1; }

/* A verdict has a colour, a letter and a shape. */
.failed { --v: var(--failed); } .unreachable { --v: var(--unreachable); } .drifted { --v: var(--drifted); }
.changed { --v: var(--changed); } .skipped { --v: var(--skipped); } .in_line { --v: var(--in_line); }
.mark {
  display: inline-grid; place-items: center; flex: none; width: 1.35rem; height: 1.35rem; border-radius: .25rem;
  background: var(--v); color: var(--on); font-size: .78rem; font-weight: 700; line-height: 1;
}
.mark::before { content: "F"; } .unreachable .mark::before { content: "U"; } .drifted .mark::before { content: "D"; }
.changed .mark::before { content: "C"; } .skipped .mark::before { content: "S"; } .in_line .mark::before { content: "\\2713"; }
.unreachable .mark { clip-path: polygon(30% 0, 70% 0, 100% 30%, 100% 70%, 70% 100%, 30% 100%, 0 70%, 0 30%); }
.changed .mark { border-radius: .7rem .7rem .7rem 0; }
.skipped .mark { background: none; border: 2px dashed var(--v); color: var(--v); }
.in_line .mark { border-radius: 50%; }

.numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.6rem, 1fr)); gap: .7rem; margin-top: 1.5rem; }
.number {
  display: grid; grid-template-columns: 1fr auto; align-items: start; height: 100%; padding: .8rem .95rem .7rem;
  background: var(--card); border: 1px solid var(--line); border-radius: .8rem;
}
.number b { font-size: 1.75rem; font-weight: 650; line-height: 1.15; font-variant-numeric: tabular-nums; }
.number span:last-child { grid-column: 1 / -1; color: var(--soft); font-size: .9rem; }
.number.none b { color: var(--soft); font-weight: 400; } .number.none .mark { opacity: .35; }
.number input { position: absolute; opacity: 0; pointer-events: none; }
.js .number { cursor: pointer; } .js .number:hover { border-color: var(--v); }
.number:has(:checked) { border-color: var(--v); box-shadow: inset 0 0 0 2px var(--v); }
.number:has(:focus-visible) { outline: 3px solid var(--accent); outline-offset: 2px; }

form { display: contents; }
.filters {
  display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; position: sticky; top: 0; z-index: 2; margin: 1.2rem -.6rem 0;
  padding: .6rem; background: var(--page); border-radius: 0 0 .8rem .8rem;
}
.filters input, .filters select, button {
  font: inherit; font-size: .95rem; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: .5rem;
  padding: .42rem .7rem; min-width: 0; max-width: 100%;
}
.filters input { flex: 1 1 13rem; } .filters select { flex: 0 1 11rem; }
button { cursor: pointer; } button:hover { border-color: var(--accent); }
.filters output:empty { display: none; }
.filters output { margin-left: auto; color: var(--soft); font-size: .9rem; font-variant-numeric: tabular-nums; }
button.plain { border: 0; background: none; padding: 0; color: var(--accent); text-align: left; overflow-wrap: anywhere; }
button.plain:hover { text-decoration: underline; }
html:not(.js) button.plain { color: inherit; cursor: text; text-decoration: none; }

.fleet { display: flex; flex-wrap: wrap; gap: 3px; }
.fleet a {
  width: 1.05rem; height: 1.05rem; border-radius: .18rem; background: var(--v); color: var(--on); text-decoration: none;
  display: grid; place-items: center; font-size: .64rem; font-weight: 700; line-height: 1;
}
.fleet a::before { content: "F"; } .fleet .drifted::before { content: "D"; } .fleet .changed::before { content: "C"; }
.fleet .unreachable::before { content: "U"; } .fleet .skipped::before { content: "S"; } .fleet .in_line::before { content: none; }
.fleet .in_line { background: var(--quiet); border-radius: 50%; transform: scale(.82); }
.fleet .skipped { background: none; border: 1px dashed var(--v); color: var(--v); }
.fleet .unreachable { clip-path: polygon(30% 0, 70% 0, 100% 30%, 100% 70%, 70% 100%, 30% 100%, 0 70%, 0 30%); }
.fleet .changed { border-radius: .5rem .5rem .5rem 0; }
.fleet a:hover, .fleet a:focus-visible { outline: 2px solid var(--ink); outline-offset: 1px; }
.fleet.many { gap: 2px; } .fleet.many a { width: .86rem; height: .86rem; font-size: .56rem; }
.fleet.few a { width: 1.9rem; height: 1.9rem; font-size: .95rem; } .fleet.few { gap: 5px; }
.fleet.few .in_line::before { content: "\\2713"; color: var(--in_line); }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; margin-top: .9rem; font-size: .875rem; color: var(--soft); }
.legend li { display: flex; gap: .4rem; align-items: center; }
.legend .mark { width: 1.05rem; height: 1.05rem; font-size: .64rem; }

table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th { text-align: left; font-weight: 600; } thead th { color: var(--soft); font-weight: 400; font-size: .82rem; }
th, td { padding: .32rem .9rem .32rem 0; vertical-align: top; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
tr:last-child > * { border-bottom: 0; }
td:last-child, th:last-child { padding-right: 0; }
.top table { table-layout: fixed; } .top thead th:last-child { width: 34%; }
.top th { font-weight: 500; } .top small { display: block; color: var(--soft); font-weight: 400; }
.bar { display: flex; gap: .5rem; align-items: center; font-variant-numeric: tabular-nums; }
.bar svg { flex: 1; width: 2rem; min-width: 2rem; height: .55rem; border-radius: .3rem; background: var(--tint); }
.bar rect { fill: var(--accent); }
.time { display: flex; flex-direction: column; } .time figure { flex: 1; display: flex; flex-direction: column; }
.time svg { flex: 1 1 9rem; width: 100%; min-height: 9rem; max-height: 16rem; }
.time svg { border-bottom: 1px solid var(--line); background: var(--tint); }
.time svg { border-radius: .4rem .4rem 0 0; } .time rect { fill: var(--v); } .time .hit { fill: transparent; }
.time g:hover .hit { fill: var(--line); }
.time figcaption { display: flex; justify-content: space-between; gap: 1rem; font-size: .82rem; color: var(--soft); }
.time details { margin-top: .8rem; font-size: .9rem; } .time td, .time thead th { font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; max-height: 20rem; }

.kind { margin-top: 1.1rem; } .kind > h3, .kind > summary { font-size: .95rem; font-weight: 650; padding: .2rem 0; }
.kind > summary { cursor: pointer; } h3 span, summary span.many { color: var(--soft); font-weight: 400; }
.phone { border-top: 1px solid var(--line); content-visibility: auto; contain-intrinsic-size: auto 2.75rem; }
.phone > summary {
  display: flex; align-items: center; gap: .1rem .75rem; padding: .55rem .3rem; min-height: 2.75rem; cursor: pointer;
  list-style: none;
}
.phone > summary::-webkit-details-marker { display: none; }
.phone > summary:hover { background: var(--tint); }
.phone > summary b { font-weight: 600; overflow-wrap: anywhere; }
.phone > summary i { font-style: normal; color: var(--soft); font-size: .875rem; font-variant-numeric: tabular-nums; }
.phone > summary i:last-child { margin-left: auto; text-align: right; }
.phone > summary::after {
  content: ""; flex: none; width: .45rem; height: .45rem; margin-right: .3rem; border: solid var(--soft);
  border-width: 0 2px 2px 0;
  transform: rotate(45deg); transition: transform .15s;
}
.phone[open] > summary::after { transform: rotate(-135deg); }
.inside { padding: .2rem .3rem 1.2rem 2.4rem; } .inside section { margin-top: .9rem; }
.inside table { margin-top: .35rem; table-layout: fixed; }
.inside th { font-weight: 500; } .inside th small { color: var(--soft); font-weight: 400; }
.note { margin-top: .35rem; padding: .55rem .8rem; border-left: 4px solid var(--soft); background: var(--tint); }
.note { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .92rem; border-radius: 0 .4rem .4rem 0; }
.note.bad { border-color: var(--failed); } .tag { color: var(--soft); font-size: .82rem; }
del, ins { text-decoration: none; padding: .05rem .3rem; border-radius: .25rem; white-space: pre-wrap; }
del { background: var(--was); } ins { background: var(--is); }
:target { scroll-margin-top: 8rem; }
footer { margin-top: 2rem; color: var(--soft); font-size: .85rem; }

@media (max-width: 40rem) {
  body { padding: 1.2rem .9rem 3rem; } h1 { font-size: 1.45rem; } .card { padding: 1rem .9rem; }
  .numbers { grid-template-columns: repeat(3, 1fr); gap: .5rem; } .number { padding: .6rem .65rem .5rem; }
  .number .mark { width: 1.05rem; height: 1.05rem; font-size: .64rem; } .number b { font-size: 1.2rem; }
  .fleet.many { max-height: 22rem; overflow-y: auto; padding: 2px; } .time figcaption span { flex: none; }
  .time figcaption span:nth-child(2) { flex: 1; text-align: center; } .time figcaption { font-size: .75rem; gap: .4rem; }
  .number span:last-child { font-size: .8rem; }
  .filters { position: static; } .filters input { flex-basis: 100%; } .filters select { flex: 1 1 8rem; }
  .phone > summary { flex-wrap: wrap; } .phone > summary .where { display: none; }
  .inside { padding-left: .3rem; } .inside table, .inside tbody, .inside tr, .inside td, .inside th { display: block; }
  .inside thead { display: none; } .inside th, .inside td { border: 0; padding: .1rem 0; }
  .inside td:last-child:not(:empty)::before { content: "\\2192\\00a0"; color: var(--soft); }
  .inside tr { padding: .5rem 0; border-bottom: 1px solid var(--line); }
}
@media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
@media print {
  :root { color-scheme: light; --page: #fff; --tint: #f2f2f2; }
  html { font-size: 10pt; } body { max-width: none; padding: 0; } .filters, .skip, .time details { display: none; }
  .card, .number { break-inside: avoid; } .list.card { break-inside: auto; border: 0; padding: 0; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .fleet.many { max-height: none; }
  .phone { content-visibility: visible; } .phone > summary::after { content: none; } tr, .phone > summary { break-inside: avoid; }
  .phone:not(.in_line)::details-content { content-visibility: visible; block-size: auto; }
}
@media print and (prefers-color-scheme: dark) {
  :root {
    --card: #fff; --line: #dfdfd8; --ink: #1d2126; --soft: #5c636b; --accent: #2b5f9e; --on: #fff; --was: #fbeceb; --is: #e6f3ec;
    --failed: #b3261e; --unreachable: #565b66; --drifted: #b45309; --changed: #2b5f9e; --skipped: #6d6f78; --in_line: #2f7a57;
    --quiet: #d3e5da;
  }
}
"""
