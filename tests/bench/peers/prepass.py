"""The pre-pass: linked Markdown for a program that cannot link well itself; run as a process of its own, its time counted.

``python prepass.py NAMES SOURCE OUT``: each file of SOURCE gets a link at the first mention of each term, and in its front
matter the terms that it has, and goes to OUT. NAMES is a JSON file with rows of name and slug.
"""

import multiprocessing
import os
import sys
from pathlib import Path

from tests.bench.peers.linker import HEADING_LINE, Linker, read_linker

_FORM = "[{0}](/terms/{1}/)"
_FEW = 500
"""Files for which a second process is not worth starting."""


def link_file(linker: Linker, source: str, out: str) -> None:
    """Link one file: three dashes, front matter, three dashes, body."""
    with open(source, encoding="utf-8") as file:
        head, body = file.read().split("\n---\n", 1)
    text, found = linker.link(body, HEADING_LINE, _FORM)
    with open(out, "w", encoding="utf-8") as file:
        file.write(f"{head}\nterms: [{', '.join(found)}]\n---\n{text}")


def _link_some(names: str, source: str, out: str, files: list[str]) -> None:
    linker = read_linker(Path(names))
    for name in files:
        link_file(linker, f"{source}/{name}", f"{out}/{name}")


def main(names: str, source: str, out: str) -> None:
    """Link all files, on every core where they are many."""
    os.makedirs(out, exist_ok=True)
    files = sorted(os.listdir(source))
    count = 1 if len(files) < _FEW else os.cpu_count() or 1
    rest = [
        multiprocessing.Process(target=_link_some, args=(names, source, out, files[n::count]))
        for n in range(1, count)
    ]
    for process in rest:
        process.start()
    _link_some(names, source, out, files[::count])
    for process in rest:
        process.join()
        if process.exitcode:
            raise SystemExit("the pre-pass failed")


if __name__ == "__main__":
    main(*sys.argv[1:])
