# `make run` needs what the suite needs; everything else also needs the tools in the group `dev`.
PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: run test check lint types corpus schemas snapshots strength mutation engines implementations examples benchmarks clean

run: $(VENV)/.installed
	$(BIN)/imagegen-conformance run imagegen_reference:ImageGenTool \
	  --level wire --level model --level schema --level semantic

test: $(VENV)/.dev
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
	$(BIN)/basedpyright --pythonpath $(BIN)/python

corpus: $(VENV)/.installed
	mkdir -p build
	$(BIN)/imagegen-conformance corpus check
	$(BIN)/imagegen-conformance coverage > build/coverage.txt

schemas: $(VENV)/.installed
	$(BIN)/imagegen-conformance schema --strict --out schemas/image_gen_tool.strict.schema.json

snapshots: $(VENV)/.dev
	$(BIN)/python -m pytest tests/corpus/test_snapshots.py --snapshot-update

strength: $(VENV)/.installed
	$(BIN)/imagegen-conformance strength

# A few minutes: not a part of every run in CI.
mutation: $(VENV)/.dev
	$(INSTALL) --group mutation
	$(BIN)/python tests/mutation

# Node and npm are needed too.
engines: $(VENV)/.dev
	$(BIN)/python tests/helpers/agreement.py 200000

# Whatever has no toolchain here is told as not run; `make implementations IMPLEMENTATIONS=--require-all` fails for it.
implementations: $(VENV)/.installed
	$(BIN)/python -m imagegen_conformance.implementations --evidence build/evidence $(IMPLEMENTATIONS)

# As the implementations; where CI is true, it fails for what has no toolchain here.
examples: $(VENV)/.installed
	$(BIN)/imagegen-conformance export --out build/export
	$(BIN)/python examples/run.py
	$(BIN)/python tests/helpers/typed.py build/export

benchmarks: $(VENV)/.dev
	PYTHONPATH=tests/helpers $(BIN)/python benchmarks/run.py $(BENCHMARKS)

clean:
	rm -rf $(VENV) build dist .implementations $(foreach built,node_modules dist target,examples/*/$(built))

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) --upgrade "pip>=25.1"
	$(INSTALL) --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(INSTALL) --group dev
	touch $@
