# What people type; CI types the same. `make` alone lists the targets.
PYTHON ?= python3
BIN := .venv/bin

# uv doesn't read pip's settings; where those name a package index, it is this machine's way out.
INDEX := $(or $(PIP_INDEX_URL),$(shell $(PYTHON) -m pip config get global.index-url 2>/dev/null))
ifneq ($(INDEX),)
export UV_DEFAULT_INDEX ?= $(INDEX)
endif

.DEFAULT_GOAL := help
.PHONY: help install up down status test check unit e2e format lock

help:  ## list the targets
	@awk -F ':[^#]*## ' '/^[a-z0-9]+:[^#]*## / { printf "%-10s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: .venv/.installed  ## the Python packages, into .venv; the other targets do it too

up: .venv/.installed  ## deploy to the Heroku on this machine; UP=staging for one stack
	@$(BIN)/python -m ops up $(UP)

down: .venv/.installed  ## stop all of it and remove what it made
	@$(BIN)/python -m ops down

status: .venv/.installed  ## what runs
	@$(BIN)/python -m ops status

# A project whose app stands elsewhere has no tests of it here.
test: check unit $(notdir $(wildcard tests/e2e))  ## every check and every test

check: .venv/.installed  ## format, lint, types, and who may import whom
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: .venv/.installed  ## the tests of each room
	$(BIN)/pytest -n auto -m "not e2e"

e2e: .venv/.installed  ## a real engine deploys to localheroku
	$(BIN)/pytest -n auto --dist loadgroup -m e2e

format: .venv/.installed  ## put the code into its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: .venv/.installed  ## pin anew what pyproject.toml and web/requirements.txt ask for
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes \
		--no-header --no-annotate --output-file requirements.txt pyproject.toml $(wildcard web/requirements.txt)

# uv installs the whole lock in a second or two; pip brings uv, pinned as in the lock.
.venv/.installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "This needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1). Try: make PYTHON=python3.13 $(MAKECMDGOALS)"; exit 1; }
	@echo "-----> Installing the Python packages into .venv"
	@$(PYTHON) -m venv .venv
	@sed -n '/^uv==/,/[^\]$$/p' requirements.txt > .venv/uv.txt
	@$(BIN)/pip install --quiet --no-user --disable-pip-version-check --require-hashes --requirement .venv/uv.txt
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.txt
	@touch $@
