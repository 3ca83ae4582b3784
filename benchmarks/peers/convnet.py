"""The reference ConvNet with three exits in PyTorch eager: CPU time of a training step and of an inference pass, one thread.

usage: convnet.py [batch size] [steps a measurement] [measurements]
prints "train MILLISECONDS" and "inference MILLISECONDS", medians of process CPU time
"""
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional

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


def median_milliseconds(work, steps, measurements):
    for _ in range(5):
        work()
    times = []
    for _ in range(measurements):
        before = time.process_time()
        for _ in range(steps):
            work()
        times.append((time.process_time() - before) * 1000 / steps)
    return statistics.median(times)


def main(batch=64, steps=20, measurements=7):
    torch.set_num_threads(1)
    torch.manual_seed(1)
    network = ConvNet()
    optimiser = torch.optim.SGD(network.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4)
    images = torch.rand(batch, 3, 32, 32)
    labels = torch.arange(batch) % CLASSES

    def step():
        optimiser.zero_grad()
        loss = sum(functional.cross_entropy(logits, labels) for logits in network(images)) / EXITS
        loss.backward()
        optimiser.step()

    print(f"train {median_milliseconds(step, steps, measurements):.1f}")
    network.eval()
    with torch.inference_mode():
        print(f"inference {median_milliseconds(lambda: network(images), steps, measurements):.1f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
