"""Raw files into an archive: which file becomes which speech, and what is to be written.

In: paths and the archive's folder, which is read. Out: ``Receipt``. Nothing is written here.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from generator import dates, frontmatter, urls
from generator.ingest.eras import Bounds
from generator.ingest.ingest import Imported, ingest
from generator.ingest.ledger import digest, dump, parse
from generator.model import Ledger, Problem, SiteError, Value

ENDINGS = (".txt", ".md", ".markdown")
_ID = 48
_RESERVED = ("text.txt", "ledger.json")
_SHORT = 3
"""Characters from which a term of the glossary dates a text."""


class Row(Value, frozen=True):
    """One file in the table that an import ends with; ``removed``: characters taken out, by rule."""

    file: str
    id: str
    date: str
    basis: str
    characters_in: int
    characters_out: int
    removed: Mapping[str, int]
    notes: int
    state: str
    """new, same, again (made anew from the same file) or kept (edited since, not overwritten)"""


class Receipt(Value, frozen=True):
    """What an import would write, and what it has to say."""

    writes: tuple[tuple[Path, bytes], ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def receive(paths: Sequence[Path], content: Path, *, force: bool = False) -> Receipt:
    """Import files, and the text files of folders, into the archive ``content``. A file that fails is a problem; the others go on."""
    known = _known(content)
    taken = {path.stem for path in (content / "speeches").glob("*.md")} | set(known.values())
    bounds = glossary_bounds(content)
    writes: list[tuple[Path, bytes]] = []
    rows: list[Row] = []
    problems: list[Problem] = []
    for path in _files(paths):
        try:
            raw = path.read_bytes()
            name = f"received-{path.name}" if path.name in _RESERVED else path.name
            imported = ingest(raw, name, bounds)
        except SiteError as error:
            problems.append(
                Problem(str(path), 1, "error", "import", str(error).removeprefix(f"{path.name}: "))
            )
            continue
        except OSError as error:
            problems.append(Problem(str(path), 1, "error", "import", f"cannot be read: {error.strerror}"))
            continue
        sha256 = hashlib.sha256(raw).hexdigest()
        if any(row.file == path.name and known.get(sha256) == row.id for row in rows):
            problems.append(
                Problem(
                    str(path), 1, "warning", "import", f"the same bytes were given twice; see {known[sha256]}"
                )
            )
            continue
        id = known.get(sha256) or _new_id(imported, taken)
        known[sha256] = id
        taken.add(id)
        state, problem = _state(content, id, imported, force)
        rows.append(_row(path.name, id, imported, state))
        if problem:
            problems.append(Problem(f"speeches/{id}.md", 1, "error", "edited", problem))
        elif state != "same":
            writes += _writes(content, id, name, raw, imported)
    return Receipt(tuple(writes), tuple(rows), tuple(problems))


def speech_file(imported: Imported) -> bytes:
    """The Markdown file of a speech."""
    return f"{frontmatter.dump(imported.fields)}\n{imported.body}".encode("utf-8", "replace")


def glossary_bounds(content: Path) -> Bounds:
    """Phrases of the glossary with the dates that their entries give; a term with several senses dates nothing."""
    bounds: dict[str, tuple[str, str]] = {}
    several: set[str] = set()
    for path in sorted((content / "glossary").glob("*.md")):
        try:
            values = frontmatter.split(path.read_text("utf-8")).values
        except (frontmatter.FrontMatterError, OSError, UnicodeDecodeError):
            continue  # check reports it
        span = (str(values.get("coined") or ""), str(values.get("until") or ""))
        names = (
            [values.get("term"), *(values.get("aliases") or ())]
            if isinstance(values.get("aliases") or (), list | tuple)
            else []
        )
        for name in names:
            if not isinstance(name, str) or len(name) < _SHORT:
                continue
            if name in bounds:
                several.add(name)
            bounds[name] = span
    return {name: span for name, span in bounds.items() if name not in several and any(span)}


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(
                inner for inner in path.rglob("*") if inner.suffix.lower() in ENDINGS and inner.is_file()
            )
        else:
            yield path


def _known(content: Path) -> dict[str, str]:
    """SHA-256 of every raw file in the archive → the id of its speech."""
    known = {}
    for path in sorted((content / "raw").glob("*/ledger.json")):
        ledger = _ledger(path)
        if ledger:
            known.update({raw.sha256: path.parent.name for raw in ledger.raw})
    return known


def _ledger(path: Path) -> Ledger | None:
    try:
        return parse(path.read_bytes())
    except (OSError, ValueError):
        return None  # verify reports it


def _new_id(imported: Imported, taken: set[str]) -> str:
    """``<year or undated>-<slug of title>``; a clash gets ``-2``."""
    year = "undated"
    date = imported.fields.get("date")
    if date:
        span = dates.parse(date)
        if span.earliest and span.latest and span.earliest[:4] == span.latest[:4]:
            year = span.earliest[:4]
    id = f"{year}-{urls.slugify(imported.fields['title'], _ID - len(year) - 1)}"
    number = 2
    candidate = id
    while candidate in taken:
        candidate = f"{id[: _ID - 1 - len(str(number))].rstrip('-')}-{number}"
        number += 1
    return candidate


def _state(content: Path, id: str, imported: Imported, force: bool) -> tuple[str, str]:
    """Whether a speech may be written; a message where it may not."""
    path = content / "speeches" / f"{id}.md"
    ledger = _ledger(content / "raw" / id / "ledger.json")
    if not path.is_file() or ledger is None:
        return "new", ""
    present = path.read_bytes()
    if present == speech_file(imported) and ledger == imported.ledger:
        return "same", ""
    if force:
        return "again", ""
    try:
        head = frontmatter.split(present.decode("utf-8"))
    except (frontmatter.FrontMatterError, UnicodeDecodeError):
        return "kept", "cannot be read, so it is not overwritten (--force does)"
    fresh = frontmatter.split(speech_file(imported).decode("utf-8"))
    if digest(head.body) != ledger.body_sha256:
        return "kept", "the text was edited since its import and is not overwritten (--force does)"
    if head.values != fresh.values:
        return (
            "kept",
            "the front matter differs from what an import would write and is not overwritten (--force does)",
        )
    return "again", ""


def _row(file: str, id: str, imported: Imported, state: str) -> Row:
    removed: dict[str, int] = {}
    for edit in imported.ledger.edits:
        lost = edit.end - edit.start - len(edit.after)
        if lost > 0:
            removed[edit.rule] = removed.get(edit.rule, 0) + lost
    date, basis = imported.fields.get("date", ""), imported.fields.get("date_basis", "")
    return Row(
        file,
        id,
        date,
        basis,
        len(imported.text),
        len(imported.body),
        removed,
        len(imported.ledger.notes),
        state,
    )


def _writes(
    content: Path, id: str, name: str, raw: bytes, imported: Imported
) -> Iterator[tuple[Path, bytes]]:
    folder = content / "raw" / id
    yield folder / name, raw
    if not imported.plain:
        yield folder / "text.txt", imported.text.encode("utf-8", "surrogatepass")
    yield folder / "ledger.json", dump(imported.ledger)
    yield content / "speeches" / f"{id}.md", speech_file(imported)
