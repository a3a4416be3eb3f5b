"""Pieces of passages to ``Passage`` values: blocks, offsets in their texts, and whether both speeches quote.

A piece is quoted where more than half of it stands inside quotation marks or 《》 that hold ``ANCHOR`` characters or more, so that a name in
quotation marks makes no quotation. Both quote where both have it quoted, or where one has and in the other words of saying stand before it
in its sentence (…指出，…).
"""

import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from generator.derive.reuse.fingerprints import ANCHOR, Flags, Numbers, compared, owner, squeeze
from generator.model import Block, Passage, SpeechId, Text

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

    block: Numbers
    """Which of the blocks of its speech that are compared."""
    start: Numbers
    end: Numbers
    quoted: Flags


def passages(
    texts: Sequence[Text], speeches: Numbers, borders: Numbers, pieces: Numbers
) -> Iterator[Passage]:
    """The passages, by where the characters of each speech and of each block begin; sorted by the block of the earlier speech, then by that of the later one, then by their places."""
    a_block, b_block = owner(borders, pieces[:, 0]), owner(borders, pieces[:, 2])
    pieces = pieces[np.lexsort((pieces[:, 2], pieces[:, 0], b_block, a_block))]
    first, second = owner(speeches, pieces[:, 0]), owner(speeches, pieces[:, 2])
    ends = _ends(
        texts,
        speeches,
        np.concatenate([first, second]),
        np.concatenate([pieces[:, 0], pieces[:, 2]]),
        np.concatenate([pieces[:, 1], pieces[:, 3]]),
    )
    blocks = functools.lru_cache(maxsize=1024)(lambda n: compared(texts[n]))
    for i in range(0, len(pieces), _TOGETHER):
        stop = min(i + _TOGETHER, len(pieces))
        some, other = slice(i, stop), slice(i + len(pieces), stop + len(pieces))
        columns = (first[some], *(end[some] for end in ends), second[some], *(end[other] for end in ends))
        rows = zip(*(column.tolist() for column in (*columns, *pieces[some, 4:].T)), strict=True)
        for a, n, start, end, quoted, b, *there, same, whole, continues in rows:
            here = _Place(texts[a].speech, blocks(a)[n], start, end, quoted)
            yield _passage(
                here, _Place(texts[b].speech, blocks(b)[there[0]], *there[1:]), same, whole, continues
            )


class _Place(NamedTuple):
    """One side of a piece."""

    speech: SpeechId
    block: Block
    start: int
    end: int
    quoted: bool

    def quotes(self) -> bool:
        """Whether it is quoted, or words of saying lead to it in its sentence."""
        before = self.block.text[max(0, self.start - _BEFORE) : self.start]
        return self.quoted or _SAYING.search(before) is not None


def _passage(a: _Place, b: _Place, same: int, whole: int, continues: int) -> Passage:
    quoting = (a.quoted or b.quoted) and a.quotes() and b.quotes()
    return Passage(
        *(a.speech, a.block.id, a.start, a.end),
        *(b.speech, b.block.id, b.start, b.end),
        same,
        a.block.text[a.start : a.end],
        "quotation" if quoting else "passage",
        whole if whole > same else 0,
        bool(continues),
    )


def _ends(texts: Sequence[Text], speeches: Numbers, speech: Numbers, start: Numbers, end: Numbers) -> _Ends:
    """Where some characters of the library stand; each speech is read once."""
    zero = np.zeros(len(start), np.int64)
    found = _Ends(zero, zero.copy(), zero.copy(), np.zeros(len(start), np.bool_))
    order = np.argsort(speech, kind="stable")
    borders = np.flatnonzero(np.append(np.diff(speech[order], prepend=-1) != 0, True))
    for rows in (order[i:j] for i, j in itertools.pairwise(borders)):
        n = int(speech[rows[0]])
        blocks = compared(texts[n])
        _, places = squeeze("".join(block.text for block in blocks))
        begins = np.cumsum([0, *(len(block.text) for block in blocks)])
        base = speeches[n]
        first, last = places[start[rows] - base], places[end[rows] - base - 1] + 1
        block = owner(begins, first)
        found.block[rows] = block
        found.start[rows], found.end[rows] = first - begins[block], last - begins[block]
        quoted = np.zeros(int(begins[-1]) + 1, np.int64)
        for text, at in zip((block.text for block in blocks), begins.tolist(), strict=False):
            for quotation in _QUOTATION.finditer(text):
                quoted[at + quotation.start()] += 1
                quoted[at + quotation.end()] -= 1
        sums = np.concatenate([[0], np.cumsum(np.cumsum(quoted))])
        found.quoted[rows] = 2 * (sums[last] - sums[first]) > last - first
    return found
