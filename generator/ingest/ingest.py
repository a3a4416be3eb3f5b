"""Import of one file: it becomes front matter, Markdown body and ledger.

In: bytes and a file name. Out: ``Imported``. Pure; ``receive.py`` reads the files and says what is to be written.
"""

import hashlib
from types import MappingProxyType
from typing import Any

import msgspec

from generator.ingest import breaks, headings, layout, markdown, marks, misread, mojibake
from generator.ingest.clean import FIRST, ONE_BLOCK, SECOND, flag_all, repair_all
from generator.ingest.decode import Decoded, decode
from generator.ingest.draft import Draft, finish, remark, repair
from generator.ingest.eras import Bounds
from generator.ingest.facts import Facts, read_facts
from generator.ingest.ledger import digest
from generator.ingest.metadata import titled, with_file
from generator.ingest.opening import Opening, opening
from generator.ingest.split import joints
from generator.model import Ledger, RawFile, SiteError, Value

NO_BOUNDS: Bounds = MappingProxyType({})
_LAYERS = 3
"""Times that a text may have been decoded wrongly, one after the other."""


class Imported(Value, frozen=True):
    """A speech as the import makes it: ``fields`` in the order of front matter; ``text``: the decoded raw text."""

    fields: dict[str, Any]
    body: str
    text: str
    plain: bool
    """Whether the raw bytes are ``text`` in UTF-8."""
    ledger: Ledger


def ingest(raw: bytes, name: str, bounds: Bounds = NO_BOUNDS) -> Imported:
    """Import one raw file. SiteError (one line) where it is empty, binary, or nothing is left of it.

    ``bounds``: phrase → (earliest, until) from the glossary, for undated texts.
    """
    decoded = decode(raw, name)
    file = RawFile(name, hashlib.sha256(raw).hexdigest(), decoded.decoder, decoded.encoding, decoded.part)
    return ingest_text(decoded, name, (file,), bounds)


def ingest_text(
    decoded: Decoded, name: str, files: tuple[RawFile, ...], bounds: Bounds = NO_BOUNDS
) -> Imported:
    """Import one decoded text, which may be a part of a file or several files in a row (joined by U+001E)."""
    is_markdown = name.lower().endswith((".md", ".markdown"))
    draft = _begin(decoded)
    draft = repair(draft, joints(draft.view))
    head, draft = markdown.read(draft) if is_markdown else _read(draft)
    draft = flag_all(draft)
    draft = msgspec.structs.replace(draft, notes=mojibake.told_once(draft.notes))
    head = titled(head, decoded.facts)
    facts = with_file(read_facts(head, draft.view, name, bounds, draft.notes, _removed(draft)), decoded.facts)
    draft = remark(draft, facts.notes)
    draft = finish(repair(draft, markdown.paragraphs(draft.view)) if is_markdown else _mark(draft, decoded))
    if not draft.view.strip() or (len(draft.view) < 300 and "版本包括" in draft.view):
        raise SiteError(f"{name}: nothing of the text is a speech")
    ledger = Ledger(files, digest(decoded.text), digest(draft.view), draft.edits, draft.notes)
    return Imported(_fields(facts, files), draft.view, decoded.text, decoded.plain, ledger)


def _begin(decoded: Decoded) -> Draft:
    """The text as it was meant: what was decoded wrongly before it came here is turned back, twice where it went wrong twice."""
    draft = Draft(decoded.text, decoded.text, (), decoded.notes)
    for _ in range(_LAYERS):
        found = misread.runs(draft.view)
        if not found:
            break
        draft = repair(remark(draft, mojibake.notes(found)), mojibake.turn_back(found))
    return remark(draft, mojibake.unreadable(draft.view))


def _read(draft: Draft) -> tuple[Opening, Draft]:
    """Clean a plain text, and take its opening out."""
    draft = repair_all(draft, FIRST)
    head = opening(draft.view, layout.is_spaced(draft.view))
    draft = repair(remark(draft, head.notes), head.edits)
    draft = remark(draft, breaks.block_notes(draft.view))
    return head, repair_all(draft, ONE_BLOCK if breaks.is_block(draft.view) else SECOND)


def _removed(draft: Draft) -> str:
    """The furniture that was taken away, for the facts that it tells."""
    return "\n".join(
        draft.text[edit.start : edit.end] for edit in draft.edits if edit.rule.startswith("furniture")
    )


def _mark(draft: Draft, decoded: Decoded) -> Draft:
    """Write Markdown's marks, then the empty lines between paragraphs."""
    named = headings.said(draft, decoded.headings)
    draft = repair(draft, headings.as_said(draft.view, marks.marks(draft.view), named))
    return repair(draft, layout.paragraphs(draft.view))


def _fields(facts: Facts, files: tuple[RawFile, ...]) -> dict[str, Any]:
    source = {"files": [{"name": file.file, "sha256": file.sha256} for file in files], **facts.source}
    fields = {**facts.fields, "source": source}
    if facts.traditional:
        fields["lang"] = "zh-Hant"
    return fields
