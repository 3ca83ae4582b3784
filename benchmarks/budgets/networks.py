"""Training step and inference beside PyTorch's, in process CPU time on one thread; networks of images in Deeplearning4j's own layers, too.

On two threads, time is by the clock: ours are two workers with a network each, as a run has them; PyTorch's are two processes of one thread or its own two
threads in one network, whichever is faster. Budgets are those of one thread.
"""
import statistics
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
    "single-resnet18": 0.80,
}
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
            yield Verdict.at_most(row, medians[row, "ours"] / medians[row, "peer"], limit)
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
    sides = {
        "ours": programs.java("TrainingStepBenchmark", name, network.steps, MEASUREMENTS, options.threads, *network.lengths),
        "peer": programs.peer(*peer) if options.threads == 1 else peer_on_threads(peer, options.threads),
    }
    parameters = {side: int(numbers.pop("parameters")) for side, numbers in sides.items()}
    if parameters["ours"] != parameters["peer"]:
        sys.exit("compare-peers: {}: {ours} parameters here, {peer} in PyTorch: not the same network".format(name, **parameters))
    if network.stock and options.threads == 1:
        sides["stock"] = programs.java("StockStepBenchmark", name, 1, MEASUREMENTS)
    return sides


def peer_on_threads(peer, threads):
    """Returns the milliseconds by the clock of the faster way to use several threads."""
    within = programs.peer(*peer, "--by-the-clock", "--threads", threads, threads=threads)
    with ThreadPoolExecutor() as side_by_side:
        processes = list(side_by_side.map(lambda _: programs.peer(*peer, "--by-the-clock"), range(threads)))
    beside = {name: statistics.mean(numbers[name] for numbers in processes) / threads for name in within}
    print(f"PyTorch, {peer[0]}: {threads} threads {within}, {threads} processes {beside}", file=sys.stderr, flush=True)
    return {name: min(within[name], beside[name]) for name in within} | {"parameters": within["parameters"]}


def print_table(names, medians, threads):
    by_the_clock = threads > 1
    what_is_measured = f"ms by the clock, {threads} threads" if by_the_clock else "CPU ms"
    print(f"| {what_is_measured} | examples | Exeunt | PyTorch | ratio | at most | stock Deeplearning4j | of Exeunt |\n|---|---|---|---|---|---|---|---|")
    for name in names:
        network = NETWORKS[name]
        for what in TITLES:
            title = f"{network.title}, {TITLES[what]}"
            row = f"{what}-{name}"
            mine, theirs, stock = (medians.get((row, side)) for side in ("ours", "peer", "stock"))
            budget = f"{AT_MOST[row]:.2f}" if row in AT_MOST and not by_the_clock else "–"
            comparison = f"{stock:.1f} | {stock / mine:.1f}" if stock else "– | –"
            print(f"| {title} | {1 if what == 'single' else network.examples} | {mine:.1f} | {theirs:.1f} | {mine / theirs:.2f} | {budget} | {comparison} |")
