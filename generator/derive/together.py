"""Paragraphs that two terms share: counted by blocks of the archive, added up, and weighed.

Here numpy does the work, which takes a while to load: ``company`` asks for it where there are terms to compare.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

from generator.derive.likelihood import SURE
from generator.gist import Details, Gist
from generator.model import Archive, Compact, Slug

_PARAGRAPHS, _SPEECHES = 3, 2
"""Shared ones at least."""

Numbers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class Sum(Compact, frozen=True):
    """What the plain records of a block have. Terms are numbers of ``slugs``; rows of numbers are packed (int64)."""

    paragraphs: int
    slugs: tuple[Slug, ...]
    """Sorted."""
    alone: bytes
    """Of each term the paragraphs that have it."""
    pairs: bytes
    """Three rows, one behind the other: both terms as ``one * len(slugs) + other``, paragraphs that have both, their speeches."""


def sum_of(archive: Archive, gists: Sequence[Gist], details: Sequence[Details], some: range) -> Sum:
    """All paragraphs of a block; those of each term; those of each pair, with their speeches."""
    total = 0
    alone: Counter[Slug] = Counter()
    together: Counter[tuple[Slug, Slug]] = Counter()
    spoken: Counter[tuple[Slug, Slug]] = Counter()
    for position in some:
        if not archive.speeches[position].counts_in_statistics:
            continue
        total += gists[position].paragraphs
        here: Counter[tuple[Slug, Slug]] = Counter()
        for terms in details[position].company:
            alone.update(terms)
            here.update(combinations(terms, 2))
        together.update(here)
        spoken.update(here.keys())
    slugs = sorted(alone)
    number = {slug: i for i, slug in enumerate(slugs)}
    keys = [number[one] * len(slugs) + number[other] for one, other in together]
    rows = np.array([keys, [*together.values()], [spoken[pair] for pair in together]], "<i8")
    return Sum(
        total, tuple(slugs), np.array([alone[slug] for slug in slugs], "<i8").tobytes(), rows.tobytes()
    )


def surprising(sums: Sequence[Sum], number: dict[Slug, int]) -> Iterator[tuple[int, int, float, int, int]]:
    """Both ways of each pair that is together by more than chance: one, the other, how surprising that is, paragraphs, speeches."""
    alone, pairs, paragraphs, speeches = _added(sums, number)
    total = sum(one.paragraphs for one in sums)
    often = (speeches >= _SPEECHES) & (paragraphs >= _PARAGRAPHS)
    pairs, paragraphs, speeches = pairs[often], paragraphs[often], speeches[often]
    both = np.divmod(pairs, max(1, len(number)))
    for one, other in (both, both[::-1]):
        values = _log_likelihoods(paragraphs, alone[one], alone[other] - paragraphs, total - alone[one])
        sure = values >= SURE
        columns = (one, other, values, paragraphs, speeches)
        yield from zip(*(column[sure].tolist() for column in columns), strict=True)


def _added(sums: Sequence[Sum], number: dict[Slug, int]) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """The sums of all blocks as one, by the numbers of the glossary's terms: alone; pairs, their paragraphs, their speeches."""
    alone = np.zeros(len(number), np.int64)
    parts = []
    for one in sums:
        known = np.array([number.get(slug, -1) for slug in one.slugs], np.int64)
        np.add.at(alone, known[known >= 0], np.frombuffer(one.alone, "<i8")[known >= 0])
        keys, *counts = np.frombuffer(one.pairs, "<i8").reshape(3, -1)
        first, second = (known[part] for part in np.divmod(keys, max(1, len(known))))
        kept = (first >= 0) & (second >= 0)
        parts.append(np.stack([first * len(number) + second, *counts])[:, kept])
    keys, *counts = np.concatenate(parts, axis=1)
    pairs, where = np.unique(keys, return_inverse=True)
    paragraphs, speeches = (
        np.bincount(where, count, len(pairs)).astype(np.int64) if len(pairs) else pairs for count in counts
    )
    return alone, pairs, paragraphs, speeches


def _log_likelihoods(here: Numbers, size_here: Numbers, there: Numbers, size_there: Numbers) -> Floats:
    """``log_likelihood`` of many cases at once, one a place."""
    held = (size_here > 0) & (size_there > 0) & (here + there > 0)
    sizes = [np.where(held, size, 1) for size in (size_here, size_there)]
    rate = np.where(held, here + there, 1) / (sizes[0] + sizes[1])
    value = np.zeros(len(here))
    for found, size in zip((here, there), sizes, strict=True):
        value += 2 * found * np.log(np.where(found > 0, found, 1) / np.where(found > 0, size * rate, 1))
    value = np.where(here / sizes[0] >= there / sizes[1], value, -value)
    return np.where(held, value, 0.0)
