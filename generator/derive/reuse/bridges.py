"""Rows of same characters to passages: gaps bridged, cut at the borders of paragraphs, formulae and set phrases left out.

A passage goes on as far as gaps of at most ``GAP`` differing characters lead to another ``REACH`` that are the same. It is left out
where more than half of it are mentions of terms or, below ``LONG`` characters, formulae. Most rows stand alone between their two
speeches and go on nowhere: those are told by a few comparisons of whole columns; the others are followed one by one.
"""

import bisect
import functools
import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from generator.derive.reuse.fingerprints import GRAM, WINDOW, Flags, Library, Numbers, changes, owner
from generator.derive.reuse.matches import Runs

GAP = 3
"""How many characters may differ, be added or be missing between two parts of a passage."""
REACH = 4
"""How many same characters must follow a gap; behind one of a single character half of that."""
LONG = 80
"""So many same characters are no formula, wherever they stand."""
_EDGE = WINDOW // 2
"""Words that end with a fingerprint of ours end so many characters behind it, on average; they begin as many before their first."""
COLUMNS = 7
"""Of a piece: where it begins and ends in the earlier speech and in the later one (characters of the library), how many characters are
the same in it, how many in the whole passage, and whether it carries on the piece before it."""

_GAPS = sorted(
    (
        (x, y, REACH // 2 if max(x, y) == 1 else REACH)
        for x in range(GAP + 1)
        for y in range(GAP + 1)
        if x or y
    ),
    key=lambda gap: (gap[0] + gap[1], gap),
)
"""Characters that are passed over in the earlier speech and in the later one, and how many same ones must follow."""


class _Segment(NamedTuple):
    """Same characters in a row, from ``a`` and ``b``."""

    a: int
    b: int
    size: int


class _Shared(NamedTuple):
    """A passage as offsets in the characters of its two speeches."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int
    segments: tuple[_Segment, ...]


def pieces(library: Library, formulae: Flags, runs: Runs) -> Numbers:
    """The pieces of all passages around some runs, a row each, with ``COLUMNS`` columns.

    ``formulae`` are the characters of the library with which a fingerprint begins that stands in many speeches.
    """
    first, second = owner(library.speeches, runs.start), owner(library.speeches, runs.start + runs.shift)
    opens = changes(first, second)
    lone = opens & np.append(opens[1:], True)
    simple = lone & ~_goes_on(library, runs, first, second)
    for start, end in ((runs.start, runs.end), (runs.start + runs.shift, runs.end + runs.shift)):
        simple &= owner(library.blocks, start) == owner(library.blocks, end - 1)
    start, end, shift = (column[simple] for column in runs)
    own = 2 * _known_in(library, formulae, Runs(start, end, shift)) <= end - start
    start, end, shift = start[own], end[own], shift[own]
    size = end - start
    rows = np.stack([start, end, start + shift, end + shift, size, size, np.zeros_like(size)], axis=1)
    others = [column[~simple].tolist() for column in (first, second, *runs)]
    followed = [*_follow(_Reader(library, formulae), others)]
    return np.concatenate([rows, np.array(followed, np.int64).reshape(-1, COLUMNS)])


def _known_in(library: Library, formulae: Flags, runs: Runs) -> Numbers:
    """How many characters of each run are mentions of terms or, below ``LONG``, formula: as ``_known`` counts."""
    count = _count(library.named, runs.start, runs.end)
    short = (runs.end - runs.start < LONG) & (_count(formulae, runs.start, runs.end - GRAM + 1) > 0)
    start, end, shift = (column[short] for column in runs)
    if len(start):
        size = end - start
        begin = np.cumsum(size) - size
        row = np.repeat(np.arange(len(start)), size)
        place = np.arange(len(row)) - (begin - start)[row]
        at = np.flatnonzero(formulae[place] & formulae[place + shift[row]] & (place + GRAM <= end[row]))
        steps = np.zeros(len(row) + 1, np.int64)
        np.add.at(steps, np.maximum(at - _EDGE, begin[row[at]]), 1)
        np.add.at(steps, np.minimum(at + GRAM + _EDGE, (begin + size)[row[at]]), -1)
        known = (np.cumsum(steps)[:-1] > 0) | library.named[place]
        count[short] = np.add.reduceat(known.astype(np.int64), begin)
    return count


def _count(flags: Flags, start: Numbers, end: Numbers) -> Numbers:
    """How many flags are set in each ``[start, end)``; the starts are near each other."""
    if not len(start):
        return np.zeros(0, np.int64)
    low = int(start.min())
    sums = np.concatenate([[0], np.cumsum(flags[low : int(end.max())])])
    return np.asarray(sums[end - low] - sums[start - low])


def _goes_on(library: Library, runs: Runs, first: Numbers, second: Numbers) -> Flags:
    """Whether a gap leads from a run to more same characters, before it or behind it."""
    codes, speeches = library.codes, library.speeches
    found = np.zeros(len(runs.start), np.bool_)
    for x, y, reach in _GAPS:
        p, q = runs.end + x, runs.end + runs.shift + y
        inside = (p + reach <= speeches[first + 1]) & (q + reach <= speeches[second + 1])
        found[_same(codes, np.flatnonzero(inside & ~found), p, q, reach)] = True
        p, q = runs.start - x - reach, runs.start + runs.shift - y - reach
        inside = (p >= speeches[first]) & (q >= speeches[second])
        found[_same(codes, np.flatnonzero(inside & ~found), p, q, reach)] = True
    return found


def _same(codes: np.ndarray, chosen: Numbers, p: Numbers, q: Numbers, reach: int) -> Numbers:
    """Those of the chosen whose ``reach`` characters from ``p`` and from ``q`` are the same."""
    for i in range(reach):
        chosen = chosen[codes[p[chosen] + i] == codes[q[chosen] + i]]
    return chosen


# ---------------------------------------------------------------------------------------------------- one by one


class _Speech(NamedTuple):
    """One speech of a library."""

    begin: int
    text: str
    blocks: list[int]
    """Where the characters of its blocks begin, and the end of all."""
    named: bytes
    formulae: bytes


class _Reader:
    """Speeches of a library as Python reads them best; the last ones are kept."""

    def __init__(self, library: Library, formulae: Flags) -> None:
        self.library, self.formulae = library, formulae
        self.speech = functools.lru_cache(maxsize=256)(self._speech)

    def _speech(self, n: int) -> _Speech:
        start, end = self.library.speeches[n : n + 2].tolist()
        first, last = np.searchsorted(self.library.blocks, (start, end))
        return _Speech(
            start,
            self.library.codes[start:end].astype("<u4").tobytes().decode("utf-32-le", "surrogatepass"),
            [*(self.library.blocks[first:last] - start).tolist(), end - start],
            self.library.named[start:end].tobytes(),
            self.formulae[start:end].tobytes(),
        )


def _follow(reader: _Reader, columns: Sequence[list[int]]) -> Iterator[tuple[int, ...]]:
    """The pieces of passages around some runs; the columns are the two speeches, start, end and shift."""
    for (first, second), rows in itertools.groupby(zip(*columns, strict=True), key=lambda row: row[:2]):
        a, b = reader.speech(first), reader.speech(second)
        runs = [
            _Segment(start - a.begin, start + shift - b.begin, end - start)
            for _, _, start, end, shift in rows
        ]
        for found in _passages(a, b, runs):
            whole = sum(segment.size for segment in found.segments)
            if 2 * _known(a, b, found.segments, whole < LONG) <= whole:
                for n, (start, end, b_start, b_end, size) in enumerate(_cut(a, b, found.segments)):
                    places = (start + a.begin, end + a.begin, b_start + b.begin, b_end + b.begin)
                    yield (*places, size, whole, int(n > 0))


def _passages(a: _Speech, b: _Speech, runs: Sequence[_Segment]) -> list[_Shared]:
    """Join the runs of two speeches over gaps; a run that lies in a passage on both sides is no passage of its own."""
    found: list[_Shared] = []
    for i, j, size in runs:
        if any(
            p.a_start <= i and i + size <= p.a_end and p.b_start <= j and j + size <= p.b_end for p in found
        ):
            continue
        a_least = max([0, *(p.a_end for p in found if p.a_end <= i)])
        b_least = max([0, *(p.b_end for p in found if p.b_end <= j)])
        before = _reach_back(a.text, b.text, i, j, a_least, b_least)
        segments = (*reversed(before), _Segment(i, j, size), *_reach(a.text, b.text, i + size, j + size))
        last = segments[-1]
        found.append(_Shared(segments[0].a, last.a + last.size, segments[0].b, last.b + last.size, segments))
    return found


def _reach(a: str, b: str, i: int, j: int) -> list[_Segment]:
    """Go on from ``i`` and ``j`` as long as a gap leads to same characters."""
    segments: list[_Segment] = []
    while True:
        for x, y, reach in _GAPS:
            p, q = i + x, j + y
            if len(b) >= q + reach and a[p : p + reach] == b[q : q + reach]:
                break
        else:
            return segments
        i, j = p + reach, q + reach
        while i < len(a) and j < len(b) and a[i] == b[j]:
            i, j = i + 1, j + 1
        segments.append(_Segment(p, q, i - p))


def _reach_back(a: str, b: str, i: int, j: int, a_least: int, b_least: int) -> list[_Segment]:
    """The same towards the beginning, the nearest first."""
    segments: list[_Segment] = []
    while True:
        for x, y, reach in _GAPS:
            p, q = i - x, j - y
            if p - reach >= a_least and q - reach >= b_least and a[p - reach : p] == b[q - reach : q]:
                break
        else:
            return segments
        i, j = p - reach, q - reach
        while i > a_least and j > b_least and a[i - 1] == b[j - 1]:
            i, j = i - 1, j - 1
        segments.append(_Segment(i, j, p - i))


def _known(a: _Speech, b: _Speech, segments: Sequence[_Segment], formulae: bool) -> int:
    """How many of the same characters are mentions of terms or, where asked, lie in a fingerprint that many speeches have."""
    count = 0
    for i, j, size in segments:
        known = bytearray(a.named[i : i + size])
        at = a.formulae.find(1, i, i + size - GRAM + 1) if formulae and size >= GRAM else -1
        while at >= 0:
            if b.formulae[at - i + j]:
                first, end = max(0, at - i - _EDGE), min(size, at - i + GRAM + _EDGE)
                known[first:end] = b"\1" * (end - first)
            at = a.formulae.find(1, at + 1, i + size - GRAM + 1)
        count += known.count(1)
    return count


def _cut(a: _Speech, b: _Speech, segments: Sequence[_Segment]) -> Iterator[list[int]]:
    """Segments cut where a block ends in either speech: pieces of ``REACH`` same characters or more."""
    pieces: dict[tuple[int, int], list[int]] = {}
    for i, j, size in segments:
        end = i + size
        while i < end:
            here, there = bisect.bisect_right(a.blocks, i), bisect.bisect_right(b.blocks, j)
            step = min(end - i, a.blocks[here] - i, b.blocks[there] - j)
            piece = pieces.setdefault((here, there), [i, i, j, j, 0])
            i, j = i + step, j + step
            piece[1], piece[3], piece[4] = i, j, piece[4] + step
    return (piece for piece in pieces.values() if piece[4] >= REACH)
