"""What all peers share: random examples, one training step, inference, and how their time is taken and printed: CPU time, or that by the clock."""
import argparse
import statistics
import time

import torch
from torch.nn import functional

INFERENCE_BATCH = 64  # as Exeunt's
SINGLES = 8  # passes of one example a step


def options(description, *variants):
    parser = argparse.ArgumentParser(description=description)
    if variants:
        parser.add_argument("variant", choices=variants)
    parser.add_argument("--steps", type=int, default=3, help="a measurement")
    parser.add_argument("--measurements", type=int, default=3)
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
    """Prints the number of parameters, for as many examples as a batch has the milliseconds of a training step and of inference, and those of one example.

    examples(count) gives what the network is called with; the network gives logits, one array an exit.
    """
    torch.set_num_threads(chosen.threads)
    torch.manual_seed(1)
    print(f"parameters {sum(p.numel() for p in network.parameters())}")

    optimiser = torch.optim.SGD(network.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4, fused=True)
    inputs = examples(batch)
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

    print(f"training {median_milliseconds(step, chosen):.1f}")

    network.eval()
    many = examples(INFERENCE_BATCH)
    with torch.inference_mode():
        milliseconds = median_milliseconds(lambda: forward(many), chosen)
    print(f"inference {milliseconds * batch / INFERENCE_BATCH:.1f}")

    single = examples(1)
    with torch.inference_mode():
        print(f"single {median_milliseconds(lambda: forward(single), chosen, SINGLES):.2f}")


def median_milliseconds(work, chosen, times_as_many=1):
    steps = chosen.steps * times_as_many
    clock = time.perf_counter if chosen.by_the_clock else time.process_time
    for _ in range(3):
        work()
    times = []
    for _ in range(chosen.measurements):
        before = clock()
        for _ in range(steps):
            work()
        times.append((clock() - before) * 1000 / steps)
    return statistics.median(times)
