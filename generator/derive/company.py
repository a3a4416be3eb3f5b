"""Which terms keep company: those that stand in one paragraph more often than chance would have it.

A paragraph is any block of a plain record but a heading. A use inside the mention of a longer term is no company, since the two
words are one. Company is shown where the log-likelihood of the shared paragraphs (``likelihood.py``) exceeds what chance gives once
in a thousand, and where the paragraphs and the speeches are enough to speak of a habit.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from generator.derive.likelihood import SURE, log_likelihood
from generator.gist import Gist
from generator.model import Archive, Slug, Value

_PARAGRAPHS, _SPEECHES = 3, 2
"""Shared ones at least."""
_MOST = 12
_ONE_SPEECH = 1 << 32
"""In the count of a pair: paragraphs in the lower half, speeches in the upper one."""


class Companion(Value, frozen=True):
    """A term that keeps company, with the paragraphs that have both and the speeches that these stand in."""

    term: Slug
    paragraphs: int
    speeches: int


def company(archive: Archive, gists: Sequence[Gist]) -> dict[Slug, tuple[Companion, ...]]:
    """Of each term its company, most surprising first; terms that belong to each other by ``part_of`` are left out."""
    slugs = sorted(term.slug for term in archive.terms)
    number = {slug: i for i, slug in enumerate(slugs)}
    total, alone, together = _count(archive, gists, number)
    belongs = {(number[t.slug], number[Slug(o)]) for t in archive.terms for o in t.part_of if o in number}
    found: dict[Slug, list[tuple[float, Companion]]] = {}
    for pair, count in together.items():
        speeches, paragraphs = divmod(count, _ONE_SPEECH)
        if speeches < _SPEECHES or paragraphs < _PARAGRAPHS:
            continue
        both = divmod(pair, len(slugs))
        if both in belongs or both[::-1] in belongs:
            continue
        for one, other in (both, both[::-1]):
            value = log_likelihood(paragraphs, alone[one], alone[other] - paragraphs, total - alone[one])
            if value >= SURE:
                row = found.setdefault(slugs[one], [])
                row.append((value, Companion(slugs[other], paragraphs, speeches)))
    return {slug: tuple(companion for _, companion in _ranked(row)) for slug, row in sorted(found.items())}


def _ranked(row: list[tuple[float, Companion]]) -> list[tuple[float, Companion]]:
    return sorted(row, key=lambda pair: (-round(pair[0], 6), pair[1].term))[:_MOST]


def _count(
    archive: Archive, gists: Sequence[Gist], number: dict[Slug, int]
) -> tuple[int, Counter[int], Counter[int]]:
    """All paragraphs; those of each term by its number; those of each pair, with their speeches."""
    total = 0
    alone: Counter[int] = Counter()
    together: Counter[int] = Counter()
    for speech, text in zip(archive.speeches, gists, strict=True):
        if not speech.counts_in_statistics:
            continue
        total += text.paragraphs
        pairs: Counter[int] = Counter()
        for terms in text.company:
            here = [number[term] for term in terms if term in number]
            alone.update(here)
            pairs.update(a * len(number) + b for a, b in combinations(here, 2))
        for pair, count in pairs.items():
            together[pair] += count + _ONE_SPEECH
    return total, alone, together
