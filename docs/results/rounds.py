#!/usr/bin/env python3
"""Draws the accuracy of every exit over the rounds of a suite's runs, one panel an exit and one line a method, means over seeds.

    /usr/bin/python3 docs/results/rounds.py paper-scale > docs/results/paper-scale-rounds.svg      # Debian's python3-matplotlib
"""
import statistics
import sys
from collections import defaultdict

import matplotlib
import results

# Okabe and Ito's colours, which the colour-blind tell apart
COLOURS = {"cafedistill": "#d55e00", "cafedistill reference": "#e69f00", "fedper": "#0072b2", "fedrep": "#56b4e9", "fedrod": "#cc79a7",
           "ditto": "#999999", "local": "#009e73", "fedavg": "#000000"}


def courses(evaluations, column):
    """Rounds and mean percentages of every method."""
    values = defaultdict(lambda: defaultdict(list))
    for row in evaluations:
        values[row["method"]][int(row["round"])].append(float(row[column]))
    for method, by_round in values.items():
        yield method, list(by_round), [statistics.mean(v) for v in by_round.values()]


def main(suite):
    matplotlib.use("svg")
    # the same file from the same numbers
    matplotlib.rcParams.update({"svg.hashsalt": suite, "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 9})
    from matplotlib import pyplot
    evaluations = results.rows(f"{suite}-rounds")
    exits = sorted(key for key in evaluations[0] if key.startswith("exit-"))
    figure, panels = pyplot.subplots(1, len(exits), figsize=(10, 3.6), sharey=True, layout="constrained")
    for panel, exit_ in zip(panels, exits):
        for method, rounds, accuracies in courses(evaluations, exit_):
            panel.plot(rounds, accuracies, label=method, color=COLOURS.get(method), linewidth=2 if method == "cafedistill" else 1.3)
        panel.set_title(exit_.replace("-", " "), loc="left")
        panel.set_xlabel("round")
        panel.grid(axis="y", color="#e4e6ea")
        panel.set_axisbelow(True)
        panel.spines[["top", "right"]].set_visible(False)
    panels[0].set_ylabel("accuracy, % (mean over clients)")
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=len(COLOURS), frameon=False)
    figure.savefig(sys.stdout.buffer, format="svg", metadata={"Date": None})


if __name__ == "__main__":
    main(sys.argv[1])
