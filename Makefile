# `make run` needs only the suite and its dependencies. Other targets also need the tools of the dependency group `dev`.
PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

# Checks the workflows. Its package on the index of Python packages downloads a program while it is installed, so that
# Go builds it. Without Go, and on Windows, the test that runs it is skipped.
ACTIONLINT := github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
ifneq ($(OS),Windows_NT)
INSTALL_ACTIONLINT = ! command -v go > /dev/null || GOBIN=$(abspath $(BIN)) go install $(ACTIONLINT)
endif

# Folders whose modules may have the same names as those of other folders.
ADAPTERS := $(sort $(dir $(wildcard implementations/python-*/*.py)))

.PHONY: run test test-slow test-coverage check lint types corpus schemas snapshots mutation mutmut engines redis \
  implementations implementations-large matrix matrix-pages matrix-check examples benchmarks docs clean

run: $(VENV)/.installed
	$(BIN)/imagegen-conformance run imagegen_reference:ImageGenTool \
	  --level wire --level object --level schema --level semantic

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not slow" $(PYTEST)

# Runs the tests that `make test` leaves out. CI runs both.
test-slow: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto --dist worksteal -m slow $(PYTEST)

# Runs all tests. The workflow measures their coverage with Python 3.14, where it costs little.
test-coverage: $(VENV)/.dev
	$(BIN)/python -m coverage erase
	$(BIN)/python -m coverage run -m pytest -n auto --dist worksteal $(PYTEST)
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage report

check: lint types corpus test

lint: $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/.dev
	$(BIN)/mypy
	for folder in $(ADAPTERS); do \
	  (cd $$folder && $(abspath $(BIN))/mypy --config-file $(CURDIR)/pyproject.toml \
	    --cache-dir $(CURDIR)/.mypy_cache/$$folder *.py) || exit; \
	done
	$(BIN)/basedpyright --pythonpath $(BIN)/python

corpus: $(VENV)/.installed
	mkdir -p build
	$(BIN)/imagegen-conformance corpus lint
	$(BIN)/imagegen-conformance coverage > build/coverage.txt

schemas: $(VENV)/.installed
	$(BIN)/imagegen-conformance schema --out schemas/image_gen_tool.schema.json
	$(BIN)/imagegen-conformance schema --strict --out schemas/image_gen_tool.strict.schema.json

snapshots: $(VENV)/.dev
	$(BIN)/python -m pytest tests/corpus/test_snapshots.py --snapshot-update

# Measures the corpus by mutants of the reference that are defined in the suite.
mutation: $(VENV)/.installed
	$(BIN)/imagegen-conformance mutation

# Mutates the source of the reference and of the judge with mutmut. CI does not run it, because it takes about twenty
# minutes.
mutmut: $(VENV)/.dev
	$(INSTALL) --group mutmut
	$(BIN)/python tests/mutmut

# Needs Node and npm.
engines: $(VENV)/.dev
	PYTHONPATH=implementations/runner:implementations/strict-schema $(BIN)/python tests/support/engine_agreement.py 200000

# Needs redis-server, which the machine of CI lacks, so that CI does not run it.
redis: $(VENV)/.dev
	$(BIN)/python tests/support/redis_route.py

# Skips the implementations whose toolchain is missing, unless IMPLEMENTATIONS=--require-all.
implementations: $(VENV)/.installed
	$(BIN)/python implementations/runner --evidence build/evidence $(IMPLEMENTATIONS)

# Runs the implementations that `make implementations` leaves out: those that take more than 300 MB or 60 seconds to
# install. CI does not run them.
implementations-large: $(VENV)/.installed
	$(BIN)/python implementations/runner --evidence build/evidence --large $(IMPLEMENTATIONS)

# Runs all implementations that are not large, and publishes their evidence and the matrix in results/.
matrix: $(VENV)/.installed
	$(BIN)/python implementations/runner --evidence build/evidence --require-all
	$(BIN)/python implementations/runner/publish.py

# Writes the pages of results/ again, from the published evidence.
matrix-pages: $(VENV)/.installed
	$(BIN)/python implementations/runner/publish.py --pages

# Compares the evidence of `make implementations` with the published evidence.
matrix-check: $(VENV)/.installed
	$(BIN)/python implementations/runner/publish.py --check

# Skips the examples whose toolchain is missing, unless CI is true.
examples: $(VENV)/.installed
	$(BIN)/imagegen-conformance export --out build/export
	$(BIN)/python examples/run.py
	$(BIN)/python tests/support/export_types.py build/export

benchmarks: $(VENV)/.dev
	$(BIN)/python benchmarks/run.py $(BENCHMARKS)

# Builds the documentation site, and checks its links. Needs Python 3.11 or later.
docs: $(VENV)/.installed
	$(INSTALL) --group docs
	rm -rf build/docs
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet docs build/docs
	$(BIN)/python docs/_ext/link_check.py build/docs

clean:
	rm -rf $(VENV) build dist .implementations $(foreach folder,node_modules dist target,examples/*/$(folder))

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) --upgrade "pip>=25.1"
	$(INSTALL) --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(INSTALL) --group dev
	$(INSTALL_ACTIONLINT)
	touch $@
