"""A tiny real task for the training loop: two interleaved classes, told by a small network."""

import torch
from torch import nn
from torch.nn import functional


class Points:
    """Points in the plane, of class 1 inside the unit circle."""

    metric = "accuracy"

    def __init__(self, count: int = 256, seed: int = 3) -> None:
        generator = torch.Generator().manual_seed(seed)
        self.points = 1.5 * torch.randn(count, 2, generator=generator)
        self.labels = (self.points.norm(dim=1) < 1.5).long()
        torch.manual_seed(seed)
        self.model = nn.Sequential(nn.Linear(2, 24), nn.BatchNorm1d(24), nn.ReLU(), nn.Dropout(0.1), nn.Linear(24, 2))
        self.epochs = 0

    def fingerprint(self):
        return {"points": len(self.points)}

    def batches_an_epoch(self, batch_size):
        return len(self.points) // batch_size

    def batches(self, batch_size, generator):
        self.epochs += 1
        for chosen in torch.randperm(len(self.points), generator=generator).split(batch_size):
            yield {"points": self.points[chosen], "labels": self.labels[chosen]}

    def loss(self, model, batch):
        return functional.cross_entropy(model(batch["points"]), batch["labels"])

    def evaluate(self, model):
        return {"accuracy": (model(self.points).argmax(1) == self.labels).float().mean().item()}
