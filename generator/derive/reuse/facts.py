"""The passages of one earlier speech to what it shares with each later one: numbers that indexes are made of, in a packed row each."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np

from generator.derive.columns import FACTS, Facts
from generator.derive.pairs import FLOOR
from generator.memo import digest_of
from generator.model import BlockId, Passage, SpeechId, Text
from generator.sentences import Sentences

_REACH = 80
"""Characters on each side of a passage that a page may show, and by which it tells where a sentence is cut."""

Place = tuple[BlockId, int, int]


def facts(
    row: Sequence[Passage], order: Mapping[SpeechId, int], text: Callable[[SpeechId], Text]
) -> Iterator[tuple[int | bytes, ...]]:
    """What a speech shares with each later one, in their ``order``; ``text`` is asked where the two have enough for a page."""
    pairs: dict[SpeechId, list[Passage]] = {}
    for passage in row:
        pairs.setdefault(passage.b, []).append(passage)
    for other, passages in sorted(pairs.items(), key=lambda pair: order[pair[0]]):
        borrowed = [p for p in passages if p.kind != "quotation"]
        size, covered, around = sum(p.characters for p in borrowed), (0, 0), b""
        if size >= FLOOR:
            a, b = ({block.id: block.text for block in text(id).blocks} for id in (row[0].a, other))
            covered = (
                _covered(a, [(p.a_block, p.a_start, p.a_end) for p in borrowed]),
                _covered(b, [(p.b_block, p.b_start, p.b_end) for p in borrowed]),
            )
            size = min(size, *covered)
            sides = (
                (a, [(p.a_block, p.a_start, p.a_end) for p in passages]),
                (b, [(p.b_block, p.b_start, p.b_end) for p in passages]),
            )
            around = digest_of([[*_around(*side)] for side in sides])[:8]
        quoted = sum(p.characters for p in passages if p.kind == "quotation")
        places = order[row[0].a], order[other]
        yield *places, size, quoted, *covered, len(borrowed), digest_of(passages)[:8], around


def _around(words: Mapping[BlockId, str], places: Sequence[Place]) -> Iterator[str]:
    """What a page may show before and behind some passages: of their sentences, and what lies between two that stand near each other."""
    sentences = {block: Sentences(words[block]) for block, _, _ in places}
    for block, start, end in places:
        first, last = sentences[block].span(start, end)
        if any(block == other and 0 <= at - end <= _REACH for other, at, _ in places):
            last = len(words[block])
        yield words[block][max(first, start - _REACH) : start]
        yield words[block][end : min(max(last, end + 1), end + _REACH)]


def packed(rows: Iterable[tuple[object, ...]]) -> Facts:
    """Some facts as an array."""
    return np.array([*rows], FACTS)


def _covered(words: Mapping[BlockId, str], places: Iterable[Place]) -> int:
    """Characters that lie in any of some places, white space not counted."""
    count = 0
    for block, same in itertools.groupby(sorted(places), key=lambda place: place[0]):
        end = 0
        for _, start, stop in same:
            if stop > end:
                count += len("".join(words[block][max(start, end) : stop].split()))
                end = stop
    return count
