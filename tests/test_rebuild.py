"""A build after an edit gives what a clean build gives, byte for byte, and does the work of the edit alone.

``YANLU_EDITS``: how many random edits are tried; ``YANLU_SEED``: by which numbers.
"""

import contextlib
import csv
import io
import itertools
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

import generator.build
from generator.annotate import annotate
from generator.build import Options, Report, build
from generator.memo import Memo, digest_of
from generator.model import Problem, Url
from generator.write import Output
from tests import edits
from tests.archives import HERE, tree
from tests.edits import State

EDITS = int(os.environ.get("YANLU_EDITS") or 20)
SEED = int(os.environ.get("YANLU_SEED") or 1)
_QUICK = Path("/dev/shm")


class Bed:
    """An archive in a folder, built again and again with one cache, and built clean beside it."""

    def __init__(self, home: Path, state: State) -> None:
        self.home, self.state, self.cache = home, state, home / ".cache/yanlu.sqlite"
        self.memo = Memo(None)
        state.write(home / "in")

    def put(self, state: State) -> None:
        """Edit the archive."""
        self.state = state
        state.write(self.home / "in")

    def options(self) -> Options:
        """The options of a build of the present state."""
        theme = str(self.home / "in/theme") if self.state.theme else ""
        return Options(self.home / "in/content", self.state.base_url, theme, self.state.drafts)

    def build(self, output: str = "out", executor: Executor | None = None) -> Report:
        """Build with the cache."""
        self.memo = Memo(self.cache)
        report = build(self.options(), self.home / output, self.memo, executor)
        self.memo.close(finished=True)
        return report

    def clean(self) -> Report:
        """Build without a cache into a folder that is not there."""
        shutil.rmtree(self.home / "clean", ignore_errors=True)
        memo = Memo(None)
        report = build(self.options(), self.home / "clean", memo, None)
        memo.close(finished=True)
        return report

    def start(self, output: str = "out", *arguments: str) -> subprocess.Popen[bytes]:
        """Build with the cache by the command line, in a process group of its own."""
        options = self.options()
        said = ["--content", str(options.content), "--output", output, "--base-url", options.base_url]
        said += ["--theme", options.theme] if options.theme else []
        said += ["--drafts"] if options.drafts else []
        return subprocess.Popen(
            [sys.executable, "-m", "generator", "build", *said, *arguments],
            cwd=self.home,
            env={**os.environ, "PYTHONPATH": str(HERE.parent), "PYTHONHASHSEED": "5"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def is_right(self, output: str = "out") -> None:
        """Fail unless a site is what a clean build makes."""
        self.clean()
        assert difference(self.site(output), self.site("clean")) == []

    def site(self, output: str = "out") -> dict[str, bytes]:
        """Every file of a built site."""
        return tree(self.home / output)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A folder to build in, in memory where there is such a place."""
    if not (_QUICK.is_dir() and os.access(_QUICK, os.W_OK)):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=_QUICK, prefix="yanlu-") as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def executor() -> Iterator[Executor]:
    """Two processes, as ``--jobs 2`` has them."""
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        yield pool


def difference(found: dict[str, bytes], wanted: dict[str, bytes]) -> list[str]:
    """The files in which two sites differ, with the first place of the difference."""
    said = []
    for path in sorted(found.keys() | wanted.keys()):
        here, there = found.get(path), wanted.get(path)
        if here is None or there is None:
            said.append(f"{path}: {'missing' if here is None else 'left behind'}")
        elif here != there:
            at = next((i for i, (a, b) in enumerate(zip(here, there, strict=False)) if a != b), 0)
            cut = slice(max(0, at - 60), at + 60)
            said.append(
                f"{path}: {here[cut].decode(errors='replace')} ≠ {there[cut].decode(errors='replace')}"
            )
    return said


def walk(
    bed: Bed, rng: random.Random, number: int, executor: Executor | None
) -> Iterator[tuple[str, list[str]]]:
    """Edit an archive again and again, now and then back to an earlier state; yields each edit and what came out wrong."""
    good = [bed.state]
    for turn in range(number):
        if rng.random() < 0.1:
            state, said = rng.choice(good[-6:]).copy(), "an earlier state"
        else:
            state = bed.state.copy()
            said = edits.edit(rng, state)
        output = "out" if rng.random() < 0.85 else "other"
        before = bed.site(output)
        bed.put(state)
        report, wanted = bed.build(output, executor if turn % 2 else None), bed.clean()
        wrong = [str(problem) for problem in set(report.problems) ^ set(wanted.problems)]
        if (report.pages, report.bytes) != (wanted.pages, wanted.bytes):
            wrong.append(
                f"{report.pages} pages of {report.bytes} bytes, not {wanted.pages} of {wanted.bytes}"
            )
        if wanted.bytes:
            good.append(state)
            wrong += difference(bed.site(output), bed.site("clean"))
        else:
            wrong += difference(bed.site(output), before)  # with an error, nothing is written
            bed.put(good[-1])
        yield f"edit {turn} into {output}: {said}", wrong


# ------------------------------------------------------------------------------------------------- any edit


def test_after_any_edit_the_site_is_that_of_a_clean_build(home, executor):
    """Random edits of everything that a site is made of: the same files, bytes and problems; at the end in another process, too."""
    bed, rng = Bed(home, edits.rich()), random.Random(SEED)
    assert bed.build().written > 400
    built = 0
    for said, wrong in walk(bed, rng, EDITS, executor):
        assert not wrong, f"YANLU_SEED={SEED} YANLU_EDITS={EDITS}, {said}\n" + "\n".join(wrong[:20])
        built += 1
    assert built == EDITS
    bed.build()
    bed.is_right()
    run = bed.start("by-command", "--jobs", "2")
    said = run.communicate()[1].decode()
    assert run.returncode == 0, said
    assert difference(bed.site(), bed.site("by-command")) == []


# ------------------------------------------------------------------------------------------------- one edit


def asked(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Of every page and file that a build asks for from here on, whether it was kept.

    Those of the search index are left out: in an archive so small they are few, and each holds something of every speech.
    """
    found: list[bool] = []
    keep = Output.keep

    def counted(out: Output, key: bytes, *addresses: Url) -> bool:
        is_kept = keep(out, key, *addresses)
        if not addresses[0].startswith("/search/"):
            found.append(is_kept)
        return is_kept

    monkeypatch.setattr(Output, "keep", counted)
    return found


def table(site: dict[str, bytes], name: str) -> list[dict[str, str]]:
    """The rows of a table of a site."""
    return list(csv.DictReader(io.StringIO(site[f"data/{name}.csv"].decode("utf-8-sig"), newline="")))


def change(state: State, path: str, old: str, new: str) -> State:
    """A state in which one file has other words."""
    other = state.copy()
    text = other.files[path].decode()
    assert text.count(old) == 1
    other.files[path] = text.replace(old, new).encode()
    return other


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    """Paths of files that differ, the trees of both scripts as one."""
    paths = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    return {path.removeprefix("zh-hant/") for path in paths}


_SPEECH = "2016-xiushui"
_OPEN = "content/speeches/2016-xiushui.md"
_LISTS = (
    "index.html",
    "terms/index.html",
    "terms/by/",
    "years/index.html",
    "years/2016/",
    "speakers/",
    "offices/",
    "places/",
    "genres/",
    "speeches/index.html",
    "reuse/",
    "search/",
    "data/",
    "chart/",
    "feed.xml",
    "raw/",
    "old/xiushui/",
)
"""What shows a speech of 2016, or counts it, beside the pages of speeches and terms."""


@pytest.mark.parametrize(
    ("old", "new", "terms", "neighbours"),
    [
        ("一户人家三口缸", "一户人家五口缸", set(), False),
        ("三农工作说到底是一本实在账。", "说到底是一本实在账。", {"sannong"}, False),
        ("吃住都在村里，渠不通水人不许撤。", "落实八项规定，", {"baxiang-guiding", "sifeng"}, False),
        ("title: 在全县修水利现场会上的讲话", "title: 在修水利现场会上的讲话", {"sannong"}, True),
    ],
    ids=["words", "a-term-less", "a-term-more", "title"],
)
def test_one_speech_edited_touches_what_shows_it(home, monkeypatch, old, new, terms, neighbours):
    """Its own files, its terms, its year and lists, those that it shares words with; its neighbours where its name changed."""
    bed = Bed(home, edits.rich())
    bed.build()
    before = bed.site()
    bed.put(change(bed.state, _OPEN, old, new))
    kept = asked(monkeypatch)
    bed.build()
    monkeypatch.undo()
    after = bed.site()
    rows = [row for site in (before, after) for row in table(site, "reuse")]
    partners = {row["a"] for row in rows if row["b"] == _SPEECH}
    partners |= {row["b"] for row in rows if row["a"] == _SPEECH}
    order = [row["id"] for row in table(after, "speeches")]
    at = order.index(_SPEECH)
    beside = {*order[max(at - 1, 0) : at + 2], "2018-xiulu"} if neighbours else set()  # one series with it
    speeches = {path.split("/")[1] for path in changed(before, after) if re.match("speeches/.*/", path)}
    assert _SPEECH in speeches
    assert speeches <= {_SPEECH} | partners | beside
    assert len(partners) < 6
    found = {path.split("/")[1] for path in changed(before, after) if re.match("terms/(?!by/).*/", path)}
    assert found <= terms
    assert bool(found) == bool(terms)
    others = {path for path in changed(before, after) if not re.match("speeches/.*/|terms/(?!by/).*/", path)}
    lists = (*_LISTS, "years/") if terms else _LISTS  # a year says what first came up in it
    assert [path for path in sorted(others) if not path.startswith(lists)] == []
    if not neighbours and not terms:
        assert kept.count(True) / len(kept) > 0.95, kept.count(False)
        assert bed.memo.hits / (bed.memo.hits + bed.memo.misses) > 0.95
    bed.is_right()


def test_a_definition_edited_touches_no_speech(home, monkeypatch):
    """Only the term's own page and card, and what quotes its first sentence; books, which hold definitions, are left out."""
    bed = Bed(home, edits.rich())
    bed.state.put_site(bed.state.site() | {"epub": False})
    bed.put(bed.state)
    bed.build()
    before = bed.site()
    bed.put(change(bed.state, "content/glossary/sifeng.md", "四种不好的作风。", "四种很不好的作风。"))
    kept = asked(monkeypatch)
    bed.build()
    monkeypatch.undo()
    touched = changed(before, bed.site())
    assert {"terms/sifeng/index.html", "terms/sifeng/card.js"} <= touched
    assert not [path for path in touched if path.startswith(("speeches/", "years/", "speakers/", "places/"))]
    assert {path.split("/")[1] for path in touched if re.match("terms/(?!by/).*/", path)} == {"sifeng"}
    assert kept.count(True) / len(kept) > 0.95
    assert bed.memo.hits / (bed.memo.hits + bed.memo.misses) > 0.95
    bed.is_right()


def test_nothing_changed_makes_nothing(home, monkeypatch):
    """The same archive again, and the same files written anew: no page is asked for."""
    bed = Bed(home, edits.rich())
    first = bed.build()
    for path in (home / "in/content/speeches").iterdir():
        path.write_bytes(path.read_bytes())
    kept = asked(monkeypatch)
    again = bed.build()
    assert (again.pages, again.bytes, again.problems) == (first.pages, first.bytes, first.problems)
    assert (kept, again.written, bed.memo.misses) == ([], 0, 0)


def test_an_edit_while_a_build_reads_is_seen_by_the_next(home, monkeypatch):
    """A site that was read half before an edit and half behind it is not taken for that of either state."""
    bed = Bed(home, edits.rich())
    before, path = bed.state, bed.state.below("content/speeches")[0]
    after = before.copy()
    after.files[path] = after.files[path] + "\n又添了一段话。\n".encode()
    read = generator.build.compile_site

    def edited_meanwhile(*given: Any) -> Any:
        bed.put(after)
        return read(*given)

    with monkeypatch.context() as patch:
        patch.setattr("generator.build.compile_site", edited_meanwhile)
        bed.build()
    bed.put(before)
    bed.build()
    bed.is_right()
    bed.put(after)
    bed.build()
    bed.is_right()


def test_a_build_begins_anew_where_a_text_is_saved_between_two_looks(home, monkeypatch):
    """The facts of a speech and its text are of one state: nothing is remembered of a mixture."""
    bed = Bed(home, edits.rich())
    before, path = bed.state, bed.state.below("content/speeches")[0]
    after = before.copy()
    after.files[path] = after.files[path] + "\n又添了一段话。\n".encode()
    calls = itertools.count()

    def edited_meanwhile(*given: Any) -> Any:
        if next(calls) == 0:
            bed.put(after)
        return annotate(*given)

    with monkeypatch.context() as patch:
        patch.setattr("generator.build.annotate", edited_meanwhile)
        bed.build()
    assert next(calls) == 2
    bed.is_right()
    bed.put(before)
    bed.build()
    bed.is_right()


# ------------------------------------------------------------------------------------------------- damage


def flip(path: Path, at: int, by: int) -> None:
    """Flip some bits of one byte of a file."""
    data = bytearray(path.read_bytes())
    data[at] ^= by
    path.write_bytes(data)


def test_a_flipped_byte_gives_no_wrong_value(home):
    """Wherever it is: a value is right, or it is worked out again; never that of another key."""
    path, whole = home / "m.sqlite", home / "whole.sqlite"
    values = [Problem(f"speeches/{i}.md", i, "note", "code", "话" * (i % 7)) for i in range(60)]
    keys = [digest_of(i) for i in range(len(values))]
    memo = Memo(whole)
    memo.keep(zip(keys, values, strict=True))
    memo.close(finished=True)
    rng, size = random.Random(SEED), whole.stat().st_size
    lost = 0
    for _ in range(600):
        shutil.copy(whole, path)
        at, by = rng.randrange(size), 1 << rng.randrange(8)
        flip(path, at, by)
        memo = Memo(path)
        found = memo.recall(keys, Problem)
        memo.close(finished=False)
        wrong = [i for i, value in enumerate(found) if value is not None and value != values[i]]
        assert not wrong, f"byte {at} by {by}"
        lost += None in found
    assert lost > 20


@pytest.mark.parametrize("damage", ["byte", "truncated", "deleted", "log-left", "rows"])
def test_a_damaged_cache_does_no_harm(home, damage):
    """Whatever happened to the file between two builds, an edit comes out right, and the build after it finds everything."""
    bed, rng = Bed(home, edits.rich()), random.Random(f"{damage}{SEED}")
    bed.build()
    for turn in range(2 if damage == "byte" else 1):
        bed.put(change(bed.state, _OPEN, f"{'再' * turn}说到底", f"{'再' * (turn + 1)}说到底"))
        size = bed.cache.stat().st_size
        if damage == "byte":
            for _ in range(40):
                flip(bed.cache, rng.randrange(size), 1 << rng.randrange(8))
        elif damage == "truncated":
            bed.cache.write_bytes(bed.cache.read_bytes()[: rng.randrange(size)])
        elif damage == "deleted":
            bed.cache.unlink()
        elif damage == "log-left":
            bed.cache.with_name("yanlu.sqlite-wal").write_bytes(rng.randbytes(9000))
            bed.cache.unlink()
        else:
            base = sqlite3.connect(bed.cache)
            base.execute("UPDATE results SET value = substr(value, 2) WHERE rowid % 3 = 0")
            base.execute("DELETE FROM results WHERE rowid % 3 = 1")
            base.commit()
            base.close()
        bed.build()
        bed.is_right()
    bed.build()
    assert bed.memo.misses == 0


def test_a_killed_build_is_finished_by_the_next(home):
    """Killed at random moments, with one process and with two: the next build is right."""
    bed, rng = Bed(home, edits.rich()), random.Random(SEED)
    began = time.perf_counter()
    first = bed.start()
    first.communicate()
    taken = time.perf_counter() - began
    assert first.returncode == 0
    killed = 0
    for turn in range(3):
        state = bed.state.copy()
        state.put_site(state.site() | {"title": f"第{turn}次"})  # touches every page
        bed.put(change(state, _OPEN, f"{'再' * turn}说到底", f"{'再' * (turn + 1)}说到底"))
        run = bed.start("out", "--jobs", str(1 + turn % 2))
        time.sleep(rng.uniform(0.15, 0.7) * taken)
        killed += run.poll() is None
        with contextlib.suppress(ProcessLookupError):  # it was quicker than the moment
            os.killpg(run.pid, signal.SIGKILL)
        run.communicate()
        bed.build()
        bed.is_right()
    assert killed


@pytest.mark.parametrize("second", ["other", "out"], ids=["two-folders", "one-folder"])
def test_two_builds_at_once(home, second):
    """With one cache, into two folders or into one: both end well, and the site is right."""
    bed = Bed(home, edits.rich())
    for turn in range(2):
        runs = [bed.start("out", "--jobs", "1"), bed.start(second, "--jobs", "1")]
        said = [run.communicate()[1].decode() for run in runs]
        assert [run.returncode for run in runs] == [0, 0], said
        bed.is_right("out")
        assert bed.site(second) == bed.site("out")
        bed.put(change(bed.state, _OPEN, f"title: {'再' * turn}在", f"title: {'再' * (turn + 1)}在"))


# ------------------------------------------------------------------------------------------------- size


def rows(path: Path) -> int:
    """How many values a cache holds."""
    base = sqlite3.connect(path)
    [number] = base.execute("SELECT count(*) FROM results").fetchone()
    base.close()
    return int(number)


def test_the_cache_does_not_grow(home):
    """After many edits it holds little more than one build needs, in values and in bytes."""
    bed, rng = Bed(home, edits.rich()), random.Random(SEED)
    bed.build()
    numbers, sizes = [], []
    for _ in range(25):
        state = bed.state.copy()
        edits.paragraph(rng, state, _OPEN)
        bed.put(state)
        bed.build()
        numbers.append(rows(bed.cache))
        sizes.append(bed.cache.stat().st_size)
    assert numbers[-1] < 1.1 * numbers[5], numbers  # what three builds before need is kept
    assert sizes[-1] < 1.3 * sizes[5], sizes
