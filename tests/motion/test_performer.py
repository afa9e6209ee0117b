from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.motion.spoken import SAMPLE_RATE, SENTENCES, frames_of, play, speak
from tietfg.emotion.labels import EMOTIONS
from tietfg.motion.motion import Motion
from tietfg.motion.performer import MAXIMUM_COEFFICIENT, PerformerState, perform
from tietfg.motion.visemes import VISEMES
from tietfg.portrait.arkit import ARKIT_NAMES
from tietfg.speech.speech import Phone, Speech, Word

BLINK = ARKIT_NAMES.index("eyeBlinkLeft")


def _blocks(emotion, count, seed, intensity=1.0):
    state, motions = PerformerState.initial(seed), []
    for block in range(count):
        speech = speak(SENTENCES[block % len(SENTENCES)], seed=block, first_word=20 * block)
        motion, state = perform(speech, play(emotion, intensity, frames_of(speech)), state)
        motions.append(motion)
    return motions


def test_the_same_seed_gives_the_same_motion_and_another_seed_another_take():
    first, again, other = (Motion.concatenate(_blocks("happy", 2, seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.coefficients, again.coefficients)
    np.testing.assert_array_equal(first.rotation, again.rotation)
    assert np.abs(first.rotation - other.rotation).mean() > np.radians(0.3)
    jaw = ARKIT_NAMES.index("jawOpen")
    assert np.corrcoef(first.coefficients[:, jaw], other.coefficients[:, jaw])[0, 1] > 0.95


def test_a_block_does_not_depend_on_later_ones_and_leaves_its_state_alone():
    state = PerformerState.initial(5)
    speech = speak(SENTENCES[0])
    track = play("angry", 0.8, frames_of(speech))
    first, following = perform(speech, track, state)
    perform(speak(SENTENCES[1]), play("sad", 1.0, frames_of(speak(SENTENCES[1]))), following)
    again, _ = perform(speech, track, state)
    np.testing.assert_array_equal(first.coefficients, again.coefficients)


def _cut(speech, frame):
    """A speech cut at a frame into two blocks, with the words and phones that begin in each."""
    time = frame / 25
    halves = []
    for start, end in ((0.0, time), (time, speech.duration)):
        words = [k for k, word in enumerate(speech.words) if start <= word.start < end]
        first = words[0] if words else len(speech.words)
        halves.append(
            Speech(
                speech.waveform[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)],
                SAMPLE_RATE,
                tuple(Word(w.text, w.start - start, min(w.end, end) - start) for w in (speech.words[k] for k in words)),
                tuple(
                    replace(p, start=p.start - start, end=min(p.end, end) - start, word=p.word - first)
                    for p in speech.phones
                    if p.word in words and p.start < end
                ),
                "en",
                "by hand",
                first,
            )
        )
    return halves


@pytest.mark.parametrize("emotion", ["neutral", "happy", "angry"])
def test_motion_is_as_smooth_across_a_border_as_within_a_block(emotion):
    """Blocks are cut in a pause; at the border no channel jumps more than the block's own usual steps."""
    mouth = [k for k, name in enumerate(ARKIT_NAMES) if not name.startswith("eye")]
    for seed, sentence in enumerate((SENTENCES[0], SENTENCES[1], SENTENCES[3])):
        speech = speak(sentence, seed=seed)
        pauses = [(a.end, b.start) for a, b in zip(speech.words, speech.words[1:], strict=False) if b.start > a.end]
        border = round(25 * sum(pauses[0]) / 2)
        state, parts = PerformerState.initial(seed), []
        for half in _cut(speech, border):
            motion, state = perform(half, play(emotion, 1.0, frames_of(half)), state)
            parts.append(motion)
        motion = Motion.concatenate(parts)
        course = np.concatenate(
            [motion.coefficients[:, mouth], np.degrees(motion.rotation) / 5, 10 * motion.translation], axis=1
        )
        step = np.abs(np.diff(course, axis=0))
        change = np.abs(np.diff(course, n=2, axis=0))
        assert step[border - 1].max() < 0.15
        assert change[border - 2 : border].max() < 0.15


def _silence(frames):
    return Speech(np.zeros(frames * SAMPLE_RATE // 25, np.float32), SAMPLE_RATE, (), (), "en", "by hand")


def _course(motion, name):
    return motion.coefficients[:, ARKIT_NAMES.index(name)].astype(float)


def test_expressions_begin_smoothly_and_fade_more_slowly():
    track = play("happy", 1.0, 120)
    track.intensity[:20] = 0.0
    track.intensity[60:] = 0.0
    motion, _ = perform(_silence(120), track, PerformerState.initial(0))
    smile = _course(motion, "mouthSmileLeft")
    rise = np.argmax(smile > 0.9 * smile.max()) - np.argmax(smile > 0.1 * smile.max())
    fall = np.argmax(smile[60:] < 0.15 * smile.max()) - np.argmax(smile[60:] < 0.9 * smile.max())
    assert 0.3 <= rise / 25 <= 0.6
    assert rise < fall
    assert fall / 25 >= 0.5
    assert np.abs(np.diff(smile)).max() < 0.2


def test_a_video_begins_within_its_emotion_and_moves_from_the_first_frame():
    motion, _ = perform(_silence(50), play("happy", 1.0, 50), PerformerState.initial(0))
    smile = _course(motion, "mouthSmileLeft")
    assert 0.3 * smile.max() < smile[0] < 0.8 * smile.max()
    moving = np.abs(np.diff(np.concatenate([motion.coefficients, motion.rotation], axis=1), axis=0)).sum(axis=1)
    assert (moving > 1e-3).all()


@pytest.mark.parametrize(
    ("emotion", "brow", "mouth"),
    [("surprise", "browOuterUpLeft", "jawOpen"), ("angry", "browDownLeft", "mouthFrownLeft")],
)
def test_brows_lead_the_mouth(emotion, brow, mouth):
    track = play(emotion, 1.0, 60)
    track.intensity[:20] = 0.0
    motion, _ = perform(_silence(60), track, PerformerState.initial(0))

    def halfway(name):
        course = _course(motion, name)
        return np.argmax(course > (course[:15].mean() + course[45:].mean()) / 2)

    assert halfway(brow) + 2 <= halfway(mouth)


def test_a_new_emotion_shows_in_the_brows_while_the_mouth_keeps_the_old_one():
    track = play("happy", 1.0, 80)
    track.probabilities[40:] = play("angry", 1.0, 40).probabilities
    motion, _ = perform(_silence(80), track, PerformerState.initial(0))
    frown, smile = _course(motion, "browDownLeft"), _course(motion, "mouthSmileLeft")
    change = np.argmax(frown > 0.5 * frown.max())
    assert smile[change] > 0.6 * smile[:40].max()


def test_in_mixtures_the_brows_are_of_one_emotion_and_the_mouth_of_the_other():
    surprise, happy = (EMOTIONS.index(name) for name in ("surprise", "happy"))
    track = play("happy", 1.0, 60)
    track.probabilities[:] = 0.0
    track.probabilities[:, [surprise, happy]] = 0.5
    mixed, _ = perform(_silence(60), track, PerformerState.initial(0))
    pure = {name: perform(_silence(60), play(name, 1.0, 60), PerformerState.initial(0))[0] for name in EMOTIONS}

    def share(emotion, unit):
        return _course(mixed, unit)[30:].mean() / _course(pure[emotion], unit)[30:].mean()

    assert share("surprise", "browOuterUpLeft") > 0.6
    assert share("happy", "mouthSmileLeft") > 0.55


@pytest.mark.parametrize("emotion", [name for name in EMOTIONS if name != "neutral"])
def test_phrases_and_seeds_vary_how_an_emotion_shows(emotion):
    kept = [k for k, name in enumerate(ARKIT_NAMES) if name.startswith(("brow", "cheek", "noseSneer", "eyeSquint"))]
    kept += [
        ARKIT_NAMES.index(name) for name in ("mouthFrownLeft", "mouthStretchLeft", "mouthSmileLeft", "eyeWideLeft")
    ]
    looks = np.array(
        [
            perform(_silence(75), play(emotion, 1.0, 75), PerformerState.initial(seed))[0]
            .coefficients[40:, kept]
            .mean(0)
            for seed in range(8)
        ]
    )
    spread = np.abs(looks - looks.mean(axis=0)).mean(axis=0)
    assert spread.max() > 0.03
    assert np.corrcoef(looks).min() > 0.85


@pytest.mark.parametrize("emotion", EMOTIONS)
def test_a_face_is_never_frozen(emotion):
    motion = Motion.concatenate(_blocks(emotion, 3, seed=2))
    still = np.abs(np.diff(motion.coefficients, axis=0)).max(axis=1) < 2e-3
    assert not still.any()


def test_the_expression_grows_towards_prominent_words_and_relaxes_in_long_pauses():
    speech = speak("nˈɛvəɹ pˈʊt ðə wˈɪnɪŋ kˈɑɹ | | | | | | | | nˈɛvəɹ")
    first, last = speech.words[4].end, speech.words[5].start
    courses = []
    for seed in range(4):
        motion, _ = perform(speech, play("angry", 0.8, frames_of(speech)), PerformerState.initial(seed))
        courses.append(_course(motion, "browDownLeft"))
    brows = np.mean(courses, axis=0)
    spoken = brows[round(25 * first) - 20 : round(25 * first)].mean()
    assert brows[round(25 * last) - 20 : round(25 * last) - 8].mean() < 0.93 * spoken


def test_the_mouth_rests_in_pauses_but_is_not_frozen(lip_gap):
    speech = speak("mˈɑ | | | | | mˈɑ")
    motion, _ = perform(speech, play("neutral", 0.0, frames_of(speech)), PerformerState.initial(0))
    pause = slice(round(25 * speech.words[0].end) + 8, round(25 * speech.words[1].start) - 10)
    assert lip_gap(motion.coefficients[pause]).max() < 4.5
    moving = np.abs(np.diff(np.concatenate([motion.coefficients, motion.rotation], axis=1)[pause], axis=0)).sum(axis=1)
    assert (moving > 1e-3).all()


@pytest.mark.parametrize(
    ("emotion", "low", "high"), [("neutral", 13, 26), ("sad", 11, 24), ("fear", 6, 15), ("surprise", 5, 14)]
)
def test_blinks_come_as_often_as_the_emotion_says(emotion, low, high):
    counts = []
    for seed in range(2):
        frames, state, blinks, shut = 0, PerformerState.initial(seed), 0, []
        while frames < 150 * 25:
            speech = speak(SENTENCES[seed], seed=frames)
            motion, state = perform(speech, play(emotion, 0.9, frames_of(speech)), state)
            frames += len(motion)
            shut.append(motion.coefficients[:, BLINK] > 0.7)
        run = np.concatenate(shut)
        blinks = int((run[1:] & ~run[:-1]).sum())
        counts.append(blinks * 1500 / frames)
        assert run.mean() < 0.1
    assert low <= np.mean(counts) <= high


@pytest.mark.parametrize("emotion", EMOTIONS)
def test_head_motion_is_small_and_alive(emotion):
    motion = Motion.concatenate(_blocks(emotion, 4, seed=4))
    degrees = np.degrees(motion.rotation)
    assert (np.abs(degrees) <= (10.0, 12.0, 10.0)).all()
    assert np.abs(motion.translation).max() <= 0.1
    assert degrees.std(axis=0).max() > 0.5
    assert np.abs(np.diff(degrees, axis=0)).max() < 2.0


def test_every_blink_shuts_both_lids_and_takes_a_fifth_of_a_second():
    for emotion in ("neutral", "fear"):
        motion = Motion.concatenate(_blocks(emotion, 8, seed=6))
        lids = motion.coefficients[:, [BLINK, ARKIT_NAMES.index("eyeBlinkRight")]].min(axis=1)
        closing = lids > 0.6
        starts = np.flatnonzero(closing[1:] & ~closing[:-1]) + 1
        assert len(starts) >= 2
        for start in starts:
            end = start + int(np.argmin(closing[start:]))
            assert lids[start:end].max() >= 0.999
            assert 1 <= end - start <= 5


def test_both_eyes_look_the_same_way():
    motion = Motion.concatenate(_blocks("neutral", 2, seed=0))

    def look(direction):
        return _course(motion, f"eyeLook{direction}")

    left = 14.7 * look("InLeft") - 14.2 * look("OutLeft")
    right = 14.2 * look("OutRight") - 14.7 * look("InRight")
    np.testing.assert_allclose(left, right, atol=1.5)
    assert np.corrcoef(left, right)[0, 1] > 0.97
    assert np.minimum(look("InLeft"), look("OutLeft")).max() == 0
    assert np.maximum(look("InLeft"), look("OutLeft")).max() > 0.1


def test_speakers_look_away_while_they_plan_and_back_when_they_end():
    starts, ends = [], []
    for seed in range(30):
        speech = speak(SENTENCES[seed % 4], seed=seed, lead=0.8)
        motion, _ = perform(speech, play("neutral", 0.0, frames_of(speech)), PerformerState.initial(seed))
        room = 14.7 * _course(motion, "eyeLookInLeft") - 14.2 * _course(motion, "eyeLookOutLeft")
        away = np.abs(room + 0.9 * np.degrees(motion.rotation[:, 1])) > 2.5
        first, last = round(25 * speech.words[0].start), round(25 * speech.words[-1].end)
        starts.append(away[first : first + 12].mean())
        ends.append(away[last - 2 : last + 5].mean())
    assert np.mean(starts) > 1.5 * np.mean(ends)


def test_the_head_shakes_at_a_negation():
    sizes = {}
    for text in ("never", "always"):
        courses = []
        for seed in range(12):
            speech = speak("ˌI nˈɛvəɹ sˈɔ ɪt", seed=seed)
            words = tuple(replace(word, text=text) if k == 1 else word for k, word in enumerate(speech.words))
            motion, _ = perform(
                replace(speech, words=words), play("neutral", 0.0, frames_of(speech)), PerformerState.initial(seed)
            )
            courses.append(np.degrees(np.abs(np.diff(motion.rotation[:, 1]))).mean())
        sizes[text] = np.mean(courses)
    assert sizes["never"] > 1.3 * sizes["always"]


def test_a_track_of_another_length_is_refused():
    speech = speak(SENTENCES[0])
    with pytest.raises(ValueError, match="frames cannot be performed"):
        perform(speech, play("happy", 1.0, frames_of(speech) + 1), PerformerState.initial(0))
    late = replace(play("happy", 1.0, frames_of(speech)), fps=Fraction(30))
    with pytest.raises(ValueError, match="30 Hz"):
        perform(speech, late, PerformerState.initial(0))


@settings(deadline=None, max_examples=40)
@given(
    symbols=st.lists(st.sampled_from([*VISEMES, "ː", "?"]), max_size=25),
    lengths=st.lists(st.floats(0.0, 0.3), min_size=25, max_size=25),
    gaps=st.lists(st.sampled_from([0.0, 0.0, 0.0, 0.5]), min_size=25, max_size=25),
    weights=st.lists(st.floats(0.01, 1.0), min_size=7, max_size=7),
    intensity=st.floats(0.0, 1.0),
    level=st.sampled_from([0.0, 1e-4, 1.0]),
    seed=st.integers(0, 2**32 - 1),
)
def test_any_speech_gives_finite_motion_in_range(symbols, lengths, gaps, weights, intensity, level, seed):
    time, phones, words = 0.0, [], []
    for symbol, length, gap in zip(symbols, lengths, gaps, strict=False):
        time += gap
        phones.append(Phone(symbol, time, time + length, len(words), 1 if symbol in "ɑiA" else 0))
        words.append(Word(symbol, time, time + length))
        time += length
    frames = int(np.ceil(time * 25)) + 1
    noise = level * np.random.default_rng(0).uniform(-1, 1, frames * SAMPLE_RATE // 25)
    speech = Speech(noise.astype(np.float32), SAMPLE_RATE, tuple(words), tuple(phones), "en", "by hand")
    track = play("neutral", intensity, frames)
    track.probabilities[:] = np.array(weights) / np.sum(weights)
    state = PerformerState.initial(seed)
    for _ in range(2):
        motion, state = perform(speech, track, state)
        assert len(motion) == frames
        for values in (motion.coefficients, motion.rotation, motion.translation):
            assert np.isfinite(values).all()
        assert motion.coefficients.min() >= 0
        assert motion.coefficients.max() <= MAXIMUM_COEFFICIENT
