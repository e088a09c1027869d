# Only python3, pip and make are needed. Everything else comes from requirements/dev.lock, checked by its hashes.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
PORT ?=
CITY ?=
TESTS ?=
# Test processes side by side: one a core.
WORKERS ?= auto
CONFIG ?= config.toml

.DEFAULT_GOAL := help
.PHONY: help setup demo test promises check bench run

help: ## Show what there is to make
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP) ## Make .venv with everything in it

# pip of the machine fills the environment: Debian's venv has no pip of its own.
$(STAMP): requirements/dev.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv --without-pip $(VENV)
	@echo "Filling $(VENV); this takes a minute or two, once."
	@$(PYTHON) -m pip --python $(BIN)/python install --quiet --require-hashes -r requirements/dev.lock
	@$(PYTHON) -m pip --python $(BIN)/python install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(STAMP) ## Play resident, moderator and neighbor in a browser [CITY=folder] [PORT=number]
	@$(BIN)/python -m bot demo $(if $(CITY),--city "$(CITY)") $(if $(PORT),--port "$(PORT)")

test: $(STAMP) ## Run the tests [TESTS=path] [WORKERS=number]
	$(BIN)/python -m pytest -q -n $(WORKERS) $(TESTS)

promises: $(STAMP) ## Prove what PRIVACY.md says
	$(BIN)/python -m pytest -q -n $(WORKERS) tests/promises

check: $(STAMP) ## Lint, format, types, import rules, catalogues
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q -p no:cacheprovider tests/units/test_messages.py

bench: $(STAMP) ## Print how fast and how good it is
	@for each in $$(grep -l '__main__' benchmarks/*.py); do \
	    name=$$(basename $$each .py); echo; echo "== $$name"; $(BIN)/python -m benchmarks.$$name || exit 1; done

run: $(STAMP) ## Run the bot with config.toml [CONFIG=file]
	@$(BIN)/python -m bot run --config "$(CONFIG)"
