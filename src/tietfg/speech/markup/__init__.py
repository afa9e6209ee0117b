"""Marks in a text: inline or SSML, for emotion, emphasis, pauses and changes of the voice."""
