"""100,000 clients that have personal heads of the reference ConvNet, 15 KiB each, of whom 100 a round wake up: heap, and what a round costs beside one of
1,000 clients.

Clients take turns, so that after 1,000 rounds all have trained and left their heads behind. 0.3 GiB of the heap are pictures, one a client. Takes ten minutes.
"""
import csv
import re
import statistics
import tempfile

from budgets import programs
from budgets.verdict import Verdict

NAMES = ("dormant",)
COHORT = 100
CLIENTS = {"many": 100_000, "few": 1_000}
ROUNDS = {"many": 1_000, "few": 40}
COMPARED = 20  # last rounds, of which the median counts
HEAP = 1.0  # GiB
ROUND_COST_AT_MOST = 1.15
COLLECTED = re.compile(r"Pause Full .*->(\d+)M\(")


def missing(options):
    yield from programs.missing_java()


def measure(names, options):
    programs.build_exeunt()
    print(f"| clients, {COHORT} a round | rounds | CPU s a round | live heap GiB | resident GiB |\n|---|---|---|---|---|")
    costs, heaps = {}, {}
    for which, clients in CLIENTS.items():
        with tempfile.TemporaryDirectory() as runs, tempfile.NamedTemporaryFile(suffix=".log") as log:
            run = programs.exeunt_run(runs, "examples/quickstart.json", settings(clients, ROUNDS[which]),
                                      java_options=f"-Xmx{int(1024 * HEAP)}m -Xlog:gc:file={log.name}")
            costs[which] = round_cost(run.directory)
            heaps[which] = live_heap(log.name)
        print(f"| {clients:,} | {ROUNDS[which]:,} | {costs[which]:.2f} | {heaps[which]:.2f} | {run.resident:.2f} |", flush=True)
    yield Verdict.at_most("dormant-heap", heaps["many"], HEAP)
    yield Verdict.at_most("dormant-round", costs["many"] / costs["few"], ROUND_COST_AT_MOST)


def settings(clients, rounds):
    return ["name=dormant", 'strategy="fedper"', f"dataset.train={clients}", "dataset.test=20",
            f'partition={{"type": "iid", "clients": {clients}, "split": "native-matched"}}', 'network.backbone={"type": "convnet", "width": 128}',
            'sampling="round-robin"', f"training.rounds={rounds}", f"training.participation={COHORT / clients}", "training.local-epochs=1",
            f"evaluation.interval={rounds}", "evaluation.save-models=false", "executor.workers=2"]


def round_cost(run):
    """Returns the CPU seconds of training and aggregation in the median of the last rounds."""
    costs = {}
    with (run / "timings.csv").open() as file:
        for row in csv.DictReader(file):
            if row["phase"] in ("training", "aggregation"):
                costs[row["round"]] = costs.get(row["round"], 0) + float(row["cpu-seconds"])
    return statistics.median(list(costs.values())[-COMPARED:])


def live_heap(log):
    """Returns the most that a full collection left, in GiB."""
    with open(log) as file:
        return max((int(found[1]) for found in map(COLLECTED.search, file) if found), default=0) / 1024
