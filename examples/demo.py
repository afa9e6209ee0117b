"""Make a demonstration video from a shipped portrait and print its path, time and real-time factor."""

import sys
import time
from pathlib import Path

from tietfg.pipeline import TalkingFacePipeline

TEXT = (
    "I waited at the station for almost an hour, watching the trains come and go. "
    "And then they told me that nobody had ever planned to come at all! "
    "But when I turned around, there you were, laughing in the rain."
)
EMOTION = "calm and a little sad at first, then suddenly furious, and at the end relieved and very happy"


def main() -> None:
    """Write the video to the path given as first argument."""
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "examples/out/demo.mp4")
    target.parent.mkdir(parents=True, exist_ok=True)
    start = time.perf_counter()
    pipe = TalkingFacePipeline.from_pretrained("portrait")
    video = pipe(image="amara", text=TEXT, emotion=EMOTION, voice="af_heart", seed=7)
    video.save(target, overwrite=True)
    wall = time.perf_counter() - start
    seconds = video.speech.duration
    segments = video.timeline.segments(len(video.script.words))
    labels = [max(segment.emotion, key=segment.emotion.__getitem__) for segment in segments]
    print(f"{target}: {' > '.join(labels)}")
    print(f"{seconds:.1f} s of video made in {wall:.1f} s, real-time factor {wall / seconds:.2f}")


if __name__ == "__main__":
    main()
