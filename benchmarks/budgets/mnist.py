"""Many tiny clients: logistic regression on MNIST, 1,000 clients, 10 a round, 100 rounds, in seconds from the command to its end.

Settings are those of FLUTE's comparison, by whose figures it takes 200 s in FLUTE and 1,814 s in Flower on CPUs. Processor time, which other programs disturb
less, is in the table.
"""
import statistics
import sys
import tempfile

from budgets import programs
from budgets.verdict import Verdict

NAMES = ("mnist",)
AT_MOST = 10.0  # seconds


def missing(options):
    yield from programs.missing_java()
    yield from programs.missing_data(options, "mnist")


def measure(names, options):
    programs.build_exeunt()
    runs = []
    for i in range(1, options.rounds + 1):
        runs.append(run(options))
        print(f"round {i}, mnist: {runs[-1]}", file=sys.stderr, flush=True)
    medians = {what: statistics.median(seconds[what] for seconds in runs) for what in runs[0]}
    print("| logistic regression, MNIST | wall s | CPU s |\n|---|---|---|")
    print("| whole command | {seconds:.1f} | {cpu-seconds:.1f} |".format(**medians))
    yield Verdict.at_most("mnist", medians["seconds"], AT_MOST)


def run(options):
    """Returns the seconds by the clock and those of the processor."""
    with tempfile.TemporaryDirectory() as runs:
        ended = programs.exeunt_run(runs, "benchmarks/logistic-mnist.json", [f"dataset.dir={(options.data / 'mnist').resolve()}", "executor.workers=2"])
    return {"seconds": ended.seconds, "cpu-seconds": ended.cpu_seconds}
