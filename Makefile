# vecembed-lab. `make` alone lists what can be made.
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --no-user --progress-bar on -c requirements.lock

# Every annotation, shapes included, is checked in every test but the proofs of the graders and of what they say, which
# take four times as long so, and the budgets of what a learner waits for, who runs without these checks.
# Three files of tests at a time, on two cores: many wait for a sandbox, a server or a browser. A lesson's cells, or tests
# that share what took long to make, stay together.
CHECK_TYPES := --jaxtyping-packages='vecembed_lab,beartype.beartype(conf=beartype.BeartypeConf(is_pep484_tower=True))'
UNCHECKED := tests/test_budgets.py tests/grading/test_diagnosis.py $(patsubst %,tests/author/test_%.py,bank checks near prove)

.PHONY: help start test tour hub site browser slow wheel lite pythons clean
.DEFAULT_GOAL := help
.NOTPARALLEL:

help:  ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

start: .venv/learn  ## set up and open JupyterLab on the first lesson
	@$(BIN)/vecembed start

# Thousands of tiny matrix products: a second thread would only wait.
test: export OMP_NUM_THREADS = 1
test: .venv/dev  ## set up, check formatting and lint, run all tests; those in a browser where Chromium is
	-@$(MAKE) -s node_modules  # where it cannot be had, those of the site and the hub are skipped
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pytest -m "not slow" -n 3 --dist loadfile $(CHECK_TYPES) $(UNCHECKED:%=--ignore=%)
	$(BIN)/pytest -n 2 $(UNCHECKED)

tour: .venv/dev  ## the whole story in two minutes: lesson, release, five students, grades, feedback
	@$(BIN)/vecembed tour

hub: .venv/dev node_modules  ## a class on a JupyterHub of its own, from release to feedback; needs root and Node.js
	@$(BIN)/vecembed hub

site: .venv/dev node_modules  ## the course as web pages in dist/site/
	@$(BIN)/vecembed site

browser: .venv/dev  ## drive JupyterLab, TensorBoard and the site in a real Chromium
	-@$(MAKE) -s node_modules
	$(BIN)/pytest -m "browser and not slow"

slow: .venv/dev  ## the complete checks that take minutes
	-@$(MAKE) -s node_modules
	$(BIN)/pytest -m slow

wheel: .venv/learn  ## the course in one file, which pip installs anywhere
	$(BIN)/python -m pip wheel --no-deps -w dist .

lite: .venv/learn  ## an experiment, not yet seen running a NumPy lesson: unit 01 in a browser alone, in dist/lite/
	@$(BIN)/python -m vecembed_lab.author.lite

pythons:  ## try the core of the tests on other Pythons: make pythons PYTHONS=python3.13 WITHOUT=torch
	@for python in $(or $(PYTHONS),$(PYTHON)); do $$python tests/pythons.py $(WITHOUT) || exit; done

# Formulas of the site, its accessibility checks and the proxy of a hub come from npm.
node_modules: package.json package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

clean:  ## remove the environment; my/ and the data stay
	rm -rf .venv node_modules

# Python comes first and pip last: where pip is missing, the making failed or was cut short, and all is made anew.
.venv/bin/python .venv/bin/pip:
	@$(PYTHON) -c 'import sys; v = sys.version_info; v >= (3, 11) or sys.exit(f"vecembed-lab needs Python 3.11 or newer, this is {v.major}.{v.minor}. Try: make PYTHON=python3.12 start")'
	$(PYTHON) -m venv --clear .venv

# A stamp is renewed when the requirements change, so a second run starts at once.
# A learner's modules are compiled when they are first imported: compiling all of them now would double the time.
.venv/learn: .venv/bin/python .venv/bin/pip pyproject.toml requirements.lock
	@echo "Installing the course (about a minute; later runs skip this)."
	$(INSTALL) --no-compile -e .
	@touch $@

.venv/dev: .venv/bin/python .venv/bin/pip pyproject.toml requirements.lock
	@echo "Installing the course with everything teachers and authors need (about two minutes; later runs skip this)."
	$(INSTALL) --no-compile -e '.[dev]'
	@$(BIN)/python -m compileall -qq -j 0 -x '/tests?/' .venv/lib || true  # what pip does on one core
	@touch $@ .venv/learn
