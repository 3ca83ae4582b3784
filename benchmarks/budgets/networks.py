"""Training step and inference in fp32 relative to PyTorch, in process CPU time on one thread; networks of images in Deeplearning4j's own layers, too.

All programs run at once and are measured alternately, a second or two at a time, so that what else uses the machine slows all of them; a ratio is the median
of those of single alternations. PyTorch is eager or compiled (torch.compile, in the first round alone), whichever is faster. Where the processor has
instructions for bf16, this has rows of its own, without limits. On two threads, time is by the clock: ours are two workers with a network each, as a run has
them; PyTorch's are two processes of one thread or its own two threads in one network, whichever is faster. Budgets are those of one thread.
"""
import functools
import statistics
import sys
from collections import defaultdict
from dataclasses import dataclass

from budgets import programs
from budgets.verdict import Verdict

ALTERNATIONS = 4  # a round
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
FP32 = {"eager": [], "compiled": ["--compile"]}
TITLES = {"training": "training step", "inference": "inference, all exits", "single": "one example alone, all exits"}


@dataclass
class Network:
    """What is measured under one name, which ours goes by."""
    title: str
    examples: int
    steps: int  # a measurement
    peer: list[str]
    lengths: list[str] = ()
    stock: bool = False


NETWORKS = {
    "convnet": Network("ConvNet", 64, 10, ["convnet.py"], stock=True),
    "resnet18": Network("ResNet-18", 32, 2, ["resnet18.py"], stock=True),
    "transformer": Network("Transformer, same work", 32, 2, ["transformer.py", "same-work"]),
    "transformer-without-dropout": Network("Transformer, same work, no dropout", 32, 2, ["transformer.py", "without-dropout"]),
    "transformer-shortcuts": Network("Transformer, short cuts", 32, 8, ["transformer.py", "shortcuts"],
                                     lengths=(programs.BENCHMARKS / "peers" / "agnews-lengths").read_text().split()),
}
NAMES = tuple(NETWORKS)


@functools.cache
def bf16():
    return {f"{way} bf16": [*flags, "--bf16"] for way, flags in FP32.items() if programs.has_bf16()}


def missing(options):
    yield from programs.missing_jars()
    yield from programs.missing_pytorch()


def measure(names, options):
    times = measure_times(names, options)
    print_table(names, times, options.threads)
    if options.threads > 1:
        return
    for row, limit in AT_MOST.items():
        if row.split("-", 1)[1] in names:
            yield Verdict.at_most(row, ratios(times, row, FP32)[1], limit)
    if "convnet" in names:
        yield Verdict.at_least("stock-convnet", median(times, "training-convnet", "stock") / median(times, "training-convnet", "ours"), STOCK_AT_LEAST)


def measure_times(names, options):
    """Returns the milliseconds of every alternation, by what was done on which network, as "training-convnet", and by side."""
    times = defaultdict(list)
    for i in range(1, options.rounds + 1):
        for name in names:
            sides = open_sides(name, options, in_first_round=i == 1)
            for what in TITLES:
                measured = alternate(sides, what)
                print(f"round {i}, {what}, {name}: {dict(measured)}", file=sys.stderr, flush=True)
                for side, milliseconds in measured.items():
                    times[f"{what}-{name}", side] += milliseconds
            for program in sum(sides.values(), []):
                program.close()
    return times


def open_sides(name, options, in_first_round):
    """Starts the programs of every side: one, or one for each thread. What is slower anyway, compiled and stock, is measured in the first round alone."""
    network = NETWORKS[name]
    peer = [*network.peer, "--steps", network.steps, *["--default-layout"] * options.default_layout]
    sides = {"ours": [programs.OnRequest(programs.java_command("TrainingStepBenchmark", name, network.steps, options.threads, *network.lengths))]}
    for way, flags in (FP32 | bf16()).items():
        if "--compile" in flags and not in_first_round:
            continue
        if options.threads == 1:
            sides[way] = open_peers(1, 1, *peer, *flags)
        else:
            sides[way] = open_peers(1, options.threads, *peer, *flags, "--by-the-clock", "--threads", options.threads)
            sides[f"{way}, processes"] = open_peers(options.threads, 1, *peer, *flags, "--by-the-clock")
    parameters = {side: opened[0].parameters for side, opened in sides.items()}
    if len(set(parameters.values())) > 1:
        sys.exit(f"compare-peers: {name}: parameters {parameters}: not the same network")
    if network.stock and options.threads == 1 and in_first_round:
        sides["stock"] = [programs.OnRequest(programs.java_command("StockStepBenchmark", name))]
    return sides


def open_peers(processes, threads, *command):
    return [programs.OnRequest(programs.peer_command(*command), programs.peer_environment(threads)) for _ in range(processes)]


def alternate(sides, what):
    """Measures all sides in turn, stock once, and returns their milliseconds; a side that torch.compile fails for is left out from then on."""
    times = defaultdict(list)
    for alternation in range(ALTERNATIONS):
        for side, opened in list(sides.items()):
            if side == "stock" and (alternation > 0 or what == "single"):
                continue
            try:
                times[side].append(measure_once(opened, what))
            except programs.Failed:
                if "compiled" not in side:
                    raise
                del sides[side]
                print("PyTorch: torch.compile failed (it needs g++ and Python's headers); eager alone is measured", file=sys.stderr, flush=True)
    return times


def measure_once(opened, what):
    """Returns the milliseconds of a step of programs that run at the same time."""
    for program in opened:
        program.ask(what)
    return statistics.mean([program.answer(what) for program in opened]) / len(opened)


def median(times, row, *sides):
    """Returns the median of the fastest of some sides; None if none was measured."""
    medians = [statistics.median(times[row, side]) for side in sides if times[row, side]]
    return min(medians, default=None)


def modes(way):
    return way, f"{way}, processes"


def ratios(times, row, ways):
    """Returns the quartiles of the ratios of ours to PyTorch's fastest way; a side that is measured in the first round alone has the first alternations."""
    sides = [side for way in ways for side in modes(way) if times[row, side]]
    return max((statistics.quantiles([mine / other for mine, other in zip(times[row, "ours"], times[row, side])]) for side in sides),
               key=lambda quartiles: quartiles[1])


def print_table(names, times, threads):
    by_the_clock = threads > 1
    what_is_measured = f"ms by the clock, {threads} threads" if by_the_clock else "CPU ms"
    print(f"| {what_is_measured} | examples | Exeunt | PyTorch eager | compiled | ratio | quartiles | at most | stock Deeplearning4j |")
    print("|---" * 9 + "|")
    for name in names:
        network = NETWORKS[name]
        for what in TITLES:
            row = f"{what}-{name}"
            budget = f"{AT_MOST[row]:.2f}" if row in AT_MOST and not by_the_clock else "–"
            for ways, title, limit in ((FP32, TITLES[what], budget), (bf16(), f"{TITLES[what]}, PyTorch in bf16", "–")):
                if ways:
                    mine, *others, stock = median(times, row, "ours"), *(median(times, row, *modes(way)) for way in ways), median(times, row, "stock")
                    cells = (f"{number:.1f}" if number else "–" for number in (mine, *others))
                    low, ratio, high = ratios(times, row, ways)
                    print(f"| {network.title}, {title} | {1 if what == 'single' else network.examples} | {' | '.join(cells)} "
                          f"| {ratio:.2f} | {low:.2f}–{high:.2f} | {limit} | {f'{stock:.1f}' if stock else '–'} |")
