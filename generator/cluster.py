"""Other machines: the tasks of a build on the workers of a Dask cluster.

In: the address of a scheduler. Out: an ``Executor`` that sends it the chunks of ``work.py``. What tasks share is sent once and goes
from worker to worker; content is read here alone, and the theme travels, so that workers need the installed program and no files.
Tasks are pure: one whose worker dies is done again by another.

Source of the interface: Dask.distributed, ``Client.get_executor``.
"""

import logging
import pickle
import platform
import socket
import threading
import traceback
import zlib
from collections.abc import Callable
from concurrent.futures import Future
from importlib.util import find_spec
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from generator import __version__, memo, theme
from generator.model import SiteError, UsageError, Value
from generator.render import Site
from generator.work import Distant

R = TypeVar("R")

_CHUNK = 32
_AHEAD = 16
_A_WORKER = 3
"""Chunks under way: at least so many, and so many a worker, so that none waits for the next while memory stays bounded."""
_CONNECTING = 5
"""Seconds in which a scheduler answers."""
_GREETING = b"pickle-protocol"
"""Stands in the first message of Dask's protocol, which the server sends."""
_ARRIVING = 10
"""Seconds in which a worker is there."""
_PATIENCE = 30
"""Seconds without a result after which we look whether any worker is left."""
_ONE = threading.Lock()


class Program(Value, frozen=True):
    """What the bytes of a result depend on beside a task's arguments, as digest and in words."""

    digest: bytes
    words: str


def program() -> Program:
    """The program of this process; zlib is no library of ours, and others of its versions give other bytes."""
    packing = zlib.ZLIB_RUNTIME_VERSION
    words = f"yanlu {__version__}, Python {platform.python_version()}, zlib {packing}"
    return Program(memo.program_digest() + packing.encode(), words)


def address_of(url: str) -> str:
    """The address of the scheduler that ``dask://HOST:PORT`` names; UsageError where it names none."""
    try:
        parts = urlsplit(url)
        is_right = parts.scheme == "dask" and parts.hostname and parts.port
        if is_right and url == f"dask://{parts.netloc}" and "@" not in url:
            return f"tcp://{parts.netloc}"
    except ValueError:
        pass
    raise UsageError(f"--executor {url}: expected dask://HOST:PORT, the address of a Dask scheduler")


def _greeted(url: str) -> None:
    """OSError where no scheduler greets whoever connects: Dask's own client would wait long for another kind of server."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), _CONNECTING) as connection:
        if _GREETING not in connection.recv(1024):
            raise ConnectionError(url)


class Cluster(Distant):
    """The workers of a Dask scheduler. SiteError where it, or a worker, cannot take part."""

    def __init__(self, url: str) -> None:
        address = address_of(url)
        if not find_spec("distributed"):
            raise SiteError(
                '--executor: the library for clusters is not installed: pip install "yanlu[cluster]"'
            )
        self._where = address.removeprefix("tcp://")
        try:
            _greeted(url)
            from distributed import Client  # takes a while to load

            for name in ("distributed", "distributed.client"):  # what matters to the user, we say
                logging.getLogger(name).setLevel(logging.CRITICAL)
            self._client: Any = Client(address, timeout=_CONNECTING, set_as_default=False, name="yanlu")
        except OSError:
            raise SiteError(
                f"no Dask scheduler answers at {self._where}: start one there (dask scheduler), or name another"
            ) from None
        try:
            workers = self._examine()
        except BaseException:
            self.shutdown()
            raise
        self._executor = self._client.get_executor(pure=False)
        self._shared: tuple[object, Any] = (None, None)
        self.chunk = _CHUNK
        self.ahead = max(_AHEAD, _A_WORKER * workers)

    def _examine(self) -> int:
        """How many workers there are; SiteError where there is none, or one that has another program."""
        try:
            self._client.wait_for_workers(1, timeout=_ARRIVING)
        except TimeoutError:
            raise self._without_workers() from None
        found = self._client.run(program, on_error="return")
        try:
            scheduler = self._client.run_on_scheduler(program)
        except Exception as error:
            scheduler = error
        for place, theirs in ((f"scheduler {self._where}", scheduler), *sorted(found.items())):
            if theirs != program():
                raise _refusal(place if theirs is scheduler else f"worker {place}", theirs)
        return len(found)

    def _without_workers(self) -> SiteError:
        return SiteError(
            f"the Dask scheduler at {self._where} has no workers: start some (dask worker {self._where})"
        )

    def submit(self, fn: Callable[..., R], /, *args: Any, **kwargs: Any) -> Future[R]:
        """Send a task: a function of something shared and a chunk."""
        assert not kwargs
        shared, chunk = args
        sent: _Sent[R] = _Sent(self)
        task = self._executor.submit(
            perform, program().digest, fn, self._share(shared), pickle.dumps(chunk, pickle.HIGHEST_PROTOCOL)
        )
        task.add_done_callback(sent.settle)
        return sent

    def _share(self, shared: object) -> Any:
        """What a row of tasks shares, as the result of a task: the scheduler has it made again where its holders die."""
        if shared is None:
            return None
        if self._shared[0] is not shared:
            data = pickle.dumps(_portable(shared), pickle.HIGHEST_PROTOCOL)
            self._shared = (shared, self._client.submit(pickle.loads, data, pure=False))
        return self._shared[1]

    def look(self) -> None:
        """SiteError where no worker is left that could go on."""
        if not self._client.nthreads():
            raise self._without_workers()

    def lost(self) -> SiteError:
        """What is said where the scheduler has gone."""
        return SiteError(f"the Dask scheduler at {self._where} was lost before the build was done")

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster; what is under way there is given up."""
        self._client.close()


class _Sent(Future[R]):
    """A task on the cluster; what it gives is unpacked where it is asked for."""

    def __init__(self, cluster: Cluster) -> None:
        super().__init__()
        self._cluster = cluster

    def settle(self, task: Future[Any]) -> None:
        """Take over how the task ended."""
        if task.cancelled():
            self.set_exception(self._cluster.lost())
        elif error := task.exception():
            self.set_exception(error)
        else:
            self.set_result(task.result())

    def result(self, timeout: float | None = None) -> R:
        """What the task gives. SiteError where it fails with one, and where the cluster cannot do it."""
        from distributed import KilledWorker

        while True:
            try:
                packed: Any = super().result(_PATIENCE if timeout is None else timeout)
                break
            except KilledWorker:
                raise SiteError(
                    "the cluster gave up a task in which several workers died one after another: have they enough memory?"
                ) from None
            except TimeoutError:
                if timeout is not None or self.done():
                    raise
                self._cluster.look()
        given, error, trace = pickle.loads(packed)
        if error:
            raise error
        if trace:
            raise RuntimeError(f"a worker of the cluster failed:\n{trace}")
        result: R = given
        return result


def perform(digest: bytes, function: Callable[[Any, Any], object], shared: object, chunk: bytes) -> bytes:
    """On a worker: do a task and pack what it gives, or the SiteError or the traceback with which it fails.

    Dask would not hand over every exception. A worker may have threads, but tasks are made for one at a time.
    """
    given, error, trace = None, None, ""
    try:
        if program().digest != digest:  # this worker came after the others were asked
            raise _refusal(f"a worker on {platform.node()}", program())
        with _ONE:
            given = function(shared, pickle.loads(chunk))
    except SiteError as fault:
        error = type(fault)(*fault.args)
    except Exception:
        trace = traceback.format_exc()
    return pickle.dumps((given, error, trace), pickle.HIGHEST_PROTOCOL)


def _refusal(place: str, theirs: object) -> SiteError:
    here = program()
    if not isinstance(theirs, Program):
        found = f"has no yanlu that answers; here is {here.words}"
    elif theirs.words != here.words:
        found = f"has {theirs.words}; here is {here.words}"
    else:
        found = f"has {here.words} as this machine has, but their files or libraries differ"
    return SiteError(
        f"{place} {found}: install the same yanlu with the same libraries there, and start it again"
    )


def _portable(shared: object) -> object:
    """What tasks share, with the files of the theme's folders, which are on this machine."""
    if isinstance(shared, Site):
        return msgspec.structs.replace(shared, theme=theme.carried(shared.theme))
    return shared
