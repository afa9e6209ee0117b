"""The two UNets of Stable Diffusion 1.5: the denoiser with audio and motion modules, and the reference network."""

from collections.abc import Callable

import torch
from diffusers.models.downsampling import Downsample2D
from diffusers.models.embeddings import TimestepEmbedding, get_timestep_embedding
from diffusers.models.resnet import ResnetBlock2D
from diffusers.models.upsampling import Upsample2D
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.checkpoint import checkpoint

from tietfg.synthesis.reference import ReferenceFeatures
from tietfg.synthesis.sd15.audio import AudioModule
from tietfg.synthesis.sd15.conditions import Conditions
from tietfg.synthesis.sd15.configuration import Configuration
from tietfg.synthesis.sd15.motion import MotionModule
from tietfg.synthesis.sd15.spatial import SpatialTransformer


class Layer(nn.Module):
    """A residual block; with `attention` a spatial transformer after it, and with `inner` audio and motion modules.

    `place` is that of the layer among those with attention, in the order in which they run.
    """

    def __init__(
        self, configuration: Configuration, entering: int, channels: int, *, attention: bool = False, inner: int = 0
    ) -> None:
        super().__init__()
        self.place = -1
        self.resnet = ResnetBlock2D(
            in_channels=entering,
            out_channels=channels,
            temb_channels=4 * configuration.channels[0],
            groups=configuration.groups,
            eps=1e-5,
        )
        self.attention = SpatialTransformer(configuration, channels) if attention else None
        self.audio = AudioModule(configuration, channels, inner) if inner else None
        self.motion = MotionModule(configuration, channels) if inner else None

    def forward(self, maps: Tensor, time: Tensor, frames: int, conditions: Conditions, level: int) -> Tensor:
        """Maps (B F, C, H, W) to maps; time (B F, width); masks are those of the level."""
        maps = self.resnet(maps, time)
        if self.attention is not None:
            reference = None if conditions.reference is None else conditions.reference[self.place]
            maps, _ = self.attention(maps, conditions.identity, reference, conditions.keep_reference)
        if self.audio is not None:
            masks, fusion = conditions.masks[level], conditions.fusion
            masks = masks if masks.shape[0] == 1 else masks.repeat_interleave(frames, 0)
            fusion = None if fusion is None else fusion.flatten(0, 1)
            maps = self.audio(maps, fusion, masks, conditions.strengths)
        if self.motion is not None:
            motion = None if conditions.motion is None else conditions.motion[self.place]
            maps = self.motion(maps, frames, motion)
        return maps


class Level(nn.Module):
    """Layers of one resolution, and the way to the next where there is one."""

    def __init__(self, layers: list[Layer], sampler: Downsample2D | Upsample2D | None = None) -> None:
        super().__init__()
        self.layers = nn.ModuleList(layers)
        self.sampler = sampler


class Trunk(nn.Module):
    """The UNet of Stable Diffusion 1.5 without its head; with `moving` its layers have audio and motion modules.

    The layers of the last level have residual blocks alone. Hallo's checkpoints hold motion modules for them too, which
    its own programs never run; they do not exist here.
    """

    def __init__(self, configuration: Configuration, moving: bool) -> None:
        super().__init__()
        widths, last = configuration.channels, configuration.attention_levels
        self.conv_in = nn.Conv2d(configuration.latent_channels, widths[0], 3, padding=1)
        self.time_embedding = TimestepEmbedding(widths[0], 4 * widths[0])

        def layer(entering: int, channels: int, attention: bool, inner: int) -> Layer:
            inner = inner if moving and attention else 0
            return Layer(configuration, entering, channels, attention=attention, inner=inner)

        skips, down = [widths[0]], []
        for level, channels in enumerate(widths):
            entering = [widths[max(level - 1, 0)], *[channels] * (configuration.layers - 1)]
            layers = [layer(width, channels, level < last, width) for width in entering]
            sampler = Downsample2D(channels, use_conv=True, name="op") if level < last else None
            down.append(Level(layers, sampler))
            skips += [channels] * (len(layers) + (sampler is not None))
        middle = [layer(widths[-1], widths[-1], True, widths[-1]), layer(widths[-1], widths[-1], False, 0)]
        up, below = [], widths[-1]
        for level in reversed(range(len(widths))):
            channels, above = widths[level], widths[max(level - 1, 0)]
            entering = [below + skips.pop(), *[channels + skips.pop() for _ in range(configuration.layers)]]
            layers = [layer(width, channels, level < last, above) for width in entering]
            up.append(Level(layers, Upsample2D(channels, use_conv=True) if level else None))
            below = channels
        self.down_blocks, self.mid_block, self.up_blocks = nn.ModuleList(down), Level(middle), nn.ModuleList(up)
        with_attention = [layer for layer in self._layers() if layer.attention is not None]
        for place, layer_there in enumerate(with_attention):
            layer_there.place = place
        self.last_place = len(with_attention) - 1

    def _layers(self) -> list[Layer]:
        return [layer for level in (*self.down_blocks, self.mid_block, *self.up_blocks) for layer in level.layers]  # type: ignore[misc]

    def embedded_time(self, timesteps: Tensor, copies: int, like: Tensor) -> Tensor:
        """(B copies, width) of timesteps (B,), each `copies` times; the sinusoids are made in single precision."""
        sinusoids = get_timestep_embedding(timesteps, self.conv_in.out_channels, True, 0)
        return self.time_embedding(sinusoids.to(like)).repeat_interleave(copies, 0)

    def walk(self, maps: Tensor, run: Callable[[Layer, Tensor, int], Tensor]) -> Tensor:
        """Down and up again from the maps after `conv_in`; `run(layer, maps, level)` is what each layer does."""
        skips = [maps]
        for index, level in enumerate(self.down_blocks):
            for layer in level.layers:  # type: ignore[union-attr]
                maps = run(layer, maps, index)
                skips.append(maps)
            if level.sampler is not None:
                maps = level.sampler(maps)  # type: ignore[operator]
                skips.append(maps)
        lowest = len(self.down_blocks) - 1
        for layer in self.mid_block.layers:
            maps = run(layer, maps, lowest)  # type: ignore[arg-type]
        for index, level in enumerate(self.up_blocks):
            for layer in level.layers:  # type: ignore[union-attr]
                maps = run(layer, torch.cat([maps, skips.pop()], dim=1), lowest - index)
            if level.sampler is not None:
                maps = level.sampler(maps, skips[-1].shape[2:])  # type: ignore[operator]
        return maps


class ReferenceNet(Trunk):
    """Encodes the reference picture and motion frames into features for the denoiser, at the clean step 0."""

    def __init__(self, configuration: Configuration) -> None:
        super().__init__(configuration, moving=False)

    def forward(self, pictures: Tensor, identity: Tensor) -> ReferenceFeatures:
        """Latents (B, I, C, H, W) of I pictures a sample to features (B, I, P, C), one a layer with attention.

        identity is (B, T, D), or (B, I, T, D) where pictures have their own. Nothing after the last features is run:
        all but `norm`, `proj_in` and `norm1` of the last spatial transformer gets no gradient.
        """
        batch, images = pictures.shape[:2]
        maps = pictures.flatten(0, 1)
        identity = identity.flatten(0, 1) if identity.dim() == 4 else identity
        time = self.embedded_time(torch.zeros(batch, device=maps.device), images, maps)
        features: list[Tensor] = []

        def run(layer: Layer, maps: Tensor, level: int) -> Tensor:  # noqa: ARG001
            maps = layer.resnet(maps, time)
            if layer.attention is None:
                return maps
            if layer.place == self.last_place:
                seen = layer.attention.embed(maps)[1]
            else:
                maps, seen = layer.attention(maps, identity)
            features.append(seen.unflatten(0, (batch, images)))
            return maps

        self.walk(self.conv_in(maps), run)
        return tuple(features)


class UNet3D(Trunk):
    """The denoiser: v of z_t for all frames of a clip, the same in training and evaluation mode.

    With `gradient_checkpointing` layers are run again for their gradients, which saves memory in training.
    """

    def __init__(self, configuration: Configuration) -> None:
        super().__init__(configuration, moving=True)
        self.conv_norm_out = nn.GroupNorm(configuration.groups, configuration.channels[0], eps=1e-5)
        self.conv_out = nn.Conv2d(configuration.channels[0], configuration.latent_channels, 3, padding=1)
        self.gradient_checkpointing = False

    def forward(self, latents: Tensor, timesteps: Tensor, conditions: Conditions) -> Tensor:
        """z_t (B, F, C, H, W) at timesteps (B,) to v of the same shape; H and W need not be equal."""
        batch, frames = latents.shape[:2]
        maps = self.conv_in(latents.flatten(0, 1))
        if conditions.face is not None:
            maps = maps + conditions.face.repeat_interleave(frames, 0)
        time = self.embedded_time(timesteps, frames, maps)
        repeated = self.gradient_checkpointing and torch.is_grad_enabled()

        def run(layer: Layer, maps: Tensor, level: int) -> Tensor:
            if repeated:
                return checkpoint(layer, maps, time, frames, conditions, level, use_reentrant=False)  # type: ignore[return-value]
            return layer(maps, time, frames, conditions, level)

        maps = self.conv_out(functional.silu(self.conv_norm_out(self.walk(maps, run))))
        return maps.unflatten(0, (batch, frames))
