# make report: run the notebooks on the sample corpus and write figures/.  make test: run the tests.
PYTHON ?= python3
BIN := .venv/bin
EXTRAS ?= all
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable

.PHONY: install report test test-all test-browser lint docs lab clean

install: .venv/installed

.venv/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "textkit needs Python 3.11 or newer; make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv .venv
	$(PIP) ".[$(EXTRAS)]"
	@touch $@

report: install
	$(BIN)/textkit report

test: install
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not slow" --ignore tests/browser

test-all: install
	$(BIN)/python -m pytest -n auto --dist worksteal --ignore tests/browser

test-browser: install
	@$(BIN)/python -c "import playwright" 2> /dev/null || $(PIP) ".[browser]"
	$(BIN)/python -m pytest -n 2 --dist worksteal tests/browser

lint: install
	$(BIN)/ruff check src tests benchmarks docs/conf.py
	$(BIN)/ruff format --check src tests benchmarks docs/conf.py

docs: install
	@$(BIN)/python -c "import furo, myst_nb" 2> /dev/null || $(PIP) ".[docs]"
	$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going -c docs . build/docs
	@echo "Open build/docs/index.html."

lab: install
	$(BIN)/jupyter lab --notebook-dir . --LabApp.default_url=/lab/tree/notebooks

clean:
	rm -rf .venv build dist src/*.egg-info .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -o -name .ipynb_checkpoints | xargs rm -rf
