# Two commands for a newcomer: `make demo` and `make test`. Each makes .venv first, from hash-pinned locks.
PYTHON ?= python3
BIN := .venv/bin
RUN_LOCK := requirements/run.lock
DEV_LOCK := requirements/dev.lock
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help demo run test check format catalogues diagram example lock clean

help: ## show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

.venv/run.stamp: $(RUN_LOCK) pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "installing what the service needs (once, about a minute) …"
	@$(PIP) install --require-hashes --only-binary :all: -r $(RUN_LOCK)
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.stamp: $(DEV_LOCK) .venv/run.stamp
	@echo "installing what the tests need …"
	@$(PIP) install --require-hashes --only-binary :all: -r $(DEV_LOCK)
	@touch $@

demo: .venv/run.stamp ## the whole service on this machine, without tokens: prints one URL
	@$(BIN)/digest demo

run: .venv/run.stamp ## the service, on the settings in .env
	@$(BIN)/digest run

test: .venv/dev.stamp ## style, types, rooms, and every test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest

check: .venv/dev.stamp ## style, types and rooms only: the quick look before a commit
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

format: .venv/dev.stamp ## put the code into its form
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

catalogues: .venv/dev.stamp ## collect the texts from the code into the three catalogues
	@$(BIN)/python tests/house/catalogues.py update

diagram: .venv/dev.stamp ## draw the deliveries' states into docs/architecture.md
	@$(BIN)/python tests/house/diagram.py update

example: .venv/dev.stamp ## write .env.example from the settings
	@$(BIN)/python tests/house/example.py update

lock: ## renew both lock files (needs uv on the PATH)
	uv pip compile pyproject.toml requirements/build.in --extra fast --extra demo --universal --python-version 3.11 \
	  --upgrade --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet --output-file $(RUN_LOCK)
	uv pip compile --group dev --constraint $(RUN_LOCK) --universal --python-version 3.11 \
	  --upgrade --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet --output-file $(DEV_LOCK)

clean: ## remove what the tools left
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
