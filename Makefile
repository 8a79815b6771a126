# The interface of the house: make demo, make test, make check.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PO := $(wildcard locales/*/LC_MESSAGES/kaoban.po)
MO := $(PO:.po=.mo)

.PHONY: demo test test-long test-chaos check lint types layers pack architecture format lock catalogues migration answers clean

demo: $(READY) $(MO)
	$(BIN)/kaoban demo

# Two processes: the tests of one file stay together, each process has databases of its own.
test: $(READY) $(MO)
	$(BIN)/pytest -n 2 --dist loadfile

# Three processes of the product on a PostgreSQL and a Redis of the test's own, which die at random for some minutes.
test-chaos: $(READY) $(MO)
	$(BIN)/pytest -n 0 -s -m long tests/chaos

test-long: $(READY) $(MO)
	$(BIN)/pytest -n 2 --dist loadfile -m "long or not long" --hypothesis-profile=long

# Every part of it can be asked for by itself; make -k check goes on after a failure.
check: lint types layers pack architecture

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

layers: $(READY)
	$(BIN)/lint-imports

pack: $(READY) $(MO)
	$(BIN)/kaoban exam check exams/shenzhen-2021

# Also that every catalogue is complete and the template is what the source says.
architecture: $(READY) $(MO)
	$(BIN)/pytest tests/architecture

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Drafts a revision from the tables: make migration MESSAGE="Add this". Without a message the one initial revision is made anew,
# which is right only as long as nothing was released.
REVISIONS := core/store/migrations/versions
migration: $(READY)
	$(BIN)/python -m core.store.migrations.draft $(if $(MESSAGE),"$(MESSAGE)",--initial)
	$(BIN)/ruff check --quiet --fix --select I $(REVISIONS)
	$(BIN)/ruff format --quiet $(REVISIONS)

# What the product's texts are, taken from the source; then merged into each catalogue.
catalogues: $(READY)
	$(BIN)/pybabel -q extract -F locales/extract.cfg -k T -k N -o locales/kaoban.pot --no-location --omit-header --sort-output .
	for locale in zh_CN zh_TW en; do \
	  $(BIN)/pybabel -q update -i locales/kaoban.pot -d locales -D kaoban -l $$locale --init-missing --no-fuzzy-matching --omit-header --ignore-pot-creation-date --ignore-obsolete; \
	done
	$(BIN)/python -m locales.english

# A catalogue without a header counts as a draft for Babel, which would skip it in silence; no message of ours is one.
%.mo: %.po $(READY)
	$(BIN)/pybabel -q compile --use-fuzzy -i $< -o $@

# Learns from the questions of the bundled pack how candidates ask; the weights are committed with it.
answers: $(READY)
	$(BIN)/python -m app.training exams/shenzhen-2021

# Resolves pyproject.toml anew and writes pinned, hashed requirements without any index address.
lock:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --extra stripe --generate-hashes --universal --no-header --upgrade -o requirements.lock

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

clean:
	rm -rf $(VENV) var
