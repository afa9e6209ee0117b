"""Measurements of the emotion fluctuation predictor."""
