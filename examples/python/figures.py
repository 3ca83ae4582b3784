"""Draws figures for a paper from the report of a comparison with matplotlib: accuracy over rounds, accuracy against
expected MACs, and accuracy against traffic, one PDF of each for every setting.

Usage: python3 figures.py REPORT [FOLDER [INCHES]]

REPORT is the folder that `exeunt compare` wrote; figures are 3.3 inches wide by default, the width of a column of two.
"""

import csv
import pathlib
import re
import sys
from collections import defaultdict

import matplotlib

matplotlib.use("pdf")
from matplotlib import pyplot

MARKERS = "os^DvP*X"


def read(path):
    """Returns the rows of a file of the report; an apostrophe before a formula is no part of a name."""
    with open(path, encoding="utf-8", newline="") as file:
        return [{key: re.sub(r"^'(?=['\s]*[=+\-@])", "", value) for key, value in row.items()}
                for row in csv.DictReader(file)]


def mean(values):
    values = list(values)
    return sum(values) / len(values)


def grouped(rows, *keys):
    """Returns lists of rows by the values of some columns, in the order of the rows."""
    groups = defaultdict(list)
    for row in rows:
        groups[tuple(row[key] for key in keys)].append(row)
    return groups


def over_rounds(axes, curves, rules, results):
    """Mean of exits, with a band from the least to the most accurate seed, at the rounds that all seeds have."""
    for number, ((method,), rows) in enumerate(grouped((r for r in curves if r["exit"] == "mean"), "method").items()):
        seeds = len(grouped(rows, "seed"))
        points = {int(round): [100 * float(row["accuracy"]) for row in at]
                  for (round,), at in grouped(rows, "round").items() if len(at) == seeds}
        line, = axes.plot(list(points), [mean(each) for each in points.values()],
                          marker=MARKERS[number % len(MARKERS)], label=method)
        axes.fill_between(list(points), [min(each) for each in points.values()],
                          [max(each) for each in points.values()], color=line.get_color(), alpha=0.15, linewidth=0)
    axes.set_xlabel("round")
    return bool(curves)


def against_macs(axes, curves, rules, results):
    """One line per exit policy; the static network of a method, its final exit alone, costs 100 %."""
    rules = [rule for rule in rules if rule["expected-macs"]]
    final = {method: mean(100 * float([row[key] for key in row if key.startswith("accuracy-exit-") and row[key]][-1])
                          for row in rows)
             for (method,), rows in grouped(results, "method").items()}
    for number, ((method,), rows) in enumerate(grouped(rules, "method").items()):
        colour = f"C{number}"
        for style, ((policy,), own) in zip(("-", "--", ":", "-.") * len(rows), grouped(rows, "policy").items()):
            points = sorted((mean(100 - 100 * float(row["macs-saved"]) for row in at),
                             mean(100 * float(row["accuracy"]) for row in at))
                            for at in grouped(own, "rule").values())
            axes.plot(*zip(*points), style, color=colour, marker=MARKERS[number % len(MARKERS)],
                      label=f"{method}, {policy}")
        axes.plot([100], [final[method]], "D", color=colour, markeredgecolor="black")
    axes.set_xlabel("expected MACs, % of the static network")
    return bool(rules)


def against_traffic(axes, curves, rules, results):
    for number, ((method,), rows) in enumerate(grouped(results, "method").items()):
        axes.plot([mean((float(row["downlink-bytes"]) + float(row["uplink-bytes"])) / 1e6 for row in rows)],
                  [mean(100 * float(row["accuracy-mean"] or "nan") for row in rows)],
                  MARKERS[number % len(MARKERS)], label=method)
    axes.set_xlabel("MB sent, both ways")
    return bool(results)


def main(report, folder, inches):
    folder.mkdir(parents=True, exist_ok=True)
    tables = [read(report / name) for name in ("curves.csv", "rules.csv", "results.csv")]
    settings = list(grouped(tables[2], "setting"))
    pyplot.rcParams.update({"font.size": 7, "lines.markersize": 3, "lines.linewidth": 1, "text.parse_math": False})
    for number, (setting,) in enumerate(settings, 1):
        own = [[row for row in table if row["setting"] == setting] for table in tables]
        for draw in (over_rounds, against_macs, against_traffic):
            figure, axes = pyplot.subplots(figsize=(inches, 0.7 * inches), layout="constrained")
            if draw(axes, *own):
                axes.set_ylabel("accuracy, %")
                axes.grid(alpha=0.3)
                figure.legend(loc="outside lower center", ncols=2, frameon=False)
                name = draw.__name__.replace("_", "-") + (f"-{number}" if len(settings) > 1 else "")
                figure.savefig(folder / f"{name}.pdf")
                print(f"{folder / name}.pdf: {setting}")
            pyplot.close(figure)


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 4:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else "figures"),
         float(sys.argv[3]) if len(sys.argv) > 3 else 3.3)
