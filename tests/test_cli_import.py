"""What an editor sees of an import: the table, what needs a human, the bar, and the comparison of a speech."""

import io
import re
from pathlib import Path

import pytest

from generator import cli_import
from generator.ingest.receive import Row
from generator.ingest.report import task_of, tasks
from generator.model import Problem
from generator.terminal import fitted, shortened, width
from tests.archives import BASE, Bench
from tests.imports import PROSE

GOOD = "在全县工作会议上的讲话\n（2019年3月1日）\n同志们:\n" + PROSE.replace("，", ",") * 3 + "\n"
BAD = "在全县防汛会议上的讲话\n同志们：\n要把XX镇的堤坝守住，XX村的群众先转移。\n" + PROSE[::-1] * 3 + "\n"


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Bench:
    """A folder to work in, with a small archive."""
    monkeypatch.chdir(tmp_path)
    return Bench(tmp_path, capsys).put(BASE)


def write(bench: Bench, **files: str) -> None:
    for name, text in files.items():
        (bench.home / f"{name}.txt").write_text(text, "utf-8")


def test_the_table_stands_in_columns(bench: Bench) -> None:
    """Chinese characters count two columns; date, basis, sizes and notes stand below their heads, what was removed below that."""
    write(bench, 一个很长很长很长很长很长很长的文件名=GOOD, b=BAD)
    ran = bench.run("import", "一个很长很长很长很长很长很长的文件名.txt", "b.txt")
    assert ran.code == 0
    head, first, removed, second, *_ = ran.out.split("\n")
    for name in ("id", "date", "basis"):
        at = width(head[: head.index(f"  {name}") + 2])
        for row in (first, second):
            assert re.match(r" \S", cut(row, at - 1, 2))
    assert "2019-03-01    stated" in first
    assert "undated" in second
    assert first.split()[-1] == "–"
    assert width(first) == width(second) == width(head)
    assert re.fullmatch(r"    removed: metadata \d+.*", removed)
    assert "…" in first


def cut(text: str, column: int, columns: int) -> str:
    """The characters that stand in some columns."""
    at, out = 0, ""
    for character in text:
        if column <= at < column + columns:
            out += character
        at += width(character)
    return out


def test_what_needs_a_human_comes_last_and_hardest_first(bench: Bench) -> None:
    """A file that failed stands before an undated text; a clean one is not there."""
    write(bench, a=GOOD, b=BAD, c="")
    ran = bench.run("import", "a.txt", "b.txt", "c.txt")
    assert ran.code == 1
    listed = ran.out[ran.out.index("needs a human") :]
    assert listed.startswith(
        "needs a human, hardest first (2 of 3: 2 speeches, 1 file):\n  c.txt\n      the file is empty\n  undated-"
    )
    assert re.search(r"      undated\n      notes: 2 redaction\n", listed)
    assert "c.txt:1: error: the file is empty [import]" in ran.err
    assert ran.out.endswith("2 speeches imported into content\n")


def test_a_file_that_failed_is_counted(bench: Bench) -> None:
    """Where no speech came in, the list is one of files."""
    write(bench, c="")
    assert "hardest first (1 of 1 file):\n  c.txt\n" in bench.run("import", "c.txt").out


def test_tasks_are_ranked() -> None:
    """Errors before copies before notes; what does not fit is counted."""
    row = Row("a", "x", "2019", "stated", 9, 9, {}, {"redaction": 2}, "new")
    found = [
        task_of(row, []),
        task_of(None, [Problem("b.txt", 1, "error", "import", "the file is empty")]),
        task_of(row, [Problem("speeches/x.md", 1, "warning", "copy", "87 % the same as y")]),
    ]
    assert task_of(Row("a", "x", "2019", "stated", 9, 9, {}, {}, "new"), []) is None
    kept = [task for task in found if task]
    assert [task.weight for task in kept] == [2, 90, 42]
    assert list(tasks(kept, 2, str)) == [
        "  b.txt",
        "      the file is empty",
        "  x",
        "      87 % the same as y",
        "      notes: 2 redaction",
        "  … and 1 more, easier ones",
    ]


@pytest.mark.parametrize("terminal", [True, False])
def test_the_bar_is_for_terminals(terminal: bool) -> None:
    """On a terminal it is drawn and wiped away; in a file there is nothing of it."""
    stream = io.StringIO()
    stream.isatty = lambda: terminal  # type: ignore[method-assign]
    bar = cli_import._Bar(stream, 10)
    bar.draw(5)
    bar.clear()
    assert ("5/10" in stream.getvalue()) is terminal
    assert stream.getvalue().endswith("\r\033[K") is terminal


def test_diff_is_readable(bench: Bench) -> None:
    """Each edit with its rule, its place and the words around it; then the paragraphs that editors changed."""
    write(bench, a=GOOD)
    bench.run("import", "a.txt")
    (speech,) = (bench.content / "speeches").glob("2019-*.md")
    speech.write_text(speech.read_text("utf-8").replace("办好办实", "办稳办实", 1), "utf-8")
    told = bench.run("diff", speech.stem).out
    assert re.search(r"^--- raw to imported: \d+ edits: punctuation \d+, ", told)
    assert re.search(r"^punctuation +\d+–\d+  .*把修路这件事办好办实⟦',' → '，'⟧路基要夯得牢", told, re.M)
    assert "--- imported to present: 1 places" in told
    assert re.search(r"^-.*办好办实.*\n\+.*办稳办实", told, re.M)
    assert "\033" not in told


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("讲话稿.txt", 20),
        ("讲话稿讲话稿讲话稿讲话稿.txt", 15),
        ("a" * 50, 9),
        ("", 4),
        ("e\u0301坏\x07名", 12),
    ],
)
def test_fitted(text: str, columns: int) -> None:
    """A text takes just the columns that it is given, whatever stands in it."""
    assert width(fitted(text, columns)) == columns
    assert width(fitted(text, columns, right=True)) == columns
    assert width(shortened(text, columns)) <= max(columns, 1)
