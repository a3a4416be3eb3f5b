"""Import of one file: it becomes front matter, Markdown body and ledger.

In: bytes and a file name. Out: ``Imported``. Pure; ``receive.py`` reads the files and says what is to be written.
"""

import hashlib
from types import MappingProxyType
from typing import Any

from generator.ingest import breaks, layout, markdown, marks
from generator.ingest.clean import FIRST, ONE_BLOCK, SECOND, flag_all, repair_all
from generator.ingest.decode import Decoded, decode
from generator.ingest.draft import Draft, begin, finish, remark, repair
from generator.ingest.eras import Bounds
from generator.ingest.facts import Facts, read_facts
from generator.ingest.ledger import digest
from generator.ingest.opening import Opening, opening
from generator.model import Ledger, RawFile, SiteError, Value

NO_BOUNDS: Bounds = MappingProxyType({})


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
    is_markdown = name.lower().endswith((".md", ".markdown"))
    head, draft = markdown.read(begin(decoded.text)) if is_markdown else _read(begin(decoded.text))
    draft = flag_all(draft)
    facts = read_facts(head, draft.view, name, bounds, draft.notes, _removed(draft))
    draft = remark(draft, facts.notes)
    draft = finish(repair(draft, markdown.paragraphs(draft.view)) if is_markdown else _mark(draft))
    if not draft.view.strip() or (len(draft.view) < 300 and "版本包括" in draft.view):
        raise SiteError(f"{name}: nothing of the text is a speech")
    sha256 = hashlib.sha256(raw).hexdigest()
    return Imported(
        _fields(facts, name, sha256),
        draft.view,
        decoded.text,
        decoded.plain,
        _ledger(draft, decoded, name, sha256),
    )


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


def _mark(draft: Draft) -> Draft:
    """Write Markdown's marks, then the empty lines between paragraphs."""
    draft = repair(draft, marks.marks(draft.view))
    return repair(draft, layout.paragraphs(draft.view))


def _fields(facts: Facts, name: str, sha256: str) -> dict[str, Any]:
    source = {"files": [{"name": name, "sha256": sha256}], **facts.source}
    fields = {**facts.fields, "source": source}
    if facts.traditional:
        fields["lang"] = "zh-Hant"
    return fields


def _ledger(draft: Draft, decoded: Decoded, name: str, sha256: str) -> Ledger:
    raw = RawFile(name, sha256, "text", decoded.encoding)
    return Ledger((raw,), digest(decoded.text), digest(draft.view), draft.edits, draft.notes)
