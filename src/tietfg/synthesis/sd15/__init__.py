"""The scale of the paper: Stable Diffusion 1.5 as a video model, laid out as Hallo's checkpoints (Xu et al. 2024)."""
