"""Real photographs and paintings of single people, found in published packages, with their licences.

They are fetched by the benchmark and never stored in this repository. Where a package does not say itself whose a
picture is, the licence is the one under which its source publishes it.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

from face.packages import MissingFileError, PackagedFile, fetched

_MATPLOTLIB = ("wheel", "matplotlib", "3.10.0")
_SCIKIT_IMAGE = ("wheel", "scikit-image", "0.26.0")
_THUMBOR = ("wheel", "thumbor", "7.8.0")
_GRAMPS = ("wheel", "gramps", "6.0.8")
_NIKOLA = ("wheel", "Nikola", "8.3.3")
_WAND = ("sdist", "Wand", "0.7.2")
_WORDPRESS = ("deb", "wordpress-theme-twentytwentyone", "6.1.9+dfsg1-0+deb12u1")
_FIXTURES = "thumbor/fixtures/filters/"
_EXAMPLE = "gramps-6.0.8.data/data/share/doc/gramps/example/gramps/"
_GALLERY = "nikola/data/samplesite/galleries/demo/"
_PAINTINGS = "usr/share/wordpress/wp-content/themes/twentytwentyone/assets/images/"
_BY_AGE = "public domain by age"


@dataclass(frozen=True)
class Photograph:
    """A picture of one person: what is special about it, whose it is, and whether it may be shown here."""

    name: str
    file: PackagedFile
    shows: str
    origin: str
    licence: str

    @property
    def free(self) -> bool:
        """In the public domain, so that pictures made from it may be kept here without conditions."""
        return self.licence.startswith("public domain")


PHOTOGRAPHS: tuple[Photograph, ...] = (
    Photograph(
        "hopper",
        PackagedFile(
            *_MATPLOTLIB,
            "matplotlib/mpl-data/sample_data/grace_hopper.jpg",
            "a8ca6d734765703b09728ab47fe59f473d93ae3967fc24c7c0288c3c7adb7130",
        ),
        "woman, older, cap, glasses",
        "official portrait of Grace Hopper, James S. Davis, US Navy",
        "public domain (work of the US government)",
    ),
    Photograph(
        "astronaut",
        PackagedFile(
            *_SCIKIT_IMAGE,
            "skimage/data/astronaut.png",
            "88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5",
        ),
        "woman smiling with teeth",
        "official portrait of Eileen Collins, NASA",
        "public domain (work of the US government)",
    ),
    Photograph(
        "guido",
        PackagedFile(
            *_THUMBOR,
            f"{_FIXTURES}800px-Guido-portrait-2014.jpg",
            "7c44e63ce133079078873997a1b61e6400464b72892596048b712bb97a9f3569",
        ),
        "man, glasses, short beard, turned",
        "Guido-portrait-2014.jpg of Wikimedia Commons (named in the file)",
        "CC BY-SA 4.0",
    ),
    Photograph(
        "henner",
        PackagedFile(
            *_THUMBOR,
            f"{_FIXTURES}800px-Christophe_Henner_-_June_2016.jpg",
            "5ef594207ed774b0a2db2d180bcfe1b3e4440ed12237636a65a288ee44f9dae9",
        ),
        "man smiling, glasses",
        "Christophe_Henner_-_June_2016.jpg of Wikimedia Commons",
        "CC BY-SA 4.0",
    ),
    Photograph(
        "maher",
        PackagedFile(
            *_THUMBOR,
            f"{_FIXTURES}800px-Katherine_Maher.jpg",
            "c7ba629fe133a0cf155cfdd10ceb4da1923cce097dcd18e8867c8b107b157ee6",
        ),
        "woman laughing with teeth, light hair",
        "Katherine_Maher.jpg of Wikimedia Commons",
        "CC BY-SA 4.0",
    ),
    Photograph(
        "giunchedi",
        PackagedFile(
            *_THUMBOR,
            f"{_FIXTURES}Giunchedi%2C_Filippo_January_2015_01.jpg",
            "6a7faf8e2adb028436340e6b8c5955f0d669b9166e9c9581bbc61ff9636b1910",
        ),
        "man, full beard, dark background",
        "Myleen Hollero, Wikimedia Foundation (named in the file)",
        "CC BY-SA 3.0",
    ),
    Photograph(
        "riga",
        PackagedFile(*_GRAMPS, f"{_EXAMPLE}O0.jpg", "6be61f53fe380736c8ccc0455dbc8a7ba0a2a42016107a2682edc7a9e7024f3a"),
        "old man, white moustache, turned, cut by the edge",
        "Riga Old Man, liber (named in the package's image_credits.md)",
        "CC BY-SA 2.0",
    ),
    Photograph(
        "canon",
        PackagedFile(*_GRAMPS, f"{_EXAMPLE}O3.jpg", "b49b2e16ccad746a7a7284bbbb419c3e4e4057f0f72d2c867101751763895886"),
        "older man, dark, hard light, glasses",
        "Portrait of a Canon-man, mescon (named in the package's image_credits.md)",
        "CC BY 2.0",
    ),
    Photograph(
        "camera",
        PackagedFile(*_GRAMPS, f"{_EXAMPLE}O4.jpg", "0e29ca98b9eeb552feeb4f4d8affce874ede69d1aabb8e823796458b62cbd9e9"),
        "woman, small face in the picture, busy background",
        "Woman Photographer, Pedro Ribeiro Simoes (named in the file)",
        "CC BY 2.0",
    ),
    Photograph(
        "andersson",
        PackagedFile(
            *_GRAMPS,
            f"{_EXAMPLE}654px-Aksel_Andersson.jpg",
            "008db50ce49674f9ecf70d45202010d3c291b1f8f50a171370f486dbe770a4c1",
        ),
        "old man, long white beard, sepia",
        "Aksel Andersson (1851-1923), unknown photographer",
        _BY_AGE,
    ),
    Photograph(
        "dahlgren",
        PackagedFile(
            *_GRAMPS,
            f"{_EXAMPLE}E_W_Dahlgren.jpg",
            "c88a839c7619af83a81e0fbb9a45bb425afcef505b813d970467dc7cabf91deb",
        ),
        "old man, white moustache, sepia, turned",
        "E. W. Dahlgren (1848-1934), unknown photographer",
        _BY_AGE,
    ),
    Photograph(
        "fez",
        PackagedFile(
            *_GRAMPS,
            f"{_EXAMPLE}Alimehemet.jpg",
            "c1a6f854038d0b953723f60655806815c19ad7637019cda0936ed2abc4f35af3",
        ),
        "man, fez, full beard, grey",
        "Mehemet Ali (1815-1871), unknown photographer",
        _BY_AGE,
    ),
    Photograph(
        "tesla",
        PackagedFile(
            *_NIKOLA, f"{_GALLERY}tesla2_lg.jpg", "1545262744055ad4c1d9780ba00ea5f5dda6147423b53635c323cbdb5a117f7d"
        ),
        "man, moustache, turned, grey, grain",
        "Nikola Tesla, 1890s (the gallery's index.txt says public domain)",
        "public domain",
    ),
    Photograph(
        "tesla-hand",
        PackagedFile(
            *_NIKOLA, f"{_GALLERY}tesla4_lg.jpg", "12115a31df631aa8866ee88a07130e277c7ecff6668241ce571c89a407b31f81"
        ),
        "man, hand at the cheek, grey, small",
        "Nikola Tesla, 1900s (the gallery's index.txt says public domain)",
        "public domain",
    ),
    Photograph(
        "mona-lisa",
        PackagedFile(
            *_WAND,
            "wand-0.7.2/tests/assets/mona-lisa.jpg",
            "8217b583b9396d03d65f24db114d1b056426e9ab06dfa051940e84c577230dcb",
        ),
        "painting, smile, small",
        "Leonardo da Vinci",
        _BY_AGE,
    ),
    Photograph(
        "morisot-mauve",
        PackagedFile(
            *_WORDPRESS,
            f"{_PAINTINGS}young-woman-in-mauve.jpg",
            "14a97212559694b078f618c79dfcb2b508519b18e11f5c38ea7dedb4c3efd4a8",
        ),
        "painting, broad strokes",
        "Young Woman in Mauve, Berthe Morisot (named in the package's readme.txt)",
        _BY_AGE,
    ),
    Photograph(
        "morisot-self",
        PackagedFile(
            *_WORDPRESS,
            f"{_PAINTINGS}self-portrait-1885.jpg",
            "89e71a457ff2deb9c7fe9541febf4a5662b479fab316b7ea6e60fd86b672c4a2",
        ),
        "painting, broad strokes, turned",
        "Self-Portrait 1885, Berthe Morisot (named in the package's readme.txt)",
        _BY_AGE,
    ),
)


def photograph_files(work: Path) -> dict[str, Path]:
    """The photographs that can be had here, by name; the others are named on standard error."""
    found = {}
    for photograph in PHOTOGRAPHS:
        try:
            found[photograph.name] = fetched(photograph.file, work)
        except MissingFileError as error:
            print(f"photograph {photograph.name} is left out: {error}", file=sys.stderr)
    return found
