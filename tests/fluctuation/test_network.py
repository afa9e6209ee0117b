"""The predictor's network."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from tietfg.fluctuation.network import FluctuationNetwork, NetworkConfiguration  # noqa: E402

TINY = NetworkConfiguration(audio_width=5, text_width=6, width=16, layers=2, heads=2)


def network(configuration: NetworkConfiguration = TINY) -> FluctuationNetwork:
    torch.manual_seed(0)
    made = FluctuationNetwork(configuration).eval()
    for parameter in made.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    return made


def inputs(frames: int = 12, batch: int = 2, configuration: NetworkConfiguration = TINY):
    generator = torch.Generator().manual_seed(1)
    words = torch.randn(2, batch, frames, max(configuration.text_width, 1), generator=generator)
    there = torch.ones(batch, frames)
    audio = torch.randn(batch, frames, max(configuration.audio_width, 1), generator=generator)
    return [audio, words[0], there, words[1], there.clone(), there.clone()]


def test_it_tells_emotions_and_intensity_of_each_frame():
    logits, intensity = network()(*inputs())
    assert logits.shape == (2, 12, 7)
    assert intensity.shape == (2, 12)
    assert ((intensity > 0) & (intensity < 1)).all()


def test_padding_changes_nothing():
    short = inputs(9)
    padded = [torch.nn.functional.pad(each, (0, 0, 0, 4) if each.ndim == 3 else (0, 4)) for each in short]
    with torch.inference_mode():
        one, other = network()(*short), network()(*padded)
    torch.testing.assert_close(other[0][:, :9], one[0], rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(other[1][:, :9], one[1], rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("place", [2, 4])
def test_what_is_said_to_be_absent_is_not_seen(place):
    given = inputs()
    given[place].zero_()
    other = [each.clone() for each in given]
    other[place - 1] += 7
    with torch.inference_mode():
        torch.testing.assert_close(network()(*given)[0], network()(*other)[0])


def test_a_word_is_seen_in_the_frames_around_it():
    given, other = inputs(40), inputs(40)
    other[1][:, 20] *= -1
    with torch.inference_mode():
        change = (network()(*given)[0] - network()(*other)[0]).abs().amax((0, 2))
    assert change[20] > 1e-3
    assert change[19] > 1e-4


@pytest.mark.parametrize("changes", [{"audio_width": 0}, {"text_width": 0}])
def test_it_can_do_without_sound_or_text(changes):
    configuration = NetworkConfiguration(**(vars(TINY) | changes))
    given = inputs(configuration=configuration)
    logits, _ = network(configuration)(*given)
    assert logits.shape == (2, 12, 7)


def test_features_are_scaled_by_what_it_was_given():
    made = network()
    audio = np.random.default_rng(0).normal(40, 9, (500, 5)).astype(np.float32)
    made.scale_to(audio)
    np.testing.assert_allclose(made.audio_mean.numpy(), audio.mean(0), rtol=1e-4)
    assert {"audio_mean", "audio_deviation"} <= set(made.state_dict())
