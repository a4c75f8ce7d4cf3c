# Everything a newcomer needs starts here: `make help`.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix frontend

.PHONY: help install run demo test test-python test-frontend check check-python check-frontend \
        catalog golden synth bench fuzz lock format clean layers screenshots

help: ## Show what there is
	@grep -E '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | awk -F ':.*?## ' '{printf "  make %-14s %s\n", $$1, $$2}'

# -- installing ---------------------------------------------------------------

$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Statewright needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Set PYTHON=/path/to/python3.11."; exit 1; }
	@echo "Installing Python packages into $(VENV) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.9,<1"
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

frontend/node_modules/.installed: frontend/package-lock.json $(VENV)/.installed
	@echo "Installing front-end packages ..."
	@$(NPM) ci --no-audit --no-fund --loglevel=error
	@touch $@

install: $(VENV)/.installed frontend/node_modules/.installed ## Install Python and front-end packages from the lock files

# -- using --------------------------------------------------------------------

run: install ## Start Statewright on http://127.0.0.1:8700 (ARGS="--port 8800")
	@exec $(BIN)/python -m infra.local run $(ARGS)

demo: install ## Start it, run an example of each kind of trigger, show what happened, stop
	@exec $(BIN)/python -m infra.local demo $(ARGS)

clean: ## Remove the local state (.statewright) and build output
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m infra.local clean; fi
	rm -rf .statewright build cdk.out frontend/dist benchmarks/results

# -- proving ------------------------------------------------------------------

check: check-python check-frontend ## Format, lint, types, import rules, generated files, lock files, dead code

check-python: $(VENV)/.installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/vulture
	$(BIN)/python scripts/build_catalog.py --check
	$(BIN)/python scripts/build_openapi.py --check
	$(BIN)/python scripts/build_timezones.py --check
	$(BIN)/python scripts/check_lock.py

check-frontend: frontend/node_modules/.installed
	$(NPM) run check
	$(NPM) run build
	$(NPM) run check:size

test: install test-python test-frontend ## Every test, the browser tests included

# Beside each other what needs a core, one after the other what a user waits for.
test-python: $(VENV)/.installed
	$(BIN)/pytest --numprocesses logical --maxprocesses 8 --dist worksteal --ignore tests/e2e
	$(BIN)/pytest tests/e2e

test-frontend: frontend/node_modules/.installed
	$(NPM) test

fuzz: $(VENV)/.installed ## Compile and run 50,000 random workflows against the specification (EXAMPLES=100000)
	STATEWRIGHT_EXAMPLES=$(or $(EXAMPLES),50000) $(BIN)/pytest -q tests/language/compiler/test_meaning.py

bench: install ## Measure speed and size; tables on screen, JSON in benchmarks/results (ARGS="--only engine")
	$(BIN)/python -m benchmarks $(ARGS)

# -- making -------------------------------------------------------------------

catalog: $(VENV)/.installed ## Rebuild the catalog and the OpenAPI document from the code
	$(BIN)/python scripts/build_catalog.py
	$(BIN)/python scripts/build_openapi.py

golden: $(VENV)/.installed ## Rewrite tests/golden from the compiler; read the diff before you commit it
	$(BIN)/python scripts/golden.py

layers: $(VENV)/.installed
	$(BIN)/python scripts/build_layers.py

synth: layers ## Synthesize the AWS templates and run their rule checks (no account needed)
	PATH="$(CURDIR)/$(BIN):$$PATH" CDK_OUTDIR=cdk.out $(BIN)/python app.py

screenshots: install ## Retake the pictures in docs/images on a stack of its own
	@exec $(BIN)/python scripts/take_screenshots.py

format: install ## Format everything
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(NPM) run format

lock: $(VENV)/.installed ## Resolve the lock files anew
	$(BIN)/uv pip compile --quiet --upgrade --all-extras --generate-hashes --universal --python-version 3.11 \
	  pyproject.toml --output-file requirements.lock
