"""Does produced speech move as the prosody table says?

Speaks ten sentences plainly and in every emotion at full intensity, measures the waveforms, and prints what was asked
beside what came out, both relative to plain speech:

    python benchmarks/prosody.py [voice ...]
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

import machine
from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.timeline import EmotionTimeline
from tietfg.emotion.words import split_words
from tietfg.speech.blocks import TextBlock
from tietfg.speech.kokoro import KokoroSynthesizer
from tietfg.speech.prosody import EFFECTS
from tietfg.speech.speech import Speech
from tietfg.weights.store import WeightStore

SENTENCES = (
    "The morning train was late again, so everybody waited on the cold platform.",
    "My sister bought three green apples and a loaf of bread at the market.",
    "Could you tell me where the nearest hospital is, please?",
    "We opened the old wooden box, and inside it there was only a letter.",
    "The children ran across the field until they reached the river.",
    "After the storm had passed, the whole village came out to repair the bridge.",
    "He never told anyone why he left the city twenty years ago.",
    "Please put your bags under the table and take a seat by the window.",
    "The teacher smiled, closed her book, and looked at the empty chairs.",
    "Nobody knew that the quiet man in the corner was a famous painter.",
)
FRAME, HOP = 1200, 240
"""50 ms and 10 ms at 24 kHz."""


def voiced_semitones(waveform: NDArray[np.float32], sample_rate: int) -> NDArray[np.float64]:
    """F0 of clearly voiced frames in semitones above 1 Hz: normalised autocorrelation, octave errors left out."""
    window = np.hanning(FRAME)
    frames = sliding_window_view(waveform, FRAME)[::HOP] * window

    def autocorrelation(signal: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.fft.irfft(np.abs(np.fft.rfft(signal, 4096)) ** 2)[..., : FRAME // 2]

    power = autocorrelation(frames)
    normalised = power / (power[:, :1] + 1e-12) / (autocorrelation(window) / autocorrelation(window)[0])
    lags = np.arange(sample_rate // 450, sample_rate // 65)
    strengths = normalised[:, lags]
    first_good = (strengths > 0.9 * strengths.max(axis=1, keepdims=True)).argmax(axis=1)
    peaks = np.array([index + strengths[row, index : index + 12].argmax() for row, index in enumerate(first_good)])
    strong = strengths[np.arange(len(peaks)), np.minimum(peaks, len(lags) - 1)] > 0.75
    loud = power[:, 0] > 0.01 * power[:, 0].max()
    semitones = 12 * np.log2(sample_rate / lags[np.minimum(peaks, len(lags) - 1)])[strong & loud]
    return semitones[np.abs(semitones - np.median(semitones)) < 10]


def measure(speeches: list[Speech]) -> dict[str, float]:
    """Rate (phones/s), F0 mean and spread (semitones), level (dB), slope (dB/octave), pause at commas (seconds)."""
    rate = speeches[0].sample_rate
    semitones = np.concatenate([voiced_semitones(speech.waveform, rate) for speech in speeches])
    waveform = np.concatenate([speech.waveform for speech in speeches])
    frames = sliding_window_view(waveform, 1024)[::512] * np.hanning(1024)
    power = np.abs(np.fft.rfft(frames)) ** 2
    energy = power.sum(axis=1)
    spectrum = power[energy > 1e-3 * energy.max()].mean(axis=0)
    frequencies = np.fft.rfftfreq(1024, 1 / rate)
    bands = [spectrum[(frequencies >= low) & (frequencies < 2 * low)] for low in (250, 500, 1000, 2000, 4000)]
    phones = [phone for speech in speeches for phone in speech.phones]
    gaps = [
        later.start - earlier.end
        for speech in speeches
        for earlier, later in zip(speech.words, speech.words[1:], strict=False)
        if not earlier.text[-1].isalnum()
    ]
    return {
        "rate": len(phones) / sum(phone.end - phone.start for phone in phones),
        "semitones": float(semitones.mean()),
        "range": float(semitones.std()),
        "loudness": float(10 * np.log10(energy[energy > 1e-3 * energy.max()].mean())),
        "tilt": float(np.polyfit(np.arange(5), [10 * np.log10(band.mean()) for band in bands], 1)[0]),
        "pause": float(np.mean(gaps)),
    }


def main() -> None:
    """Print one table a voice, and keep them in benchmarks/results/prosody.json."""
    results: dict[str, object] = {"machine": machine.description()}
    kokoro = KokoroSynthesizer(WeightStore.default())
    for voice in sys.argv[1:] or ["af_heart", "am_michael", "bf_emma", "bm_george"]:
        spoken: dict[str, list[Speech]] = {}
        started = time.perf_counter()
        for emotion in EMOTIONS:
            timeline = EmotionTimeline.model_validate(
                {"keyframes": [{"word": 0, "emotion": {emotion: 1}, "intensity": 1}]}
            )
            spoken[emotion] = [kokoro.speak(TextBlock(split_words(text), 0), timeline, voice) for text in SENTENCES]
        wall = time.perf_counter() - started
        plain = measure(spoken["neutral"])
        print(f"\n{voice}: asked / measured, relative to plain speech")
        print(f"{'':9}{'rate x':>14}{'F0 st':>14}{'F0 range x':>14}{'level dB':>14}{'tilt dB/oct':>14}{'pause x':>14}")
        table: dict[str, dict[str, dict[str, float]]] = {}
        for emotion in EMOTIONS[1:]:
            found = measure(spoken[emotion])
            cells = []
            table[emotion] = {}
            for name in plain:
                is_factor = name in ("rate", "range", "pause")
                value = found[name] / plain[name] if is_factor else found[name] - plain[name]
                asked = getattr(EFFECTS[emotion], name)
                table[emotion][name] = {"asked": asked, "measured": round(value, 3)}
                cells.append(f"{asked:.2f} / {value:.2f}".rjust(14))
            print(f"{emotion:9}" + "".join(cells))
        seconds = sum(speech.duration for speeches in spoken.values() for speech in speeches)
        print(f"{seconds:.0f} s of speech in {wall:.0f} s: real-time factor {wall / seconds:.2f}")
        results[voice] = {"real_time_factor": round(wall / seconds, 3), "relative_to_plain_speech": table}
    target = Path(__file__).parent / "results" / "prosody.json"
    target.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
