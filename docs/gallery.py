#!/usr/bin/env python3
"""Runs examples and writes the gallery: docs/gallery.md and its pictures, which are charts of their reports.

Needs Chromium or Chrome. Names of examples select some of them; all others keep their pictures. Examples whose data set
is absent are skipped. --page writes gallery.md alone, from examples/README.md; --check fails if it would change.
"""

import argparse
import html
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "images" / "gallery"
PAGE = ROOT / "docs" / "gallery.md"

# example: the title of the chart, or how it starts
CHARTS = {
    "quickstart.json": "Accuracy against computation",
    "compare-quickstart.json": "Accuracy against computation",
    "own-data/image-folder.json": "Where examples leave",
    "own-data/csv.json": "Accuracy of exits",
    "own-data/text.json": "Accuracy of exits",
    "own-data/arrays.json": "Accuracy against computation",
    "ucihar.json": "Where examples leave",
    "mnist.json": "Classes of clients",
    "modalities/ucihar.json": "Accuracy of exits",
    "devices/ucihar-budget.json": "Selected exits",
    "checks/active-exits.json": "Selected exits",
    "checks/teachers-before-students.json": "Students and teachers",
    "checks/skew.json": "Classes of clients",
}
ROW = re.compile(r"^\| \[([\w./-]+\.json)\]\(\1\) \| (.+?) \| ([^|]+?) \|$", re.MULTILINE)
HEAD = """# Gallery

Each picture is a chart of the report that the command below it writes. Times are for two cores without other load.
`docs/gallery.py` runs the commands and draws the pictures. [Examples](../examples/README.md) lists all examples.
"""


def picture(example):
    return PICTURES / (example.removesuffix(".json").replace("/", "-") + ".svg")


def command(example):
    return f"compare run examples/{example} --jobs 2" if "compare-" in example else f"run examples/{example}"


def page():
    """Returns the text of the page, with the sentences and times of examples/README.md."""
    rows = {row[1]: row for row in ROW.finditer((ROOT / "examples" / "README.md").read_text(encoding="utf-8"))}
    parts = [HEAD]
    for example, title in CHARTS.items():
        if picture(example).exists():
            _, name, sentence, time = rows[example].group(0, 1, 2, 3)
            parts.append(f"## [{name}](../examples/{name})\n\n{sentence}. {time}.\n\n```\n./exeunt {command(name)}\n```\n\n"
                         f"![{title}](images/gallery/{picture(example).name})\n")
            if name == "quickstart.json":
                parts.append("![What the command prints](images/terminal.svg)\n")
    return "\n".join(parts)


def draw(report, title, browser):
    """Returns a chart of a report as an SVG file of its own."""
    shown = subprocess.run([browser, "--headless", "--no-sandbox", "--disable-gpu", "--window-size=1440,900", "--dump-dom",
                            report.as_uri()], capture_output=True, check=True, text=True).stdout
    found = re.search(rf"<h3>{re.escape(title)}[^<]*</h3>.*?(<svg.*?</svg>)", shown, re.DOTALL)
    if not found:
        sys.exit(f"{report} has no chart '{title}'")
    svg = re.sub(r"<title>.*?</title>", "", found[1], flags=re.DOTALL)
    svg = re.sub(r"\d{2,}\.\d{2,}", lambda number: f"{float(number[0]):.1f}", svg)
    width, height = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups()
    start = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" color="#1b1d21"'
    return re.sub(r"<svg([^>]*)>", rf'{start}\1><rect width="100%" height="100%" fill="#fff"/>', svg, count=1) + "\n"


def terminal(command, output):
    """Returns a picture of a command and what it prints."""
    printed = [line[start:start + 100] for line in output.splitlines() for start in range(0, max(1, len(line)), 100)]
    lines = [f"$ ./exeunt {command}", "", *printed]
    texts = "".join(f'<tspan x="16" y="{28 + 18 * place}">{html.escape(line)}</tspan>' for place, line in enumerate(lines))
    width, height = 32 + 8 * max(map(len, lines)), 32 + 18 * len(lines)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
            '<rect width="100%" height="100%" rx="8" fill="#16181d"/><text xml:space="preserve" fill="#e8eaee" '
            f'font-family="ui-monospace, Menlo, Consolas, \'DejaVu Sans Mono\', monospace" font-size="13">{texts}</text></svg>\n')


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("example", nargs="*", help="such as quickstart.json (default: all)")
    options.add_argument("--page", action="store_true", help="write gallery.md without running anything")
    options.add_argument("--check", action="store_true", help="fail if gallery.md is not what would be written")
    options.add_argument("--launcher", default=ROOT / "exeunt", help="the command exeunt")
    chosen = options.parse_args()
    if chosen.check:
        current = PAGE.read_text(encoding="utf-8") == page()
        sys.exit(0 if current else "docs/gallery.md is outdated: run docs/gallery.py --page")
    if chosen.page:
        PAGE.write_text(page(), encoding="utf-8")
        return
    browser = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chromium-browser"))), None)
    if browser is None:
        sys.exit("Chromium draws the pictures, and is not on the PATH")
    PICTURES.mkdir(exist_ok=True)
    for example in chosen.example or CHARTS:
        words = [*command(example).split(), "--runs-dir", "target/gallery"]
        if words[0] == "compare":
            words += ["--report", "target/gallery/comparison"]
        done = subprocess.run([chosen.launcher, *words], cwd=ROOT, capture_output=True, text=True)
        if "datasets fetch" in done.stderr and done.returncode:
            print(f"{example}: its data are absent")
            continue
        if done.returncode:
            sys.exit(f"{example}: {done.stderr}")
        if words[0] == "compare":
            report = ROOT / "target/gallery/comparison/report.html"
        else:
            report = ROOT / re.search(r"\S+report\.html", done.stderr)[0]
        picture(example).write_text(draw(report, CHARTS[example], browser), encoding="utf-8")
        if example == "quickstart.json":
            (PICTURES.parent / "terminal.svg").write_text(terminal(command(example), done.stdout.strip()), encoding="utf-8")
        print(f"{example}: {picture(example).relative_to(ROOT)}, {picture(example).stat().st_size} bytes")
    PAGE.write_text(page(), encoding="utf-8")


main()
