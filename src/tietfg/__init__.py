"""tietfg: a portrait speaks a text, voice and face following a description of changing emotions."""
