"""Passages by their later speech. They are remembered by the earlier one, and the page of a speech names both kinds.

In: the rows of all speeches, gone through once. Out: of a speech what it shares with earlier ones. Numbers in arrays: of 10,000
speeches there may be a million passages.
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from generator.derive.spots import Spot, of_later
from generator.model import BlockId, Passage, SpeechId


class Mirror:
    """What each speech shares with earlier ones."""

    def __init__(self, rows: Sequence[Sequence[Passage]], order: Mapping[SpeechId, int]) -> None:
        number: dict[BlockId, int] = {}
        found = array("i")
        for position, row in enumerate(rows):
            for spot, passage in ((of_later(passage), passage) for passage in row):
                blocks = (number.setdefault(block, len(number)) for block in (spot.block, spot.there))
                found.extend(
                    (order[passage.b], position, *blocks, spot.start, spot.characters, spot.is_quoted)
                )
        self._names = [*number]
        table = np.frombuffer(found, np.int32).reshape(-1, 7)
        self._table = table[np.argsort(table[:, 0], kind="stable")]
        self._borders = np.searchsorted(self._table[:, 0], np.arange(len(rows) + 1))

    def of(self, position: int) -> Iterator[tuple[int, Spot]]:
        """Positions of earlier speeches, and what they share."""
        for row in self._table[self._borders[position] : self._borders[position + 1]].tolist():
            _, other, block, there, start, characters, is_quoted = row
            yield other, Spot(self._names[block], start, self._names[there], characters, bool(is_quoted))
