"""Ids of blocks that survive corrections.

A block's id is its number in the body as it was imported. When an editor has changed the body since, its blocks are aligned
with the imported ones: a block that stayed or was corrected keeps its number, one inserted behind p12 is p12-1, one that was
removed leaves its id at the place where it stood.
"""

import difflib
from collections.abc import Sequence

import msgspec

from generator.model import Block, BlockId

_ALIKE = 0.6
"""Share of a block's characters that must remain for it to keep its number."""


def number(blocks: Sequence[Block], imported: Sequence[Block] | None) -> tuple[tuple[Block, ...], tuple[BlockId, ...]]:
    """Give every block its id; also the ids of imported blocks that were removed behind the last one.

    ``imported`` is None where the body is as it was imported, or was never imported: blocks count themselves. A pinned id
    stands; a second block that wants an id that is taken is numbered as inserted.
    """
    pinned = {block.id for block in blocks if block.id != f"p{block.n}"}
    origins = [block.n for block in blocks] if imported is None else align([b.text for b in imported], [b.text for b in blocks])
    taken: set[str] = set(pinned)
    numbered: list[Block] = []
    last, inserted = "p0", 0
    kept: set[int] = {origin for origin in origins if origin}
    gone = iter([] if imported is None else [b for b in imported if b.n not in kept])
    waiting = next(gone, None)
    for block, origin in zip(blocks, origins, strict=True):
        before: list[BlockId] = []
        while origin and waiting is not None and waiting.n < origin:
            if f"p{waiting.n}" not in taken:
                before.append(BlockId(f"p{waiting.n}"))
            waiting = next(gone, None)
        if block.id in pinned and block.id != f"p{block.n}":
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
        numbered.append(msgspec.structs.replace(block, id=BlockId(id), gone=tuple(before)))
    rest = [waiting, *gone] if waiting is not None else []
    return tuple(numbered), tuple(BlockId(f"p{b.n}") for b in rest if f"p{b.n}" not in taken)


def align(old: Sequence[str], new: Sequence[str]) -> list[int]:
    """For every new block the number (from 1) of the old block that it is, or 0.

    Equal blocks first (longest common runs), then, in each gap, the pairs in order that share most characters.
    """
    origins = [0] * len(new)
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            for k in range(i2 - i1):
                origins[j1 + k] = i1 + k + 1
        elif tag == "replace":
            for i, j in _pairs(old[i1:i2], new[j1:j2]):
                origins[j1 + j] = i1 + i + 1
    return origins


def _pairs(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The pairs of alike blocks, in order on both sides, with the greatest likeness in all."""
    score = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    alike = [[likeness(a, b) for b in new] for a in old]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            pair = alike[i][j] + score[i + 1][j + 1] if alike[i][j] >= _ALIKE else 0.0
            score[i][j] = max(pair, score[i + 1][j], score[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if alike[i][j] >= _ALIKE and score[i][j] == alike[i][j] + score[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif score[i][j] == score[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def likeness(a: str, b: str) -> float:
    """Share of the shorter of two texts that stands in the other, in order, from 0 to 1.

    By the shorter: a paragraph that was split or enlarged is still that paragraph. Very short ones are held to the longer.
    """
    short, long = sorted((a, b), key=len)
    if not short:
        return 0.0
    matcher = difflib.SequenceMatcher(None, long, short, autojunk=False)
    if matcher.real_quick_ratio() == 0.0:
        return 0.0
    shared = sum(size for _, _, size in matcher.get_matching_blocks() if size >= min(3, len(short)))
    return shared / (len(short) if len(short) >= 20 else len(long))
