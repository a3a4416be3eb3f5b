"""Speeches that share words, two by two: how much they share, what they are to each other, and which pairs have a page.

In: the speeches, and of each pair the facts that ``derive/reuse/`` gives. Out: ``Pairs``: every pair, the pairs of each speech, and the
quotations that several speeches have. Positions are those of ``archive.speeches``; ``a`` is the earlier in its order.

The numbers of a pair can be had from the published tables: ``covered`` counts the characters of paragraphs.jsonl, white space
left out, that lie in any passage of reuse.csv that is no quotation, and its share is that of ``characters`` in speeches.csv;
``borrowed`` is the sum of ``characters`` in reuse.csv, but no more than either speech has covered: what one of them repeats
counts once; ``quoted`` is that sum for quotations.

An archive has many more pairs than speeches: they are rows of an array, and a ``Pair`` is made, and its passages are read, when it is
asked for.
"""

import hashlib
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from generator.derive.spots import Spot, of_earlier, of_later
from generator.model import BlockId, Passage, Speech, SpeechId, Text, Value

FLOOR = 40
"""Borrowed characters from which a pair has a page of its own."""
SOURCES = 3
"""How many pages a speech has with earlier speeches at most: those from which it shares most. So there are at most three pairs a
speech, however formulaic an archive is, and whether a pair has a page depends on the passages of its later speech alone."""
NEAR = 0.7
"""Both speeches share at least so much of themselves with the other: one text in two versions."""
BLANKS = 2
"""A text that has so many blanks more than its near-duplicate is a template of it."""
KINDS = ("borrowing", "quotation", "versions", "filled", "sisters")
_NEAR = KINDS.index("versions")
"""From this kind on, the two are for the most part one text."""
_TOGETHER = 1024
"""Speeches whose keys are made at once."""


class Pair(Value, frozen=True):
    """Two speeches that share words."""

    a: int
    """Position of the speech that stands first in the archive's order, and of the other."""
    b: int
    kind: str
    """borrowing; quotation (nothing else is shared); versions; filled (one is a template, the other a copy that was filled in);
    sisters (both are copies of one template)"""
    borrowed: int
    """Han characters that are the same, in passages that are no quotations; and in quotations."""
    quoted: int
    covered_a: int
    """Characters of a speech that lie in borrowed passages, white space not counted; 0 where less than ``FLOOR`` is shared."""
    covered_b: int
    places: int
    """Passages that are no quotations."""
    template: int | None = None
    """Position of the template: of filled one of the two, of sisters a third."""
    declared: bool = False
    """Whether ``version_of`` says that they are versions."""
    page: bool = False

    def other(self, position: int) -> int:
        """The other speech."""
        return self.b if position == self.a else self.a

    @property
    def is_near(self) -> bool:
        """Whether the two are for the most part one text."""
        return KINDS.index(self.kind) >= _NEAR


class Quotation(Value, frozen=True):
    """Words that several speeches quote."""

    words: str
    """As the first of them has it."""
    characters: int
    """The Han characters that the two which share most of it share."""
    places: tuple[tuple[int, BlockId], ...]
    """A place a speech, in the archive's order."""


class Pairs(Sequence[Pair]):
    """All pairs, in the archive's order.

    ``table``: an array of ``columns.PAIR``; ``rows``: of each speech its passages with later ones.
    """

    def __init__(
        self,
        table: Any = (),
        speeches: Sequence[Speech] = (),
        rows: Sequence[Sequence[Passage]] = (),
        texts: Sequence[Text] = (),
        quotations: tuple[Quotation, ...] = (),
    ) -> None:
        self._table, self._speeches, self._rows, self._texts = table, speeches, rows, texts
        self.quotations = quotations
        """Those that most speeches have first."""
        self._owners: tuple[Any, Any] | None = None
        self._order = {speech.id: n for n, speech in enumerate(speeches)}
        self._mirror: Any = None
        self._read = 0

    def __len__(self) -> int:
        return len(self._table)

    def __getitem__(self, n: Any) -> Any:
        if isinstance(n, slice):
            return [self[i] for i in range(len(self))[n]]
        row = dict(zip(self._table.dtype.names, self._table[n].item(), strict=True))
        del row["passages"], row["around"]
        template = None if row["template"] < 0 else row["template"]
        row |= {"template": template, "declared": bool(row["declared"]), "page": bool(row["page"])}
        return Pair(**{**row, "kind": KINDS[row["kind"]]})

    def of(self, position: int) -> list[Pair]:
        """The pairs of a speech, those that share most first."""
        if not len(self):
            return []
        numbers, borders = self._of_speeches()
        found = [self[n] for n in numbers[borders[position] : borders[position + 1]].tolist()]
        return sorted(found, key=lambda pair: (-pair.borrowed, -pair.quoted, pair.other(position)))

    def with_pages(self) -> Iterator[tuple[Pair, bytes]]:
        """The pairs that have a page, each with what its own facts are told by, its passages and the words around them."""
        if not len(self):
            return
        from generator.derive.columns import own  # numpy: only where there are pairs

        for n in self._table["page"].nonzero()[0].tolist():
            yield self[n], own(self._table[n])

    def near(self) -> list[int]:
        """Numbers of those that are for the most part one text, the largest first."""
        return self._largest(self._table["kind"] >= _NEAR) if len(self) else []

    def borrowed(self) -> list[int]:
        """Numbers of the others that share enough for a page, the largest first."""
        if not len(self):
            return []
        return self._largest((self._table["kind"] < _NEAR) & (self._table["borrowed"] >= FLOOR))

    def _largest(self, among: Any) -> list[int]:
        numbers = among.nonzero()[0]
        found: list[int] = numbers[(-self._table["borrowed"][numbers]).argsort(kind="stable")].tolist()
        return found

    def between(self, a: SpeechId, b: SpeechId) -> Pair:
        """The pair of two speeches that share words."""
        [n] = (n for n, speech in enumerate(self._speeches) if speech.id == a)
        return next(pair for pair in self.of(n) if self._speeches[pair.b].id == b)

    def passages(self, pair: Pair) -> tuple[Passage, ...]:
        """What a pair shares, in the order of the text of ``a``; what continues a passage stands behind it."""
        other = self._speeches[pair.b].id
        found = [passage for passage in self._rows[pair.a] if passage.b == other]
        if len(found) < 2:
            return tuple(found)
        return tuple(_in_order(self._texts[pair.a], self._texts[pair.b], found))

    def spots(self, position: int, pairs: Iterable[Pair]) -> dict[int, list[Spot]]:
        """What a speech shares with each of some others, in no order to rely on; ``pairs`` are its own.

        Where more rows have been read for this than there are, all are gone through once, and the later speech has its own.
        """
        from generator.derive.mirror import Mirror  # numpy, as above

        found: dict[int, list[Spot]] = {}
        for passage in self._rows[position]:
            found.setdefault(self._order[passage.b], []).append(of_earlier(passage))
        earlier = [pair.a for pair in pairs if pair.b == position]
        self._read += len(earlier)
        if self._mirror is None and self._read > len(self._rows):
            self._mirror = Mirror(self._rows, self._order)
        if self._mirror:
            for other, spot in self._mirror.of(position):
                found.setdefault(other, []).append(spot)
        else:
            id = self._speeches[position].id
            for other in earlier:
                found[other] = [of_later(passage) for passage in self._rows[other] if passage.b == id]
        return found

    def keys(self, lines: Sequence[bytes], texts: Sequence[bytes]) -> list[bytes]:
        """Of each speech a digest (16) of its pairs and of what is said of the other speeches: ``lines`` (8 a speech) says it, and where the
        two are for the most part one text, ``texts`` (16) does too.

        Where the speeches stand does not go in, so that one that is added changes no keys but those of its pairs.
        """
        if not len(self):
            return [b""] * len(lines)
        from generator.derive.columns import keyed  # numpy, as above

        numbers, borders = self._of_speeches()
        found = []
        for first in range(0, len(borders) - 1, _TOGETHER):
            some = borders[first : first + _TOGETHER + 1]
            pairs = self._table[numbers[some[0] : some[-1]]]
            data, size = keyed(pairs, pairs["kind"] >= _NEAR, some, first, lines, texts)
            places = ((some - some[0]) * size).tolist()
            found += [
                hashlib.blake2b(data[start:end], digest_size=16).digest()
                for start, end in itertools.pairwise(places)
            ]
        return found

    def _of_speeches(self) -> tuple[Any, Any]:
        """Numbers of pairs, speech after speech, and where those of each begin; where all end."""
        if self._owners is None:
            from generator.derive.columns import owners  # numpy, as above

            self._owners = owners(self._table, len(self._speeches))
        return self._owners


def direction(a: Speech, b: Speech) -> int:
    """-1 where ``a`` was certainly given before ``b``, 1 where after, 0 where the dates do not say or are disputed."""
    if "disputed" in (a.text_status, b.text_status) or not a.date or not b.date:
        return 0
    if a.date.latest and b.date.earliest and a.date.latest < b.date.earliest:
        return -1
    return 1 if b.date.latest and a.date.earliest and b.date.latest < a.date.earliest else 0


def _in_order(a: Text, b: Text, passages: Sequence[Passage]) -> Iterable[Passage]:
    """Passages by where they begin, the pieces of one that crosses paragraphs together."""
    orders = [{block.id: n for n, block in enumerate(text.blocks)} for text in (a, b)]
    chains: list[list[Passage]] = []
    for passage in passages:
        if passage.continues and chains:
            chains[-1].append(passage)
        else:
            chains.append([passage])

    def begin(chain: Sequence[Passage]) -> tuple[int, ...]:
        first = chain[0]
        return orders[0][first.a_block], first.a_start, orders[1][first.b_block], first.b_start

    return [passage for chain in sorted(chains, key=begin) for passage in chain]
