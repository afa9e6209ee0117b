"""Command line: one file a command, no logic of its own."""

import os

# Matrices here are small: more threads of NumPy's cost more than they bring, and make results depend on the machine.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
