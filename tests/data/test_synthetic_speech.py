"""Planning and speaking utterances."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from tietfg.data.corpus import Interval, read_corpus
from tietfg.data.corpus_plan import PROSODY, draw_text, plan_corpus, split_voices
from tietfg.data.corpus_texts import SPLITS, passages
from tietfg.data.synthetic_speech import _draw_prosody, exaggeration, make_utterance, resampled
from tietfg.emotion.clock import WordClock
from tietfg.emotion.timeline import EmotionTimeline, Keyframe
from tietfg.errors import InputError
from tietfg.motion.motion import LATENT_RATE
from tietfg.speech.hibari import HibariSynthesizer
from tietfg.speech.prosody import EFFECTS
from tietfg.speech.synthesizer import SYNTHESIZERS
from tietfg.speech.voices import VOICES

KOKORO = SYNTHESIZERS["kokoro"].voices


def test_each_voice_is_in_one_split_and_all_kinds_are_in_each() -> None:
    voices = split_voices("kokoro", KOKORO)
    assert sorted(voice for chosen in voices.values() for voice in chosen) == sorted(VOICES)
    for chosen in voices.values():
        kinds = {(VOICES[voice].gender, VOICES[voice].accent) for voice in chosen}
        assert len(kinds) == 4


def test_voices_of_the_small_synthesizer_are_apart_too() -> None:
    voices = [voice for chosen in split_voices("hibari", ()).values() for voice in chosen]
    assert len({HibariSynthesizer().check_voice(voice) for voice in voices}) == len(voices)


def test_another_synthesizer_is_refused() -> None:
    with pytest.raises(InputError, match="'festival'; use kokoro or hibari"):
        split_voices("festival", ())


def test_prosody_of_the_test_set_is_unseen_in_training() -> None:
    def overlap(one: tuple[Interval, ...], other: tuple[Interval, ...]) -> float:
        return sum(max(0.0, min(a[1], b[1]) - max(a[0], b[0])) for a in one for b in other)

    for name in type(PROSODY["train"]).model_fields:
        trained, tested = getattr(PROSODY["train"], name), getattr(PROSODY["test"], name)
        assert overlap(trained, tested) == 0
        assert overlap(trained, getattr(PROSODY["validation"], name)) > 0


@pytest.mark.parametrize("split", SPLITS)
def test_prosody_is_drawn_from_its_ranges(split: str) -> None:
    ranges = next(PROSODY[one] for one in SPLITS if one == split)
    content = np.array([0.0, 1.0, 1.0, 0.0, 1.0, 0.0, 1.0, 1.0])
    generator = np.random.default_rng(0)
    drawn = [_draw_prosody(ranges, content, generator) for _ in range(300)]
    for name in type(ranges).model_fields:
        values = [getattr(one, name) for one in drawn]
        intervals = getattr(ranges, name)
        assert all(any(low <= value <= high for low, high in intervals) for value in values)
        assert all(any(low <= value <= high for value in values) for low, high in intervals)
    assert 0.4 < np.mean([one.local is not None for one in drawn]) < 0.6
    assert all(content[word] for one in drawn for word in one.emphasis)
    assert all(0 <= one.local.start < one.local.end <= len(content) for one in drawn if one.local)


def test_a_plan_has_the_asked_length_and_shares() -> None:
    plan = plan_corpus(2.5, 0, "kokoro", split_voices("kokoro", KOKORO))
    counts = {split: len(plan.splits[split].utterances) for split in SPLITS}
    assert 700 < counts["train"] < 1500
    assert 0.08 < counts["test"] / sum(counts.values()) < 0.15


def test_more_hours_only_add_utterances() -> None:
    voices = split_voices("kokoro", KOKORO)
    short, long = (plan_corpus(hours, 5, "kokoro", voices) for hours in (0.2, 0.5))
    for split in SPLITS:
        few, many = short.splits[split].utterances, long.splits[split].utterances
        assert many[: len(few)] == few
        assert len(many) > len(few)


def test_texts_of_a_split_are_all_used() -> None:
    for split in SPLITS:
        own = [passage for passage in passages() if passage.split == split]
        sentences = {sentence.text: index for index, passage in enumerate(own) for sentence in passage.sentences}
        drawn = [draw_text(1, split, number) for number in range(len(own))]
        begun = [next(index for text, index in sentences.items() if part.text.startswith(text)) for part in drawn]
        assert sorted(begun) == list(range(len(own)))
    lengths = Counter(len(draw_text(1, "train", number).feelings) > 1 for number in range(200))
    assert lengths[True] > 50
    assert lengths[False] > 20


def test_resampling_keeps_time_and_sound() -> None:
    times = np.arange(24_000) / 24_000
    low = np.sin(2 * np.pi * 440 * times) * np.hanning(24_000)
    made = resampled(low.astype(np.float32), 24_000)
    expected = np.sin(2 * np.pi * 440 * np.arange(16_000) / 16_000) * np.interp(
        np.arange(16_000) / 16_000, times, np.hanning(24_000)
    )
    assert len(made) == 16_000
    assert np.abs(made - expected).max() < 1e-3
    high = np.sin(2 * np.pi * 9000 * times).astype(np.float32)
    assert np.abs(resampled(high, 24_000)).max() < 1e-3


def test_an_utterance_is_the_same_each_time_and_fits_together() -> None:
    plan = plan_corpus(0.05, 2, "hibari", split_voices("hibari", ()))
    babble = (np.random.default_rng(0).standard_normal(40_000).astype(np.float32),) * 3
    one, same = (make_utterance(plan, "train", 4, HibariSynthesizer(), babble) for _ in range(2))
    assert one.document == same.document
    assert np.array_equal(one.waveform, same.waveform)
    assert np.array_equal(one.truth.intensity, same.truth.intensity)
    duration = len(one.waveform) / 16_000
    assert len(one.truth) == round(duration * float(LATENT_RATE))
    assert one.document.words[-1].end <= duration
    assert " ".join(word.text for word in one.document.words) == one.document.text


def test_the_truth_is_more_than_what_is_asked(tiny_corpus: Path) -> None:
    corpus = read_corpus(tiny_corpus)
    agree: list[bool] = []
    for split in SPLITS:
        for utterance in corpus.utterances(split):
            truth, document = utterance.truth(), utterance.document
            onsets = [word.start for word in document.words]
            middle = (np.arange(len(truth)) + 0.5) / 25
            word = np.clip(np.searchsorted(onsets, middle, side="right") - 1, 0, len(onsets) - 1)
            segments = document.timeline.segments(len(onsets))
            by_word = [one for one in segments for _ in range(one.start_word, one.end_word + 1)]
            asked = [max(by_word[k].emotion, key=by_word[k].emotion.__getitem__) for k in word]
            agree += [one == other for one, other in zip(truth.labels, asked, strict=True)]
    assert 0.4 < np.mean(agree) < 0.97


def test_a_voice_shows_more_than_full_intensity_when_it_is_expressive() -> None:
    clock = WordClock((0.1, 0.5, 0.9), 1.4)
    truth = EmotionTimeline(keyframes=(Keyframe(word=0, emotion={"sad": 1}, intensity=0.8),))
    assert exaggeration(truth, clock, 1.0) == ()
    changes = exaggeration(truth, clock, 2.0)
    assert [(one.start, one.end) for one in changes] == [(0, 1), (1, 2), (2, 3)]
    for one in changes:  # 1.6 times sadness, of which 1 is spoken by its intensity
        assert one.semitones == pytest.approx(0.6 * EFFECTS["sad"].semitones)
        assert one.loudness == pytest.approx(0.6 * EFFECTS["sad"].loudness)
        assert one.rate == pytest.approx(EFFECTS["sad"].rate ** 0.6)
        assert one.range == pytest.approx(EFFECTS["sad"].range ** 0.6)
    afraid = EmotionTimeline(keyframes=(Keyframe(word=0, emotion={"fear": 1}, intensity=1),))
    wild = exaggeration(afraid, clock, 9.0)
    assert wild[0].semitones + EFFECTS["fear"].semitones == pytest.approx(6.0)
