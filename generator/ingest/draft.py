"""A text on its way from raw to body: what stands there now, and the edits that led to it.

Every rule is a function from the present text (``view``) to edits in its code points; ``repair`` composes them with those made
before. So the ledger is exact by construction, whatever the rules do.
"""

from collections.abc import Iterable

from generator.ingest.ledger import Places, apply, compose, minimal
from generator.model import Edit, Note, Value


class Draft(Value, frozen=True):
    """``apply(text, edits) == view``; notes are in code points of ``text``."""

    text: str
    view: str
    edits: tuple[Edit, ...] = ()
    notes: tuple[Note, ...] = ()


def begin(text: str) -> Draft:
    """A draft without edits."""
    return Draft(text, text)


def repair(draft: Draft, edits: Iterable[Edit]) -> Draft:
    """Apply a rule's edits, which are in code points of the view, in any order but without overlap."""
    small = minimal(draft.view, sorted(edits, key=lambda edit: (edit.start, edit.end)))
    if not small:
        return draft
    return Draft(draft.text, apply(draft.view, small), tuple(compose(draft.edits, small)), draft.notes)


def remark(draft: Draft, notes: Iterable[Note]) -> Draft:
    """Add notes whose places are in code points of the view."""
    found = list(notes)
    if not found:
        return draft
    places = Places(draft.edits)
    moved = []
    for note in found:
        start, end = places.span(note.start, note.end)
        moved.append(Note(note.rule, start, end, note.message, note.proposal))
    return Draft(draft.text, draft.view, draft.edits, (*draft.notes, *moved))


def finish(draft: Draft) -> Draft:
    """Trim the composed edits and put the notes in order."""
    return Draft(draft.text, draft.view, minimal(draft.text, draft.edits), in_order(draft.notes))


def in_order(notes: Iterable[Note]) -> tuple[Note, ...]:
    """Notes by their place, each once; those of one place by what they say, so that the order is always the same."""
    return tuple(sorted(set(notes), key=lambda n: (n.start, n.end, n.rule, n.message, n.proposal or "")))
