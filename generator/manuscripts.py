"""The texts of speeches and their ledgers, each read from its file when it is asked for, and held by nobody.

What is read must be what ``load`` has seen: where the digest of a file has become another meanwhile, ``Changed`` says so, and the build
begins anew.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from generator import frontmatter
from generator.ingest import ledger as ledgers
from generator.inputs import digest_of_read
from generator.model import Ledger, Origin, SiteError, Speech


class Changed(SiteError):
    """A file of the archive was changed while it was read."""


class OnDisk:
    """The ``Manuscripts`` of an archive in a folder. ``sources``: digests of its files as ``inputs`` gives them, where they are known."""

    def __init__(self, content: Path, sources: Mapping[str, bytes] = MappingProxyType({})) -> None:
        self._content, self._sources = content, sources

    def body(self, speech: Speech) -> str:
        """The Markdown of a speech."""
        return frontmatter.body(self.file(speech).decode("utf-8"))

    def file(self, speech: Speech) -> bytes:
        """The file of a speech, head and body."""
        path = self._content / speech.path
        try:
            data = path.read_bytes()
        except OSError:
            data = b""
        if self._sources.get(speech.path, b"") not in (b"", digest_of_read(path, data)):
            raise Changed(f"{path} was changed while it was read: build again")
        return data

    def imported(self, speech: Speech) -> str | None:
        """The Markdown that the import wrote, where an editor has changed it since; else None."""
        if speech.origin is None or not speech.origin.is_edited:
            return None
        ledger, raw_text = self._ledger(speech)
        return ledgers.apply(raw_text, ledger.edits)

    def ledger(self, speech: Speech) -> tuple[Ledger, str] | None:
        """The ledger of a speech, and the decoded raw text behind it."""
        return None if speech.origin is None else self._ledger(speech)

    def _ledger(self, speech: Speech) -> tuple[Ledger, str]:
        folder = self._content / "raw" / speech.id
        try:
            found, data = read_ledger(folder)
            is_same = speech.origin is not None and digest_of_ledger(data, found[1]) == speech.origin.digest
        except (ValueError, OSError, IndexError):
            is_same = False
        if not is_same:
            raise Changed(f"{folder} was changed while it was read: build again")
        return found


def read_ledger(folder: Path) -> tuple[tuple[Ledger, str], bytes]:
    """The ledger in a folder of ``raw/`` and its raw text; and its bytes. ValueError or OSError where they cannot be read."""
    data = (folder / "ledger.json").read_bytes()
    ledger = ledgers.parse(data)
    if any(ledgers.raw_path(folder, raw).is_symlink() for raw in ledger.raw):
        raise ValueError("a raw file is no link")
    return (ledger, ledgers.read_text(folder, ledger)), data


def origin(folder: Path, body_sha256: str) -> Origin:
    """What a ledger says of a speech whose body has this digest, replayed once. ValueError, IndexError or OSError where it cannot be."""
    (ledger, raw_text), data = read_ledger(folder)
    is_edited = body_sha256 != ledger.body_sha256
    if is_edited:
        ledgers.apply(raw_text, ledger.edits)
    return Origin(ledger.raw, digest_of_ledger(data, raw_text), bool(ledger.edits), is_edited)


def digest_of_ledger(data: bytes, raw_text: str) -> bytes:
    """Digest of a ledger's bytes and its raw text (16)."""
    text = raw_text.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(hashlib.blake2b(data).digest() + text, digest_size=16).digest()
