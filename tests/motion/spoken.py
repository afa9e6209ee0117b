"""Speech made by hand for the tests: phones with plausible times and a voiced, hissing or silent waveform."""

from fractions import Fraction

import numpy as np

from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.track import EmotionTrack
from tietfg.motion.visemes import VISEMES, VOWELS
from tietfg.speech.speech import Phone, Speech, Word

SAMPLE_RATE = 24000
SENTENCES = (
    "mˈI bˈɪɡ bɹˈʌðəɹ | nˈɛvəɹ pˈʊt ðə wˈɪnɪŋ kˈɑɹ ˌɪntu ðə fˈImᵊs mjuzˈiəm",
    "ˌI kˈænt bəlˈiv ðæt jˈu wˈʊd lˈiv mˌi | ˈæftəɹ ˈɔl wˌi hˈæv bˈɪn θɹˈu təɡˈɛðəɹ",
    "plˈiz ɡˈɪv hˌɜɹ fˈOɹ pˈApəɹ kˈʌps əv wˈɔɹm ˈæpᵊl ʤˈus",
    "ʃˌi sˈɔ fˈIv blˈu bˈOts | mˈuvɪŋ ˈWt tə sˈi ɪn ðə mˈɔɹnɪŋ | bˌʌt nˈO wˈʌn nˈOtɪst",
)
LONG = frozenset("AIWYOQ")


def speak(sentence: str, rate: float = 1.0, lead: float = 0.3, seed: int = 0, first_word: int = 0) -> Speech:
    """A sentence of phones: words between blanks, | a pause, stress marks before the stressed vowel."""
    draw = np.random.default_rng(seed)
    phones: list[Phone] = []
    words: list[Word] = []
    time = lead
    for piece in sentence.split():
        if piece == "|":
            time += 0.4 / rate
            continue
        start, stress = time, 0
        for symbol in piece:
            if symbol in "ˈˌ":
                stress = 1 if symbol == "ˈ" else 2
                continue
            vowel = symbol in VOWELS
            length = 0.17 if symbol in LONG else (0.12 if stress else 0.07) if vowel else 0.07
            length *= draw.uniform(0.8, 1.25) / rate
            phones.append(Phone(symbol, time, time + length, len(words), stress if vowel else 0))
            time += length
            stress = 0 if vowel else stress
        words.append(Word(piece, start, time))
    frames = int(np.ceil((time + 0.3) * 25))
    waveform = np.zeros(frames * SAMPLE_RATE // 25, np.float32)
    for phone in phones:
        samples = np.arange(round(phone.start * SAMPLE_RATE), round(phone.end * SAMPLE_RATE))
        pitch = 110 + 30 * phone.stress + draw.uniform(0, 20)
        tone = sum(np.sin(2 * np.pi * pitch * k * samples / SAMPLE_RATE) / k for k in range(1, 8))
        loud = draw.uniform(0.06, 0.1) * (1.4 if phone.stress else 1.0)
        waveform[samples] = loud * tone if phone.symbol in VOWELS else 0.02 * draw.standard_normal(len(samples))
    return Speech(waveform, SAMPLE_RATE, tuple(words), tuple(phones), "en", "by hand", first_word)


def play(emotion: str, intensity: float, frames: int) -> EmotionTrack:
    """A constant track."""
    probabilities = np.zeros((frames, len(EMOTIONS)), np.float32)
    probabilities[:, EMOTIONS.index(emotion)] = 1.0
    return EmotionTrack(Fraction(25), probabilities, np.full(frames, intensity, np.float32))


def frames_of(speech: Speech) -> int:
    return round(speech.duration * 25)


assert all(symbol in VISEMES for sentence in SENTENCES for symbol in sentence if symbol not in " |ˈˌ")
