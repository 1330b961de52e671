# Everything a newcomer needs. Each target works from a clean clone on a bare Debian 12 with Python 3.11, pip and gcc.
#
#   make run       install if needed, start everything, print where to click; Ctrl-C stops it
#   make test      the whole test suite, browser journeys included
#   make check     formatting, types, import contracts, catalogues, generated files
#   make install   the environment and the front end only
#   make bench     durable orders per second against the usual back end
#   make reset     delete this clone's data (var/)
#   make doctor    say what this machine lacks
#   make new-room NAME=campaigns   scaffold a business room

SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv

.DEFAULT_GOAL := help
.PHONY: help install install-dev run test check bench reset doctor new-room locks

help:
	@sed -n '3,10s/^# *//p' Makefile

install: .venv/.installed
	@$(BIN)/python -m tradehall.app.frontend

install-dev: .venv/.installed-dev

run: install
	@exec $(BIN)/tradehall up

test: install install-dev
	@$(BIN)/python -m tradehall.app.test_tools
	@exec $(BIN)/pytest

check: install install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/tradehall generate --check
	$(BIN)/pytest -q tests/architecture src/tradehall/app/tests/test_catalogues.py
	$(BIN)/python -m tradehall.app.frontend check

bench: install
	@exec $(BIN)/python -m bench.order_path --json

reset:
	@if [ -x $(BIN)/tradehall ]; then $(BIN)/tradehall down && $(BIN)/tradehall reset --yes; \
	else echo "Nothing is installed, so there is no data to delete."; fi

doctor:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name it with: make doctor PYTHON=python3.12"; exit 1; }
	@if [ -x $(BIN)/tradehall ]; then exec $(BIN)/tradehall doctor; \
	else echo "Nothing is installed yet: run 'make install' (or 'make run', which does it), then ask again."; fi

new-room: .venv/.installed
	@test -n "$(NAME)" || { echo "Name the room: make new-room NAME=campaigns"; exit 1; }
	@$(BIN)/tradehall new-room $(NAME)

# The environment. Debian's Python has no ensurepip, so pip is asked to install uv into the environment from outside.
.venv/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name it with: make install PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv --without-pip .venv || \
		{ echo "The module venv is missing: apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || \
		{ echo "pip is missing: apt-get install python3-pip"; rm -rf .venv; exit 1; }
	@$(PYTHON) -m pip --python $(BIN)/python --quiet install --disable-pip-version-check --no-warn-script-location uv
	@touch $@

.venv/.installed: .venv/.created requirements.lock pyproject.toml
	@echo "Installing Python packages …"
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

.venv/.installed-dev: .venv/.installed requirements-dev.lock
	@echo "Installing development packages …"
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@touch $@

# Locks hold no address of a registry: whatever serves the packages here serves them there.
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-annotate --custom-compile-command "make locks" pyproject.toml
locks: .venv/.created
	@$(COMPILE) --output-file requirements.lock
	@$(COMPILE) --extra dev --constraint requirements.lock --output-file requirements-dev.lock
	@$(COMPILE) --extra node --constraint requirements.lock --output-file requirements-node.lock
