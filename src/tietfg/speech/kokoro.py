"""Kokoro-82M as a synthesizer: durations, F0 and energy are edited along the timeline before the decoder runs."""

import threading
from dataclasses import dataclass

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from tietfg.emotion.clock import WordClock
from tietfg.emotion.timeline import EmotionTimeline
from tietfg.speech import kokoro_graph as graph
from tietfg.speech.blocks import TextBlock
from tietfg.speech.g2p import Phonemizer, Pronunciation
from tietfg.speech.layout import SAMPLE_RATE, Layout, lay_out, silent_units
from tietfg.speech.prosody import edit_durations, edit_f0, prosody
from tietfg.speech.sound import fade, frame_times, high_pass, limit, shape
from tietfg.speech.speech import Speech
from tietfg.speech.voices import DEFAULT_VOICE, SUBSTITUTE_ARTEFACT, SUBSTITUTES, Voice, find_voice
from tietfg.weights.store import WeightStore

LEVEL = -21.0
"""Active speech level of every voice in dBFS, unedited."""
_THREADS = 2
_F0_RATE = 80
_ENERGY_PER_DB = 0.5
"""What the model's energy curve is raised by for each dB asked."""
_DB_PER_ENERGY = 0.35
"""What that does to the loudness (measured); a gain on the waveform does the rest."""


@dataclass(frozen=True)
class _Encoded:
    """A block after the encoder, at the speaking rate of the model."""

    pronunciation: Pronunciation
    style: NDArray[np.float32]
    durations: NDArray[np.int64]
    prosody_features: NDArray[np.float32]
    text_features: NDArray[np.float32]
    layout: Layout


class KokoroSynthesizer:
    """Synthesizer over the three parts of the graph; models load on first use."""

    def __init__(self, store: WeightStore) -> None:
        self._store = store
        self._loading = threading.RLock()
        self._sessions: dict[str, onnxruntime.InferenceSession] = {}
        self._phonemizers: dict[str, Phonemizer] = {}
        self._styles: dict[str, tuple[Voice, NDArray[np.float32]]] = {}

    @property
    def sample_rate(self) -> int:
        """24 kHz."""
        return SAMPLE_RATE

    def check_voice(self, voice: str | None) -> str:
        """The identifier of the voice, or of the default one; raises InputError for an unknown voice."""
        return find_voice(voice or DEFAULT_VOICE).identifier

    def clock(self, blocks: tuple[TextBlock, ...], voice: str) -> WordClock:
        """Times of the words of the whole text in unedited speech, from the encoder alone."""
        onsets: list[float] = []
        start = 0.0
        for block in blocks:
            layout = self._encode(block, voice).layout
            onsets.extend(start + word.start for word in layout.words)
            start += layout.duration
        return WordClock(tuple(onsets), start)

    def speak(self, block: TextBlock, timeline: EmotionTimeline, voice: str) -> Speech:
        """Speak a block along a timeline whose anchors are words.

        The timeline is read twice: on the unedited words for the durations, on the edited ones for everything else.
        """
        encoded = self._encode(block, voice)
        durations = self._edited_durations(encoded, timeline, block.first_word)
        layout = lay_out(encoded.pronunciation, durations, tuple(word.text for word in block.words))
        waveform = self._decode(encoded, durations, layout, timeline, block.first_word)

        speaking = self._style(voice)[0]
        first = round(layout.start * SAMPLE_RATE)
        waveform = waveform[first : first + round(layout.duration * SAMPLE_RATE)]
        waveform = fade(waveform, SAMPLE_RATE, 0.005, 0.03)
        waveform = np.pad(waveform, (0, round(layout.duration * SAMPLE_RATE) - len(waveform)))
        times = frame_times(len(waveform), SAMPLE_RATE)
        curves = prosody(*timeline.sample(layout.clock(block.first_word), times))
        gain = LEVEL - speaking.level + curves.loudness * (1 - _ENERGY_PER_DB * _DB_PER_ENERGY)
        waveform = shape(waveform, SAMPLE_RATE, gain, curves.tilt)
        waveform = limit(fade(high_pass(waveform, SAMPLE_RATE), SAMPLE_RATE, 0.005, 0.005), SAMPLE_RATE)
        return Speech(
            waveform=waveform,
            sample_rate=SAMPLE_RATE,
            words=layout.words,
            phones=layout.phones,
            language="en",
            source=f"kokoro:{speaking.identifier}",
            first_word=block.first_word,
        )

    def _encode(self, block: TextBlock, voice: str) -> _Encoded:
        speaking, styles = self._style(voice)
        phonemizer = self._phonemizer(speaking.accent)
        texts = tuple(word.text for word in block.words)
        pronunciation = phonemizer.pronounce(texts)
        tokens = phonemizer.tokens(pronunciation)
        style = styles[len(pronunciation.symbols) - 1][None]
        units, prosody_features, text_features = self._run(
            graph.ENCODER, np.array([tokens], np.int64), style, np.ones(1, np.float32)
        )
        durations = units[0].astype(np.int64)
        layout = lay_out(pronunciation, durations, texts)
        return _Encoded(pronunciation, style, durations, prosody_features, text_features, layout)

    def _edited_durations(self, encoded: _Encoded, timeline: EmotionTimeline, first_word: int) -> NDArray[np.int64]:
        layout = encoded.layout
        last_word = len(layout.words) - 1
        owners = [0, *encoded.pronunciation.words, last_word]
        middles = np.array([(word.start + word.end) / 2 for word in layout.words])[owners]
        silent = silent_units(encoded.pronunciation, encoded.durations)
        curves = prosody(*timeline.sample(layout.clock(first_word), middles))
        return edit_durations(encoded.durations, silent, curves)

    def _decode(
        self,
        encoded: _Encoded,
        durations: NDArray[np.int64],
        layout: Layout,
        timeline: EmotionTimeline,
        first_word: int,
    ) -> NDArray[np.float32]:
        """The decoder's whole waveform, before the block is taken from it."""
        aligned, f0, energy = self._run(
            graph.PREDICTOR,
            durations[None].astype(np.float32),
            encoded.prosody_features,
            encoded.text_features,
            encoded.style,
        )
        times = (np.arange(f0.shape[1]) + 0.5) / _F0_RATE - layout.start
        curves = prosody(*timeline.sample(layout.clock(first_word), times))
        f0 = edit_f0(f0[0], curves)[None]
        energy = (energy + _ENERGY_PER_DB * curves.loudness).astype(np.float32)
        return self._run(graph.DECODER, aligned, f0, energy, encoded.style)[0]

    def _run(self, part: graph.Part, *inputs: NDArray) -> list[NDArray]:
        options = onnxruntime.RunOptions()
        options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
        outputs = self._session(part).run(part.outputs, dict(zip(part.inputs, inputs, strict=True)), options)
        return [np.asarray(output) for output in outputs]

    def _session(self, part: graph.Part) -> onnxruntime.InferenceSession:
        with self._loading:
            if part.name not in self._sessions:
                path = self._store.derived(
                    f"kokoro-{part.name}.onnx",
                    "kokoro-82m-int8",
                    lambda source, target: graph.cut(source, target, part),
                )
                options = onnxruntime.SessionOptions()
                options.intra_op_num_threads = _THREADS
                options.inter_op_num_threads = 1
                options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
                options.enable_mem_pattern = False  # patterns of each length would be kept
                options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # others work meanwhile
                options.log_severity_level = 3
                self._sessions[part.name] = onnxruntime.InferenceSession(
                    str(path), options, providers=["CPUExecutionProvider"]
                )
            return self._sessions[part.name]

    def _phonemizer(self, accent: str) -> Phonemizer:
        with self._loading:
            if accent not in self._phonemizers:
                self._phonemizers[accent] = Phonemizer(british=accent == "British")
            return self._phonemizers[accent]

    def _style(self, identifier: str) -> tuple[Voice, NDArray[np.float32]]:
        """The voice that speaks for an identifier, and its styles (510, 256) by number of symbols."""
        with self._loading:
            if identifier not in self._styles:
                voice = find_voice(identifier)
                artefact, path = self._store.path_or_substitute(f"kokoro-voice-{identifier}")
                if artefact == SUBSTITUTE_ARTEFACT:
                    voice = SUBSTITUTES[voice.gender]
                    self._store.report(f"voice {identifier} cannot be fetched: {voice.identifier} speaks instead")
                    with np.load(path, allow_pickle=False) as voices:
                        styles = voices[voice.identifier].reshape(510, 256)
                else:
                    styles = np.fromfile(path, np.float32).reshape(510, 256)
                self._styles[identifier] = voice, styles
            return self._styles[identifier]
