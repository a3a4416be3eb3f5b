"""Repairs of broken lines: those of a fixed width, and those that a wiki breaks at its links.

In: the text with LF as its only line end. Out: edits that join two lines.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from generator.ingest.lines import NUMBERED, Line, ends, filled, split, stops, width
from generator.model import Edit, Value

_EDGE = 6
"""Columns by which a broken line may be short of the width: a word, or a mark that may not begin a line, went to the next one."""
_SPARE = 2
"""Columns that a space at the end of a line may have taken."""
_WORD = re.compile(r"[“‘（《〔「『]*(?:[!-~]+|[０-９．％]+|.)[，。、；：？！）》”’…％%」』〕]*")
"""What a line takes as a whole."""


def hard_wraps(view: str) -> Iterator[Edit]:
    """Join lines that were broken at a fixed width.

    The width is the one that most long lines have. A paragraph goes on in the next line unless that is indented or comes after an
    empty line. Where paragraphs are parted by nothing, a line ends its paragraph if the next word would have had room in it.
    """
    lines = split(view)
    close = sum(bool(a.text and b.text) for a, b in itertools.pairwise(lines))
    if close < 0.05 * len(lines):
        lines = [
            line for line in lines if line.text
        ]  # every line has an empty one under it, so that says nothing
    full = _full_width(lines)
    if not full:
        return
    lines = without_stray_indents(view, lines)
    pairs = [(a, b) for a, b in itertools.pairwise(lines) if a.text and b.text and not b.indent]
    wrap = _Wrap(full, _parted(lines, full), _exact(pairs, full), _characters(pairs, full))
    for line, following in pairs:
        if _goes_on(line, following, wrap):
            yield Edit("hard-wrap", line.end, following.start, _glue(line.text[-1], following.text[0]))


def without_stray_indents(view: str, lines: list[Line]) -> list[Line]:
    """A space that a broken line begins with is no indent, where paragraphs have wider ones or hardly a line has one."""
    sizes = [width(view[line.start : line.start + line.indent]) for line in lines]
    indented = Counter(size for size in sizes if size)
    if not indented:
        return lines
    usual = max(
        size
        for size, count in indented.items()
        if count >= 0.25 * indented.total() or count == max(indented.values())
    )
    rare = indented.total() < 0.05 * len(lines)
    return [
        Line(line.start + line.indent, line.end, line.text, 0)
        if size and (size < 2 or size <= usual / 2 or (rare and size <= 2))
        else line
        for line, size in zip(lines, sizes, strict=True)
    ]


class _Wrap(Value, frozen=True):
    """How a text was wrapped: at ``full`` columns; whether something parts its paragraphs.

    ``exact``: the width that no line but by a mark exceeds, or 0; ``characters``: how many every broken line has, or 0.
    """

    full: int
    parted: bool
    exact: int
    characters: int


def _characters(pairs: Sequence[tuple[Line, Line]], full: int) -> int:
    """How many characters every line has that stops inside a sentence, whatever their width; 0 where they differ."""
    counts = Counter(
        line.end - line.start
        for line, _ in pairs
        if abs(full - _outer_width(line)) <= 2 * _EDGE and not ends(line.text)
    )
    if not counts:
        return 0
    usual, count = counts.most_common(1)[0]
    return usual if count >= 0.97 * counts.total() else 0


def _exact(pairs: Sequence[tuple[Line, Line]], full: int) -> int:
    """The width that lines are filled to, where nearly all that stop inside a sentence could not have taken the next word."""
    inside = [
        (a, b) for a, b in pairs if full - _EDGE <= _outer_width(a) <= full + _EDGE and not ends(a.text)
    ]
    if not inside:
        return 0
    width_of = Counter(_outer_width(a) for a, _ in inside).most_common(1)[0][0]
    filled_up = sum(not _has_room(a, b, width_of) for a, b in inside)
    return width_of if filled_up >= 0.9 * len(inside) else 0


def _has_room(line: Line, following: Line, full: int) -> bool:
    """Whether the next line's first word could have stood in this one."""
    if line.text[-1].isdigit() and following.text[0].isdigit():
        return False
    found = _WORD.match(following.text)
    spare = 0 if ends(line.text) else _SPARE
    return found is not None and width(found[0]) + spare <= full - _outer_width(line)


def _goes_on(line: Line, following: Line, wrap: _Wrap) -> bool:
    """Whether a broken line goes on in the next one."""
    room = wrap.full - _outer_width(line)
    if NUMBERED.match(following.text) and (ends(line.text) or room > _EDGE or NUMBERED.match(line.text)):
        return False
    if wrap.characters and not wrap.parted:
        return line.end - line.start >= wrap.characters
    if wrap.exact and not wrap.parted:
        return not _has_room(line, following, wrap.exact)
    if ends(line.text):
        return room <= _EDGE and wrap.parted
    return room <= max(_EDGE, wrap.full // 4)


def _parted(lines: list[Line], full: int) -> bool:
    """Whether indents or empty lines part the paragraphs: most lines that are clearly short stand before one."""
    short = [
        not b.text or b.indent > 0
        for a, b in itertools.pairwise(lines)
        if a.text and full - _outer_width(a) > _EDGE and stops(a.text)
    ]
    return sum(short) >= max(1, 0.7 * len(short))


def soft_wraps(view: str) -> Iterator[Edit]:
    """Join the lines of a paragraph where empty lines part the paragraphs: a wiki breaks a line at every link.

    Certain where most lines are parted by empty ones, and many of those that are not stand inside a sentence.
    """
    lines = filled(view)
    pairs = list(itertools.pairwise(lines))
    near = [view.count("\n", a.end, b.start) == 1 for a, b in pairs]
    short = [close for (a, _), close in zip(pairs, near, strict=True) if _is_heading(a)]
    crowded = sum(short) > 0.5 * len(short)
    close = [
        (a, b)
        for (a, b), close in zip(pairs, near, strict=True)
        if close and not (_begins(a, b) or (crowded and _is_heading(a)))
    ]
    inside = sum(not ends(a.text) for a, _ in close)
    if len(lines) < 8 or len(close) > 0.6 * len(pairs) or inside < max(2, 0.3 * len(close)):
        return
    for a, b in close:
        yield Edit("hard-wrap", a.end, b.start, _glue(a.text[-1], b.text[0]))


def _is_heading(line: Line) -> bool:
    """A short line with a number that is no sentence; in a text that parts its paragraphs it has empty lines around it."""
    return len(line.text) <= 40 and bool(NUMBERED.match(line.text)) and not ends(line.text)


def _begins(a: Line, b: Line) -> bool:
    """Whether the second of two lines begins something new by its own look."""
    return bool(b.indent or (NUMBERED.match(b.text) and ends(a.text)) or a.text[-1] in "：:")


def _full_width(lines: list[Line]) -> int:
    """The width at which lines are broken, or 0 where they are not: most lines end there, and not with a sentence."""
    widths = Counter(_outer_width(line) for line in lines if line.text)
    total = widths.total()
    if total < 8:
        return 0
    near = {w: sum(widths[w - d] for d in range(7)) for w in widths if 30 <= w <= 140}
    full = max(near, key=lambda w: (near[w], w), default=0)
    at_edge = [line for line in lines if line.text and full - 6 <= _outer_width(line) <= full]
    broken = sum(not ends(line.text) for line in at_edge)
    return full if len(at_edge) >= 0.4 * total and broken >= 0.5 * len(at_edge) else 0


def _outer_width(line: Line) -> int:
    """Columns of a line with its indent, which is mostly of wide spaces."""
    return line.indent * 2 + width(line.text)


def _glue(before: str, after: str) -> str:
    """What joins two lines: a space between two words in Latin letters; nothing inside a number."""
    if before.isdigit() and after.isdigit():
        return ""
    return " " if before.isascii() and after.isascii() and before.isalnum() and after.isalnum() else ""
