"""The archive that raw files come into: what it has already, read once, and where new things will stand.

In: the archive's folder. Out: which bytes are which speech, free ids, and the paths and bytes of a speech to be written. Nothing is
written here.
"""

from collections.abc import Iterator
from pathlib import Path

from generator import dates, frontmatter, urls
from generator.config import read_config, slugs_of
from generator.frontmatter import FrontMatter, FrontMatterError
from generator.ingest.copies import Alike, Copies
from generator.ingest.eras import Bounds
from generator.ingest.ingest import Imported
from generator.ingest.ledger import apply, dump, parse, raw_path, read_text
from generator.model import Ledger, RawFile, SiteError

RESERVED = ("text.txt", "ledger.json")
_ID = 48
_RECENT = 200
"""Bodies that came in lately and are kept, for they may not be on disk (``--dry-run``): some 4 MB."""
_SHORT = 3
"""Characters from which a term of the glossary dates a text."""

Key = tuple[str, str]
"""Sha256 of a raw file, and which part of it (an empty string for the whole)."""


class Archive:
    """What an import knows of the archive, kept up to date as speeches come in."""

    def __init__(self, content: Path) -> None:
        self.content = content
        self.bounds = glossary_bounds(content)
        self._names = known_names(content)
        self.taken = {path.stem for path in (content / "speeches").glob("*.md")}
        self.known: dict[Key, str] = {}
        self.named: dict[Key, set[str]] = {}
        self.joined: dict[str, tuple[str, ...]] = {}
        """Speeches that were joined from several files: id → the files' sha256."""
        self.parts: set[str] = set()
        """Sha256 of files that were taken apart."""
        self._copies = Copies()
        self._recent: dict[str, str] = {}
        for path in sorted((content / "raw").glob("*/ledger.json")):
            if found := ledger_at(path.parent):
                self._remember(path.parent.name, found)
        for path in sorted((content / "speeches").glob("*.md")):
            if (body := self.body(path.stem)) is not None:
                self._copies.add(path.stem, body)

    def _remember(self, id: str, ledger: Ledger) -> None:
        self.taken.add(id)
        for raw in ledger.raw:
            self.known.setdefault(key_of(raw), id)
            self.named.setdefault((raw.file, key_of(raw)[1]), set()).add(id)
            if raw.part and raw.part.startswith("speech "):
                self.parts.add(raw.sha256)
        if len(ledger.raw) > 1:
            self.joined[id] = tuple(raw.sha256 for raw in ledger.raw)

    def receive(self, id: str, imported: Imported) -> None:
        """A speech has come in."""
        self._remember(id, imported.ledger)
        self._copies.add(id, imported.body)
        self._recent.pop(id, None)
        self._recent[id] = imported.body
        if len(self._recent) > _RECENT:
            del self._recent[next(iter(self._recent))]

    def like(self, body: str, own: str) -> tuple[Alike, ...]:
        """Speeches of the archive that are much the same as a body."""
        return tuple(
            one for one in self._copies.like(body, own, self._known_body) if not self._is_version(own, one.id)
        )

    def _is_version(self, a: str, b: str) -> bool:
        """Whether an editor has said that one is a version of the other."""
        heads = (self.speech(a), self.speech(b))
        return any(
            head and head.values.get("version_of") == other for head, other in zip(heads, (b, a), strict=True)
        )

    def body(self, id: str) -> str | None:
        """The present body of a speech; None where there is none or it cannot be read."""
        head = self.speech(id)
        return head.body if head else None

    def _known_body(self, id: str) -> str | None:
        """The present body of a speech, or the one that has just come in."""
        body = self.body(id)
        return self._recent.get(id) if body is None else body

    def speech(self, id: str) -> FrontMatter | None:
        """The present file of a speech; None where there is none or it cannot be read."""
        try:
            return frontmatter.split((self.content / "speeches" / f"{id}.md").read_text("utf-8"))
        except (OSError, UnicodeDecodeError, FrontMatterError):
            return None

    def folder(self, id: str) -> Path:
        """Where the raw text and the ledger of a speech lie."""
        return self.content / "raw" / id

    def new_id(self, imported: Imported) -> str:
        """``<year or undated>-<slug of title>``; a clash gets ``-2``."""
        year = "undated"
        if date := imported.fields.get("date"):
            span = dates.parse(date)
            if span.earliest and span.latest and span.earliest[:4] == span.latest[:4]:
                year = span.earliest[:4]
        id = f"{year}-{urls.slugify(imported.fields['title'], _ID - len(year) - 1, self._names)}"
        number = 2
        candidate = id
        while candidate in self.taken:
            candidate = f"{id[: _ID - 1 - len(str(number))].rstrip('-')}-{number}"
            number += 1
        return candidate

    def writes(
        self, id: str, raws: tuple[bytes, ...], imported: Imported, speech: bytes
    ) -> Iterator[tuple[Path, bytes]]:
        """The files of a speech: raw files, the decoded text where it is not one of them, ledger, Markdown."""
        folder = self.folder(id)
        for raw, data in zip(imported.ledger.raw, raws, strict=True):
            path = raw_path(folder, raw)
            if raw.part is None or not path.is_file():
                yield path, data
        if not imported.plain or (folder / "text.txt").is_file():
            yield folder / "text.txt", imported.text.encode("utf-8", "surrogatepass")
        yield folder / "ledger.json", dump(imported.ledger)
        yield self.content / "speeches" / f"{id}.md", speech


def key_of(raw: RawFile) -> Key:
    """By what a raw file is known again: of a part its number, not the range, which a better rule may move."""
    return raw.sha256, (raw.part or "").partition(",")[0]


def speech_file(imported: Imported) -> bytes:
    """The Markdown file of a speech."""
    return f"{frontmatter.dump(imported.fields)}\n{imported.body}".encode("utf-8", "replace")


def ledger_at(folder: Path) -> Ledger | None:
    """The ledger of a speech; None where there is none or it cannot be read (verify reports that)."""
    try:
        return parse((folder / "ledger.json").read_bytes())
    except (OSError, ValueError):
        return None


def replayed(folder: Path, ledger: Ledger) -> str:
    """The body that the import wrote. ValueError or OSError where the raw text is gone."""
    return apply(read_text(folder, ledger), ledger.edits)


def known_names(content: Path) -> dict[str, str]:
    """People and places of the archive with their slugs; nothing where there is no ``site.yaml``."""
    try:
        return slugs_of(read_config(content)[0])
    except SiteError:
        return {}


def glossary_bounds(content: Path) -> Bounds:
    """Phrases of the glossary with the dates that their entries give; a term with several senses dates nothing."""
    bounds: dict[str, tuple[str, str]] = {}
    several: set[str] = set()
    for path in sorted((content / "glossary").glob("*.md")):
        try:
            values = frontmatter.split(path.read_text("utf-8")).values
        except (FrontMatterError, OSError, UnicodeDecodeError):
            continue  # check reports it
        span = (str(values.get("coined") or ""), str(values.get("until") or ""))
        aliases = values.get("aliases")
        for name in (values.get("term"), *(aliases if isinstance(aliases, list | tuple) else ())):
            if not isinstance(name, str) or len(name) < _SHORT:
                continue
            if name in bounds:
                several.add(name)
            bounds[name] = span
    return {name: span for name, span in bounds.items() if name not in several and any(span)}
