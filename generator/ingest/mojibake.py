"""Mojibake inside valid UTF-8: turned back where that is exact, else marked with its extent.

In: a text, and what ``misread.py`` found in it. Out: edits and notes.
"""

from collections.abc import Iterator, Sequence

from generator.ingest.encodings import COMMON
from generator.ingest.misread import LOST, Run
from generator.model import Edit, Note

_MANY = 60
"""Lost characters from which on only their number is said."""
_GAP = 8
"""Characters between two runs that are one to the editor."""
_WINDOW = 60
_ODD = 0.12
"""Share of common characters below which a stretch is no Chinese; lists of names have 0.3."""


def turn_back(found: Sequence[Run]) -> Iterator[Edit]:
    """What was found, as edits: one a line, so that a place in the text stays a place."""
    for run in found:
        yield from (Edit("mojibake", start, end, after) for start, end, after in run.lines)


def notes(found: Sequence[Run]) -> Iterator[Note]:
    """What was turned back, with its extent, and which characters are lost."""
    for first, last, some in _near(found):
        lost = sum(line.count(LOST) for run in some for *_, line in run.lines)
        said = f"，其中{lost}字已无从还原" if lost else ""
        yield Note(
            "mojibake",
            first,
            last,
            f"这一段{last - first}字是乱码（{some[0].how}），已还原{said}，请据原件核对",
        )
        likely = [each for run in some for each in run.lost if each.proposal]
        if len(likely) <= _MANY:
            for each in likely:
                yield Note("mojibake", each.start, each.end, "此字的字节已缺，请据原件补字", each.proposal)


def told_once(notes: Sequence[Note]) -> tuple[Note, ...]:
    """The notes without those that only say that a character is lost, where a proposal for it stands already."""
    known = [(note.start, note.end) for note in notes if note.rule == "mojibake" and note.proposal]
    return tuple(
        note
        for note in notes
        if note.rule != "lost-character"
        or not any(start <= note.start and note.end <= end for start, end in known)
    )


def _near(found: Sequence[Run]) -> Iterator[tuple[int, int, list[Run]]]:
    """Runs with next to nothing between them, as one."""
    some: list[Run] = []
    for run in found:
        if some and run.start > some[-1].end + _GAP:
            yield some[0].start, some[-1].end, some
            some = []
        some.append(run)
    if some:
        yield some[0].start, some[-1].end, some


def unreadable(view: str) -> Iterator[Note]:
    """Stretches of characters that no Chinese text has, as far as they go."""
    first = last = 0
    for start in range(0, len(view), _WINDOW):
        end = min(start + _WINDOW, len(view))
        odd = _is_odd(view[start:end])
        if odd:
            first, last = (first if last else start), end
        if last and (not odd or end == len(view)):
            yield Note(
                "mojibake", first, last, f"这一段{last - first}字是乱码，未能还原，原样保留，请据原件重录"
            )
            first = last = 0


def _is_odd(text: str) -> bool:
    common = len(COMMON.findall(text))
    if common >= _ODD * len(text):
        return False
    foreign = [c for c in text if c > "\x7f" and not c.isspace()]
    if len(foreign) < _WINDOW // 2:
        return False
    broken = sum(c == LOST or "\ue000" <= c <= "\uf8ff" or "\x80" <= c <= "\xa0" for c in foreign)
    return common < _ODD * len(foreign) and (broken > 0 or len(set(foreign)) > len(foreign) // 2)
