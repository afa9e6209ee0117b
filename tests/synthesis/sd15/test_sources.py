"""Weights from folders and from a hub: every file in its place, cut downloads go on, and wrong files are refused."""

import hashlib
import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")
pytest.importorskip("transformers")

from safetensors.torch import load_file, save_file  # noqa: E402
from typer.testing import CliRunner  # noqa: E402

from tests.synthesis.sd15 import tiny  # noqa: E402
from tietfg.cli import weights as command  # noqa: E402
from tietfg.errors import InputError, OutputError, WeightsError  # noqa: E402
from tietfg.synthesis.regions import RegionForm  # noqa: E402
from tietfg.synthesis.sd15 import sources  # noqa: E402
from tietfg.synthesis.sd15.configuration import TINY  # noqa: E402
from tietfg.synthesis.sd15.files import read_sd15  # noqa: E402
from tietfg.synthesis.sd15.names import hallo_tensors  # noqa: E402
from tietfg.weights import resumable  # noqa: E402

OLD = {"to_q": "query", "to_k": "key", "to_v": "value", "to_out.0": "proj_attn"}


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of both recipes in the layout of Hallo's pretrained_models, with tiny networks."""
    folder = tmp_path_factory.mktemp("parts")
    models = tiny.models()
    models.vae.save_pretrained(folder / "sd-vae-ft-mse")
    path = folder / "sd-vae-ft-mse" / "diffusion_pytorch_model.safetensors"
    state = load_file(path)
    for new, old in OLD.items():  # the names that the published file has
        state = {name.replace(f"attentions.0.{new}", f"attentions.0.{old}"): value for name, value in state.items()}
    save_file(state, path, {"format": "pt"})
    speech = folder / "wav2vec" / "wav2vec2-base-960h"
    models.speech_encoder.save_pretrained(speech)
    hallo = tiny.hallo_state()
    (folder / "hallo").mkdir()
    torch.save(hallo, folder / "hallo" / "net.pth")
    unet = {name.removeprefix("denoising_unet."): value for name, value in hallo.items() if "denoising_unet" in name}
    motion = {name: value for name, value in unet.items() if "motion_modules" in name}
    unet = {name: value for name, value in unet.items() if "motion_modules" not in name and "audio" not in name}
    (folder / "stable-diffusion-v1-5" / "unet").mkdir(parents=True)
    save_file(unet, folder / "stable-diffusion-v1-5" / "unet" / "diffusion_pytorch_model.safetensors")
    (folder / "motion_module").mkdir()
    torch.save(
        {"state_dict": {f"module.{k}": v for k, v in motion.items()}}, folder / "motion_module/mm_sd_v15_v2.ckpt"
    )
    return folder


@pytest.mark.parametrize(("name", "form"), [("sd15", "compat"), ("sd15-paper", "paper")])
def test_hallo_is_converted(parts: Path, tmp_path: Path, name: str, form: RegionForm) -> None:
    sources.convert_sd15(name, parts, tmp_path / name, configuration=TINY)
    models = read_sd15(tmp_path / name)
    assert models.configuration == replace(TINY, form=form)
    state, there = tiny.hallo_state(), models.model.state_dict()
    names, _, _ = hallo_tensors(models.configuration)
    for own, name in names.items():
        assert torch.equal(there[own].flatten(), state[name].flatten()), own
    vae = models.vae.state_dict()
    for name, value in tiny.models().vae.state_dict().items():
        assert torch.equal(vae[name], value), name
    assert models.origin.source == "hallo"
    assert models.origin.digests["hallo/net.pth"] == hashlib.sha256((parts / "hallo/net.pth").read_bytes()).hexdigest()
    assert len(models.origin.digests) == 3


def test_stable_diffusion_and_animatediff_make_a_model_to_train(parts: Path, tmp_path: Path) -> None:
    sources.convert_sd15("sd15-untrained", parts, tmp_path / "base", half=True, configuration=TINY)
    assert {value.dtype for value in load_file(tmp_path / "base" / "visual.safetensors").values()} == {torch.float16}
    model = read_sd15(tmp_path / "base").model
    assert model.configuration.form == "paper"
    state = tiny.hallo_state()
    for network in (model.denoiser, model.reference_network):
        weight = network.down_blocks[1].layers[0].attention.attn1.to_q.weight
        name = "denoising_unet.down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_q.weight"
        assert torch.equal(weight, state[name].half().float())
    motion = model.denoiser.mid_block.layers[0].motion
    name = "denoising_unet.mid_block.motion_modules.0.temporal_transformer.proj_out.weight"
    assert torch.equal(motion.proj_out.weight, state[name].half().float())
    for convolution in model.denoiser.mid_block.layers[0].audio.regions.sum.convolutions:
        assert not convolution.weight.any()


def test_partial_and_wrong_folders_are_refused(parts: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(parts, tmp_path / "parts")
    (folder / "motion_module" / "mm_sd_v15_v2.ckpt").unlink()
    with pytest.raises(WeightsError, match=r"lacks motion_module/mm_sd_v15_v2\.ckpt; .*pull sd15-untrained"):
        sources.convert_sd15("sd15-untrained", folder, tmp_path / "out", configuration=TINY)
    with pytest.raises(WeightsError, match=r"does not fit: of \d+ tensors"):
        sources.convert_sd15("sd15", folder, tmp_path / "out")  # Hallo's sizes, of a tiny model
    torch.save({"module.up": torch.zeros(2)}, folder / "motion_module" / "mm_sd_v15_v2.ckpt")
    with pytest.raises(WeightsError, match=r"motion_modules.* is missing"):
        sources.convert_sd15("sd15-untrained", folder, tmp_path / "out", configuration=TINY)
    (folder / "hallo" / "net.pth").write_bytes(b"nothing")
    with pytest.raises(WeightsError, match=r"get Hallo's net\.pth"):
        sources.convert_sd15("sd15", folder, tmp_path / "out", configuration=TINY)
    assert [path.name for path in tmp_path.iterdir()] == ["parts"]


class Hub(BaseHTTPRequestHandler):
    """A hub with redirects, ranges and entity tags; `cuts` says after how many bytes connections break."""

    root: Path
    cuts: list[int]
    asked: list[tuple[str, str | None]]
    tag: str
    claim: int

    def do_GET(self) -> None:
        if self.path.startswith("/store/"):
            self._send(self.root / self.path.removeprefix("/store/"))
            return
        place = next((p for r in sources.RECIPES.values() for p in r.parts if p.url("") == self.path), None)
        if place is None or not (self.root / place.place).exists():
            self.send_error(404)
            return
        self.send_response(302)
        self.send_header("Location", f"/store/{place.place}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, file: Path) -> None:
        content, asked = file.read_bytes(), self.headers.get("Range")
        self.asked.append((file.name, asked))
        start = 0
        if asked and self.headers.get("If-Range") == self.tag:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            if start >= len(content):
                self.send_response(416)
                self.send_header("Content-Range", f"bytes */{len(content) + self.claim}")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
        self.send_response(206 if start else 200)
        self.send_header("ETag", self.tag)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(content) - start + self.claim))
        self.end_headers()
        cut = self.cuts.pop(0) if self.cuts and len(content) > 5000 else len(content)
        self.wfile.write(content[start : start + cut])

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name of the standard library
        pass


@pytest.fixture
def hub(parts: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name, value in {"root": parts, "cuts": [], "asked": [], "tag": '"one"', "claim": 0}.items():
        setattr(Hub, name, value)
    monkeypatch.setattr(resumable, "_PAUSE_S", 0.0)
    pinned = {}
    for name, recipe in sources.RECIPES.items():
        known = (
            replace(part, sha256=part.sha256 and hashlib.sha256((parts / part.place).read_bytes()).hexdigest())
            for part in recipe.parts
        )
        pinned[name] = replace(recipe, parts=tuple(known))
    monkeypatch.setattr(sources, "RECIPES", pinned)
    with ThreadingHTTPServer(("127.0.0.1", 0), Hub) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}"
        monkeypatch.setenv(sources.HUB_VARIABLE, address)
        yield address
        server.shutdown()
        thread.join()


def test_what_is_fetched_is_pinned_where_it_is_known() -> None:
    parts = {part for recipe in sources.RECIPES.values() for part in recipe.parts if part.place != "hallo/net.pth"}
    assert all(re.fullmatch("[0-9a-f]{40}", part.revision) for part in parts)
    assert all(re.fullmatch("[0-9a-f]{64}", part.sha256 or "") for part in parts if not part.place.endswith(".json"))


def silent(*_: object) -> None:
    pass


def test_a_hub_is_pulled_through_redirects_and_cuts(hub: str, tmp_path: Path) -> None:
    Hub.cuts = [4000, 100, 50_000]
    told: list[tuple[str, int, int]] = []
    sources.pull_sd15("sd15", tmp_path / "sd15", lambda *said: told.append(said), configuration=TINY)
    assert read_sd15(tmp_path / "sd15").origin.source == "hallo"
    assert [path.name for path in tmp_path.iterdir()] == ["sd15"]
    asked = [span for name, span in Hub.asked if name == "net.pth"]
    assert asked == [None, "bytes=4000-", "bytes=4100-", "bytes=54100-"]
    assert told[-1][1] == told[-1][2]
    with pytest.raises(OutputError, match="exists already"):
        sources.pull_sd15("sd15", tmp_path / "sd15", silent, configuration=TINY)


def test_a_pull_that_was_given_up_goes_on_later(hub: str, tmp_path: Path) -> None:
    Hub.cuts = [10_000, 0, 0, 0, 0, 0]
    with pytest.raises(WeightsError, match=r"cut after 10000 of .* goes on where it was cut"):
        sources.pull_sd15("sd15", tmp_path / "sd15", silent, configuration=TINY)
    assert not (tmp_path / "sd15").exists()
    Hub.asked.clear()
    sources.pull_sd15("sd15", tmp_path / "sd15", silent, configuration=TINY)
    assert Hub.asked[0] == ("net.pth", "bytes=10000-")


def test_a_file_that_changed_meanwhile_is_fetched_from_the_start(hub: str, parts: Path, tmp_path: Path) -> None:
    url, target = sources.RECIPES["sd15"].parts[0].url(hub), tmp_path / "net.pth"
    Hub.cuts = [10_000, 0, 0, 0, 0, 0]
    with pytest.raises(WeightsError):
        resumable.download(url, target, sha256=None, advance=silent)
    part = tmp_path / "net.pth.part"
    part.write_bytes(b"x" * 10_000)
    Hub.tag = '"two"'
    content = (parts / "hallo" / "net.pth").read_bytes()
    resumable.download(url, target, sha256=hashlib.sha256(content).hexdigest(), advance=silent)
    assert target.read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == ["net.pth"]


def test_a_part_that_is_whole_already_needs_no_more_bytes(hub: str, parts: Path, tmp_path: Path) -> None:
    content = (parts / "hallo" / "net.pth").read_bytes()
    (tmp_path / "net.pth.part").write_bytes(content)
    (tmp_path / "net.pth.part.tag").write_text('"one"')
    url = sources.RECIPES["sd15"].parts[0].url(hub)
    resumable.download(url, tmp_path / "net.pth", sha256=None, advance=silent)
    assert (tmp_path / "net.pth").read_bytes() == content
    (tmp_path / "net.pth.part").write_bytes(content + b"more")
    (tmp_path / "net.pth.part.tag").write_text('"one"')
    resumable.download(url, tmp_path / "net.pth", sha256=None, advance=silent)
    assert (tmp_path / "net.pth").read_bytes() == content


def test_what_a_hub_does_wrong_is_said(hub: str, tmp_path: Path) -> None:
    url, target = sources.RECIPES["sd15"].parts[0].url(hub), tmp_path / "net.pth"
    with pytest.raises(WeightsError, match=r"has the sha256 .* it is refused"):
        resumable.download(url, target, sha256="0" * 64, advance=silent)
    Hub.claim = 10
    with pytest.raises(WeightsError, match=r"cut after|does not fit"):
        resumable.download(url, target, sha256=None, advance=silent)
    with pytest.raises(WeightsError, match="404"):
        resumable.download(f"{hub}/absent", target, sha256=None, advance=silent)
    with pytest.raises(WeightsError, match="no address"):
        resumable.download("file:///etc/passwd", target, sha256=None, advance=silent)
    with pytest.raises(WeightsError, match="refused"):
        resumable.download("http://127.0.0.1:9/x", target, sha256=None, advance=silent)
    assert not target.exists()


def test_the_command(hub: str, parts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*words: object):
        return CliRunner().invoke(command.app, [str(word) for word in words])

    monkeypatch.setattr(sources.convert_sd15, "__kwdefaults__", {"half": False, "configuration": TINY})
    monkeypatch.setattr(sources.pull_sd15, "__kwdefaults__", {"half": True, "configuration": TINY})
    result = run("convert", "sd15", parts, "-o", tmp_path / "mine", "--half")
    assert result.exit_code == 0, result.exception
    assert read_sd15(tmp_path / "mine").origin.source == "hallo"
    assert isinstance(run("convert", "sd15", parts, "-o", tmp_path / "mine").exception, OutputError)
    assert isinstance(run("convert", "wav2vec2", parts, "-o", tmp_path / "a", "--half").exception, InputError)
    assert isinstance(run("convert", "nothing", parts, "-o", tmp_path / "a").exception, InputError)
    monkeypatch.setenv("TIETFG_HOME", str(tmp_path / "home"))
    result = run("pull", "sd15-untrained")
    assert result.exit_code == 0, result.exception
    assert read_sd15(tmp_path / "home" / "sd15-untrained").origin.source == "sd15+animatediff"
    assert isinstance(run("pull", "sd15", "--offline").exception, InputError)
    assert isinstance(run("pull", "sd15", "kokoro").exception, InputError)
    assert isinstance(run("pull", "--full").exception, InputError)
