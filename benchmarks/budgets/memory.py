"""The largest resident set of a run on CIFAR-10, everything in it: JVM, native memory, data."""
import tempfile

from budgets import programs
from budgets.verdict import Verdict

NAMES = ("resident-memory",)
AT_MOST = 1.5  # GiB
DATA = "cifar-10-batches-bin"
ROUNDS = 6


def missing(options):
    yield from programs.missing_java()
    yield from programs.missing_data(options, DATA)


def measure(names, options):
    programs.build_exeunt()
    with tempfile.TemporaryDirectory() as runs:
        run = programs.exeunt_run(runs, "examples/cifar10.json", [
            f"dataset.dir={(options.data / DATA).resolve()}", f"training.rounds={ROUNDS}", "evaluation.interval=2", "executor.workers=2"])
    print(f"| CIFAR-10, {ROUNDS} rounds, two workers | GiB |\n|---|---|\n| largest resident set | {run.resident:.2f} |")
    yield Verdict.at_most("resident-memory", run.resident, AT_MOST)
