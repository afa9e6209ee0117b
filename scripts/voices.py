"""Measure the bundled voices: what the package knows of them without speaking.

    python scripts/voices.py

Speaks two sentences plainly with every voice and prints the rows of the table in `tietfg/speech/voices.py`. Speaks the
first one also four semitones lower and higher, and with even blends of every two voices of one gender, and writes what
the speaker encoder hears to `tietfg/assets/voices/speakers.npz`:

    names       (voices and pairs): "af_heart", "af_heart+af_bella"
    embeddings  (voices and pairs, 256), float16
    pitch       (voices and pairs), median F0 in Hz
    lower       (voices, 256): embeddings of the voices 4 semitones down
    higher      (voices, 256): the same up
"""

from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

import tietfg
from tietfg.emotion.timeline import EmotionTimeline, Keyframe
from tietfg.emotion.words import split_words
from tietfg.media.read_sound import resample
from tietfg.speech.blend_space import MEASURED_SHIFT
from tietfg.speech.blocks import TextBlock
from tietfg.speech.kokoro import KokoroSynthesizer
from tietfg.speech.pitch import median_pitch, track_pitch
from tietfg.speech.speaker import SPEAKER_RATE, SpeakerEncoder, active_speech
from tietfg.speech.speech import Speech
from tietfg.speech.voices import VOICES
from tietfg.weights.store import WeightStore

SENTENCES = (
    "The morning train was late again, so everybody waited on the cold platform.",
    "Could you tell me where the nearest hospital is, please?",
)
NEUTRAL = EmotionTimeline(keyframes=(Keyframe(word=0, emotion={"neutral": 1.0}, intensity=0.0),))


def facts(speeches: list[Speech]) -> tuple[float, float, float, float, float]:
    """Median F0 (Hz), its spread (semitones), words a minute, brightness and clearness (dB): the fields of Voice."""
    heard = [resample(speech.waveform, speech.sample_rate, SPEAKER_RATE) for speech in speeches]
    tracks = [track_pitch(waveform, SPEAKER_RATE) for waveform in heard]
    voiced = np.concatenate([track[track > 0] for track in tracks])
    seconds = sum(speech.phones[-1].end - speech.phones[0].start for speech in speeches)
    words = sum(len(speech.words) for speech in speeches)
    frames = np.concatenate([sliding_window_view(speech.waveform, 1024)[::512] for speech in speeches])
    power = np.abs(np.fft.rfft(frames * np.hanning(1024))) ** 2
    energy = power.sum(axis=1)
    spectrum = power[energy > 1e-3 * energy.max()].sum(axis=0)
    frequencies = np.fft.rfftfreq(1024, 1 / speeches[0].sample_rate)
    low, high = (spectrum[(frequencies >= a) & (frequencies < b)].mean() for a, b in ((200, 2000), (2000, 8000)))
    harmonics = np.concatenate([harmonics_to_noise(*pair) for pair in zip(heard, tracks, strict=True)])
    spread = float((12 * np.log2(voiced)).std())
    return (
        float(np.median(voiced)),
        spread,
        60 * words / seconds,
        float(10 * np.log10(high / low)),
        float(np.median(harmonics)),
    )


def harmonics_to_noise(waveform: NDArray[np.float32], hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of every voiced frame, dB: the autocorrelation one period away, over what it lacks to 1 (Boersma 1993)."""
    size = SPEAKER_RATE // 20
    window = np.hanning(size + 2)[1:-1]
    frames = sliding_window_view(waveform, size)[:: SPEAKER_RATE // 100]
    windowed = (frames - frames.mean(axis=1, keepdims=True)) * window
    power, shape = (np.fft.irfft(np.abs(np.fft.rfft(signal, 2 * size)) ** 2) for signal in (windowed, window))
    rows = np.flatnonzero(hertz > 0)
    lags = np.round(SPEAKER_RATE / hertz[rows]).astype(int)
    share = np.clip(power[rows, lags] / power[rows, 0] / (shape[lags] / shape[0]), 0.01, 0.9999)
    return 10 * np.log10(share / (1 - share))


def main() -> None:
    """Print the rows, write the file."""
    store = WeightStore.default()
    kokoro, encoder = KokoroSynthesizer(store), SpeakerEncoder.load(store)

    def speak(voice: str, sentence: str = SENTENCES[0]) -> Speech:
        return kokoro.speak(TextBlock(split_words(sentence), 0), NEUTRAL, voice)

    def hear(speech: Speech) -> tuple[NDArray[np.float32], float]:
        waveform = resample(speech.waveform, speech.sample_rate, SPEAKER_RATE)
        return encoder.embed(active_speech(waveform)), median_pitch(track_pitch(waveform, SPEAKER_RATE))

    heard, lower, higher = {}, [], []
    for name, voice in VOICES.items():
        speeches = [speak(name, sentence) for sentence in SENTENCES]
        pitch, spread, rate, brightness, clearness = facts(speeches)
        row = f"{voice.level}, {pitch:.0f}, {spread:.1f}, {rate:.0f}, {brightness:.1f}, {clearness:.1f}"
        print(f'"{name}": ({row}),', flush=True)
        heard[name] = hear(speeches[0])
        lower.append(hear(speak(f"{name}@{-MEASURED_SHIFT}"))[0])
        higher.append(hear(speak(f"{name}@{MEASURED_SHIFT}"))[0])
    for first, second in combinations(VOICES, 2):
        if VOICES[first].gender == VOICES[second].gender:
            heard[f"{first}+{second}"] = hear(speak(f"{first}+{second}"))
    target = Path(tietfg.__file__).parent / "assets" / "voices" / "speakers.npz"
    target.parent.mkdir(exist_ok=True)
    embeddings, pitches = zip(*heard.values(), strict=True)
    np.savez_compressed(
        target,
        names=np.array(list(heard)),
        embeddings=np.array(embeddings, np.float16),
        pitch=np.array(pitches, np.float32),
        lower=np.array(lower, np.float16),
        higher=np.array(higher, np.float16),
    )
    print(f"{target}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
