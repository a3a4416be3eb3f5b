"""Ids of blocks that survive corrections.

A block's id is its number in the body as it was imported. When an editor has changed the body since, its blocks are aligned
with the imported ones: a block that stayed or was corrected keeps its number, one inserted behind p12 is p12-1, one that was
removed leaves its id at the place where it stood, one that was joined to another leaves it there too.
"""

import difflib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from generator.model import Block, BlockId

_KEPT = 0.5
"""Share of a block's characters that must remain for it to keep its number. Runs are counted, so a block that kept 60 % of its
words in pieces is still above it."""
_HINT = 0.2
"""Share of common pairs of characters below which two blocks are not compared at all."""
_SHORT = 20
"""Characters up to which a block is held to the longer of the two: “同志们” stands in many a paragraph."""

Pair = tuple[int, int]


def number(
    blocks: Sequence[Block], imported: Sequence[Block] | None
) -> tuple[tuple[Block, ...], tuple[BlockId, ...]]:
    """Give every block its id; also the ids of imported blocks that were removed behind the last one.

    ``imported`` is None where the body is as it was imported, or was never imported: blocks count themselves. A pinned id
    stands; a second block that wants an id that is taken is numbered as inserted.
    """
    pinned = {block.id for block in blocks if block.pinned}
    if imported is None and not pinned:
        return tuple(blocks), ()  # they bear their numbers, as ``markdown.parse`` gave them
    joined: dict[int, list[int]] = {}
    if imported is None:
        origins = [block.n for block in blocks]
    else:
        origins, joined = align([b.text for b in imported], [b.text for b in blocks])
    taken: set[str] = set(pinned)
    numbered: list[Block] = []
    last, inserted = "p0", 0
    kept = {origin for origin in origins if origin}.union(*joined.values())
    gone = iter([] if imported is None else [b for b in imported if b.n not in kept])
    waiting = next(gone, None)
    for at, (block, origin) in enumerate(zip(blocks, origins, strict=True)):
        before: list[BlockId] = []
        while origin and waiting is not None and waiting.n < origin:
            if f"p{waiting.n}" not in taken:
                before.append(BlockId(f"p{waiting.n}"))
            waiting = next(gone, None)
        if block.pinned:
            id, last, inserted = str(block.id), str(block.id), 0
        elif origin and f"p{origin}" not in taken:
            id = last = f"p{origin}"
            inserted = 0
        else:
            inserted += 1
            while f"{last}-{inserted}" in taken:
                inserted += 1
            id = f"{last}-{inserted}"
        taken.add(id)
        also = tuple(BlockId(f"p{n}") for n in joined.get(at, ()) if f"p{n}" not in taken)
        taken.update(also)
        numbered.append(msgspec.structs.replace(block, id=BlockId(id), gone=tuple(before), also=also))
    rest = [waiting, *gone] if waiting is not None else []
    return tuple(numbered), tuple(BlockId(f"p{b.n}") for b in rest if f"p{b.n}" not in taken)


def align(old: Sequence[str], new: Sequence[str]) -> tuple[list[int], dict[int, list[int]]]:
    """For every new block the number (from 1) of the old block that it is, or 0; and the old blocks that were joined to another.

    Of all rows of pairs in order, that in which most characters remain (blocks of an unchanged head and tail are left out of the
    search). Then each old block that is left over is looked for between its neighbours.
    """
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-tail - 1] == new[-tail - 1]:
        tail += 1
    pairs = [(i, i) for i in range(head)]
    inner = _chain(old[head : len(old) - tail], new[head : len(new) - tail])
    pairs += [(i + head, j + head) for i, j in inner]
    pairs += [(len(old) - k, len(new) - k) for k in range(tail, 0, -1)]
    joined = _left_over(old, new, pairs)
    origins = [0] * len(new)
    for i, j in pairs:
        origins[j] = i + 1
    return origins, joined


def _chain(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """The pairs of alike blocks, in order on both sides, with most characters in all."""
    found: list[tuple[int, Pair, int]] = []  # characters in all, the last pair, where the one before stands
    best = [(0, -1)] * (len(new) + 1)  # a Fenwick tree over the new blocks: most characters so far, and where
    for i, row in _candidates(old, new):
        chains = []
        for j, size in row:
            total, before = max(_prefixes(best, j))
            chains.append((total + size, (i, j), before))
        for chain in chains:  # only now: one old block is in one pair
            found.append(chain)
            _put(best, chain[1][1], (chain[0], len(found) - 1))
    _, at = max(_prefixes(best, len(new)), default=(0, -1))
    pairs = []
    while at >= 0:
        _, pair, at = found[at]
        pairs.append(pair)
    return pairs[::-1]


def _prefixes(tree: Sequence[tuple[int, int]], end: int) -> Iterator[tuple[int, int]]:
    yield (0, -1)
    while end > 0:
        yield tree[end]
        end &= end - 1


def _put(tree: list[tuple[int, int]], index: int, value: tuple[int, int]) -> None:
    index += 1
    while index < len(tree):
        if value[0] > tree[index][0]:
            tree[index] = value
        index += index & -index


def _candidates(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """For every old block the new ones that may be it, each with the number of characters that remained."""
    where: dict[str, list[int]] = {}
    grams = [_grams(text) for text in new]
    for j, found in enumerate(grams):
        for gram in found:
            where.setdefault(gram, []).append(j)
    for i, text in enumerate(old):
        mine = _grams(text)
        common = Counter(j for gram in mine for j in where.get(gram, ()))
        row = []
        for j, count in common.items():
            if count >= _HINT * min(len(mine), len(grams[j])):
                size = len(text) if text == new[j] else remained(text, new[j])
                if text == new[j] or _is_same(size, len(text), len(new[j])):
                    row.append((j, size))
        yield i, sorted(row)


def _grams(text: str) -> set[str]:
    return {text[k : k + 2] for k in range(max(1, len(text) - 1))}


def _is_same(size: int, old: int, new: int) -> bool:
    """Whether so many common characters make one block of two: half of the shorter, which was split or enlarged."""
    return size >= _KEPT * (min(old, new) if min(old, new) >= _SHORT else max(old, new))


def _left_over(old: Sequence[str], new: Sequence[str], pairs: list[Pair]) -> dict[int, list[int]]:
    """Find old blocks without a partner, or with a small piece of themselves only, between their neighbours' places.

    One that is found in a new block without partner is added to ``pairs``; one in a block that has a partner is its second
    origin, which is returned by its place.
    """
    joined: dict[int, list[int]] = {}
    partner = dict(pairs)
    for i in range(len(old)):
        mine = partner.get(i)
        held = 0 if mine is None else len(old[i]) if old[i] == new[mine] else remained(old[i], new[mine])
        if held >= _KEPT * len(old[i]):
            continue
        at = bisect_left(pairs, (i, -1))
        behind = at + 1 if mine is not None else at
        low = pairs[at - 1][1] if at else 0
        high = pairs[behind][1] if behind < len(pairs) else len(new) - 1
        taken = {j for _, j in (*pairs[max(0, at - 1) : at], *pairs[behind : behind + 1])}
        most = max(held + 1, (_KEPT if len(old[i]) >= _SHORT else 0.6) * len(old[i]))
        sizes = {j: size for j in range(low, high + 1) if (size := _held(old[i], new[j])) >= most}
        if not sizes:
            continue
        # A block that is nobody's goes before one that already is another's, unless much less of the old one stands in it.
        best = max(sizes.values())
        j = max(sizes, key=lambda j: (sizes[j] * 3 >= best * 2 and j not in taken, sizes[j], -j))
        pairs[at:behind] = []
        if (at and pairs[at - 1][1] == j) or (at < len(pairs) and pairs[at][1] == j):
            joined.setdefault(j, []).append(i + 1)
        else:
            pairs.insert(at, (i, j))
    return joined


def _held(old: str, new: str) -> int:
    """How much of an old block stands in a new one: of a short one single characters count besides, if its runs are most of it (in
    a long block they are found by chance)."""
    size = remained(old, new)
    return remained(old, new, 1) if len(old) < _SHORT and size >= 0.4 * len(old) else size


def remained(old: str, new: str, run: int = 2) -> int:
    """How many characters of a block stand in another, in order, in runs of ``run`` and more."""
    short, long = sorted(
        (old, new), key=lambda text: (len(text), text)
    )  # the matcher is not the same both ways
    matcher = difflib.SequenceMatcher(None, long, short, autojunk=False)
    return sum(size for _, _, size in matcher.get_matching_blocks() if size >= min(run, len(short)))
