"""The same as torchmetrics classes, usable without the rest of the package (extra `evaluate`)."""
