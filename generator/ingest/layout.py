"""Repairs of layout: pages, chunks, hard line wraps, indents, spaces.

In: the text with LF as its only line end. Out: edits.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from generator.ingest.lines import CJK, HAN, SPACE, Line, ends, filled, split, stops, width
from generator.model import Edit, Value

_PAGE = re.compile(
    r"(?:[-—–―－·•~]+\s*\d{1,4}\s*[-—–―－·•~]+|第\s*\d{1,4}\s*页(?:[，,/ ]*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}"
    r"|[Pp]age\s*\d{1,4}(?:\s*of\s*\d{1,4})?)"
)
_BARE = re.compile(r"\d{1,4}")
_DIGITS = re.compile(r"[0-9]{1,4}")
_HAN = re.compile(f"[{HAN}]")
_INLINE_PAGES = tuple(
    re.compile(rf"(?<=[{HAN}，、])[{SPACE}]*{form}[{SPACE}]*(?=[{HAN}])")
    for form in (r"[—–―-]+ ?(\d{1,4}) ?[—–―-]+", r"· ?(\d{1,4}) ?·", rf"第[{SPACE}]*(\d{{1,4}})[{SPACE}]*页(?:[{SPACE}]*共[{SPACE}]*\d{{1,4}}[{SPACE}]*页)?")
)
"""Forms of a page number that are certain inside a line."""
_CHUNK = re.compile(r"([0-9]{1,3})[、.．]")
_NUMBERED = re.compile(
    r"(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|第[一二三四五六七八九十]+[章节条，,、]|[㈠-㈩①-⑳]|\d{1,2}(?:、|[.．](?!\d)))"
)

# ------------------------------------------------------------------------------------------------------------- pages

_HEADERS = 0.3
"""Share of the page numbers beside which a running head stands: left and right pages may differ."""


def pages(view: str) -> Iterator[Edit]:
    """Page numbers, and the headers that stand beside them; a sentence that they cut in two is joined."""
    lines = _without_stray_indents(view, filled(view))
    numbers = {i for i, line in enumerate(lines) if _PAGE.fullmatch(line.text)} | _bare_numbers(lines) | _numbered_heads(lines)
    if not numbers:
        yield from _inside_lines(view)
        return
    beside = Counter(
        lines[j].text
        for i in numbers
        for j in (i - 1, i + 1)
        if 0 <= j < len(lines) and j not in numbers and len(lines[j].text) <= 40
    )
    often = max(2, _HEADERS * len(numbers))
    headers = {text for text, count in beside.items() if count >= often and not stops(text)}
    out = set(numbers)
    for i in sorted(numbers):
        out |= {j for j in (i - 1, i + 1) if 0 < j < len(lines) and lines[j].text in headers}
    for first, last in _runs(sorted(out)):
        yield _cut(view, lines, first, last)


def _bare_numbers(lines: list[Line]) -> set[int]:
    """Lines that are a number and nothing else, where at least three of them count up by one."""
    found = [(i, int(line.text)) for i, line in enumerate(lines) if _BARE.fullmatch(line.text)]
    rising = len(found) >= 3 and all(b[1] == a[1] + 1 for a, b in itertools.pairwise(found))
    return {i for i, _ in found} if rising else set()


def _numbered_heads(lines: list[Line]) -> set[int]:
    """Short lines that are the same but for a number, which counts up by one; some of them stand inside a sentence."""
    groups: dict[str, list[int]] = {}
    for i, line in enumerate(lines):
        if len(line.text) <= 40 and not stops(line.text) and len(_DIGITS.findall(line.text)) == 1:
            groups.setdefault(_DIGITS.sub("#", line.text), []).append(i)
    out: set[int] = set()
    for key, places in groups.items():
        values = [int(_DIGITS.findall(lines[i].text)[0]) for i in places]
        rising = all(b == a + 1 for a, b in itertools.pairwise(values))
        inside = sum(i > 0 and not ends(lines[i - 1].text) for i in places)
        if len(places) >= 3 and rising and inside >= 0.3 * len(places) and len(_HAN.findall(key)) >= 4 and not _NUMBERED.match(key):
            out |= set(places)
    return out


def _inside_lines(view: str) -> Iterator[Edit]:
    """Page numbers that stand inside a line, between two characters: one form, counting up by one."""
    for pattern in _INLINE_PAGES:
        found = list(pattern.finditer(view))
        if len(found) >= 3 and all(int(b[1]) == int(a[1]) + 1 for a, b in itertools.pairwise(found)):
            for each in found:
                yield Edit("page-furniture", each.start(), each.end(), "")
            return


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    first = 0
    for i in range(1, len(numbers) + 1):
        if i == len(numbers) or numbers[i] != numbers[i - 1] + 1:
            yield numbers[first], numbers[i - 1]
            first = i


def _cut(view: str, lines: list[Line], first: int, last: int) -> Edit:
    """Take lines out; what stood before and after is joined where a sentence was cut."""
    start = lines[first - 1].end if first else 0
    if last + 1 == len(lines):
        return Edit("page-furniture", start, len(view), "")
    if not first:
        return Edit("page-furniture", start, lines[last + 1].start, "")
    following = lines[last + 1]
    cut = not ends(lines[first - 1].text) and not following.indent and not _NUMBERED.match(following.text)
    return Edit("page-furniture", start, following.start, "" if cut else "\n")


# ------------------------------------------------------------------------------------------------------------ chunks


def chunk_markers(view: str) -> Iterator[Edit]:
    """Numbers that some program put before each piece of a text that it cut: ``1、`` … ``27、`` at line starts.

    Certain where they count up from 1 without a gap, and most of them stand inside a sentence. Where lines without a mark show that
    paragraphs have their own, a piece that begins after a sentence begins one.
    """
    lines = filled(view)
    marks = [_CHUNK.match(line.text) for line in lines]
    found = [(i, mark) for i, mark in enumerate(marks) if mark]
    if len(found) < 3 or [int(mark[1]) for _, mark in found] != list(range(1, len(found) + 1)):
        return
    first, last = found[0][0], found[-1][0]
    whole = last - first + 1 == len(found)
    inside = sum(not stops(lines[i - 1].text) for i, _ in found[1:])
    if inside < 0.6 * (len(found) - 1):
        return
    for i, mark in found:
        start = lines[i - 1].end if i > first and (whole or not stops(lines[i - 1].text)) else lines[i].start
        yield Edit("chunk-marker", start, lines[i].start + lines[i].indent + mark.end(), "")


# -------------------------------------------------------------------------------------------------------- hard wraps

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
        lines = [line for line in lines if line.text]  # every line has an empty one under it, so that says nothing
    full = _full_width(lines)
    if not full:
        return
    lines = _without_stray_indents(view, lines)
    pairs = [(a, b) for a, b in itertools.pairwise(lines) if a.text and b.text and not b.indent]
    wrap = _Wrap(full, _parted(lines, full), _exact(pairs, full), _characters(pairs, full))
    for line, following in pairs:
        if _goes_on(line, following, wrap):
            yield Edit("hard-wrap", line.end, following.start, _glue(line.text[-1], following.text[0]))


def _without_stray_indents(view: str, lines: list[Line]) -> list[Line]:
    """A space that a broken line begins with is no indent, where paragraphs have wider ones or hardly a line has one."""
    sizes = [width(view[line.start : line.start + line.indent]) for line in lines]
    indented = Counter(size for size in sizes if size)
    if not indented:
        return lines
    usual = max(size for size, count in indented.items() if count >= 0.25 * indented.total() or count == max(indented.values()))
    rare = indented.total() < 0.05 * len(lines)
    return [
        Line(line.start + line.indent, line.end, line.text, 0) if size and (size < 2 or size <= usual / 2 or (rare and size <= 2)) else line
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
        line.end - line.start for line, _ in pairs if abs(full - _outer_width(line)) <= 2 * _EDGE and not ends(line.text)
    )
    if not counts:
        return 0
    usual, count = counts.most_common(1)[0]
    return usual if count >= 0.97 * counts.total() else 0


def _exact(pairs: Sequence[tuple[Line, Line]], full: int) -> int:
    """The width that lines are filled to, where nearly all that stop inside a sentence could not have taken the next word."""
    inside = [(a, b) for a, b in pairs if full - _EDGE <= _outer_width(a) <= full + _EDGE and not ends(a.text)]
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
    if _NUMBERED.match(following.text) and (ends(line.text) or room > _EDGE or _NUMBERED.match(line.text)):
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
        not b.text or b.indent > 0 for a, b in itertools.pairwise(lines) if a.text and full - _outer_width(a) > _EDGE and stops(a.text)
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
    return len(line.text) <= 40 and bool(_NUMBERED.match(line.text)) and not ends(line.text)


def _begins(a: Line, b: Line) -> bool:
    """Whether the second of two lines begins something new by its own look."""
    return bool(b.indent or (_NUMBERED.match(b.text) and ends(a.text)) or a.text[-1] in "：:")


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


# ------------------------------------------------------------------------------------------------------------ spaces

_OUTER = re.compile(rf"^[{SPACE}]+|[{SPACE}]+$", re.M)
_BETWEEN = re.compile(rf"(?<=[{CJK}])[{SPACE}]+(?=[{CJK}])")
_BESIDE = re.compile(rf"(?<=[{CJK}])[{SPACE}]+(?=[A-Za-z0-9%])|(?<=[A-Za-z0-9%])[{SPACE}]+(?=[{CJK}])")
_DATE = re.compile(
    rf"(?<![\d.])(?:\d(?:[{SPACE}]+\d){{3}}|\d{{4}})(?:[{SPACE}]*年(?:[{SPACE}]*\d(?:[{SPACE}]*\d)?[{SPACE}]*月(?:[{SPACE}]*\d(?:[{SPACE}]*\d)?[{SPACE}]*日)?)?)"
)
_SPACES = re.compile(rf"[{SPACE}]+")
_APART = re.compile(rf"(?<![\d.])\d(?:[{SPACE}]\d){{2,}}(?!\d)")
_OFTEN = 3
"""Numbers of three digits or more with a space after each, from which on a text is one that writes them so."""
_IN_NUMBER = re.compile(rf"(?<=\d)[{SPACE}]+(?=[\d.．％%{HAN}])|(?<=[.．{HAN}])[{SPACE}]+(?=\d)|(?<=[.．])[{SPACE}]+(?=\d)")


def indents(view: str) -> Iterator[Edit]:
    """White space before and after a line: indents are the theme's work."""
    for found in _OUTER.finditer(view):
        yield Edit("indent", found.start(), found.end(), "")


def spaced_digits(view: str) -> Iterator[Edit]:
    """``1 9 9 3 年3 月`` is a date; in a text that writes its years so, every number with single digits apart is one."""
    inside = []
    for found in _DATE.finditer(view):
        inside += [space.span() for space in _SPACES.finditer(view, found.start(), found.end())]
    if sum(1 for _ in _APART.finditer(view)) >= _OFTEN:
        inside += [
            found.span()
            for found in _IN_NUMBER.finditer(view)
            if not (view[found.start() - 2 : found.start()].isdigit() and view[found.end() : found.end() + 2].isdigit())
            or found.start() < 2
        ]
    for start, end in sorted(set(inside)):
        yield Edit("spaced-digits", start, end, "")


def is_spaced(view: str) -> bool:
    """Whether spaces stand between characters all over a text: then none of them was meant."""
    return len(_BETWEEN.findall(view)) >= max(8, len(view) // 200)


def stray_spaces(view: str) -> Iterator[Edit]:
    """Spaces inside Chinese sentences. In a short line without a sentence they may divide names or words, and stay."""
    everywhere = is_spaced(view)
    for line in filled(view):
        if not everywhere and len(line.text) < 40 and not ends(line.text) and not _NUMBERED.match(line.text):
            continue
        for found in _BETWEEN.finditer(view, line.start, line.end):
            yield Edit("stray-space", found.start(), found.end(), "")
        if everywhere:
            for found in _BESIDE.finditer(view, line.start, line.end):
                yield Edit("stray-space", found.start(), found.end(), "")


def paragraphs(view: str) -> Iterator[Edit]:
    """One empty line between paragraphs, none before the first, one LF at the end."""
    lines = filled(view)
    if not lines:
        return
    if lines[0].start:
        yield Edit("paragraph-break", 0, lines[0].start, "")
    for line, following in itertools.pairwise(lines):
        yield Edit("paragraph-break", line.end, following.start, "\n\n")
    yield Edit("last-line", lines[-1].end, len(view), "\n")
