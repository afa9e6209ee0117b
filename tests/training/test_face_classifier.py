"""Training of face classifiers: what is done to faces, and what comes out."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("accelerate")

from tests.data.test_fer2013 import write  # noqa: E402
from tietfg.emotion.labels import EMOTIONS  # noqa: E402
from tietfg.errors import InputError  # noqa: E402
from tietfg.fluctuation.recogniser import Recogniser  # noqa: E402
from tietfg.training.face_classifier import (  # noqa: E402
    CLASSIFIERS,
    RECIPE,
    FaceProbabilities,
    altered,
    probabilities,
    train_classifier,
)


def test_labeller_and_evaluator_share_neither_pictures_nor_architecture():
    labeller, evaluator = CLASSIFIERS["labeller"], CLASSIFIERS["evaluator"]
    assert {labeller.half, evaluator.half} == {"even", "odd"}
    with torch.device("meta"):
        assert type(labeller.network()) is not type(evaluator.network())


def test_altered_faces_are_faces_still():
    faces = torch.rand(32, 48, 48, generator=torch.Generator().manual_seed(1))
    one = altered(faces, torch.Generator().manual_seed(5))
    again = altered(faces, torch.Generator().manual_seed(5))
    assert one.shape == faces.shape
    assert 0 <= one.min() <= one.max() <= 1
    torch.testing.assert_close(one, again, rtol=0, atol=0)
    assert (one - faces).abs().mean() > 0.05


def test_a_face_and_its_mirror_image_are_told_the_same():
    network = CLASSIFIERS["evaluator"].network().eval()
    faces = torch.rand(3, 48, 48)
    with torch.inference_mode():
        torch.testing.assert_close(probabilities(network, faces), probabilities(network, faces.flip(2)))


def test_probabilities_come_in_the_projects_order():
    network = CLASSIFIERS["labeller"].network().eval()
    faces = torch.randint(0, 256, (2, 48, 48), dtype=torch.uint8)
    with torch.inference_mode():
        own = probabilities(network, faces.float() / 255)
        told = FaceProbabilities(network)(faces)
    for index, name in enumerate(EMOTIONS):
        torch.testing.assert_close(told[:, index], own[:, network.classes.index(name)])


@pytest.mark.slow
def test_a_trained_network_is_exported_with_its_role(tmp_path):
    data = write(tmp_path / "fer.npz")
    recipe = RECIPE.model_copy(update={"epochs": 1, "batch_size": 2})
    path = train_classifier("evaluator", data, "both", recipe, tmp_path / "run", lambda _: None)
    recogniser = Recogniser(path, "evaluator")
    told = recogniser.probabilities(np.full((3, 48, 48), 90, np.uint8))
    np.testing.assert_allclose(told.sum(1), 1, atol=1e-4)
    assert recogniser.metadata["network"] == "PlainNetwork"
    assert recogniser.probabilities(np.zeros((0, 48, 48), np.uint8)).shape == (0, 7)
    with pytest.raises(InputError, match="was made as evaluator, and cannot be the labeller"):
        Recogniser(path, "labeller")
