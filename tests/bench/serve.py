"""From saving a file to the page in the browser, under ``yanlu serve``: ``python -m tests.bench.serve --speeches 1000``. Run by hand, never a test.

An archive is generated in memory (/dev/shm where the system has that), or copied from ``--content``. ``yanlu serve`` runs on it in a
process of its own, and a real Chromium shows one of its pages. Then files are saved, one after the other, and each time the page reloads
by itself. Printed are medians of the runs, in milliseconds: until the server has noticed the change; until the new state was compiled; until the
browser asked for the page; until it was answered; until the new page was painted; and what each stage took of that in the server.
"""

import argparse
import itertools
import json
import os
import queue
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from subprocess import PIPE, Popen
from threading import Thread
from typing import Any, NamedTuple

from playwright.sync_api import Page, sync_playwright

from generator.build import Options
from generator.serve import serve
from generator.serve.edition import Answer, Edition
from generator.serve.workshop import Workshop
from tests import chromium
from tests.bench.corpus import write_archive
from tests.bench.stages import START, Clock, install

_ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 120.0
_TOLD = """addEventListener('load', () => {
    const told = () => {
        const [paint] = performance.getEntriesByName('first-contentful-paint');
        if (paint) console.log('painted ' + (performance.timeOrigin + paint.startTime) + ' ' + location.pathname);
        else setTimeout(told, 5);
    };
    told();
});"""
"""In each page: when it was painted, as the clock on the wall says it."""
_SUMS = ("noticed", "compiled", "asked", "answered", "painted")


class Case(NamedTuple):
    """A page that is looked at, a file that is saved, and how."""

    name: str
    page: str
    path: str
    added: str


def main(argv: Sequence[str] | None = None) -> int:
    """Measure each case, print a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.serve", description=__doc__.split(":")[0])
    parser.add_argument(
        "--speeches", type=int, default=1000, metavar="N", help="of 6,000 characters (default: 1000)"
    )
    parser.add_argument("--terms", type=int, default=200, metavar="N", help="(default: 200)")
    parser.add_argument(
        "--content", type=Path, metavar="DIR", help="a copy of this archive instead of a generated one"
    )
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="of each case (default: 5)")
    wanted = parser.parse_args(argv)
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(
        prefix="yanlu-serve-", dir=memory if os.access(memory, os.W_OK) else None
    ) as name:
        home = Path(name)
        if wanted.content:
            shutil.copytree(wanted.content, home / "content")
        else:
            write_archive(home / "content", speeches=wanted.speeches, characters=6000, terms=wanted.terms)
        print(
            f"{len([*(home / 'content/speeches').glob('*.md')])} speeches; load of the machine {os.getloadavg()[0]:.1f}"
        )
        for line in _measured(home, wanted.runs):
            print(line, flush=True)
    return 0


def _measured(home: Path, runs: int) -> Iterator[str]:
    """The lines of the report."""
    with Popen(
        [sys.executable, "-m", "tests.bench.serve", "--server"],
        cwd=home,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(_ROOT), os.environ.get("PYTHONPATH", "")])},
        stdout=PIPE,
        text=True,
    ) as server:
        try:
            told: queue.Queue[dict[str, Any]] = queue.Queue()
            Thread(target=_listen, args=(server, told), daemon=True).start()
            port = int(_wait(told, "port")["port"])
            began = time.perf_counter()
            _wait(told, "compiled")
            yield f"first compilation {time.perf_counter() - began:.1f} s"
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=chromium.find(), args=list(chromium.FLAGS)
                )
                page = browser.new_page()
                page.add_init_script(_TOLD)
                offset = time.time() - time.perf_counter()
                painted: list[tuple[float, str]] = []
                page.on("console", lambda message: painted.append(_painted(message.text, offset)))
                for case in _cases(home / "content"):
                    rows = [_one(case, home / "content", page, port, told, painted) for _ in range(runs + 1)]
                    yield from _table(
                        case, rows[1:]
                    )  # the first finds nothing of this kind of page in memory
        finally:
            server.terminate()


def _cases(content: Path) -> Iterator[Case]:
    speeches = sorted((content / "speeches").glob("*.md"))
    one, other = speeches[len(speeches) // 2].stem, speeches[len(speeches) // 3].stem
    term = sorted((content / "glossary").glob("*.md"))[0].stem
    text = "\n这是又加上的一段，说的还是落实。\n"
    yield Case("a speech, its page on the screen", f"/speeches/{one}/", f"speeches/{one}.md", text)
    yield Case("a speech, the page of another one", f"/speeches/{other}/", f"speeches/{one}.md", text)
    yield Case("a speech, the page of a term", f"/terms/{term}/", f"speeches/{one}.md", text)
    yield Case("a definition, its page", f"/terms/{term}/", f"glossary/{term}.md", "\n又加上的一句。\n")


def _one(
    case: Case,
    content: Path,
    page: Page,
    port: int,
    told: "queue.Queue[dict[str, Any]]",
    painted: list[tuple[float, str]],
) -> dict[str, tuple[float, float]]:
    """Save once; milliseconds of each part, and milliseconds of the server's processor time where that is known."""
    painted.clear()
    page.goto(f"http://127.0.0.1:{port}{case.page}")
    _until(page, lambda: bool(painted))
    page.wait_for_timeout(3000)  # whatever the server does behind the last page is done
    while not told.empty():
        told.get()
    painted.clear()
    with (content / case.path).open("a", encoding="utf-8") as file:
        file.write(case.added)
    saved = time.perf_counter()
    _until(page, lambda: bool(painted))
    compiled = _wait(told, "compiled")
    answered = _wait(told, "answered")
    marks = [saved, compiled["begin"], compiled["end"], answered["begin"], answered["end"], painted[0][0]]
    parts = {
        name: (after - before) * 1000
        for name, (before, after) in zip(_SUMS, itertools.pairwise(marks), strict=True)
    }
    return {
        **{name: (ms, 0.0) for name, ms in parts.items()},
        **{f"  {name}": (1000 * wall, 1000 * own) for name, (wall, own) in answered["stages"].items()},
        "all": ((marks[-1] - saved) * 1000, 0.0),
    }


def _table(case: Case, rows: list[dict[str, tuple[float, float]]]) -> Iterator[str]:
    names = dict.fromkeys(name for row in rows for name in row)
    middle = {
        name: [statistics.median(row.get(name, (0.0, 0.0))[n] for row in rows) for n in (0, 1)]
        for name in names
    }
    whole = [row["all"][0] for row in rows]
    yield f"{case.name}: {middle['all'][0]:.0f} ms (from {min(whole):.0f} to {max(whole):.0f})"
    yield "  " + ", ".join(f"{name} {middle[name][0]:.0f}" for name in _SUMS)
    for name, (wall, own) in middle.items():
        if name.startswith("  ") and wall >= 1:
            yield f"    {name.strip():24}{wall:7.0f} ({own:.0f} of processor)"


def _painted(text: str, offset: float) -> tuple[float, str]:
    word, moment, place = text.split()
    assert word == "painted", text
    return float(moment) / 1000 - offset, place


def _until(page: Page, is_so: Callable[[], bool]) -> None:
    end = time.perf_counter() + _PATIENCE
    while not is_so():
        page.wait_for_timeout(2)
        assert time.perf_counter() < end, "the page was not painted"


def _wait(told: "queue.Queue[dict[str, Any]]", key: str) -> dict[str, Any]:
    while (one := told.get(timeout=_PATIENCE)).get("what") != key:
        pass
    return one


def _listen(server: "Popen[str]", told: "queue.Queue[dict[str, Any]]") -> None:
    assert server.stdout
    for line in server.stdout:
        told.put(json.loads(line))


# ------------------------------------------------------------------------------------------------- the server


def _serve() -> int:
    """``yanlu serve`` that tells when it took a change up, when the state was new, and when it answered with a page; JSON, line by line."""

    def tell(**said: object) -> None:
        print(json.dumps(said), flush=True)

    clock = Clock(time.perf_counter())
    install(clock)
    began: list[float] = []
    compile_, tell_, answer = Workshop.compile, Workshop._tell, Edition.answer

    def compile(self: Workshop, *arguments: Any) -> None:
        clock.ledger.stages.clear()
        clock.enter("the rest")
        began.append(time.perf_counter())
        compile_(self, *arguments)
        told(self)

    def told(self: Workshop) -> None:
        if began:
            clock.leave()
            tell(what="compiled", begin=began.pop(), end=time.perf_counter())

    def new_state(self: Workshop, *arguments: Any) -> None:
        told(self)
        tell_(self, *arguments)

    def answered(self: Edition, path: str) -> Answer:
        begin = time.perf_counter()
        found: Answer = clock.short("page", answer)(self, path)
        if found.type.startswith("text/html"):
            stages = {name: (spent.wall, spent.processor) for name, spent in clock.ledger.stages.items()}
            stages.pop(START, None)
            tell(what="answered", begin=begin, end=time.perf_counter(), stages=stages)
        return found

    for class_, name, function in (
        (Workshop, "compile", compile),
        (Workshop, "_tell", new_state),
        (Edition, "answer", answered),
    ):
        setattr(class_, name, function)

    def report(line: str) -> None:
        if line.startswith("http://"):
            tell(what="port", port=int(line.split("/")[2].split(":")[1]))

    serve(Options(Path("content")), Path(".cache/memo.sqlite"), 0, report)
    return 0


if __name__ == "__main__":
    raise SystemExit(_serve() if sys.argv[1:] == ["--server"] else main())
