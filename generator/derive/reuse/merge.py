"""What the last build compared and what was compared since, put together."""

import bisect
from collections.abc import Hashable, Iterable, Mapping, Sequence

import numpy as np

from generator.derive.columns import Facts
from generator.model import Passage, SpeechId, Text


def staying(now: Sequence[Hashable], before: Sequence[Hashable]) -> dict[int, int]:
    """The longest row of speeches that are the same as before, in the same order: new place to old place.

    Method: patience sorting, https://en.wikipedia.org/wiki/Longest_increasing_subsequence.
    """
    place = {name: n for n, name in enumerate(before)}
    common = [(n, place[name]) for n, name in enumerate(now) if name in place]
    piles: list[int] = []
    tops: list[int] = []
    below: list[int] = []
    for i, (_, old) in enumerate(common):
        at = bisect.bisect_left(piles, old)
        below.append(tops[at - 1] if at else -1)
        piles[at : at + 1], tops[at : at + 1] = [old], [i]
    stay = {}
    i = tops[-1] if tops else -1
    while i >= 0:
        stay[common[i][0]] = common[i][1]
        i = below[i]
    return stay


def left_of(
    facts: Facts, stay: Mapping[int, int], again: Iterable[int], speeches: int
) -> tuple[Facts, set[int]]:
    """The facts of the pairs that stay, with the places where their speeches stand now; and the speeches that lose pairs with later ones.

    ``again``: speeches of which every two were compared.
    """
    place = np.full(max(stay.values(), default=-1) + 2, -1, np.int32)
    place[[*stay.values()]] = [*stay]
    moved = facts.copy()
    for side in ("a", "b"):
        moved[side] = place[np.minimum(facts[side], len(place) - 1)]
    is_again = np.zeros(speeches + 1, np.bool_)  # the last one is no speech
    is_again[[*again]] = True
    is_left = (moved["a"] >= 0) & (moved["b"] >= 0) & ~(is_again[moved["a"]] & is_again[moved["b"]])
    return moved[is_left], {n for n in moved["a"][~is_left].tolist() if n >= 0}


def merged(
    texts: Sequence[Text], order: Mapping[SpeechId, int], left: Sequence[Passage], added: Sequence[Passage]
) -> tuple[Passage, ...]:
    """Passages of one speech that stay, and those that were found anew, in their order; two speeches have the ones or the others."""
    if not left or not added:
        return tuple(left or added)
    blocks = {block.id: i for i, block in enumerate(texts[order[added[0].a]].blocks)}
    return tuple(sorted([*left, *added], key=lambda p: (blocks[p.a_block], order[p.b])))
