"""Speed of the synthesizers, and how long the first sound of a text takes with models loaded."""

import os
import statistics
import time
from typing import Any

from speech.recordings import speak
from speech.sentences import PASSAGES, SENTENCES, VOICES, constant
from tietfg.emotion.labels import EMOTIONS
from tietfg.speech.synthesizer import SYNTHESIZERS
from tietfg.weights.store import WeightStore

TARGETS = {"kokoro": 0.4, "hibari": 0.05, "first_audio_seconds": 0.7}
DESCRIPTION = "calm at first, then furious, and at the end relieved and happy"


def measure() -> dict[str, Any]:
    """Real-time factor of each synthesizer (wall over audio time) and seconds to the first block, warm."""
    result: dict[str, Any] = {"targets": TARGETS, "load_average_before": round(os.getloadavg()[0], 2)}
    store = WeightStore.default()
    for name in ("kokoro", "hibari"):
        if name not in SYNTHESIZERS:
            result[name] = f"no synthesizer of this name; there are {', '.join(SYNTHESIZERS)}"
            continue
        synthesizer = SYNTHESIZERS[name].create(store)
        voices = VOICES if name == "kokoro" else (SYNTHESIZERS[name].default_voice,)
        for voice in voices:
            speak(synthesizer, SENTENCES[0], voice, constant("neutral", 0))
        factors = []
        for index, text in enumerate(SENTENCES[:14]):
            started = time.perf_counter()
            blocks = speak(synthesizer, text, voices[index % len(voices)], constant(EMOTIONS[index % len(EMOTIONS)], 1))
            factors.append((time.perf_counter() - started) / sum(block.duration for block in blocks))
        result[name] = {"real_time_factor_median": round(statistics.median(factors), 3), "sentences": len(factors)}
    result["first_audio_seconds"] = _first_audio()
    return result


def _first_audio() -> dict[str, Any]:
    """From a text and a description to the first block of sound."""
    from tietfg.pipeline import TalkingFacePipeline  # here, for its libraries of the picture take memory
    from tietfg.script import SpeechRequest

    pipeline = TalkingFacePipeline.from_pretrained("portrait")
    waits: list[float] = []
    for text in (PASSAGES[0], *PASSAGES, *SENTENCES[:4]):
        started = time.perf_counter()
        script = pipeline.prepare(SpeechRequest(text, DESCRIPTION))
        pipeline.speak(script.blocks[0], script)
        waits.append(time.perf_counter() - started)
    return {
        "median": round(statistics.median(waits[1:]), 3),
        "worst": round(max(waits[1:]), 3),
        "texts": len(waits) - 1,
    }


def table(result: dict[str, Any]) -> str:
    """One line a figure."""
    lines = [
        f"load average before: {result['load_average_before']} (other work on the machine makes all of this slower)"
    ]
    for name in ("kokoro", "hibari"):
        found = result[name]
        factor = found if isinstance(found, str) else f"real-time factor {found['real_time_factor_median']}"
        lines.append(f"{name}: {factor} (target {TARGETS[name]})")
    first = result["first_audio_seconds"]
    lines.append(
        f"first audio: median {first['median']} s, worst {first['worst']} s (target {TARGETS['first_audio_seconds']})"
    )
    return "\n".join(lines)
