"""A speech that comes in again: what is written depends on what the editors did with it since.

In: the archive, an id and what the import makes of its raw text now. Out: ``Outcome``: the file to write, or none, and what there is to say.
"""

import hashlib
from pathlib import Path
from typing import Any

from generator import frontmatter
from generator.frontmatter import FrontMatterError
from generator.ingest import merge as merging
from generator.ingest.archive import Archive, key_of, ledger_at, replayed, speech_file
from generator.ingest.decode import decode_all
from generator.ingest.ingest import Imported, ingest_text
from generator.ingest.ledger import apply, digest, raw_path
from generator.model import Ledger, Level, SiteError, Value

Said = tuple[Level, str, str] | tuple[Level, str, str, int]
"""Level, code, message, and the line where it is not the first."""


class Outcome(Value, frozen=True):
    """``speech``: the bytes of the Markdown file; empty where nothing is to be written."""

    state: str
    speech: bytes = b""
    said: tuple[Said, ...] = ()


def again(archive: Archive, id: str, imported: Imported, *, force: bool = False) -> Outcome:
    """Whether and how a speech is written. What an editor wrote is never dropped without ``force``."""
    path = archive.content / "speeches" / f"{id}.md"
    ledger = ledger_at(archive.folder(id))
    fresh = speech_file(imported)
    if not path.is_file() or ledger is None:
        return Outcome("new", fresh)
    present = path.read_bytes()
    if present == fresh and ledger == imported.ledger:
        return Outcome("same")
    if force:
        return Outcome("again", fresh)
    try:
        head = frontmatter.split(present.decode("utf-8"))
    except (FrontMatterError, UnicodeDecodeError):
        return _kept("error", "edited", "cannot be read, so it is not overwritten (--force does)")
    if merging.conflicts_in(head.body):
        return _kept(
            "error",
            "conflict",
            "still has the marks of a merge (<<<<<<<): choose between the two texts first",
        )
    if ledger == imported.ledger:
        what = "text" if digest(head.body) != ledger.body_sha256 else "front matter"
        return _kept(
            "note", "edited", f"the {what} was edited since its import and is not overwritten (--force does)"
        )
    try:
        return _merge(archive, id, imported, ledger, present.decode("utf-8"))
    except SiteError as error:
        return _kept(
            "error",
            "edited",
            f"the text was edited since its import, and its raw file or a rule has changed: {error}",
        )


def _kept(level: Level, code: str, message: str) -> Outcome:
    return Outcome("kept", b"", ((level, code, message),))


def _merge(archive: Archive, id: str, imported: Imported, ledger: Ledger, present: str) -> Outcome:
    head = frontmatter.split(present)
    fresh = frontmatter.split(speech_file(imported).decode("utf-8"))
    edited = digest(head.body) != ledger.body_sha256
    base = _base(archive.folder(id), ledger) if edited else head.body
    merged = merging.merge(base, head.body, fresh.body)
    body = merged.body
    if not merged.conflicts:
        body = merging.keep_ids(body, head.body, base, fresh.body)
    changes, contradictions = merging.merge_heads(
        _old_fields(archive, id, imported, ledger) or fresh.values, head.values, fresh.values
    )
    said: list[Said] = [
        (
            "warning",
            "edited",
            f"{key}: the editors' words stand; the import would now write {_short(_at(fresh.values, key))}",
        )
        for key in contradictions
    ]
    text = _with(present, head.body, changes, body)
    line = text.count("\n", 0, len(text) - len(body)) if merged.conflicts else 0
    message = (
        "the editors and the import changed the same words: choose one of the two and take the marks out"
    )
    said += [("error", "conflict", message, line + conflict) for conflict in merged.conflicts]
    speech = text.encode("utf-8", "replace")
    state = "conflict" if merged.conflicts else "again" if speech == speech_file(imported) else "merged"
    return Outcome(state, speech, tuple(said))


def _base(folder: Path, ledger: Ledger) -> str:
    """The body as it was imported; from git where the raw file was overwritten in its place."""
    try:
        body = replayed(folder, ledger)
        if digest(body) == ledger.body_sha256:
            return body
    except (OSError, ValueError, IndexError):
        pass
    data = merging.committed(raw_path(folder, ledger.raw[0])) if len(ledger.raw) == 1 else None
    if data is not None and hashlib.sha256(data).hexdigest() == ledger.raw[0].sha256:
        return apply(data.decode("utf-8", "surrogatepass"), ledger.edits)
    raise SiteError(
        "the raw file was changed where it lies, and the old one is gone: put the old one back and import the new one from elsewhere"
    )


def _old_fields(archive: Archive, id: str, imported: Imported, ledger: Ledger) -> dict[str, Any] | None:
    """The front matter that the import would write now for the old raw file; None where the raw file is the same or gone."""
    if ledger.raw == imported.ledger.raw or len(ledger.raw) != 1:
        return None
    raw = ledger.raw[0]
    try:
        data = raw_path(archive.folder(id), raw).read_bytes()
        if hashlib.sha256(data).hexdigest() != raw.sha256:
            return None
        for decoded in decode_all(data, raw.file):
            if not isinstance(decoded, SiteError) and key_of(raw)[1] in ("", decoded.part):
                old = ingest_text(decoded, raw.file, ledger.raw, archive.bounds)
                return dict(frontmatter.split(speech_file(old).decode("utf-8")).values)
    except (SiteError, OSError, ValueError):
        pass
    return None


def _with(present: str, old_body: str, changes: dict[str, Any], body: str) -> str:
    """The present file with another body and some keys of its head changed; comments and order stay."""
    present = present.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    head = present[: len(present) - len(old_body)]
    if changes:
        first, rest = head.split("\n", 1)
        inner, fence, behind = rest.rpartition("\n---")
        head = f"{first}\n{merging.rewrite_head(inner, changes).rstrip(chr(10))}{fence}{behind}"
    return head + body


def _at(values: dict[str, Any], key: str) -> object:
    found: Any = values
    for name in key.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _short(value: object) -> str:
    text = (
        "nothing"
        if value is None
        else value
        if isinstance(value, str)
        else frontmatter.dump_yaml({"": value})[4:].replace("\n", " ")
    )
    return text if len(text) <= 60 else text[:60] + "…"
