"""Studies with people: built into a folder, served as a web page, and reported."""
