"""The reference ConvNet with three exits in PyTorch eager."""
from torch import nn
from torch.nn import functional

import measure

WIDTH, CLASSES, EXITS = 128, 10, 3


class ConvNet(nn.Module):
    """Per stage a 3x3 convolution without padding, ReLU and 2x2 max-pooling, then a linear head on the mean over places."""

    def __init__(self):
        super().__init__()
        channels = [3] + [WIDTH] * EXITS
        self.convolutions = nn.ModuleList(nn.Conv2d(channels[k], channels[k + 1], 3) for k in range(EXITS))
        self.heads = nn.ModuleList(nn.Linear(WIDTH, CLASSES) for _ in range(EXITS))

    def forward(self, x):
        logits = []
        for convolution, head in zip(self.convolutions, self.heads):
            x = functional.max_pool2d(functional.relu(convolution(x)), 2)
            logits.append(head(x.mean(dim=(2, 3))))
        return logits


if __name__ == "__main__":
    measure.report_images(ConvNet(), CLASSES, 64, measure.options(__doc__))
