"""The commands of the importer: import, import --verify, diff. They call one function each, print and answer with the exit code."""

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TextIO

from generator import frontmatter, terminal
from generator.ingest import ledger as ledgers
from generator.ingest import report, show
from generator.ingest.receive import Result, receive
from generator.ingest.report import Task
from generator.ingest.tables import read_map
from generator.model import SiteError, UsageError

_HARDEST = 20
"""Speeches in the list of what needs a human."""
_MANY = 5
"""Files from which a bar shows how far the import is."""
_SEVERAL = 20
"""Files from which more than one process is worth its start."""
_PAINTS = {"gone": terminal.RED, "came": terminal.GREEN, "faint": terminal.FAINT, "head": terminal.BOLD}


_OWN = ("speeches", "glossary", "pages", "static", "site.yaml")
"""What of an archive is not brought in again; its raw files may be."""


def bring_in(arguments: argparse.Namespace) -> int:
    """Import files: a row a speech as it comes in, problems, and what needs a human."""
    if not arguments.files:
        raise UsageError("import: name at least one file (or --verify)")
    if not (arguments.content / "site.yaml").is_file():
        raise SiteError(
            f"{arguments.content} is no archive: it has no site.yaml (make one with “yanlu new archive {arguments.content}”)"
        )
    own = arguments.content.resolve()
    for path in arguments.files:
        if path.resolve() == own or any(path.resolve().is_relative_to(own / part) for part in _OWN):
            raise UsageError(f"import: {path} is part of the archive itself: name files from elsewhere")
    columns = read_map(arguments.map) if arguments.map else None
    seen = _Seen(arguments, _count(arguments.files))
    cores = os.cpu_count() or 1
    executor = ProcessPoolExecutor(cores) if cores > 1 and seen.total >= _SEVERAL else None
    try:
        for result in receive(
            arguments.files,
            arguments.content,
            force=arguments.force,
            split=arguments.split,
            columns=columns,
            executor=executor,
        ):
            if not arguments.dry_run:
                for path, data in result.writes:
                    terminal.write(path, data)
            seen.show(result)
    finally:
        if executor:
            executor.shutdown(cancel_futures=True)
    return seen.end()


class _Seen:
    """What has come in so far, on the screen: the table, the bar below it, and at the end the sums and tasks."""

    def __init__(self, arguments: argparse.Namespace, total: int) -> None:
        self.content, self.dry_run, self.total = arguments.content, arguments.dry_run, total
        self.wide = terminal.columns()
        self.colours = terminal.has_colours(sys.stdout)
        self.bar = _Bar(sys.stderr, total) if total >= _MANY else None
        self.states: dict[str, int] = {}
        self.files: set[str] = set()
        self.rows = self.errors = 0
        self.others = 0
        """Tasks that belong to a file, which gave no speech or stands for several."""
        self.tasks: list[Task] = []

    def show(self, result: Result) -> None:
        """One row, and its problems."""
        if self.bar:
            self.bar.clear()
        row = result.row
        if row:
            if not self.rows:
                print(
                    terminal.coloured(report.header(terminal.fitted, self.wide), terminal.FAINT, self.colours)
                )
            self.rows += 1
            self.states[row.state] = self.states.get(row.state, 0) + 1
            print(report.row_of(row, terminal.fitted, self.wide))
            print(terminal.coloured(f"    {report.detail_of(row)}", terminal.FAINT, self.colours))
        sys.stdout.flush()
        for problem in result.problems:
            here = self.content if problem.path.startswith("speeches/") else Path()
            print(next(terminal.lines(here, [problem])), file=sys.stderr)
            self.errors += problem.level == "error"
        if task := report.task_of(row, result.problems):
            self.tasks.append(task)
            self.others += row is None
        if self.bar:
            self.bar.draw(self.rows + (row is None))

    def _cut(self, text: str) -> str:
        return terminal.shortened(text, self.wide) if sys.stdout.isatty() else text

    def _of_what(self) -> str:
        """What may need a human: the speeches, and the files that are tasks themselves."""
        speeches, files = (
            f"{self.rows} {_speeches(self.rows)}",
            f"{self.others} file{'s'[: self.others != 1]}",
        )
        if not self.others:
            return speeches
        return f"{self.rows + self.others}: {speeches}, {files}" if self.rows else files

    def end(self) -> int:
        """The tasks, the sums, and the exit code."""
        if self.bar:
            self.bar.clear()
        if self.tasks:
            print(f"\nneeds a human, hardest first ({len(self.tasks)} of {self._of_what()}):")
            for line in report.tasks(self.tasks, _HARDEST, self._cut):
                print(line)
            print()
        done = sum(n for state, n in self.states.items() if state not in ("kept", "same"))
        others = [f"{n} {word}" for state, word in _OTHERS.items() if (n := self.states.get(state, 0))]
        told = f"{done} {_speeches(done)} {'would be ' if self.dry_run else ''}imported into {self.content}"
        print(told + (f" ({', '.join(others)})" if others else ""))
        return 1 if self.errors else 0


_OTHERS = {
    "merged": "merged with the editors' changes",
    "conflict": "in conflict",
    "same": "the same as before",
    "kept": "kept as edited",
}


def _speeches(number: int) -> str:
    return "speech" if number == 1 else "speeches"


def _count(paths: list[Path]) -> int:
    """How many files there are, for the bar; what a zip or a table holds is not known yet."""
    return sum(sum(inner.is_file() for inner in path.rglob("*")) if path.is_dir() else 1 for path in paths)


class _Bar:
    """A bar on the last line of a terminal; nowhere else anything."""

    def __init__(self, stream: TextIO, total: int) -> None:
        self.stream, self.total, self.done = stream, total, 0
        self.shown, self.began = stream.isatty(), time.monotonic()

    def draw(self, done: int) -> None:
        if not self.shown:
            return
        self.done = max(self.done + 1, done)
        total = max(self.total, self.done)
        filled = 30 * self.done // total
        rate = self.done / max(0.001, time.monotonic() - self.began)
        self.stream.write(f"\r{'█' * filled}{'░' * (30 - filled)} {self.done}/{total}, {rate:.0f} a second")
        self.stream.flush()

    def clear(self) -> None:
        if self.shown and self.done:
            self.stream.write("\r\033[K")
            self.stream.flush()


def verify(arguments: argparse.Namespace) -> int:
    """Replay every ledger of the archive and compare."""
    problems, edited = ledgers.verify(arguments.content)
    for line in terminal.lines(arguments.content, problems):
        print(line)
    total = len(list((arguments.content / "raw").glob("*/ledger.json")))
    print(
        f"{total} ledgers, {len({p.path for p in problems})} wrong, {len(edited)} edited since their import"
    )
    for id in edited:
        print(f"    edited: {id}")
    return 1 if problems else 0


def diff(arguments: argparse.Namespace) -> int:
    """Show raw, imported and present text of a speech with the rule of each edit."""
    folder = arguments.content / "raw" / arguments.id
    speech = arguments.content / "speeches" / f"{arguments.id}.md"
    if not (folder / "ledger.json").is_file():
        raise SiteError(
            f"{arguments.id}: no raw/{arguments.id}/ledger.json; “yanlu diff” is for imported speeches"
        )
    try:
        ledger = ledgers.parse((folder / "ledger.json").read_bytes())
        text = ledgers.read_text(folder, ledger)
        imported = ledgers.apply(text, ledger.edits)
        now = frontmatter.split(speech.read_text("utf-8")).body
    except (OSError, ValueError, IndexError) as error:
        raise SiteError(f"{arguments.id}: the ledger cannot be replayed: {error}") from None
    colours = terminal.has_colours(sys.stdout)

    def paint(piece: str, what: str) -> str:
        return terminal.coloured(piece, _PAINTS[what], colours)

    for line in (
        *show.edits(text, ledger, paint),
        *show.notes(text, ledger.notes, paint),
        *show.present(imported, now, paint),
    ):
        print(line)
    return 0
