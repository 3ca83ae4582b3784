"""ResNet-18 for small images with four exits in PyTorch eager."""
from torch import nn
from torch.nn import functional

import measure

WIDTH, CLASSES, EXITS = 64, 100, 4


def convolution(channels_in, channels_out, kernel, stride):
    return nn.Conv2d(channels_in, channels_out, kernel, stride, kernel // 2, bias=False)


class Block(nn.Module):
    """The basic block; the short cut is a 1x1 convolution where the shape changes."""

    def __init__(self, channels_in, channels_out, stride):
        super().__init__()
        self.conv1 = convolution(channels_in, channels_out, 3, stride)
        self.norm1 = nn.BatchNorm2d(channels_out)
        self.conv2 = convolution(channels_out, channels_out, 3, 1)
        self.norm2 = nn.BatchNorm2d(channels_out)
        self.shortcut = nn.Sequential()
        if stride != 1 or channels_in != channels_out:
            self.shortcut = nn.Sequential(
                convolution(channels_in, channels_out, 1, stride), nn.BatchNorm2d(channels_out))

    def forward(self, x):
        inner = functional.relu(self.norm1(self.conv1(x)), inplace=True)
        return functional.relu(self.norm2(self.conv2(inner)) + self.shortcut(x), inplace=True)


class ResNet18(nn.Module):
    """A 3x3 stem without pooling, four stages of two blocks, and a linear head on the mean over places after each."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(convolution(3, WIDTH, 3, 1), nn.BatchNorm2d(WIDTH), nn.ReLU(inplace=True))
        channels = [WIDTH] + [WIDTH << k for k in range(EXITS)]
        self.stages = nn.ModuleList(
            nn.Sequential(
                Block(channels[k], channels[k + 1], 1 if k == 0 else 2), Block(channels[k + 1], channels[k + 1], 1))
            for k in range(EXITS))
        self.heads = nn.ModuleList(nn.Linear(WIDTH << k, CLASSES) for k in range(EXITS))

    def forward(self, x):
        logits = []
        x = self.stem(x)
        for stage, head in zip(self.stages, self.heads):
            x = stage(x)
            logits.append(head(x.mean(dim=(2, 3))))
        return logits


if __name__ == "__main__":
    measure.report_images(ResNet18(), CLASSES, 32, measure.options(__doc__))
