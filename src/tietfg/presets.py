"""Presets and performers to choose from."""

PRESETS: tuple[str, ...] = ("portrait",)
MOTIONS: tuple[str, ...] = ("procedural",)
