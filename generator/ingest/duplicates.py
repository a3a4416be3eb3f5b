"""Copies: a second copy of the whole text, and a paragraph that stands twice.

In: the text. Out: edits that remove a copy which says nothing new, and notes on those that may.
"""

import itertools
from collections.abc import Iterator

from generator.ingest.lines import Line, filled, squeezed
from generator.model import Edit, Note

_LONG = 30
"""Characters from which a line is taken to be unlike any other."""


_NEAR = 3000
"""Characters that may be missing at one place of the second copy."""
_SURE = 8
"""Characters from which on words are looked for further ahead."""


def second_copy(view: str) -> Iterator[Edit]:
    """Remove the second of two copies of the text: the same words in the same order, marks and spaces aside, all of them.

    Lines of a page between them stay where they are, for other rules.
    """
    yield from _second_copy(view, whole=True)


def most_of_second_copy(view: str) -> Iterator[Edit]:
    """Remove what a second copy of the text repeats, nine tenths or more; a line that the first one has not stays where it is."""
    yield from _second_copy(view, whole=False)


def _second_copy(view: str, *, whole: bool) -> Iterator[Edit]:
    lines = filled(view)
    keys = [squeezed(line.text) for line in lines]
    start = _start(keys)
    if start is None:
        return
    first, second = start
    matched = _matched(keys, first, second)
    characters = sum(len(keys[j]) for j in matched)
    between = sum(len(key) for key in keys[first:second])
    if len(matched) < 3 or characters < 0.9 * between:
        return
    again = set(matched)
    if whole and any(len(keys[j]) >= _LONG for j in range(second, matched[-1]) if j not in again):
        return
    for a, b in _runs(matched):
        yield Edit("second-copy", lines[a].start, lines[b].end, "")


def _start(keys: list[str]) -> tuple[int, int] | None:
    """Where the two copies begin: the first long line that comes again, and the same lines before both."""
    places: dict[str, int] = {}
    for i, key in enumerate(keys):
        if len(key) < _LONG:
            continue
        if key in places and i > places[key] + 1:
            return _back(keys, places[key], i)
        places.setdefault(key, i)
    return None


def _back(keys: list[str], first: int, second: int) -> tuple[int, int]:
    """Go up from a line that both copies have, as long as the words above it are the same, wherever lines end."""
    above = "".join(keys[:first])
    end = len(above)
    while second - 1 > first and keys[second - 1] and above.endswith(keys[second - 1], 0, end):
        second -= 1
        end -= len(keys[second])
    while first > 0 and len("".join(keys[:first])) > end:
        first -= 1
    return first, second


def _matched(keys: list[str], first: int, second: int) -> list[int]:
    """Lines from ``second`` on whose words stand in the first copy, in its order, wherever its lines end."""
    words = "".join(keys[first:second])
    found = []
    at = 0
    for j in range(second, len(keys)):
        key = keys[j]
        ahead = _NEAR if len(key) >= _SURE else 0
        place = words.find(key, at, at + len(key) + ahead) if key else -1
        if place >= 0:
            at = place + len(key)
            found.append(j)
    return found


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    first = 0
    for i in range(1, len(numbers) + 1):
        if i == len(numbers) or numbers[i] != numbers[i - 1] + 1:
            yield numbers[first], numbers[i - 1]
            first = i


_SHORT = 20
"""Characters below which a paragraph may well be meant to come twice."""


def doubled_paragraphs(view: str) -> Iterator[Edit]:
    """Remove a paragraph that repeats the one before it, letter by letter; an address at the beginning may be short."""
    for before, line in _pairs(view):
        if before.text == line.text:
            yield Edit("doubled-paragraph", before.end, line.end, "")
    first = filled(view)[:2]
    if len(first) == 2 and len(first[0].text) < _SHORT and first[0].text[-1] in "：:":
        before, line = first
        if squeezed(before.text) == squeezed(line.text) != "" and line.text[-1] in "：:":
            yield Edit("doubled-paragraph", before.end, line.end, "")


def _pairs(view: str) -> Iterator[tuple[Line, Line]]:
    lines = list(filled(view))
    for before, line in itertools.pairwise(lines):
        if len(line.text) >= _SHORT:
            yield before, line


def repeated_paragraphs(view: str) -> Iterator[Note]:
    """A long paragraph that comes again further on, or again with a difference, is reported."""
    seen: dict[str, int] = {}
    for number, line in enumerate(filled(view), 1):
        key = squeezed(line.text)
        if len(key) >= 40 and key in seen:
            yield Note("repeated-paragraph", line.start, line.end, f"与第 {seen[key]} 段相同，请核对是否重出")
        seen.setdefault(key, number)
