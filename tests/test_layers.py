"""Imports between rooms go downwards only, and the core knows no torch."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "tietfg"
LAYERS = (
    {"errors", "easing", "timing", "prefetch"},
    {"emotion", "media", "weights"},
    {"portrait"},
    {"speech", "motion"},
    {"render", "fluctuation", "synthesis"},
    {
        "performers",
        "presets",
        "portrait_visual",
        "sd15_visual",
        "script",
        "planning",
        "report",
        "spoken_text",
        "portrait_video",
        "talking_video",
        "reenacted_video",
        "reenacting",
        "pipeline",
    },
    {"data"},
    {"evaluation", "training"},
    {"cli", "__main__", "__init__"},
)
TORCH = {
    "evaluation/cluster.py",
    "evaluation/metrics",
    "evaluation/networks",
    "training",
    "fluctuation/emotion2vec.py",
    "fluctuation/emotion2vec_weights.py",
    "fluctuation/language_model_states.py",
    "fluctuation/network.py",
    "fluctuation/plain_network.py",
    "fluctuation/pretrained_encoders.py",
    "fluctuation/resemotenet.py",
    "synthesis/attention.py",
    "synthesis/dropout.py",
    "synthesis/fusion.py",
    "synthesis/motion_denoiser.py",
    "synthesis/reference.py",
    "synthesis/regions.py",
    "synthesis/sd15",
    "synthesis/temporal.py",
}
"""Rooms, folders and files that need an extra; others import them only where they run."""
HEAVY = {"torch", "torchmetrics", "transformers", "accelerate", "diffusers", "ray"}
RANK = {room: rank for rank, rooms in enumerate(LAYERS) for room in rooms}
FILES = sorted(SOURCE.rglob("*.py"))


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(SOURCE)) for path in FILES])
def test_imports_go_downwards(path: Path) -> None:
    own = path.relative_to(SOURCE).parts[0].removesuffix(".py")
    allowed = TORCH & {own, *map(str, path.relative_to(SOURCE).parents), str(path.relative_to(SOURCE))}
    for name in imported(path):
        assert name.split(".")[0] not in {"scipy", "cv2"}, f"{path} imports {name}"
        assert allowed or name.split(".")[0] not in {
            "torch",
            "torchmetrics",
            "transformers",
            "accelerate",
            "diffusers",
            "ray",
        }, f"{path} imports {name}"
        if name.startswith("tietfg."):
            room = name.split(".")[1]
            assert RANK[room] <= RANK[own], f"{own} imports {room}"
