#!/usr/bin/env python3
"""Runs the experiments that suites.json describes and prints their tables.

    results.py run SUITE [--methods a,b] [--seeds 7,8] [--data DIR] [--runs DIR] [--jobs N]
    results.py table SUITE
    results.py page > ../results.md      # page.md with every {{SUITE}} replaced by its table, {{SUITE after rounds 20,50}} by the course of its runs

A suite of suites.json is a configuration file, settings common to its runs, seeds, and methods with their settings, or all methods but for some that are set
otherwise. A run that is in data/SUITE.csv is not repeated, one that was stopped goes on. A row holds what the run's own summary.json says; the run's hash covers its
configuration, plugins and data. Of a suite with "rounds": true every evaluation is kept as well, in data/SUITE-rounds.csv.
"""
import argparse
import concurrent.futures
import csv
import json
import os
import pathlib
import re
import statistics
import subprocess
import threading

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ROW_LOCK = threading.Lock()


def suite(name):
    described = json.loads((HERE / "suites.json").read_text())
    chosen = described["suites"][name]
    if chosen["methods"] == "all":
        chosen["methods"] = {**described["methods"], **chosen.get("instead", {})}
    return chosen


def table_file(name):
    return HERE / "data" / f"{name}.csv"


def rows(name):
    file = table_file(name)
    return list(csv.DictReader(file.open())) if file.exists() else []


def row_of(method, seed, directory):
    summary = json.loads((directory / "summary.json").read_text())
    final = summary["final-round"]
    row = {"method": method, "seed": seed, "round": final["round"]}
    for exit_ in final["exits"]:
        row[f"exit-{exit_['exit']}"] = round(100 * exit_["accuracy"]["mean"], 2)
    row["mean"] = round(100 * final["mean-accuracy"]["mean"], 2)
    row["ensemble"] = round(100 * final["ensemble-accuracy"]["mean"], 2)
    row["worst-tenth"] = round(100 * final["mean-accuracy"]["worst-tenth"], 2)
    row["last-evaluations"] = round(100 * summary["last-evaluations"]["mean-accuracy"], 2)
    saved = [p.get("macs-saved-at-equal-accuracy") for p in summary["policies"]]
    saved = [s for s in saved if s is not None]
    row["macs-saved"] = round(100 * max(saved), 2) if saved else ""
    for rule in summary["rules"]:
        if rule["label"] == "confidence 0.80":
            row["accuracy-at-0.8"] = round(100 * rule["accuracy"], 2)
            row["saved-at-0.8"] = round(100 * rule["macs-saved"], 2)
    work = summary["work"]
    row["mb-down"] = round(work["downlink-bytes"] / 1e6, 1)
    row["mb-up"] = round(work["uplink-bytes"] / 1e6, 1)
    row["epochs"] = work["epochs"]
    row["hash"] = summary["hash"]
    return row


def course_of(method, seed, directory):
    """Every evaluation of a run, in order."""
    lines = map(json.loads, (directory / "rounds.jsonl").open())
    return [{"method": method, "seed": seed, "round": line["round"],
             **{f"exit-{i}": round(100 * accuracy, 2) for i, accuracy in enumerate(line["accuracy"], 1)},
             "worst-tenth": round(100 * line["worst-tenth"], 2)} for line in lines if line["type"] == "evaluation"]


def add(name, new_rows):
    """Adds rows; those of a method and seed take the place of what there was of them."""
    fresh = {(row["method"], str(row["seed"])) for row in new_rows}
    all_rows = [row for row in rows(name) if (row["method"], row["seed"]) not in fresh] + new_rows
    keys = list(dict.fromkeys(key for row in all_rows for key in row))
    table_file(name).parent.mkdir(exist_ok=True)
    with table_file(name).open("w", newline="") as file:
        writer = csv.DictWriter(file, keys, lineterminator="\n")
        writer.writeheader()
        writer.writerows(all_rows)


def run_one(name, spec, method, settings, seed, options):
    command = [str(ROOT / "exeunt"), "run", str(HERE / spec["config"]), "--json", "--resume", "--runs-dir", options.runs]
    label = re.sub("[^A-Za-z0-9.]+", "-", f"{name}-{method}-{seed}")
    for setting in [f"seed={seed}", f"name={label}", *spec.get("set", []), *settings, *options.set]:
        command += ["--set", setting]
    environment = dict(os.environ)
    if options.data:
        environment["EXEUNT_DATA"] = options.data
    log = pathlib.Path(options.runs) / f"{label}.log"
    with log.open("w") as out:
        code = subprocess.run(command, cwd=options.data or ROOT, env=environment, stdout=out, stderr=out).returncode
    found = sorted(pathlib.Path(options.runs).glob(f"{label}-*/summary.json"), key=os.path.getmtime)
    if code or not found:
        print(f"{label}: failed with {code}; see {log}", flush=True)
        return
    with ROW_LOCK:
        add(name, [row_of(method, seed, found[-1].parent)])
        if spec.get("rounds"):
            add(f"{name}-rounds", course_of(method, seed, found[-1].parent))
    print(f"{label}: done", flush=True)


def run(options):
    spec = suite(options.suite)
    pathlib.Path(options.runs).mkdir(parents=True, exist_ok=True)
    done = {(row["method"], int(row["seed"])) for row in rows(options.suite)}
    chosen = options.methods.split(",") if options.methods else list(spec["methods"])
    seeds = [int(s) for s in options.seeds.split(",")] if options.seeds else spec["seeds"]
    cells = [(m, s) for s in seeds for m in chosen if (m, s) not in done]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for method, seed in cells:
            pool.submit(run_one, options.suite, spec, method, spec["methods"][method], seed, options)


def show(values, digits=1):
    values = [float(v) for v in values if v not in ("", None)]
    if not values:
        return "–"
    text = f"{round(statistics.mean(values), digits) + 0.0:.{digits}f}"  # + 0.0 makes -0.0 no negative
    return text if len(values) == 1 else f"{text} ± {statistics.stdev(values):.{digits}f}"


def table(name):
    spec = suite(name)
    all_rows = rows(name)
    exits = sorted({key for row in all_rows for key in row if key.startswith("exit-")})
    columns = [*exits, "mean", "ensemble", "worst-tenth", "accuracy-at-0.8", "saved-at-0.8", "macs-saved", "mb-down", "mb-up", "epochs"]
    titles = [*(e.replace("-", " ") for e in exits), "mean of exits", "voting", "worst 10 %", "accuracy at 0.8",
              "MACs saved at 0.8", "MACs saved, equal accuracy", "MB down", "MB up", "epochs"]
    lines = ["| method | seeds | " + " | ".join(titles) + " |", "|---" * (len(titles) + 2) + "|"]
    for method in spec["methods"]:
        mine = [row for row in all_rows if row["method"] == method]
        if mine:
            cells = [show([row.get(c) for row in mine], 0 if c in ("mb-down", "mb-up", "epochs") else 1) for c in columns]
            lines.append(f"| `{method}` | {len(mine)} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def course(name, rounds):
    """Accuracies of the exits, and the mean of the worst tenth of clients, after some of the rounds of a suite's runs, means over seeds."""
    evaluations = rows(f"{name}-rounds")
    exits = sorted({key for row in evaluations for key in row if key.startswith("exit-")})
    lines = ["| after round | " + " | ".join(rounds) + " |", "|---" * (len(rounds) + 1) + "|"]
    for label, columns in (("", exits), (", worst tenth", ["worst-tenth"])):
        for method in suite(name)["methods"]:
            mine = [[row for row in evaluations if (row["method"], row["round"]) == (method, r)] for r in rounds]
            if any(mine):
                cells = [" / ".join(f"{statistics.mean(float(row[c]) for row in at):.1f}" for c in columns) if at else "–" for at in mine]
                lines.append(f"| `{method}`{label} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def filled(slot):
    name, _, rounds = slot.group(1).partition(" after rounds ")
    return course(name, rounds.split(",")) if rounds else table(name)


def page():
    template = (HERE / "page.md").read_text()
    return re.sub("\\{\\{(.+?)}}", filled, re.sub("^<!--.*-->\n", "", template))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=["run", "table", "page"])
    parser.add_argument("suite", nargs="?", help="of suites.json; none for the page")
    parser.add_argument("--methods", help="some of the suite's, separated by commas")
    parser.add_argument("--seeds", help="instead of the suite's")
    parser.add_argument("--data", help="folder that holds data/ as the configuration files expect it")
    parser.add_argument("--runs", default=str(ROOT / "runs"), help="where run directories go")
    parser.add_argument("--jobs", type=int, default=1, help="runs at a time")
    parser.add_argument("--set", action="append", default=[], help="further settings of every run")
    options = parser.parse_args()
    if options.action == "run":
        run(options)
    else:
        print(page() if options.action == "page" else table(options.suite), end="\n" if options.action == "table" else "")


if __name__ == "__main__":
    main()
