"""Building a study: neutral media, trials, orders, the plan that is served and the key that is not."""

import hashlib
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby
from pathlib import Path

import numpy as np

from tietfg.errors import InputError, OutputError
from tietfg.evaluation.study.design import Study
from tietfg.evaluation.study.neutral_media import NeutralMedia, find_media, media_in, neutral_media
from tietfg.evaluation.study.orders import check_positions, orders
from tietfg.evaluation.study.plan import ADDRESSES, KEY, PLAN, PUBLIC, Key, Plan, Question, Trial, TrialKey, Turn

PAGE = ("page.html", "page.js", "page.css", "icon.svg")
TEXTS = "text.json"
_LABEL = "emotion"
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


@dataclass(frozen=True)
class _Source:
    """A file before it is made neutral, and whose it is."""

    path: Path
    stimulus: str
    condition: str
    system: str
    prompt: str = ""


@dataclass(frozen=True)
class Built:
    """What was built: the participants' codes, the trials each of them has, and what should be known of the media."""

    codes: tuple[str, ...]
    trials: int
    notes: tuple[str, ...]


def build_study(
    study: Study, root: Path, folder: Path, participants: int, progress: Callable[[int, int], None]
) -> Built:
    """Write the folder of a study; paths in the study are relative to `root`.

    Raises InputError for media that are missing or cannot be used, OutputError where the folder exists or cannot be
    written. The folder appears whole or not at all.
    """
    if folder.exists():
        raise OutputError(f"the folder {folder} exists already; name a new one (answers may lie in it)")
    texts = _texts(study)
    sources, checks = _sources(study, root), [root / check.media for check in study.checks]
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".tietfg-", dir=folder.parent) as temporary:
            made = Path(temporary) / "study"
            (made / PUBLIC / "media").mkdir(parents=True)
            media = _write_media([*(each.path for each in sources), *checks], study, made / PUBLIC / "media", progress)
            plan, key = _plan(study, sources, checks, media, participants)
            _write(made / PLAN, plan.model_dump_json(indent=1))
            _write(made / KEY, key.model_dump_json(indent=1))
            _write(made / ADDRESSES, "".join(f"/?participant={code}\n" for code in plan.participants))
            _write(made / PUBLIC / TEXTS, json.dumps(texts, indent=1, ensure_ascii=False))
            for name in PAGE:
                _write(made / PUBLIC / name, (files("tietfg") / "assets" / "study" / name).read_text(encoding="utf-8"))
            made.rename(folder)
    except OSError as error:
        raise OutputError(f"cannot write {folder}: {error.strerror}; choose another place") from error
    length = len(next(iter(plan.participants.values())))
    notes = () if study.kind == "labels" else _size_notes(sources, media)
    return Built(tuple(plan.participants), length, notes)


def _texts(study: Study) -> dict[str, str]:
    texts = json.loads((files("tietfg") / "assets" / "study" / TEXTS).read_text(encoding="utf-8"))
    unknown = sorted(set(study.texts) - set(texts))
    if unknown:
        raise InputError(f"the page has no text {unknown[0]!r}; its texts are {', '.join(texts)}")
    return texts | study.texts


def _sources(study: Study, root: Path) -> list[_Source]:
    """Every file that is shown, without those of checks."""
    if study.kind == "labels":
        sources = [
            _Source(path, path.stem, name, name)
            for name, folder in study.systems.items()
            for path in media_in(root / folder, study.kind, name)
        ]
        for name in study.systems:
            stems = [each.stimulus for each in sources if each.system == name]
            if not stems:
                raise InputError(f"the folder of {name!r} holds no pictures; correct it")
            if len(set(stems)) < len(stems):
                twice = next(stem for stem in stems if stems.count(stem) > 1)
                raise InputError(f"two pictures of {name!r} have the name {twice!r}; rename one")
        return sources
    return [
        _Source(find_media(root / folder, each.name, study.kind, name), each.name, each.condition, name, each.prompt)
        for each in study.stimuli
        for name, folder in study.systems.items()
    ]


def _write_media(
    paths: list[Path], study: Study, folder: Path, progress: Callable[[int, int], None]
) -> dict[Path, tuple[str, NeutralMedia]]:
    """Neutral files, numbered in random order: their names and, without the content, what they are."""
    distinct = sorted(set(paths))
    numbers = np.random.default_rng((study.seed, 1)).permutation(len(distinct)) + 1
    written: dict[Path, tuple[str, NeutralMedia]] = {}
    for done, (path, number) in enumerate(zip(distinct, numbers.tolist(), strict=True)):
        made = neutral_media(path, study.kind)
        name = f"m{number:05d}{made.suffix}"
        (folder / name).write_bytes(made.content)
        digest = hashlib.sha256(made.content).digest()
        written[path] = name, NeutralMedia(made.suffix, digest, made.seconds, made.size)
        progress(done + 1, len(distinct))
    return written


def _plan(
    study: Study,
    sources: list[_Source],
    checks: list[Path],
    media: dict[Path, tuple[str, NeutralMedia]],
    participants: int,
) -> tuple[Plan, Key]:
    """Trials under neutral names, their key, and who sees them when."""
    stimuli = [list(group) for _, group in groupby(sources, lambda each: (each.stimulus, each.condition))]
    shown = [
        [next(each for each in stimulus if each.system == name) for name in version]
        for stimulus in stimuli
        for version in (study.pairs or [(each.system,) for each in stimulus])
    ]
    versions = len(shown) // len(stimuli)
    numbers = np.random.default_rng((study.seed, 2)).permutation(len(shown) + len(checks)) + 1
    names = [f"t{number:05d}" for number in numbers.tolist()]
    check_names = names[len(shown) :]
    trials = {name: _trial(study, group, media) for name, group in zip(names, shown, strict=False)}
    trials |= {
        name: Trial(media=(media[path][0],), seconds=media[path][1].seconds, prompt="", questions=(_check_name(name),))
        for name, path in zip(check_names, checks, strict=True)
    }
    secret = hashlib.sha256(
        b"".join([study.model_dump_json().encode(), *(made.content for _, made in media.values())])
    ).hexdigest()
    identity = hashlib.sha256(f"{secret} study".encode()).hexdigest()[:16]
    placed = orders(len(stimuli), versions, participants, bool(study.pairs), study.seed)
    turns = [
        _turns([(names[place.stimulus * versions + place.version], place.swapped) for place in order], check_names, row)
        for row, order in enumerate(placed)
    ]
    plan = Plan(
        study=identity,
        kind=study.kind,
        title=study.title,
        instructions=study.instructions,
        consent=study.consent,
        details=study.details,
        questions=_questions(study, check_names),
        trials=dict(sorted(trials.items())),
        participants={_code(secret, row): each for row, each in enumerate(turns)},
    )
    key = Key(
        study=identity,
        systems=tuple(study.systems),
        trials={
            name: TrialKey(
                stimulus=group[0].stimulus,
                condition=group[0].condition,
                systems=tuple(each.system for each in group),
            )
            for name, group in zip(names, shown, strict=False)
        },
        checks={name: check.answer for name, check in zip(check_names, study.checks, strict=True)},
        allowed_misses=study.allowed_misses,
        media={name: str(path) for path, (name, _) in media.items()},
    )
    return plan, key


def _trial(study: Study, group: list[_Source], media: dict[Path, tuple[str, NeutralMedia]]) -> Trial:
    if study.kind == "labels":
        questions = [_LABEL]
    else:
        asked = [each for each in study.scales if not each.conditions or group[0].condition in each.conditions]
        questions = [each.name for each in (*asked, *study.preferences)]
    return Trial(
        media=tuple(media[each.path][0] for each in group),
        seconds=sum(media[each.path][1].seconds for each in group),
        prompt=group[0].prompt,
        questions=tuple(questions),
    )


def _questions(study: Study, checks: list[str]) -> dict[str, Question]:
    """All questions by their names; those of checks have names that no other can have."""
    kind = "label" if study.kind == "labels" else "scale"
    questions = {_LABEL: Question(kind="label", text="")} if study.kind == "labels" else {}
    questions |= {
        each.name: Question(kind="scale", text=each.text, low=each.low, high=each.high) for each in study.scales
    }
    questions |= {each.name: Question(kind="preference", text=each.text, same=each.same) for each in study.preferences}
    return questions | {
        _check_name(name): Question(kind=kind, text=check.text)
        for name, check in zip(checks, study.checks, strict=True)
    }


def _check_name(trial: str) -> str:
    return f"check/{trial}"


def _turns(order: list[tuple[str, bool]], checks: list[str], row: int) -> tuple[Turn, ...]:
    """An order with the checks in it; which check comes first changes from participant to participant."""
    turns = [Turn(trial=name, swapped=swapped) for name, swapped in order]
    turned = [checks[(row + place) % len(checks)] for place in range(len(checks))]
    for place, name in reversed(list(zip(check_positions(len(turns), len(checks)), turned, strict=True))):
        turns.insert(place, Turn(trial=name, swapped=False))
    return tuple(turns)


def _code(secret: str, row: int) -> str:
    """Ten letters and digits that cannot be guessed without the study's file."""
    digest = hashlib.sha256(f"{secret} participant {row}".encode()).digest()
    return "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest[:10])


def _size_notes(sources: list[_Source], media: dict[Path, tuple[str, NeutralMedia]]) -> tuple[str, ...]:
    """Pictures of one stimulus that differ in size: they are shown in equal boxes, but their sharpness may tell."""
    sizes: dict[str, set[tuple[int, int]]] = {}
    for each in sources:
        sizes.setdefault(each.system, set()).add(media[each.path][1].size)
    if len(set().union(*sizes.values())) < 2:
        return ()
    told = "; ".join(
        f"{system}: {', '.join(f'{width} x {height}' for width, height in sorted(found))}"
        for system, found in sizes.items()
    )
    return (f"the pictures differ in size, which may tell the systems apart ({told})",)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
