# One command for each thing people do here. Every target builds .venv first if it has to;
# nothing is needed beforehand but make and Python 3.11 or later.

VENV  := .venv
BIN   := $(VENV)/bin
STAMP := $(VENV)/.set-up
FRONT := node_modules/.set-up
TEAMS := tests/playground/client/node_modules/.set-up
PIP   := $(BIN)/python -m pip install --quiet --disable-pip-version-check
ARGS  ?=
JOBS  ?= 2

# The first of these that is new enough; `make PYTHON=/path/to/python setup` chooses another.
ifndef PYTHON
PYTHON := $(shell for p in python3.11 python3.12 python3.13 python3 python; do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$p; break; fi; done)
endif

.DEFAULT_GOAL := help
.PHONY: help setup browser playground lock check layout test rehearse bench soak manifest clean

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

rehearse: browser ## practise on this machine, in a browser, without Azure, mailbox or network (ARGS="--help" for more)
	@$(BIN)/drp rehearse $(ARGS)

test: check browser playground ## all checks, then all tests
	@$(BIN)/python -m pytest -q -n $(JOBS) --dist loadgroup $(ARGS)

check: setup ## style, types, directions and layout
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/basedpyright --warnings
	@PYTHONPATH=. $(BIN)/lint-imports --no-logo
	@$(MAKE) --no-print-directory layout

layout: setup
	@$(BIN)/python -m pytest -q -p no:cacheprovider tests/house/test_layout.py tests/house/test_requirements.py

bench: setup ## measure against our peers; prints a table and writes bench/results.json
	@$(BIN)/python -m bench $(ARGS)

soak: setup ## the long and hostile tests
	@$(BIN)/python -m pytest -q -m soak $(ARGS)

manifest: setup ## build the Teams app package (ARGS="--help" for its settings)
	@$(BIN)/drp manifest build $(ARGS)

setup: $(STAMP) ## build .venv; does nothing while the requirements stay the same

# The stamp comes last, so that a set-up which was interrupted is done again; a new room is a reason too.
# Older pips build source packages the modern way only when told, and newer ones refuse the option: a variable
# suits both. setuptools warns of every installation in place, which is what is wanted here.
$(STAMP): requirements/build.txt requirements/dev.txt pyproject.toml $(wildcard */__init__.py)
	@if [ -z "$(PYTHON)" ]; then \
		echo "Python 3.11 or later is needed, and none was found on the path." >&2; \
		echo "Install it, or say where it is: make PYTHON=/path/to/python3.11 setup" >&2; exit 1; fi
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$(PYTHON) is older than Python 3.11, which is the least that this project runs on." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) can't make environments: its venv module is missing (Debian: apt install python3-venv)." >&2; \
		exit 1; }
	@echo "Setting up $(VENV) with $$($(PYTHON) --version). This takes a minute or two, once."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) --require-hashes -r requirements/build.txt
	@PIP_USE_PEP517=1 $(PIP) --require-hashes --no-build-isolation -r requirements/dev.txt
	@PYTHONWARNINGS=ignore $(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

# What the practice room shows cards with, by the Node that came with the requirements. The stamp comes last here, too.
browser: setup $(FRONT)

$(FRONT): package.json package-lock.json
	@echo "Fetching what the practice room shows cards with."
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --silent --no-audit --no-fund
	@touch $@

# Microsoft's test client for Teams bots, for tests on this machine alone: its licence is for evaluation. Offline, its
# tests are skipped and say so.
playground: setup $(TEAMS)

$(TEAMS): tests/playground/client/package.json tests/playground/client/package-lock.json
	@echo "Fetching Microsoft's test client for Teams bots."
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --silent --no-audit --no-fund --ignore-scripts \
		--prefix tests/playground/client && touch $@ || \
		echo "It wasn't to be had; its tests will be skipped. Try again with: make playground" >&2

lock: setup ## resolve requirements/*.in again and write the hashes
	@for part in build run dev; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
			--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
			requirements/$$part.in -o requirements/$$part.txt || exit 1; done

clean: ## remove what was built; the next target sets up again
	@rm -rf $(VENV) node_modules $(dir $(TEAMS)) build dist *.egg-info .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
