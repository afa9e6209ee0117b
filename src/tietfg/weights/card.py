"""Cards of the models that this project has trained and ships: JSON beside each model's file."""

from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict


class ModelCard(BaseModel):
    """What is known of a shipped model."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sha256: str
    """Of the model's file."""
    network: str
    parameters: int
    data: str
    """What it was trained on, and on which terms that may be used."""
    test: str
    """How well it does on data like those."""
    ceiling: str
    """How far that carries: nothing measured with the model means more than this."""

    @classmethod
    def of(cls, model: Path) -> Self:
        """The card beside a model's file."""
        return cls.model_validate_json(model.with_suffix(".json").read_text())

    def write(self, model: Path) -> None:
        """Put it beside the model's file."""
        model.with_suffix(".json").write_text(self.model_dump_json(indent=2) + "\n")
