"""A million clients with one example each, of whom ten a round train and a thousand are evaluated: heap, and what a round costs beside one of 1,000
clients.

The examples are eight bytes each, so that the heap is of clients rather than of data. Takes two minutes.
"""
import csv
import pathlib
import random
import re
import tempfile

from budgets import programs
from budgets.verdict import Verdict

NAMES = ("million",)
CLIENTS = (1_000, 100_000, 1_000_000)
COHORT = 10
ROUNDS = 4_000
EVALUATED = 1_000
FEATURES = 8
CLASSES = 4
HEAP_LIMIT = 4  # GiB
HEAP_AT_MOST = 1.0  # GiB
ROUND_COST_AT_MOST = 1.15
COLLECTED = re.compile(r"Pause .*->(\d+)M\(")


def missing(options):
    yield from programs.missing_java()


def measure(names, options):
    programs.build_exeunt()
    print(f"| clients, {COHORT} a round | CPU s until the first round | CPU ms a round | heap after collections GiB | resident GiB |\n"
          "|---|---|---|---|---|")
    heaps, rounds = {}, {}
    for clients in CLIENTS:
        with tempfile.TemporaryDirectory() as folder, tempfile.NamedTemporaryFile(suffix=".log") as log:
            write_data(pathlib.Path(folder, "data"), clients)
            runs = pathlib.Path(folder, "runs")
            runs.mkdir()
            run = programs.exeunt_run(runs, "benchmarks/logistic-mnist.json", settings(folder, clients),
                                      java_options=f"-Xmx{HEAP_LIMIT}g -Xlog:gc:file={log.name}")
            start, rounds[clients] = costs(run.directory)
            heaps[clients] = most_left(log.name)
        print(f"| {clients:,} | {start:.1f} | {1000 * rounds[clients]:.2f} | {heaps[clients]:.2f} | {run.resident:.2f} |", flush=True)
    yield Verdict.at_most("million-heap", heaps[CLIENTS[-1]], HEAP_AT_MOST)
    yield Verdict.at_most("million-round", rounds[CLIENTS[-1]] / rounds[CLIENTS[0]], ROUND_COST_AT_MOST)


def settings(folder, clients):
    return ["name=million", f'dataset={{"type": "arrays", "dir": "{folder}/data"}}', 'strategy="fedper"',
            f'partition={{"type": "iid", "clients": {clients}, "split": "native-matched"}}', 'network.backbone={"type": "mlp", "hidden": [16]}',
            f"training.rounds={ROUNDS}", f"training.participation={COHORT / clients}",
            f"evaluation.interval={ROUNDS}", f"evaluation.clients={EVALUATED}"]


def write_data(folder, examples):
    """Writes one training example per client, and a test example for each client that is evaluated."""
    folder.mkdir()
    numbers = random.Random(1)
    for suffix, count in ("", examples), ("_test", EVALUATED):
        values = bytearray(numbers.randbytes(count * FEATURES))
        for i in range(count):
            values[i * FEATURES + i % CLASSES] = 255
        write_array(folder / f"x{suffix}.npy", f"({count}, {FEATURES})", values)
        write_array(folder / f"y{suffix}.npy", f"({count},)", bytes(i % CLASSES for i in range(count)))


def write_array(file, shape, values):
    """Writes bytes in NumPy's format, version 1.0, without NumPy."""
    header = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    file.write_bytes(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + values)


def costs(run):
    """Returns the CPU seconds of loading and partitioning, and the mean of training and aggregation in a round of the second half."""
    start = rounds = 0
    with (run / "timings.csv").open() as file:
        for row in csv.DictReader(file):
            if row["phase"] == "data":
                start += float(row["cpu-seconds"])
            elif row["phase"] in ("training", "aggregation") and int(row["round"]) > ROUNDS / 2:
                rounds += float(row["cpu-seconds"])
    return start, rounds / (ROUNDS / 2)


def most_left(log):
    """Returns the most that a collection left, in GiB; collections of the young generation leave some garbage."""
    with open(log) as file:
        return max((int(found[1]) for found in map(COLLECTED.search, file) if found), default=0) / 1024
