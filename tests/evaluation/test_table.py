"""Tables of results that were measured, in all formats, and what stands below them."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.evaluation.small_probes import ASKED, COLOURS, LIGHT, write_video
from tests.evaluation.test_run import run
from tietfg.errors import InputError
from tietfg.evaluation.cases import CaseFiles, Folders, list_cases
from tietfg.evaluation.figures import figures_of
from tietfg.evaluation.probe import Probe
from tietfg.evaluation.records import FindingCache, Results, read_results
from tietfg.evaluation.registry import METRICS, PROBES
from tietfg.evaluation.table import make_table
from tietfg.evaluation.table_formats import FORMATS
from tietfg.evaluation.table_plot import plot_table
from tietfg.evaluation.table_presets import PRESETS, find_preset

SMALL = (LIGHT, COLOURS, ASKED)


@pytest.fixture(autouse=True)
def small_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    metrics = {metric.name: metric for probe in SMALL for metric in probe.metrics}
    monkeypatch.setattr("tietfg.evaluation.table.PROBES", SMALL)
    monkeypatch.setattr("tietfg.evaluation.table.METRICS", metrics)


def results(name: str, folder: Path, levels: list[int], probes: tuple[Probe, ...] = SMALL) -> Results:
    for number, level in enumerate(levels):
        write_video(folder / name / f"{number}.mp4", [level, level + 4 * number] * 3)
        if not (folder / "real" / f"{number}.mp4").exists():
            write_video(folder / "real" / f"{number}.mp4", [100 + 9 * number, 110] * 3)
    cases = list_cases(Folders(folder / name, folder / "real")).cases
    lost = CaseFiles("lost", folder / "lost.mp4")
    records, _ = run([*cases, lost], folder / "cache", *probes)
    names = [metric.name for probe in probes for metric in probe.metrics]
    return Results(
        name=name,
        generated=str(folder / name),
        reference=str(folder / "real"),
        figures=figures_of(names, probes, records, FindingCache(folder / "cache")),
        cases=records,
        versions={},
    )


@pytest.fixture(scope="module")
def systems(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Results]]:
    folder = tmp_path_factory.mktemp("systems")
    return folder, [results("one", folder, [100, 120, 140, 90]), results("two & co_", folder, [130, 150, 160, 120])]


def test_results_are_read_as_they_were_written(systems, tmp_path):
    one = systems[1][0]
    (tmp_path / "r.json").write_text(one.model_dump_json())
    assert read_results(tmp_path / "r.json") == one


@pytest.mark.parametrize("text", ["", "[]", '{"version": 1}', '{"columns": []}'])
def test_what_are_no_results_is_told_in_a_line(tmp_path, text):
    (tmp_path / "r.json").write_text(text)
    with pytest.raises(InputError, match=r"r\.json") as error:
        read_results(tmp_path / "r.json")
    assert "\n" not in str(error.value)


def test_differences_are_paired(systems):
    folder, (one, two) = systems
    table = make_table([one, two], FindingCache(folder / "cache"))
    (comparison,) = table.comparisons
    differences = {each.metric: each for each in comparison.differences}
    assert differences["light"].value == pytest.approx(27.5, abs=1)
    assert differences["light"].p == 2 / 2**4
    assert differences["light"].videos == 4
    assert differences["colours"].value > 0
    assert differences["colours"].low is not None
    assert differences["colours"].p is None
    assert "asked" not in differences


def test_a_system_does_not_differ_from_itself(systems):
    folder, (one, _) = systems
    table = make_table([one, one], FindingCache(folder / "cache"))
    for each in table.comparisons[0].differences:
        assert (each.value, each.low, each.high) == (0, 0, 0)
        assert each.p in (1, None)


def test_features_that_have_left_the_cache_are_told(systems, tmp_path):
    table = make_table(systems[1], FindingCache(tmp_path))
    assert "colours" not in {each.metric for each in table.comparisons[0].differences}
    assert any("not in the cache any more" in line for line in table.footers)


def test_other_references_and_versions_are_not_compared(systems):
    folder, (one, two) = systems
    other = two.model_dump(mode="json")
    other["cases"][0]["files"]["reference"]["sha256"] = "0" * 64
    for case in other["cases"]:
        if "light" in case["findings"]:
            case["findings"]["light"]["version"] = 9
    table = make_table([one, Results.model_validate(other)], FindingCache(folder / "cache"))
    assert [(each.metric, each.videos) for each in table.comparisons[0].differences] == [("colours", 3)]
    assert any("two versions" in line for line in table.footers)
    assert any("other references" in line for line in table.footers)


def test_results_of_other_metrics(systems, tmp_path):
    folder, (one, _) = systems
    other = results("other", tmp_path, [50, 60], (COLOURS,))
    with pytest.raises(InputError, match="other have none of the metrics"):
        make_table([one.model_copy(update={"figures": {"light": one.figures["light"]}}), other], FindingCache(folder))
    table = make_table([one, other], FindingCache(folder))
    assert "other: light: it was not measured" in table.footers


def test_markdown_tells_all(systems):
    folder, both = systems
    text = FORMATS["markdown"].write(make_table(both, FindingCache(folder / "cache")), both)
    lines = text.splitlines()
    assert lines[0] == "| system | videos | light (levels) ↑ | length (s) → | colours ↓ | asked → |"
    assert re.match(r"\| one \| 5 \| 11\d\.\d \[\d+\.\d, \d+\.\d\] \| 0\.24 \[0\.24, 0\.24\] \| ", lines[2])
    assert lines[2].endswith("n/a |")
    assert "| 0.125 | 4 |" in text
    assert "- light, length: Mean of all pixels." in lines
    assert "- one: asked: not in 4 of 5 videos: no report or track of what was asked (--asked)" in lines
    assert any("problem:" in line and "lost.mp4" in line for line in lines)


def test_many_problems_are_cut_and_counted(systems):
    folder, (one, _) = systems
    lost = one.cases[-1]
    many = one.model_copy(update={"cases": (lost,) * 50})
    footers = make_table([many], FindingCache(folder)).footers
    assert sum("problem:" in line for line in footers) == 20
    assert "and 30 more problems, which the results as JSON tell" in footers


def test_latex_is_escaped_and_balanced(systems):
    folder, both = systems
    text = FORMATS["latex"].write(make_table(both, FindingCache(folder / "cache")), both)
    assert r"two \& co\_" in text
    assert r"light (levels) $\uparrow$" in text
    assert text.count(r"\begin{") == text.count(r"\end{")
    assert text.count(r"\toprule") == text.count(r"\bottomrule") == 2
    rows = text[text.index(r"\midrule") : text.index(r"\bottomrule")].count(r"\\")
    assert rows == 2
    assert text.isascii()


def test_csv_and_json_hold_what_was_measured(systems):
    folder, both = systems
    table = make_table(both, FindingCache(folder / "cache"))
    rows = list(csv.DictReader(io.StringIO(FORMATS["csv"].write(table, both))))
    light = next(row for row in rows if row["system"] == "one" and row["metric"] == "light")
    assert float(light["value"]) == both[0].figures["light"].value
    assert {row["against"] for row in rows} == {"", "one"}
    document = json.loads(FORMATS["json"].write(table, both))
    assert [Results.model_validate(each) for each in document["results"]] == both
    assert document["comparisons"][0]["differences"][0]["p"] == 0.125


def test_plots_show_every_system_and_video(systems):
    folder, both = systems
    table = make_table(both, FindingCache(folder / "cache"))
    root = ElementTree.fromstring(plot_table(table, both, ".svg"))
    space = "{http://www.w3.org/2000/svg}"
    texts = [text.text or "" for text in root.iter(f"{space}text")]
    assert texts.count("two & co_") == texts.count("one") == 3  # asked, which nobody has, is left out
    assert len(list(root.iter(f"{space}circle"))) == 2 * 2 * 4  # light and length of four videos, of two systems
    picture = Image.open(io.BytesIO(plot_table(table, both, ".png"))).convert("RGB")
    assert picture.width == 900
    assert (np.asarray(picture).reshape(-1, 3) == (0x1F, 0x5F, 0xBF)).all(1).any()
    (empty,) = [
        make_table([both[0].model_copy(update={"figures": {"asked": both[0].figures["asked"]}})], FindingCache(folder))
    ]
    assert b"nothing was measured" in plot_table(empty, both[:1], ".svg")


def test_presets_name_metrics_that_there_are():
    for preset in PRESETS.values():
        assert set(preset.metrics) <= set(METRICS), preset.name
        assert bool(preset.metrics) != bool(preset.made_by)
        for _, figures in preset.published:
            assert set(figures) <= set(preset.metrics)
    outside = {metric.name for probe in PROBES if probe.weights for metric in probe.metrics}
    assert not set(PRESETS["always"].metrics) & outside


def test_published_figures_are_those_of_the_paper():
    rows = dict(PRESETS["paper1"].published)
    assert rows["TIE-TFG (HDTF, GT)"] == {
        "fid": "21.362",
        "fvd": "186.864",
        "psnr": "37.28",
        "ssim": "0.9930",
        "sync_d": "7.249",
        "e_fid_3dmm": "8.298",
        "ef_score": "77.24",
    }
    assert rows["TTFS (LRS2)"] == {"fid": "19.620", "psnr": "30.28", "ssim": "0.9436"}
    assert [len(PRESETS[name].published) for name in ("paper1", "paper2", "paper5")] == [12, 6, 3]


@pytest.mark.parametrize("name", ["paper3", "paper4", "paper6", "paper7", "paper8", "paper9"])
def test_tables_of_other_commands_are_named(name):
    with pytest.raises(InputError, match=r"tietfg|paper1"):
        find_preset(name)


def test_names_are_told_once():
    assert len({probe.name for probe in PROBES}) == len(PROBES)
    assert len(METRICS) == sum(len(probe.metrics) for probe in PROBES)
