"""Networks of others that metrics are defined by: fetched by the user, kept as safetensors or ONNX, never shipped."""

import importlib
from dataclasses import dataclass
from pathlib import Path

from tietfg.errors import WeightsError, check_choice
from tietfg.weights.store import WeightStore


@dataclass(frozen=True)
class OutsideNetwork:
    """A network of others: what it is, its terms, where it is published, and what reads the published file."""

    name: str
    description: str
    licence: str
    published: str
    """Address of the file, or of the page that tells where it is."""
    convert: str
    """(published file, target) -> None, as "module:function"; raises WeightsError, and runs nothing of the file."""
    suffix: str = ".safetensors"


OUTSIDE_NETWORKS: dict[str, OutsideNetwork] = {
    network.name: network
    for network in (
        OutsideNetwork(
            "inception-fid",
            "Inception-v3 of 2015 as FID is computed with, pool3 of 2,048 values",
            "Apache-2.0",
            "https://github.com/mseitzer/pytorch-fid/releases/download/fid_weights/pt_inception-2015-12-05-6726825d.pth",
            "tietfg.evaluation.networks.inception:convert",
        ),
        OutsideNetwork(
            "i3d-kinetics400",
            "I3D trained on Kinetics-400 as FVD is computed with, 400 values before softmax (i3d_pretrained_400.pt)",
            "Apache-2.0",
            "https://github.com/wilson1yan/VideoGPT",
            "tietfg.evaluation.networks.i3d:convert",
        ),
        OutsideNetwork(
            "syncnet-v2",
            "SyncNet v2, which tells whether lips and speech belong together (syncnet_v2.model)",
            "MIT, of its code; the weights name none",
            "https://www.robots.ox.ac.uk/~vgg/software/lipsync/data/syncnet_v2.model",
            "tietfg.evaluation.networks.syncnet:convert",
        ),
        OutsideNetwork(
            "face-reconstruction",
            "Deep3DFaceRecon's ResNet-50, 64 coefficients of expression (epoch_20.pth)",
            "non-commercial, by the Basel face model that it stands on",
            "https://github.com/sicxu/Deep3DFaceRecon_pytorch",
            "tietfg.evaluation.networks.face_reconstruction:convert",
        ),
        OutsideNetwork(
            "arcface",
            "ArcFace, 512 values of a person's identity (w600k_r50.onnx of InsightFace's buffalo_l)",
            "non-commercial research",
            "https://github.com/deepinsight/insightface",
            "tietfg.evaluation.networks.arcface:convert",
            ".onnx",
        ),
        OutsideNetwork(
            "emotion-classifier",
            "the classifier of whole videos that Emo-Acc is counted with, trained on MEAD by its user",
            "that of MEAD: non-commercial research",
            "`tietfg train emotion-classifier`",
            "tietfg.evaluation.networks.emotion_classifier:convert",
        ),
    )
}


def outside_file(name: str, store: WeightStore) -> Path:
    """Where a network lies, or would lie. Raises InputError for a name that no network has."""
    check_choice("the network", name, OUTSIDE_NETWORKS)
    return store.home / "evaluation" / (name + OUTSIDE_NETWORKS[name].suffix)


def missing(name: str, store: WeightStore) -> str | None:
    """One line that says how to get a network that is not there; None if it is."""
    if outside_file(name, store).is_file():
        return None
    network = OUTSIDE_NETWORKS[name]
    if network.published.startswith("`"):
        return f"weights not found: {name}; make them so: {network.published}"
    return (
        f"weights not found: {name}; get them so: `tietfg weights convert {name} FILE`, FILE from {network.published}"
    )


def convert_outside(name: str, source: Path, target: Path) -> None:
    """Read a published file and keep the network. Raises InputError and WeightsError; nothing in the file is run."""
    check_choice("the network", name, OUTSIDE_NETWORKS)
    if not source.is_file():
        raise WeightsError(f"{source}: there is no such file; fetch it from {OUTSIDE_NETWORKS[name].published}")
    module, function = OUTSIDE_NETWORKS[name].convert.split(":")
    target.parent.mkdir(parents=True, exist_ok=True)
    getattr(importlib.import_module(module), function)(source, target)
