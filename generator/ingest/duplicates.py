"""Copies: a second copy of the whole text, and a paragraph that stands twice.

In: the text. Out: edits that remove a copy which says nothing new, and notes on those that may.
"""

import itertools
from collections.abc import Iterator

from generator.ingest.lines import Line, filled, squeezed
from generator.model import Edit, Note

_LONG = 30
"""Characters from which a line is taken to be unlike any other."""


def second_copy(view: str) -> Iterator[Edit]:
    """Remove the second of two copies of the text: the same lines in the same order, marks and spaces aside."""
    lines = filled(view)
    keys = [squeezed(line.text) for line in lines]
    first = next((i for i, key in enumerate(keys) if len(key) >= _LONG), None)
    if first is None or keys[first] not in keys[first + 1 :]:
        return
    second = keys.index(keys[first], first + 1)
    before = 0
    while before < min(first, second - first - 1) and keys[first - before - 1] == keys[second - before - 1]:
        before += 1
    after = 0
    while (
        second + after < len(keys) and first + after < second and keys[first + after] == keys[second + after]
    ):
        after += 1
    characters = sum(len(key) for key in keys[second - before : second + after])
    between = sum(len(key) for key in keys[first - before : second - before])
    if after >= 3 and characters >= 0.9 * between:
        yield Edit("second-copy", lines[second - before].start, lines[second + after - 1].end, "")


def doubled_paragraphs(view: str) -> Iterator[Edit]:
    """Remove a paragraph that repeats the one before it, letter by letter."""
    for before, line in _pairs(view):
        if before.text == line.text:
            yield Edit("doubled-paragraph", before.end, line.end, "")


def _pairs(view: str) -> Iterator[tuple[Line, Line]]:
    lines = list(filled(view))
    for before, line in itertools.pairwise(lines):
        if len(line.text) >= 20:
            yield before, line


def repeated_paragraphs(view: str) -> Iterator[Note]:
    """A long paragraph that comes again further on, or again with a difference, is reported."""
    seen: dict[str, int] = {}
    for number, line in enumerate(filled(view), 1):
        key = squeezed(line.text)
        if len(key) >= 40 and key in seen:
            yield Note("repeated-paragraph", line.start, line.end, f"与第 {seen[key]} 段相同，请核对是否重出")
        seen.setdefault(key, number)
