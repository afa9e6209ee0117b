"""Training of the project's own models: one file each, and the loop that they share."""
