"""Raw files into an archive: which file becomes which speech, and what is to be written.

In: paths and the archive's folder, which is read. Out: one ``Result`` a speech, as soon as it is ready, so that memory does not grow with
the number of files; the caller writes it before it asks for the next. Nothing is written here.
"""

import hashlib
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from pathlib import Path

import msgspec

from generator.ingest import split as splitting
from generator.ingest.again import Outcome, again
from generator.ingest.archive import RESERVED, Archive, key_of
from generator.ingest.archive import glossary_bounds as glossary_bounds
from generator.ingest.containers import Received, files
from generator.ingest.copies import Alike, compare
from generator.ingest.decode import Decoded, decode_all
from generator.ingest.decoded import cut
from generator.ingest.draft import in_order
from generator.ingest.eras import Bounds
from generator.ingest.ingest import Imported, ingest_text
from generator.model import Ledger, Level, Note, Problem, RawFile, SiteError, Value

_AHEAD = 12
"""Texts that wait for the rules in another process."""
_SAME_SPEECH = 0.5
"""Share of common words from which a changed file of the same name is the same speech."""


class Row(Value, frozen=True):
    """One speech in the table that an import shows; ``removed``: characters taken out, by rule."""

    file: str
    id: str
    date: str
    basis: str
    characters_in: int
    characters_out: int
    removed: Mapping[str, int]
    notes: Mapping[str, int]
    """How many notes, by rule; those with a proposal count under their rule, too."""
    state: str
    """new, same, again (made anew), merged (with the editors' changes), conflict, or kept (as the editors left it)"""
    status: str = ""
    """``text_status`` where it is not unknown."""
    alike: tuple[Alike, ...] = ()


class Result(Value, frozen=True):
    """One speech, or one file that gave none: what is to be written, and what there is to say."""

    row: Row | None
    writes: tuple[tuple[Path, bytes], ...] = ()
    problems: tuple[Problem, ...] = ()


class _One(Value, frozen=True):
    """A text on its way in, with the raw files that it comes from."""

    path: str
    name: str
    decoded: Decoded
    files: tuple[RawFile, ...]
    raws: tuple[bytes, ...]
    title: str = ""
    """The title of the whole, where it was joined from parts."""
    notes: tuple[Note, ...] = ()
    """What is known of it before the rules are."""


def receive(
    paths: Sequence[Path],
    content: Path,
    *,
    force: bool = False,
    split: bool = False,
    columns: Mapping[str, str] | None = None,
    executor: Executor | None = None,
) -> Iterator[Result]:
    """Import files, folders and zip archives. A file that fails is a problem; the others go on.

    ``force`` drops what editors changed. ``split`` takes files apart that certainly hold several speeches, and joins files that certainly
    are the parts of one. ``columns``: key → column of a table. ``executor``: where the rules work, a few texts ahead.
    """
    desk = _Desk(Archive(content), force, split)
    ahead: deque[tuple[Result | _One, Future[Imported | str] | None]] = deque()
    for found in _texts(desk, paths, columns):
        work = (
            executor.submit(_ingest, found, desk.archive.bounds)
            if executor and isinstance(found, _One)
            else None
        )
        ahead.append((found, work))
        if len(ahead) > (_AHEAD if executor else 0):
            yield from desk.finish(*ahead.popleft())
    while ahead:
        yield from desk.finish(*ahead.popleft())


def _texts(
    desk: "_Desk", paths: Sequence[Path], columns: Mapping[str, str] | None
) -> Iterator["Result | _One"]:
    """The texts that stand in files, one at a time, and what is wrong with the others."""
    raw_folder = (desk.archive.content / "raw").resolve()
    for received in files(paths):
        if received.name in RESERVED and Path(received.path).resolve().is_relative_to(raw_folder):
            continue  # content/raw was given, to import everything again
        if received.error:
            yield _failed(received.path, received.error)
        else:
            yield from desk.take(received, columns)
    yield from desk.rest()


def _ingest(one: "_One", bounds: Bounds) -> "Imported | str":
    """The rules at work on one text; what is wrong with it where it gives no speech."""
    try:
        return _amended(ingest_text(one.decoded, one.name, one.files, bounds), one.notes, one.title)
    except SiteError as error:
        return str(error).removeprefix(f"{one.name}: ")


def _failed(path: str, message: str, level: Level = "error", code: str = "import") -> Result:
    return Result(None, (), (Problem(path, 1, level, code, message),))


class _Desk:
    """The import of one batch: it knows the archive, and which files wait for other parts of their speech."""

    def __init__(self, archive: Archive, force: bool, split: bool) -> None:
        self.archive, self.force, self.split = archive, force, split
        self.waiting: list[_One] = []
        self.seen: set[tuple[str, str]] = set()

    def take(self, received: Received, columns: Mapping[str, str] | None) -> Iterator[Result | _One]:
        """One file: its speeches, but for those that may be a part of another."""
        name = f"received-{received.name}" if received.name in RESERVED else received.name
        sha256 = hashlib.sha256(received.raw).hexdigest()
        try:
            for decoded in decode_all(received.raw, name, columns):
                if isinstance(decoded, SiteError):
                    yield _failed(received.path, str(decoded).removeprefix(f"{name}: "))
                    continue
                file = RawFile(name, sha256, decoded.decoder, decoded.encoding, decoded.part)
                one = _One(received.path, name, decoded, (file,), (received.raw,))
                if self._is_part(one):
                    self.waiting.append(one)
                else:
                    yield from self._apart(one)
        except SiteError as error:
            yield _failed(received.path, str(error).removeprefix(f"{name}: "))

    def rest(self) -> Iterator[Result | _One]:
        """The files that waited: joined where they are one speech, each alone where they are not."""
        for title, together in self._rows():
            for one in together:
                self.waiting.remove(one)
            certain = splitting.belong_together([one.decoded.text for one in together])
            whole = {one.files[0].sha256 for one in together}
            if (certain and self.split) or any(whole == set(parts) for parts in self.archive.joined.values()):
                yield _joined(together, title)
                continue
            for one in together:
                yield from self._apart(one)
            names = ", ".join(one.name for one in together)
            how = (
                "--split joins them"
                if certain
                else "each opens like a speech of its own, so they were not joined"
            )
            yield _failed(
                together[0].path,
                f"{len(together)} files look like the parts of one speech: {names}; {how}",
                "warning",
                "parts",
            )
        while self.waiting:
            yield from self._apart(self.waiting.pop(0))

    def _is_part(self, one: _One) -> bool:
        """Whether a file may be a part of a speech: its name or title says so, and it is not plainly a whole one."""
        title = splitting.first_title(one.decoded.text)
        said = splitting.marker(title) or splitting.marker(Path(one.name).stem)
        return (
            one.decoded.part is None
            and said is not None
            and (said.number == 1 or not title or splitting.marker(title) is not None)
        )

    def _rows(self) -> list[tuple[str, list[_One]]]:
        """The waiting files that make one speech by their titles, then by their names."""
        found = []
        left = {str(i): one for i, one in enumerate(self.waiting)}
        for naming in (_title, _stem):
            for title, keys in splitting.rows_of({key: naming(one) for key, one in left.items()}):
                found.append((title, [left.pop(key) for key in keys]))
        return found

    def _apart(self, one: _One) -> Iterator[_One]:
        """The speeches of a text: itself, or those that stand in it one after the other."""
        parts = splitting.speeches_in(one.decoded.text)
        again = one.files[0].sha256 in self.archive.parts
        if not parts or not (again or (self.split and all(part.clear for part in parts))):
            yield msgspec.structs.replace(one, notes=(splitting.note_of(parts),)) if parts else one
            return
        for k, part in enumerate(parts, 1):
            label = f"{one.decoded.part + ', ' if one.decoded.part else ''}speech {k}, characters {part.start}–{part.end}"
            decoded = cut(one.decoded, part.start, part.end, label)
            file = msgspec.structs.replace(one.files[0], part=label)
            yield msgspec.structs.replace(one, decoded=decoded, files=(file,))

    def finish(self, one: Result | _One, work: "Future[Imported | str] | None") -> Iterator[Result]:
        """One speech into the archive, as far as the editors' work allows."""
        if isinstance(one, Result):
            yield one
            return
        key = key_of(one.files[0])
        if key in self.seen:
            message = f"the same bytes were given twice; see {self.archive.known.get(key, 'above')}"
            yield _failed(one.path, message, "warning")
            return
        self.seen.add(key)
        imported = work.result() if work else _ingest(one, self.archive.bounds)
        if isinstance(imported, str):
            yield _failed(one.path, imported)
            return
        id, problems = self._id(one, imported)
        if id in self.archive.joined and len(one.files) == 1:
            yield _failed(
                one.path,
                f"is a part of {id}, which was joined from several files: import all of them together",
                "warning",
                "parts",
            )
            return
        if one.notes:
            how = (
                "but not certainly, so it was not taken apart"
                if self.split
                else "--split takes it apart where that is certain"
            )
            problems.append(
                _said(id, "warning", "several", f"{one.name} looks like several speeches in one file: {how}")
            )
        outcome = again(self.archive, id, imported, force=self.force)
        problems += [_said(id, *said) for said in outcome.said]
        alike = self.archive.like(imported.body, id) if outcome.state in ("new", "again", "merged") else ()
        problems += [
            _said(id, "warning" if one_like.kind != "whole" else "note", "copy", _told(one_like))
            for one_like in alike
        ]
        writes = tuple(self.archive.writes(id, one.raws, imported, outcome.speech)) if outcome.speech else ()
        self.archive.receive(id, imported)
        yield Result(_row(one, id, imported, outcome, alike), writes, tuple(problems))

    def _id(self, one: _One, imported: Imported) -> tuple[str, list[Problem]]:
        """The speech that these bytes are, or whose raw file has changed; else a new id."""
        if id := self.archive.known.get(key_of(one.files[0])):
            return id, []
        named = self.archive.named.get((one.name, key_of(one.files[0])[1]), set())
        inside = Path(one.path).resolve().parent
        place = inside.name if inside.parent == (self.archive.content / "raw").resolve() else ""
        for id in sorted(named):
            body = self.archive.body(id) or ""
            if id == place or compare(imported.body, body, id).same >= _SAME_SPEECH:
                return id, [_said(id, "note", "raw-changed", f"{one.name} has changed since it was imported")]
        return self.archive.new_id(imported), []


def _title(one: _One) -> str:
    return splitting.first_title(one.decoded.text)


def _stem(one: _One) -> str:
    return Path(one.name).stem


def _joined(together: Sequence[_One], title: str) -> _One:
    text = splitting.SEAM.join(one.decoded.text for one in together)
    decoded = Decoded(text, together[0].decoded.encoding, plain=False, decoder=together[0].decoded.decoder)
    names = [one.files[0] for one in together]
    files = tuple(
        file
        if file.file not in [other.file for other in names[:i]]
        else msgspec.structs.replace(file, file=f"{i + 1}-{file.file}")
        for i, file in enumerate(names)
    )
    named = splitting.first_title(together[0].decoded.text)
    found = splitting.marker(named)
    return _One(
        together[0].path,
        files[0].file,
        decoded,
        files,
        tuple(one.raws[0] for one in together),
        found.stem if found else title,
    )


def _amended(imported: Imported, notes: Sequence[Note], title: str) -> Imported:
    """The import with notes of its own, and with the title of the whole."""
    if title and splitting.marker(str(imported.fields["title"])):
        imported = msgspec.structs.replace(imported, fields={**imported.fields, "title": title})
    if not notes:
        return imported
    ledger: Ledger = imported.ledger
    every = in_order((*ledger.notes, *notes))
    return msgspec.structs.replace(imported, ledger=msgspec.structs.replace(ledger, notes=every))


def _said(id: str, level: Level, code: str, message: str, line: int = 1) -> Problem:
    return Problem(f"speeches/{id}.md", line, level, code, message)


def _told(alike: Alike) -> str:
    """What an editor is told of a speech that is much the same."""
    about = "about " if alike.estimated else ""
    names = "、".join(f"{swap.old}→{swap.new} ×{swap.times}" for swap in alike.swaps)
    swaps = f" (with other words: {names})" if names else ""
    match alike.kind:
        case "copy":
            return f"100 % the same as {alike.id}: a copy; if it is to stay, write “version_of: {alike.id}”"
        case "part":
            return f"{about}{int(alike.mine * 100)} % of it stands in {alike.id}: an excerpt? Then write “version_of: {alike.id}”"
        case "whole":
            return f"{about}{int(alike.theirs * 100)} % of {alike.id} stands in it"
        case "template":
            return f"{about}{alike.percent} % the same as {alike.id}{swaps}: one template for both? Then write “version_of: {alike.id}”"
    return f"{about}{alike.percent} % the same as {alike.id}{swaps}: another version? Then write “version_of: {alike.id}”"


def _row(one: _One, id: str, imported: Imported, outcome: Outcome, alike: tuple[Alike, ...]) -> Row:
    removed: dict[str, int] = {}
    for edit in imported.ledger.edits:
        lost = edit.end - edit.start - len(edit.after)
        if lost > 0:
            removed[edit.rule] = removed.get(edit.rule, 0) + lost
    notes: dict[str, int] = {}
    for note in imported.ledger.notes:
        notes[note.rule] = notes.get(note.rule, 0) + 1
    fields = imported.fields
    return Row(
        " + ".join(file.file for file in one.files),
        id,
        fields.get("date", ""),
        fields.get("date_basis", ""),
        len(imported.text),
        len(imported.body),
        removed,
        notes,
        outcome.state,
        fields.get("text_status", ""),
        alike,
    )
