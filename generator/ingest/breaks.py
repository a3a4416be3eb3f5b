"""Paragraph breaks of a text that came as one block.

In: the text after chunk markers are gone, with the spaces that the old line ends left. Out: edits that put a line end in. Two signs
are used: a missing space (the lines of a paragraph were joined by spaces, its last line was not, so a stretch between two spaces
that is too long holds the end of a paragraph), and a number or address at the start of a sentence.
"""

import itertools
import re
from collections.abc import Iterator

from generator.ingest.lines import filled, width
from generator.model import Edit, Note

_BLOCK = 1500
"""Characters of one line from which on it is taken for a whole text in one block."""
_NUMBER = re.compile(
    r"(?:(?<=[。！？”：])|^)(?:(?P<top>[一二三四五六七八九十]{1,3})、|（(?P<second>[一二三四五六七八九十]{1,3})）|(?P<must>[一二三四五六七八九十])要(?![求素点])|"
    r"第(?P<nth>[一二三四五六七八九十]{1,2})，|(?:最后，)?(?:同志们|各位代表|各位同志)[，！])",
    re.M,
)
_SPACE = re.compile(r" +")
_SENTENCE = re.compile(r"[。！？!?:：][”’]?")
_ORDER = "一二三四五六七八九十"
_INDENT = 4
_SLACK = 4


def is_block(view: str) -> bool:
    """Whether most of a text stands in one line."""
    longest = max((len(line.text) for line in filled(view)), default=0)
    return longest >= _BLOCK and longest >= 0.5 * len(view)


def by_number(view: str) -> Iterator[Edit]:
    """Break before a numbered item or an address that begins a sentence; a number counts where its predecessor was seen, or as a first."""
    seen: dict[str, str] = {}
    for line in filled(view):
        for found in _NUMBER.finditer(view, line.start, line.end):
            kind = found.lastgroup or ""
            if kind and not _follows(seen.get(kind, ""), found[kind]):
                continue
            seen[kind] = found[kind] if kind else ""
            if found.start() == line.start:
                continue
            yield Edit("paragraph-break", found.start(), found.start(), "\n")


def _follows(before: str, number: str) -> bool:
    if number == "一":
        return True
    return before in _ORDER and number in _ORDER and _ORDER.index(number) == _ORDER.index(before) + 1


def block_notes(view: str) -> Iterator[Note]:
    """Say that the breaks are ours."""
    for line in filled(view):
        if len(line.text) >= _BLOCK and is_block(view):
            yield Note(
                "one-block",
                line.start,
                min(line.start + 20, line.end),
                "原文不分段；分段据序号和行末空格补出，请核对",
            )


def by_width(view: str) -> Iterator[Edit]:
    """Break where a space is missing: the stretch's tail has the width of a first line, and begins a sentence."""
    for line in filled(view):
        for at in _long_stretches(view, line.start, line.end):
            yield Edit("paragraph-break", at, at, "\n")


def _long_stretches(view: str, start: int, end: int) -> Iterator[int]:
    """Ends of sentences inside stretches that are too wide, where the rest is as wide as an indented line."""
    spaces = [start, *(found.end() for found in _SPACE.finditer(view, start, end)), end]
    stretches = list(itertools.pairwise(spaces))
    widths = [width(view[a:b].rstrip()) for a, b in stretches]
    usual = sorted(widths)[len(widths) // 2] if len(widths) >= 20 else 0
    near = sum(abs(w - usual) <= _SLACK for w in widths)
    if usual < 30 or near < 0.7 * len(widths):
        return
    for (a, b), wide in zip(stretches, widths, strict=True):
        if wide <= usual + 2 * _SLACK:
            continue
        for found in _SENTENCE.finditer(view, a, b):
            tail = width(view[found.end() : b].rstrip())
            if abs(tail - (usual - _INDENT)) <= _SLACK - 1:
                yield found.end()
