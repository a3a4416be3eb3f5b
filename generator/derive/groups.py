"""What groups of speeches say, many groups at once: which terms each uses most, and which are typical of it.

In: the uses of each term in each speech, and the speeches of each group. Out: a value a group. The uses are laid out in arrays and
counted in a few steps: an archive of 1,000 speeches has 500 speakers, offices, places and meetings, and all of them take 10 ms, where
adding up one after another takes 150.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from generator.derive.likelihood import SURE
from generator.derive.vocabulary import Typical, Vocabulary, typical
from generator.gist import Gist
from generator.model import Archive, Slug, Value

_CELLS = 1 << 18
"""Groups times terms that are counted at once: 2 MB an array."""
_NEARLY = 1e-6
"""What the last digits of a logarithm may differ by."""


class Said(Value, frozen=True):
    """The terms of a group of speeches."""

    most: tuple[tuple[Slug, int], ...]
    """The terms that its speeches use most, with the number of uses; those that no statistics count, too."""
    records: int
    """Its plain records, and those of the rest of the archive: what ``typical`` rests on."""
    others: int
    typical: tuple[Typical, ...]


class Counting:
    """The uses of an archive in arrays: speech after speech, of each term that it uses its number, and how often.

    ``uses`` is what ``uses_by_speech`` gives.
    """

    def __init__(self, archive: Archive, gists: Sequence[Gist], uses: Sequence[dict[Slug, int]]) -> None:
        import numpy as np  # only where speeches are grouped

        self._slugs = sorted(set(chain.from_iterable(uses)))
        number = {slug: i for i, slug in enumerate(self._slugs)}
        self._sizes = np.fromiter(map(len, uses), np.int64, len(uses))
        self._ends = np.cumsum(self._sizes)
        total = int(self._sizes.sum())
        self._terms = np.fromiter(map(number.__getitem__, chain.from_iterable(uses)), np.int64, total)
        self._times = np.fromiter(chain.from_iterable(one.values() for one in uses), np.int64, total)
        self._counts = np.array([speech.counts_in_statistics for speech in archive.speeches], bool)
        self._characters = np.array([gist.characters for gist in gists], np.int64)
        self._known = {term.slug for term in archive.terms}
        plain = np.repeat(self._counts, self._sizes)
        self._whole = np.bincount(self._terms[plain], self._times[plain], len(self._slugs)).astype(np.int64)
        self._records, self._length = int(self._counts.sum()), int(self._characters[self._counts].sum())

    def said(self, groups: Sequence[Sequence[int]], most: int) -> Iterator[Said]:
        """Of each group, positions in the archive, its ``most`` frequent terms and its typical ones."""
        size = max(_CELLS // max(len(self._slugs), 1), 1)
        for at in range(0, len(groups), size):
            yield from self._said(groups[at : at + size], most)

    def _said(self, groups: Sequence[Sequence[int]], most: int) -> Iterator[Said]:
        import numpy as np

        width = len(self._slugs)
        lengths = np.array([len(group) for group in groups], np.int64)
        speeches = np.fromiter(chain.from_iterable(groups), np.int64, int(lengths.sum()))
        owners = np.repeat(np.arange(len(groups)), lengths)
        sizes = self._sizes[speeches]
        before = np.repeat(self._ends[speeches] - np.cumsum(sizes), sizes)
        entries = before + np.arange(len(before))
        cells = np.repeat(owners * width, sizes) + self._terms[entries]
        times = self._times[entries]
        plain = np.repeat(self._counts[speeches], sizes)

        def table(cells: Any, weights: Any = None) -> Any:
            found = np.bincount(cells, weights, len(groups) * width)
            return found.astype(np.int64).reshape(len(groups), width)

        frequent = self._frequent(table(cells, times), most)
        counted = self._counts[speeches]
        records = np.bincount(owners[counted], minlength=len(groups))
        length = np.bincount(owners[counted], self._characters[speeches[counted]], len(groups))
        used, using = table(cells[plain], times[plain]), table(cells[plain])
        striking = self._striking(used, length[:, None])
        for i, terms in enumerate(frequent):
            here = Vocabulary(
                int(records[i]),
                int(length[i]),
                {self._slugs[j]: int(used[i, j]) for j in striking[i]},
                {self._slugs[j]: int(using[i, j]) for j in striking[i]},
            )
            rest = {self._slugs[j]: int(self._whole[j]) for j in striking[i]}
            whole = Vocabulary(self._records, self._length, rest, {})
            yield Said(terms, here.records, self._records - here.records, typical(here, whole, self._known))

    def _frequent(self, table: Any, most: int) -> Iterator[tuple[tuple[Slug, int], ...]]:
        """Of each row of a table its largest numbers with their terms, equal ones in the order of the terms."""
        import numpy as np

        width = table.shape[1]
        ranks = -(table * width + np.arange(width)[::-1])
        if width > most:
            ranks = np.partition(ranks, most - 1, axis=1)[:, :most]
        for row in np.sort(ranks, axis=1).tolist():
            numbers = [divmod(-rank, width) for rank in row]
            yield tuple((self._slugs[width - 1 - place], count) for count, place in numbers if count)

    def _striking(self, used: Any, length: Any) -> list[list[int]]:
        """Of each row the terms that may be typical: so much denser than in the rest that chance is ruled out, or nearly so."""
        import numpy as np

        elsewhere, rest = self._whole - used, self._length - length
        with np.errstate(divide="ignore", invalid="ignore"):
            rate = self._whole / self._length
            here = np.where(used, used * np.log(used / (length * rate)), 0)
            there = np.where(elsewhere, elsewhere * np.log(elsewhere / (rest * rate)), 0)
            is_striking = (2 * (here + there) >= SURE - _NEARLY) & (used * rest > elsewhere * length)
        found: list[list[int]] = [[] for _ in used]
        for i, j in zip(*(places.tolist() for places in np.nonzero(is_striking)), strict=True):
            found[i].append(j)
        return found
