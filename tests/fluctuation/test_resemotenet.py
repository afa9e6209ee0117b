"""ResEmoteNet as published, and narrow."""

import pytest

torch = pytest.importorskip("torch")

from tietfg.fluctuation.resemotenet import DEVIATION, MEAN, NARROW, ResEmoteNet, Widths  # noqa: E402

TINY = Widths((8, 12, 16), (16, 16, 16), (12, 8, 8))


def parameters(network) -> int:
    return sum(each.numel() for each in network.parameters())


def test_it_has_the_published_size():
    with torch.device("meta"):
        published, narrow = ResEmoteNet(), ResEmoteNet(NARROW)
    assert parameters(published) == 80_238_599
    assert parameters(narrow) <= 6_000_000


def test_its_keys_are_those_of_the_authors_checkpoints():
    with torch.device("meta"):
        shapes = {name: tuple(each.shape) for name, each in ResEmoteNet().state_dict().items()}
    expected = {
        "conv1.weight": (64, 3, 3, 3),
        "conv3.bias": (256,),
        "bn2.running_var": (128,),
        "se.fc.0.weight": (16, 256),
        "se.fc.2.weight": (256, 16),
        "res_block1.conv1.weight": (512, 256, 3, 3),
        "res_block2.shortcut.0.weight": (1024, 512, 1, 1),
        "res_block3.shortcut.1.running_mean": (2048,),
        "res_block3.bn2.weight": (2048,),
        "fc1.weight": (1024, 2048),
        "fc3.bias": (256,),
        "fc4.weight": (7, 256),
    }
    assert {name: shapes[name] for name in expected} == expected
    assert {name.split(".")[0] for name in shapes} == {
        *(f"{kind}{number}" for kind in ("conv", "bn", "res_block") for number in (1, 2, 3)),
        "se",
        *(f"fc{number}" for number in (1, 2, 3, 4)),
    }


def test_a_face_is_enlarged_and_normalised_in_three_equal_channels():
    network = ResEmoteNet(TINY).eval()
    seen = []
    network.conv1.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    with torch.inference_mode():
        assert network(torch.full((2, 48, 48), 0.5)).shape == (2, 7)
    assert seen[0].shape == (2, 3, 64, 64)
    for channel in range(3):
        expected = (0.5 - MEAN[channel]) / DEVIATION[channel]
        torch.testing.assert_close(seen[0][:, channel], torch.full((2, 64, 64), expected))


def test_residual_blocks_end_at_one_place():
    network = ResEmoteNet(TINY).eval()
    seen = []
    network.res_block3.register_forward_hook(lambda _, __, output: seen.append(output.shape))
    with torch.inference_mode():
        network.classify(torch.zeros(1, 3, 64, 64))
    assert seen == [(1, 16, 1, 1)]
