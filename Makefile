# `make run` starts the whole system with made-up people; `make test` tests it. Nothing has to be done before them.

PYTHON ?= python3
PY := .venv/bin/python
LOCKED := uv export --quiet --format requirements.txt --no-emit-project --no-header --no-annotate

# Packages are compiled when they are first used, which is quicker than all at once; so that must be allowed.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run stop test lint bench lock clean setup browser

help:
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

run: setup  ## start everything and show the address and the accounts; Ctrl-C stops it (PORT=8001 make run)
	@exec $(PY) -m vbe.demo.launcher

stop:  ## stop the embedded PostgreSQL and Redis that a manage.py command left running
	@test ! -x $(PY) || $(PY) -m vbe.demo.servers stop

# One more than there are processors: a test that waits for a browser leaves its processor to another.
test: WORKERS ?= $(shell expr $$(nproc) + 1)
test: setup browser  ## run every test, or some: make test T=tests/demo
	@VBE_DEMO=1 $(PY) -m pytest -n $(WORKERS) --dist worksteal $(T)

lint: setup  ## ruff, djlint, mypy, Django's own checks and forgotten migrations
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m djlint --quiet --check --lint templates
	@$(PY) -m mypy
	@VBE_DEMO=1 $(PY) manage.py check --fail-level WARNING
	@VBE_DEMO=1 $(PY) manage.py makemigrations --check --dry-run

bench: SIZES ?= 10000,1000000
bench: CASES ?= 100000
bench: setup  ## measure large and small in a database of its own, and show JSON (make bench SIZES=2000,10000 CASES=5000)
	@$(PY) -m tests.bench --sizes $(SIZES) --cases $(CASES)
	@$(PY) -m tests.bench.submitting

lock: setup  ## write the lock files anew, with the latest versions that pyproject.toml and package.json allow
	@$(PY) -m pip install --quiet uv
	@rm -f uv.lock package-lock.json
	@$(PY) -m $(LOCKED) --all-groups --output-file requirements.lock >/dev/null
	@$(PY) -m $(LOCKED) --no-dev --output-file requirements-prod.lock >/dev/null
	@$(NPM) install
	@$(PY) -c "$$HOST_FREE"

clean: stop  ## remove everything that the commands above made, the demonstration's data too
	@rm -rf .venv .data node_modules staticfiles test-results .mypy_cache .ruff_cache .pytest_cache

# Each step compares the lock file with the copy it left behind, so that a second start costs nothing.
setup:
	@$(PYTHON) vbe/demo/machine.py python pdf
	@cmp -s requirements.lock .venv/installed.lock && $(PY) -c 'import django' || { \
	    echo "Installing Python packages …" && \
	    { $(PY) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv; } && \
	    $(PY) -m pip install -qq --disable-pip-version-check --no-compile --no-deps --require-hashes -r requirements.lock && \
	    cp requirements.lock .venv/installed.lock; }
	@cmp -s package-lock.json node_modules/installed.lock || { \
	    echo "Installing npm packages …" && $(NPM) ci --silent && \
	    cp package-lock.json node_modules/installed.lock; }

browser:
	@$(PYTHON) vbe/demo/machine.py browser

# npm of the machine, otherwise the one in the virtual environment.
NPM = PATH="$$PATH:$(CURDIR)/.venv/bin" npm

# npm writes where packages ask for money, which names hosts; the lock files name none.
define HOST_FREE
import json, pathlib
path = pathlib.Path("package-lock.json")
lock = json.loads(path.read_text())
for package in lock["packages"].values():
    package.pop("funding", None)
path.write_text(json.dumps(lock, indent=2) + "\n")
endef
export HOST_FREE
