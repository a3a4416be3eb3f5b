"""What the commands share: colours, widths of Chinese text, problems as lines, and how a file is written. It prints nothing itself."""

import os
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

from generator.model import Problem

RED, GREEN, YELLOW, FAINT, BOLD = 31, 32, 33, 2, 1
_LEVELS = {"error": RED, "warning": YELLOW}


def has_colours(stream: TextIO) -> bool:
    """Whether colours may be written: to a terminal, and where NO_COLOR (no-color.org) does not forbid it."""
    return stream.isatty() and not os.environ.get("NO_COLOR")


def coloured(text: str, colour: int, on: bool) -> str:
    """A text in one of the colours above, where colours are on."""
    return f"\033[{colour}m{text}\033[0m" if on and text else text


def plural(number: int, noun: str) -> str:
    """The noun as it stands behind a number."""
    return noun if number == 1 else noun + "s"


def width(text: str) -> int:
    """Columns that a text takes on a terminal: two for a wide character, none for a combining one."""
    return sum(
        0
        if unicodedata.combining(c) or unicodedata.category(c) in ("Cf", "Mn")
        else 2
        if unicodedata.east_asian_width(c) in "WF"
        else 1
        for c in text
    )


def fitted(text: str, columns: int, right: bool = False) -> str:
    """A text in so many columns: filled with spaces (before it where ``right``), or its middle cut out."""
    text = "".join(c if c.isprintable() else "?" for c in text)
    if width(text) > columns:
        ending = text[-min(len(text), columns // 3) :]
        while width(ending) > columns // 3:
            ending = ending[1:]
        start = text
        while width(start) + 1 + width(ending) > columns:
            start = start[:-1]
        text = f"{start}…{ending}"
    space = " " * (columns - width(text))
    return space + text if right else text + space


def shortened(text: str, columns: int) -> str:
    """A text in at most so many columns: its end is cut off."""
    if width(text) <= columns:
        return text
    while width(text) > columns - 1:
        text = text[:-1]
    return text + "…"


def columns() -> int:
    """Columns of the terminal; 120 where there is none."""
    return max(60, shutil.get_terminal_size((120, 24)).columns)


def where(content: Path, problem: Problem) -> str:
    """The file of a problem, as it is called from here."""
    return (content / problem.path).as_posix() if problem.path != "build" else "build"


def lines(content: Path, problems: Iterable[Problem]) -> Iterator[str]:
    """Problems as lines: ``content/speeches/x.md:4: error: … [code]``."""
    on = has_colours(sys.stderr)
    for p in problems:
        yield f"{where(content, p)}:{p.line}: {coloured(p.level, _LEVELS.get(p.level, FAINT), on)}: {p.message} [{p.code}]"


def write(path: Path, data: bytes) -> None:
    """Write a file of the archive, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    staged = path.with_name(f".{path.name}.new")
    staged.write_bytes(data)
    staged.replace(path)
