"""Annotated speeches to the passages that two of them have in common.

In: the texts in the order of their dates. Out: ``Passage`` values, sorted by the block of the earlier speech, then by that of the later.

A passage is a stretch of at least ``ANCHOR`` Han characters that are the same in both, folded to simplified, all else
(punctuation, white space, figures, Latin letters) left out, and what follows and precedes it as far as gaps of at most ``GAP``
differing characters bridge to another ``REACH`` that are the same. In this version a passage lies in one block of each speech:
one that runs on into the next paragraph is found there again. Headings and salutations are left out, and so is a passage
that is for the most part mentions of terms, or a formula that stands in more than ``FORMULA`` speeches. A place that lies in a
passage already, on both sides, makes none of its own.

Method: winnowing (Schleimer, Wilkerson, Aiken: Winnowing, SIGMOD 2003). Hashes of ``GRAM`` characters, the least of each
``WINDOW`` of them kept; so every stretch of ``GRAM + WINDOW - 1 == ANCHOR`` characters gives one, wherever it stands. Equal
fingerprints are then compared character by character and extended to both sides.
"""

import bisect
import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from generator.model import Block, Passage, Text
from generator.script import fold_table

GRAM = 8
WINDOW = 5
ANCHOR = GRAM + WINDOW - 1
"""The least number of same characters in a row that makes a passage."""
GAP = 3
"""How many characters may differ, be added or be missing between two parts of a passage."""
REACH = 4
"""How many same characters must follow a gap."""
FORMULA = 20
"""What stands in more speeches than this is a formula."""
REPEATS = 4
"""How often one fingerprint is looked at in one speech: a refrain is compared by its first places."""

_HAN = ((0x3007, 0x3008), (0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, 0x40000))
_COMPARED = re.compile("[" + "".join(f"{chr(first)}-{chr(last - 1)}" for first, last in _HAN) + "]")
_LEFT_OUT = ("heading", "salutation")
_QUOTATION = re.compile(r"“[^“”]*”|「[^「」]*」|『[^『』]*』|‘[^‘’]*’")
_GAPS = sorted(
    ((x, y) for x in range(GAP + 1) for y in range(GAP + 1) if x or y), key=lambda gap: (sum(gap), gap)
)

Numbers = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint32]
Prints = npt.NDArray[np.uint64]


class _Library(NamedTuple):
    """All compared characters of the archive in one row, and its fingerprints."""

    codes: Codes
    """Folded Han characters, block after block."""
    borders: Numbers
    """Where the characters of each block begin, and the end of all."""
    speeches: Numbers
    """Where the characters of each speech begin."""
    prints: Prints
    """Hashes kept by winnowing, each with the place where it begins in its last ``bits`` bits."""
    bits: int

    def block(self, places: Numbers) -> Numbers:
        """The block in which each place lies."""
        return np.searchsorted(self.borders, places, "right") - 1


class _Run(NamedTuple):
    """Same characters in a row: ``[start, end)`` in the earlier speech, ``shift`` further in the later one."""

    start: int
    end: int
    shift: int


def reuse(texts: Sequence[Text]) -> tuple[Passage, ...]:
    """Find the passages that speeches share; ``texts`` are in the order of their dates."""
    blocks = [[block for block in text.blocks if block.kind not in _LEFT_OUT] for text in texts]
    library = _library(blocks)
    pairs, formulae = _pairs(library)
    characters = library.codes.tobytes().decode("utf-32-le", "surrogatepass")
    sides = [_Side(text, block) for text, kept in zip(texts, blocks, strict=True) for block in kept]
    passages = []
    for first, second, runs in _by_blocks(library, _runs(library, pairs, formulae)):
        a, b = sides[first], sides[second]
        a_at, b_at = library.borders[[first, second]].tolist()
        for found in _passages(characters, library.borders, first, second, runs):
            known = formulae[found.a_start : found.a_end]
            if not a.is_set_phrase(found.a_start - a_at, found.a_end - a_at, known):
                start, end = a.place(found.a_start - a_at, found.a_end - a_at)
                b_start, b_end = b.place(found.b_start - b_at, found.b_end - b_at)
                quoted = a.is_quoted(start, end) and b.is_quoted(b_start, b_end)
                here, there = (
                    (a.text.speech, a.block.id, start, end),
                    (b.text.speech, b.block.id, b_start, b_end),
                )
                words = a.block.text[start:end]
                passages.append(
                    Passage(*here, *there, found.same, words, "quotation" if quoted else "passage")
                )
    return tuple(passages)


class _Side:
    """A block in which passages were found; it remembers where its compared characters stand."""

    def __init__(self, text: Text, block: Block) -> None:
        self.text, self.block = text, block

    @functools.cached_property
    def offsets(self) -> list[int]:
        return [found.start() for found in _COMPARED.finditer(self.block.text)]

    @functools.cached_property
    def mentions(self) -> list[tuple[int, int]]:
        """The compared characters that belong to mentions."""
        spans = [(m.start, m.end) for m in self.text.mentions if m.block == self.block.id]
        return [
            (bisect.bisect_left(self.offsets, start), bisect.bisect_left(self.offsets, end))
            for start, end in spans
        ]

    def place(self, first: int, end: int) -> tuple[int, int]:
        """Offsets in the block's text of some compared characters."""
        return self.offsets[first], self.offsets[end - 1] + 1

    def is_set_phrase(self, first: int, end: int, formulae: bytes) -> bool:
        """Whether more than half of some compared characters are mentions of terms or formula."""
        known = bytearray(formulae)
        for start, stop in self.mentions:
            for i in range(max(start, first), min(stop, end)):
                known[i - first] = 1
        return 2 * known.count(1) > len(known)

    def is_quoted(self, start: int, end: int) -> bool:
        """Whether one pair of quotation marks holds more than half of ``text[start:end]``."""
        spans = [found.span() for found in _QUOTATION.finditer(self.block.text)]
        return any(2 * (min(end, last) - max(start, first)) > end - start for first, last in spans)


# ---------------------------------------------------------------------------------------------------- characters


def _tables() -> tuple[npt.NDArray[np.bool_], Codes]:
    """Which code points are compared, and as what."""
    han = np.zeros(0x110000, np.bool_)
    for first, last in _HAN:
        han[first:last] = True
    folded = np.arange(0x110000, dtype=np.uint32)
    table = fold_table()
    folded[list(table)] = list(table.values())
    return han, folded


def _library(speeches: Sequence[Sequence[Block]]) -> _Library:
    """Squeeze all blocks into one row of characters, and take their fingerprints speech by speech."""
    han, folded = _tables()
    longest = sum(len(block.text) for blocks in speeches for block in blocks)
    bits = max(1, longest.bit_length())
    codes = np.empty(longest, np.uint32)
    counts: list[Numbers] = []
    begins: list[int] = []
    prints: list[Prints] = []
    at = 0
    for blocks in speeches:
        points = np.frombuffer(
            "".join(block.text for block in blocks).encode("utf-32-le", "surrogatepass"), "<u4"
        )
        compared = np.flatnonzero(han[points])
        owner = np.repeat(np.arange(len(blocks)), [len(block.text) for block in blocks])[compared]
        row = folded[points[compared]]
        hashes, places = _winnow(row, owner)
        prints.append((hashes >> np.uint64(bits) << np.uint64(bits)) | (places + at).astype(np.uint64))
        codes[at : at + len(row)] = row
        counts.append(np.bincount(owner, minlength=len(blocks)))
        begins.append(at)
        at += len(row)
    borders = np.cumsum(np.concatenate([np.zeros(1, np.int64), *counts]))
    return _Library(
        codes[:at],
        borders,
        np.array(begins, np.int64),
        np.concatenate([np.empty(0, np.uint64), *prints]),
        bits,
    )


def _winnow(row: Codes, owner: Numbers) -> tuple[Prints, Numbers]:
    """Fingerprints of one speech: hashes and where they begin; no window crosses from one block to the next."""
    if len(row) < ANCHOR:
        return np.empty(0, np.uint64), np.empty(0, np.int64)
    wide = row.astype(np.uint64)
    grams = len(row) - GRAM + 1
    hashes = np.zeros(grams, np.uint64)
    for i in range(GRAM):
        hashes *= np.uint64(0x9E3779B97F4A7C15)
        hashes += wide[i : i + grams]
    hashes ^= hashes >> np.uint64(32)
    hashes *= np.uint64(0xD6E8FEB86659FD93)
    hashes ^= hashes >> np.uint64(29)
    least = np.lib.stride_tricks.sliding_window_view(hashes, WINDOW).argmin(axis=1) + np.arange(
        grams - WINDOW + 1
    )
    places = least[owner[: 1 - ANCHOR] == owner[ANCHOR - 1 :]]
    places = places[_changes(places)]  # they never go back, so equal ones are neighbours
    return hashes[places], places


def _changes(*rows: npt.NDArray[np.integer]) -> npt.NDArray[np.bool_]:
    """Where any of some rows differs from its place before; the first place does."""
    changes = np.ones(len(rows[0]), np.bool_)
    changes[1:] = False
    for row in rows:
        changes[1:] |= row[1:] != row[:-1]
    return changes


# ---------------------------------------------------------------------------------------------------- comparison


def _pairs(library: _Library) -> tuple[tuple[Numbers, Numbers], bytes]:
    """Places of equal fingerprints in two speeches, the earlier first; and, a byte a character, what is formula."""
    bits, codes = np.uint64(library.bits), library.codes
    prints = np.sort(library.prints)
    first = _changes(prints >> bits)
    alone = first & np.append(first[1:], True)[: len(first)]
    prints, first = prints[~alone], first[~alone]
    places = (prints & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
    group = np.cumsum(first)
    speech = np.searchsorted(library.speeches, places, "right")
    arrival = first | _changes(speech)
    common = np.bincount(group, weights=arrival)[group] > FORMULA
    formulae = np.zeros(len(codes), np.uint8)
    for i in range(GRAM):
        formulae[places[common] + i] = 1
    order = np.arange(len(places))
    repeat = order - np.maximum.accumulate(np.where(arrival, order, 0))
    kept = ~common & (repeat < REPEATS)
    places, group, speech = places[kept], group[kept], speech[kept]
    earlier, later = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for step in range(1, FORMULA * REPEATS):
        same = group[step:] == group[:-step]
        if not same.any():
            break
        same &= speech[step:] != speech[:-step]
        earlier.append(places[:-step][same])
        later.append(places[step:][same])
    a, b = np.concatenate(earlier), np.concatenate(later)
    equal = np.ones(len(a), np.bool_)
    for i in range(GRAM):  # two grams may have one hash
        equal &= codes[a + i] == codes[b + i]
    return (a[equal], b[equal]), formulae.tobytes()


def _runs(
    library: _Library, pairs: tuple[Numbers, Numbers], formulae: bytes
) -> tuple[Numbers, Numbers, Numbers]:
    """The longest rows of same characters around the pairs: start, end, shift; none below ``ANCHOR`` or mostly formula."""
    a, b = pairs
    keys = np.unique(((b - a) << library.bits) | a)
    start, shift = keys & ((1 << library.bits) - 1), keys >> library.bits
    opens = _changes(shift)
    opens[1:] |= start[1:] - start[:-1] >= GRAM
    closes = np.append(opens[1:], True)[: len(keys)]
    start, end, shift = start[opens], start[closes] + GRAM, shift[opens]
    first, second = library.block(start), library.block(start + shift)
    least = np.maximum(library.borders[first], library.borders[second] - shift)
    most = np.minimum(library.borders[first + 1], library.borders[second + 1] - shift)
    codes = library.codes
    moving = np.flatnonzero(start > least)
    while len(moving):
        before = start[moving] - 1
        moving = moving[codes[before] == codes[before + shift[moving]]]
        start[moving] -= 1
        moving = moving[start[moving] > least[moving]]
    moving = np.flatnonzero(end < most)
    while len(moving):
        after = end[moving]
        moving = moving[codes[after] == codes[after + shift[moving]]]
        end[moving] += 1
        moving = moving[end[moving] < most[moving]]
    whole = _changes(start, shift)  # two pieces of one row have now grown into it
    whole &= end - start >= ANCHOR
    start, end, shift = start[whole], end[whole], shift[whole]
    before = np.concatenate(
        [np.zeros(1, np.int32), np.cumsum(np.frombuffer(formulae, np.uint8), dtype=np.int32)]
    )
    free = 2 * (before[end] - before[start]) <= end - start
    return start[free], end[free], shift[free]


def _by_blocks(
    library: _Library, runs: tuple[Numbers, Numbers, Numbers]
) -> Iterator[tuple[int, int, list[_Run]]]:
    """The runs of each pair of blocks, in the order of the archive."""
    start, end, shift = runs
    first, second = library.block(start), library.block(start + shift)
    order = np.lexsort((shift, start, second, first))
    rows = zip(*(column[order].tolist() for column in (first, second, start, end, shift)), strict=True)
    for (a, b), same in itertools.groupby(rows, key=lambda row: row[:2]):
        yield a, b, [_Run(*row[2:]) for row in same]


# ---------------------------------------------------------------------------------------------------- passages


class _Shared(NamedTuple):
    """A passage as places in the library."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int
    same: int


def _passages(text: str, borders: Numbers, first: int, second: int, runs: Sequence[_Run]) -> list[_Shared]:
    """Join the runs of two blocks over gaps; a run that lies in a passage on both sides is no passage of its own."""
    found: list[_Shared] = []
    a_end, b_end = int(borders[first + 1]), int(borders[second + 1])
    for start, end, shift in runs:
        if any(
            p.a_start <= start and end <= p.a_end and p.b_start <= start + shift and end + shift <= p.b_end
            for p in found
        ):
            continue
        a_least = max([int(borders[first]), *(p.a_end for p in found if p.a_end <= start)])
        b_least = max([int(borders[second]), *(p.b_end for p in found if p.b_end <= start + shift)])
        a_right, b_right, after = _reach(text, end, end + shift, a_end, b_end)
        a_left, b_left, before = _reach_back(text, start, start + shift, a_least, b_least)
        found.append(_Shared(a_left, a_right, b_left, b_right, end - start + after + before))
    return sorted(found)


def _reach(text: str, i: int, j: int, i_end: int, j_end: int) -> tuple[int, int, int]:
    """Go on from ``i`` and ``j`` as long as a gap leads to same characters: both ends, and how many are the same."""
    same = 0
    while True:
        for x, y in _GAPS:
            p, q = i + x, j + y
            if p + REACH <= i_end and q + REACH <= j_end and text[p : p + REACH] == text[q : q + REACH]:
                break
        else:
            return i, j, same
        i, j, same = p + REACH, q + REACH, same + REACH
        while i < i_end and j < j_end and text[i] == text[j]:
            i, j, same = i + 1, j + 1, same + 1


def _reach_back(text: str, i: int, j: int, i_least: int, j_least: int) -> tuple[int, int, int]:
    """The same towards the beginning."""
    same = 0
    while True:
        for x, y in _GAPS:
            p, q = i - x, j - y
            if p - REACH >= i_least and q - REACH >= j_least and text[p - REACH : p] == text[q - REACH : q]:
                break
        else:
            return i, j, same
        i, j, same = p - REACH, q - REACH, same + REACH
        while i > i_least and j > j_least and text[i - 1] == text[j - 1]:
            i, j, same = i - 1, j - 1, same + 1
