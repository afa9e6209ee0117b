"""Performances of the procedural performer, planned and written: training data of the portrait scale."""

import hashlib
import multiprocessing
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from tietfg.data.corpus import CorpusDocument, read_document
from tietfg.data.corpus_plan import MOST_HOURS, plan_corpus, split_voices
from tietfg.data.corpus_texts import SPLITS, Split
from tietfg.data.make_performance import make_performance
from tietfg.data.performances import (
    PERFORMANCES_FILE,
    PerformanceEntry,
    PerformancesDocument,
    read_performance,
    write_performance,
)
from tietfg.data.write_corpus import MOST_JOBS, MOST_SEED
from tietfg.errors import InputError, OutputError
from tietfg.media.outputs import OutputFile, shown
from tietfg.speech.prosodic_synthesizer import ProsodicSynthesizer
from tietfg.speech.synthesizer import SYNTHESIZERS
from tietfg.weights.store import WeightStore

Progress = Callable[[int, int], None]


def write_performances(
    folder: Path,
    hours: float,
    seed: int,
    jobs: int,
    synthesizer: str,
    store: WeightStore,
    progress: Progress = lambda _done, _of: None,
) -> PerformancesDocument:
    """Make performances of about so many hours, or go on where it stopped; the same settings give the same bytes.

    `progress` is told (done, of). Raises InputError, OutputError or WeightsError.
    """
    if not 0 < hours <= MOST_HOURS:
        raise InputError(f"{hours:g} hours cannot be made; use more than 0 and at most {MOST_HOURS:g}")
    if not 0 <= seed <= MOST_SEED:
        raise InputError(f"seed {seed} is out of range; use a whole number from 0 to {MOST_SEED}")
    if not 1 <= jobs <= MOST_JOBS:
        raise InputError(f"{jobs} jobs cannot work; use 1 to {MOST_JOBS}")
    voices = split_voices(synthesizer, SYNTHESIZERS[synthesizer].voices if synthesizer in SYNTHESIZERS else ())
    plan = plan_corpus(hours, seed, synthesizer, voices)
    items: list[tuple[Split, int]] = [
        (split, number) for split in SPLITS for number in range(len(plan.splits[split].utterances))
    ]
    settings = {"hours": hours, "seed": seed, "synthesizer": synthesizer, "texts": plan.texts}
    document = PerformancesDocument(kind="performed", settings=settings, planned=len(items))
    prepare_folder(folder, document)
    if synthesizer == "kokoro":  # a substitute voice would make other performances
        store.pull(["kokoro-82m-int8", *(f"kokoro-voice-{voice}" for chosen in voices.values() for voice in chosen)])
    missing = [item for item in items if not _path(folder, *item).exists()]
    done = len(items) - len(missing)
    progress(done, len(items))
    for _ in _made(folder, plan, store, missing, jobs):
        done += 1
        progress(done, len(items))
    entries = tuple(entry_of(_path(folder, split, number), split) for split, number in items)
    document = document.model_copy(update={"entries": entries})
    with OutputFile(folder / PERFORMANCES_FILE, overwrite=True) as file:
        file.write_text(document.model_dump_json(indent=1) + "\n")
    return document


def prepare_folder(folder: Path, document: PerformancesDocument) -> None:
    """Make a folder with the document of performances that are to come; one begun with the same settings is kept.

    Raises OutputError, or InputError where it holds others.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        present = {path.name for path in folder.iterdir()}
    except OSError as error:
        raise OutputError(f"the folder {shown(folder)} cannot be used ({error.strerror}); name another") from None
    path = folder / PERFORMANCES_FILE
    if path.exists():
        old = read_document(path, PerformancesDocument)
        for name, value in {"kind": document.kind, **document.settings}.items():
            was = old.kind if name == "kind" else old.settings.get(name)
            if was != value:
                raise InputError(
                    f"{shown(folder)} holds performances with {name} {was}, not {value}; name another folder"
                )
    elif present:
        raise OutputError(f"the folder {shown(folder)} holds something else; name a new or an empty one")
    else:
        with OutputFile(path) as file:
            file.write_text(document.model_dump_json(indent=1) + "\n")


def entry_of(path: Path, split: Split) -> PerformanceEntry:
    """The entry of a file; raises InputError where it is damaged."""
    performance = read_performance(path)
    return PerformanceEntry(
        id=path.stem,
        split=split,
        frames=sum(len(block.values) for block in performance.blocks),
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
    )


def _path(folder: Path, split: Split, number: int) -> Path:
    return folder / f"{split}-{number:06d}.npz"


def _made(
    folder: Path, plan: CorpusDocument, store: WeightStore, items: list[tuple[Split, int]], jobs: int
) -> Iterator[None]:
    """Make performances, one after the other as they are done."""
    if jobs == 1 or len(items) < 2:
        worker = _Worker(folder, plan, store)
        for item in items:
            worker.make(item)
            yield
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, _start_worker, (folder, plan, store)) as executor:
        try:
            for _ in executor.map(_make, items):
                yield
        except BrokenProcessPool:
            raise OutputError("a process that made performances has died; run the same command to go on") from None
        finally:
            executor.shutdown(wait=False, cancel_futures=True)


class _Worker:
    """Makes performances; the model loads once."""

    def __init__(self, folder: Path, plan: CorpusDocument, store: WeightStore) -> None:
        self._folder, self._plan = folder, plan
        synthesizer = SYNTHESIZERS[plan.synthesizer].create(store)
        if not isinstance(synthesizer, ProsodicSynthesizer):
            raise InputError(f"the synthesizer {plan.synthesizer} tells no prosody without sound; use kokoro or hibari")
        self._synthesizer = synthesizer

    def make(self, item: tuple[Split, int]) -> None:
        """Make and write one."""
        performance = make_performance(self._plan, *item, self._synthesizer)
        with OutputFile(_path(self._folder, *item), overwrite=True) as file, file.writing():
            write_performance(file.temporary, performance)


_workers: list[_Worker] = []
"""The one of a process that makes performances."""


def _start_worker(folder: Path, plan: CorpusDocument, store: WeightStore) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one ends it
    _workers.append(_Worker(folder, plan, store))


def _make(item: tuple[Split, int]) -> None:
    _workers[0].make(item)
