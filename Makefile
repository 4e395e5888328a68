# `make demo` and `make test` do all set-up themselves. Plain pip commands: README.md.
# PYTHON=/path/to/python names the interpreter that .venv is made with (3.11 or newer).

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
CANDIDATES := $(if $(PYTHON),$(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python)

# A .venv that came with a copied clone, that has lost its Python or its pip, or that was made with
# another version than PYTHON is made anew.
USABLE := $(shell grep -qF '$(CURDIR)/$(VENV)' $(BIN)/activate 2>/dev/null \
	&& $(BIN)/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	$(if $(PYTHON),&& [ "$$($(PYTHON) -V 2>&1)" = "$$($(BIN)/python -V 2>&1)" ]) && echo yes)

.DEFAULT_GOAL := help
.PHONY: help install venv demo test lint wheel bench clean

help:
	@echo "make demo     set up, then run the experiment quickstart: a sentence, a table, report.html"
	@echo "make test     set up, then lint, type check, layers, tests, the built wheel used elsewhere"
	@echo "make install  set up only: .venv with .venv/bin/simenv"
	@echo "make lint     ruff, mypy --strict, import-linter, the check of the model's arithmetic"
	@echo "make wheel    build the wheel and use it in an empty environment outside this folder"
	@echo "make bench    time start-up and the quickstart"
	@echo "make clean    remove .venv, caches and builds; results under runs/ stay"
	@echo "PYTHON=/path/to/python chooses the interpreter, 3.11 or newer"

install: $(STAMP)

$(STAMP): pyproject.toml constraints.txt $(if $(USABLE),,venv)
	@echo "installing into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt uv \
		&& $(BIN)/python -m uv pip install --quiet --python $(BIN)/python \
			-c constraints.txt -e '.[dev]' \
		|| { echo "uv could not do it: installing with pip, which is slower"; \
			$(BIN)/python -m pip install --quiet --disable-pip-version-check \
				-c constraints.txt -e '.[dev]'; }
	@touch $@

venv:
	@tried=; for one in $(CANDIDATES); do \
		if "$$one" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			rm -rf $(VENV); \
			"$$one" -m venv "$(CURDIR)/$(VENV)" && exit 0; \
			rm -rf $(VENV); \
			echo "$$one cannot make a virtual environment (on Debian and Ubuntu: apt install python3-venv)." >&2; \
			exit 1; \
		fi; \
		version=$$("$$one" --version 2>&1) || version="not there"; \
		tried="$$tried $$one ($$version)"; \
	done; \
	echo "simenv needs Python 3.11 or newer. Tried:$$tried." >&2; \
	echo "Name one: make install PYTHON=/path/to/python3.12" >&2; \
	exit 1

demo: install
	$(BIN)/simenv run quickstart

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict
	$(BIN)/lint-imports --no-logo
	$(BIN)/python tests/lint/arithmetic.py

test: lint
	$(BIN)/pytest -n 2
	$(MAKE) --no-print-directory wheel

wheel: install
	$(BIN)/python tests/elsewhere/use_the_wheel.py

bench: install
	$(BIN)/python benchmarks/times.py

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .grimp_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
