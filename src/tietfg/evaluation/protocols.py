"""How data sets are measured on in the literature: splits, cropping, rate and pairing, with their sources."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tietfg.errors import InputError, check_choice
from tietfg.media.documents import read_document


@dataclass(frozen=True)
class Split:
    """Which videos of a data set are measured. All that is given must hold."""

    name: str
    description: str
    speakers: frozenset[str] | None = None
    after: Mapping[str, int] | None = None
    """By emotion, the number of the last sentence that does not belong to it."""
    names: frozenset[str] | None = None
    """Paths below the folder of the set, or the ends of such paths, without suffix."""

    def holds(self, name: str, clip: tuple[str, str, str] | None) -> bool:
        """Whether a video belongs to it: its path without suffix, and its emotion, speaker and sentence if known."""
        if self.names is not None:
            parts = name.split("/")
            return any("/".join(parts[start:]) in self.names for start in range(len(parts)))
        if clip is None:
            return False
        emotion, speaker, sentence = clip
        if self.speakers is not None and speaker not in self.speakers:
            return False
        return self.after is None or int(sentence) > self.after[emotion]


@dataclass(frozen=True)
class Protocol:
    """How a data set is measured on."""

    name: str
    contents: str
    terms: str
    split: str
    pictures: str
    """Cropping and size."""
    rate: str
    pairing: str
    source: str
    splits: Mapping[str, Split] = field(default_factory=dict)


_OTHERS = ("happy", "sad", "angry", "fear", "disgust", "surprise")

PROTOCOLS: dict[str, Protocol] = {
    protocol.name: protocol
    for protocol in (
        Protocol(
            "hdtf",
            "about 16 hours of 362 talks in high resolution, named NAME_NUMBER.mp4",
            "annotations CC BY 4.0; the videos are those of others and are fetched by the user",
            "none is published: state the names that were measured (--split FILE)",
            "the published crop (x, width, y, height), resized to 512 x 512",
            "25 a second",
            "one shot: the first frame of a clip is the portrait, its sound or its transcript drives, the clip is the "
            "reference",
            "Zhang et al. 2021 (Flow-guided one-shot talking face generation), and tables 1 and 5 of TIE-TFG",
        ),
        Protocol(
            "lrs2",
            "utterances of the BBC, named mvlrs_v1/main/ID/UTTERANCE.mp4",
            "BBC agreement: research alone",
            "the list test.txt that comes with it (--split test.txt)",
            "160 x 160 as published, faces cut out already; enlarging them hurts networks of 512",
            "25 a second",
            "one shot, as for hdtf; lips are also measured against the sound of other clips (Wav2Lip)",
            "Afouras et al. 2018 (Deep audio-visual speech recognition), and table 1 of TIE-TFG",
        ),
        Protocol(
            "mead",
            "60 actors, 8 emotions at 3 levels, 7 views; SPEAKER/video/VIEW/EMOTION/level_N/NNN.mp4 or with _ for /",
            "research alone, on request",
            "test: the four actors of EAT, which table 2 follows; sentences: the last of each emotion and level, as "
            "MEAD's authors split",
            "EAT cuts and aligns faces at 256 x 256, and takes 5 frames a video for FID; here all frames count",
            "30 a second as published; measured at 25",
            "the frontal view; the neutral first frame of the actor is the portrait, the clip of the same sentence "
            "is the reference",
            "Wang et al. 2020 (MEAD), Gan et al. 2023 (EAT), and table 2 of TIE-TFG",
            {
                "test": Split("test", "actors M003, M030, W009 and W015", frozenset({"M003", "M030", "W009", "W015"})),
                "sentences": Split(
                    "sentences",
                    "the last 10 of 40 neutral sentences, and the last 6 of 30 of each other emotion and level",
                    after={"neutral": 30} | dict.fromkeys(_OTHERS, 24),
                ),
            },
        ),
        Protocol(
            "crema-d",
            "7,442 clips of 91 actors and 12 sentences, named ACTOR_SENTENCE_EMOTION_LEVEL.flv",
            "Open Database License 1.0",
            "none is published: hold actors out, and state them (--split FILE)",
            "480 x 360 as published; cut around the face",
            "about 30 a second as published; measured at 25",
            "one shot, as for hdtf; labels are those that were acted, which listeners often hear otherwise",
            "Cao et al. 2014 (CREMA-D), and tables 3, 7 and 8 of TIE-TFG",
        ),
    )
}


def read_split(value: str, data_set: str | None) -> Split:
    """A split by the name that a data set's protocol gives it, or a file of names, one a line.

    What follows a name after a space, as in the lists of LRS2, is no part of it. Raises InputError.
    """
    splits = PROTOCOLS[data_set].splits if data_set in PROTOCOLS else {}
    if value in splits:
        return splits[value]
    path = Path(value)
    if not path.is_file():
        if splits:
            check_choice(f"the split of {data_set}", value, splits)
        raise InputError(f"the split {value!r} is no file of names; name one, or a --data-set that has splits (mead)")
    lines = [line.strip() for line in read_document(path, "split").splitlines() if line.strip()]
    names = frozenset(name.removesuffix(".mp4") for line in lines for name in (line, line.split()[0]))
    if not names:
        raise InputError(f"the split {path} holds no name; write one a line")
    return Split(path.name, f"the {len(lines)} names in {path.name}", names=names)


def protocol_text(protocol: Protocol) -> str:
    """A protocol as lines for people."""
    headings = ("contents", "terms", "split", "pictures", "rate", "pairing", "source")
    lines = [protocol.name, *(f"  {heading + ':':10} {getattr(protocol, heading)}" for heading in headings)]
    lines += [f"  --split {split.name}: {split.description}" for split in protocol.splits.values()]
    return "\n".join(lines)
