"""Headings that a file itself names by their style, put into the marks that were worked out from the text.

In: the cleaned text, the edits of ``marks.py``, the lines that the file calls headings. Out: edits. What the file says of a line goes
before what its number says; lines of which it says nothing keep their rank under those.
"""

from collections.abc import Iterable, Mapping, Sequence

from generator.ingest.decoded import Heading
from generator.ingest.draft import Draft
from generator.ingest.lines import filled, squeezed
from generator.model import Edit

_TOP, _DEEPEST = 2, 6
"""Levels of headings in a speech: the title has the first."""
_OF_A_LINE = ("heading", "run-in")


def said(draft: Draft, headings: Sequence[Heading]) -> dict[int, int]:
    """Start of a line of the view → its level, for each heading that still is a line of its own."""
    named = [heading for heading in headings if heading.level > 0]
    lines = filled(draft.view)
    ranks = {
        level: min(_DEEPEST, _TOP + rank)
        for rank, level in enumerate(sorted({heading.level for heading in named}))
    }
    found: dict[int, int] = {}
    for heading in named:
        text = draft.text[heading.start : heading.end]
        at = _forward(draft.edits, heading.start + (len(text) - len(text.lstrip()) + len(text.rstrip())) // 2)
        line = next((line for line in lines if line.start <= at < line.end), None)
        if line and squeezed(line.text) == squeezed(text):
            found[line.start + line.indent] = ranks[heading.level]
    return found


def _forward(edits: Iterable[Edit], at: int) -> int:
    """An offset of the text as one of the view."""
    shift = 0
    for edit in edits:
        if edit.end > at:
            break
        shift += len(edit.after) - (edit.end - edit.start)
    return at + shift


def as_said(view: str, edits: Iterable[Edit], levels: Mapping[int, int]) -> list[Edit]:
    """The marks with the headings that the file names; where it names none, as they are."""
    marks = list(edits)
    if not levels:
        return marks
    known = {edit.start: len(edit.after) - 1 for edit in marks if edit.rule == "heading"}
    like: dict[int, int] = {}
    for start, level in levels.items():
        if start in known:
            like[known[start]] = min(level, like.get(known[start], level))
    lines = {line.start + line.indent: line for line in filled(view) if line.start + line.indent in levels}
    inside = [(start, line.end) for start, line in lines.items()]
    kept = [edit for edit in marks if not _belongs(edit, inside, levels)]
    ranked = [
        Edit("heading", e.start, e.end, "#" * _rank(len(e.after) - 1, like) + " ")
        if e.rule == "heading"
        else e
        for e in kept
    ]
    return [*ranked, *(Edit("heading", start, start, "#" * levels[start] + " ") for start in lines)]


def _belongs(edit: Edit, inside: Sequence[tuple[int, int]], levels: Mapping[int, int]) -> bool:
    """Whether a mark is one that the file's own heading replaces: its hashes, bold type, or the escape of its first character."""
    if edit.rule in _OF_A_LINE:
        return any(start <= edit.start <= end for start, end in inside)
    return edit.rule == "escape" and edit.start in levels


def _rank(level: int, like: Mapping[int, int]) -> int:
    """The level of a heading that the file does not name: that of its like, else one below those above it."""
    if level in like:
        return like[level]
    return min(
        _DEEPEST, max([level, *(named + 1 for worked_out, named in like.items() if worked_out < level)])
    )
