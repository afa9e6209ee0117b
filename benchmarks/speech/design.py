"""Which sentences are spoken how: every emotion and intensity for every sentence, the voices taking turns."""

from speech.recordings import Request
from speech.sentences import COURSES, REFERENCE, SENTENCES, VOICES, constant, course
from tietfg.emotion.labels import EMOTIONS

INTENSITIES = (0.5, 1.0)


def requests(sentences: int, every_voice: bool) -> list[Request]:
    """The first sentences plainly, in each emotion at each intensity, and along a course of changing emotions.

    A sentence is spoken by one voice in all conditions (by all with `every_voice`), so that each recording has its
    plain counterpart; intensity means nothing to neutral, which is spoken once.
    """
    found: list[Request] = []
    for index, text in enumerate(SENTENCES[:sentences]):
        for voice in VOICES if every_voice else (VOICES[index % len(VOICES)],):
            found.append(Request(text, voice, constant("neutral", 0), "neutral", 0))
            found += [
                Request(text, voice, constant(emotion, intensity), emotion, intensity)
                for emotion in EMOTIONS[1:]
                for intensity in INTENSITIES
            ]
            name = list(COURSES)[index // len(VOICES) % len(COURSES)]
            found.append(Request(text, voice, course(name, len(text.split())), "changing", 1))
    return found


def references() -> dict[str, list[Request]]:
    """Plain speech of each voice that nothing else is drawn from."""
    plain = constant("neutral", 0)
    return {voice: [Request(text, voice, plain, "neutral", 0) for text in REFERENCE] for voice in VOICES}


def description(sentences: int, every_voice: bool) -> str:
    """The design in words, for the results."""
    voices = "all 4 voices" if every_voice else "one of 4 voices each, taking turns"
    return (
        f"{min(sentences, len(SENTENCES))} of {len(SENTENCES)} sentences, {voices}, plainly, in 6 emotions at "
        "intensities 0.5 and 1, and along one of 8 changing courses"
    )
