# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page's HTML, as a template. Every value in it is escaped by Jinja; styles and scripts come from their own files."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

MARKUP = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{{ policy }}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="voip.grandstream.report">
<title>{{ headline }} - {{ playbook }}, {{ when }}</title>
<link rel="icon" href="{{ icon }}">
<style>{{ style }}</style>
</head>
<body>
<a class="skip" href="#phones">Skip to the phones</a>
<header>
<p class="over">Drift report</p>
<h1>{{ headline }}</h1>
<p class="soft">{{ playbook }} · {{ mode }} · <time datetime="{{ started }}">{{ when }}</time> · took {{ took }}</p>
</header>
<main>
<form autocomplete="off">
<ul class="numbers" aria-label="Phones by verdict">
{% for v in verdicts %}
<li><label class="number {{ v.key }}{{ '' if v.count else ' none' }}">
<input type="checkbox" name="verdict" value="{{ v.key }}" class="js-only" hidden><b>{{ v.shown }}</b>
<span class="mark" aria-hidden="true"></span><span>{{ v.words }}</span></label></li>
{% endfor %}
</ul>
<div class="filters js-only" role="search" hidden>
<input type="search" name="text" placeholder="Search names, addresses, settings, values" aria-label="Search">
{% if groups %}
<select name="group" aria-label="Group"><option value="">All groups</option>
{% for g in groups %}<option value="{{ loop.index0 }}">{{ g }}</option>{% endfor %}</select>
{% endif %}
{% if models %}
<select name="model" aria-label="Model"><option value="">All models</option>
{% for m in models %}<option value="{{ loop.index0 }}">{{ m }}</option>{% endfor %}</select>
{% endif %}
<button type="button" name="clear" hidden>Show all</button>
<output aria-live="polite"></output>
</div>
</form>
<section class="card">
<h2>The fleet</h2>
<div class="fleet {{ size }}">
{% for p in phones %}<a class="{{ p.verdict }}" href="#p{{ loop.index }}" title="{{ p.name }}: {{ p.words }}" \
aria-label="{{ p.name }}: {{ p.words }}"></a>
{% endfor %}</div>
<p class="soft nothing" hidden>No phone fits.</p>
<ul class="legend" aria-hidden="true">
{% for v in verdicts if v.count %}<li class="{{ v.key }}"><span class="mark"></span>{{ v.words }}</li>
{% endfor %}</ul>
</section>
<div class="pair">
{% if topics %}
<section class="card top">
<h2>What differs most</h2>
<table><thead><tr><th scope="col">Setting<th scope="col">Phones</thead><tbody>
{% for t in topics %}
<tr><th scope="row"><button type="button" class="plain" data-find="{{ t.find }}">{{ t.name }}</button>
{% if t.pair %}<small>{{ t.often }}<del>{{ t.before }}</del> → <ins>{{ t.after }}</ins></small>{% endif %}
<td><span class="bar"><svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect width="{{ t.width }}" \
height="1"/></svg>{{ t.phones }}</span>
{% endfor %}
</tbody></table>
{% if more_topics %}<p class="soft">and {{ more_topics }} more</p>{% endif %}
</section>
{% endif %}
{% if chart %}
<section class="card time">
<h2>Over time</h2>
{% if chart.columns | length < 2 %}
<p class="soft">This is the first run in the history. From the next run on, this shows how the fleet drifts.</p>
{% else %}
<figure>
<svg viewBox="0 0 {{ chart.width }} 100" preserveAspectRatio="none" role="img" aria-label="{{ chart.label }}">
{% for c in chart.columns %}<g><title>{{ c.title }}</title><rect class="hit" x="{{ c.left }}" width="10" height="100"/>\
{% for b in c.bars %}<rect class="{{ b.key }}" x="{{ c.x }}" y="{{ b.y }}" width="8" height="{{ b.height }}"/>{% endfor %}</g>
{% endfor %}</svg>
<figcaption><span>{{ chart.first }}</span><span>phones not in line, at most {{ chart.most }}</span>\
<span>{{ chart.last }}</span></figcaption>
</figure>
<details><summary>As a table</summary><div class="scroll" tabindex="0" role="region" aria-label="Runs">
<table><thead><tr><th scope="col">Run{% for v in verdicts %}<th scope="col">{{ v.words }}{% endfor %}</thead><tbody>
{% for c in chart.columns | reverse %}<tr><th scope="row">{{ c.when }}{% for n in c.numbers %}<td>{{ n }}{% endfor %}
{% endfor %}</tbody></table></div></details>
{% endif %}
</section>
{% endif %}
</div>
<section class="card list" id="phones" tabindex="-1">
<h2>Phones</h2>
<p class="soft nothing" hidden>No phone fits.</p>
{% macro phone(p) %}
<details class="phone {{ p.verdict }}" data-g="{{ p.groups }}" data-m="{{ p.model_index }}"><summary>\
<span class="mark" aria-hidden="true"></span><b>{{ p.name }}</b><span class="unseen">{{ p.words }}</span>\
<i class="where">{{ p.address }}</i><i class="where">{{ p.model }}</i><i>{{ p.says }}</i></summary>
<div class="inside" id="p{{ p.number }}">
{% if p.facts %}<p class="soft">{{ p.facts }}</p>{% endif %}
{% for t in p.tasks %}
<section><h4>{{ t.task }} <small>{{ t.facts }}</small></h4>
{% if t.message %}<p class="note{{ ' bad' if t.bad else '' }}">{{ t.message }}\
{% if t.kind %} <span class="tag">({{ t.kind }})</span>{% endif %}</p>{% endif %}
{% if t.rows %}<table><thead><tr><th scope="col">What{% for h in t.heads %}<th scope="col">{{ h }}{% endfor %}</thead><tbody>
{% for r in t.rows %}<tr><th scope="row">{{ r.name }}{% if r.detail %} <small>{{ r.detail }}</small>{% endif %}\
{% if r.pair %}<td><del>{{ r.before }}</del><td><ins>{{ r.after }}</ins>{% else %}<td><td>{% endif %}
{% endfor %}</tbody></table>{% endif %}
</section>
{% endfor %}
</div></details>
{% endmacro %}
{% for k in kinds %}
{% if k.folded %}
<details class="kind {{ k.key }}"><summary>{{ k.words }} <span class="many">{{ k.count }}</span></summary>
{% else %}
<section class="kind {{ k.key }}"><h3>{{ k.words }} <span class="many">{{ k.count }}</span></h3>
{% endif %}
{% for p in k.phones %}{{ phone(p) }}{% endfor %}
</{{ 'details' if k.folded else 'section' }}>
{% endfor %}
</section>
</main>
<footer>Written by voip.grandstream.report. Secrets are not in it; names, addresses and settings are.</footer>
<script>{{ script }}</script>
</body>
</html>
"""
