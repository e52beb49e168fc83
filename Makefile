# Each target sets up what it needs. PYTHON=python3.13 make test: the same in an environment of its own, .venv-3.13.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Style first, then tests, then the package: also under make -j.
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

PYTHON ?=
ifeq ($(PYTHON),)
VENV := .venv
else
FOUND := $(shell tests/setup/python.sh '$(PYTHON)')
ifeq ($(FOUND),)
$(error PYTHON=$(PYTHON) cannot be used)
endif
VENV := .venv-$(shell '$(FOUND)' -c 'import sys; print("%d.%d" % sys.version_info[:2])')
endif

BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore
# A caller's PYTHONPATH would let his folders stand in for ours.
unexport PYTHONPATH

# What an editable install does not follow by itself: the metadata and the compiled sources.
COMPILED_FROM := pyproject.toml $(wildcard setup.py native/*.pyx native/*.pxd native/*.h) \
	$(addsuffix .py,$(subst .,/,$(shell sed -n 's/^    "\(engine\..*\)",$$/\1/p' pyproject.toml)))
PRODUCTS ?= 200

.PHONY: help
help:
	@echo 'Storeloom turns an eyewear catalog into a finished shop. From a fresh clone:'
	@echo
	@echo '  make demo           build a shop of $(PRODUCTS) products in demo/ and say how to look at it (PRODUCTS=50 for fewer)'
	@echo '  make test           style, types, layers, tests with coverage, and the packed program run elsewhere'
	@echo '  make gate           the limits on speed that CI holds every change to'
	@echo
	@echo 'While working:'
	@echo '  make setup          the environment $(VENV) with the storeloom command: $(BIN)/storeloom --help'
	@echo '  make setup-test     the same with the tools, a real mongod and Chromium'
	@echo '  make lint           style, types and layers only'
	@echo '  make format         mend the style'
	@echo '  make check          the tests only, quick: make check T=tests/plan'
	@echo '  make coverage       the tests, and which lines they leave out'
	@echo '  make package        sdist and wheel into dist/, checked, installed elsewhere and run'
	@echo '  make bench          every benchmark; the result is kept in .benchmarks/'
	@echo '  make bench-compare  every benchmark, beside the last result kept'
	@echo '  make peers          the same shop by Hugo, Eleventy, Astro and Jinja2 (PRODUCTS=10000 ONLY="storeloom hugo")'
	@echo '  make clean          remove what was made, the environments too'
	@echo
	@echo 'Another Python: PYTHON=python3.13 make test (its environment: .venv-3.13).'

# --- set up

.PHONY: setup setup-test
setup: $(VENV)/.installed
setup-test: $(VENV)/.installed-test
	@tests/setup/system.sh $(VENV)

$(VENV)/.installed: $(COMPILED_FROM) tests/setup/venv.sh
	@tests/setup/venv.sh $(VENV) '$(PYTHON)'
	@echo '==> pip install -e .'
	@$(BIN)/python -m pip install -qq --editable .
	@touch $@

$(VENV)/.installed-test: $(COMPILED_FROM) tests/setup/venv.sh
	@tests/setup/venv.sh $(VENV) '$(PYTHON)'
	@echo '==> pip install -e .[dev]'
	@$(BIN)/python -m pip install -qq --editable '.[dev]'
	@touch $(VENV)/.installed $@

# --- use

.PHONY: demo
demo: setup
	@if [ -e demo/shop.toml ]; then \
	    echo 'demo/ is there already and is built again as it is; for a fresh one: rm -r demo'; \
	    $(BIN)/storeloom build demo; \
	else \
	    $(BIN)/storeloom demo demo --products $(PRODUCTS); \
	fi
	@echo 'From this folder: $(BIN)/storeloom preview demo'

# --- verify

.PHONY: test
test: setup-test lint coverage package
	@echo '==> make test: all passed ($(VENV))'

.PHONY: lint format
lint: $(VENV)/.installed-test
	@echo '==> ruff'
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { $(BIN)/ruff format --check .; echo 'Run: make format' >&2; exit 1; }
	@echo '==> mypy'
	@$(BIN)/mypy
	@echo '==> import contracts'
	@$(BIN)/lint-imports

format: $(VENV)/.installed-test
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format .

.PHONY: check coverage
T ?=
check: setup-test
	@$(BIN)/python -m pytest -q $(T)

coverage: setup-test
	@tests/setup/coverage.sh $(VENV)

.PHONY: package
package: $(VENV)/.installed-test
	@tests/setup/package.sh $(VENV)

# --- measure

.PHONY: gate bench bench-compare
gate: $(VENV)/.installed-test
	@$(BIN)/python -m benchmarks.gate

bench: $(VENV)/.installed-test
	@$(BIN)/python -m pytest benchmarks --benchmark-only --benchmark-autosave

bench-compare: $(VENV)/.installed-test
	@test -d .benchmarks || { echo 'Nothing to compare with: run `make bench` on the older state first.' >&2; exit 1; }
	@$(BIN)/python -m pytest benchmarks --benchmark-only --benchmark-autosave --benchmark-compare

.PHONY: peers
ONLY ?=
peers: PRODUCTS = 1000
peers: $(VENV)/.installed-test
	@$(BIN)/python -m benchmarks.peers $(PRODUCTS) $(ONLY)

.PHONY: clean
clean:
	rm -rf .venv .venv-* build dist *.egg-info demo native/*.so native/*.c engine/*/*.so*
	rm -rf .coverage* .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find benchmarks deploy engine native tests themes -name __pycache__ -type d -prune -exec rm -rf {} +
