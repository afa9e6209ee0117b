"""Writing a synthetic corpus: item by item, whole or not at all, by several processes, resumed where it stopped."""

import fcntl
import multiprocessing
import shutil
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from multiprocessing.connection import Connection, wait
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from tietfg.data.corpus import CORPUS_FILE, SAMPLE_RATE, CorpusDocument, read_document, read_flac, write_npz
from tietfg.data.corpus_plan import BABBLE_CLIPS, MOST_HOURS, plan_corpus, split_voices
from tietfg.data.corpus_texts import SPLITS, Split
from tietfg.data.synthetic_speech import make_babble, make_utterance
from tietfg.errors import InputError, OutputError, TietfgError
from tietfg.media.outputs import OutputFile, encoding, shown
from tietfg.speech.synthesizer import SYNTHESIZERS, Synthesizer
from tietfg.weights.store import WeightStore

MOST_JOBS = 64
MOST_SEED = 2**32 - 1

_BABBLE_FOLDER = "babble"
_LOCK = "lock"
_BYTES_PER_HOUR = 130e6
"""About what a corpus takes on disk."""


@dataclass(frozen=True)
class CorpusProgress:
    """How far the writing is."""

    made: int
    utterances: int
    resumed: int
    """Utterances of `made` that were there already."""
    bytes_written: int
    """Of all files of the corpus so far."""


@dataclass(frozen=True)
class _Item:
    """An utterance or a clip of babble."""

    split: Split
    number: int
    babble: bool = False


def write_corpus(
    folder: Path,
    hours: float,
    seed: int,
    jobs: int,
    synthesizer: str,
    store: WeightStore,
    progress: Callable[[CorpusProgress], None] = lambda _: None,
) -> CorpusDocument:
    """Make a corpus of about so many hours, or go on with one; the same settings give the same bytes.

    How many jobs work, and how often it was interrupted, changes nothing. A corpus that is there is made longer when
    more hours are asked for. Raises InputError, OutputError or WeightsError.
    """
    _check(hours, seed, jobs)
    voices = split_voices(synthesizer, SYNTHESIZERS[synthesizer].voices if synthesizer in SYNTHESIZERS else ())
    document = plan_corpus(hours, seed, synthesizer, voices)
    _check_folder(folder, document)
    if synthesizer == "kokoro":  # a substitute voice would make another corpus
        store.pull(["kokoro-82m-int8", *(f"kokoro-voice-{voice}" for chosen in voices.values() for voice in chosen)])
    with _writing(folder):
        with OutputFile(folder / CORPUS_FILE, overwrite=True) as file:
            file.write_text(document.model_dump_json(indent=1) + "\n")
        clips = [_Item(split, number, babble=True) for split in SPLITS for number in range(BABBLE_CLIPS)]
        utterances = [
            _Item(split, number) for split in SPLITS for number in range(len(document.splits[split].utterances))
        ]
        missing = [item for item in utterances if not _is_made(folder, document, item)]
        resumed = made = len(utterances) - len(missing)
        whole = [item for item in (*clips, *utterances) if _is_made(folder, document, item)]
        written = sum(_size(_paths(folder, document, item)) for item in whole)
        progress(CorpusProgress(made, len(utterances), resumed, written))
        with _workers(folder, document, store, jobs) as make:
            for size in make([item for item in clips if item not in whole]):
                written += size
            for size in make(missing):
                made, written = made + 1, written + size
                progress(CorpusProgress(made, len(utterances), resumed, written))
    return document


def write_flac(output: OutputFile, waveform: NDArray[np.float32]) -> None:
    """Write mono 16 kHz sound into an open OutputFile as 16-bit FLAC; the same samples give the same bytes."""
    words = np.clip(np.rint(waveform * 2.0**15), -(2**15), 2**15 - 1).astype(np.int16)
    with encoding(output, "flac", {"fflags": "+bitexact"}) as container:
        stream = container.add_stream("flac", SAMPLE_RATE)
        stream.layout, stream.format = "mono", "s16"  # type: ignore[union-attr]
        frame = av.AudioFrame.from_ndarray(words[np.newaxis], format="s16", layout="mono")
        frame.sample_rate, frame.time_base, frame.pts = SAMPLE_RATE, Fraction(1, SAMPLE_RATE), 0
        with output.writing():
            container.mux(stream.encode(frame))  # type: ignore[union-attr]


def _check(hours: float, seed: int, jobs: int) -> None:
    if not 0 < hours <= MOST_HOURS:
        raise InputError(f"{hours:g} hours cannot be made; use more than 0 and at most {MOST_HOURS:g}")
    if not 0 <= seed <= MOST_SEED:
        raise InputError(f"seed {seed} is out of range; use a whole number from 0 to {MOST_SEED}")
    if not 1 <= jobs <= MOST_JOBS:
        raise InputError(f"{jobs} jobs cannot work; use 1 to {MOST_JOBS}")


def _check_folder(folder: Path, document: CorpusDocument) -> None:
    """Make the folder; raises when it holds something else, or a corpus that cannot become this one."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        present = {path.name for path in folder.iterdir()}
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise OutputError(f"the folder {shown(folder)} cannot be used ({error.strerror}); name another") from None
    if CORPUS_FILE in present:
        _check_continued(folder, document)
    elif present - {*SPLITS, _BABBLE_FOLDER, _LOCK}:
        raise OutputError(f"the folder {shown(folder)} holds something else; name a new or an empty one")
    if free < document.hours * _BYTES_PER_HOUR - sum(path.stat().st_size for path in folder.glob("*/*")):
        raise OutputError(
            f"{free / 1e6:.0f} MB are free for {shown(folder)}, about {document.hours * _BYTES_PER_HOUR / 1e6:.0f} MB "
            "are needed; free some space or ask for fewer hours"
        )


def _check_continued(folder: Path, document: CorpusDocument) -> None:
    """Raise InputError unless the corpus in a folder is the beginning of this one."""
    old = read_document(folder / CORPUS_FILE, CorpusDocument)
    for name in ("seed", "synthesizer"):
        was, now = getattr(old, name), getattr(document, name)
        if was != now:
            raise InputError(f"{shown(folder)} holds a corpus with {name} {was}, not {now}; name another folder")
    if old.hours > document.hours:
        raise InputError(
            f"{shown(folder)} holds a corpus of {old.hours:g} hours; ask for as many or more, or name another folder"
        )
    if old != plan_corpus(
        old.hours, old.seed, old.synthesizer, {split: document.splits[split].voices for split in SPLITS}
    ):
        raise InputError(f"{shown(folder)} holds a corpus made by another version of tietfg; name another folder")


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, with its folders made and what a killed process left removed.

    Raises OutputError, also when another process makes this corpus.
    """
    with ExitStack() as held:
        try:
            lock = held.enter_context((folder / _LOCK).open("a"))
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for name in (*SPLITS, _BABBLE_FOLDER):
                (folder / name).mkdir(exist_ok=True)
            for leftover in folder.glob("*/.tietfg-*.part"):
                leftover.unlink()
        except BlockingIOError:
            raise OutputError(f"another process is making the corpus in {shown(folder)}; wait for it") from None
        except OSError as error:
            raise OutputError(f"the folder {shown(folder)} cannot be used ({error.strerror}); name another") from None
        yield


@contextmanager
def _workers(
    folder: Path, document: CorpusDocument, store: WeightStore, jobs: int
) -> Iterator[Callable[[Sequence[_Item]], Iterable[int]]]:
    """A function that makes items and gives the bytes of each as it is done; in this process for one job."""
    if jobs == 1:
        worker = _Worker(folder, document, store)
        yield partial(map, worker.make)
        return
    context = multiprocessing.get_context("spawn")
    connections, processes = [], []
    try:
        for _ in range(jobs):
            ours, theirs = context.Pipe()
            process = context.Process(target=_work, args=(theirs, folder, document, store), daemon=True)
            process.start()
            theirs.close()
            connections.append(ours)
            processes.append(process)
        yield partial(_shared, connections)
    finally:
        for process in processes:
            process.terminate()
            process.join()


def _shared(connections: Sequence[Connection], items: Sequence[_Item]) -> Iterator[int]:
    """Let the processes make the items, each the next one when it is done; gives the bytes of each."""
    waiting = iter(items)
    busy: list[Connection] = []
    for connection, item in zip(connections, waiting, strict=False):
        connection.send(item)
        busy.append(connection)
    while busy:
        for ready in wait(busy):
            connection = next(one for one in busy if one is ready)
            try:
                made = connection.recv()
                if isinstance(made, TietfgError):
                    raise made
                if (item := next(waiting, None)) is None:
                    busy.remove(connection)
                else:
                    connection.send(item)
            except (EOFError, OSError):
                raise OutputError("a process that made the corpus has died; run the same command to go on") from None
            yield made


def _work(connection: Connection, folder: Path, document: CorpusDocument, store: WeightStore) -> None:
    """Make the items that come, in a process of its own, until the one that started it is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # that one ends this
    worker = _Worker(folder, document, store)
    with suppress(EOFError, BrokenPipeError):
        while True:
            item = connection.recv()
            try:
                connection.send(worker.make(item))
            except TietfgError as error:
                connection.send(error)


class _Worker:
    """Makes items; models load once."""

    def __init__(self, folder: Path, document: CorpusDocument, store: WeightStore) -> None:
        self._folder, self._document = folder, document
        self._synthesizer: Synthesizer = SYNTHESIZERS[document.synthesizer].create(store)
        self._babble: dict[Split, tuple[NDArray[np.float32], ...]] = {}

    def make(self, item: _Item) -> int:
        """Make and write an item; gives its bytes on disk."""
        paths = _paths(self._folder, self._document, item)
        if item.babble:
            clip = make_babble(self._document, item.split, item.number, self._synthesizer)
            with OutputFile(paths[0], overwrite=True) as file:
                write_flac(file, clip)
        else:
            made = make_utterance(
                self._document, item.split, item.number, self._synthesizer, self._babble_of(item.split)
            )
            flac, npz, json = paths
            with OutputFile(flac, overwrite=True) as file:
                write_flac(file, made.waveform)
            with OutputFile(npz, overwrite=True) as file, file.writing():
                write_npz(file.temporary, made.truth)
            with OutputFile(json, overwrite=True) as file:  # the last one: it tells that the utterance is whole
                file.write_text(made.document.model_dump_json(exclude_defaults=True) + "\n")
        return _size(paths)

    def _babble_of(self, split: Split) -> tuple[NDArray[np.float32], ...]:
        if split not in self._babble:
            clips = [_Item(split, number, babble=True) for number in range(BABBLE_CLIPS)]
            self._babble[split] = tuple(read_flac(_paths(self._folder, self._document, clip)[0]) for clip in clips)
        return self._babble[split]


def _paths(folder: Path, document: CorpusDocument, item: _Item) -> tuple[Path, ...]:
    if item.babble:
        return (folder / _BABBLE_FOLDER / f"{item.split}-{item.number}.flac",)
    identifier = document.splits[item.split].utterances[item.number]
    return tuple(folder / item.split / f"{identifier}{suffix}" for suffix in (".flac", ".npz", ".json"))


def _size(paths: Iterable[Path]) -> int:
    return sum(path.stat().st_size for path in paths)


def _is_made(folder: Path, document: CorpusDocument, item: _Item) -> bool:
    return all(path.is_file() for path in _paths(folder, document, item))
