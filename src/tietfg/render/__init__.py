"""Render: motion tokens and a portrait become frames."""
