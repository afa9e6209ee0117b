"""A performance of the procedural performer: what is asked, how it is spoken, and who plays it, drawn by seed."""

import numpy as np

from tietfg.data.corpus import CorpusDocument
from tietfg.data.corpus_plan import VOICE_STREAM, draw_text, turn
from tietfg.data.corpus_texts import SPLITS, Split, SpokenPart
from tietfg.data.emotion_requests import draw_described, own_feeling
from tietfg.data.performance_styles import Style, styled
from tietfg.data.performances import PlayedBlock, PlayedPerformance
from tietfg.data.silent_speech import silent_speech
from tietfg.data.truth import Speaker, WordCues
from tietfg.data.truth import perform as perform_truth
from tietfg.data.word_cues import content_words, word_sentiments
from tietfg.emotion.labels import EMOTIONS, NEUTRAL
from tietfg.emotion.timeline import EmotionTimeline, Keyframe
from tietfg.emotion.track import EmotionTrack
from tietfg.motion.contacts import shift_contact
from tietfg.motion.motion import LATENT_RATE, Motion
from tietfg.motion.performer import PerformerState, perform
from tietfg.speech.blocks import cut_blocks
from tietfg.speech.delivery import Delivery, ProsodyChange
from tietfg.speech.prosodic_synthesizer import ProsodicSynthesizer
from tietfg.speech.speech import Speech
from tietfg.synthesis.motion_tokens import motion_values

_STREAM = 77
"""Random numbers of performances are independent of those of a corpus with the same seed."""
_KINDS, _SHARES = ("one", "changing", "described", "own", "neutral"), (0.35, 0.25, 0.15, 0.15, 0.1)
"""What is asked, and how often."""
_FLUCTUATING = 0.5
"""How often the face plays a fluctuating performance of what is asked, in place of that itself."""
_SUDDEN = 0.4
_TAKE_SEEDS = 2**31


def make_performance(
    plan: CorpusDocument, split: Split, number: int, synthesizer: ProsodicSynthesizer
) -> PlayedPerformance:
    """One performance: a text asked for with emotions, spoken without sound, and played by a person of some style.

    The same arguments give the same performance.
    """
    part = draw_text(plan.seed, split, number)
    generator = np.random.default_rng([plan.seed, SPLITS.index(split), _STREAM, number])
    voices = plan.splits[split].voices
    voice = voices[turn(len(voices), number, plan.seed, split, VOICE_STREAM)]
    asked = _draw_request(part, split, generator)
    delivery = _draw_delivery(len(part.words), generator)
    text_blocks = cut_blocks(part.words)
    played = asked
    if generator.random() < _FLUCTUATING:
        content = content_words([word.text for word in part.words])
        cues = WordCues(tuple(word.text for word in part.words), word_sentiments(part), content)
        clock = synthesizer.clock(text_blocks, voice)
        speaker = Speaker(suggestibility=float(generator.uniform(0.4, 1.8)), lag=float(generator.normal(0.1, 0.2)))
        played = perform_truth(asked, cues, clock, speaker, generator)
    state = PerformerState.initial(int(generator.integers(_TAKE_SEEDS)))
    blocks: list[PlayedBlock] = []
    motions: list[Motion] = []
    contacts = ()
    for text_block in text_blocks:
        speech, prosody = silent_speech(synthesizer, text_block, asked, voice, delivery)
        track = _track(speech, played)
        start = state.frames / float(LATENT_RATE)
        motion, state = perform(speech, track, state, prosody)
        contacts += tuple(shift_contact(contact, start) for contact in motion.contacts if contact.onset >= 0)
        motions.append(motion)
        blocks.append(PlayedBlock(speech, prosody, motion_values(motion), track))
    whole = motion_values(styled(Motion.concatenate(motions), contacts, Style.drawn(generator), generator))
    pieces = np.split(whole, np.cumsum([len(motion) for motion in motions])[:-1])
    return PlayedPerformance(
        tuple(
            PlayedBlock(block.speech, block.prosody, piece, block.track)
            for block, piece in zip(blocks, pieces, strict=True)
        )
    )


def _track(speech: Speech, played: EmotionTimeline) -> EmotionTrack:
    """A timeline at each frame of a block, as the pipeline plays it."""
    seconds = np.arange(round(speech.duration * LATENT_RATE), dtype=np.float64) / float(LATENT_RATE)
    mixture, intensity = played.sample(speech.clock, seconds)
    return EmotionTrack(LATENT_RATE, mixture.astype(np.float32), intensity.astype(np.float32))


def _draw_request(part: SpokenPart, split: Split, generator: np.random.Generator) -> EmotionTimeline:
    """What is asked: one mixture, changing ones, a description's, the text's own, or nothing."""
    kind = _KINDS[int(generator.choice(len(_KINDS), p=_SHARES))]
    if kind in ("own", "neutral"):
        return own_feeling(part.words, part.feelings, neutral=kind == "neutral").timeline
    if kind == "described":
        own = max(part.feelings, key=lambda feeling: feeling.intensity).weights
        strongest = max(own, key=own.__getitem__)
        return draw_described(part.words, strongest, unseen=split == "test", generator=generator).timeline
    count = 1 if kind == "one" else int(generator.integers(2, max(3, min(6, len(part.words)))))
    places = np.sort(generator.choice(len(part.words), min(count, len(part.words)), replace=False))
    return EmotionTimeline(
        keyframes=tuple(
            Keyframe(
                word=float(place),
                emotion=_draw_mixture(generator),  # type: ignore[arg-type]
                intensity=round(float(generator.uniform(0.1, 1.0)), 3),
                transition="sudden" if generator.random() < _SUDDEN else "gradual",
            )
            for place in places
        )
    )


def _draw_mixture(generator: np.random.Generator) -> dict[str, float]:
    """Mostly one emotion, sometimes two."""
    names = generator.permutation([name for index, name in enumerate(EMOTIONS) if index != NEUTRAL])
    mixture = {str(names[0]): 1.0}
    if generator.random() < 0.3:
        mixture[str(names[1])] = round(float(generator.uniform(0.2, 1.0)), 3)
    return mixture


def _draw_delivery(words: int, generator: np.random.Generator) -> Delivery:
    """Speaking rate, pitch, loudness and some emphasis of one speaker."""
    whole = ProsodyChange(
        0,
        words,
        semitones=float(np.clip(generator.normal(0.0, 0.8), -2, 2)),
        range=float(np.exp(generator.normal(0.0, 0.1))),
        loudness=float(generator.normal(0.0, 1.0)),
    )
    stressed = generator.permutation(words)[: int(generator.integers(0, 3))]
    return Delivery(
        speed=float(np.exp(np.clip(generator.normal(0.0, 0.12), -0.25, 0.25))),
        emphasis={int(word): round(float(generator.uniform(0.4, 1.0)), 2) for word in sorted(stressed)},
        changes=(whole,),
    )
