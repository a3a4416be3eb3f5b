"""A build on other machines: a Dask scheduler and workers on the loopback address, each a process of its own.

The workers are started in a folder of their own and may not open a file of the archive, of its theme or of the site.
"""

import json
import os
import pickle
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from generator import cluster as far
from generator.build import Options, build
from generator.memo import Memo
from generator.model import SiteError
from tests.archives import BASE, Bench, put, tree
from tests.bench.corpus import write_archive

SPEECHES = 150
ROOT = Path(__file__).parent.parent
PRELOAD = """
import os, pickle, signal, sys
from generator import cluster

home, last = {home!r}, {last!r}
rendered = 0


def refuse(event, arguments):
    if event == "open" and str(arguments[0]).startswith(home + "/archive"):
        raise PermissionError(f"a worker opened {{arguments[0]}}")


def perform(digest, function, shared, chunk):
    global rendered
    rendered += function.__name__ == "render_chunk"
    if rendered == last:
        try:
            os.close(os.open(home + "/killed", os.O_CREAT | os.O_EXCL))
            os.kill(os.getpid(), signal.SIGKILL)
        except FileExistsError:
            pass
    given = cluster.plain(digest, function, shared, chunk)
    with open(home + "/log", "a") as log:
        log.write(f"{{function.__name__}} {{os.getpid()}} {{len(pickle.loads(chunk))}}\\n")
    return given


if not hasattr(cluster, "plain"):  # Dask runs this file more than once
    cluster.plain, cluster.perform = cluster.perform, perform
    sys.addaudithook(refuse)
"""
"""What a worker runs first. Whichever first comes to its ``last``th chunk of pages kills itself in it, and no other does."""


class Machines:
    """A scheduler and workers; ``home``/archive* is what workers may not open."""

    def __init__(self, home: Path, workers: int, last: int) -> None:
        elsewhere = home / "elsewhere"
        elsewhere.mkdir()
        (home / "preload.py").write_text(PRELOAD.format(home=str(home), last=last), "utf-8")
        paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONWARNINGS": "ignore"}
        places = ["--scheduler-file", str(home / "scheduler.json"), "--host", "127.0.0.1", "--no-dashboard"]
        worker = [*"--no-nanny --nthreads 1 --memory-limit 0 --preload".split(), str(home / "preload.py")]

        def start(name: str, *arguments: str) -> subprocess.Popen[bytes]:
            with (home / f"{name}.out").open("wb") as out:
                command = [sys.executable, "-m", "dask", *arguments, *places]
                return subprocess.Popen(
                    command, cwd=elsewhere, env=environment, stdout=out, stderr=subprocess.STDOUT
                )

        self.home = home
        self.scheduler = start("scheduler", "scheduler", "--port", "0")
        self.workers = [start(f"worker{n}", "worker", *worker) for n in range(workers)]
        self.url = self._url(workers).replace("tcp://", "dask://")

    def _url(self, workers: int) -> str:
        """Where the scheduler is, as soon as all workers are known to it."""
        from distributed import Client

        for _ in range(600):
            try:
                address = str(json.loads((self.home / "scheduler.json").read_text())["address"])
                break
            except (FileNotFoundError, json.JSONDecodeError):
                assert self.scheduler.poll() is None, (self.home / "scheduler.out").read_text()
                time.sleep(0.1)
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=60)
        return address

    def stop(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()

    def done(self) -> list[tuple[str, int, int]]:
        """What was done on the workers: function, process, how many things."""
        rows = [line.split() for line in (self.home / "log").read_text().splitlines()]
        return [(name, int(process), int(many)) for name, process, many in rows]


@pytest.fixture(scope="module")
def two(tmp_path_factory) -> Iterator[Machines]:
    """Two workers, one of which dies while it makes its third chunk of pages."""
    machines = Machines(tmp_path_factory.mktemp("two"), workers=2, last=3)
    yield machines
    machines.stop()


@pytest.fixture(scope="module")
def one(tmp_path_factory) -> Iterator[Machines]:
    """One worker, which dies while it makes its first chunk of pages."""
    machines = Machines(tmp_path_factory.mktemp("one"), workers=1, last=1)
    yield machines
    machines.stop()


def archive(folder: Path, speeches: int = SPEECHES) -> Path:
    """An archive with a theme of its own beside it."""
    write_archive(folder / "content", speeches=speeches, characters=60, terms=8)
    return put(
        folder,
        {
            "theme/labels/zh-Hans.yaml": "speeches: 众人之言\n",
            "theme/templates/article.html": "{% extends 'base.html' %}\n{% block main %}<p>{{ view.title }}</p>{% endblock %}\n",
        },
    )


@pytest.fixture
def at(tmp_path, monkeypatch, capsys):
    """Work in a folder that holds a small archive."""

    def place(folder: Path) -> Bench:
        folder.mkdir(parents=True, exist_ok=True)
        monkeypatch.chdir(folder)
        return Bench(folder, capsys)

    return place


def test_the_site_is_the_same_though_a_worker_dies(two, at):
    """150 speeches, with copied content and a theme that only this machine has: byte for byte what one process makes."""
    local = at(archive(two.home / "archive"))
    assert local.build("--theme", "theme").code == 0
    shutil.copytree(local.content, two.home / "archive-copied" / "content")
    shutil.copytree(local.home / "theme", two.home / "archive-copied" / "theme")
    copied = at(two.home / "archive-copied")
    ran = copied.run("build", "--theme", "theme", "--executor", two.url)
    assert (ran.code, ran.err) == (0, "")
    assert tree(copied.site) == tree(local.site)

    for worker in two.workers:
        if worker.pid not in {process for _, process, _ in two.done()[-3:]}:
            worker.wait(timeout=10)
    assert sorted(worker.poll() or 0 for worker in two.workers) == [-signal.SIGKILL, 0]
    many: Counter[str] = Counter()
    for name, _, number in two.done():
        many[name] += number
    for name in ("annotate_speeches", "shown_chunk", "packed_chunk"):
        assert many[name] >= SPEECHES, name
    assert many["render_chunk"] >= len([*copied.site.glob("**/index.html")]) / 2
    assert {process for _, process, _ in two.done()} == {worker.pid for worker in two.workers}


def test_a_fault_that_a_worker_finds_is_reported_as_here(two, at):
    """A SiteError comes with its message, and nothing is written."""
    bench = at(archive(two.home / "archive-fault", 70))
    put(bench.home, {"theme/templates/speech.html": "{{ nothing.at.all }}\n"})
    here, there = (
        bench.run("build", "--theme", "theme", *how) for how in (("--jobs", "1"), ("--executor", two.url))
    )
    assert (there.code, there.out, there.err) == (here.code, here.out, here.err)
    assert re.fullmatch(r"yanlu: template speech.html:.*'nothing' is undefined.*\n", there.err)
    assert there.code == 1
    assert not (bench.site / "index.html").exists()


def test_another_program_is_refused(two, at, monkeypatch):
    """Where the workers' files differ from ours, nothing is sent."""
    bench = at(put(two.home / "archive-other", {f"content/{name}": data for name, data in BASE.items()}))
    monkeypatch.setattr("generator.memo.program_digest", lambda: b"another")
    before = two.done()
    ran = bench.run("build", "--executor", two.url)
    assert (ran.code, ran.out, two.done()) == (1, "", before)
    assert ran.err.count("\n") == 1
    assert re.match(r"yanlu: scheduler 127\.0\.0\.1:\d+ has yanlu .* differ: install the same yanlu", ran.err)


def failing(_: object, chunk: list[int]) -> list[float]:
    """A task with a bug."""
    return [one / 0 for one in chunk]


def test_a_worker_that_came_later_refuses_by_itself():
    """Only those that were there at the beginning are asked; the others compare."""
    given, error, _ = pickle.loads(far.perform(b"another", failing, None, b""))
    assert given is None
    assert isinstance(error, SiteError)
    assert re.match("a worker on .* differ: install the same yanlu", str(error))


def test_our_own_bug_on_a_worker_keeps_its_traceback():
    """What is no SiteError says where it happened."""
    packed = far.perform(far.program().digest, failing, None, pickle.dumps([1]))
    given, error, trace = pickle.loads(packed)
    assert (given, error) == (None, None)
    assert trace.rstrip().endswith("ZeroDivisionError: division by zero")
    assert "in failing" in trace


def test_no_worker_is_left(one, at, monkeypatch):
    """One line and exit 1, in the middle of a build and at the beginning of the next one."""
    bench = at(archive(one.home / "archive", 70))
    place = one.url.removeprefix("dask://")
    said = f"yanlu: the Dask scheduler at {place} has no workers: start some (dask worker {place})\n"
    monkeypatch.setattr(far, "_PATIENCE", 0.3)
    monkeypatch.setattr(far, "_ARRIVING", 0.3)
    for _ in range(2):
        ran = bench.run("build", "--executor", one.url)
        assert (ran.code, ran.out, ran.err) == (1, "", said)
    assert "annotate_speeches" in {name for name, _, _ in one.done()}
    assert one.workers[0].wait(timeout=10) == -signal.SIGKILL
    assert not (bench.site / "index.html").exists()


@pytest.fixture
def small(tmp_path, at):
    """A small archive, and its folder to work in."""
    return at(tmp_path).put(BASE)


@pytest.mark.parametrize(
    "url", "host:8786 tcp://host:8786 dask://host dask://:8786 dask://host:x dask://host:8786/x".split()
)
def test_an_address_is_of_one_form(small, url):
    """Exit 2, and what is expected."""
    ran = small.run("build", "--executor", url)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        f"yanlu: --executor {url}: expected dask://HOST:PORT, the address of a Dask scheduler\n"
    )


def test_processes_here_or_a_cluster(small):
    """The two are not to be had together."""
    ran = small.run("build", "--jobs", "2", "--executor", "dask://host:8786")
    assert ran.code == 2
    assert "not allowed with argument --jobs" in ran.err


@pytest.mark.parametrize("listens", [False, True])
def test_no_scheduler_answers(small, monkeypatch, listens):
    """A port where nobody is, and one where somebody is silent: one line, exit 1."""
    monkeypatch.setattr(far, "_CONNECTING", 0.3)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        if listens:
            other.listen()
        place = f"127.0.0.1:{other.getsockname()[1]}"
        ran = small.run("build", "--executor", f"dask://{place}")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        f"yanlu: no Dask scheduler answers at {place}: start one there (dask scheduler), or name another\n"
    )


def test_the_extra_is_not_installed(small, monkeypatch):
    """The line names what to install."""
    monkeypatch.setattr(far, "find_spec", lambda name: None)
    ran = small.run("build", "--executor", "dask://host:8786")
    assert (ran.code, ran.out) == (1, "")
    assert 'pip install "yanlu[cluster]"' in ran.err
    assert ran.err.count("\n") == 1


def test_processes_may_be_spawned(tmp_path, at):
    """Tasks need nothing of the process that sends them, so that every way of starting one will do."""
    bench = at(archive(tmp_path, 70))
    assert bench.build("--theme", "theme").code == 0
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        memo = Memo(None)
        build(Options(bench.content, theme="theme"), tmp_path / "spawned", memo, executor)
        memo.close(finished=False)
    assert tree(tmp_path / "spawned") == tree(bench.site)
