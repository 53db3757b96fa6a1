# Every target sets up what it needs; `make setup` alone builds .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PLUGINS := $(wildcard plugins/*)

.PHONY: help setup demo test soak lint package docs bench regressions clean
.DEFAULT_GOAL := help

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-10s %s\n", $$1, $$2}'

$(STAMP): pyproject.toml constraints.txt $(wildcard plugins/*/pyproject.toml)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]" $(addprefix -e ./,$(PLUGINS))
	@touch $@

setup: $(STAMP)  ## build .venv with patron, its plugins and the developers' tools

demo: setup  ## simulate a ready scheme of each industry on the example sales
	@$(BIN)/python examples/demo.py out/demo

test: setup  ## run the tests
	$(BIN)/pytest -q -n auto --dist worksteal tests plugins

soak: setup  ## run the long tests: the same races, crashes and histories many times over
	PATRON_EXAMPLES=800 $(BIN)/pytest -q -n auto --dist worksteal -m "soak or random" tests

lint: setup  ## ruff and mypy (strict)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

package: setup  ## build the wheels and try them in a clean environment
	$(BIN)/python tests/packaging/check_wheels.py

docs: setup  ## bring the pages that are made from code and runs up to date
	$(BIN)/python docs/build_reference.py
	$(BIN)/python docs/build_commands.py
	$(BIN)/python docs/run_blocks.py README.md docs/tutorial.md docs/quote.md docs/live.md docs/snapshot.md

# Peers need other versions of what patron pins (python-dateutil), so that they have an environment of their own.
BENCH := .venv-bench

$(BENCH)/.installed: pyproject.toml constraints.txt benchmarks/peers/node/package-lock.json $(wildcard plugins/*/pyproject.toml)
	$(PYTHON) -m venv $(BENCH)
	grep -v '^python-dateutil==' constraints.txt > $(BENCH)/constraints.txt
	$(BENCH)/bin/pip install --quiet --disable-pip-version-check -c $(BENCH)/constraints.txt -e ".[bench]" $(addprefix -e ./,$(PLUGINS))
	! command -v npm > /dev/null || npm ci --prefix benchmarks/peers/node --no-audit --no-fund --silent
	@touch $@

bench: $(BENCH)/.installed  ## measure patron beside its peers, and every goal of speed; FULL=1: the large sizes too
	$(BENCH)/bin/python benchmarks/bench.py $(if $(FULL),--full)

regressions: setup  ## what must not get slower, as ratios within stated bands
	PYTHONPATH=benchmarks $(BIN)/python -m regressions

clean:  ## remove what was built
	rm -rf $(VENV) $(BENCH) benchmarks/peers/node/node_modules out build dist
