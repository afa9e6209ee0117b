"""Measures of the portrait scale's motion: the diffusion performer beside the procedural one."""
