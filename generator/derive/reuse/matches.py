"""Fingerprints to rows of same characters in two speeches.

First a census, over shards of the fingerprints by the range of their hashes: which stand in several speeches, and which in so many that
they are formulae. Then a join, over slices of the earlier speeches. So memory is bounded by a shard and a slice, whatever the
speeches have in common.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from generator.derive.reuse.fingerprints import (
    ANCHOR,
    GRAM,
    Codes,
    Flags,
    Library,
    Numbers,
    Prints,
    changes,
    owner,
)

COMMON = 20
"""What stands in more speeches than this is looked for in none."""
_FORMULA = 5
_REPEATS = 4
"""How often one fingerprint is looked at in one speech: a refrain is compared by its first places."""
_SHARD = 1 << 20
"""Fingerprints that are counted at once."""
_SLICE = 1 << 18
"""Fingerprints of earlier speeches that are joined at once."""


class Known(NamedTuple):
    """Fingerprints that stand in many speeches, each sorted."""

    formulae: Prints
    """In more than ``formula(speeches)``."""
    common: Prints
    """In more than ``COMMON``."""


class Runs(NamedTuple):
    """Same characters in a row: ``[start, end)`` in the earlier speech, ``shift`` further in the later one."""

    start: Numbers
    end: Numbers
    shift: Numbers


def formula(speeches: int) -> int:
    """In how many speeches words may stand and be no formula: 20, in a small archive a quarter of its speeches, but no fewer than 5."""
    return min(COMMON, max(_FORMULA, speeches // 4))


def census(library: Library, bound: int, asked: Flags | None = None) -> tuple[Codes, Known]:
    """For each fingerprint the number of its group, 0 where it is not compared; and what is common in these speeches.

    Equal fingerprints of 2 to ``COMMON`` speeches are a group; with ``asked`` only those fingerprints are counted.
    """
    groups = np.zeros(len(library.prints), np.uint32)
    formulae, common = [np.empty(0, np.uint32)], [np.empty(0, np.uint32)]
    shift, last = _shards(len(library.prints)), 0
    for shard in range(1 << (32 - shift)):
        inside = library.prints >> np.uint32(shift) == shard
        chosen = np.flatnonzero(inside if asked is None else inside & asked)
        keys = (library.prints[chosen].astype(np.uint64) << np.uint64(32)) | chosen.astype(np.uint64)
        keys.sort()
        first = changes(keys >> np.uint64(32))
        alone = first & np.append(first[1:], True)[: len(first)]
        keys, first = keys[~alone], first[~alone]
        if not len(keys):
            continue
        index = (keys & np.uint64(0xFFFFFFFF)).astype(np.int64)
        group = np.cumsum(first)
        arrival = first | changes(owner(library.shelves, index))
        spread = np.bincount(group, weights=arrival).astype(np.int64)
        hashes = library.prints[index[first]]
        formulae.append(hashes[spread[1:] > bound])
        common.append(hashes[spread[1:] > COMMON])
        joined = (spread > 1) & (spread <= COMMON)
        groups[index] = np.where(joined, np.cumsum(joined) + last, 0)[group]
        last += int(joined.sum())
    return groups, Known(np.sort(np.concatenate(formulae)), np.sort(np.concatenate(common)))


def _shards(prints: int) -> int:
    """By how many bits a hash is shifted to give the number of its shard."""
    return 32 - max(1, (prints // _SHARD).bit_length())


def runs(library: Library, groups: Codes, wanted: Flags | None, both: Flags | None) -> Iterator[Runs]:
    """The longest rows of same characters around equal fingerprints, ``ANCHOR`` or more, slice by slice in the order of the archive.

    With ``wanted`` and ``both`` only between two speeches of which one is ``wanted`` or both are ``both``.
    """
    ends = np.unique(
        np.searchsorted(library.shelves, np.arange(_SLICE, len(groups) + _SLICE, _SLICE), "left")
    )
    first = 0
    for end in np.minimum(ends, len(library.shelves) - 1).tolist():
        if end > first:
            a, b = _pairs(library, groups, int(library.shelves[first]), int(library.shelves[end]))
            if wanted is not None and both is not None:
                one, other = owner(library.speeches, a), owner(library.speeches, b)
                asked = wanted[one] | wanted[other] | (both[one] & both[other])
                a, b = a[asked], b[asked]
            if len(a):
                yield _extended(library, a, b)
            first = end


def _pairs(library: Library, groups: Codes, first: int, end: int) -> tuple[Numbers, Numbers]:
    """Places of equal fingerprints in two speeches, that of the earlier among the fingerprints ``[first, end)``."""
    present = np.zeros(int(groups.max(initial=0)) + 1, np.bool_)
    present[groups[first:end]] = True
    present[0] = False
    index = np.flatnonzero(present[groups[first:]]) + first
    keys = (groups[index].astype(np.uint64) << np.uint64(32)) | index.astype(np.uint64)
    keys.sort()
    index = (keys & np.uint64(0xFFFFFFFF)).astype(np.int64)
    group, speech = groups[index], owner(library.shelves, index)
    order = np.arange(len(index))
    repeat = order - np.maximum.accumulate(np.where(changes(group, speech), order, 0))
    kept = repeat < _REPEATS
    index, group, speech = index[kept], group[kept], speech[kept]
    earlier, later = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for step in range(1, COMMON * _REPEATS):
        same = group[step:] == group[:-step]
        if not same.any():
            break
        same &= (index[:-step] < end) & (speech[step:] != speech[:-step])
        earlier.append(index[:-step][same])
        later.append(index[step:][same])
    a, b = [library.at[np.concatenate(part)].astype(np.int64) for part in (earlier, later)]
    equal = np.ones(len(a), np.bool_)
    for i in range(GRAM):  # two grams may have one hash
        equal &= library.codes[a + i] == library.codes[b + i]
    return a[equal], b[equal]


def _extended(library: Library, a: Numbers, b: Numbers) -> Runs:
    """The rows of same characters around some equal places, each once, sorted by pairs of speeches."""
    bits = max(1, len(library.codes).bit_length())
    keys = np.sort(((b - a) << bits) | a)
    keys = keys[changes(keys)]
    start, shift = keys & ((1 << bits) - 1), keys >> bits
    opens = changes(shift)
    opens[1:] |= start[1:] - start[:-1] >= GRAM
    closes = np.append(opens[1:], True)[: len(keys)]
    start, end, shift = start[opens], start[closes] + GRAM, shift[opens]
    first, second = owner(library.speeches, start), owner(library.speeches, start + shift)
    least = np.maximum(library.speeches[first], library.speeches[second] - shift)
    most = np.minimum(library.speeches[first + 1], library.speeches[second + 1] - shift)
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
    whole = changes(start, shift)  # two pieces of one row have now grown into it
    whole &= end - start >= ANCHOR
    start, end, shift, first, second = (row[whole] for row in (start, end, shift, first, second))
    order = np.lexsort((shift, start, second, first))
    return Runs(start[order], end[order], shift[order])
