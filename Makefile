# The one door to the project. `make help` lists what is behind it.
.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin
WORDS := ui/station_ui/i18n/en.qm ui/station_ui/i18n/qt_vi.qm
READY := .venv/.ready

.PHONY: help setup demo test check format bench soak shots accessible-names translations clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-17s %s\n", $$1, $$2}'

setup: $(READY) $(WORDS) ## install everything that is missing, system packages included

$(READY): pyproject.toml uv.lock packaging/setup.sh packaging/debian-packages.txt tests/tus_server/package-lock.json
	./packaging/setup.sh
	@touch $@

%.qm: %.ts $(READY)
	$(BIN)/pyside6-lrelease -silent $< -qm $@

demo: setup ## one invented citizen from card to receipt; screenshots in demo-out/ (ARGS="--autopilot" ...)
	$(BIN)/cccd-station --demo $(ARGS)

test: check ## every check and every test
	$(BIN)/pytest -n auto --dist loadscope $(ARGS)

check: setup ## format, lint, types, imports, and no look outside the tokens
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tests/checks/looks.py

format: setup ## put the code in its usual shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup ## the benchmark table, each figure beside its limit or rival
	.uv/bin/uv sync --quiet --locked --all-extras --group bench
	$(BIN)/python tests/bench/table.py

soak: setup ## 1,000 kills, nothing lost; thousands of frames and scans, none wrong; bad links (ARGS="--rounds N --seed S")
	$(BIN)/python tests/soak/kills.py $(ARGS)
	$(BIN)/python tests/soak/cards.py $(CARDS)
	$(BIN)/python tests/soak/shift.py
	$(BIN)/python tests/soak/handheld.py
	$(BIN)/python tests/soak/fingerprints.py
	$(BIN)/python tests/soak/province.py $(PROVINCE)
	OPENAPI_EXAMPLES=1000 $(BIN)/pytest -q -n 0 --timeout 0 tests/test_centre_openapi.py
	$(BIN)/python tests/soak/links.py $(LINKS)

shots: setup ## every screen and gallery page as pictures in build/shots/ (ARGS="--quick --only queue")
	$(BIN)/python tests/shots/run.py $(ARGS)

accessible-names: setup ## write down anew what a screen reader is told (tests/data/accessible_names.txt)
	WRITE_ACCESSIBLE_NAMES=1 $(BIN)/pytest -q -n 0 tests/test_ui_gallery.py -k accessible

translations: setup ## collect new strings of the screen into the .ts file
	$(BIN)/pyside6-lupdate -source-language vi_VN -target-language en_US -locations none \
	    -no-obsolete $$(find ui/station_ui -name '*.py') -ts ui/station_ui/i18n/en.ts

clean: ## remove what was built; nothing of a desk's data
	rm -rf .venv .uv build demo-out tests/tus_server/node_modules $(WORDS)
