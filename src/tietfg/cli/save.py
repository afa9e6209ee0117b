"""The end of every command that makes a video: it is written while its notes and progress are told."""

import sys

from tietfg.cli.progress import video_progress
from tietfg.portrait_video import Outputs, PortraitVideo


def save_video(video: PortraitVideo, outputs: Outputs, doing: str) -> None:
    """Write all files, with notes, progress and speed on standard error, and the video's path on standard output."""
    told_before = video.notes
    for note in told_before:
        print(f"note: {note}", file=sys.stderr)
    with video_progress(doing) as progress:
        video.save(outputs, progress=progress)
    for note in video.notes[len(told_before) :]:
        print(f"note: {note}", file=sys.stderr)
    told = video.report()
    print(
        f"{told.duration:.1f} s of video in {told.wall_seconds:.1f} s (real-time factor {told.real_time_factor:.2f})",
        file=sys.stderr,
    )
    print(outputs.video)
