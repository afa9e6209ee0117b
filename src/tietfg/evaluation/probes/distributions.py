"""Distances of sets of pictures, clips and faces from those of real videos; all need a real video of the same words."""

from tietfg.evaluation.probe import Metric, Probe

_MEASURES = "tietfg.evaluation.measures.distributions"
_DISTANCE = (
    "Fréchet distance |m1-m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)) of the two sets over all videos together, unbiased "
    "covariances, nothing added to them; figures compare only at like N."
)
_FACES = "each picture of 25 a second that shows a face (MediaPipe's landmarks, the largest face)"


def _probe(name: str, title: str, protocol: str, weights: str, decimals: int = 2) -> Probe:
    return Probe(
        name=name,
        metrics=(Metric(name, title, "lower", decimals=decimals),),
        protocol=f"{protocol}; {_DISTANCE}",
        measure=f"{_MEASURES}:{name}",
        over_sets=True,
        needs=("reference",),
        weights=(weights,),
        extra="evaluate",
    )


PROBES: tuple[Probe, ...] = (
    _probe(
        "fid",
        "FID",
        "FID: Inception-v3 of 2015 (pytorch-fid's weights), 2,048 values of pool3, of every whole picture at 25 a "
        "second, longer side at most 1280, brought to 299x299 bilinear without antialias, in [-1, 1]",
        "inception-fid",
    ),
    _probe(
        "fvd",
        "FVD",
        "FVD: I3D on Kinetics-400 (i3d_pretrained_400.pt), 400 values before softmax, of clips of 16 pictures at 25 a "
        "second, one after the other without overlap, the rest left out; shorter side 224 bilinear, centre crop "
        "224x224, in [-1, 1]; N counts clips",
        "i3d-kinetics400",
    ),
    _probe(
        "fvd_common",
        "FVD, first 30 frames",
        "FVD as by common_metrics_on_video_quality: I3D on Kinetics-400 (i3d_pretrained_400.pt), 400 values before "
        "softmax, of one clip a video, its first 30 pictures at 25 a second; shorter side 224 bilinear, centre crop "
        "224x224, in [-1, 1]; N counts videos",
        "i3d-kinetics400",
    ),
    _probe(
        "e_fid_3dmm",
        "E-FID (3DMM)",
        f"E-FID as of EMO: 64 coefficients of expression by Deep3DFaceRecon (epoch_20.pth) of {_FACES}, aligned to "
        "224x224 by eye centres, nose tip and mouth corners as its authors align them",
        "face-reconstruction",
        decimals=3,
    ),
    _probe(
        "fid_face_crop",
        "FID of faces",
        "E-FID in its other reading, features of faces by Inception: Inception-v3 of 2015 (pytorch-fid's weights), "
        f"2,048 values of pool3, of {_FACES}, cut as a square of 1.3 times the longer side of the landmarks' box and "
        "brought to 299x299 bilinear with antialias, in [-1, 1]",
        "inception-fid",
    ),
)
