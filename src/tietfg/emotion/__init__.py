"""Emotion: labels, words, the request over time (timeline) and what is played (track)."""
