"""Remembered results: what a pure function gave, by the digest of all that went in.

One SQLite file under ``.cache/``, read and written by the parent process only. It may be deleted or damaged at any time: what
cannot be read is worked out again. Whatever the last builds did not use is dropped.
"""

import contextlib
import functools
import hashlib
import importlib.metadata
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")
_KEPT_BUILDS = 3
_PAGE = 16_384
"""Bytes: a text has 20,000 or so, which then take two thirds of the time to write."""
_AT_ONCE = 256
"""Values that are written together."""
_DAMAGED = ("part of the cache was damaged and is worked out again",)
_HELD = 128
"""Values of a row that are held at once."""
_LIBRARIES = (
    "markdown-it-py",
    "mdit-py-plugins",
    "ahocorasick_rs",
    "jieba",
    "opencc",
    "pypinyin",
    "jinja2",
    "msgspec",
    "numpy",
)


@functools.cache
def program_digest() -> bytes:
    """Digest of what every result depends on: our own source, Python, and the libraries' versions."""
    digest = hashlib.blake2b(sys.version.encode(), digest_size=16)
    home = Path(__file__).parent
    for path in sorted(home.rglob("*.py")):
        digest.update(path.relative_to(home).as_posix().encode() + b"\0" + path.read_bytes())
    for name in _LIBRARIES:
        digest.update(f"{name} {importlib.metadata.version(name)}\n".encode())
    return digest.digest()


def digest_of(*parts: object) -> bytes:
    """Digest of values (anything that MessagePack can write) together with the program's own."""
    return hashlib.blake2b(msgspec.msgpack.encode(parts), digest_size=16, key=program_digest()).digest()


def digest_of_bytes(data: bytes) -> bytes:
    """Digest of a file of the site (16)."""
    return hashlib.blake2b(data, digest_size=16).digest()


class Memo:
    """The store. With ``path`` None, or where the file cannot be used, it is forgotten when it is closed.

    It may be read from several threads.
    """

    def __init__(self, path: Path | None) -> None:
        self.hits = self.misses = 0
        self.said: tuple[str, ...] = ()
        self._used: set[bytes] = set()
        self._rests = False
        self._lock = threading.Lock()
        self._base: sqlite3.Connection | None = (self._opened(path) if path else None) or _with_table("")

    def _opened(self, path: Path) -> sqlite3.Connection | None:
        for attempt in (1, 2):
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                return _with_table(path)
            except (sqlite3.DatabaseError, OSError):
                if attempt == 2:
                    self.said = ("the cache cannot be used; building without it",)
                    return None
                self.said = ("the cache was damaged and is made anew",)
                for suffix in ("", "-wal", "-shm"):
                    with contextlib.suppress(OSError):  # a folder, or nothing: the second attempt says so
                        path.with_name(path.name + suffix).unlink()
        return None

    def remember(
        self, keys: Sequence[bytes], type_: type[T], compute: Callable[[list[int]], Iterable[T]]
    ) -> list[T]:
        """The values for ``keys``; ``compute`` is given the positions of those that are not known, and gives their values in order."""
        values: list[Any] = list(self.recall(keys, type_))
        missing = [i for i, value in enumerate(values) if value is None]
        if missing:
            for i, value in zip(missing, compute(missing), strict=True):
                values[i] = value
            self.keep([(keys[i], values[i]) for i in missing])
        return values

    def recall(self, keys: Sequence[bytes], type_: type[T]) -> list[T | None]:
        """What is known of ``keys``, None for the others."""
        kind: Any = type_
        decode = _decoder(kind).decode
        values = [
            self._opened_value(sealed, decode) for sealed in self._select("key, value, check_sum", keys)
        ]
        known = sum(value is not None for value in values)
        self.hits += known
        self.misses += len(keys) - known
        self._used.update(keys)
        return values

    def hold(self, keys: Iterable[bytes]) -> None:
        """Keep for the next builds what this one has no need to read."""
        self._used.update(keys)

    def rest(self) -> None:
        """Keep everything: this build had nothing to do."""
        self._rests = True

    def keep(self, pairs: Iterable[tuple[bytes, object]]) -> None:
        """Store values under their keys."""
        self.keep_encoded([(key, msgspec.msgpack.encode(value)) for key, value in pairs])

    def keep_encoded(self, pairs: Sequence[tuple[bytes, bytes]]) -> None:
        """Store values that another process has encoded."""
        self._put(pairs)

    def remember_each(
        self,
        keys: Sequence[bytes],
        type_: type[T],
        compute: Callable[[list[int]], Iterable[T]],
        again: Callable[[int], T],
    ) -> "Remembered[T]":
        """As ``remember``, but each value is read when it is asked for; ``again`` works out one that was lost meanwhile."""
        missing = [i for i, row in enumerate(self._select("key", keys)) if row is None]
        self.hits += len(keys) - len(missing)
        self.misses += len(missing)
        self._used.update(keys)
        made = iter(compute(missing) if missing else ())
        for start in range(0, len(missing), _AT_ONCE):
            self.keep([(keys[i], next(made)) for i in missing[start : start + _AT_ONCE]])
        return self.lazily(keys, type_, again)

    def lazily(
        self, keys: Sequence[bytes], type_: type[T], again: Callable[[int], T], held: int = _HELD
    ) -> "Remembered[T]":
        """The values for ``keys``, each read when it is asked for; ``again`` works out one that is not there any more.

        So many are ``held`` at once.
        """
        return Remembered(self, keys, type_, again, held)

    def _select(self, columns: str, keys: Sequence[bytes]) -> Iterator[tuple[bytes, ...] | None]:
        """The rows of ``keys``, in their order; None where there is none."""
        for start in range(0, len(keys), _AT_ONCE):
            some = keys[start : start + _AT_ONCE]
            found: dict[bytes, tuple[bytes, ...]] = {}
            if self._base is not None:
                asked = f"SELECT {columns} FROM results WHERE key IN ({','.join('?' * len(some))})"
                try:
                    with self._lock:
                        found = {row[0]: row for row in self._base.execute(asked, some)}
                except sqlite3.DatabaseError:
                    self.said = _DAMAGED
            yield from map(found.get, some)

    def _opened_value(self, row: tuple[bytes, ...] | None, decode: Callable[[bytes], T]) -> T | None:
        """The value in a row, unless it was damaged."""
        if row is None:
            return None
        try:
            if _seal(*row[:2]) == row[2]:
                return decode(row[1])
        except (msgspec.MsgspecError, ValueError, TypeError):
            pass
        self.said = _DAMAGED
        return None

    def _put(self, rows: Sequence[tuple[bytes, bytes]]) -> None:
        if self._base is None or not rows:
            return
        sealed = [(key, _seal(key, value), value) for key, value in rows]
        try:
            with self._lock:
                self._base.execute("BEGIN IMMEDIATE")
                self._base.executemany(
                    "INSERT OR REPLACE INTO results (key, build, check_sum, value) VALUES (?, 0, ?, ?)",
                    sealed,
                )
                self._base.execute("COMMIT")
        except sqlite3.DatabaseError:
            self.said = ("the cache cannot be written; this build is not remembered",)
            if self._base.in_transaction:
                self._base.execute("ROLLBACK")

    def close(self, *, finished: bool) -> None:
        """End a build. Where it finished, results that the last builds did not use are dropped."""
        if self._base is None:
            return
        try:
            if finished and self._used and not self._rests:
                self._drop_unused(self._base)
        except sqlite3.DatabaseError:
            self.said = ("the cache could not be tidied",)
        finally:
            self._base.close()
            self._base = None

    def _drop_unused(self, base: sqlite3.Connection) -> None:
        """Count for each value the builds that did not use it, and drop those that several did not.

        Keys stand in indexes, which are read without the values; so this costs little where little has changed.
        """
        base.execute("BEGIN IMMEDIATE")
        known = {key for (key,) in base.execute("SELECT key FROM results")}
        before = {key for (key,) in base.execute("SELECT key FROM results WHERE build > 0")}
        unused = [(key,) for key in known - self._used]
        base.executemany("UPDATE results SET build = build + 1 WHERE key = ?", unused)
        again = [(key,) for key in before & self._used]
        base.executemany("UPDATE results SET build = 0 WHERE key = ?", again)
        base.execute("DELETE FROM results WHERE build > 0 AND build > ?", (_KEPT_BUILDS,))
        base.execute("COMMIT")


def _seal(key: bytes, value: bytes) -> bytes:
    """The check sum of a value under its key: a damaged index may lead to the whole value of another key."""
    digest = hashlib.sha256(key)
    digest.update(value)
    return digest.digest()[:8]


@functools.lru_cache(64)
def _decoder(type_: Any) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(type_)


def _with_table(path: Path | str) -> sqlite3.Connection:
    """A store in a file; an empty name is a file of nobody's that goes with the connection."""
    base = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
    base.execute(f"PRAGMA page_size={_PAGE}")
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=NORMAL")
    base.execute(
        "CREATE TABLE IF NOT EXISTS results (key BLOB PRIMARY KEY, build INTEGER, check_sum BLOB, value BLOB)"
    )
    base.execute("CREATE INDEX IF NOT EXISTS unused ON results (key) WHERE build > 0")
    base.execute("SELECT max(build) FROM results").fetchone()
    return base


class Remembered(Sequence[T]):
    """Values that are read from a memo when they are asked for, so that they are never all held at once."""

    def __init__(
        self, memo: Memo, keys: Sequence[bytes], type_: type[T], again: Callable[[int], T], held: int
    ) -> None:
        self._memo, self._keys, self._type, self._again = memo, keys, type_, again
        self._read = functools.lru_cache(held)(self._get)

    def __len__(self) -> int:
        return len(self._keys)

    def __getitem__(self, i: Any) -> Any:
        return self._read(range(len(self._keys))[i])

    def encoded(self, i: int) -> bytes:
        """A value as it is remembered, for work that another process does on it."""
        [found] = self._memo.recall([self._keys[i]], msgspec.Raw)
        return msgspec.msgpack.encode(self._again(i)) if found is None else bytes(found)

    def _get(self, i: int) -> T:
        [found] = self._memo.recall([self._keys[i]], self._type)
        return self._again(i) if found is None else found
