#!/usr/bin/env python3
"""Writes the tables and differences of the results, and of other pages, from the CSV files in data/.

A page marks a table by two comments, between which the command replaces everything:

    <!-- table data/ucihar.csv -->
    <!-- savings data/ucihar-savings.csv by=fedrod; fedper of=local; fedavg -->
    <!-- means data/modalities.csv rows=setting; method columns=accuracy-mean %; epochs -->
    <!-- differences data/fedlda.csv of=CIFAR-10: fedlda @CIFAR-10 - fedrod tuned @CIFAR-10 columns=accuracy-mean % -->
    <!-- leads data/exit-discriminants.csv of=CIFAR-10: ours @CIFAR-10 over=FedRoD: fedrod tuned; fedper columns=epochs -->
    <!-- policies data/cifar10-ensemble-rules.csv of=ensemble - confidence at=20; 40 -->
    <!-- ranks data/cifar100.csv data/agnews.csv names=CIFAR-100; AG News only=fedrod; fedper -->
    <!-- promises data/promises.csv of=UCI HAR 0.05 at=200 -->
    <!-- end -->

A sentence has a difference or a mean between two comments. The first comment must not start a line:

    FedRoD is <!-- diff data/paper-450.csv of=fedrod - fedper -->3.3 (2.3 to 4.3)<!-- /diff --> points above FedPer.
    Ditto saves <!-- mean data/paper-scale-seeds.csv of=ditto columns=macs-saved % -->3.8<!-- /mean --> % of the MACs.

`table` has a row for each method, the most accurate first; `only=` selects methods, `first=`
the most accurate ones and the controls `local` and `fedavg`; `without=` leaves out columns.
`savings` has a row for each static network, and a column for each method whose early exits save some of its MACs.
`means` has a row for each combination of `rows`, and the columns named, in % if their values are fractions; if the rows
have different numbers of seeds, also these.
`differences` has a row for each pair of methods, `diff` is a single difference; `@` selects rows that have a value,
such as a setting, or are of a file. The column is `accuracy-mean %` unless named; `%` gives points, `relative` gives %
of the second method's value. Pairs have equal seeds, of which there are at least three.
`leads` has a row for each method of `of`: its mean of exits, its lead over each method of `over` in the same rows, and
the columns named, as a ratio to the first of these methods.
`mean` is the mean over seeds of a method or of a difference, without an interval, also of fewer than three seeds. If
several methods, differences or columns are named, it is the lowest and the highest of their means: `50.7 to 64.1`.
`policies` has a row for each method, and the difference in accuracy of two exit policies at equal shares of MACs saved,
in %, interpolated between the thresholds.
`ranks` has a row for each method of `only`, and its rank by the mean of exits among all methods of each file.
A file with accuracies of exits over rounds gets the column `mean`, the mean of exits.
Figures are means over seeds; after ± is the standard deviation, in brackets the 95 % interval (Student's t).

    docs/results/tables.py            writes the tables
    docs/results/tables.py --check    fails if a page is not up to date
"""
import csv
import math
import pathlib
import re
import statistics
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
PAGES = [FOLDER.parents[1] / "README.md", *sorted(FOLDER.parent.glob("*.md")), *sorted(FOLDER.glob("*.md"))]
# two-sided 95 % quantiles of Student's t by degrees of freedom
T = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262}


def rows(*names):
    for name in names:
        with open(FOLDER / name, newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if "exit-1" in row and "mean" not in row:
                    row["mean"] = str(mean([float(row[column]) for column in row if column.startswith("exit-")]))
                yield row


def figures(row):
    """Returns the figures of a run: accuracies, fractions of clients and savings in %, and epochs."""
    if "accuracy-mean" not in row:  # a file of an early build, which has %
        names = ["mean", "worst-tenth", "macs-saved", "epochs", *(name for name in row if name.startswith("exit-"))]
        return {name: float(row[name]) if row[name] else None for name in names}
    values = {"mean": row["accuracy-mean"], "worst-tenth": row["accuracy-worst-tenth"],
              "above-local": row.get("clients-above-local"), "macs-saved": row.get("macs-saved")}
    values |= {name.removeprefix("accuracy-"): row[name] for name in row if name.startswith("accuracy-exit-")}
    values = {name: 100 * float(value) if value else None for name, value in values.items()}
    return values | {"epochs": float(row["epochs"])}


def mean(values):
    return statistics.fmean(values)


def with_deviation(values):
    average = round(mean(values), 1) + 0.0  # no -0.0
    varies = len(values) > 1 and max(values) > min(values)
    return f"{average:,.1f}" + (f" ± {statistics.stdev(values):.1f}" if varies else "")


def with_interval(values, seeds):
    present = [value for value in values if value is not None]
    if not present:
        return "–"
    if len(present) < seeds:
        return f"– ({len(present)} of {seeds})"
    if seeds == 1:
        return f"{present[0]:.1f}"
    half = T[seeds - 1] * statistics.stdev(present) / seeds**0.5
    bounds = [f"{round(value, 1) + 0.0:.1f}" for value in (mean(present), mean(present) - half, mean(present) + half)]
    return bounds[0] if half < 0.005 else f"{bounds[0]} ({bounds[1]} to {bounds[2]})"


def number(value):
    return f"{value:,.0f}" if value >= 100 or value == 0 else f"{value:.3g}"


def markdown(header, body):
    lines = ["| " + " | ".join(cells) + " |" for cells in [header, *body]]
    return "\n".join([lines[0], "|---" * len(header) + "|", *lines[1:]])


def table(files, options):
    runs = {}
    for row in rows(*files):
        runs.setdefault(row["method"], []).append(figures(row))
    if "only" in options:
        runs = {method: runs[method] for method in options["only"]}
    first = next(iter(runs.values()))[0]
    exits = sorted(name for name in first if name.startswith("exit-"))
    columns = [*exits, "mean", "worst-tenth"]
    titles = [*(name.replace("-", " ") for name in exits), "mean of exits", "worst tenth"]

    def values(method, column):
        return [run[column] for run in runs[method] if run.get(column) is not None]

    best = {column: max(mean(values(method, column)) for method in runs) for column in columns}
    without = options.get("without", [])
    optional = [(column, title) for column, title in (("above-local", "above local"), ("macs-saved", "MACs saved"))
                if column not in without and any(values(method, column) for method in runs)]
    epochs = [] if "epochs" in without else ["epochs"]
    body = []
    ranked = sorted(runs, key=lambda method: -mean(values(method, "mean")))
    first = int(options.get("first", [len(ranked)])[0])
    for method in [method for place, method in enumerate(ranked) if place < first or method in ("local", "fedavg")]:
        cells = [f"`{method}`"]
        for column in columns:
            of_column = values(method, column)
            text = with_deviation(of_column) if column == "mean" else f"{mean(of_column):.1f}"
            cells.append(f"**{text}**" if mean(of_column) == best[column] else text)
        for column, _ in optional:
            of_column, seeds = values(method, column), len(runs[method])
            some = "" if len(of_column) in (0, seeds) else f" ({len(of_column)} of {seeds})"
            cells.append(f"{mean(of_column):.1f}{some}" if of_column else "–")
        body.append([*cells, *(number(mean(values(method, column))) for column in epochs)])
    return markdown(["method", *titles, *(title for _, title in optional), *epochs], body)


def savings(files, options):
    cells = {}
    for row in rows(*files):
        value = float(row["macs-saved"]) * 100 if row["macs-saved"] else None
        cells.setdefault((row["method"], row["static-network-of"]), []).append((100 * float(row["accuracy"]), value))
    methods = options["by"]
    networks = options.get("of") or list(dict.fromkeys(network for _, network in cells))
    accuracy = {network: [value for value, _ in cells.get((methods[0], network), [])] for network in networks}
    networks = [network for network in networks if accuracy[network]]
    body = []
    for network in sorted(networks, key=lambda network: mean(accuracy[network])):
        saved = [[value for _, value in cells[method, network]] for method in methods]
        body.append([f"`{network}`", f"{mean(accuracy[network]):.1f}",
                     *(with_interval(values, len(values)) for values in saved)])
    return markdown(["static network of", "its accuracy", *(f"saved by `{method}`" for method in methods)], body)


def means(files, options):
    columns = [(name.removesuffix(" %"), 100 if name.endswith(" %") else 1) for name in options["columns"]]
    only = set(options.get("only", []))
    groups = {}
    for row in rows(*files):
        key = tuple(row[name] for name in options["rows"])
        if not only or only.intersection(row.values()):
            groups.setdefault(key, []).append([scale * float(row[name]) for name, scale in columns])
    body = [[*(f"`{name}`" for name in key), *(with_deviation(values) for values in zip(*group))]
            for key, group in groups.items()]
    titles = [name.removeprefix("accuracy-").replace("-", " ") for name, _ in columns]
    if len({len(group) for group in groups.values()}) > 1:
        titles.append("seeds")
        body = [[*line, str(len(group))] for line, group in zip(body, groups.values())]
    return markdown([*options["rows"], *titles], body)


def selected(files, method):
    """Returns the rows of a method, such as 'fedlda @CIFAR-10 @fedlda.csv', by seed."""
    name, *tags = [word.strip() for word in method.split("@")]
    chosen = {}
    for file in files:
        for row in rows(file):
            others = {value for column, value in row.items() if column != "method"}
            if row["method"] == name and {*tags} <= others | {pathlib.Path(file).name}:
                if row["seed"] in chosen:
                    sys.exit(f"{method}: two rows of seed {row['seed']} in {', '.join(files)}; select one by @")
                chosen[row["seed"]] = row
    return chosen


def paired(files, pair, column, least=3):
    """Returns the differences of two methods, one for each seed that both have."""
    first, second = (selected(files, method) for method in pair.split(" - "))
    name, _, unit = column.partition(" ")
    both = [(first[seed][name], second[seed][name]) for seed in first if seed in second]
    if len(both) < least:
        sys.exit(f"{pair}: {len(both)} seeds in {', '.join(files)}; a difference needs {least}")

    def difference(a, b):
        if not (a and b):
            return None
        return 100 * (float(a) / float(b) - 1) if unit == "relative" else (float(a) - float(b)) * (100 if unit else 1)

    return [difference(a, b) for a, b in both]


def differences(files, options):
    columns = options.get("columns", ["accuracy-mean %"])
    body = []
    for entry in options["of"]:
        label, _, pair = entry.rpartition(": ")
        values = [paired(files, pair, column) for column in columns]
        names = [f"`{method.split('@')[0].strip()}`" for method in pair.split(" - ")]
        body.append([label or " − ".join(names), *(with_interval(each, len(each)) for each in values),
                     str(len(values[0]))])
    titles = [re.sub("^mean$", "mean of exits", column.removesuffix(" %").removeprefix("accuracy-"))
              .replace(" relative", ", %").replace("-", " ") for column in columns]
    return markdown(["difference", *titles, "seeds"], body)


def leads(files, options):
    body, others = [], [entry.rpartition(": ")[::2] for entry in options["over"]]
    for entry in options["of"]:
        label, _, first = entry.rpartition(": ")
        tags = first[first.index(" @"):] if " @" in first else ""
        values = [100 * float(row["accuracy-mean"]) for row in selected(files, first).values()]
        cells = [label or f"`{first}`", with_deviation(values)]
        for _, method in others:
            pair = f"{first} - {method}{tags}"
            common = selected(files, first).keys() & selected(files, method + tags).keys()
            gains = paired(files, pair, "accuracy-mean %") if len(common) >= 3 else []
            cells.append(with_interval(gains, len(gains)))
        for column in options.get("columns", []):
            ratios = [1 + value / 100 for value in paired(files, f"{first} - {others[0][1]}{tags}", column + " relative")]
            cells.append(f"{mean(ratios):.2f}")
        body.append([*cells, str(len(values))])
    titles = [f"above {title or f'`{method}`'}" for title, method in others]
    return markdown(["setting", "mean of exits", *titles, *(f"{column.replace('-', ' ')}, ratio"
                     for column in options.get("columns", [])), "seeds"], body)


def policies(files, options):
    (first, second), shares = options["of"][0].split(" - "), [float(share) for share in options["at"]]
    rules = {}
    for row in rows(*files):
        rule = (100 * float(row["macs-saved"]), 100 * float(row["accuracy"]))
        rules.setdefault(row["method"], {}).setdefault((row["policy"], row["seed"]), []).append(rule)

    def accuracy(points, share):
        points = sorted(points)
        for (below, left), (above, right) in zip(points, points[1:]):
            if below <= share <= above:
                return left + (right - left) * (share - below) / (above - below) if above > below else left
        sys.exit(f"no rule saves {share} % of MACs in {', '.join(files)}")

    body = []
    for method, points in rules.items():
        seeds = sorted({seed for _, seed in points})
        values = [[accuracy(points[first, seed], share) - accuracy(points[second, seed], share) for seed in seeds]
                  for share in shares]
        body.append([f"`{method}`", *(with_interval(each, len(seeds)) for each in values), str(len(seeds))])
    return markdown(["method", *(f"{share:.0f} % of MACs saved" for share in shares), "seeds"], body)


def ranks(files, options):
    placed = {method: [] for method in options["only"]}
    for file in files:
        runs = {}
        for row in rows(file):
            runs.setdefault(row["method"], []).append(figures(row)["mean"])
        order = sorted(runs, key=lambda method: -mean(runs[method]))
        for method, places in placed.items():
            places.append(order.index(method) + 1)
    body = [[f"`{method}`", *map(str, places), f"{mean(places):.1f}"]
            for method, places in sorted(placed.items(), key=lambda item: mean(item[1]))]
    return markdown(["method", *options["names"], "average"], body)


def binomial(count, draws):
    """Returns the exact 95 % interval of a share (Clopper and Pearson)."""
    def at_most(k, p):
        return sum(math.exp(math.lgamma(draws + 1) - math.lgamma(i + 1) - math.lgamma(draws - i + 1)
                            + i * math.log(p) + (draws - i) * math.log1p(-p)) for i in range(k + 1))

    def solve(above):
        low, high = 0.0, 1.0
        for _ in range(50):
            middle = (low + high) / 2
            low, high = (middle, high) if above(middle) else (low, middle)
        return low

    return (solve(lambda p: 1 - at_most(count - 1, p) < 0.025) if count else 0.0,
            solve(lambda p: at_most(count, p) > 0.025) if count < draws else 1.0)


def promises(files, options):
    body = []
    for row in rows(*files):
        if f"{row['data']} {row['epsilon']}" == options["of"][0]:
            share = lambda column: 100 * int(row[column]) / int(row["draws"])
            low, high = (100 * end for end in binomial(int(row["broken"]), int(row["draws"])))
            body.append([row["choice"], f"{share('promises'):.1f}", f"{share('broken'):.1f} ({low:.1f} to {high:.1f})",
                         f"{100 * int(row['broken-most']) / int(options['at'][0]):.1f}", f"{share('loses-accuracy'):.1f}",
                         f"{share('half-broken'):.1f}", f"{100 * float(row['macs-saved']):.1f}"])
    return markdown(["threshold chosen by", "promises made", "broken", "broken, worst client", "accuracy lost",
                     "exceeded on a test half", "MACs saved"], body)


def average(files, entry, column):
    """Returns the mean over seeds of a method or of a difference."""
    name, _, unit = column.partition(" ")
    if " - " in entry:
        values = paired(files, entry, column, least=1)
    else:
        cells = [row[name] for row in selected(files, entry).values()]
        values = [float(cell) * (100 if unit else 1) if cell else None for cell in cells]
    if not values or None in values:
        sys.exit(f"{entry}: no {name} of some seed in {', '.join(files)}")
    return mean(values)


def sentence(match):
    what, files, options = parsed(match)
    kind, columns = what.split()[0], options.get("columns", ["accuracy-mean %"])
    if kind == "diff":
        (pair,), (column,) = options["of"], columns
        values = paired(files, pair, column)
        text = with_interval(values, len(values))
    else:
        means_of = [average(files, entry, column) for entry in options["of"] for column in columns]
        ends = {round(value, 1) + 0.0 for value in (min(means_of), max(means_of))}
        text = " to ".join(f"{value:,.1f}" for value in sorted(ends))
    return f"<!-- {what} -->{text.replace('-', '−')}<!-- /{kind} -->"


def parsed(match):
    """Returns a marker as it stands, its files and its options."""
    what = match["what"].strip()
    _, *words = re.split(r"\s+(?=data/|(?:at|by|of|over|only|names|first|without|rows|columns)=)", what)
    files = [word for word in words if word.startswith("data/")]
    options = {name: [" ".join(value.split()) for value in values.split(";")]
               for name, values in (word.split("=", 1) for word in words if not word.startswith("data/"))}
    return what, files, options


def generated(match):
    what, files, options = parsed(match)
    kinds = {"table": table, "savings": savings, "means": means, "differences": differences, "leads": leads,
             "policies": policies, "ranks": ranks, "promises": promises}
    text = kinds[what.split()[0]](files, options)
    return f"<!-- {what} -->\n\n{text}\n\n<!-- end -->"


stale = []
for page in PAGES:
    before = page.read_text(encoding="utf-8")
    if re.search(r"^\s*(?:- +)?<!-- /?(?:diff|mean) ", before, flags=re.MULTILINE):
        sys.exit(f"{page.name}: a line starts with a comment of a difference or mean, which would end the paragraph")
    after = re.sub(r"<!-- (?P<what>(?:table|savings|means|differences|leads|policies|ranks|promises)\s.*?)-->.*?<!-- end -->",
                   generated, before, flags=re.DOTALL)
    after = re.sub(r"<!-- (?P<what>(?:diff|mean)\s.*?)-->.*?<!-- /(?:diff|mean) -->", sentence, after, flags=re.DOTALL)
    if after != before:
        stale.append(page.name)
        if "--check" not in sys.argv:
            page.write_text(after, encoding="utf-8")
if stale and "--check" in sys.argv:
    sys.exit(f"not up to date: {', '.join(stale)}; run docs/results/tables.py")
