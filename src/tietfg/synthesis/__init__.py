"""Emotion-guided visual synthesis: the paper's diffusion model (equations 3 to 9) at two scales."""
