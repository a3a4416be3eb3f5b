"""Shared passages to pairs of speeches: how much they share, what they are to each other, and which have a page.

In: the speeches with their texts, and the passages of ``derive/reuse/``. Out: ``Pairs``: every pair, the pairs of each speech,
and the quotations that several speeches have. Positions are those of ``archive.speeches``; ``a`` is the earlier in its order.

The numbers of a pair can be had from the published tables: ``covered`` counts the characters of paragraphs.jsonl, white space
left out, that lie in any passage of reuse.csv that is no quotation, and its share is that of ``characters`` in speeches.csv;
``borrowed`` is the sum of ``characters`` in reuse.csv, but no more than either speech has covered: what one of them repeats
counts once; ``quoted`` is that sum for quotations.
"""

import functools
import itertools
from collections.abc import Iterable, Sequence

import msgspec

from generator.comparison import blanks
from generator.memo import Memo, digest_of
from generator.model import Archive, BlockId, Passage, Speech, SpeechId, Text, Value

FLOOR = 40
"""Borrowed characters from which a pair has a page of its own."""
SOURCES = 3
"""How many pages a speech has with earlier speeches at most: those from which it shares most. So there are at most three pairs a
speech, however formulaic an archive is, and whether a pair has a page depends on the passages of its later speech alone."""
NEAR = 0.7
"""Both speeches share at least so much of themselves with the other: one text in two versions."""
BLANKS = 2
"""A text that has so many blanks more than its near-duplicate is a template of it."""

Place = tuple[BlockId, int, int]


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
    passages: tuple[Passage, ...]
    """In the order of the text of ``a``; what continues a passage stands behind it."""
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
        return self.kind in ("versions", "filled", "sisters")


class Quotation(Value, frozen=True):
    """Words that several speeches quote."""

    words: str
    """As the first of them has it."""
    characters: int
    """The Han characters that the two which share most of it share."""
    places: tuple[tuple[int, BlockId], ...]
    """A place a speech, in the archive's order."""


class Pairs(Value, frozen=True):
    """All pairs, in the archive's order."""

    pairs: tuple[Pair, ...]
    by_speech: dict[int, tuple[int, ...]]
    """Speech → places in ``pairs``, those that share most first."""
    quotations: tuple[Quotation, ...]
    """Those that most speeches have first."""


def pairs(
    archive: Archive,
    texts: Sequence[Text],
    passages: Iterable[Passage],
    memo: Memo | None = None,
    digests: Sequence[bytes] = (),
) -> Pairs:
    """Join passages to pairs; ``texts`` are those of ``archive.speeches``, ``digests`` theirs."""
    memo = memo or Memo(None)
    digests = digests or [*map(digest_of, texts)]
    position = {speech.id: n for n, speech in enumerate(archive.speeches)}
    shared: dict[tuple[int, int], list[Passage]] = {}
    for passage in passages:
        shared.setdefault((position[passage.a], position[passage.b]), []).append(passage)
    declared = set(_declared(archive.speeches, position))
    for both in declared:
        shared.setdefault(both, [])
    books = [_Book(speech, texts, n) for n, speech in enumerate(archive.speeches)]
    made: list[Pair] = []
    groups = [
        [(both, found, both in declared) for both, found in several]
        for _, several in itertools.groupby(sorted(shared.items(), key=_places), key=lambda item: item[0][0])
    ]
    about = [(digest, speech.text_status) for digest, speech in zip(digests, archive.speeches, strict=True)]
    keys = [
        digest_of("pairs", about[group[0][0][0]], [(about[both[1]], *facts) for both, *facts in group])
        for group in groups
    ]
    rows = memo.remember(
        keys,
        tuple[Pair, ...],
        lambda missing: (tuple(_pair(books, *one) for one in groups[i]) for i in missing),
    )
    for group, row in zip(groups, rows, strict=True):
        made += (_moved(pair, *both) for (both, *_), pair in zip(group, row, strict=True))
    made = _with_pages([*_with_sisters(made, archive.speeches)])
    by_speech: dict[int, list[tuple[int, int, int, int]]] = {}
    for n, pair in enumerate(made):
        most = _most(pair)
        by_speech.setdefault(pair.a, []).append((*most, pair.b, n))
        by_speech.setdefault(pair.b, []).append((*most, pair.a, n))
    ranked = {one: tuple(n for *_, n in sorted(found)) for one, found in sorted(by_speech.items())}
    return Pairs(tuple(made), ranked, tuple(_quotations(made)))


def _places(item: tuple[tuple[int, int], list[Passage]]) -> tuple[int, int]:
    return item[0]


def _moved(pair: Pair, a: int, b: int) -> Pair:
    """A remembered pair where its speeches stand now."""
    if (pair.a, pair.b) == (a, b):
        return pair
    template = {pair.a: a, pair.b: b}.get(-1 if pair.template is None else pair.template)
    return msgspec.structs.replace(pair, a=a, b=b, template=template)


def direction(a: Speech, b: Speech) -> int:
    """-1 where ``a`` was certainly given before ``b``, 1 where after, 0 where the dates do not say or are disputed."""
    if "disputed" in (a.text_status, b.text_status) or not a.date or not b.date:
        return 0
    if a.date.latest and b.date.earliest and a.date.latest < b.date.earliest:
        return -1
    return 1 if b.date.latest and a.date.earliest and b.date.latest < a.date.earliest else 0


def _declared(speeches: Sequence[Speech], position: dict[SpeechId, int]) -> Iterable[tuple[int, int]]:
    """Pairs of a speech and that of which it is a version."""
    for n, speech in enumerate(speeches):
        other = position.get(SpeechId(speech.version_of))
        if other is not None and other != n and not speech.withdrawn and not speeches[other].withdrawn:
            yield min(n, other), max(n, other)


class _Book:
    """A speech with its blocks, looked up once, where they are needed."""

    def __init__(self, speech: Speech, texts: Sequence[Text], position: int) -> None:
        self.speech, self._texts, self._position = speech, texts, position

    @property
    def text(self) -> Text:
        return self._texts[self._position]

    @functools.cached_property
    def characters(self) -> int:
        return self.text.characters

    @functools.cached_property
    def words(self) -> dict[BlockId, str]:
        return {block.id: block.text for block in self.text.blocks}

    @functools.cached_property
    def order(self) -> dict[BlockId, int]:
        return {block.id: n for n, block in enumerate(self.text.blocks)}

    @functools.cached_property
    def blanks(self) -> int:
        return sum(blanks(block.text) for block in self.text.blocks)

    def covered(self, places: Iterable[Place]) -> int:
        """Characters that lie in any of some places, white space not counted."""
        count = 0
        for block, same in itertools.groupby(sorted(places), key=lambda place: place[0]):
            words, end = self.words[block], 0
            for _, start, stop in same:
                if stop > end:
                    count += len("".join(words[max(start, end) : stop].split()))
                    end = stop
        return count


def _pair(books: Sequence[_Book], both: tuple[int, int], passages: list[Passage], declared: bool) -> Pair:
    if len(passages) == 1 and passages[0].characters < FLOOR and not declared:
        (one,) = passages  # most pairs by far
        if one.kind == "quotation":
            return Pair(*both, "quotation", 0, one.characters, 0, 0, (one,))
        return Pair(*both, "borrowing", one.characters, 0, 0, 0, (one,))
    a, b = books[both[0]], books[both[1]]
    borrowed = [p for p in passages if p.kind != "quotation"]
    size, covered_a, covered_b = sum(p.characters for p in borrowed), 0, 0
    if size >= FLOOR:
        covered_a = a.covered((p.a_block, p.a_start, p.a_end) for p in borrowed)
        covered_b = b.covered((p.b_block, p.b_start, p.b_end) for p in borrowed)
        size = min(size, covered_a, covered_b)
    is_near = covered_a > NEAR * a.characters and covered_b > NEAR * b.characters
    template = _template(books, *both) if is_near or declared else None
    if template is not None:
        kind = "filled"
    elif is_near or declared:
        kind = "versions"
    else:
        kind = "borrowing" if borrowed else "quotation"
    quoted = sum(p.characters for p in passages if p.kind == "quotation")
    ordered = tuple(_in_order(a, b, passages)) if len(passages) > 1 else tuple(passages)
    return Pair(*both, kind, size, quoted, covered_a, covered_b, ordered, template, declared)


def _in_order(a: _Book, b: _Book, passages: Sequence[Passage]) -> Iterable[Passage]:
    """Passages by where they begin, the pieces of one that crosses paragraphs together."""
    chains: list[list[Passage]] = []
    for passage in passages:
        if passage.continues and chains:
            chains[-1].append(passage)
        else:
            chains.append([passage])

    def begin(chain: Sequence[Passage]) -> tuple[int, ...]:
        first = chain[0]
        return a.order[first.a_block], first.a_start, b.order[first.b_block], first.b_start

    return [passage for chain in sorted(chains, key=begin) for passage in chain]


def _template(books: Sequence[_Book], a: int, b: int) -> int | None:
    """Which of two near-duplicates is a template: the one whose status says so, else the one that has blanks where the other has none."""
    said = [one for one in (a, b) if books[one].speech.text_status == "template"]
    if len(said) == 1:
        return said[0]
    here, there = books[a].blanks, books[b].blanks
    if abs(here - there) < max(BLANKS, min(here, there)):
        return None
    return a if here > there else b


def _with_sisters(made: Sequence[Pair], speeches: Sequence[Speech]) -> Iterable[Pair]:
    """Say which near-duplicates are copies of one template, the one that the first of them shares most with."""
    sources: dict[int, dict[int, int]] = {}
    for pair in made:
        if pair.template is not None and not pair.declared:
            sources.setdefault(pair.other(pair.template), {})[pair.template] = pair.borrowed
    for pair in made:
        a, b = sources.get(pair.a, {}), sources.get(pair.b, {})
        shared = a.keys() & b.keys()
        is_template = "template" in (speeches[pair.a].text_status, speeches[pair.b].text_status)
        if shared and pair.is_near and not pair.declared and not is_template:
            yield msgspec.structs.replace(
                pair, kind="sisters", template=min(shared, key=lambda one: (-a[one], one))
            )
        else:
            yield pair


def _most(pair: Pair) -> tuple[int, int]:
    return -pair.borrowed, -pair.quoted


def _with_pages(made: Sequence[Pair]) -> list[Pair]:
    """Say which pairs have a page: those that are declared, and of each speech the largest with earlier ones."""
    worth: dict[int, list[int]] = {}
    for n, pair in enumerate(made):
        if pair.borrowed >= FLOOR:
            worth.setdefault(pair.b, []).append(n)
    chosen = {
        n
        for found in worth.values()
        for n in sorted(found, key=lambda n: (-made[n].is_near, *_most(made[n]), made[n].a))[:SOURCES]
    }
    chosen.update(n for n, pair in enumerate(made) if pair.declared)
    return [msgspec.structs.replace(pair, page=True) if n in chosen else pair for n, pair in enumerate(made)]


def _quotations(made: Sequence[Pair]) -> Iterable[Quotation]:
    """Join the quotations whose words overlap in one speech; what two versions of one text quote is no matter of two speakers."""
    places: list[tuple[int, BlockId, int, int]] = []
    passages: list[Passage] = []
    for pair in made:
        for p in () if pair.is_near else pair.passages:
            if p.kind == "quotation":
                passages.append(p)
                places.append((pair.a, p.a_block, p.a_start, p.a_end))
                places.append((pair.b, p.b_block, p.b_start, p.b_end))
    roots = list(range(len(places)))

    def root(n: int) -> int:
        while roots[n] != n:
            roots[n] = roots[roots[n]]
            n = roots[n]
        return n

    for n in range(0, len(places), 2):
        roots[root(n + 1)] = root(n)
    order = sorted(range(len(places)), key=lambda n: places[n])
    furthest = order[0] if order else 0
    for n in order[1:]:
        one, two = places[furthest], places[n]
        if one[:2] == two[:2] and 2 * (min(one[3], two[3]) - two[2]) >= min(one[3] - one[2], two[3] - two[2]):
            roots[root(n)] = root(furthest)
        if one[:2] != two[:2] or two[3] > one[3]:
            furthest = n
    groups: dict[int, list[int]] = {}
    for n in order:
        groups.setdefault(root(n), []).append(n)
    found = []
    for group in groups.values():
        by_speech: dict[int, BlockId] = {}
        for n in group:
            by_speech.setdefault(places[n][0], places[n][1])
        best = max((passages[n // 2] for n in group), key=lambda p: (p.characters, p.text_a))
        found.append(Quotation(best.text_a, best.characters, tuple(by_speech.items())))
    return sorted(found, key=lambda q: (-len(q.places), -q.characters, q.places))
