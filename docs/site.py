"""Collects the pages of the documentation in target/pages, for mkdocs: python3 docs/site.py && mkdocs build --strict.

Pages keep their place in the repository, and what they link to is copied along. Where a page links to a folder, of
which GitHub shows the content, the site gets a list of it. docs/reference has a page about every plugin, by
`exeunt plugins docs`.
"""

import pathlib
import re
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGES = ROOT / "target" / "pages"
TEMPLATE = re.compile(r"^(app/src/|\.github/)")
LINK = re.compile(r"(\]\()([^)\s#:]+)(#[^)\s]*)?\)")


def title(page):
    """Returns the first heading of a page, or the name of a file that is none."""
    if page.suffix == ".md":
        for line in page.read_text(encoding="utf-8").splitlines():
            if line.startswith("# "):
                return line[2:]
    return page.name


def listing(folder, tracked):
    """Returns a page that links to the files in a folder, and to the pages below it where it has no files."""
    inside = [file for file in tracked if folder in file.parents]
    shown = [file for file in inside if file.parent == folder] or [file for file in inside if file.suffix == ".md"]
    lines = [f"- [{title(file)}]({file.relative_to(folder).as_posix()})" for file in shown or inside]
    return shown or inside, "# " + folder.name + "\n\n" + "\n".join(lines) + "\n"


def main():
    shutil.rmtree(PAGES, ignore_errors=True)
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    tracked = [ROOT / name for name in names.split("\0") if name and not TEMPLATE.search(name)]
    waiting = [file for file in tracked if file.suffix == ".md"]
    seen = set(waiting)

    def follow(file):
        if file not in seen:
            seen.add(file)
            waiting.append(file)

    while waiting:
        file = waiting.pop()
        copy = PAGES / file.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix != ".md":
            shutil.copyfile(file, copy)
            continue

        def link(match):
            target = (file.parent / match[2]).resolve()
            if not target.is_dir():
                if target in tracked:
                    follow(target)
                return match[0]
            index = PAGES / target.relative_to(ROOT) / "README.md"
            if target / "README.md" not in tracked and not index.exists():
                listed, text = listing(target, tracked)
                index.parent.mkdir(parents=True, exist_ok=True)
                index.write_text(text, encoding="utf-8")
                for each in listed:
                    follow(each)
            return f"{match[1]}{match[2].rstrip('/')}/README.md{match[3] or ''})"

        copy.write_text(LINK.sub(link, file.read_text(encoding="utf-8")), encoding="utf-8")
    subprocess.run([ROOT / "exeunt", "plugins", "docs", PAGES / "docs" / "reference"], check=True)


main()
