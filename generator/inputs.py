"""What an archive is made of: the digest of every file in it, by content and not by time of change."""

import hashlib
import os
from pathlib import Path

from generator.memo import digest_of


def digests(content: Path) -> dict[str, bytes]:
    """Path inside the archive → digest of the bytes (16), of every file; a link counts with where it leads.

    A file that cannot be read has no digest; loading says why.
    """
    found: dict[str, bytes] = {}
    for base, folders, names in os.walk(content):
        folders[:] = sorted(name for name in folders if name != ".git")
        for name in sorted([*names, *(f for f in folders if os.path.islink(os.path.join(base, f)))]):
            path = os.path.join(base, name)
            found[os.path.relpath(path, content).replace(os.sep, "/")] = digest_of_file(path)
    return found


def digest_of_file(path: str | Path) -> bytes:
    """Digest of one file, as ``digests`` gives it."""
    try:
        with open(path, "rb", buffering=0) as file:
            return digest_of_read(path, file.read())
    except OSError:
        return digest_of_read(path, b"") if os.path.islink(path) else b""


def digest_of_read(path: str | Path, data: bytes) -> bytes:
    """The same of a file whose bytes have been read."""
    where = os.fsencode(os.readlink(path)) + b"\0" if os.path.islink(path) else b""
    return hashlib.blake2b(where + data, digest_size=16).digest()


def digest_of_all(files: dict[str, bytes], *others: object) -> bytes:
    """One digest of an archive's files and of what else a build depends on."""
    return digest_of("inputs", [(os.fsencode(name), digest) for name, digest in files.items()], others)
