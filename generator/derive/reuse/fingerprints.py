"""A text to its compared characters and their fingerprints.

Compared are Han characters, folded to simplified; all else (punctuation, white space, figures, Latin letters) is left out, and so
are headings and salutations. The paragraphs of a speech are one row of characters, so that a borrowing that runs on over the border
of a paragraph is seen as one.

Method: winnowing (Schleimer, Wilkerson, Aiken: Winnowing, SIGMOD 2003). Of the hashes of every ``GRAM`` characters the least of each
``WINDOW`` are kept; so every row of ``GRAM + WINDOW - 1 == ANCHOR`` characters gives one, wherever it stands, and the same one in
every text.
"""

import functools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from generator.model import Block, BlockId, Text
from generator.script import fold_table

GRAM = 8
WINDOW = 5
ANCHOR = GRAM + WINDOW - 1
"""The least number of same characters in a row that makes a passage."""

_HAN = ((0x3007, 0x3008), (0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, 0x40000))
_LEFT_OUT = ("heading", "salutation")

Numbers = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint32]
Prints = npt.NDArray[np.uint32]
Contexts = npt.NDArray[np.uint16]
Flags = npt.NDArray[np.bool_]


class Library(NamedTuple):
    """The compared characters of some speeches in one row, and their fingerprints."""

    codes: Codes
    """Folded Han characters, speech after speech."""
    speeches: Numbers
    """Where the characters of each speech begin, and the end of all."""
    blocks: Numbers
    """Where the characters of each block that is compared begin, and the end of all."""
    prints: Prints
    """Hashes that winnowing kept, speech after speech."""
    at: Codes
    """Where the characters of each of them begin."""
    shelves: Numbers
    """Where the fingerprints of each speech begin, and the end of all."""
    named: Flags
    """Which of the characters belong to mentions of terms."""


def compared(text: Text) -> list[Block]:
    """The blocks of a speech that are compared."""
    return [block for block in text.blocks if block.kind not in _LEFT_OUT]


def squeeze(text: str) -> tuple[Codes, Numbers]:
    """The compared characters of a text, folded, and their offsets in it."""
    han, folded = _tables()
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    places = np.flatnonzero(han[points])
    return folded[points[places]], places


def winnow(codes: Codes) -> tuple[Prints, Numbers]:
    """Fingerprints of a row of characters: hashes, and where their ``GRAM`` characters begin."""
    if len(codes) < ANCHOR:
        return np.empty(0, np.uint32), np.empty(0, np.int64)
    wide = codes.astype(np.uint64)
    grams = len(codes) - GRAM + 1
    hashes = np.zeros(grams, np.uint64)
    for i in range(GRAM):
        hashes *= np.uint64(0x9E3779B97F4A7C15)
        hashes += wide[i : i + grams]
    hashes ^= hashes >> np.uint64(32)
    hashes *= np.uint64(0xD6E8FEB86659FD93)
    hashes &= np.uint64(0xFFFFFFFF00000000)
    hashes |= np.arange(grams, dtype=np.uint64)  # of equal hashes the first is the least
    windows = grams - WINDOW + 1
    least = hashes[:windows].copy()
    for i in range(1, WINDOW):
        np.minimum(least, hashes[i : i + windows], out=least)
    least = least[changes(least)]  # places never go back, so equal ones are neighbours
    return (least >> np.uint64(32)).astype(np.uint32), (least & np.uint64(0xFFFFFFFF)).astype(np.int64)


def contexts(codes: Codes, at: npt.NDArray[np.integer]) -> Contexts:
    """Of each fingerprint, two bits of each of the ``WINDOW - 1`` characters before it and of as many behind it, the nearest first.

    Two speeches that share a fingerprint seldom share the ``ANCHOR`` characters of a passage. These bits tell nine in ten of those that do
    not without a look at their texts.
    """
    side = WINDOW - 1
    bits = np.zeros(len(codes) + 2 * side, np.uint16)
    bits[side : len(codes) + side] = (codes * np.uint32(0x9E3779B1)) >> np.uint32(30)
    found = np.zeros(len(at), np.uint16)
    for i in range(side):
        found |= bits[at + (side - 1 - i)] << np.uint16(2 * i)
        found |= bits[at + (side + GRAM + i)] << np.uint16(2 * (side + i))
    return found


@functools.cache
def agreeing() -> Flags:
    """Whether two contexts, as what their bits differ in, may belong to ``ANCHOR`` same characters in a row."""
    side = WINDOW - 1
    same = np.stack([np.arange(1 << 4 * side) >> 2 * i & 3 == 0 for i in range(2 * side)])
    before, behind = (np.cumprod(some, axis=0).sum(axis=0) for some in (same[:side], same[side:]))
    return np.asarray(before + behind >= side)


def shelve(texts: Sequence[Text]) -> Library:
    """Squeeze speeches into one row of characters, and take their fingerprints."""
    most = sum(len(block.text) for text in texts for block in compared(text))
    codes, prints, at = (np.empty(most, np.uint32) for _ in range(3))  # what is never filled takes no memory
    named = np.empty(most, np.bool_)
    speeches, shelves, blocks = [0], [0], []
    for text in texts:
        kept = compared(text)
        row, places = squeeze("".join(block.text for block in kept))
        hashes, begins = winnow(row)
        edges = np.cumsum([0, *(len(block.text) for block in kept)])
        start, shelf = speeches[-1], shelves[-1]
        speeches.append(start + len(row))
        shelves.append(shelf + len(hashes))
        codes[start : speeches[-1]] = row
        named[start : speeches[-1]] = _named(
            text, {block.id: at for block, at in zip(kept, edges.tolist(), strict=False)}, places
        )
        prints[shelf : shelves[-1]], at[shelf : shelves[-1]] = hashes, begins + start
        blocks.append(np.searchsorted(places, edges[:-1]) + start)
    return Library(
        codes[: speeches[-1]],
        np.array(speeches),
        np.concatenate([*blocks, np.array(speeches[-1:])]).astype(np.int64),
        prints[: shelves[-1]],
        at[: shelves[-1]],
        np.array(shelves),
        named[: speeches[-1]],
    )


def _named(text: Text, begins: dict[BlockId, int], places: Numbers) -> Flags:
    """Which compared characters belong to mentions, by the places where the blocks begin."""
    spans = [(begins[m.block] + m.start, begins[m.block] + m.end) for m in text.mentions if m.block in begins]
    steps = np.zeros(len(places) + 1, np.int64)
    if spans:
        starts, ends = np.searchsorted(places, np.array(spans).T)
        np.add.at(steps, starts, 1)
        np.add.at(steps, ends, -1)
    return np.cumsum(steps)[:-1] > 0


def owner(borders: Numbers, places: npt.NDArray[np.integer]) -> Numbers:
    """In which of the parts that begin at ``borders`` each place lies."""
    return np.searchsorted(borders, places, "right") - 1


def among(values: Prints, wanted: Prints) -> Flags:
    """Which values are among some sorted ones: a table of their first bits passes few, and those are looked up."""
    found = np.zeros(len(values), np.bool_)
    if len(wanted):
        table = np.zeros(1 << 20, np.bool_)
        table[wanted >> np.uint32(12)] = True
        likely = np.flatnonzero(table[values >> np.uint32(12)])
        at = np.minimum(np.searchsorted(wanted, values[likely]), len(wanted) - 1)
        found[likely[wanted[at] == values[likely]]] = True
    return found


def changes(*rows: npt.NDArray[np.integer]) -> Flags:
    """Where any of some rows differs from its place before; the first place does."""
    flags = np.ones(len(rows[0]), np.bool_)
    flags[1:] = False
    for row in rows:
        flags[1:] |= row[1:] != row[:-1]
    return flags


@functools.cache
def _tables() -> tuple[Flags, Codes]:
    """Which code points are compared, and as what."""
    han = np.zeros(0x110000, np.bool_)
    for first, last in _HAN:
        han[first:last] = True
    folded = np.arange(0x110000, dtype=np.uint32)
    table = fold_table()
    folded[list(table)] = list(table.values())
    return han, folded
