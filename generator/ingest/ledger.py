"""The ledger: how a Markdown body was made from a raw text, as edits that can be replayed.

In: a text and edits in its code points. Out: the body, exactly. Edits of several passes compose into one list; the list is
sorted, without overlap, and minimal. Two edits may touch; two insertions at one place apply in their order.
"""

import hashlib
import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from generator import frontmatter
from generator.ingest.rules import permitted
from generator.model import Edit, Ledger, Note, Problem, RawFile, SiteError

_SHA256 = re.compile(r"[0-9a-f]{64}")


def digest(text: str) -> str:
    """SHA-256 of a text as UTF-8; a lone surrogate, which UTF-8 has no form for, counts as its three bytes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Replace each ``text[start:end]`` by ``after``. ValueError if edits overlap, go back or leave the text."""
    parts: list[str] = []
    done = 0
    for edit in edits:
        if not done <= edit.start <= edit.end <= len(text):
            raise ValueError(
                f"edit {edit.start}–{edit.end} of rule {edit.rule!r} overlaps another or leaves the text"
            )
        parts.append(text[done : edit.start])
        parts.append(edit.after)
        done = edit.end
    parts.append(text[done:])
    return "".join(parts)


def invert(text: str, edits: Iterable[Edit]) -> list[Edit]:
    """The edits that lead from the body back to ``text``."""
    back: list[Edit] = []
    shift = 0
    for edit in edits:
        start = edit.start + shift
        back.append(Edit(edit.rule, start, start + len(edit.after), text[edit.start : edit.end]))
        shift += len(edit.after) - (edit.end - edit.start)
    return back


def minimal(text: str, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The same change without what it leaves as it was: touching edits of one rule joined, common ends trimmed."""
    joined: list[Edit] = []
    for edit in edits:
        before = joined[-1] if joined else None
        if before and before.rule == edit.rule and before.end == edit.start:
            joined[-1] = Edit(edit.rule, before.start, edit.end, before.after + edit.after)
        else:
            joined.append(edit)
    return tuple(trimmed for edit in joined if (trimmed := _trim(text, edit)))


def _trim(text: str, edit: Edit) -> Edit | None:
    start, end, after = edit.start, edit.end, edit.after
    left = 0
    while left < min(end - start, len(after)) and text[start + left] == after[left]:
        left += 1
    right = 0
    while (
        right < min(end - start, len(after)) - left and text[end - right - 1] == after[len(after) - right - 1]
    ):
        right += 1
    if left == end - start == len(after):
        return None
    if not left and not right:
        return edit
    return Edit(edit.rule, start + left, end - right, after[left : len(after) - right])


def compose(first: Sequence[Edit], second: Sequence[Edit]) -> list[Edit]:
    """One list that does what ``first`` and then ``second`` do: ``apply(apply(t, a), b) == apply(t, compose(a, b))``.

    What both touch belongs to the rule of ``second``; what ``first`` had taken out before stays with its rule.
    """
    seam = _Seam(first)
    for edit in second:
        seam.keep(edit.start)
        start, end = seam.drop(edit)
        seam.out.append(Edit(edit.rule, start, end, edit.after))
    seam.rest()
    return seam.out


class _Seam:
    """A walk along the text between two lists of edits: ``raw`` and ``middle`` are the same place in both texts."""

    def __init__(self, first: Sequence[Edit]) -> None:
        self.out: list[Edit] = []
        self._coming = iter(first)
        self._head: Edit | None = next(self._coming, None)
        self._raw = self._middle = 0

    def keep(self, until: int) -> None:
        """Go to the offset ``until`` of the middle text; edits on the way stay."""
        while (head := self._head) is not None:
            middle = self._middle + head.start - self._raw
            if middle > until or (middle == until and head.after):
                break
            take = until - middle
            self.out.append(Edit(head.rule, head.start, head.end, head.after[:take]))
            self._raw, self._middle = head.end, middle + min(take, len(head.after))
            if take < len(head.after):
                self._head = Edit(head.rule, head.end, head.end, head.after[take:])
                break
            self._head = next(self._coming, None)
        self._raw += until - self._middle
        self._middle = until

    def drop(self, edit: Edit) -> tuple[int, int]:
        """Go to the end of an edit of the second list; edits on the way are replaced, but for deletions.

        Returns the range of the raw text that is left for it behind the last of those.
        """
        start, until = self._raw, edit.end
        while (head := self._head) is not None:
            middle = self._middle + head.start - self._raw
            if middle >= until:
                break
            take = until - middle
            if take < len(head.after):
                self._raw, self._middle = head.start, until
                self._head = Edit(head.rule, head.start, head.end, head.after[take:])
                return start, self._raw
            if not head.after:
                if start < head.start:
                    self.out.append(Edit(edit.rule, start, head.start, ""))
                self.out.append(head)
                start = head.end
            self._raw, self._middle = head.end, middle + len(head.after)
            self._head = next(self._coming, None)
        self._raw += until - self._middle
        self._middle = until
        return start, self._raw

    def rest(self) -> None:
        """What is left of the first list stays."""
        if self._head is not None:
            self.out.append(self._head)
            self.out.extend(self._coming)


class Places:
    """Offsets of a body as offsets of the text that it was made from."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._edits = edits
        self._starts: list[int] = []
        shift = 0
        for edit in edits:
            self._starts.append(edit.start + shift)
            shift += len(edit.after) - (edit.end - edit.start)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The range of the raw text that ``body[start:end]`` came from."""
        low = self._point(start, 0)
        return (low, max(low, self._point(end - 1, 1))) if end > start else (low, low)

    def _point(self, offset: int, behind: int) -> int:
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return offset + behind
        edit, begins = self._edits[index], self._starts[index]
        if offset < begins + len(edit.after):
            return edit.end if behind else edit.start
        return edit.end + offset - begins - len(edit.after) + behind


# ---------------------------------------------------------------------------------------------------- the file


def dump(ledger: Ledger) -> bytes:
    """The ledger as JSON: one edit and one note a line, so that git shows what changed."""

    def line(value: object) -> str:
        return json.dumps(value, ensure_ascii=False)

    def rows(values: Iterable[Edit | Note | RawFile]) -> str:
        inner = ",\n".join(
            "  " + line({k: v for k, v in msgspec.to_builtins(value).items() if v is not None})
            for value in values
        )
        return f"[\n{inner}\n ]" if inner else "[]"

    text = (
        f'{{"version": {ledger.version},\n'
        f' "raw": {rows(ledger.raw)},\n'
        f' "text": {line({"sha256": ledger.text_sha256})},\n'
        f' "body": {line({"sha256": ledger.body_sha256})},\n'
        f' "edits": {rows(ledger.edits)},\n'
        f' "notes": {rows(ledger.notes)}}}\n'
    )
    return text.encode("utf-8", "surrogatepass")


def parse(data: bytes) -> Ledger:
    """Read the file of ``dump``. ValueError says what is wrong."""
    try:
        values: Any = json.loads(data)
        return Ledger(
            raw=tuple(msgspec.convert(row, RawFile) for row in values["raw"]),
            text_sha256=str(values["text"]["sha256"]),
            body_sha256=str(values["body"]["sha256"]),
            edits=tuple(msgspec.convert(row, Edit) for row in values["edits"]),
            notes=tuple(msgspec.convert(row, Note) for row in values["notes"]),
            version=int(values["version"]),
        )
    except (KeyError, TypeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise ValueError(f"not a ledger: {error}") from None


def raw_path(folder: Path, raw: RawFile) -> Path:
    """Where a raw file lies: beside its ledger in ``raw/<id>/``; one that holds several speeches once, in ``raw/_files/<sha12>/``.

    ValueError where the ledger's words would lead elsewhere.
    """
    if Path(raw.file).name != raw.file or "\\" in raw.file:
        raise ValueError("a raw file is named without a folder")
    if raw.part is None:
        return folder / raw.file
    if not _SHA256.fullmatch(raw.sha256):
        raise ValueError("the sha256 of a raw file is 64 hexadecimal digits")
    return folder.parent / "_files" / raw.sha256[:12] / raw.file


def read_text(folder: Path, ledger: Ledger) -> str:
    """The decoded text behind a ledger: ``text.txt`` where there is one, else the raw file as UTF-8."""
    kept = folder / "text.txt"
    if kept.is_file():
        return kept.read_bytes().decode("utf-8", "surrogatepass")
    return raw_path(folder, ledger.raw[0]).read_bytes().decode("utf-8", "surrogatepass")


def imported_body(content: Path, id: str) -> str:
    """The body that the import wrote, replayed. SiteError where raw text and ledger do not fit."""
    folder = content / "raw" / id
    try:
        ledger = parse((folder / "ledger.json").read_bytes())
        return apply(read_text(folder, ledger), ledger.edits)
    except (OSError, ValueError, IndexError) as error:
        raise SiteError(f"content/raw/{id}: the ledger cannot be replayed: {error}") from None


def verify(content: Path) -> tuple[tuple[Problem, ...], list[str]]:
    """Replay every ledger of an archive: what is wrong, and the ids of the speeches that were edited since."""
    problems: list[Problem] = []
    edited: list[str] = []
    for path in sorted((content / "raw").glob("*/ledger.json")):
        id = path.parent.name
        faults, changed = _verify_one(content, path)
        problems += [Problem(f"raw/{id}/ledger.json", 1, "error", "ledger", fault) for fault in faults]
        if changed and not faults:
            edited.append(id)
    return tuple(problems), edited


def _verify_one(content: Path, path: Path) -> tuple[list[str], bool]:
    try:
        ledger = parse(path.read_bytes())
        faults = _raw_faults(path.parent, ledger)
        text = read_text(path.parent, ledger)
        speech = content / "speeches" / f"{path.parent.name}.md"
        body = frontmatter.split(speech.read_text("utf-8")).body if speech.is_file() else None
    except (OSError, ValueError, IndexError) as error:
        return [f"the ledger cannot be checked: {error}"], False
    if digest(text) != ledger.text_sha256:
        faults.append("the decoded raw text is not the one that the ledger was made from")
    faults += [fault for edit in ledger.edits if (fault := permitted(edit, text[edit.start : edit.end]))]
    try:
        replayed = apply(text, ledger.edits)
    except ValueError as error:
        return [*faults, str(error)], False
    if digest(replayed) != ledger.body_sha256:
        faults.append("raw text and edits do not give the imported body")
    if body is None:
        return [*faults, f"there is no speeches/{path.parent.name}.md"], False
    return faults, digest(body) != ledger.body_sha256


def _raw_faults(folder: Path, ledger: Ledger) -> list[str]:
    faults = []
    for raw in ledger.raw:
        found = hashlib.sha256(raw_path(folder, raw).read_bytes()).hexdigest()
        if found != raw.sha256:
            faults.append(f"{raw.file} was changed: its sha256 is {found[:12]}…, expected {raw.sha256[:12]}…")
    return faults
