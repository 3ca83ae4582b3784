"""From the command `exeunt run examples/quickstart.json` to the beginning of the first round, in seconds."""
import statistics
import subprocess
import sys
import tempfile
import time

from budgets import programs
from budgets.verdict import Verdict

NAMES = ("start",)
AT_MOST = 4.0  # seconds
SAID_BEFORE_THE_FIRST_ROUND = "quickstart: 20 clients"


def missing(options):
    yield from programs.missing_java()


def measure(names, options):
    programs.build_exeunt()
    times = []
    for i in range(1, options.rounds + 1):
        times.append(seconds_to_first_round())
        print(f"round {i}, start: {times[-1]}", file=sys.stderr, flush=True)
    yield Verdict.at_most("start", statistics.median(times), AT_MOST)


def seconds_to_first_round():
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory() as runs:
        command = [programs.ROOT / "exeunt", "run", programs.ROOT / "examples" / "quickstart.json", "--out", runs, "--set", "training.rounds=1"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as run:
            said = []
            for line in run.stderr:
                said.append((line, time.perf_counter() - begin))
    for line, seconds in said:
        if line.startswith(SAID_BEFORE_THE_FIRST_ROUND):
            return seconds
    sys.exit("compare-peers: start: the run did not say '{}'; it said:\n{}".format(
        SAID_BEFORE_THE_FIRST_ROUND, "".join(line for line, _ in said)))
