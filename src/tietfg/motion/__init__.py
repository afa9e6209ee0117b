"""Motion: ARKit coefficients and head pose over time."""
