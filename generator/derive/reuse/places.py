"""Pieces of passages to ``Passage`` values: blocks, offsets in their texts, and whether both speeches quote.

A piece is quoted where more than half of it stands inside quotation marks or 《》 that hold ``ANCHOR`` characters or more, so that a name in
quotation marks makes no quotation. Both quote where both have it quoted, or where one has and in the other words of saying stand before it
in its sentence (…指出，…).
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

import numpy as np

from generator.derive.reuse.fingerprints import ANCHOR, Flags, Numbers, compared, owner, squeeze
from generator.model import BlockId, Passage, SpeechId, Text

_QUOTATION = re.compile(
    rf"“[^“”]{{{ANCHOR},}}”|「[^「」]{{{ANCHOR},}}」|『[^『』]{{{ANCHOR},}}』|‘[^‘’]{{{ANCHOR},}}’|《[^《》]{{{ANCHOR},}}》"
    rf"|^“[^“”]{{{ANCHOR},}}$"  # each paragraph of a long quotation begins with a mark, the last one alone ends with one
)
_SAYING = re.compile(
    r"(?:指出|指示|强调|强調|说|說|讲|講|写道|寫道|讲道|告诫|告誡|提出|要求|认为|認為)(?:过|過|的)?[：:，,][^。！？；]{0,12}$"
)
_BEFORE = 40
"""Characters before a piece in which words of saying are looked for."""
_TOGETHER = 16_384
"""Pieces of which the places are written out at once."""


class _Ends(NamedTuple):
    """One side of some pieces."""

    speech: list[SpeechId]
    block: list[BlockId]
    start: Numbers
    end: Numbers
    quoted: Flags


def passages(
    texts: Sequence[Text], speeches: Numbers, borders: Numbers, pieces: Numbers
) -> Iterator[Passage]:
    """The passages, by where the characters of each speech and of each block begin; sorted by the block of the earlier speech, then by that of the later one, then by their places."""
    a_block, b_block = owner(borders, pieces[:, 0]), owner(borders, pieces[:, 2])
    pieces = pieces[np.lexsort((pieces[:, 2], pieces[:, 0], b_block, a_block))]
    starts, stops = (
        pieces[:, 0:4:2].T.ravel(),
        pieces[:, 1:4:2].T.ravel(),
    )  # in the earlier speeches, then in the later
    speech = owner(speeches, starts)
    ends = _ends(texts, speeches, speech, starts, stops)
    quoting = _quoting(texts, speech, ends)
    at, words = -1, dict[BlockId, str]()
    for first in range(0, len(pieces), _TOGETHER):
        some = slice(first, min(first + _TOGETHER, len(pieces)))
        here, there = (
            zip(ends.speech[i], ends.block[i], ends.start[i].tolist(), ends.end[i].tolist(), strict=True)
            for i in (some, slice(some.start + len(pieces), some.stop + len(pieces)))
        )
        numbers = zip(
            speech[some].tolist(), quoting[some].tolist(), *pieces[some, 4:].T.tolist(), strict=True
        )
        for a, b, (n, is_quotation, same, whole, continues) in zip(here, there, numbers, strict=True):
            if n != at:  # they come speech after speech
                at, words = n, {block.id: block.text for block in texts[n].blocks}
            _, block, start, end = a
            kind: Literal["quotation", "passage"] = "quotation" if is_quotation else "passage"
            yield Passage(
                *a, *b, same, words[block][start:end], kind, whole if whole > same else 0, bool(continues)
            )


def _ends(
    texts: Sequence[Text], speeches: Numbers, speech: Numbers, starts: Numbers, stops: Numbers
) -> _Ends:
    """Where some characters of the library stand; each speech is read once."""
    zero = np.zeros(len(starts), np.int64)
    names, ids = np.empty(len(starts), object), np.empty(len(starts), object)
    start, end, quoted = zero, zero.copy(), np.zeros(len(starts), np.bool_)
    for n, rows in _by_speech(speech):
        text = texts[n]
        blocks = compared(text)
        _, places = squeeze("".join(block.text for block in blocks))
        begins = np.cumsum([0, *(len(block.text) for block in blocks)])
        first, last = places[starts[rows] - speeches[n]], places[stops[rows] - speeches[n] - 1] + 1
        block = owner(begins, first)
        names[rows], ids[rows] = text.speech, np.array([block.id for block in blocks], object)[block]
        start[rows], end[rows] = first - begins[block], last - begins[block]
        inside = np.zeros(int(begins[-1]) + 1, np.int64)
        for block_text, at in zip((block.text for block in blocks), begins.tolist(), strict=False):
            for quotation in _QUOTATION.finditer(block_text):
                inside[at + quotation.start()] += 1
                inside[at + quotation.end()] -= 1
        if inside.any():
            sums = np.concatenate([[0], np.cumsum(np.cumsum(inside))])
            quoted[rows] = 2 * (sums[last] - sums[first]) > last - first
    return _Ends(names.tolist(), ids.tolist(), start, end, quoted)


def _quoting(texts: Sequence[Text], speech: Numbers, ends: _Ends) -> Flags:
    """Whether both speeches quote, a row a piece: where one has it quoted, the other has, too, or words of saying lead to it in its sentence."""
    pieces = len(speech) // 2
    theirs = np.roll(ends.quoted, pieces)
    quotes = ends.quoted.copy()
    asked = np.flatnonzero(theirs & ~ends.quoted)
    for n, some in _by_speech(speech[asked]):
        words = {block.id: block.text for block in texts[n].blocks}
        for row in asked[some].tolist():
            start = int(ends.start[row])
            before = words[ends.block[row]][max(0, start - _BEFORE) : start]
            quotes[row] = _SAYING.search(before) is not None
    return np.asarray(quotes[:pieces] & quotes[pieces:])


def _by_speech(speech: Numbers) -> Iterator[tuple[int, Numbers]]:
    """Speeches, and the rows that are of each."""
    order = np.argsort(speech, kind="stable")
    borders = np.flatnonzero(np.append(np.diff(speech[order], prepend=-1) != 0, True))
    for i, j in itertools.pairwise(borders.tolist()):
        yield int(speech[order[i]]), order[i:j]
