"""Weights: the registry of model files, where they come from, and their cache."""
