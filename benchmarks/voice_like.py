"""How near does the voice chosen for a recording come to the person?

    python benchmarks/voice_like.py RAVDESS_FOLDER [ACTOR ...]

For every actor of RAVDESS (Livingstone & Russo, PLoS ONE 13, 2018; CC BY-NC-SA, for measurement only) the two neutral
takes of statement 1 are the sample. The chosen voice speaks a sentence that played no part in choosing, and is compared
with the neutral takes of statement 2, which choosing never saw; so are the default voice and the default of the actor's
gender. The encoder is the one that chose; the separation is of sentences and takes only.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import machine
from tietfg.emotion.timeline import EmotionTimeline, Keyframe
from tietfg.emotion.words import split_words
from tietfg.media.read_sound import read_sound, resample
from tietfg.speech.blocks import TextBlock
from tietfg.speech.kokoro import KokoroSynthesizer
from tietfg.speech.pitch import median_pitch, track_pitch
from tietfg.speech.speaker import SPEAKER_RATE, SpeakerEncoder, active_speech
from tietfg.speech.voice_like import voice_like
from tietfg.speech.voices import read_voice
from tietfg.weights.store import WeightStore

SENTENCE = "After the storm had passed, the whole village came out to repair the bridge."
NEUTRAL = EmotionTimeline(keyframes=(Keyframe(word=0, emotion={"neutral": 1.0}, intensity=0.0),))
DEFAULTS = {"female": "af_heart", "male": "am_michael"}


def main() -> None:
    """Print a line for each actor and the means, and keep them in benchmarks/results/voice_like.json."""
    folder = Path(sys.argv[1])
    store = WeightStore.default()
    kokoro, encoder = KokoroSynthesizer(store), SpeakerEncoder.load(store)

    def takes(actor: int, statement: int) -> NDArray[np.float32]:
        files = sorted(folder.glob(f"03-01-01-01-{statement:02d}-*-{actor:02d}.flac"))
        return np.concatenate([read_sound(file, SPEAKER_RATE) for file in files])

    def spoken(voice: str) -> tuple[NDArray[np.float32], float]:
        speech = kokoro.speak(TextBlock(split_words(SENTENCE), 0), NEUTRAL, voice)
        waveform = resample(speech.waveform, speech.sample_rate, SPEAKER_RATE)
        return encoder.embed(active_speech(waveform)), median_pitch(track_pitch(waveform, SPEAKER_RATE))

    defaults = {voice: spoken(voice) for voice in DEFAULTS.values()}
    rows: dict[int, dict[str, float | str]] = {}
    for actor in [int(word) for word in sys.argv[2:]] or range(1, 21):
        sample, unseen = takes(actor, 1), takes(actor, 2)
        started = time.perf_counter()
        likeness = voice_like(sample, kokoro, encoder)
        seconds = time.perf_counter() - started
        person, pitch = encoder.embed(active_speech(unseen)), median_pitch(track_pitch(unseen, SPEAKER_RATE))
        gender = "male" if actor % 2 else "female"
        row: dict[str, float | str] = {
            "voice": likeness.voice,
            "sample_seconds": len(active_speech(sample)) / SPEAKER_RATE,
            "gender_right": float(read_voice(likeness.voice).leading.gender == gender),
            "said_before": likeness.similarity_before,
            "said_after": likeness.similarity_after,
            "same_person": float(encoder.embed(active_speech(sample)) @ person),
            "seconds": seconds,
        }
        heard = {"default": defaults["af_heart"], "gender_default": defaults[DEFAULTS[gender]]}
        for name, (embedding, hertz) in {**heard, "chosen": spoken(likeness.voice)}.items():
            row[f"similarity_{name}"] = float(embedding @ person)
            row[f"semitones_off_{name}"] = abs(12 * float(np.log2(hertz / pitch)))
        rows[actor] = row
        print(
            actor,
            {key: round(value, 2) if isinstance(value, float) else value for key, value in row.items()},
            flush=True,
        )
    means = {
        name: round(float(np.mean([float(row[name]) for row in rows.values()])), 3)
        for name in next(iter(rows.values()))
        if name != "voice"
    }
    print("mean", means)
    result = {"machine": machine.description(), "mean": means, "actors": rows}
    target = Path(__file__).parent / "results" / "voice_like.json"
    target.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
