"""Annotated speeches to the passages that two of them have in common.

In: the texts in the order of their dates. Out: ``Reuse``: of each speech the ``Passage`` values with later ones, sorted by its block, then
by the later speech and its block; and of each pair what it shares, packed.

A passage is a stretch of at least ``ANCHOR`` Han characters that are the same in both (``fingerprints.py``), and what precedes and follows it
over small gaps (``bridges.py``). One that runs on over the border of a paragraph is a passage in each. What stands in many
speeches is a formula (``matches.py``), what is for the most part mentions of terms a set phrase: neither is a passage of its own. What both speeches
quote is told apart (``places.py``).

Remembered are the fingerprints of speeches in blocks, the passages of each earlier speech, and what the last build compared, with the facts
of all pairs; so an edited speech is compared with the others, and those not with each other (``compare.py``), nor are their passages read.
"""

import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from generator.derive.blocks import blocks
from generator.memo import Memo, digest_of
from generator.model import Passage, SpeechId, Text, Value
from generator.tables import csv_rows

_ROWS_HELD = 1_000
"""Rows of passages that are held at once: the page of a speech reads those of all that it shares words with."""
_SHARE = 8
"""Where more than one speech in so many has changed, all are compared."""
_TOGETHER = 256
"""Values that are stored at once."""

Row = tuple[Passage, ...]
"""The passages of one speech with later ones."""
Name = tuple[SpeechId, bytes]
"""The id of a speech, and the digest of its text."""


class _Last(Value, frozen=True):
    """What the last build compared."""

    names: tuple[Name, ...] = ()
    rows: tuple[bytes, ...] = ()
    """Under which key the passages of each are remembered."""
    facts: bytes = b""
    """Of all pairs, an array of ``facts.FACTS``."""
    bound: int = 0
    formulae: bytes = b""
    common: bytes = b""


class _Prints(Value, frozen=True):
    """The fingerprints of a block of speeches, one speech after the other, with their contexts, and how many each has."""

    counts: tuple[int, ...]
    prints: bytes
    contexts: bytes

    def of_each(self) -> Iterator[tuple[bytes, bytes]]:
        """Those of each speech."""
        for start, end in itertools.pairwise(itertools.accumulate(self.counts, initial=0)):
            yield self.prints[4 * start : 4 * end], self.contexts[2 * start : 2 * end]


def _joined(several: Iterable[tuple[bytes, bytes]]) -> _Prints:
    prints, contexts = zip(*several, strict=True)
    return _Prints(tuple(len(part) // 4 for part in prints), b"".join(prints), b"".join(contexts))


class Reuse(Value, frozen=True):
    """What speeches share."""

    facts: Any = None
    """An array of ``facts.FACTS``, a row a pair, in the order of the speeches; None where there is no speech."""
    rows: Sequence[Row] = ()
    """Of each speech, read when they are asked for."""
    tables: Sequence[bytes] = ()
    """The same as they are published; read as the rows are."""
    digest: bytes = b""
    """Of all passages."""

    def __iter__(self) -> Iterator[Passage]:
        return itertools.chain.from_iterable(self.rows)


def reuse(
    texts: Sequence[Text], memo: Memo | None = None, names: Sequence[Name] = (), counted: int | None = None
) -> Reuse:
    """Find the passages that speeches share; ``texts`` are in the order of their dates, ``names`` the id and the digest of each.

    ``counted``: how many of them have words, where some are withdrawn.
    """
    if not texts:
        return Reuse(digest=digest_of(()))
    import numpy as np  # only where there is something to compare

    from generator.derive.columns import FACTS
    from generator.derive.reuse.matches import formula

    memo = memo or Memo(None)
    named = tuple(names or ((text.speech, digest_of(text)) for text in texts))
    bound = formula(len(texts) if counted is None else counted)
    last = memo.recall([_key()], _Last)[0] or _Last()
    if (last.names, last.bound) == (named, bound):
        memo.hold(_of_prints(named, block) for block in blocks(_ids(named)))
    else:
        last = _again(texts, named, bound, last, memo) or _anew(texts, named, bound, memo)
        memo.keep([(_key(), last)])
    memo.hold(last.rows)
    memo.hold(map(_of_table, last.rows))

    @functools.cache
    def lost() -> Sequence[Row]:
        """All passages anew, where what was remembered of some is not there any more."""
        return _of_all(texts, named, bound)

    return Reuse(
        np.frombuffer(last.facts, FACTS),
        memo.lazily(last.rows, Row, lambda n: lost()[n], _ROWS_HELD),
        memo.lazily([*map(_of_table, last.rows)], bytes, lambda n: _table(lost()[n])),
        digest_of(last.rows),
    )


def _anew(texts: Sequence[Text], names: tuple[Name, ...], bound: int, memo: Memo) -> _Last:
    """Compare all, and remember it: fingerprints by blocks, passages by their earlier speech."""
    import numpy as np

    from generator.derive.reuse.compare import compare
    from generator.derive.reuse.facts import facts, packed

    def keep(prints: Iterator[tuple[bytes, bytes]]) -> None:
        for block in blocks(_ids(names)):
            memo.keep([(_of_prints(names, block), _joined(itertools.islice(prints, len(block))))])

    found = compare(texts, bound, keep)
    order = {id: n for n, id in enumerate(_ids(names))}
    keys: list[bytes] = []
    shared = [packed(())]
    rows = _rows(found.passages, order, len(names))
    while some := list(itertools.islice(rows, _TOGETHER)):
        keys += _keep_rows(some, memo)
        shared.append(packed(fact for row in some for fact in facts(row, order, lambda id: texts[order[id]])))
    table = np.concatenate(shared).tobytes()
    return _Last(names, tuple(keys), table, bound, *(held.tobytes() for held in found.known))


def _again(
    texts: Sequence[Text], names: tuple[Name, ...], bound: int, last: _Last, memo: Memo
) -> _Last | None:
    """Compare what an edit has changed; None where that is much, or what would have to be known is lost."""
    import numpy as np

    from generator.derive.columns import FACTS
    from generator.derive.reuse.compare import compare_again, fingerprints
    from generator.derive.reuse.facts import facts, packed
    from generator.derive.reuse.matches import Known
    from generator.derive.reuse.merge import left_of, merged, staying

    stay = staying(names, last.names)
    fresh = [n for n in range(len(names)) if n not in stay]
    gone = sorted(set(range(len(last.names))).difference(stay.values()))
    if bound != last.bound or _SHARE * (len(fresh) + len(gone)) > len(names):
        return None
    now = {_of_prints(names, block): block for block in blocks(_ids(names))}
    before = {_of_prints(last.names, block): block for block in blocks(_ids(last.names))}
    known = {names[n]: fingerprints(texts[n]) for n in fresh}
    for key in before.keys() - now.keys():
        [held] = memo.recall([key], _Prints)
        if held is not None:
            known |= {last.names[n]: each for n, each in zip(before[key], held.of_each(), strict=True)}
    if any(last.names[n] not in known for n in gone):
        return None

    def kept() -> Iterator[tuple[range, tuple[int, ...], tuple[bytes, bytes]]]:
        for key, block in now.items():
            [held] = memo.recall([key], _Prints)
            if held is None:
                held = _joined(known.get(names[n]) or fingerprints(texts[n]) for n in block)
                memo.keep([(key, held)])
            yield block, held.counts, (held.prints, held.contexts)

    found = compare_again(
        texts,
        fresh,
        [known[names[n]] for n in fresh],
        [known[last.names[n]] for n in gone],
        kept(),
        Known(*(np.frombuffer(held, np.uint32) for held in (last.formulae, last.common))),
        bound,
    )
    order = {id: n for n, id in enumerate(_ids(names))}
    left, touched = left_of(
        np.frombuffer(last.facts, FACTS), stay, [order[id] for id in found.again], len(names)
    )
    added = {n: row for n, row in enumerate(_rows(found.passages, order, len(names))) if row}
    changed = sorted(touched.union(fresh, added))
    rows = dict(
        zip(
            changed,
            memo.recall([last.rows[stay[n]] if n in stay else b"" for n in changed], Row),
            strict=True,
        )
    )
    if any(rows[n] is None for n in changed if n in stay):
        return None
    ids = {names[n][0] for n in stay}
    whole = [
        merged(
            texts,
            order,
            [p for p in rows[n] or () if p.b in ids and not {p.a, p.b} <= found.again],
            added.get(n, ()),
        )
        for n in changed
    ]
    keys = [last.rows[stay[n]] if n in stay else b"" for n in range(len(names))]
    for n, key in zip(changed, _keep_rows(whole, memo), strict=True):
        keys[n] = key
    more = packed(fact for row in added.values() for fact in facts(row, order, lambda id: texts[order[id]]))
    places = [table["a"].astype(np.int64) * len(names) + table["b"] for table in (left, more)]
    both = np.insert(left, np.searchsorted(*places), more)  # both are in order
    return _Last(names, tuple(keys), both.tobytes(), bound, *(held.tobytes() for held in found.known))


def _of_all(texts: Sequence[Text], names: Sequence[Name], bound: int) -> list[Row]:
    from generator.derive.reuse.compare import compare

    order = {id: n for n, id in enumerate(_ids(names))}
    return [*_rows(compare(texts, bound).passages, order, len(names))]


def _rows(passages: Iterable[Passage], order: Mapping[SpeechId, int], speeches: int) -> Iterator[Row]:
    """The passages of each speech with later ones; they come in the order of the speeches."""
    at = 0
    for id, row in itertools.groupby(passages, key=lambda passage: passage.a):
        yield from itertools.repeat((), order[id] - at)
        yield tuple(row)
        at = order[id] + 1
    yield from itertools.repeat((), speeches - at)


def _keep_rows(rows: Iterable[Row], memo: Memo) -> list[bytes]:
    """Remember the passages of some speeches, each under a digest of themselves; gives those."""
    keys, waiting = [], []
    for row in rows:
        encoded = msgspec.msgpack.encode(row)
        keys.append(digest_of("passages", encoded))
        waiting += [(keys[-1], encoded), (_of_table(keys[-1]), msgspec.msgpack.encode(_table(row)))]
    memo.keep_encoded(waiting)
    return keys


def _table(row: Row) -> bytes:
    """Passages as they are published."""
    return csv_rows(
        (p.a, p.a_block, p.a_start, p.a_end, p.b, p.b_block, p.b_start, p.b_end, p.characters, p.kind)
        for p in row
    )


def _ids(names: Sequence[Name]) -> list[SpeechId]:
    return [id for id, _ in names]


def _key() -> bytes:
    """Under which what the last build compared is remembered."""
    return digest_of("reuse", "last")


def _of_prints(names: Sequence[Name], block: range) -> bytes:
    """Under which the fingerprints of a block of speeches are remembered."""
    return b"fingerprints" + digest_of(names[block.start : block.stop])


def _of_table(row: bytes) -> bytes:
    """Under which passages are remembered as they are published."""
    return row + b"table"
