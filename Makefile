# make demo   set up, then prune, certify, check and tamper, on the embedded network
# make test   set up, then pass the tests
# make lint types proofs   what CI holds besides
# make report              write reports/ again
# make checker             build the checker alone: a zipapp of one file, and a wheel without dependencies
# make docs                the documentation site, in build/site; a dead link is an error
# make deep fuzz           hunt for longer
# make mutants             wrong programs by hand, and by machine (make mutation): 40 minutes

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: setup demo test deep fuzz mutants wrong-programs mutation lint types checker report docs proofs clean

setup: $(VENV)/.ready

$(VENV)/.ready: pyproject.toml .ci/constraints.txt
	$(PYTHON) -m venv $(VENV) || ($(PYTHON) -m pip install virtualenv && $(PYTHON) -m virtualenv $(VENV))
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c .ci/constraints.txt -e '.[full,test]'
	touch $@

demo: setup
	$(BIN)/lottery-verify demo --force

test: setup
	$(BIN)/python -m pytest -n auto --hypothesis-profile=ci -m "not slow"

deep: setup
	$(BIN)/python -m pytest --hypothesis-profile=deep

MINUTES ?= 10
fuzz: setup
	$(BIN)/python -m pip install --quiet -c .ci/constraints.txt -e '.[full,test,fuzz]'
	timeout $$(($(MINUTES) * 60)) $(BIN)/hypothesis fuzz --no-dashboard -n 2 -- tests/hunting/test_properties.py || test $$? = 124

mutants: wrong-programs mutation

wrong-programs: setup
	$(BIN)/python -m lottery_verify.hunting.mutants -o reports/hunt/mutants.md --force

mutation: setup
	$(BIN)/python -m pip install --quiet -c .ci/constraints.txt -e '.[full,test,mutation]'
	PATH="$(CURDIR)/$(BIN):$$PATH" mutmut run
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python benchmarks/mutation.py

lint: setup
	$(BIN)/ruff check .

types: setup
	$(BIN)/mypy

checker:
	$(PYTHON) .ci/checker.py build

report: setup
	$(BIN)/lottery-verify report -o reports/

docs: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c .ci/constraints.txt -e '.[full,test,docs]'
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

proofs:
	$(MAKE) -C proofs
	$(MAKE) -C proofs audit

clean:
	rm -rf $(VENV) build demo-output mutants .pytest_cache .mypy_cache .ruff_cache .hypothesis
	$(MAKE) -C proofs clean
