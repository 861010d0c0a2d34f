# Every target sets up what it needs in $(VENV) by itself: all it takes is make, git and a Python from 3.10 on.

VENV ?= .venv
PYTEST_ARGS ?= -n 2 --dist worksteal

# The newest interpreter that runs, is not too old and can make virtual environments. Each is tried by running it,
# since a name on the PATH may be a shim without an interpreter behind it.
CANDIDATES := python3.13 python3.12 python3.11 python3.10 python3 python
SUITABLE := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))
PYTHON ?= $(shell for each in $(CANDIDATES); do \
	"$$each" -c '$(SUITABLE)' >/dev/null 2>&1 && { echo "$$each"; break; }; done)

BIN := $(VENV)/bin
RUN := $(BIN)/python -m

.PHONY: help demo test browser lint types bench clean
.DEFAULT_GOAL := help

help:
	@echo 'make demo    run the tests of the example application in docs/examples/orders'
	@echo 'make test    run the test suite of this project      (PYTEST_ARGS="-n 2" for two processes)'
	@echo 'make browser install Chromium where apt and root are at hand: without one the tests of pages are skipped'
	@echo 'make lint    ruff: rules and formatting of imports'
	@echo 'make types   mypy, strict'
	@echo 'make bench   measure the budgets of the design, as ratios'
	@echo 'make clean   remove what these commands made'

demo: $(VENV)/.installed-core
	cd docs/examples/orders && "$(abspath $(BIN))/python" -m pytest

# Functions that are killed stay in memory: their tests have processes of their own.
KILLING := tests/runtime tests/clock

test: $(VENV)/.installed-test
	$(RUN) pytest -p no:randomly $(PYTEST_ARGS) $(KILLING)
	$(RUN) pytest -p no:randomly $(PYTEST_ARGS) $(KILLING:%=--ignore=%)

browser:
	@command -v chromium >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
		timeout 600 apt-get update -qq >/dev/null 2>&1 && \
		DEBIAN_FRONTEND=noninteractive timeout 600 apt-get install -y -qq --no-install-recommends \
			chromium fonts-dejavu-core >/dev/null 2>&1; } || \
		echo 'Chromium could not be installed: the tests of pages in a browser are skipped.'

lint: $(VENV)/.installed-lint
	$(RUN) ruff check .

types: $(VENV)/.installed-lint
	$(RUN) mypy

bench: $(VENV)/.installed-bench
	$(RUN) bench

clean:
	rm -rf $(VENV) build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.created:
	@test -n "$(PYTHON)" || { \
		echo 'No Python >= 3.10 that can make virtual environments was found (tried: $(CANDIDATES)).' >&2; \
		echo 'Install one (on Debian and Ubuntu: python3 and python3-venv) or name it: make PYTHON=/path/to/python' >&2; \
		exit 1; }
	"$(PYTHON)" -m venv "$(VENV)"
	$(RUN) pip install --quiet --disable-pip-version-check --upgrade pip
	@touch $@

$(VENV)/.installed-core: pyproject.toml | $(VENV)/.created
	$(RUN) pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.installed-%: pyproject.toml | $(VENV)/.created
	$(RUN) pip install --quiet --disable-pip-version-check --editable '.[$*]'
	@touch $@
