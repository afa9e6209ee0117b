"""TalkingFacePipeline: text, description and portrait become a talking video, one public method a stage."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Self

from tietfg.emotion.description import Planned, parse_description
from tietfg.emotion.timeline import EmotionTimeline
from tietfg.emotion.track import EmotionTrack
from tietfg.emotion.words import TextWord, split_words
from tietfg.errors import InputError
from tietfg.fluctuation.switch import FLUCTUATIONS
from tietfg.media.rates import frame_rate
from tietfg.motion.motion import LATENT_RATE, Motion
from tietfg.motion.performer import PerformerState, perform
from tietfg.motion.resample import MotionResampler
from tietfg.portrait.demo import resolve_picture
from tietfg.portrait.read import read_portrait
from tietfg.prefetch import Prefetched
from tietfg.render.renderer import PortraitRenderer
from tietfg.speech.blocks import TextBlock, check_text, cut_blocks
from tietfg.speech.speech import Speech
from tietfg.speech.synthesizer import SYNTHESIZERS, Synthesizer
from tietfg.request import Request
from tietfg.talking_video import Block, Chunk, TalkingVideo
from tietfg.timing import StageTimes
from tietfg.weights.store import WeightStore

PRESETS: tuple[str, ...] = ("portrait",)
MAXIMUM_SEED = 2**32 - 1


@dataclass(frozen=True)
class TalkingFacePipeline:
    """The stages plan, speak, predict, synthesise and decode, over models that are loaded once.

    Holds nothing of a request: several may run at the same time.
    """

    store: WeightStore
    synthesizer: Synthesizer

    @classmethod
    def from_pretrained(
        cls, preset: str = "portrait", *, synthesizer: str = "kokoro", store: WeightStore | None = None
    ) -> Self:
        """The pipeline of a preset; models load on first use, and missing weights are fetched then."""
        if preset not in PRESETS:
            raise InputError(f"preset {preset!r} does not exist; choose one of {', '.join(PRESETS)}")
        if synthesizer not in SYNTHESIZERS:
            raise InputError(f"synthesizer {synthesizer!r} does not exist; choose one of {', '.join(SYNTHESIZERS)}")
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
        size: int = 512,
        fps: str | float = 25,
        framing: str = "crop",
    ) -> TalkingVideo:
        """Make a talking video; its frames are rendered when they are asked for.

        A `timeline` takes the place of the description, a `track` (any rate, over the whole speech) the place of the
        face's predicted track. Raises InputError or WeightsError.
        """
        if not 0 <= seed <= MAXIMUM_SEED:
            raise InputError(f"seed {seed} is out of range; use a whole number from 0 to {MAXIMUM_SEED}")
        if fluctuation not in FLUCTUATIONS:
            raise InputError(f"fluctuation {fluctuation!r} does not exist; choose one of {', '.join(FLUCTUATIONS)}")
        started = time.perf_counter()
        times = StageTimes()
        picture = resolve_picture(str(image))
        request = Request(
            words=split_words(check_text(text)),
            planned=self.plan(text, emotion) if timeline is None else Planned(timeline, ()),
            voice=self.synthesizer.check_voice(voice),
            fluctuation=fluctuation,
            track=track,
            seed=seed,
            fps=frame_rate(fps),
            times=times,
            settings={"image": str(image), "text": text, "emotion": emotion, "size": size, "framing": framing},
        )
        blocks = Prefetched(self.blocks(request))  # the first block is spoken while the portrait is read
        try:
            with times.stage("read portrait"):
                portrait = read_portrait(picture, size, framing, self.store)
            with times.stage("prepare renderer"):
                renderer = PortraitRenderer(portrait)
        except BaseException:
            blocks.close()
            raise
        return TalkingVideo(
            portrait=portrait,
            request=request,
            renderer=renderer,
            source=blocks,
            started=started,
            notes=request.planned.notes + portrait.notes,
        )

    def stream(self, **request: object) -> Iterator[Chunk]:
        """Like a call, but yields pictures and sound as they are made, at most one second at a time."""
        yield from self(**request).chunks()  # type: ignore[arg-type]

    def plan(self, text: str, emotion: str) -> Planned:
        """What is asked: the emotion timeline of a description over the words of a text."""
        text = check_text(text)
        return parse_description(emotion, split_words(text), text)

    def speak(self, block: TextBlock, timeline: EmotionTimeline, voice: str) -> Speech:
        """Emotional text-to-speech of one block (eq 1). Anchors of the timeline must be words."""
        return self.synthesizer.speak(block, timeline, voice)

    def predict(self, speech: Speech, timeline: EmotionTimeline, fluctuation: str = "timeline") -> EmotionTrack:
        """The emotion track of a block at 25 frames a second (the place of eq 2)."""
        return FLUCTUATIONS[fluctuation].track(speech, timeline)

    def synthesise(self, speech: Speech, track: EmotionTrack, state: PerformerState) -> tuple[Motion, PerformerState]:
        """Motion latents of a block at 25 frames a second, and the state to carry to the next block."""
        return perform(speech, track, state)

    def blocks(self, request: Request) -> Iterator[Block]:
        """Speak, predict and synthesise block by block; motion comes at the video's frame rate."""
        timeline, times = request.planned.timeline, request.times
        text_blocks = cut_blocks(request.words)
        if timeline.has_seconds:
            with times.stage("speak"):
                timeline = timeline.with_word_anchors(self.synthesizer.clock(text_blocks, request.voice))
        state = PerformerState.initial(request.seed)
        resampler = MotionResampler(request.fps)
        start = Fraction(0)
        for text_block in text_blocks:
            with times.stage("speak"):
                speech = self.speak(text_block, timeline, request.voice)
            frames = round(speech.duration * LATENT_RATE)
            with times.stage("predict"):
                if request.track is None:
                    track = self.predict(speech, timeline, request.fluctuation)
                else:
                    track = request.track.window(start, frames, LATENT_RATE)
            with times.stage("synthesise"):
                latents, state = self.synthesise(speech, track, state)
                motion = resampler.push(latents)
                if text_block is text_blocks[-1]:
                    motion = Motion.concatenate([motion, resampler.flush()])
            yield Block(speech, track, motion)
            start += frames / LATENT_RATE
