"""Training step and inference in fp32 relative to PyTorch, in process CPU time on one thread; networks of images in Deeplearning4j's own layers, too.

PyTorch is eager or compiled (torch.compile), whichever is faster. Where the processor has instructions for bf16, this has rows of its own, without limits.
On two threads, time is by the clock: ours are two workers with a network each, as a run has them; PyTorch's are two processes of one thread or its own two
threads in one network, whichever is faster. Budgets are those of one thread.
"""
import statistics
import subprocess
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from budgets import programs
from budgets.verdict import Verdict

MEASUREMENTS = 3
STOCK_AT_LEAST = 8.0  # a ConvNet step of stock layers, of ours
AT_MOST = {  # ours, of PyTorch's
    "training-convnet": 0.42,
    "training-resnet18": 0.62,
    "training-transformer": 0.70,
    "training-transformer-without-dropout": 0.85,
    "training-transformer-shortcuts": 0.49,
    "inference-convnet": 0.48,
    "inference-resnet18": 0.60,
    "inference-transformer": 0.95,
    "inference-transformer-without-dropout": 0.95,
    "inference-transformer-shortcuts": 0.70,
    "single-convnet": 1.00,
    "single-resnet18": 0.80,
}
WAYS = {"eager": [], "compiled": ["--compile"]}  # of PyTorch in fp32
BF16 = {f"{way} bf16": [*flags, "--bf16"] for way, flags in WAYS.items() if programs.has_bf16()}
TITLES = {"training": "training step", "inference": "inference, all exits", "single": "one example alone, all exits"}


@dataclass
class Network:
    """What is measured under one name, which ours goes by."""
    title: str
    examples: int
    steps: int
    peer: list[str]
    lengths: list[str] = ()
    stock: bool = False


NETWORKS = {
    "convnet": Network("ConvNet", 64, 50, ["convnet.py"], stock=True),
    "resnet18": Network("ResNet-18", 32, 8, ["resnet18.py"], stock=True),
    "transformer": Network("Transformer, same work", 32, 8, ["transformer.py", "same-work"]),
    "transformer-without-dropout": Network("Transformer, same work, no dropout", 32, 8, ["transformer.py", "without-dropout"]),
    "transformer-shortcuts": Network("Transformer, short cuts", 32, 30, ["transformer.py", "shortcuts"],
                                     lengths=(programs.BENCHMARKS / "peers" / "agnews-lengths").read_text().split()),
}
NAMES = tuple(NETWORKS)


def missing(options):
    yield from programs.missing_jars()
    yield from programs.missing_pytorch()


def measure(names, options):
    medians = measure_medians(names, options)
    print_table(names, medians, options.threads)
    if options.threads > 1:
        return
    for row, limit in AT_MOST.items():
        if row.split("-", 1)[1] in names:
            yield Verdict.at_most(row, medians[row, "ours"] / fastest(medians, row, WAYS), limit)
    if "convnet" in names:
        yield Verdict.at_least("stock-convnet", medians["training-convnet", "stock"] / medians["training-convnet", "ours"], STOCK_AT_LEAST)


def measure_medians(names, options):
    """Returns the milliseconds by what was done on which network, as "training-convnet", and by side."""
    results = defaultdict(list)
    for i in range(1, options.rounds + 1):
        for name in names:
            sides = measure_sides(name, options)
            print(f"round {i}, {name}: {sides}", file=sys.stderr, flush=True)
            for side, numbers in sides.items():
                for what, milliseconds in numbers.items():
                    results[f"{what}-{name}", side].append(milliseconds)
    return {key: statistics.median(times) for key, times in results.items()}


def measure_sides(name, options):
    """Returns the milliseconds of every side."""
    network = NETWORKS[name]
    peer = [*network.peer, "--steps", network.steps, "--measurements", MEASUREMENTS, *["--default-layout"] * options.default_layout]
    sides = {"ours": programs.java("TrainingStepBenchmark", name, network.steps, MEASUREMENTS, options.threads, *network.lengths)}
    for way, flags in (WAYS | BF16).items():
        try:
            sides[way] = programs.peer(*peer, *flags) if options.threads == 1 else peer_on_threads(options.threads, *peer, *flags)
        except subprocess.CalledProcessError:
            if "--compile" not in flags:
                raise
            print(f"PyTorch, {name}: torch.compile failed (it needs g++ and Python's headers); eager alone is measured", file=sys.stderr, flush=True)
    parameters = {side: int(numbers.pop("parameters")) for side, numbers in sides.items()}
    if len(set(parameters.values())) > 1:
        sys.exit(f"compare-peers: {name}: parameters {parameters}: not the same network")
    if network.stock and options.threads == 1:
        sides["stock"] = programs.java("StockStepBenchmark", name, 1, MEASUREMENTS)
    return sides


def peer_on_threads(threads, *peer):
    """Returns the milliseconds by the clock of the faster way to use several threads."""
    within = programs.peer(*peer, "--by-the-clock", "--threads", threads, threads=threads)
    with ThreadPoolExecutor() as side_by_side:
        processes = list(side_by_side.map(lambda _: programs.peer(*peer, "--by-the-clock"), range(threads)))
    beside = {name: statistics.mean(numbers[name] for numbers in processes) / threads for name in within}
    print(f"PyTorch, {peer[0]}: {threads} threads {within}, {threads} processes {beside}", file=sys.stderr, flush=True)
    return {name: min(within[name], beside[name]) for name in within} | {"parameters": within["parameters"]}


def fastest(medians, row, ways):
    return min(medians[row, way] for way in ways if (row, way) in medians)


def print_table(names, medians, threads):
    by_the_clock = threads > 1
    what_is_measured = f"ms by the clock, {threads} threads" if by_the_clock else "CPU ms"
    print(f"| {what_is_measured} | examples | Exeunt | PyTorch eager | compiled | ratio | at most | stock Deeplearning4j |\n|---|---|---|---|---|---|---|---|")
    for name in names:
        network = NETWORKS[name]
        for what in TITLES:
            row = f"{what}-{name}"
            budget = f"{AT_MOST[row]:.2f}" if row in AT_MOST and not by_the_clock else "–"
            for ways, title, limit in ((WAYS, TITLES[what], budget), (BF16, f"{TITLES[what]}, PyTorch in bf16", "–")):
                if ways:
                    mine, *others, stock = (medians.get((row, side)) for side in ("ours", *ways, "stock"))
                    cells = (f"{number:.1f}" if number else "–" for number in (mine, *others))
                    print(f"| {network.title}, {title} | {1 if what == 'single' else network.examples} | {' | '.join(cells)} "
                          f"| {mine / fastest(medians, row, ways):.2f} | {limit} | {f'{stock:.1f}' if stock else '–'} |")
