"""How latents are sampled, at either scale: what a user may choose."""

from dataclasses import dataclass

from tietfg.errors import InputError
from tietfg.synthesis.face_regions import REGIONS
from tietfg.synthesis.schedule import STEPS


@dataclass(frozen=True)
class Sampling:
    """Steps, guidance and strengths; raises InputError for what is out of range. Scales have defaults of their own."""

    steps: int
    """Of DDIM, 1 to 1000."""
    guidance: float
    """Scale of classifier-free guidance, 1 to 30; 1: none."""
    guided_share: float
    """First share of the steps that is guided, 0 to 1."""
    pose_strength: float = 1.0
    """How much speech and emotion move this region in eq 9, 0 to 3; 1 as trained."""
    expression_strength: float = 1.0
    lip_strength: float = 1.0

    def __post_init__(self) -> None:
        ranges = [("steps", 1, STEPS), ("guidance", 1, 30), ("guided_share", 0, 1)]
        ranges += [(f"{region}_strength", 0, 3) for region in REGIONS]
        for name, least, most in ranges:
            if not least <= getattr(self, name) <= most:
                told = name.replace("_", " ")
                raise InputError(f"{told} {getattr(self, name):g} is out of range; use {least} to {most}")

    @property
    def guided_steps(self) -> int:
        """How many steps run the denoiser twice."""
        return round(self.guided_share * self.steps) if self.guidance != 1 else 0

    @property
    def strengths(self) -> tuple[float, ...]:
        """In the order of REGIONS."""
        return tuple(getattr(self, f"{region}_strength") for region in REGIONS)
