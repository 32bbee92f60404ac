# make demo: set up and build the graph of the bundled sample. make test: set up and run the tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# Some workplaces forbid Python to keep what it compiled, which makes every process of the tests compile all of it again.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test browser lint explorer bench docs pictures lock clean
.DEFAULT_GOAL := demo

$(VENV)/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "kg needs Python 3.11 or newer; set PYTHON=...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "setting up $(VENV) (about a minute) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

explorer: $(VENV)/ready
	@$(BIN)/python hatch_build.py

demo: explorer
	@$(BIN)/kg demo

test: explorer
	$(BIN)/pytest -n auto -m "not browser and not slow"

browser: explorer
	$(BIN)/pytest -m "browser or slow"

lint: explorer
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python hatch_build.py lint test

bench: $(VENV)/ready
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench_serve
	$(BIN)/python -m tests.bench_explorer

docs: $(VENV)/ready
	$(BIN)/python -m tests.make_docs

pictures: $(VENV)/ready
	$(BIN)/python -m tests.pictures

lock: $(VENV)/ready
	$(BIN)/uv pip compile --universal --generate-hashes --python-version 3.11 --extra dev --extra bench --no-header --no-emit-index-url pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) build dist
