"""Synthetic emotional speech whose emotion is known frame by frame: asked, performed, spoken and recorded."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tietfg.data.corpus import (
    FRAME_SAMPLES,
    SAMPLE_RATE,
    CorpusDocument,
    Interval,
    LocalChange,
    ProsodyDocument,
    ProsodyRanges,
    TimedWord,
    UtteranceDocument,
)
from tietfg.data.corpus_plan import BABBLE_STREAM, UTTERANCE_STREAM, VOICE_STREAM, draw_text, turn
from tietfg.data.corpus_texts import SPLITS, Split, SpokenPart
from tietfg.data.emotion_requests import Asked, draw_described, own_feeling
from tietfg.data.rooms import draw_recording, record
from tietfg.data.truth import Speaker, WordCues, perform
from tietfg.data.word_cues import content_words, word_sentiments
from tietfg.emotion.clock import WordClock
from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.timeline import EmotionTimeline
from tietfg.emotion.track import EmotionTrack
from tietfg.motion.motion import LATENT_RATE
from tietfg.speech.blocks import cut_blocks
from tietfg.speech.delivery import Delivery, ProsodyChange
from tietfg.speech.prosody import EFFECTS, constant_change, emotional_change
from tietfg.speech.speech import Speech
from tietfg.speech.synthesizer import Synthesizer

DESCRIBED, OWN_FEELING = 0.6, 0.3
"""How often there is a description, and how often the text's own feeling is asked for; the rest is neutral."""

_STRONGEST = np.array([[np.log(0.72), -4.0, np.log(0.45), -8.0], [np.log(1.4), 6.0, np.log(2.0), 8.0]])
"""Least and most that an emotion does to rate and pitch range (as logarithms), pitch and loudness in this corpus."""
_LEAST_CHANGE = 1e-3


@dataclass(frozen=True)
class MadeUtterance:
    """An utterance as it is written to disk."""

    document: UtteranceDocument
    waveform: NDArray[np.float32]
    """Mono at 16 kHz."""
    truth: EmotionTrack


def make_utterance(
    document: CorpusDocument,
    split: Split,
    number: int,
    synthesizer: Synthesizer,
    babble: tuple[NDArray[np.float32], ...],
) -> MadeUtterance:
    """Ask, perform, speak and record one utterance. The same arguments give the same samples."""
    part = draw_text(document.seed, split, number)
    generator = np.random.default_rng([document.seed, SPLITS.index(split), UTTERANCE_STREAM, number])
    ranges = document.splits[split].prosody
    voices = document.splits[split].voices
    voice = voices[turn(len(voices), number, document.seed, split, VOICE_STREAM)]
    asked = _draw_request(part, split, generator)
    content = content_words([word.text for word in part.words])
    drawn = _draw_prosody(ranges, content, generator)
    recording = draw_recording(generator)
    blocks = cut_blocks(part.words)
    clock = synthesizer.clock(blocks, voice)
    truth = perform(asked.timeline, utterance_cues(part, content, drawn), clock, speaker_of(drawn), generator)
    shown = _scaled(truth, drawn.expressiveness)
    delivery = _delivery(drawn, len(part.words), exaggeration(truth, clock, drawn.expressiveness))
    spoken = [synthesizer.speak(block, shown, voice, delivery) for block in blocks]
    track = EmotionTrack.concatenate([performed_track(speech, truth) for speech in spoken])
    speech = Speech.concatenate(spoken)
    waveform = record(resampled(speech.waveform, speech.sample_rate), SAMPLE_RATE, recording, babble, generator)
    return MadeUtterance(
        UtteranceDocument(
            id=document.splits[split].utterances[number],
            split=split,
            voice=voice,
            text=part.text,
            words=tuple(
                TimedWord(text=word.text, start=round(word.start, 4), end=round(word.end, 4)) for word in speech.words
            ),
            description=asked.description or None,
            timeline=asked.timeline,
            governing=asked.governing,
            phrases=asked.phrases,
            prosody=drawn,
            recording=recording,
        ),
        waveform,
        track,
    )


def make_babble(document: CorpusDocument, split: Split, number: int, synthesizer: Synthesizer) -> NDArray[np.float32]:
    """Plain speech of a split, mono at 16 kHz, that its babble is mixed from."""
    generator = np.random.default_rng([document.seed, SPLITS.index(split), BABBLE_STREAM, number])
    part = draw_text(document.seed, split, int(generator.integers(100_000)))
    voices = document.splits[split].voices
    neutral = own_feeling(part.words, part.feelings, neutral=True).timeline
    voice = voices[int(generator.integers(len(voices)))]
    speech = Speech.concatenate(
        [synthesizer.speak(block, neutral, voice, Delivery()) for block in cut_blocks(part.words)]
    )
    return resampled(speech.waveform, speech.sample_rate)


def performed_track(speech: Speech, truth: EmotionTimeline) -> EmotionTrack:
    """The truth of a block at the middle of each of its frames."""
    seconds = (np.arange(round(speech.duration * LATENT_RATE), dtype=np.float64) + 0.5) / float(LATENT_RATE)
    mixture, intensity = truth.sample(speech.clock, seconds)
    return EmotionTrack(LATENT_RATE, mixture.astype(np.float32), intensity.astype(np.float32))


def resampled(waveform: NDArray[np.float32], sample_rate: int) -> NDArray[np.float32]:
    """Speech of whole frames at 16 kHz: its spectrum below 8 kHz, with no delay."""
    count = round(len(waveform) * SAMPLE_RATE / sample_rate)
    if count % FRAME_SAMPLES:
        raise ValueError("speech must last a whole number of frames")
    spectrum = np.fft.rfft(waveform.astype(np.float64))[: count // 2 + 1]
    spectrum[-1] = 0.0
    return (np.fft.irfft(spectrum, count) * (count / len(waveform))).astype(np.float32)


def _draw_request(part: SpokenPart, split: Split, generator: np.random.Generator) -> Asked:
    kind = generator.random()
    if kind >= DESCRIBED:
        return own_feeling(part.words, part.feelings, neutral=bool(kind >= DESCRIBED + OWN_FEELING))
    strongest = max(part.feelings, key=lambda feeling: feeling.intensity).weights
    return draw_described(
        part.words, max(strongest, key=strongest.__getitem__), unseen=split == "test", generator=generator
    )


def _draw_prosody(
    ranges: ProsodyRanges, content: NDArray[np.float64], generator: np.random.Generator
) -> ProsodyDocument:
    """Parameters of one utterance: those of the whole, a change of some words in half of them, and some emphasis."""

    def uniform(intervals: tuple[Interval, ...]) -> float:
        widths = np.array([high - low for low, high in intervals])
        low, high = intervals[int(generator.choice(len(intervals), p=widths / widths.sum()))]
        return round(float(generator.uniform(low, high)), 3)

    words = len(content)
    start = int(generator.integers(words))
    local = LocalChange(
        start=start,
        end=min(words, start + int(generator.integers(2, 9))),
        rate=round(float(generator.uniform(0.94, 1.06)), 3),
        semitones=uniform(ranges.semitones),
        range=1.0,
        loudness=uniform(ranges.loudness),
    )
    changed = generator.random() < 0.5
    candidates = np.flatnonzero(content)
    stressed = generator.permutation(candidates)[: int(generator.integers(0, 3))]
    return ProsodyDocument(
        speed=uniform(ranges.speed),
        semitones=uniform(ranges.semitones),
        range=uniform(ranges.range),
        loudness=uniform(ranges.loudness),
        expressiveness=uniform(ranges.expressiveness),
        suggestibility=round(float(generator.uniform(0.4, 1.8)), 3),
        lag=round(float(generator.normal(0.1, 0.3)), 3),
        local=local if changed else None,
        emphasis={int(word): round(float(generator.uniform(0.5, 1.0)), 2) for word in sorted(stressed)},
    )


def utterance_cues(part: SpokenPart, content: NDArray[np.float64], drawn: ProsodyDocument) -> WordCues:
    """What the truth of an utterance follows in its words; `content` is that of content_words."""
    emphasis, effort = np.zeros((2, len(content)))
    for word, strength in drawn.emphasis.items():
        emphasis[word] = strength
    if drawn.local is not None:
        effort[drawn.local.start : drawn.local.end] = (drawn.local.loudness + drawn.local.semitones) / 4
    return WordCues(tuple(word.text for word in part.words), word_sentiments(part), content, emphasis, effort)


def speaker_of(drawn: ProsodyDocument) -> Speaker:
    """Who performs an utterance."""
    return Speaker(suggestibility=drawn.suggestibility, lag=drawn.lag)


def _scaled(truth: EmotionTimeline, factor: float) -> EmotionTimeline:
    """What the voice shows of the truth: its intensity times a factor, at most 1."""
    return EmotionTimeline(
        keyframes=tuple(
            keyframe.model_copy(update={"intensity": min(1.0, keyframe.intensity * factor)})
            for keyframe in truth.keyframes
        )
    )


def exaggeration(truth: EmotionTimeline, clock: WordClock, factor: float) -> tuple[ProsodyChange, ...]:
    """What the voice shows of the truth, times a factor, beyond the emotion at full intensity that it can speak with.

    A change for each word that needs one, so that rate, pitch, pitch range and loudness do what is asked.
    """
    times = (np.array(clock.onsets) + np.array([*clock.onsets[1:], clock.end])) / 2
    mixture, intensity = truth.sample(clock, times)
    effects = np.stack([constant_change(EFFECTS[name]) for name in EMOTIONS])[:, :4]
    wanted = (mixture * intensity[:, None] * factor) @ effects
    spoken = emotional_change(mixture, np.minimum(1.0, intensity * factor))[:, :4]
    rest = np.clip(wanted, *_STRONGEST) - spoken
    return tuple(
        ProsodyChange(index, index + 1, float(np.exp(rate)), float(semitones), float(np.exp(width)), float(loudness))
        for index, (rate, semitones, width, loudness) in enumerate(rest)
        if np.abs((rate, semitones, width, loudness)).max() > _LEAST_CHANGE
    )


def _delivery(drawn: ProsodyDocument, words: int, exaggerated: tuple[ProsodyChange, ...]) -> Delivery:
    whole = ProsodyChange(0, words, semitones=drawn.semitones, range=drawn.range, loudness=drawn.loudness)
    local = () if drawn.local is None else (ProsodyChange(**drawn.local.model_dump()),)
    return Delivery(speed=drawn.speed, emphasis=drawn.emphasis, changes=(whole, *local, *exaggerated))
