"""The tables of the paper as presets: its columns, its figures, and what makes those that are not of videos."""

from collections.abc import Mapping
from dataclasses import dataclass

from tietfg.errors import InputError, check_choice
from tietfg.evaluation.registry import PROBES


@dataclass(frozen=True)
class TablePreset:
    """A table: its metrics in the order of the columns."""

    name: str
    title: str
    metrics: tuple[str, ...] = ()
    published: tuple[tuple[str, Mapping[str, str]], ...] = ()
    """Rows of the paper as it prints them: the system, and its figures by metric."""
    made_by: str | None = None
    """The command that makes a table which is not one of videos."""
    note: str = ""


SOURCE = "TIE-TFG, table {number}, as printed; measured by its authors with their own data, crops and weights"
_E_FID = (
    "E-FID is the Fréchet distance of 64 coefficients of expression (Deep3DFaceRecon), as EMO defines it; the paper's "
    "wording, features of the inception network, fits fid_face_crop, which is a metric of its own"
)
_COLUMNS_1 = ("fid", "fvd", "psnr", "ssim", "sync_d", "e_fid_3dmm", "ef_score")
_COLUMNS_2 = ("fid", "emo_acc", "ef_score")
_COLUMNS_5 = ("fid", "fvd", "sync_d", "e_fid_3dmm", "ef_score")


def _rows(columns: tuple[str, ...], text: str) -> tuple[tuple[str, Mapping[str, str]], ...]:
    """Lines of a name, and a figure for each column; - where the paper has none."""
    rows = []
    for line in text.strip().splitlines():
        name, figures = line.split("|")
        told = zip(columns, figures.split(), strict=True)
        rows.append((name.strip(), {column: figure for column, figure in told if figure != "-"}))
    return tuple(rows)


PRESETS: dict[str, TablePreset] = {
    preset.name: preset
    for preset in (
        TablePreset(
            "always",
            "all metrics that need no weights of others",
            tuple(
                metric.name for probe in PROBES if not probe.weights and probe.extra is None for metric in probe.metrics
            ),
        ),
        TablePreset(
            "paper1",
            "one-shot talking faces on HDTF and LRS2",
            _COLUMNS_1,
            _rows(
                _COLUMNS_1,
                """
                MakeItTalk (LRS2, TTS)     | 25.168 245.786 17.25 0.5562 10.748 15.624 32.56
                TTFS (LRS2)                | 19.620 - 30.28 0.9436 - - -
                FT2TF (LRS2)               | 22.520 - 33.20 0.9901 - - -
                TIE-TFG (LRS2, TTS)        | 18.763 210.420 36.96 0.9910 7.486 8.153 75.84
                TIE-TFG (LRS2, GT)         | 17.942 204.386 37.20 0.9922 7.245 8.097 78.65
                DreamTalk (HDTF, GT)       | 78.147 790.660 14.30 0.7848 8.364 15.696 32.21
                AniPortrait (HDTF, GT)     | 26.561 234.666 17.92 0.8329 10.548 13.754 44.80
                SadTalker (HDTF, GT)       | 22.340 203.860 30.14 0.9428 7.545 9.776 30.76
                Hallo (HDTF, TTS)          | 23.328 205.924 33.68 0.9480 7.667 8.562 43.62
                Hallo (HDTF, GT)           | 22.345 196.394 34.09 0.9550 7.458 8.430 45.43
                TIE-TFG (HDTF, TTS)        | 22.103 193.800 36.85 0.9915 7.516 8.371 74.62
                TIE-TFG (HDTF, GT)         | 21.362 186.864 37.28 0.9930 7.249 8.298 77.24
                """,
            ),
            note=_E_FID,
        ),
        TablePreset(
            "paper2",
            "emotional talking faces on MEAD",
            _COLUMNS_2,
            _rows(
                _COLUMNS_2,
                """
                Wav2Lip    | 67.49 17.87 10.34
                EAMM       | 22.38 49.85 32.55
                EAT        | 19.69 75.43 47.28
                FWEI       | 16.77 83.55 -
                TIE-TFG    | 15.27 84.05 67.58
                Real video | 0 84.37 100.00
                """,
            ),
            note="the paper's text names 83.92 and 66.45 where its table prints 84.05 and 67.58 for TIE-TFG",
        ),
        TablePreset(
            "paper3",
            "synthesised against real speech",
            made_by="`tietfg evaluate speech --generated FOLDER --reference FOLDER`",
        ),
        TablePreset(
            "paper4",
            "the fluctuation predictor on descriptions of one emotion and of several",
            made_by="`make bench-fluctuation`, of a predictor that `tietfg train efp` has trained",
        ),
        TablePreset(
            "paper5",
            "ablation of the emotional fluctuation: as it is, --fluctuation none, --fluctuation random",
            _COLUMNS_5,
            _rows(
                _COLUMNS_5,
                """
                TIE-TFG     | 21.362 186.864 7.249 8.298 77.24
                w/o EF      | 22.345 196.394 7.458 8.430 45.43
                w/ Random   | 24.512 208.376 7.843 9.265 39.62
                """,
            ),
            note=_E_FID,
        ),
        TablePreset(
            "paper6",
            "ablation of the fluctuation predictor's inputs",
            made_by="`make train-efp-ablations` and `make bench-fluctuation`, which stand on `tietfg train efp`",
        ),
        TablePreset(
            "paper7",
            "the recogniser of emotions on data sets",
            made_by="`tietfg evaluate faces FOLDER` and `tietfg evaluate clips FOLDER --set crema-d`",
        ),
        TablePreset(
            "paper8",
            "the recogniser of emotions by emotion",
            made_by="`tietfg evaluate faces FOLDER` and `tietfg evaluate clips FOLDER --set crema-d`",
        ),
    )
}


def find_preset(name: str) -> TablePreset:
    """The preset of a table of videos. Raises InputError, which names the command that makes the table, for another."""
    check_choice("the table", name, PRESETS)
    preset = PRESETS[name]
    if preset.made_by is not None:
        raise InputError(f"the table {name} ({preset.title}) is not one of videos; it is made by {preset.made_by}")
    return preset
