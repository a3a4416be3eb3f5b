"""Which terms keep company: those that stand in one paragraph more often than chance would have it.

A paragraph is any block of a plain record but a heading. A use inside the mention of a longer term is no company, since the two
words are one. Company is shown where the log-likelihood of the shared paragraphs (``likelihood.py``) exceeds what chance gives once
in a thousand, and where the paragraphs and the speeches are enough to speak of a habit.
"""

from collections.abc import Sequence

from generator.derive.blocks import Blocks
from generator.gist import Details, Gist
from generator.model import Archive, Slug, Value

_MOST = 12


class Companion(Value, frozen=True):
    """A term that keeps company, with the paragraphs that have both and the speeches that these stand in."""

    term: Slug
    paragraphs: int
    speeches: int


def company(
    archive: Archive, gists: Sequence[Gist], details: Sequence[Details], blocks: Blocks
) -> dict[Slug, tuple[Companion, ...]]:
    """Of each term its company, most surprising first; terms that belong to each other by ``part_of`` are left out."""
    from generator.derive.together import Sum, sum_of, surprising  # numpy: only where there are terms

    slugs = sorted(term.slug for term in archive.terms)
    number = {slug: i for i, slug in enumerate(slugs)}
    sums = blocks.sums("company", Sum, lambda some: sum_of(archive, gists, details, some))
    if not any(one.pairs for one in sums):
        return {}
    belongs = {(number[t.slug], number[Slug(o)]) for t in archive.terms for o in t.part_of if o in number}
    found: dict[Slug, list[tuple[float, Companion]]] = {}
    for one, other, value, paragraphs, speeches in surprising(sums, number):
        if (one, other) not in belongs and (other, one) not in belongs:
            row = found.setdefault(slugs[one], [])
            row.append((value, Companion(slugs[other], paragraphs, speeches)))
    return {slug: tuple(companion for _, companion in _ranked(row)) for slug, row in sorted(found.items())}


def _ranked(row: list[tuple[float, Companion]]) -> list[tuple[float, Companion]]:
    return sorted(row, key=lambda pair: (-round(pair[0], 6), pair[1].term))[:_MOST]
