"""Speech and emotion meet: the projection of emotion features, and the gate that adds them to f_a (eq 5, 6)."""

from torch import Tensor, nn
from torch.nn import functional

from tietfg.synthesis.emotion_features import EMOTION_WIDTH


class EmotionProjection(nn.Module):
    """f_emo: emotion features of a frame to `tokens` tokens of `width`, in two layers.

    The last layer starts at zero, so that a model which knows no emotion yet is what it was without this.
    """

    def __init__(self, tokens: int, width: int, hidden: int) -> None:
        super().__init__()
        self.tokens = tokens
        self.hidden = nn.Linear(EMOTION_WIDTH, hidden)
        self.last = nn.Linear(hidden, tokens * width)
        nn.init.zeros_(self.last.weight)
        nn.init.zeros_(self.last.bias)

    def forward(self, features: Tensor) -> Tensor:
        """(B, F, EMOTION_WIDTH) of `emotion_features` to f_emo (B, F, tokens, width)."""
        return self.last(functional.silu(self.hidden(features))).unflatten(2, (self.tokens, -1))


class GatedFusion(nn.Module):
    """c_fusion = f_a + g * f_emo with g = sigmoid(W_g f_a + b_g), a gate per token and channel (eq 5, 6).

    W_g and b_g start at zero: g = 1/2 everywhere.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.gate = nn.Linear(width, width)
        nn.init.zeros_(self.gate.weight)
        nn.init.zeros_(self.gate.bias)

    def forward(self, audio: Tensor, emotion: Tensor) -> Tensor:
        """f_a and f_emo (B, F, K, width) to c_fusion of the same shape."""
        return audio + self.gate(audio).sigmoid() * emotion


class UngatedFusion(nn.Module):
    """c_fusion = f_a + f_emo: eq 6 without the gate, to tell what the gate is worth."""

    def forward(self, audio: Tensor, emotion: Tensor) -> Tensor:
        """See GatedFusion."""
        return audio + emotion
