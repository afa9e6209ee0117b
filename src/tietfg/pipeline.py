"""TalkingFacePipeline: text, description and portrait become a talking video, one public method a stage."""

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
from tietfg.portrait.portrait import Portrait
from tietfg.portrait.reading import read_portrait, resolve_picture
from tietfg.prefetch import Prefetched
from tietfg.render.renderer import PortraitRenderer
from tietfg.speech.blocks import check_text, cut_blocks
from tietfg.speech.speech import Speech
from tietfg.speech.synthesizer import SYNTHESIZERS, Synthesizer
from tietfg.talking_video import Block, Chunk, TalkingVideo
from tietfg.timing import StageTimes
from tietfg.weights.store import WeightStore

PRESETS: tuple[str, ...] = ("portrait",)
MAXIMUM_SEED = 2**32 - 1


@dataclass(frozen=True)
class Request:
    """What one call asks for, checked, and where its stage times go."""

    words: tuple[TextWord, ...]
    planned: Planned
    voice: str
    fluctuation: str
    track: EmotionTrack | None
    seed: int
    fps: Fraction
    times: StageTimes


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
        times = StageTimes()
        picture = resolve_picture(image)
        request = Request(
            words=split_words(check_text(text)),
            planned=self.plan(text, emotion) if timeline is None else Planned(timeline, ()),
            voice=self.synthesizer.check_voice(voice),
            fluctuation=fluctuation,
            track=track,
            seed=seed,
            fps=frame_rate(fps),
            times=times,
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
        return TalkingVideo(portrait, renderer, request.planned, request.words, request.fps, blocks, times)

    def stream(self, **request: object) -> Iterator[Chunk]:
        """Like a call, but yields pictures and sound as they are made, at most one second at a time."""
        yield from self(**request).chunks()  # type: ignore[arg-type]

    def plan(self, text: str, emotion: str) -> Planned:
        """What is asked: the emotion timeline of a description over the words of a text."""
        text = check_text(text)
        return parse_description(emotion, split_words(text), text)

    def speak(self, words: tuple[TextWord, ...], timeline: EmotionTimeline, voice: str) -> Iterator[Speech]:
        """Emotional text-to-speech (eq 1), block by block. Anchors of the timeline must be words."""
        for block in cut_blocks(words):
            yield self.synthesizer.speak(block, timeline, voice)

    def predict(self, speech: Speech, timeline: EmotionTimeline, fluctuation: str = "timeline") -> EmotionTrack:
        """The emotion track of a block at 25 frames a second (the place of eq 2)."""
        return FLUCTUATIONS[fluctuation].track(speech, timeline)

    def synthesise(self, speech: Speech, track: EmotionTrack, state: PerformerState) -> tuple[Motion, PerformerState]:
        """Motion latents of a block at 25 frames a second, and the state to carry to the next block."""
        return perform(speech, track, state)

    def blocks(self, request: Request) -> Iterator[Block]:
        """Speak, predict and synthesise, block by block, each at the video's frame rate."""
        timeline, times = request.planned.timeline, request.times
        if timeline.has_seconds:
            with times.stage("speak"):
                clock = self.synthesizer.clock(cut_blocks(request.words), request.voice)
            timeline = timeline.with_word_anchors(clock)
        state = PerformerState.initial(request.seed)
        resampler = MotionResampler(request.fps)
        start = Fraction(0)
        speeches = self.speak(request.words, timeline, request.voice)
        while True:
            with times.stage("speak"):
                speech = next(speeches, None)
            if speech is None:
                return
            frames = round(speech.duration * LATENT_RATE)
            with times.stage("predict"):
                if request.track is None:
                    track = self.predict(speech, timeline, request.fluctuation)
                else:
                    track = request.track.window(start, frames, LATENT_RATE)
            with times.stage("synthesise"):
                latents, state = self.synthesise(speech, track, state)
                motion = resampler.push(latents)
            yield Block(speech, track, motion, float(start))
            start += frames / LATENT_RATE
