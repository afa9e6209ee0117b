"""Recipe: how a model is trained; read from YAML, kept beside the run."""

from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tietfg.errors import InputError


class Recipe(BaseModel):
    """What every training shares. Rates are those of the optimiser; `average` is the decay of the averaged weights.

    A batch is computed `micro_batch` examples at a time, whose gradients are added up; None: all at once.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    epochs: int = Field(gt=0)
    batch_size: int = Field(gt=0)
    micro_batch: int | None = Field(default=None, gt=0)
    learning_rate: float = Field(gt=0)
    optimizer: Literal["adamw", "sgd"] = "adamw"
    weight_decay: float = Field(default=0.01, ge=0)
    schedule: Literal["constant", "cosine"] = "cosine"
    warmup: float = Field(default=0.05, ge=0, lt=1)
    average: float = Field(default=0.0, ge=0, lt=1)
    clip: float | None = Field(default=None, gt=0)
    patience: int | None = Field(default=None, gt=0)
    precision: Literal["no", "bf16"] = "no"
    seed: int = 0

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a YAML file. Raises InputError, naming the field that is wrong."""
        try:
            return cls.model_validate(yaml.safe_load(path.read_text()))
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise InputError(f"the recipe {path} cannot be read: {' '.join(str(error).split())}") from error
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "its content"
            raise InputError(f"the recipe {path} is wrong at {where}: {first['msg']}") from error
