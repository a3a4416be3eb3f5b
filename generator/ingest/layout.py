"""Repairs of layout: pages, chunks, indents, spaces.

In: the text with LF as its only line end. Out: edits.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterator

from generator.ingest.lines import CJK, HAN, NUMBERED, SPACE, Line, ends, filled, stops
from generator.ingest.wraps import without_stray_indents
from generator.model import Edit

_PAGE = re.compile(
    r"(?:[-—–―－·•~]+\s*\d{1,4}\s*[-—–―－·•~]+|第\s*\d{1,4}\s*页(?:[，,/ ]*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}"
    r"|[Pp]age\s*\d{1,4}(?:\s*of\s*\d{1,4})?)"
)
_BARE = re.compile(r"\d{1,4}")
_DIGITS = re.compile(r"[0-9]{1,4}")
_HAN = re.compile(f"[{HAN}]")
_INLINE_PAGES = tuple(
    re.compile(rf"(?<=[{HAN}，、])[{SPACE}]*{form}[{SPACE}]*(?=[{HAN}])")
    for form in (
        r"[—–―-]+ ?(\d{1,4}) ?[—–―-]+",
        r"· ?(\d{1,4}) ?·",
        rf"第[{SPACE}]*(\d{{1,4}})[{SPACE}]*页(?:[{SPACE}]*共[{SPACE}]*\d{{1,4}}[{SPACE}]*页)?",
    )
)
"""Forms of a page number that are certain inside a line."""
_CHUNK = re.compile(r"([0-9]{1,3})[、.．]")

# ------------------------------------------------------------------------------------------------------------- pages

_HEADERS = 0.3
"""Share of the page numbers beside which a running head stands: left and right pages may differ."""


def pages(view: str) -> Iterator[Edit]:
    """Page numbers, and the headers that stand beside them; a sentence that they cut in two is joined."""
    lines = without_stray_indents(view, filled(view))
    numbers = (
        {i for i, line in enumerate(lines) if _PAGE.fullmatch(line.text)}
        | _bare_numbers(lines)
        | _numbered_heads(lines)
    )
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
        if (
            len(places) >= 3
            and rising
            and inside >= 0.3 * len(places)
            and len(_HAN.findall(key)) >= 4
            and not NUMBERED.match(key)
        ):
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
    cut = not ends(lines[first - 1].text) and not following.indent and not NUMBERED.match(following.text)
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


# ------------------------------------------------------------------------------------------------------------ spaces

_OUTER = re.compile(rf"^[{SPACE}]+|[{SPACE}]+$", re.M)
_BETWEEN = re.compile(rf"(?<=[{CJK}])[{SPACE}]+(?=[{CJK}])")
_BESIDE = re.compile(rf"(?<=[{CJK}])[{SPACE}]+(?=[A-Za-z0-9%])|(?<=[A-Za-z0-9%])[{SPACE}]+(?=[{CJK}])")
_DATE = re.compile(
    rf"(?<![\d.])(?:\d(?:[{SPACE}]+\d){{3}}|\d{{4}})(?:[{SPACE}]*年(?:[{SPACE}]*\d(?:[{SPACE}]*\d)?[{SPACE}]*月(?:[{SPACE}]*\d(?:[{SPACE}]*\d)?[{SPACE}]*日)?)?)"
)
_SPACES = re.compile(rf"[{SPACE}]+")
_APART = re.compile(rf"(?<![\d.])\d(?:[{SPACE}]\d){{2,}}(?!\d)")
_COUNTED = re.compile(
    rf"(?<![\d.])\d(?:[{SPACE}]\d)+[{SPACE}]*"
    r"(?=[件个個名人户戶万萬亿億元天次项項条條家所处處座里亩畝吨米岁歲种種位台套间間栋篇份场場批期组組支只头頭本张張辆多余%％。])"
)
"""A number with its digits apart before what it counts."""
_OFTEN = 3
"""Numbers of three digits or more with a space after each, from which on a text is one that writes them so."""
_IN_NUMBER = re.compile(
    rf"(?<=\d)[{SPACE}]+(?=[\d.．％%{HAN}])|(?<=[.．{HAN}])[{SPACE}]+(?=\d)|(?<=[.．])[{SPACE}]+(?=\d)"
)


def indents(view: str) -> Iterator[Edit]:
    """White space before and after a line: indents are the theme's work."""
    for found in _OUTER.finditer(view):
        yield Edit("indent", found.start(), found.end(), "")


def spaced_digits(view: str) -> Iterator[Edit]:
    """``1 9 9 3 年3 月`` is a date; in a text that writes its years so, every number with single digits apart is one.

    Where one number is written so, ``3 1 件`` is another.
    """
    inside = []
    for found in _DATE.finditer(view):
        inside += [space.span() for space in _SPACES.finditer(view, found.start(), found.end())]
    if sum(1 for _ in _APART.finditer(view)) >= _OFTEN:
        inside += [
            found.span()
            for found in _IN_NUMBER.finditer(view)
            if not (
                view[found.start() - 2 : found.start()].isdigit()
                and view[found.end() : found.end() + 2].isdigit()
            )
            or found.start() < 2
        ]
    elif _APART.search(view):
        for found in _COUNTED.finditer(view):
            inside += [space.span() for space in _SPACES.finditer(view, found.start(), found.end())]
    for start, end in sorted(set(inside)):
        yield Edit("spaced-digits", start, end, "")


def is_spaced(view: str) -> bool:
    """Whether spaces stand between characters all over a text: then none of them was meant."""
    return len(_BETWEEN.findall(view)) >= max(8, len(view) // 200)


def stray_spaces(view: str) -> Iterator[Edit]:
    """Spaces inside Chinese sentences. In a short line without a sentence they may divide names or words, and stay."""
    everywhere = is_spaced(view)
    for line in filled(view):
        if not everywhere and len(line.text) < 40 and not ends(line.text) and not NUMBERED.match(line.text):
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
