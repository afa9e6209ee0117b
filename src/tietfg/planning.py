"""What a request means: its words, and the emotion timeline over them."""

from dataclasses import replace

from tietfg.emotion.description import Planned, parse_description
from tietfg.emotion.meaning import Meaning
from tietfg.emotion.planner import LanguageModelPlanner, PlannerError
from tietfg.emotion.timeline import EmotionTimeline, read_timeline
from tietfg.emotion.words import TextWord, split_words
from tietfg.errors import InputError
from tietfg.media.documents import read_document
from tietfg.script import PlannedText, SpeechRequest
from tietfg.speech.blocks import check_text
from tietfg.speech.markup.read import read_marked
from tietfg.speech.recording.read import read_recording
from tietfg.weights.store import WeightStore


def plan_text(
    request: SpeechRequest, meaning: Meaning, planner: LanguageModelPlanner | None, store: WeightStore
) -> PlannedText:
    """Read a request.

    The timeline is the given one, that of the marks in the text, or what the description asks for; where these are
    silent the text's own feeling decides. A `planner` reads descriptions in the place of the built-in reader, which
    goes on where it fails. Raises InputError or WeightsError.
    """
    request.check()
    marked = read_marked(request.text or "", meaning)
    if marked.timeline is not None and (request.emotion.strip() or request.timeline is not None):
        raise InputError("the text has emotion marks of its own; leave out the description and the timeline")
    notes = marked.notes
    if request.audio is None:
        recording, words = None, split_words(check_text(marked.text))
    else:
        recording = read_recording(request.audio, marked.text or None, store)
        words, notes = recording.words, notes + recording.notes
    phrases: tuple[str | None, ...] = ()
    if isinstance(request.timeline, EmotionTimeline):
        timeline = request.timeline
    elif request.timeline is not None:
        written = tuple(word.text for word in words)
        timeline = read_timeline(read_document(request.timeline), written, str(request.timeline))
    elif marked.timeline is not None:
        timeline = marked.timeline
    else:
        planned = _read(request.emotion, words, meaning, planner)
        timeline, phrases, notes = planned.timeline, planned.phrases, notes + planned.notes
    delivery = replace(marked.delivery, speed=request.speed)
    return PlannedText(words, timeline, delivery, marked.marks, recording, phrases, notes)


def _read(
    description: str, words: tuple[TextWord, ...], meaning: Meaning, planner: LanguageModelPlanner | None
) -> Planned:
    if planner is None or not description.strip():
        return parse_description(description, words, meaning)
    try:
        return planner.plan(description, words)
    except PlannerError as error:
        planned = parse_description(description, words, meaning)
        return replace(planned, notes=(f"{error}; the built-in reader read the description", *planned.notes))
