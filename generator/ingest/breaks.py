"""Paragraph breaks of a text that came as one block.

In: the text after chunk markers are gone, with the spaces that the old line ends left. Out: edits that put a line end in. Two signs
are used: a missing space (the lines of a paragraph were joined by spaces, its last line was not, so a stretch between two spaces
that is too long holds the end of a paragraph), and a number or address at the start of a sentence.
"""

import re
from collections.abc import Iterator
from statistics import median

from generator.ingest.lines import filled, width
from generator.model import Edit, Note

_BLOCK = 1500
"""Characters of one line from which on it is taken for a whole text in one block."""
_NUMBER = re.compile(
    r"(?<=[。！？”：:!?])\s*(?=[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|\([一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]要[^求素点]|"
    r"第[一二三四五六七八九十]{1,2}[，,]|(?:最后[,，])?(?:同志们|各位代表|各位同志)[,，!！])"
)
_SPACE = re.compile(r" +")
_SENTENCE = re.compile(r"[。！？!?:：][”’]?")
_INDENT = 4
_SLACK = 4


def breaks(view: str) -> Iterator[Edit]:
    """Put paragraph breaks where they are sure."""
    for line in filled(view):
        if len(line.text) < _BLOCK:
            continue
        found = set(_by_number(view, line.start, line.end)) | set(_by_width(view, line.start, line.end))
        for at in sorted(found):
            yield Edit("paragraph-break", at, at, "\n")


def block_notes(view: str) -> Iterator[Note]:
    """Say that the breaks are ours."""
    for line in filled(view):
        if len(line.text) >= _BLOCK:
            yield Note("one-block", line.start, min(line.start + 20, line.end), "原文不分段；分段据序号和行末空格补出，请核对")


def _by_number(view: str, start: int, end: int) -> Iterator[int]:
    for found in _NUMBER.finditer(view, start, end):
        if found.end() > start:
            yield found.end()


def _by_width(view: str, start: int, end: int) -> Iterator[int]:
    """Ends of paragraphs by the missing space: the stretch's tail has the width of a first line, and begins a sentence."""
    spaces = [start, *(found.end() for found in _SPACE.finditer(view, start, end)), end]
    stretches = list(zip(spaces, spaces[1:], strict=False))
    widths = [width(view[a:b].rstrip()) for a, b in stretches]
    usual = median(widths) if len(widths) >= 20 else 0
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


