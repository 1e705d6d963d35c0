# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Everything a maintainer runs. Plain `make` prints the list. Nothing is written outside of this folder, but for pip's cache.

PYTHON ?= python3

BIN := .venv/bin
# `make_venv NAME`: bring .venv up to tests/requirements-NAME.txt; a moment when it already is.
make_venv = PYTHONPATH=tests $(PYTHON) -m support.venvs .venv tests/requirements-$(1).txt
# Gates and playbooks mostly wait for other programs and for phones, so three workers pay off on two cores.
PYTEST := $(BIN)/python -m pytest
WORKERS ?= 3
# Each worker takes the next test when it is free, so that those that take long start first (tests/conftest.py) on all workers.
ONE_BY_ONE := --dist load --maxschedchunk 1
# What the phones of `make simulator` are like: guide or vendor.
FIRMWARE ?= guide
# How long `make soak` lasts, and how many phones it has.
MINUTES ?= 60
PHONES ?= 200
# Seconds that its plays wait for an answer.
TIMEOUT ?= 4

.PHONY: help
help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

.PHONY: demo
demo: venv-demo ## 50 simulated phones: provision, enforce, drift, repair, files, new passwords (in about two minutes)
	@$(BIN)/python demo/run.py

.PHONY: simulator
simulator: venv-demo ## Start 50 simulated phones to try your own playbooks on (FIRMWARE=vendor: harder ones); Ctrl-C stops them
	@cd tests && exec ../$(BIN)/python -m simulator --phones 50 --model wp820 --model gxv3370 --port 18350 --password admin \
	    --firmware $(FIRMWARE)

.PHONY: bench
bench: venv-demo ## Measure milliseconds a phone against other ways to do the same
	@$(BIN)/python tests/bench/run.py

.PHONY: soak
soak: venv-test ## An hour of a fleet with faults (MINUTES=60 PHONES=200 TIMEOUT=4 SEED=n): no lock, no lost contact, no secret told
	@cd tests && exec ../$(BIN)/python -m soak --phones $(PHONES) --minutes $(MINUTES) --timeout $(TIMEOUT) $(if $(SEED),--seed $(SEED))

.PHONY: unit
unit: venv-test ## The unit tests, in seconds: laws by a few examples
	@$(PYTEST) -q -n 2 tests/unit

.PHONY: lint
lint: venv-test ## The quick gates, in seconds: style, types, YAML, licences, shell
	@$(PYTEST) -q -n $(WORKERS) tests/gates/test_lint.py "tests/gates/test_nox.py::test_session[lint]" "tests/gates/test_nox.py::test_session[license-check]"

.PHONY: test
test: venv-test ## Everything: units, laws by many examples, simulator, playbooks on every ansible-core, all gates
	@$(PYTEST) -n $(WORKERS) $(ONE_BY_ONE) --hypothesis-profile=thorough $(ARGS)

.PHONY: format
format: venv-test ## Lay the Python code out as `make lint` wants it
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

.PHONY: catalogue
catalogue: venv-test ## Lay catalogue/settings.json out, and write what is made of it, and the pages that are made of the code
	@$(BIN)/python catalogue/generate.py
	@$(BIN)/python catalogue/pages.py

.PHONY: returns
returns: python ## Write what several modules return in the same words (catalogue/return_values.py) into the modules
	@$(PYTHON) catalogue/return_values.py

.PHONY: pictures
pictures: venv-test ## Take the pictures in docs/images anew, of real runs on simulated phones (needs Chromium)
	@rm -rf .build/images
	@$(PYTEST) -q tests/integration/test_pictures.py
	@test -d .build/images || { echo "No picture was taken. Install Chromium: apt-get install chromium chromium-driver" >&2; exit 1; }
	@cp .build/images/*.png docs/images/

.PHONY: docs
docs: venv-test ## Build the documentation site, without a network; prints where it is
	@PYTHONPATH=tests $(BIN)/python -m support.docsite

.PHONY: tarball
tarball: venv-demo ## Build the collection; prints where it is
	@PYTHONPATH=tests $(BIN)/python -m support.collection

.PHONY: changelog
changelog: venv-test ## Put changelogs/fragments and new plugins under the version of galaxy.yml; render CHANGELOG.md
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/antsibull-changelog release --update-existing --reload-plugins --refresh-plugins

.PHONY: clean
clean: ## Remove what make built: .venv, .build and the tools' caches
	rm -rf .venv .build .ansible .cache .hypothesis .mypy_cache .nox .pytest_cache .ruff_cache changelogs/.plugin-cache.yaml
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +

.PHONY: venv-demo
venv-demo: python
	@$(call make_venv,demo)

.PHONY: venv-test
venv-test: python
	@$(call make_venv,test)

# Here and not in support.venvs, because an older Python could not even read that file.
.PHONY: python
python:
	@command -v "$(PYTHON)" >/dev/null || { \
	  echo "There is no '$(PYTHON)'. Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "'$(PYTHON)' is older than Python 3.11, or does not run. Name another: make PYTHON=/path/to/python3" >&2; exit 1; }
