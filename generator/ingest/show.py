"""What happened to a speech, for an editor at a terminal: raw text, imported text and present text, with the rule of each edit.

In: the texts and the ledger. Out: lines; nothing is printed. ``paint`` gives a piece its colour: gone, came, faint or head.
"""

import difflib
from collections.abc import Callable, Iterator, Sequence

from generator.model import Edit, Ledger, Note

Paint = Callable[[str, str], str]
"""A piece of text and what it is."""

_AROUND = 12
_MOST = 60
"""Characters of a removed passage that are shown."""
_VISIBLE = str.maketrans(
    {"\n": "⏎", "\r": "␍", "\t": "⇥", "\u00a0": "⍽", "\u3000": "□", "\x1e": "␞", "\f": "␌"}
)


def edits(text: str, ledger: Ledger, paint: Paint) -> Iterator[str]:
    """Raw to imported: one line an edit, with the words around it; above them how often each rule was at work."""
    counts: dict[str, int] = {}
    for edit in ledger.edits:
        counts[edit.rule] = counts.get(edit.rule, 0) + 1
    told = ", ".join(f"{rule} {n}" for rule, n in sorted(counts.items(), key=lambda pair: -pair[1]))
    yield paint(f"--- raw to imported: {len(ledger.edits)} edits{': ' + told if told else ''}", "head")
    for edit in ledger.edits:
        place = f"{edit.start}–{edit.end}"
        yield f"{edit.rule:<17} {paint(f'{place:>13}', 'faint')}  {_around(text, edit, paint)}"


def _around(text: str, edit: Edit, paint: Paint) -> str:
    before, after = text[max(0, edit.start - _AROUND) : edit.start], text[edit.end : edit.end + _AROUND]
    change = f"{paint(_quoted(text[edit.start : edit.end]), 'gone')} → {paint(_quoted(edit.after), 'came')}"
    return f"{before.translate(_VISIBLE)}⟦{change}⟧{after.translate(_VISIBLE)}"


def _quoted(text: str) -> str:
    """A piece in quotation marks, what cannot be seen as its escape; the middle of a long one is cut out, and counted."""
    if len(text) <= _MOST:
        return repr(text)
    return f"{text[: _MOST * 2 // 3]!r} … {text[-_MOST // 3 :]!r} ({len(text):,} characters)"


def notes(text: str, found: Sequence[Note], paint: Paint) -> Iterator[str]:
    """What the rules saw and left: the words, what is doubtful, and what is proposed."""
    if not found:
        return
    yield paint(f"--- open notes: {len(found)}", "head")
    for note in found:
        words = text[note.start : min(note.end, note.start + _MOST)].translate(_VISIBLE)
        proposal = f" → {paint(_quoted(note.proposal), 'came')}" if note.proposal else ""
        place = f"{note.start}–{note.end}"
        yield f"{note.rule:<17} {paint(f'{place:>13}', 'faint')}  ⟦{words}⟧{proposal} {note.message}"


def present(imported: str, now: str, paint: Paint) -> Iterator[str]:
    """Imported to present, paragraph by paragraph; in a corrected one the changed words are painted."""
    old, new = imported.splitlines(), now.splitlines()
    changed = sum(
        tag != "equal" for tag, *_ in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    )
    told = "no change" if not changed else f"{changed} places"
    yield paint(f"--- imported to present: {told}", "head")
    waiting: list[str] = []
    for line in difflib.unified_diff(old, new, "imported", "present", n=1, lineterm=""):
        if line.startswith("-") and not line.startswith("--- imported"):
            waiting.append(line[1:])
            continue
        if line.startswith("+") and not line.startswith("+++ present") and waiting:
            before, after = _words(waiting.pop(0), line[1:], paint)
            yield f"-{before}"
            yield f"+{after}"
            continue
        yield from (f"-{paint(gone, 'gone')}" for gone in waiting)
        waiting.clear()
        if line.startswith("+") and not line.startswith("+++ present"):
            yield f"+{paint(line[1:], 'came')}"
        elif not line.startswith(("---", "+++")):
            yield paint(_cut(line), "faint")
    yield from (f"-{paint(gone, 'gone')}" for gone in waiting)


def _words(old: str, new: str, paint: Paint) -> tuple[str, str]:
    """Two versions of a paragraph, each with its own words painted."""
    before, after = [], []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        before.append(old[i1:i2] if tag == "equal" else paint(old[i1:i2], "gone"))
        after.append(new[j1:j2] if tag == "equal" else paint(new[j1:j2], "came"))
    return "".join(before), "".join(after)


def _cut(line: str) -> str:
    """A line of context, which need not be whole."""
    return line if len(line) <= _MOST else f"{line[:_MOST]}… ({len(line):,} characters)"
