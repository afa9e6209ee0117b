"""The regions of eq 8 and 9, by name."""

REGIONS = ("pose", "expression", "lip")
"""The order of masks and strengths."""
