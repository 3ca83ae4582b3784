#!/usr/bin/env python3
"""Adds the column `cpu-seconds` to the rows of a comparison: processor seconds of all phases of a run but loading data.

The runs must have been executed one at a time (`--jobs 1`), because the processor time of a run contains that of others
in the same process.

    docs/results/seconds.py comparisons/NAME/results.csv runs > docs/results/data/NAME.csv
"""
import csv
import pathlib
import sys

results, runs = map(pathlib.Path, sys.argv[1:])
with open(results, newline="", encoding="utf-8") as file:
    rows = list(csv.DictReader(file))
for row in rows:
    with open(runs / row["run"] / "timings.csv", newline="", encoding="utf-8") as file:
        phases = [phase for phase in csv.DictReader(file) if phase["phase"] != "data"]
    row["cpu-seconds"] = f"{sum(float(phase['cpu-seconds']) for phase in phases):.1f}"
writer = csv.DictWriter(sys.stdout, rows[0], lineterminator="\n")
writer.writeheader()
writer.writerows(rows)
