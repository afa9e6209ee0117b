"""How the face looks and moves: `python -m face`, run in benchmarks/, or `make bench-face`.

Everything is measured on rendered frames, with models and code that the product does not use to make them.
"""
