"""What leaving early saves, of what its MACs promise: CPU time of inference when all examples leave at one exit, singly and in batches of 64.

MACs and time of leaving at an exit are those of everything computed up to it, heads of earlier exits included. A budget is the least share over all exits
of all networks.
"""
import statistics
import sys
from collections import defaultdict

from budgets import programs
from budgets.verdict import Verdict

NAMES = ("early-exit",)
NETWORKS = {"convnet": "ConvNet", "resnet18": "ResNet-18", "transformer": "Transformer"}
BATCHES = (1, 64)
MEASUREMENTS = 5
AT_LEAST = 0.85


def missing(options):
    yield from programs.missing_jars()


def measure(names, options):
    print("| network | examples at a time | exit | µs an example | MACs saved | time saved | of what MACs promise |\n|---|---|---|---|---|---|---|")
    shares = {batch: [] for batch in BATCHES}
    for network, title in NETWORKS.items():
        for batch in BATCHES:
            medians = measure_medians(network, batch, options.rounds)
            last = max(int(name.split("-")[1]) for name in medians)
            print(f"| {title} | {batch} | {last} | {medians[f'time-{last}']:.0f} | | | |")
            for exit_ in range(1, last):
                macs, time = (1 - medians[f"{what}-{exit_}"] / medians[f"{what}-{last}"] for what in ("macs", "time"))
                shares[batch].append(time / macs)
                print(f"| | | {exit_} | {medians[f'time-{exit_}']:.0f} | {100 * macs:.1f} % | {100 * time:.1f} % | {time / macs:.2f} |")
    for batch in BATCHES:
        yield Verdict.at_least(f"early-exit-batch-{batch}", min(shares[batch]), AT_LEAST)


def measure_medians(network, batch, rounds):
    numbers = defaultdict(list)
    for i in range(1, rounds + 1):
        measured = programs.java("EarlyExitBenchmark", network, batch, MEASUREMENTS)
        print(f"round {i}, early exit, {network}, {batch}: {measured}", file=sys.stderr, flush=True)
        for name, number in measured.items():
            numbers[name].append(number)
    return {name: statistics.median(of_rounds) for name, of_rounds in numbers.items()}
