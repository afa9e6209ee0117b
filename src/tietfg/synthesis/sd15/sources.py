"""Where the weights of this scale come from: the files on the hub, and how a folder of them is made into one's own.

The layout of the folder is that of Hallo's `pretrained_models`, so that one which is there already will do.
"""

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from tietfg.errors import OutputError, WeightsError
from tietfg.synthesis.regions import RegionForm
from tietfg.synthesis.sd15 import weights
from tietfg.synthesis.sd15.configuration import SD15, Configuration
from tietfg.synthesis.sd15.files import Origin, Sd15Models, read_speech_encoder, read_vae, write_sd15
from tietfg.synthesis.sd15.model import VisualModel
from tietfg.weights.files import digest
from tietfg.weights.resumable import download

HUB = "https://huggingface.co"
HUB_VARIABLE = "TIETFG_HUB"
"""The environment variable that names another hub of the same layout."""


@dataclass(frozen=True)
class HubPart:
    """One file of a repository of the hub, and where it lies in the folder; what comes must have the sha256."""

    repository: str
    revision: str
    file: str
    place: str
    sha256: str | None = None

    def url(self, hub: str) -> str:
        """Its address."""
        return f"{hub.rstrip('/')}/{self.repository}/resolve/{self.revision}/{self.file}"


# Which revision and sha256 net.pth has is not known here: its tensors' names and shapes are checked, as all are.
_NET = HubPart("fudan-generative-ai/hallo", "main", "hallo/net.pth", "hallo/net.pth")
_UNET = HubPart(
    "stable-diffusion-v1-5/stable-diffusion-v1-5",
    "451f4fe16113bff5a5d2269ed5ad43b0592e9a14",
    "unet/diffusion_pytorch_model.safetensors",
    "stable-diffusion-v1-5/unet/diffusion_pytorch_model.safetensors",
    "19da7aaa4b880e59d56843f1fcb4dd9b599c28a1d9d9af7c1143057c8ffae9f1",
)
_MOTION = HubPart(
    "guoyww/animatediff",
    "fdfe36afa161e51b3e9c24022b0e368d59e7345e",
    "mm_sd_v15_v2.ckpt",
    "motion_module/mm_sd_v15_v2.ckpt",
    "69ed0f5fef82b110aca51bcab73b21104242bc65d6ab4b8b2a2a94d31cad1bf0",
)
_VAE, _SPEECH = "sd-vae-ft-mse", "wav2vec/wav2vec2-base-960h"
_VAE_REVISION = "stabilityai/sd-vae-ft-mse", "31f26fdeee1355a5c34592e401dd41e45d25a493"
_SPEECH_REVISION = "facebook/wav2vec2-base-960h", "22aad52d435eb6dbaf354bdad9b0da84ce7d6156"
_COMMON = (
    HubPart(*_VAE_REVISION, "config.json", f"{_VAE}/config.json"),
    HubPart(
        *_VAE_REVISION,
        "diffusion_pytorch_model.safetensors",
        f"{_VAE}/diffusion_pytorch_model.safetensors",
        "a1d993488569e928462932c8c38a0760b874d166399b14414135bd9c42df5815",
    ),
    HubPart(*_SPEECH_REVISION, "config.json", f"{_SPEECH}/config.json"),
    HubPart(
        *_SPEECH_REVISION,
        "model.safetensors",
        f"{_SPEECH}/model.safetensors",
        "8aa76ab2243c81747a1f832954586bc566090c83a0ac167df6f31f0fa917d74a",
    ),
)


def _hallo(folder: Path, configuration: Configuration) -> VisualModel:
    path = folder / _NET.place
    return weights.from_hallo(weights.read_checkpoint(path, "get Hallo's net.pth"), configuration, path)


def _stable_diffusion(folder: Path, configuration: Configuration) -> VisualModel:
    unet = weights.read_tensors(folder / _UNET.place, "get the unet of Stable Diffusion 1.5")
    motion = weights.read_checkpoint(folder / _MOTION.place, "get AnimateDiff's mm_sd_v15_v2.ckpt")
    return weights.from_stable_diffusion(unet, motion, configuration, folder)


@dataclass(frozen=True)
class Recipe:
    """What a model is made of, in which form, and how: `build(folder of the parts, configuration)`."""

    source: str
    form: RegionForm
    parts: tuple[HubPart, ...]
    build: Callable[[Path, Configuration], VisualModel]


RECIPES: Mapping[str, Recipe] = {
    "sd15": Recipe("hallo", "compat", (_NET, *_COMMON), _hallo),
    "sd15-paper": Recipe("hallo", "paper", (_NET, *_COMMON), _hallo),
    "sd15-untrained": Recipe("sd15+animatediff", "paper", (_UNET, _MOTION, *_COMMON), _stable_diffusion),
}
"""sd15 is Hallo's model as it is. The others have the paper's form and are to be trained before they show anything
sensible: sd15-paper goes on from Hallo, sd15-untrained begins where Hallo began."""


def convert_sd15(
    name: str, source: Path, target: Path, *, half: bool = False, configuration: Configuration = SD15
) -> None:
    """Write the folder of weights for `read_sd15`, made of a folder with the files of RECIPES[name]; float16 if `half`.

    The files may be others than those of the hub, such as networks that were trained further; their tensors must fit
    the configuration, whose form is the recipe's. Raises WeightsError, naming files, keys and shapes, where something
    is missing or does not fit.
    """
    recipe = RECIPES[name]
    missing = [part.place for part in recipe.parts if not (source / part.place).is_file()]
    if missing:
        raise WeightsError(
            f"{source} lacks {', '.join(missing)}; copy them there, or let `tietfg weights pull {name}` fetch them"
        )
    model = recipe.build(source, replace(configuration, form=recipe.form))
    dtype = torch.float16 if half else model.denoiser.conv_in.weight.dtype
    vae = read_vae(source / _VAE, torch.float16 if half else torch.float32)
    encoder = read_speech_encoder(source / _SPEECH)
    large = [part for part in recipe.parts if not part.place.endswith(".json")]
    origin = Origin(recipe.source, {part.place: digest(source / part.place) for part in large})
    write_sd15(Sd15Models(model.to(dtype), vae, encoder, origin), target)


def pull_sd15(
    name: str,
    target: Path,
    progress: Callable[[str, int, int], None],
    *,
    half: bool = True,
    configuration: Configuration = SD15,
) -> None:
    """Fetch the files of RECIPES[name] from the hub, convert them to the target, and remove them.

    They lie in TARGET.sources meanwhile, where a cut pull goes on. `progress` is told a file's name, and how many
    bytes of how many are there. The hub is $TIETFG_HUB, or HUB. Raises WeightsError.
    """
    sources = target.with_name(target.name + ".sources")
    if target.exists():
        raise OutputError(f"{target} exists already; remove it to fetch the weights again")
    hub = os.environ.get(HUB_VARIABLE) or HUB
    try:
        for part in RECIPES[name].parts:
            file = sources / part.place
            if not file.is_file():
                file.parent.mkdir(parents=True, exist_ok=True)

                def advance(done: int, whole: int, part: HubPart = part) -> None:
                    progress(part.place, done, whole)

                download(part.url(hub), file, sha256=part.sha256, advance=advance)
    except OSError as error:
        raise WeightsError(f"{sources} cannot be written ({error.strerror or error}); free some space") from error
    convert_sd15(name, sources, target, half=half, configuration=configuration)
    shutil.rmtree(sources, ignore_errors=True)
