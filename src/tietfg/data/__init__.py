"""Readers of data sets, and corpora made by this project."""
