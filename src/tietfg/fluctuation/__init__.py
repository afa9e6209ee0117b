"""Fluctuation: from speech and the request to the emotion track that is played."""
