"""Draw the README's picture strip: what one request looks like over time, with the emotion that is played.

Each row is one portrait; the frames are evenly spaced over the words, and the band below shows mixture and intensity.
"""

import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tietfg.emotion.labels import EMOTIONS
from tietfg.pipeline import TalkingFacePipeline
from tietfg.portrait.arkit import ARKIT_NAMES
from tietfg.render.renderer import PortraitRenderer

ROWS = (
    (
        "amara",
        "af_heart",
        "You came all this way to see me? I cannot believe it! But why did nobody tell me that you were so ill?",
        "happy and surprised at first, then worried, and very sad at the end",
    ),
    (
        "ingrid",
        "bf_emma",
        "Look at this mess, it smells like rotten fish! Who did that? Was it you? Oh. You made it for my birthday!",
        "disgusted at the beginning, then furious, then surprised and very happy at the end",
    ),
)
COLOURS = {
    "neutral": "#9a9a9a",
    "happy": "#f2b134",
    "sad": "#4a78b5",
    "angry": "#c8412f",
    "fear": "#7d5ba6",
    "disgust": "#5e9c4a",
    "surprise": "#e07bb0",
}
TILE, COLUMNS, BAND = 256, 7, 40
JAW_OPEN = ARKIT_NAMES.index("jawOpen")


def main() -> None:
    """Write the strip to the path given as first argument."""
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    pipe = TalkingFacePipeline.from_pretrained("portrait")
    strip = Image.new("RGB", (TILE * COLUMNS, (TILE + BAND) * len(ROWS)), "white")
    draw = ImageDraw.Draw(strip)
    font = ImageFont.load_default(15)
    for row, (image, voice, text, emotion) in enumerate(ROWS):
        video = pipe(image=image, text=text, emotion=emotion, voice=voice, seed=3)
        track, motion, renderer = video.track, video.arkit, PortraitRenderer(video.portrait)
        top = row * (TILE + BAND)
        for column in range(COLUMNS):
            # The loudest vowel nearby shows the mouth at work.
            span = len(motion) // COLUMNS
            first = column * span
            frame = first + int(np.argmax(motion.coefficients[first : first + span, JAW_OPEN]))
            picture = renderer.render(motion.coefficients[frame], motion.rotation[frame], motion.translation[frame])
            strip.paste(Image.fromarray(picture).resize((TILE, TILE), Image.Resampling.LANCZOS), (column * TILE, top))
        for x in range(TILE * COLUMNS):
            frame = x * len(track) // (TILE * COLUMNS)
            y = top + TILE
            for index in range(len(EMOTIONS)):
                height = track.probabilities[frame, index] * track.intensity[frame] * (BAND - 2)
                if height >= 0.5:
                    draw.line([(x, y), (x, y + height)], fill=COLOURS[EMOTIONS[index]])
                    y += height
        for segment in video.timeline.segments(len(video.script.words)):
            start = video.speech.words[segment.start_word].start / video.speech.duration
            names = " + ".join(name for name in segment.emotion if name != "neutral") or "neutral"
            draw.text((start * TILE * COLUMNS + 6, top + TILE + 8), names, fill="black", font=font)
    strip.save(target, quality=90)
    print(target)


if __name__ == "__main__":
    main()
