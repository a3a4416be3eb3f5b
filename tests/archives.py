"""What tests of whole archives share: write one, run a command on it, read what came out.

Only the command line of the generator is used here; pages and data are read by other libraries.
"""

import csv
import io
import json
import os
import re
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from lxml import html

from generator.cli import main

Files = Mapping[str, str | bytes]

HERE = Path(__file__).parent
SITE = "title: 试录\nbase_url: https://example.org/shilu/\n"
SPEECH = "---\ntitle: 在会上的讲话\ndate: 2020-05-06\n---\n\n各位同志：\n\n反对四风，落实八项规定。\n"
TERM = "---\nterm: 四风\n---\n\n四种不良作风的合称。\n"
OTHER = "---\nterm: 八项规定\n---\n\n关于作风的八条要求。\n"
BASE: Files = {
    "site.yaml": SITE,
    "speeches/2020-a.md": SPEECH,
    "glossary/sifeng.md": TERM,
    "glossary/baxiang-guiding.md": OTHER,
}
"""A small archive without a single problem."""


def put(folder: Path, files: Files) -> Path:
    """Write files below a folder; returns the folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
    return folder


class Ran(NamedTuple):
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


class Bench:
    """A folder to work in: commands run there, in this process."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home, self.content, self.site = home, home / "content", home / "build"
        self._capsys = capsys

    def put(self, files: Files) -> "Bench":
        """Add files to the archive."""
        put(self.content, files)
        return self

    def run(self, *arguments: str) -> Ran:
        """Run one command as a user would type it."""
        self._capsys.readouterr()
        try:
            code = main(list(arguments))
        except SystemExit as leaving:
            code = int(str(leaving.code))
        return Ran(code, *self._capsys.readouterr())

    def build(self, *arguments: str) -> Ran:
        """Build with one process."""
        return self.run("build", "--jobs", "1", *arguments)

    def page(self, url: str) -> html.HtmlElement:
        """A page of the built site, parsed."""
        return parse(
            self.site / url.strip("/") / "index.html" if url.endswith("/") else self.site / url.strip("/")
        )


def parse(path: Path) -> html.HtmlElement:
    """An HTML file as a tree."""
    return html.document_fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes; of a symbolic link, where it leads."""
    found = {}
    for base, folders, names in os.walk(folder):
        for name in [*names, *(f for f in folders if os.path.islink(os.path.join(base, f)))]:
            path = Path(base, name)
            data = os.readlink(path).encode() if path.is_symlink() else path.read_bytes()
            found[path.relative_to(folder).as_posix()] = data
    return found


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file with its mark of UTF-8."""
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def lines(path: Path) -> list[dict[str, Any]]:
    """The values of a file with one JSON value a line."""
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def database(site: Path) -> sqlite3.Connection:
    """The data of a built site as tables of SQLite: each CSV under its name, and ``paragraphs``."""
    base = sqlite3.connect(":memory:")
    for path in sorted((site / "data").glob("*.csv")):
        found = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
        columns = ", ".join(f'"{name}"' for name in found[0])
        base.execute(f"CREATE TABLE {path.stem} ({columns})")
        base.executemany(f"INSERT INTO {path.stem} VALUES ({', '.join('?' * len(found[0]))})", found[1:])
    base.execute("CREATE TABLE paragraphs (speech, id, n, kind, level, text)")
    base.executemany(
        "INSERT INTO paragraphs VALUES (:speech, :id, :n, :kind, :level, :text)",
        lines(site / "data" / "paragraphs.jsonl"),
    )
    return base


def cases(kind: str) -> list[Any]:
    """Cases of ``cases/<kind>/*.md``: title, input, expected, each closed by a line with a full stop."""
    found = []
    for path in sorted((HERE / "cases" / kind).glob("*.md")):
        parts = re.split(r"^\.\n", path.read_text("utf-8"), flags=re.M)
        assert len(parts) % 3 == 1, f"{path.name}: a case has three parts"
        assert not parts[-1].strip(), f"{path.name}: something stands behind the last case"
        for title, given, expected in zip(parts[:-1:3], parts[1::3], parts[2::3], strict=True):
            found.append(
                pytest.param(given.strip("\n"), expected.strip("\n"), id=f"{path.stem}-{title.strip()}")
            )
    return found
