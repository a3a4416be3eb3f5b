"""Importing in tests: raw files laid down, and what an import would write or has written."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from generator.ingest.receive import Result, Row
from generator.ingest.receive import receive as each
from generator.model import Problem

PROSE = "我们要把修路这件事办好办实，路基要夯得牢，桥面要铺得平，水沟要挖得通，让沿线的群众真正满意。"
SPEECH = "在全县工作会议上的讲话\n（2019年3月1日）\n同志们:\n今天开会,讲两点。\n"


class Receipt:
    """All results of an import; written as they come, as the command does it, where ``write``."""

    def __init__(self, results: Iterator[Result], *, write: bool) -> None:
        self.rows: list[Row] = []
        self.problems: list[Problem] = []
        self.writes: list[tuple[Path, bytes]] = []
        for result in results:
            self.rows += [result.row] if result.row else []
            self.problems += result.problems
            self.writes += result.writes
            for path, data in result.writes if write else ():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)

    def told(self) -> str:
        """The messages, a line each."""
        return "\n".join(f"{p.level} {p.path}:{p.line} {p.message}" for p in self.problems)


def give(folder: Path, name: str, text: str | bytes = SPEECH) -> Path:
    """Lay a raw file down."""
    path = folder / "raw" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def receive(paths: list[Path], content: Path, **options: Any) -> Receipt:
    """What an import would do."""
    return Receipt(each(paths, content, **options), write=False)


def keep(paths: list[Path], content: Path, **options: Any) -> Receipt:
    """Import and write."""
    return Receipt(each(paths, content, **options), write=True)


def body_of(archive: Path, id: str) -> str:
    """The present body of a speech."""
    return (archive / "speeches" / f"{id}.md").read_text("utf-8").split("\n---\n", 1)[1].lstrip("\n")


def edit(archive: Path, id: str, *swaps: tuple[str, str]) -> None:
    """An editor at work: words of the file are replaced."""
    path = archive / "speeches" / f"{id}.md"
    text = path.read_text("utf-8")
    for old, new in swaps:
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
