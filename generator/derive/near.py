"""Which terms are like another by their characters, and might be taken for it: 四个意识 and 四个自信, 脱贫攻坚 and 三大攻坚战.

Two terms are near where they begin with the same numeral and share two characters, or share two others, and what they share is
half of the shorter one. Names alone decide, so the result is remembered until the glossary changes.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

from generator.gist import NUMERALS
from generator.memo import Memo, digest_of
from generator.model import Archive, Slug, Term

_MOST = 10
_SHARED = 2
_Neighbours = dict[Slug, tuple[Slug, ...]]


def near(archive: Archive, memo: Memo) -> dict[Slug, tuple[Slug, ...]]:
    """Of each term those that are near, nearest first; none that its entry names already, and no other sense of the same label."""
    facts = [(t.slug, t.term, t.see, t.part_of) for t in archive.terms]
    return memo.remember([digest_of("near", facts)], _Neighbours, lambda _: [neighbours(archive.terms)])[0]


def neighbours(terms: Sequence[Term]) -> dict[Slug, tuple[Slug, ...]]:
    """The same, worked out."""
    holding: dict[tuple[str, str], list[int]] = {}
    for i, term in enumerate(terms):
        for pair in _pairs(term.term):
            holding.setdefault(pair, []).append(i)
    found: dict[Slug, tuple[Slug, ...]] = {}
    for term in terms:
        named = {*term.see, *term.part_of}
        candidates = {i for pair in _pairs(term.term) for i in holding[pair]}
        ranked: list[tuple[float, str, Slug]] = []
        for i in candidates:
            other = terms[i]
            if (
                other.term != term.term
                and other.slug not in named
                and (value := likeness(term.term, other.term))
            ):
                ranked.append((-value, other.term, other.slug))
        if ranked:
            found[term.slug] = tuple(slug for _, _, slug in sorted(ranked)[:_MOST])
    return found


def likeness(a: str, b: str) -> float:
    """How near two names are, 0 where they are not: shared characters and pairs of neighbours, by the length of both."""
    same_numeral = a[0] == b[0] and a[0] in NUMERALS
    shared = set(a) & set(b)
    if not same_numeral:
        shared -= NUMERALS
    if len(shared) < _SHARED or 2 * len(shared) < min(len(set(a)), len(set(b))):
        return 0.0
    bigrams = {a[i : i + 2] for i in range(len(a) - 1)} & {b[i : i + 2] for i in range(len(b) - 1)}
    return (len(shared) + len(bigrams) + same_numeral) / (len(a) + len(b))


def _pairs(name: str) -> Iterator[tuple[str, str]]:
    """Every two characters that another name may share with this one; a numeral counts at its head only."""
    kept = sorted({c for i, c in enumerate(name) if not i or c not in NUMERALS})
    return combinations(kept, 2)
