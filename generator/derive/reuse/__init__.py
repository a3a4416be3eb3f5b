"""Annotated speeches to the passages that two of them have in common.

In: the texts in the order of their dates. Out: ``Passage`` values, sorted by the block of the earlier speech, then by that of the later.

A passage is a stretch of at least ``ANCHOR`` Han characters that are the same in both (``fingerprints.py``), and what precedes and follows it
over small gaps (``bridges.py``). One that runs on over the border of a paragraph is a passage in each. What stands in many
speeches is a formula (``matches.py``), what is for the most part mentions of terms a set phrase: neither is a passage of its own. What both speeches
quote is told apart (``places.py``).

Remembered are the fingerprints of each speech, the passages of each earlier speech, and what the last build compared; so an edited speech
is compared with the others, and those not with each other (``compare.py``). Where there is nothing to compare, numpy is not loaded.
"""

import bisect
import itertools
from collections.abc import Iterable, Sequence

from generator.memo import Memo, digest_of
from generator.model import Passage, SpeechId, Text, Value

_SHARE = 8
"""Where more than one speech in so many has changed, all are compared."""
_TOGETHER = 256
"""Values that are stored at once."""

Row = tuple[Passage, ...]
"""The passages of one speech with later ones."""


class _Last(Value, frozen=True):
    """What the last build compared."""

    speeches: tuple[bytes, ...]
    """Digests of the speeches, in their order."""
    rows: tuple[bytes, ...]
    """Under which key the passages of each are remembered; nothing where it has none."""
    bound: int
    formulae: bytes
    common: bytes


Name = tuple[SpeechId, bytes]
"""The id of a speech, and the digest of its text."""


def reuse(texts: Sequence[Text], memo: Memo | None = None, names: Sequence[Name] = ()) -> Row:
    """Find the passages that speeches share; ``texts`` are in the order of their dates, ``names`` the id and the digest of each."""
    if not texts:
        return ()
    memo = memo or Memo(None)
    names = names or [(text.speech, digest_of(text)) for text in texts]
    ids = [id for id, _ in names]
    speeches = [digest_of("speech", *name) for name in names]
    last = memo.recall([_key()], _Last)[0] or _Last((), (), 0, b"", b"")
    known = iter(memo.recall([key for key in last.rows if key], Row))
    rows = [next(known) if key else () for key in last.rows]
    if last.speeches == tuple(speeches) and None not in rows:
        memo.hold(map(_prints, speeches))
    else:
        rows = list(_compared(texts, ids, speeches, last, rows, memo))
    return tuple(itertools.chain.from_iterable(row for row in rows if row))


def _compared(
    texts: Sequence[Text],
    ids: Sequence[SpeechId],
    speeches: list[bytes],
    last: _Last,
    rows: Sequence[Row | None],
    memo: Memo,
) -> list[Row]:
    """Compare what has to be, and remember it: passages by their earlier speech."""
    import numpy as np  # only where there is something to compare

    from generator.derive.reuse.compare import compare, compare_again, fingerprints
    from generator.derive.reuse.matches import Known, formula

    bound = formula(len(texts))
    stay = _staying(speeches, last.speeches, rows)
    fresh = [n for n in range(len(texts)) if n not in stay]
    old = sorted(set(range(len(last.speeches))).difference(stay.values()))
    few = bound == last.bound and _SHARE * (len(fresh) + len(old)) <= len(texts)
    gone = memo.recall([_prints(last.speeches[n]) for n in old], bytes) if few else [None]

    def kept(places: Sequence[int]) -> list[bytes]:
        keys = [_prints(speeches[n]) for n in places]
        return memo.remember(keys, bytes, lambda missing: [fingerprints(texts[places[i]]) for i in missing])

    if None in gone:
        stay, fresh = {}, list(range(len(texts)))
        found = compare(texts, bound)
    else:
        known = Known(*(np.frombuffer(held, np.uint32) for held in (last.formulae, last.common)))
        found = compare_again(texts, fresh, [row for row in gone if row is not None], kept, known, bound)
    left = {n: rows[at] or () for n, at in stay.items()}
    merged = _merged(texts, ids, left, found.passages, found.again)
    same = {n for n, row in left.items() if row is merged[n]}
    keys = [
        last.rows[stay[n]] if n in same else digest_of("passages", row) if row else b""
        for n, row in enumerate(merged)
    ]
    _keep(memo, [(_prints(speeches[n]), prints) for n, prints in zip(fresh, found.prints, strict=True)])
    _keep(memo, [(keys[n], row) for n, row in enumerate(merged) if row and n not in same])
    commons = (held.tobytes() for held in found.known)
    memo.keep([(_key(), _Last(tuple(speeches), tuple(keys), bound, *commons))])
    return merged


def _staying(
    speeches: Sequence[bytes], before: Sequence[bytes], rows: Sequence[Row | None]
) -> dict[int, int]:
    """The longest row of speeches that are the same as before, in the same order, and whose passages are known: new place to old place.

    Method: patience sorting, https://en.wikipedia.org/wiki/Longest_increasing_subsequence.
    """
    place = {speech: n for n, (speech, row) in enumerate(zip(before, rows, strict=True)) if row is not None}
    common = [(n, place[speech]) for n, speech in enumerate(speeches) if speech in place]
    piles: list[int] = []
    tops: list[int] = []
    below: list[int] = []
    for i, (_, old) in enumerate(common):
        at = bisect.bisect_left(piles, old)
        below.append(tops[at - 1] if at else -1)
        piles[at : at + 1], tops[at : at + 1] = [old], [i]
    staying = {}
    i = tops[-1] if tops else -1
    while i >= 0:
        staying[common[i][0]] = common[i][1]
        i = below[i]
    return staying


def _merged(
    texts: Sequence[Text],
    ids: Sequence[SpeechId],
    left: dict[int, Row],
    found: Iterable[Passage],
    again: frozenset[SpeechId],
) -> list[Row]:
    """The passages that stay, and those that were found anew, by their earlier speech."""
    new: dict[SpeechId, list[Passage]] = {}
    for passage in found:
        new.setdefault(passage.a, []).append(passage)
    order = {id: n for n, id in enumerate(ids)}
    staying = {ids[n] for n in left}
    merged: list[Row] = []
    for n, id in enumerate(ids):
        row = left.get(n, ())
        both = again if id in again else frozenset()
        if any(p.b not in staying or p.b in both for p in row):
            row = tuple(p for p in row if p.b in staying and p.b not in both)
        added = new.get(id, [])
        merged.append(tuple(_sorted(texts, order, [*row, *added])) if row and added else row or tuple(added))
    return merged


def _sorted(texts: Sequence[Text], order: dict[SpeechId, int], passages: list[Passage]) -> list[Passage]:
    """Passages of one earlier speech in their order."""
    blocks = {
        speech: {block.id: i for i, block in enumerate(texts[order[speech]].blocks)}
        for speech in {p.a for p in passages} | {p.b for p in passages}
    }
    return sorted(
        passages,
        key=lambda p: (blocks[p.a][p.a_block], order[p.b], blocks[p.b][p.b_block], p.a_start, p.b_start),
    )


def _keep(memo: Memo, pairs: list[tuple[bytes, object]]) -> None:
    for i in range(0, len(pairs), _TOGETHER):
        memo.keep(pairs[i : i + _TOGETHER])


def _key() -> bytes:
    """Under which what the last build compared is remembered."""
    return digest_of("reuse", "last")


def _prints(speech: bytes) -> bytes:
    """Under which the fingerprints of a speech are remembered."""
    return b"fingerprints" + speech
