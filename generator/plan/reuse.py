"""Shared passages: what a speech page says of them, and the index."""

from collections.abc import Iterable, Iterator, Sequence

from generator.derive.pairs import FLOOR, SOURCES, Pair, Quotation, direction
from generator.derive.spots import Spot
from generator.memo import digest_of
from generator.model import Block, BlockId, Page, Planned, Speech, Url
from generator.plan.common import Everything, simplified
from generator.plan.pairs import address, shows
from generator.views.reuse import (
    Mark,
    Named,
    PairLine,
    Partner,
    QuotationLine,
    ReuseView,
    Shared,
    SourceLine,
)

_LINKS, _PARTNERS, _BLOCKS = 4, 12, 5
"""How many of each a speech page lists at most: speeches of a mark, partners, paragraphs of a partner."""
_PAIRS, _NEAR, _SOURCES, _QUOTATIONS, _QUOTING = 200, 100, 50, 40, 8
"""How many of each the index lists at most: 500 KB hold them."""
Spots = dict[int, list[Spot]]
"""What a speech shares with each of others, by their positions."""


def pages(every: Everything) -> Iterator[Planned]:
    """The index: it depends on what is said of all pairs, and of their speeches."""
    index, title = every.indexes.pairs, "相同的文字"
    near, borrowed = index.near(), index.borrowed()

    def make() -> tuple[Page, ...]:
        return (Page(Url("/reuse/"), "reuse.html", title, _index(every, near, borrowed), kind="reuse"),)

    listed = (index[n] for n in (*near[:_NEAR], *borrowed[:_PAIRS]))
    sizes = [every.texts.gists[n].characters for pair in listed for n in (pair.a, pair.b)]
    said = [every.pair_keys, every.line_digests, sizes, index.quotations[:_QUOTATIONS], len(index.quotations)]
    yield Planned(Url("/reuse/"), "reuse", title, digest_of(said), make)


def shared(every: Everything, position: int) -> Shared:
    """What a speech shares with others: it depends on its own pairs only."""
    found = every.indexes.pairs.of(position)
    if not found:
        return Shared()
    listed = found[:_PARTNERS]
    spots = every.indexes.pairs.spots(position, found)
    order = {block.id: n for n, block in enumerate(every.texts.speeches[position].blocks)}
    return Shared(
        tuple(_marks(every, position, found, spots, order)),
        tuple(_partner(every, position, pair, spots, order) for pair in listed),
        len(found) - len(listed),
        every.texts.gists[position].characters,
    )


# ---------------------------------------------------------------------------------------------------- in a speech


def _marks(
    every: Everything, position: int, found: Sequence[Pair], spots: Spots, order: dict[BlockId, int]
) -> Iterator[Mark]:
    """Of every paragraph whose words stand elsewhere. Near-duplicates make none: they share every paragraph."""
    places: dict[BlockId, dict[int, tuple[Pair, Spot]]] = {}
    for pair in found:
        other = pair.other(position)
        for spot in () if pair.is_near else spots.get(other, ()):
            here = places.setdefault(spot.block, {})
            known = here.get(other)
            if known is None or _worth(spot) > _worth(known[1]):
                here[other] = pair, spot
    own = every.speeches[position]
    near = [every.speeches[pair.other(position)] for pair in found if pair.is_near]
    for block, here in sorted(places.items(), key=lambda item: order[item[0]]):
        borrowed = [other for other, (_, spot) in here.items() if not spot.is_quoted]
        kept = sorted(borrowed or here)
        first, is_here, all_dated, all_counted = _first(own, [every.speeches[other] for other in kept], near)
        yield Mark(
            block,
            len(kept),
            not borrowed,
            first,
            is_here,
            all_dated,
            all_counted,
            tuple(_place(every, position, *here[other]) for other in kept[:_LINKS]),
        )


def _first(own: Speech, others: Sequence[Speech], near: Sequence[Speech]) -> tuple[str, bool, bool, bool]:
    """Of a mark: the first year, whether it is this speech's alone, whether all bear a year, and whether all count.

    The mark does not list near-duplicates of the speech; where one of them may be earlier, this one is not called the first.
    """
    years = {_year(other) for other in others} - {""}
    every_one = [own, *others]
    mine = _year(own) if len(others) > 1 else ""
    first = min(years | ({mine} - {""}), default="")
    if first == mine and any(not other.date or other.date.earliest[:4] < mine for other in near):
        first = ""
    earlier = any(other.date and other.date.earliest[:4] <= mine for other in others)
    return (
        first,
        first != "" and first == mine and first not in years and not earlier,
        all(speech.year != "undated" for speech in every_one),
        all(speech.counts_in_statistics for speech in every_one),
    )


def _worth(spot: Spot) -> tuple[bool, int, int]:
    """Which of several passages in one paragraph a mark leads to: borrowed before quoted, the longest, the first."""
    return not spot.is_quoted, spot.characters, -spot.start


def _year(speech: Speech) -> str:
    """The year of a speech that statistics count; what is first is said of these alone."""
    return speech.year if speech.counts_in_statistics and speech.year != "undated" else ""


def _place(every: Everything, position: int, pair: Pair, spot: Spot) -> Named:
    """Where the words of one speech stand beside those of the other; else in the other."""
    line = every.lines[pair.other(position)]
    if pair.page:
        side = f"{'a' if position == pair.a else 'b'}-{spot.block}"
        url = address(every, pair)
        url = Url(f"{url}#{side}") if shows(every, pair, position, spot) else url
    else:
        url = Url(f"{line.url}#{spot.there}")
    return Named(line.shown, line.date, url)


def _partner(
    every: Everything, position: int, pair: Pair, spots: Spots, order: dict[BlockId, int]
) -> Partner:
    line = every.lines[pair.other(position)]
    kind = pair.kind
    if kind == "filled":
        kind = "copy" if pair.template == position else "template"
    is_first = position == pair.a
    here = () if pair.is_near else spots.get(pair.other(position), ())
    blocks = sorted({spot.block for spot in here}, key=order.__getitem__)
    return Partner(
        Named(line.shown, line.date, address(every, pair) if pair.page else line.url),
        kind,
        pair.borrowed,
        pair.quoted,
        pair.covered_a if is_first else pair.covered_b,
        pair.page,
        tuple(blocks[:_BLOCKS]),
        max(0, len(blocks) - _BLOCKS),
    )


# ---------------------------------------------------------------------------------------------------- the index


def _index(every: Everything, near: Sequence[int], borrowed: Sequence[int]) -> ReuseView:
    index = every.indexes.pairs
    sources, left_out = _sources(every, map(index.__getitem__, borrowed))
    return ReuseView(
        tuple(_line(every, index[n]) for n in borrowed[:_PAIRS]),
        len(borrowed),
        tuple(sources[:_SOURCES]),
        len(sources),
        left_out,
        tuple(_quotation(every, one) for one in index.quotations[:_QUOTATIONS]),
        len(index.quotations),
        tuple(_line(every, index[n]) for n in near[:_NEAR]),
        len(near),
        FLOOR,
        SOURCES,
    )


def _named(every: Everything, position: int) -> Named:
    line = every.lines[position]
    return Named(line.shown, line.date, line.url)


def _line(every: Everything, pair: Pair) -> PairLine:
    return PairLine(
        _named(every, pair.a),
        _named(every, pair.b),
        address(every, pair) if pair.page else Url(every.lines[pair.b].url + "#shared"),
        pair.kind,
        {pair.a: "a", pair.b: "b"}.get(-1 if pair.template is None else pair.template, ""),
        pair.borrowed,
        pair.places,
        (pair.covered_a, pair.covered_b),
        (every.texts.gists[pair.a].characters, every.texts.gists[pair.b].characters),
    )


def _sources(every: Everything, borrowed: Iterable[Pair]) -> tuple[list[SourceLine], int]:
    """Speeches whose words stand in later ones, by how many these are; and how many pairs do not say which is later."""
    taken: dict[int, list[int]] = {}
    left_out = 0
    for pair in borrowed:
        a, b = every.speeches[pair.a], every.speeches[pair.b]
        way = direction(a, b)
        if not way or not (a.counts_in_statistics and b.counts_in_statistics):
            left_out += 1
            continue
        taken.setdefault(pair.a if way < 0 else pair.b, []).append(pair.borrowed)
    ranked = sorted(taken.items(), key=lambda item: (-len(item[1]), -max(item[1]), item[0]))
    return [SourceLine(_named(every, one), len(sizes), max(sizes)) for one, sizes in ranked], left_out


def _quotation(every: Everything, quotation: Quotation) -> QuotationLine:
    places = tuple(
        Named(every.lines[one].title, every.lines[one].date, Url(f"{every.lines[one].url}#{block}"))
        for one, block in quotation.places[:_QUOTING]
    )
    first = every.speeches[quotation.places[0][0]]
    words = quotation.words
    if first.lang == "zh-Hant":
        (shown,) = simplified([Block(BlockId(""), 0, "quote", words)])
        words = shown.text
    return QuotationLine(words, places, len(quotation.places))
