# make demo   set up, then prune, certify, check and tamper, on the embedded network
# make test   set up, then pass the tests
# make lint types proofs   what CI holds besides

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: setup demo test lint types report proofs clean

setup: $(VENV)/.ready

$(VENV)/.ready: pyproject.toml .ci/constraints.txt
	$(PYTHON) -m venv $(VENV) || ($(PYTHON) -m pip install virtualenv && $(PYTHON) -m virtualenv $(VENV))
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c .ci/constraints.txt -e '.[test]'
	touch $@

demo: setup
	$(BIN)/lottery-verify demo

test: setup
	$(BIN)/python -m pytest -n auto

lint: setup
	$(BIN)/ruff check .

types: setup
	$(BIN)/mypy

report: setup
	$(BIN)/lottery-verify report -o reports/

proofs:
	$(MAKE) -C proofs
	$(MAKE) -C proofs audit

clean:
	rm -rf $(VENV) build demo-output .pytest_cache .mypy_cache .ruff_cache .hypothesis
	$(MAKE) -C proofs clean
