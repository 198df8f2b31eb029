# SofIA's commands. `make` alone prints them.

VENV ?= .venv
PYTHON ?= python3
JOBS ?= 2
# The programs that measure; each prints a table and fails when its own bar is not held.
PROOFS ?= benchmarks/start.py benchmarks/turn.py benchmarks/growth.py benchmarks/understanding.py benchmarks/advisor.py

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help run test prove setup check pins

# What is installed is remembered by what the requirements said, so that a start finds nothing to do. A stamp is made only
# once its step is done, and taken away before it begins, so that an interrupted step is done again.
RUN_KEY := $(firstword $(shell cat requirements.txt | cksum))
DEV_KEY := $(firstword $(shell cat requirements.txt requirements-dev.txt | cksum))
MADE := $(VENV)/.made
FOR_RUN := $(VENV)/.for-run-$(RUN_KEY)
FOR_DEV := $(VENV)/.for-dev-$(DEV_KEY)
PIP := $(VENV)/bin/python -m pip install --require-hashes --no-input --disable-pip-version-check --root-user-action=ignore
PYTEST := $(VENV)/bin/python -m pytest -n $(JOBS)
TALLY := $(VENV)/.tally

help:
	@awk '/^# [a-z]+: /{sub(/^# /, ""); split($$0, p, ": "); printf "make %-6s %s\n", p[1], substr($$0, length(p[1]) + 3)}' $(MAKEFILE_LIST)

# run: install what SofIA needs, then serve on http://127.0.0.1:8000 and print a link to sign in with
run: $(FOR_RUN)
	@exec $(VENV)/bin/python manage.py serve

# test: the whole suite on SQLite, and again on a real PostgreSQL and Redis
test: $(FOR_DEV)
	@rm -f $(TALLY); failed=; \
	for database in sqlite postgres; do \
		echo "The suite on $$database:"; \
		$(PYTEST) --on=$$database --tally=$(TALLY) || failed="$$failed $$database"; \
	done; \
	$(call total,test)

# prove: the long proofs in full numbers on both databases, then the benchmarks
prove: $(FOR_DEV)
	@rm -f $(TALLY); failed=; \
	for database in sqlite postgres; do \
		echo "The proofs on $$database:"; \
		$(PYTEST) --verbose --durations=10 --prove -m prove --on=$$database --tally=$(TALLY) || failed="$$failed $$database"; \
	done; \
	for program in $(PROOFS); do \
		echo "$$program:"; \
		$(VENV)/bin/python $$program || failed="$$failed $$program"; \
	done; \
	$(call total,prove)

# setup: what run, test and check need
setup: $(FOR_DEV)
	@echo "Ready: make run, make test, make check."

# check: format, lint, types, who may import whom, missing migrations
check: export SOFIA_DATA_DIR := $(VENV)/.check
check: $(FOR_DEV)
	@failed=; \
	for step in "ruff format --check" "ruff check" mypy "lint-imports --no-logo" "python manage.py makemigrations --check --dry-run"; do \
		echo "$$step:"; \
		$(VENV)/bin/$$step || failed="$$failed, $$step"; \
	done; \
	if [ -n "$$failed" ]; then echo "FAILED:$${failed#,}" >&2; exit 1; fi

# pins: write the requirements anew from pyproject.toml, the newest that it allows, with hashes
pins: $(FOR_DEV)
	$(VENV)/bin/uv pip compile --upgrade --universal --generate-hashes pyproject.toml -o requirements.txt
	$(VENV)/bin/uv pip compile --upgrade --universal --generate-hashes pyproject.toml --group dev -o requirements-dev.txt

# One line at the end: the numbers of both databases together, and what failed.
define total
awk '{ passed += $$1; failed += $$2; skipped += $$3 } \
	END { printf "$(1): %d passed, %d failed, %d skipped\n", passed, failed, skipped }' $(TALLY) /dev/null; \
if [ -n "$$failed" ]; then echo "FAILED on:$$failed" >&2; exit 1; fi
endef

$(MADE):
	@command -v $(PYTHON) >/dev/null || { echo "SofIA needs Python 3.11 or newer, and there is no $(PYTHON)." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "SofIA needs Python 3.11 or newer; $$($(PYTHON) --version) is here. Name another: make PYTHON=python3.12" >&2; exit 1; }
	@echo "Making $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { \
		echo "Python cannot make a virtual environment here; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@touch $@

$(FOR_RUN): | $(MADE)
	@echo "Installing what SofIA needs (once; about a minute)"
	@rm -f $(VENV)/.for-*
	@$(PIP) -r requirements.txt
	@touch $@

# It holds all that requirements.txt does, in the same versions.
$(FOR_DEV): | $(MADE)
	@echo "Installing what SofIA and her tests need (once; a minute or two)"
	@rm -f $(VENV)/.for-*
	@$(PIP) -r requirements-dev.txt
	@touch $(FOR_RUN) $@
