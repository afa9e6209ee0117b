"""Recorded speech in the place of synthetic: recognition, alignment, blocks."""
