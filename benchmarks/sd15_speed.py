"""Speed and memory of the preset sd15 on this machine, stage by stage, beside what the operations alone would take.

Networks have random weights: no file is needed. Every stage of a clip is timed by itself, at the given size, after runs
that are not counted, and its operations are counted on networks without weights. The floor is those operations at the
speed that large matrix products reach at the same precision; a stage that takes twice its floor leaves half of the
device unused. Memory is the device's peak in a stage, weights included; on a CPU the process's largest so far.

    python benchmarks/sd15_speed.py --size 512 256 --steps 40 10 --compile       on a GPU
    python benchmarks/sd15_speed.py --configuration tiny                         anywhere
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from torch import nn

import machine
from tietfg.synthesis.sd15.clips import CLIP, MOTION_FRAMES
from tietfg.synthesis.sd15.configuration import SD15, TINY, Configuration
from tietfg.synthesis.sd15.cost import VAE_CONFIGURATION, ClipCost, clip_cost, stages
from tietfg.synthesis.sd15.model import VisualModel
from tietfg.synthesis.sd15.sampling import DECODED_AT_ONCE, PictureSampling

CONFIGURATIONS: dict[str, tuple[Configuration, dict[str, object]]] = {
    "sd15": (SD15, VAE_CONFIGURATION),
    "tiny": (TINY, VAE_CONFIGURATION | {"block_out_channels": (8,) * 4, "norm_num_groups": 4, "layers_per_block": 1}),
}
PRECISIONS = {"float16": torch.float16, "bfloat16": torch.bfloat16, "float32": torch.float32}
_MATRICES = {"cuda": 8192, "cpu": 1024}
"""Side of the matrices whose product shows a device's speed."""


@dataclass(frozen=True)
class StageResult:
    """One stage at one size."""

    stage: str
    milliseconds: float
    """The least of all runs: what else a machine does only adds."""
    gigaflop: float
    floor_milliseconds: float
    memory_megabytes: float


def synchronise(device: str) -> None:
    """Wait until a device has done what it was asked for."""
    if device == "cuda":
        torch.cuda.synchronize()


def time_of(run: Callable[[], object], device: str, runs: int) -> float:
    """Least seconds of a run; two come before that are not counted."""
    taken = []
    with torch.inference_mode():
        for _ in range(runs + 2):
            synchronise(device)
            start = time.perf_counter()
            run()
            synchronise(device)
            taken.append(time.perf_counter() - start)
    return min(taken[2:])


def peak_megabytes(device: str) -> float:
    """Of the device since the last reset, or of the process."""
    if device == "cuda":
        return torch.cuda.max_memory_allocated() / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def product_speed(device: str, precision: torch.dtype) -> float:
    """Floating-point operations a second of large matrix products."""
    side = _MATRICES[device]
    one, other = (torch.randn(side, side, device=device, dtype=precision) for _ in range(2))
    return 2 * side**3 / time_of(lambda: torch.mm(one, other), device, 10)


def drawn(network: nn.Module, device: str, precision: torch.dtype) -> nn.Module:
    """A network without weights with small random ones, so that no number overflows."""
    network = nn.Module.to(network.to_empty(device=device), device, precision)
    nn.Module.to(network, memory_format=torch.channels_last)  # type: ignore[call-overload]
    with torch.no_grad():
        for name, value in network.state_dict().items():
            value.normal_(std=0.02)
            if "norm" in name and name.endswith("weight"):
                value.fill_(1)
    return network.eval().requires_grad_(False)


def measure(arguments: argparse.Namespace, size: int, speed: float) -> tuple[list[StageResult], ClipCost]:
    """All stages at one size."""
    configuration, vae = CONFIGURATIONS[arguments.configuration]
    cost = clip_cost(configuration, size, size, vae)
    with torch.device("meta"):
        empty = VisualModel(configuration), AutoencoderKL.from_config(dict(vae))
    precision, device = PRECISIONS[arguments.precision], arguments.device
    model, codec = (drawn(network, device, precision) for network in empty)  # type: ignore[arg-type]
    assert isinstance(model, VisualModel)
    assert isinstance(codec, AutoencoderKL)
    denoise = torch.compile(model.denoiser) if arguments.compile else model.denoiser
    results = []
    for stage, run in stages(model, codec, size, size, denoise).items():
        if device == "cuda":
            torch.cuda.empty_cache()
            torch.cuda.reset_peak_memory_stats()
        seconds = time_of(run, device, arguments.runs)
        operations = getattr(cost, stage)
        results.append(
            StageResult(stage, 1000 * seconds, operations / 1e9, 1000 * operations / speed, peak_megabytes(device))
        )
        print(f"{size} {stage}: {1000 * seconds:.2f} ms", file=sys.stderr, flush=True)
    return results, cost


def frame_seconds(results: list[StageResult], sampling: PictureSampling) -> float:
    """Seconds for one frame of video, all in all."""
    taken = ClipCost(**{result.stage: result.milliseconds / 1000 for result in results})
    return taken.of_frame(sampling)


def table(result: dict) -> str:
    """The result as a page."""
    lines = [
        "# Speed of the preset sd15",
        "",
        f"{result['configuration']} networks with random weights, {result['precision']}, on {result['device']}"
        f"{', compiled' if result['compiled'] else ''}; matrix products reach {result['product_teraflops']:.3g} "
        f"TFLOP/s. Clips of {CLIP} frames after {MOTION_FRAMES} motion frames; pictures are decoded singly here, and "
        f"{DECODED_AT_ONCE} together in use. Measured by `benchmarks/sd15_speed.py` on {result['machine']['date']}.",
        "",
        "| size | stage | ms | GFLOP | floor, ms | peak memory, MB |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {size} | {stage['stage'].replace('_', ' ')} | {stage['milliseconds']:.3g} | {stage['gigaflop']:.4g} "
        f"| {stage['floor_milliseconds']:.3g} | {stage['memory_megabytes']:.0f} |"
        for size, stages_there in result["stages"].items()
        for stage in stages_there
    ]
    lines += [
        "",
        "| size | steps | guided share | seconds a frame | floor | times real time at 25 frames a second |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {row['size']} | {row['steps']} | {row['guided_share']:g} | {row['frame_seconds']:.3g} "
        f"| {row['floor_seconds']:.3g} | {25 * row['frame_seconds']:.3g} |"
        for row in result["frames"]
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure and write benchmarks/results/sd15_speed.json and .md."""
    usual = "cuda" if torch.cuda.is_available() else "cpu"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--configuration", choices=tuple(CONFIGURATIONS), default="sd15")
    parser.add_argument("--size", type=int, nargs="+", default=[512, 256], help="pixels, multiples of 8")
    parser.add_argument("--steps", type=int, nargs="+", default=[40, 20, 10, 6])
    parser.add_argument("--guided-share", type=float, nargs="+", default=[1.0, 0.5, 0.0])
    parser.add_argument("--device", choices=("cuda", "cpu"), default=usual)
    parser.add_argument("--precision", choices=tuple(PRECISIONS), default="float16" if usual == "cuda" else "float32")
    parser.add_argument("--compile", action="store_true", help="compile the denoiser")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "results")
    arguments = parser.parse_args()
    speed = product_speed(arguments.device, PRECISIONS[arguments.precision])
    told, frames = {}, []
    for size in arguments.size:
        results, cost = measure(arguments, size, speed)
        told[str(size)] = [asdict(result) for result in results]
        for steps in arguments.steps:
            for share in arguments.guided_share:
                sampling = PictureSampling(steps=steps, guided_share=share)
                row = {"size": size, "steps": steps, "guided_share": share}
                row |= {"frame_seconds": frame_seconds(results, sampling)}
                frames.append(row | {"floor_seconds": cost.of_frame(sampling) / speed})
    name = torch.cuda.get_device_name() if arguments.device == "cuda" else f"a CPU, {torch.get_num_threads()} threads"
    described = {
        "machine": machine.description(),
        "torch": torch.__version__,
        "device": name,
        "configuration": arguments.configuration,
        "precision": arguments.precision,
        "compiled": arguments.compile,
        "product_teraflops": speed / 1e12,
        "stages": told,
        "frames": frames,
    }
    arguments.output.mkdir(parents=True, exist_ok=True)
    (arguments.output / "sd15_speed.json").write_text(json.dumps(described, indent=2) + "\n")
    (arguments.output / "sd15_speed.md").write_text(table(described))
    print(table(described))


if __name__ == "__main__":
    main()
