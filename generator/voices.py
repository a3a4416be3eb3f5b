"""Who speaks in a text: the speaker, someone who is quoted, or the title of a document."""

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator

from generator.sentences import PART

_LONG = 15
"""Characters inside a pair of quotation marks that make it a quotation; in a shorter one stands a phrase."""
_TITLE = re.compile(r"《[^《》\0]+》")
_PAIRS = {"“": "”", "「": "」", "『": "』"}
_MARKS = re.compile("[“”「」『』\0]")
_BEGINS = re.compile("[《“「『]")


class Voices:
    """The voices of one text: ``title`` inside 《…》, ``quoted`` inside a quotation, else ``own``.

    It may be many texts, with ``PART`` between them: no title and no quotation goes over it.
    """

    def __init__(self, text: str) -> None:
        self._spans: list[tuple[str, list[tuple[int, int]]]] = []
        if not _BEGINS.search(text):
            return
        if titles := [found.span() for found in _TITLE.finditer(text)]:
            self._spans.append(("title", titles))
        if quotations := _outermost(_quotations(text)):
            self._spans.append(("quoted", quotations))

    def at(self, start: int, end: int) -> str:
        """The voice of ``text[start:end]``."""
        for voice, spans in self._spans:
            before = bisect_right(spans, (start, sys.maxsize)) - 1
            if before >= 0 and end <= spans[before][1]:
                return voice
        return "own"


def _quotations(text: str) -> Iterator[tuple[int, int]]:
    """Offsets of each quotation, marks included. Each kind of marks nests for itself; one without its fellow means nothing."""
    opened: dict[str, list[int]] = {closing: [] for closing in _PAIRS.values()}
    for found in _MARKS.finditer(text):
        at, mark = found.start(), found[0]
        if mark == PART:
            for starts in opened.values():
                starts.clear()
        elif mark in _PAIRS:
            opened[_PAIRS[mark]].append(at)
        elif opened[mark] and at - (start := opened[mark].pop()) > _LONG:
            yield start, at + 1


def _outermost(spans: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those that lie in no other, in order."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not found or end > found[-1][1]:
            found.append((start, end))
    return found
