"""TalkingFacePipeline: text, description and portrait become a talking video, one public method a stage."""

import math
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Self

from tietfg.emotion.meaning import Meaning
from tietfg.emotion.planner import LanguageModelPlanner
from tietfg.emotion.similarity import TextMeaning
from tietfg.emotion.timeline import EmotionTimeline
from tietfg.emotion.track import EmotionTrack
from tietfg.errors import InputError, check_choice
from tietfg.fluctuation.predictor import Predictor, ShippedPredictor
from tietfg.fluctuation.switch import DEFAULT_FLUCTUATION, FLUCTUATIONS, FluctuationInputs
from tietfg.media.rates import frame_rate
from tietfg.motion.motion import LATENT_RATE
from tietfg.motion.performance import Performance
from tietfg.planning import plan_text
from tietfg.portrait.demo import resolve_picture
from tietfg.portrait_video import Chunk, Take
from tietfg.prefetch import Prefetched
from tietfg.presets import PRESETS, Latents, Prepared, PresetSpec, State, VisualSynthesizer
from tietfg.reenacted_video import ReenactedVideo
from tietfg.reenacting import reenact
from tietfg.report import Settings
from tietfg.script import Direction, PlannedText, PresetOptions, Script, SpeechRequest
from tietfg.speech.blocks import TextBlock, cut_blocks
from tietfg.speech.speech import Speech
from tietfg.speech.synthesizer import SYNTHESIZERS, Synthesizer
from tietfg.speech.voice_like import find_voice_like
from tietfg.spoken_text import SpokenText
from tietfg.talking_video import Block, Part, TalkingVideo
from tietfg.weights.store import WeightStore

MAXIMUM_SEED = 2**32 - 1


@dataclass(frozen=True)
class TalkingFacePipeline:
    """The stages plan, speak, predict, synthesise and render, over models that are loaded once.

    Holds nothing of a request: several may run at the same time.
    """

    store: WeightStore
    synthesizer: Synthesizer
    meaning: Meaning
    predictor: Predictor
    preset: PresetSpec
    visual: VisualSynthesizer
    planner: LanguageModelPlanner | None = None
    """Reads descriptions in the place of the built-in reader, which goes on where it fails."""

    @classmethod
    def from_pretrained(
        cls,
        preset: str = "portrait",
        *,
        synthesizer: str = "kokoro",
        planner: LanguageModelPlanner | None = None,
        store: WeightStore | None = None,
        options: PresetOptions | None = None,
    ) -> Self:
        """The pipeline of a preset; models load on first use, and missing weights are fetched then.

        Raises InputError for what does not exist, and for options that the preset does not take.
        """
        check_choice("preset", preset, PRESETS)
        check_choice("synthesizer", synthesizer, SYNTHESIZERS)
        store = store or WeightStore.default()
        meaning = TextMeaning(store)
        return cls(
            store=store,
            synthesizer=SYNTHESIZERS[synthesizer].create(store),
            meaning=meaning,
            predictor=ShippedPredictor(meaning.encoder),
            preset=PRESETS[preset],
            visual=PRESETS[preset].open(store, options or PresetOptions()),
            planner=planner,
        )

    def __call__(
        self,
        *,
        image: str | Path,
        text: str | None = None,
        emotion: str = "",
        timeline: EmotionTimeline | Path | None = None,
        track: EmotionTrack | None = None,
        curves: Performance | None = None,
        voice: str | None = None,
        voice_like: Path | None = None,
        speed: float = 1.0,
        audio: Path | None = None,
        seed: int = 0,
        fluctuation: str = DEFAULT_FLUCTUATION,
        motion: str | None = None,
        size: int = 512,
        fps: str | float = 25,
        framing: str = "crop",
        matte: str | None = None,
    ) -> TalkingVideo:
        """Make a talking video; its pictures are made when they are asked for.

        A `timeline` takes the place of the description, `audio` (a recording) that of synthetic speech, `voice_like` (a
        recording of a person) that of a voice; a `track` (any rate, over the whole speech) is what the face plays in
        place of a predicted one, `curves` (see read_live_link) what it plays in place of a performer's motion. `motion`
        and `matte` are the preset's usual ones where not given. Raises InputError or WeightsError.
        """
        if not 0 <= seed <= MAXIMUM_SEED:
            raise InputError(f"seed {seed} is out of range; use a whole number from 0 to {MAXIMUM_SEED}")
        check_choice("fluctuation", fluctuation, FLUCTUATIONS)
        look = self.preset.look(size, framing, matte)
        direction = Direction(seed, fluctuation, track, frame_rate(fps), curves, self.preset.motion(motion))
        if curves is not None:
            self.preset.check_curves()
        picture = resolve_picture(str(image))
        self.visual.check(direction, look)
        started = time.perf_counter()
        script = self.prepare(SpeechRequest(text, emotion, timeline, voice, voice_like, speed, audio))
        portrait: Future[Prepared] = Future()
        # The first block is spoken while the portrait is read.
        parts = Prefetched(self.parts(script, direction, portrait.result))
        try:
            portrait.set_result(self.visual.prepare(picture, look, script.times))
        except BaseException as error:
            portrait.set_exception(error)
            parts.close()
            raise
        settings: Settings = {"image": str(image), "size": size, "fps": str(fps), "framing": framing}
        settings |= {"matte": look.matte, "seed": seed, "fluctuation": fluctuation, "motion": direction.motion}
        settings |= {"emotion": emotion, "voice": script.voice, "speed": speed, "audio": audio and str(audio)}
        return TalkingVideo(
            portrait=portrait.result().portrait,
            decoder=portrait.result().decoder,
            fps=direction.fps,
            times=script.times,
            settings=settings | {"preset": self.preset.name} | self.visual.settings,
            started=started,
            preset=self.preset,
            script=script,
            direction=direction,
            source=parts,
        )

    def reenact(
        self,
        *,
        image: str | Path,
        performance: Path | Performance,
        audio: Path | None = None,
        reference: str = "median",
        size: int = 512,
        fps: str | float | None = None,
        framing: str = "crop",
        matte: str = "quick",
        progress: Callable[[float], None] | None = None,
    ) -> ReenactedVideo:
        """Let a portrait play a real performance: that of the face in a video file, or one from read_live_link.

        The sound is the video's, or that of `audio`. `reference` (one of REFERENCES) tells what in the video stands for
        the portrait's picture. The frame rate is that of the performance, where `fps` gives no other;
        `progress` is told the seconds of video tracked so far. Raises InputError or WeightsError.
        """
        return reenact(
            store=self.store,
            image=image,
            performance=performance,
            audio=audio,
            reference=reference,
            size=size,
            fps=fps,
            framing=framing,
            matte=matte,
            progress=progress,
        )

    def stream(self, **request: Any) -> Iterator[Chunk]:
        """The same request as a call's; yields pictures and sound as they are made, less than a second at a time."""
        yield from self(**request).chunks()

    def say(
        self,
        *,
        text: str,
        emotion: str = "",
        timeline: EmotionTimeline | Path | None = None,
        voice: str | None = None,
        voice_like: Path | None = None,
        speed: float = 1.0,
    ) -> SpokenText:
        """Speak a whole text without a picture. Raises InputError or WeightsError."""
        started = time.perf_counter()
        script = self.prepare(SpeechRequest(text, emotion, timeline, voice, voice_like, speed))
        blocks = [self.speak(block, script) for block in script.blocks]
        tracks = [self.predict(speech, script, "timeline") for speech in blocks]
        wall = time.perf_counter() - started
        return SpokenText(script, Speech.concatenate(blocks), EmotionTrack.concatenate(tracks), wall)

    def plan(self, request: SpeechRequest) -> PlannedText:
        """What is asked: the words, and the emotion timeline over them. Raises InputError or WeightsError."""
        return plan_text(request, self.meaning, self.planner, self.store)

    def prepare(self, request: SpeechRequest) -> Script:
        """Plan a text, choose its voice, and anchor the timeline to the words."""
        request.check()
        voice = self.synthesizer.check_voice(request.voice)
        planned = self.plan(request)
        recording, notes, timeline = planned.recording, planned.notes, planned.timeline
        if recording is not None:
            voice = recording.blocks[0].source
        elif request.voice_like is not None:
            likeness = find_voice_like(request.voice_like, self.synthesizer, self.store)
            voice, notes = likeness.voice, (*notes, likeness.note)
        if timeline.has_seconds:
            clock = recording.clock if recording else self.synthesizer.clock(cut_blocks(planned.words), voice)
            timeline = timeline.with_word_anchors(clock)
        return Script(**vars(planned) | {"timeline": timeline, "notes": notes, "voice": voice})

    def speak(self, block: TextBlock | Speech, script: Script) -> Speech:
        """Emotional text-to-speech of one block (eq 1); a recorded block is speech already."""
        if isinstance(block, Speech):
            return block
        return self.synthesizer.speak(block, script.timeline, script.voice, script.delivery)

    def predict(
        self, speech: Speech, script: Script, fluctuation: str = DEFAULT_FLUCTUATION, seed: int = 0
    ) -> EmotionTrack:
        """The emotion track of a block at 25 frames a second (eq 2, and what may stand in its place)."""
        phrases = script.phrases[speech.first_word : speech.first_word + len(speech.words)]
        inputs = FluctuationInputs(speech, script.timeline, lambda: self.predictor.predict(speech, phrases), seed)
        return FLUCTUATIONS[fluctuation].track(inputs)

    def synthesise(self, speech: Speech, track: EmotionTrack, state: State) -> Iterator[tuple[Latents, State]]:
        """Latents of a block at 25 frames a second (eq 3 to 9), clip by clip, each with the state after it."""
        return self.visual.synthesise(speech, track, state)

    def parts(self, script: Script, direction: Direction, prepared: Callable[[], Prepared]) -> Iterator[Part]:
        """Speak, predict and synthesise block by block; latents come at the video's frame rate.

        `prepared` waits until the portrait is.
        """
        times = script.times
        state, resampler = None, self.visual.resampler(direction.fps)
        start, frame = Fraction(0), 0
        for block in script.blocks:
            with times.stage("speak"):
                speech = self.speak(block, script)
            frames = round(speech.duration * LATENT_RATE)
            with times.stage("predict"):
                if direction.track is None:
                    track = self.predict(speech, script, direction.fluctuation, direction.seed)
                else:
                    track = direction.track.window(start, frames, LATENT_RATE)
            start += frames / LATENT_RATE
            made, waveform, rate = Block(speech, track), speech.waveform, speech.sample_rate
            if direction.curves is not None:
                with times.stage("synthesise"):
                    motion = direction.curves.play(direction.fps, frame, math.ceil(start * direction.fps) - frame)
                frame += len(motion)
                yield Part(made, Take(motion, waveform, rate))
                continue
            state = self.visual.start(direction, prepared) if state is None else state
            done = 0
            for clip, following in times.over("synthesise", self.synthesise(speech, track, state)):
                state, first, done = following, len(waveform) * done // frames, done + len(clip)
                latents = resampler.push(clip)
                if done == frames and block is script.blocks[-1]:
                    latents = latents.concatenate([latents, resampler.flush()])
                yield Part(made, Take(latents, waveform[first : len(waveform) * done // frames], rate))
