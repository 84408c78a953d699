# The words of this project: setup demo test check fast lab live live-all bench bench-access bench-classify calibrate docs pins clean distclean.
# Needs python3 (3.11 or newer) and reach of the Python package index; everything else it installs itself.
PYTHON ?= python3
UV := .tools/bin/uv
PY := .venv/bin/python
READY := .venv/.ready
COVERAGE := $(PY) -m coverage
LAB := $(or $(LEFTOPEN_LAB_HOME),$(HOME)/.cache/leftopen-lab)
# Programs that tests start by the thousand find what they import compiled, also where the environment says to keep none.
export PYTHONDONTWRITEBYTECODE :=
# One more than there are processors: tests wait, too.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(1 + (os.cpu_count() or 1))')

.PHONY: setup demo test check fast lab live live-all bench bench-access bench-classify calibrate docs pins clean distclean

setup: $(READY)

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "leftopen needs Python 3.11 or newer")'
	@$(PYTHON) -m venv .tools || { echo "python3 has no venv module: apt-get install python3-venv" >&2; exit 1; }
	@.tools/bin/pip install --quiet --disable-pip-version-check uv

$(READY): requirements/dev.txt pyproject.toml | $(UV)
	@test -x $(PY) || $(UV) venv --quiet --python $(PYTHON) .venv
	@$(UV) pip install --quiet --python $(PY) --require-hashes -r requirements/dev.txt
	@$(UV) pip install --quiet --python $(PY) --no-deps --no-build-isolation -e .
	@cd .venv/lib/python3*/site-packages && ../../../bin/python -m compileall -q -l \
		phonenumbers phonenumbers/data stdnum stdnum/*/ ../../../../src/leftopen/privacy  # loaded by what values look like
	@echo '{"name": ""}' | $(PY) -m leftopen classify - > /dev/null  # compiled and kept
	@$(PY) -m leftopen.privacy.files.warm
	@touch $@

demo: $(READY)   ## the whole job on an embedded lab with invented people: half a minute, no network
	@$(PY) -m leftopen demo

test:   ## everything, as CI runs it: each step, whatever became of those before, and what failed at the end
	@failed=; for step in check fast lab live; do \
		echo "== make $$step ($$(date +%T))"; $(MAKE) --no-print-directory $$step || failed="$$failed $$step"; \
	done; echo "== done ($$(date +%T))"; test -z "$$failed" || { echo "failed:$$failed" >&2; exit 1; }

check: $(READY)   ## linters, types, import rules
	$(PY) -m ruff check .
	$(PY) -m ruff format --check --quiet .
	$(PY) -m mypy
	.venv/bin/lint-imports --no-cache

fast: $(READY)   ## fast tests, no servers needed, and how much of the code they cover
	@$(COVERAGE) erase
	$(COVERAGE) run -m pytest -q -n $(WORKERS) --dist loadfile -m "not live and not unmeasured" --ignore=tests/hostile/test_linear.py
	$(PY) -m pytest -q -n $(WORKERS) --dist loadfile -m unmeasured
	$(PY) -m pytest -q -n 2 tests/hostile/test_linear.py  # alone: it measures processor time
	@$(COVERAGE) combine --quiet
	$(COVERAGE) report --fail-under=0
	@$(COVERAGE) json --quiet --fail-under=0 -o .coverage.json && $(PY) -m tests.ratchet .coverage.json

lab: $(READY)   ## installs the real servers that the live tests need
	$(PY) -m tests.live.lab get

live: $(READY)   ## real servers, started on loopback by the tests
	$(PY) -m pytest -q -m live -n 3 --dist loadfile tests/live

live-all: $(READY)   ## those too that take minutes each to install or build: half an hour the first time
	LEFTOPEN_LAB_ALL=1 $(PY) -m tests.live.lab get
	LEFTOPEN_LAB_ALL=1 $(PY) -m pytest -q -m live -n 3 --dist loadfile tests/live

bench: $(READY)   ## sweep, probe and classify rates beside the peers that are installed
	$(PY) -m bench

bench-access: $(READY)   ## who is right about what is open: the servers of the live lab, asked by leftopen and nmap
	$(PY) -m bench.access

bench-classify: $(READY)   ## the classifier beside peers: speed, accuracy on invented tables and, of DATA=folder, on labelled sets
	$(PY) -m bench.classify
	$(PY) -m bench.accuracy
	$(PY) -m bench.labelled $(DATA)

calibrate: $(READY)   ## measures backgrounds, then fits the weights on invented tables and writes what is better held out
	$(PY) -m bench.backgrounds --write
	$(PY) -m bench.calibrate --write

docs: $(READY)   ## writes the generated pages of docs/
	$(PY) -m docs.generate

pins: | $(UV)   ## renews requirements/dev.txt from pyproject.toml
	$(UV) pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --all-extras --group dev \
		pyproject.toml -o requirements/dev.txt

clean:   ## takes away what was made in this folder
	rm -rf .venv .tools .mypy_cache .ruff_cache .import_linter_cache .pytest_cache .hypothesis .coverage .coverage.* dist \
		leftopen-demo

distclean: clean   ## and the real servers of the live tests, with all that was fetched to build them
	test ! -d "$(LAB)" || chmod -R u+w "$(LAB)"
	rm -rf "$(LAB)"
