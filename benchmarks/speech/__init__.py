"""What the produced speech is worth: intelligibility, naturalness, timing, emotion, seams and speed.

`python -m speech` in the folder benchmarks/ (or `make bench-speech`); the judges are in requirements-speech.txt.
"""
