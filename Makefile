# Everything people do with this project. `make demo` and `make test` need nothing but Python 3.11-3.13 on Linux.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := examples/out/demo.mp4
BENCH := .venv-bench
BENCH_FACE := .venv-bench-face

.PHONY: help setup system-libraries weights demo strip test test-fast lint format train-efp train-efp-ablations train-face train-visual train-visual-ablations bench bench-speech bench-face bench-descriptions bench-recognisers bench-fluctuation bench-visual bench-sd15 scorecard browser size wheel clean

help:            ## Show the targets
	@grep -E '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

setup: $(VENV)/installed  ## Make the virtual environment and install the package with its development tools

$(VENV)/installed: pyproject.toml constraints.txt | system-libraries
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
	  { echo "tietfg needs Python 3.11, 3.12 or 3.13; name one: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $@

system-libraries:
	@sh scripts/system_libraries.sh

weights: setup   ## Fetch the model files (about 150 MB, once) into the user's cache or $$TIETFG_HOME
	$(BIN)/tietfg weights pull

demo: weights    ## Make examples/out/demo.mp4 and print its path, time and real-time factor
	$(BIN)/python examples/demo.py $(DEMO)

strip: weights   ## Make the README's picture strip
	$(BIN)/python examples/strip.py docs/images/strip.jpg

test: weights    ## Run all tests, on two cores
	$(BIN)/python -m pytest -n 2 --dist loadfile

test-fast: setup ## Run the tests that need no weights and take no time
	$(BIN)/python -m pytest -m "not slow and not weights"

lint: setup      ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright --pythonpath $(BIN)/python

format: setup    ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: weights   ## Measure speed and memory of the whole process; results go to benchmarks/results/
	$(BIN)/python benchmarks/speed.py

bench-descriptions: weights ## Measure how many words get the emotion that a description means
	PYTHONPATH=. $(BIN)/python benchmarks/descriptions.py

bench-speech: weights $(BENCH)/installed ## Measure the produced speech (40 minutes; SENTENCES=4 for a sample, RAVDESS=folder)
	cd benchmarks && ../$(BENCH)/bin/python -m speech $(if $(SENTENCES),--sentences $(SENTENCES)) \
	  $(if $(RAVDESS),--ravdess $(abspath $(RAVDESS)))

$(BENCH)/installed: pyproject.toml constraints.txt benchmarks/requirements-speech.txt benchmarks/requirements-speech-alone.txt
	$(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt \
	  -r benchmarks/requirements-speech.txt
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
	  -r benchmarks/requirements-speech-alone.txt
	@touch $@

bench-face: weights $(BENCH_FACE)/installed ## Measure how the face looks and moves (40 minutes; SAMPLE=1 for a sample, MEAD=folder)
	cd benchmarks && ../$(BENCH_FACE)/bin/python -m face $(if $(SAMPLE),--sample) $(if $(MEAD),--mead $(abspath $(MEAD)))

$(BENCH_FACE)/installed: pyproject.toml constraints.txt benchmarks/requirements-face.txt
	$(PYTHON) -m venv $(BENCH_FACE)
	$(BENCH_FACE)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	$(BENCH_FACE)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt \
	  -r benchmarks/requirements-face.txt
	@touch $@

train-efp: weights ## Make the synthetic corpus and train the embedded fluctuation predictor on it (hours)
	$(BIN)/tietfg data synth-speech scratch/corpus --hours 2.5 --jobs 2
	$(BIN)/tietfg train efp --corpus scratch/corpus -o scratch/runs/efp

train-efp-ablations: train-efp ## Train the predictor without text and without audio (table 6)
	$(BIN)/tietfg train efp --corpus scratch/corpus --without text -o scratch/runs/without-text
	$(BIN)/tietfg train efp --corpus scratch/corpus --without audio -o scratch/runs/without-audio

train-face: setup ## Train the recognisers of faces (hours; FER2013=file.npz)
	$(BIN)/tietfg train face-classifier labeller --data $(FER2013) -o scratch/runs/labeller
	$(BIN)/tietfg train face-classifier evaluator --data $(FER2013) -o scratch/runs/evaluator

train-visual: weights ## Make ten hours of performances and train the denoiser of motion on them (hours)
	$(BIN)/tietfg data synth-motion scratch/motion --hours 10 --jobs 2
	$(BIN)/tietfg train visual --data scratch/motion -o scratch/runs/visual

train-visual-ablations: train-visual ## Train short denoisers as they are, without gate and without masks (table 5)
	$(BIN)/tietfg train visual --data scratch/motion --recipe benchmarks/visual/short.yaml -o scratch/runs/full
	$(BIN)/tietfg train visual --data scratch/motion --recipe benchmarks/visual/short.yaml --without gate \
	  -o scratch/runs/without-gate
	$(BIN)/tietfg train visual --data scratch/motion --recipe benchmarks/visual/short.yaml --without masks \
	  -o scratch/runs/without-masks

bench-recognisers: weights ## Measure the recognisers of faces (FER2013=file.npz, MEAD=folder of real clips)
	$(BIN)/python benchmarks/recognisers.py --fer2013 $(FER2013) --mead $(MEAD)

bench-fluctuation: weights ## Measure the fluctuation predictor (tables 4 and 6), every switch, and RAVDESS (RAVDESS=folder)
	cd benchmarks && ../$(BIN)/python -m fluctuation.synthetic ../scratch/corpus --runs ../scratch/runs
	cd benchmarks && ../$(BIN)/python -m fluctuation.switches
	$(if $(RAVDESS),cd benchmarks && ../$(BIN)/python -m fluctuation.ravdess $(abspath $(RAVDESS)))

bench-visual: weights ## Measure the diffusion of motion against the rules, with ablations, speed and drift (table 5; 30 minutes)
	cd benchmarks && ../$(BIN)/python -m visual $(if $(wildcard scratch/runs/without-gate),--ablations ../scratch/runs)

bench-sd15: setup ## Measure seconds a frame and memory of the paper's scale, with random weights, on this device
	$(BIN)/python benchmarks/sd15_speed.py

scorecard: weights ## Generate a fixed set of videos and measure them, beside the last time (30 minutes)
	cd benchmarks && ../$(BIN)/python -m scorecard --videos ../scratch/scorecard

browser:         ## Install Debian's chromium, in which the page of studies is tested
	@sh scripts/browser.sh

size: setup      ## Measure the installed size of the package with its core dependencies (limit 500 MB)
	$(BIN)/python benchmarks/installed_size.py

wheel: setup     ## Build the wheel into dist/
	$(BIN)/python -m pip wheel --quiet --no-deps -w dist .

clean:           ## Remove what make has made
	rm -rf $(VENV) $(BENCH) $(BENCH_FACE) scratch dist build examples/out .pytest_cache .ruff_cache .hypothesis
