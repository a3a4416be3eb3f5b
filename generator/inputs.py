"""What an archive is made of: the digest of every file in it. Those of files that stand as the last build saw them are known."""

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path

from generator.memo import digest_of
from generator.model import Value
from generator.signatures import FIELDS, NONE, Signature, packed, signature


class Known(Value, frozen=True):
    """The files of an archive as they were seen, packed."""

    paths: str = ""
    """Joined by NUL characters."""
    digests: bytes = b""
    """16 each."""
    signatures: bytes = b""


class Sources:
    """Digests of an archive's files, of which only those that have changed are read again."""

    def __init__(self, content: Path, known: Known | None = None) -> None:
        self._content = content
        self._seen: dict[str, tuple[Signature, bytes]] = {}
        known = known or Known()
        rows = zip(known.paths.split("\0"), FIELDS.iter_unpack(known.signatures), strict=False)
        for i, (path, one) in enumerate(rows):
            self._seen[path] = one, known.digests[16 * i : 16 * i + 16]

    def digests(self) -> dict[str, bytes]:
        """As ``digests`` gives them. A file is told by its signature, unless it is a link or too young."""
        seen: dict[str, tuple[Signature, bytes]] = {}
        now = time.time_ns()

        def of(path: str) -> bytes:
            one = _signature(path)
            known = self._seen.get(path)
            if known is None or known[0] != one:
                known = one, digest_of_file(path)
            if one != NONE:
                seen[path] = FIELDS.unpack(packed(one, now)), known[1]
            return known[1]

        found = digests(self._content, of)
        self._seen = seen
        return found

    def known(self) -> Known:
        """What was seen, for the next build."""
        rows = self._seen.values()
        signatures = b"".join(FIELDS.pack(*one) for one, _ in rows)
        return Known("\0".join(self._seen), b"".join(digest for _, digest in rows), signatures)


def _signature(path: str) -> Signature:
    try:
        return signature(os.lstat(path))
    except OSError:
        return NONE


def digests(content: Path, of: Callable[[str], bytes] | None = None) -> dict[str, bytes]:
    """Path inside the archive → digest of the bytes (16), of every file; a link counts with where it leads.

    A file that cannot be read has no digest; loading says why. ``of``: in place of ``digest_of_file``.
    """
    found: dict[str, bytes] = {}
    of = of or digest_of_file
    for base, folders, names in os.walk(content):
        inside = os.path.relpath(base, content).replace(os.sep, "/")
        folder = "" if inside == "." else f"{inside}/"
        folders[:] = sorted(name for name in folders if name != ".git")
        for name in sorted([*names, *(f for f in folders if os.path.islink(os.path.join(base, f)))]):
            found[folder + name] = of(os.path.join(base, name))
    return found


def digest_of_file(path: str | Path) -> bytes:
    """Digest of one file, as ``digests`` gives it."""
    try:
        with open(path, "rb", buffering=0) as file:
            return digest_of_read(path, file.read())
    except OSError:
        return digest_of_read(path, b"") if os.path.islink(path) else b""


def digest_of_read(path: str | Path, data: bytes) -> bytes:
    """The same of a file whose bytes have been read. Processors have instructions for SHA-256: it takes half of BLAKE2's time."""
    where = os.fsencode(os.readlink(path)) + b"\0" if os.path.islink(path) else b""
    return hashlib.sha256(where + data).digest()[:16]


def digest_of_all(files: dict[str, bytes], *others: object) -> bytes:
    """One digest of an archive's files and of what else a build depends on."""
    return digest_of("inputs", [(os.fsencode(name), digest) for name, digest in files.items()], others)
