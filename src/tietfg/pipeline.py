"""TalkingFacePipeline: text, description and portrait become a talking video, one public method a stage."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Self

from tietfg.emotion.description import Planned, check_one_request, parse_description
from tietfg.emotion.timeline import EmotionTimeline
from tietfg.emotion.track import EmotionTrack
from tietfg.emotion.words import split_words
from tietfg.errors import InputError, check_choice
from tietfg.fluctuation.switch import FLUCTUATIONS
from tietfg.media.rates import frame_rate
from tietfg.motion.motion import LATENT_RATE, Motion
from tietfg.motion.performer import PerformerState, perform
from tietfg.motion.resample import MotionResampler
from tietfg.portrait.demo import resolve_picture
from tietfg.portrait.framing import FRAMINGS
from tietfg.portrait.read import read_portrait
from tietfg.prefetch import Prefetched
from tietfg.render.renderer import PortraitRenderer
from tietfg.report import Settings
from tietfg.script import Direction, Script
from tietfg.speech.blocks import TextBlock, check_text, cut_blocks
from tietfg.speech.speech import Speech
from tietfg.speech.synthesizer import SYNTHESIZERS, Synthesizer
from tietfg.spoken_text import SpokenText
from tietfg.talking_video import Block, Chunk, TalkingVideo
from tietfg.weights.store import WeightStore

PRESETS: tuple[str, ...] = ("portrait",)
MOTIONS: tuple[str, ...] = ("procedural",)
MAXIMUM_SEED = 2**32 - 1


@dataclass(frozen=True)
class TalkingFacePipeline:
    """The stages plan, speak, predict, synthesise and render, over models that are loaded once.

    Holds nothing of a request: several may run at the same time.
    """

    store: WeightStore
    synthesizer: Synthesizer

    @classmethod
    def from_pretrained(
        cls, preset: str = "portrait", *, synthesizer: str = "kokoro", store: WeightStore | None = None
    ) -> Self:
        """The pipeline of a preset; models load on first use, and missing weights are fetched then."""
        check_choice("preset", preset, PRESETS)
        check_choice("synthesizer", synthesizer, SYNTHESIZERS)
        store = store or WeightStore.default()
        return cls(store, SYNTHESIZERS[synthesizer].create(store))

    def __call__(
        self,
        *,
        image: str | Path,
        text: str,
        emotion: str = "",
        timeline: EmotionTimeline | None = None,
        track: EmotionTrack | None = None,
        voice: str | None = None,
        seed: int = 0,
        fluctuation: str = "timeline",
        motion: str = "procedural",
        size: int = 512,
        fps: str | float = 25,
        framing: str = "crop",
    ) -> TalkingVideo:
        """Make a talking video; its frames are rendered when they are asked for.

        A `timeline` takes the place of the description; a `track` (any rate, over the whole speech) is what the face
        plays in place of a predicted one. Raises InputError or WeightsError.
        """
        if not 0 <= seed <= MAXIMUM_SEED:
            raise InputError(f"seed {seed} is out of range; use a whole number from 0 to {MAXIMUM_SEED}")
        check_choice("fluctuation", fluctuation, FLUCTUATIONS)
        check_choice("motion", motion, MOTIONS)
        check_choice("framing", framing, FRAMINGS)
        picture = resolve_picture(str(image))
        direction = Direction(seed, fluctuation, track, frame_rate(fps))
        settings: Settings = {"image": str(image), "size": size, "fps": str(fps), "framing": framing, "seed": seed}
        settings |= {"fluctuation": fluctuation, "motion": motion, "voice": voice, "emotion": emotion}
        started = time.perf_counter()
        script = self.prepare(text, emotion, timeline, voice)
        blocks = Prefetched(self.blocks(script, direction))  # the first block is spoken while the portrait is read
        try:
            with script.times.stage("read portrait"):
                portrait = read_portrait(picture, size, framing, self.store)
            with script.times.stage("prepare renderer"):
                renderer = PortraitRenderer(portrait)
        except BaseException:
            blocks.close()
            raise
        return TalkingVideo(portrait, script, direction, renderer, blocks, settings, started)

    def stream(self, **request: Any) -> Iterator[Chunk]:
        """The same request as a call's; yields pictures and sound as they are made, less than a second at a time."""
        yield from self(**request).chunks()

    def say(
        self, *, text: str, emotion: str = "", timeline: EmotionTimeline | None = None, voice: str | None = None
    ) -> SpokenText:
        """Speak a whole text without a picture. Raises InputError or WeightsError."""
        started = time.perf_counter()
        script = self.prepare(text, emotion, timeline, voice)
        blocks = [self.speak(block, script.timeline, script.voice) for block in cut_blocks(script.words)]
        tracks = [self.predict(speech, script.timeline) for speech in blocks]
        wall = time.perf_counter() - started
        return SpokenText(script, Speech.concatenate(blocks), EmotionTrack.concatenate(tracks), wall)

    def prepare(self, text: str, emotion: str, timeline: EmotionTimeline | None, voice: str | None) -> Script:
        """Check a text and its voice, plan it unless a timeline is given, and anchor the timeline to the words."""
        check_one_request(emotion, timeline)
        words = split_words(check_text(text))
        planned = self.plan(text, emotion) if timeline is None else Planned(timeline, ())
        voice = self.synthesizer.check_voice(voice)
        timeline = planned.timeline
        if timeline.has_seconds:
            timeline = timeline.with_word_anchors(self.synthesizer.clock(cut_blocks(words), voice))
        return Script(words, timeline, voice, planned.notes)

    def plan(self, text: str, emotion: str) -> Planned:
        """What is asked: the emotion timeline of a description over the words of a text."""
        return parse_description(emotion, split_words(text))

    def speak(self, block: TextBlock, timeline: EmotionTimeline, voice: str) -> Speech:
        """Emotional text-to-speech of one block (eq 1); anchors of the timeline are words."""
        return self.synthesizer.speak(block, timeline, voice)

    def predict(self, speech: Speech, timeline: EmotionTimeline, fluctuation: str = "timeline") -> EmotionTrack:
        """The emotion track of a block at 25 frames a second (in the place of eq 2)."""
        return FLUCTUATIONS[fluctuation].track(speech, timeline)

    def synthesise(self, speech: Speech, track: EmotionTrack, state: PerformerState) -> tuple[Motion, PerformerState]:
        """Motion latents of a block at 25 frames a second, and the state to carry to the next block."""
        return perform(speech, track, state)

    def blocks(self, script: Script, direction: Direction) -> Iterator[Block]:
        """Speak, predict and synthesise block by block; motion comes at the video's frame rate."""
        times = script.times
        state = PerformerState.initial(direction.seed)
        resampler = MotionResampler(direction.fps)
        start = Fraction(0)
        text_blocks = cut_blocks(script.words)
        for text_block in text_blocks:
            with times.stage("speak"):
                speech = self.speak(text_block, script.timeline, script.voice)
            frames = round(speech.duration * LATENT_RATE)
            with times.stage("predict"):
                if direction.track is None:
                    track = self.predict(speech, script.timeline, direction.fluctuation)
                else:
                    track = direction.track.window(start, frames, LATENT_RATE)
            with times.stage("synthesise"):
                latents, state = self.synthesise(speech, track, state)
                motion = resampler.push(latents)
                if text_block is text_blocks[-1]:
                    motion = Motion.concatenate([motion, resampler.flush()])
            yield Block(speech, track, motion)
            start += frames / LATENT_RATE
