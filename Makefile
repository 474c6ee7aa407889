# Medsheets. `make` lists what there is. It needs Python 3.11 or newer, make and git; pip brings the rest into .venv.

VENV  := .venv
BIN   := $(VENV)/bin
STAMP := $(VENV)/.made

# Which interpreter: the first of these that is new enough, or the one that is asked for: make test PYTHON=python3.13
ifeq ($(origin PYTHON),undefined)
CANDIDATES := python3 python python3.14 python3.13 python3.12 python3.11
else
CANDIDATES := "$(PYTHON)"
endif

# How many sheets `make bench` checks, besides ten times as many.
BENCH_SHEETS ?= 1000

.DEFAULT_GOAL := help
.PHONY: help site test style types units test-full schema bench clean FORCE

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s  %s\n", $$1, $$2 }' Makefile

site: $(STAMP) ## check every sheet; the site will be built after that, into build/site
	$(BIN)/medsheets check --strict
	@echo
	@echo "That is all there is to do yet. Pages, tables and a JSON API will be built from these sheets, into build/site."

test: style types units ## everything that pip alone can test: style, types, units

style: $(STAMP) ## lint and format, by ruff; says what to run, changes nothing
	@$(BIN)/python -m ruff check || { echo "Many of these mend themselves: $(BIN)/ruff check --fix"; exit 1; }
	@$(BIN)/python -m ruff format --check || { echo "To format them: $(BIN)/ruff format"; exit 1; }

types: $(STAMP) ## types, by mypy --strict
	$(BIN)/python -m mypy --strict

units: $(STAMP) ## the tests, with at least 95 % of the branches of builder/read and builder/check taken
	@mkdir -p build
	$(BIN)/python -m pytest --cov --cov-report=term --cov-report=json:build/coverage.json
	@$(BIN)/python tests/coverage_floor.py build/coverage.json

test-full: $(STAMP) ## what needs more than pip: the language server of editors (npm)
	@command -v npm >/dev/null || { echo "Installing npm, which the tests of editors need ..."; \
	  apt-get update -qq && apt-get install -y -qq nodejs npm >/dev/null; } || { \
	  echo "npm is missing and could not be installed. On Debian and Ubuntu: apt install nodejs npm"; exit 1; }
	npm ci --prefix tests/editor --no-audit --no-fund --loglevel=error
	$(BIN)/python -m pytest -m full

schema: $(STAMP) ## generate schema/datasheet.schema.json from the form, the vocabularies and the rules
	$(BIN)/medsheets schema

bench: $(STAMP) ## measure against the budgets and the peers; a quick look: make bench BENCH_SHEETS=200
	@$(BIN)/python -m bench.run --sheets $(BENCH_SHEETS)

clean: ## remove everything that was made here, the virtual environment too
	rm -rf build dist $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage .coverage.*
	find builder tests bench -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment is brought up to date when its pins change, and made anew when the checkout moved or another
# interpreter is asked for.
WHOSE := import sys; print(sys.base_prefix, sys.version.split()[0])
ifneq ($(shell cat $(STAMP) 2>/dev/null),$(CURDIR))
$(STAMP): FORCE
endif
ifneq ($(origin PYTHON),undefined)
ifneq ($(shell $(BIN)/python -c '$(WHOSE)' 2>/dev/null),$(shell "$(PYTHON)" -c '$(WHOSE)' 2>/dev/null))
$(STAMP): FORCE
endif
endif

$(STAMP): pyproject.toml constraints.txt
	@python=; \
	for each in $(CANDIDATES); do \
	  if "$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then python=$$each; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo 'Python 3.11 or newer is needed. Looked for:' $(CANDIDATES); \
	  echo 'Install one, or name it: make $(firstword $(MAKECMDGOALS)) PYTHON=/path/to/python3'; exit 1; \
	fi; \
	if [ "$$(cat $(STAMP) 2>/dev/null)" != "$(CURDIR)" ] \
	  || [ "$$($(BIN)/python -c '$(WHOSE)' 2>/dev/null)" != "$$("$$python" -c '$(WHOSE)')" ]; then \
	  echo "Making $(VENV) with $$("$$python" --version) ..."; \
	  "$$python" -m venv --clear $(VENV) || { \
	    echo "$$python cannot make a virtual environment. On Debian and Ubuntu this helps: apt install python3-venv"; exit 1; }; \
	else \
	  echo "Bringing $(VENV) up to date ..."; \
	fi; \
	rm -f $(STAMP); \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]' || { \
	  echo "pip could not install what pyproject.toml asks for (see above). Without a network nothing can be installed."; exit 1; }; \
	echo "$(CURDIR)" > $(STAMP)
