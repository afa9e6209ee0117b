"""Metrics as functions of arrays, without state."""
