# `make site` and `make test` are all that a fresh clone needs: each makes its own environment first.
#   PYTHON=python3.13   the interpreter to make it from
#   ARGS='…'            more arguments for yanlu, bench or pytest, such as ARGS='--base-url https://example.org/'
PYTHON ?=
ARGS ?=
export PYTHON

BIN := .venv/bin
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help site serve check test bench lock clean environment environment-test

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

site: environment ## build content/ into build/
	$(BIN)/yanlu build $(ARGS)

serve: environment ## build, serve on this machine and rebuild at every change
	$(BIN)/yanlu serve $(ARGS)

check: environment ## list every problem of content/
	$(BIN)/yanlu check $(ARGS)

test: environment-test ## find or install a browser, then run every check and test
	$(BIN)/python -m tests.chromium
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pytest $(ARGS)

bench: environment-test ## yanlu, Hugo, Eleventy, Pelican and MkDocs at the same job, on a generated archive
	$(BIN)/python -m tests.bench.peers $(ARGS)

lock: ## write the lock files from pyproject.toml; needs uv; ARGS=--upgrade takes newer versions
	.ci/lock $(ARGS)

clean: ## remove build/ and all caches, but not .venv
	rm -rf build dist .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find generator tests -name __pycache__ -type d -prune -exec rm -rf {} +

environment:
	@.ci/environment site

environment-test:
	@.ci/environment test
