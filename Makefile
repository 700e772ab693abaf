# Everything a person needs: make setup, make run, make test. The rest is for those who change the code.
.PHONY: setup run test test-postgresql lint bench compare lock clean dev

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3

setup: $(VENV)/.run

$(VENV)/.run: requirements/run.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -f $(VENV)/.dev || $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-compile -r requirements/run.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what the tests need ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@touch $@

dev: $(VENV)/.dev setup

# The example company on a simulated AWS, evaluated and served.
run: setup
	@$(BIN)/holdfast demo demo

lint: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Everything that must hold: style, types, layers, units, content, documentation, pages in a browser.
test: dev
	@sh tests/browser.sh
	@sh tests/java.sh
	@sh tests/xmlsec.sh
	@sh tests/postgresql.sh
	@$(MAKE) --no-print-directory lint
	$(BIN)/pytest -n auto --dist loadscope --no-loadscope-reorder --durations 25
	@$(MAKE) --no-print-directory test-postgresql

# What touches the records, on the other database; a server of its own, gone afterwards.
test-postgresql: dev
	$(BIN)/python tests/databases/postgresql_server.py $(BIN)/pytest -n auto --dist loadscope -m "not browser and not processes" \
	    tests/web/history tests/web/risk tests/web/applicability tests/web/evidence tests/web/test_console_people.py tests/web/test_console_exceptions.py

bench: dev
	$(BIN)/python bench/run.py

# Beside a peer, on one simulated account; it installs the peer, so it is no part of the tests.
compare: dev
	cd bench && ../$(BIN)/python -m compare

# Locks carry hashes and no address; uv is used only here.
lock:
	uv pip compile --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header -q pyproject.toml --extra demo --group build -o requirements/run.lock
	uv pip compile --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header -q pyproject.toml --extra demo --extra saml --extra spark --extra postgresql --group build --group dev -c requirements/run.lock -o requirements/dev.lock

clean:
	rm -rf $(VENV) demo build dist src/*.egg-info
