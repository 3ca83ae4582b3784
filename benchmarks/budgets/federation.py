"""A whole federation beside the same run in PyTorch, by the clock on two cores: FedAvg, ConvNet, CIFAR-10, 20 clients, 10 a round, all evaluated.

Rounds alone count, without the start of either process and without reading data. PyTorch has the workers it is fastest with: two of one thread each.
"""
import csv
import json
import statistics
import sys
import tempfile

from budgets import programs
from budgets.verdict import Verdict

NAMES = ("federation",)
AT_MOST = 0.5  # ours, of PyTorch's
DATA = "cifar-10-batches-bin"
ROUNDS = 6
SETTINGS = ('strategy="fedavg"', 'network.head="linear"', "partition.alpha=1", "partition.subsample=0.5",
            f"training.rounds={ROUNDS}", "evaluation.interval=1", "evaluation.save-models=false", "executor.workers=2")
PHASES = ("training", "aggregation", "evaluation")
WORK = ("parameters", "trained", "evaluated")


def missing(options):
    yield from programs.missing_java()
    yield from programs.missing_pytorch()
    yield from programs.missing_data(options, DATA)


def measure(names, options):
    pairs = []
    for i in range(1, options.rounds + 1):
        with tempfile.TemporaryDirectory() as runs:
            run = programs.exeunt_run(runs, "examples/cifar10.json", [*SETTINGS, f"dataset.dir={(options.data / DATA).resolve()}"]).directory
            sides = {"ours": facts(run), "peer": programs.peer("federation.py", "--run", run, "--data", options.data / DATA)}
        print(f"round {i}, federation: {sides}", file=sys.stderr, flush=True)
        require_same_work(sides)
        pairs.append(sides)
    print_table(pairs)
    yield Verdict.at_most("federation", ratio(pairs, "seconds"), AT_MOST)


def facts(run):
    """Returns what a run's directory tells of its time, its work and what it reached, by the names that the peer prints."""
    with (run / "timings.csv").open() as file:
        phases = [row for row in csv.DictReader(file) if row["phase"] in PHASES]
    with (run / "clients.csv").open() as file:
        evaluated = sum(int(row["examples"]) for row in csv.DictReader(file) if row["exit"] == "1")
    rounds = [json.loads(line) for line in (run / "rounds.jsonl").open()]
    evaluations = [json.loads(line) for line in (run / "evaluations.jsonl").open()]
    sizes = [sum(share["train"]) for share in json.loads((run / "class-distribution.json").read_text())["clients"]]
    epochs = json.loads((run / "config.json").read_text())["training"]["local-epochs"]
    return {
        "seconds": sum(float(row["seconds"]) for row in phases),
        "cpu-seconds": sum(float(row["cpu-seconds"]) for row in phases),
        "parameters": json.loads((run / "summary.json").read_text())["network"]["parameters"],
        "trained": epochs * sum(sizes[member["client"]] for line in rounds for member in line["cohort"]),
        "evaluated": evaluated,
        "loss": rounds[-1]["loss"],
        "accuracy": evaluations[-1]["mean-accuracy"],
    }


def require_same_work(sides):
    for what in WORK:
        if sides["ours"][what] != sides["peer"][what]:
            sys.exit(f"compare-peers: federation: {what} is {sides['ours'][what]} here, {sides['peer'][what]} in PyTorch: not the same work")


def ratio(pairs, what):
    return statistics.median(sides["ours"][what] / sides["peer"][what] for sides in pairs)


def print_table(pairs):
    print(f"| federation, CIFAR-10, {ROUNDS} rounds | wall s | CPU s | last loss | last accuracy, mean of exits |\n|---|---|---|---|---|")
    for side, title in (("ours", "Exeunt"), ("peer", "PyTorch")):
        medians = {what: statistics.median(sides[side][what] for sides in pairs) for what in pairs[0][side]}
        print("| {} | {seconds:.1f} | {cpu-seconds:.1f} | {loss:.2f} | {accuracy:.3f} |".format(title, **medians))
    print(f"| ratio | {ratio(pairs, 'seconds'):.2f} | {ratio(pairs, 'cpu-seconds'):.2f} | | |")
