"""What all peers share: random examples, one training step, inference, and their time, measured on request: CPU time, or that by the clock."""
import argparse
import sys
import time

import torch
from torch.nn import functional

INFERENCE_BATCH = 64  # as Exeunt's
SINGLES = 32  # passes of one example a step
WARM_UP_STEPS = 3


def options(description, *variants):
    parser = argparse.ArgumentParser(description=description)
    if variants:
        parser.add_argument("variant", choices=variants)
    parser.add_argument("--steps", type=int, default=3, help="a measurement")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--by-the-clock", action="store_true")
    parser.add_argument("--compile", action="store_true", help="by torch.compile, for each shape of its own")
    parser.add_argument("--bf16", action="store_true", help="autocast to bfloat16 instead of fp32")
    parser.add_argument("--default-layout", action="store_true", help="channels before places; slower")
    return parser.parse_args()


def report_images(network, classes, batch, chosen):
    """Reports on a network of 32x32 images."""
    layout = torch.contiguous_format if chosen.default_layout else torch.channels_last
    report(network.to(memory_format=layout), lambda count: (torch.rand(count, 3, 32, 32).contiguous(memory_format=layout),), classes,
           batch, chosen)


def report(network, examples, classes, batch, chosen):
    """Prints the number of parameters; then reads names from standard input and prints each with the milliseconds of a step: training, inference of as many
    examples as a batch has, or single, inference of one example.

    examples(count) gives what the network is called with; the network gives logits, one array an exit.
    """
    torch.set_num_threads(chosen.threads)
    torch.manual_seed(1)
    print(f"parameters {sum(p.numel() for p in network.parameters())}", flush=True)

    optimiser = torch.optim.SGD(network.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4, fused=True)
    inputs, many, single = (examples(count) for count in (batch, INFERENCE_BATCH, 1))
    labels = torch.arange(batch) % classes
    computed = torch.compile(network, dynamic=False) if chosen.compile else network

    def forward(examples):
        with torch.autocast("cpu", torch.bfloat16, enabled=chosen.bf16):
            return computed(*examples)

    def step():
        optimiser.zero_grad()
        exits = forward(inputs)
        loss = sum(functional.cross_entropy(logits, labels) for logits in exits) / len(exits)
        loss.backward()
        optimiser.step()

    works = {"training": (step, 1, 1), "inference": (lambda: forward(many), 1, batch / INFERENCE_BATCH), "single": (lambda: forward(single), SINGLES, 1)}
    warm = set()
    for name in map(str.strip, sys.stdin):
        work, times_as_many, share = works[name]
        network.train(name == "training")
        with torch.inference_mode(name != "training"):
            for _ in range(0 if name in warm else WARM_UP_STEPS):
                work()
            print(f"{name} {share * milliseconds(work, chosen, chosen.steps * times_as_many):.3f}", flush=True)
        warm.add(name)


def milliseconds(work, chosen, times):
    clock = time.perf_counter if chosen.by_the_clock else time.process_time
    before = clock()
    for _ in range(times):
        work()
    return (clock() - before) * 1000 / times
