"""Specs of probes, by what they look at; nothing heavy is imported here."""
