"""Who speaks in a text: the speaker, someone who is quoted, or the title of a document."""

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from generator.sentences import PART

_LONG = 15
"""Characters inside a pair of quotation marks that make it a quotation; in a shorter one stands a phrase."""
_TITLE = re.compile(r"《[^《》\0]+》")
Sign = tuple[int, str]
"""A mark of punctuation, and where it stands."""
_PAIRS = {"“": "”", "「": "」", "『": "』"}


class Voices:
    """The voices of one text: ``title`` inside 《…》, ``quoted`` inside a quotation, else ``own``.

    ``marks``: its quotation marks, and where a title begins, in their order, as ``matcher.Squeezed`` finds them. The text may be many, with
    ``PART`` between them: no title and no quotation goes over it.
    """

    def __init__(self, text: str, marks: Sequence[Sign]) -> None:
        self._spans: list[tuple[str, list[tuple[int, int]]]] = []
        if any(mark == "《" for _, mark in marks):
            self._spans.append(("title", [found.span() for found in _TITLE.finditer(text)]))
        if quotations := _outermost(_quotations(text, marks)):
            self._spans.append(("quoted", quotations))

    def at(self, start: int, end: int) -> str:
        """The voice of ``text[start:end]``."""
        for voice, spans in self._spans:
            before = bisect_right(spans, (start, sys.maxsize)) - 1
            if before >= 0 and end <= spans[before][1]:
                return voice
        return "own"


def _quotations(text: str, marks: Sequence[Sign]) -> Iterator[tuple[int, int]]:
    """Offsets of each quotation, marks included. Each kind of marks nests for itself; one without its fellow means nothing."""
    opened: dict[str, list[int]] = {closing: [] for closing in _PAIRS.values()}
    for at, mark in marks:
        if mark in _PAIRS:
            opened[_PAIRS[mark]].append(at)
        elif starts := opened.get(mark):
            start = starts.pop()
            # One that is left over from another part is not open in this one.
            if at - start > _LONG and text.find(PART, start, at) < 0:
                yield start, at + 1


def _outermost(spans: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those that lie in no other, in order."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not found or end > found[-1][1]:
            found.append((start, end))
    return found
