"""From features of the identity and of speech to tokens that attention can look at."""

from torch import Tensor, nn
from torch.nn import functional

from tietfg.synthesis.sd15.configuration import Configuration


class IdentityProjection(nn.Module):
    """A face recogniser's embedding, as it comes, to identity tokens."""

    def __init__(self, configuration: Configuration) -> None:
        super().__init__()
        self.tokens = configuration.identity_tokens
        self.proj = nn.Linear(configuration.identity_width, self.tokens * configuration.context_width)
        self.norm = nn.LayerNorm(configuration.context_width)

    def forward(self, embedding: Tensor) -> Tensor:
        """(B, identity_width) to (B, identity_tokens, D); zeros stand for an unknown or no identity."""
        return self.norm(self.proj(embedding).unflatten(-1, (self.tokens, -1)))


class AudioProjection(nn.Module):
    """f_a: all hidden states of an audio encoder around a frame, to audio tokens."""

    def __init__(self, configuration: Configuration) -> None:
        super().__init__()
        self.tokens = configuration.audio_tokens
        heard = configuration.audio_window * configuration.audio_layers * configuration.audio_width
        self.proj1 = nn.Linear(heard, configuration.audio_hidden)
        self.proj2 = nn.Linear(configuration.audio_hidden, configuration.audio_hidden)
        self.proj3 = nn.Linear(configuration.audio_hidden, self.tokens * configuration.context_width)
        self.norm = nn.LayerNorm(configuration.context_width)

    def forward(self, audio: Tensor) -> Tensor:
        """(B, F, window, layers, audio_width) to f_a (B, F, audio_tokens, D)."""
        hidden = functional.relu(self.proj1(audio.flatten(2)))
        hidden = functional.relu(self.proj2(hidden))
        return self.norm(self.proj3(hidden).unflatten(2, (self.tokens, -1)))
