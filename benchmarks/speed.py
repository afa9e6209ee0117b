"""Speed and memory of the whole program on this machine; `make bench`.

Measured as a user meets it: `tietfg generate` in a fresh process with cached weights, 512x512 at 25 frames a second.
Real-time factor is wall time over video time. Memory is the peak of the summed proportional set size of the process
and its children, sampled every 50 ms. The first frame is timed cold (fresh process) and warm (models loaded).
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import machine

SENTENCES = (
    "I waited at the station for almost an hour, watching the trains come and go.",
    "And then they told me that nobody had ever planned to come at all!",
    "How could they do that to me?",
    "But when I turned around, there you were, laughing in the rain.",
    "We walked home slowly, and for once neither of us had anything to explain.",
)
DESCRIPTION = "calm at first, then furious, and at the end relieved and happy"
TEN_SECONDS = " ".join(SENTENCES[:3])
FIVE_MINUTES = " ".join(f"{TEN_SECONDS} {' '.join(SENTENCES[3:])}" for _ in range(16))
FIRST_FRAMES = """
import sys, time
from tietfg.pipeline import TalkingFacePipeline
pipe = TalkingFacePipeline.from_pretrained("portrait")
for _ in range(4):
    start = time.time()
    video = pipe(image="amara", text=sys.argv[1], emotion=sys.argv[2])
    next(video.frames())
    print(start, time.time(), flush=True)
    video.speech  # the next request starts when this one is done
"""


def resident_megabytes(root: int) -> float:
    """Summed proportional set size of a process and its descendants."""
    total, pending = 0.0, [root]
    while pending:
        process = pending.pop()
        try:
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
            total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024
            for task in Path(f"/proc/{process}/task").iterdir():
                pending += [int(child) for child in (task / "children").read_text().split()]
        except (OSError, StopIteration):
            continue
    return total


def run(command: list[str], watch_memory: bool) -> tuple[float, int | None]:
    """Wall seconds of a command, and its peak megabytes where they are watched (which costs time)."""
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors)
        peak = 0.0
        while watch_memory and process.poll() is None:
            peak = max(peak, resident_megabytes(process.pid))
            time.sleep(0.05)
        if process.wait():
            errors.seek(0)
            raise SystemExit(f"{' '.join(command)} failed: {errors.read()[-2000:]}")
    return time.perf_counter() - start, round(peak) if watch_memory else None


def generate(text: str, folder: Path, watch_memory: bool = False) -> dict[str, Any]:
    """One `tietfg generate` in a fresh process."""
    report, video = folder / "report.json", folder / "video.mp4"
    wall, peak = run(
        [sys.executable, "-m", "tietfg", "generate", "--image", "amara", "--text", text, "--emotion", DESCRIPTION]
        + ["-o", str(video), "--report", str(report), "--overwrite", "--offline"],
        watch_memory,
    )
    told = json.loads(report.read_text())
    return {
        "video_seconds": round(told["duration"], 2),
        "wall_seconds": round(wall, 2),
        "real_time_factor": round(wall / told["duration"], 3),
        "peak_megabytes": peak,
        "stage_seconds": told["stage_seconds"],
    }


def main() -> None:
    """Measure and write benchmarks/results/speed.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="runs of the ten-second video")
    parser.add_argument("--short", action="store_true", help="leave out the five-minute video")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        ten_seconds = [generate(TEN_SECONDS, folder) for _ in range(arguments.runs)]
        watched = generate(TEN_SECONDS, folder, watch_memory=True)
        five_minutes = None if arguments.short else generate(FIVE_MINUTES, folder, watch_memory=True)
    colds, warms = [], []
    for _ in range(arguments.runs):
        start = time.time()
        told = subprocess.run(
            [sys.executable, "-c", FIRST_FRAMES, TEN_SECONDS, DESCRIPTION], check=True, capture_output=True, text=True
        )
        times = [tuple(map(float, line.split())) for line in told.stdout.splitlines()]
        colds.append(times[0][1] - start)
        warms += [end - begin for begin, end in times[1:]]
    result = {
        "machine": machine.description(),
        "size": "512x512",
        "fps": 25,
        "ten_seconds": {
            "real_time_factor_median": statistics.median(run["real_time_factor"] for run in ten_seconds),
            "first_frame_cold_seconds_median": round(statistics.median(colds), 2),
            "first_frame_warm_seconds_median": round(statistics.median(warms), 2),
            "peak_megabytes": watched["peak_megabytes"],
            "runs": ten_seconds,
        },
        "five_minutes": five_minutes,
    }
    target = Path(__file__).parent / "results" / "speed.json"
    target.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))
    print(target, file=sys.stderr)


if __name__ == "__main__":
    main()
