"""From the command `exeunt run examples/quickstart.json` to the beginning of the first round, in seconds; processor time is in the table."""
import os
import pathlib
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
PROCESSES = pathlib.Path("/proc")


def missing(options):
    yield from programs.missing_java()
    if not PROCESSES.is_dir():
        yield f"{PROCESSES}, for processor time: Linux"


def measure(names, options):
    programs.build_exeunt()
    times = []
    for i in range(1, options.rounds + 1):
        times.append(until_first_round())
        print(f"round {i}, start: {times[-1]}", file=sys.stderr, flush=True)
    wall, cpu = map(statistics.median, zip(*times))
    print(f"| start | wall s | CPU s |\n|---|---|---|\n| quick start to its first round | {wall:.1f} | {cpu:.1f} |")
    yield Verdict.at_most("start", wall, AT_MOST)


def until_first_round():
    """Returns the seconds by the clock and those of the processor; the run goes on to its end."""
    found = None
    said = []
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory() as runs:
        command = [programs.ROOT / "exeunt", "run", programs.ROOT / "examples" / "quickstart.json", "--runs-dir", runs, "--set", "training.rounds=1"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as run:
            for line in run.stderr:
                said.append(line)
                if line.startswith(SAID_BEFORE_THE_FIRST_ROUND):
                    found = time.perf_counter() - begin, cpu_seconds(run.pid)
    if run.returncode or not found:
        sys.exit(f"compare-peers: start: the run ended with status {run.returncode} and said:\n{''.join(said)}")
    return found


def cpu_seconds(process):
    """Returns what a process has used so far: the 14th and 15th field, the name in brackets being the second."""
    fields = (PROCESSES / str(process) / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
