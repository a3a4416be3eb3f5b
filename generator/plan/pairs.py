"""The page of a pair of speeches: the passages that they share, or both whole texts, side by side."""

from collections.abc import Iterator, Sequence

import msgspec

from generator import urls
from generator.derive.pairs import Pair, direction
from generator.derive.spots import Spot, of_earlier, of_later
from generator.memo import digest_of
from generator.model import Block, BlockId, Page, Passage, Planned, Url
from generator.plan.common import Everything, simplified
from generator.sentences import Sentences
from generator.views.reuse import Excerpt, Facing, Named, PairView, Paragraph, SharedPassage, Side

_PASSAGES = 60
"""How many passages a pair's page shows at most, the longest ones."""
_WHOLE = 80_000
"""Characters of two whole texts up to which they stand side by side; the page stays under 500 KB."""
_REACH = 60
"""Characters of context on each side of a passage at most."""


def pages(every: Everything) -> Iterator[Planned]:
    """A page for each pair that is worth one."""
    for pair, key in every.indexes.pairs.with_pages():
        yield _planned(every, pair, key)


def as_given(page: Page, every: Everything) -> Page:
    """In the tree of traditional characters, the words of a speech that was given in them stand as they were given."""
    view = page.view
    assert isinstance(view, PairView)
    if "zh-Hant" not in (view.a.line.lang, view.b.line.lang):
        return page
    pair = every.indexes.pairs.between(view.a.line.id, view.b.line.id)
    return Page(
        page.url,
        page.template,
        page.title,
        _view(every, pair, given=True),
        page.description,
        page.kind,
        page.other,
        page.script,
    )


def address(every: Everything, pair: Pair) -> Url:
    """Where a pair has its page."""
    return urls.pair(every.lines[pair.a].id, every.lines[pair.b].id)


def _planned(every: Everything, pair: Pair, key: bytes) -> Planned:
    """The page of a pair: it depends on what the pair shares and what stands around that, on both texts where these are near, and on
    what is said of both speeches and of the template."""
    title = f"《{every.lines[pair.a].shown}》与《{every.lines[pair.b].shown}》"
    url = address(every, pair)
    about = [
        (
            every.texts.gists[n].digest if pair.is_near else every.texts.gists[n].characters,
            every.line_digests[n],
        )
        for n in (pair.a, pair.b)
    ]
    template = -1 if pair.template is None else pair.template

    def make() -> tuple[Page, ...]:
        return (Page(url, "pair.html", title, _view(every, pair), kind="pair"),)

    return Planned(
        url,
        "pair",
        title,
        digest_of("pair", key, about, {pair.a: 0, pair.b: 1}.get(template), _template(every, pair)),
        make,
    )


def _view(every: Everything, pair: Pair, given: bool = False) -> PairView:
    a, b = (_blocks(every, one, given) for one in (pair.a, pair.b))
    whole = _is_whole(pair, a, b)
    rows = _rows(every.indexes.pairs.passages(pair))
    shown = () if whole else _largest(rows)
    return PairView(
        pair.kind,
        pair.declared,
        _template(every, pair),
        _side(every, pair, pair.a, pair.covered_a),
        _side(every, pair, pair.b, pair.covered_b),
        direction(every.speeches[pair.a], every.speeches[pair.b]),
        pair.borrowed,
        pair.quoted,
        pair.places,
        tuple(_passages(every, pair, shown, a, b)),
        0 if whole else len(rows) - len(shown),
        _paragraphs(a) if whole else (),
        _paragraphs(b) if whole else (),
    )


def shows(every: Everything, pair: Pair, position: int, spot: Spot) -> bool:
    """Whether the page of a pair has a place for what one of the two shares: of very many it shows the largest."""
    passages = every.indexes.pairs.passages(pair)
    if len(passages) <= _PASSAGES or _is_whole(pair, *(_blocks(every, n, True) for n in (pair.a, pair.b))):
        return True
    side = of_earlier if position == pair.a else of_later
    return any(spot == side(shown) for row in _largest(_rows(passages)) for shown in row)


def _is_whole(pair: Pair, a: Sequence[Block], b: Sequence[Block]) -> bool:
    """Whether both texts stand on the page from end to end."""
    return pair.is_near and sum(len(block.text) for block in (*a, *b)) <= _WHOLE


def _largest(rows: Sequence[list[Passage]]) -> list[list[Passage]]:
    """As many as a page shows, in their order."""
    largest = sorted(range(len(rows)), key=lambda n: (-sum(p.characters for p in rows[n]), n))
    return [rows[n] for n in sorted(largest[:_PASSAGES])]


def _blocks(every: Everything, position: int, given: bool) -> tuple[Block, ...]:
    blocks = every.texts.speeches[position].blocks
    return simplified(blocks) if every.speeches[position].lang == "zh-Hant" and not given else blocks


def _paragraphs(blocks: Sequence[Block]) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(block.id, block.kind, block.text) for block in blocks)


def _side(every: Everything, pair: Pair, position: int, covered: int) -> Side:
    characters = every.texts.gists[position].characters
    line = msgspec.structs.replace(every.lines[position], subtitle="", characters=0, mentions=0)
    return Side(line, characters, covered, pair.template == position)


def _template(every: Everything, pair: Pair) -> Named | None:
    """The third of which both are copies."""
    if pair.kind != "sisters" or pair.template is None:
        return None
    line = every.lines[pair.template]
    return Named(line.shown, line.date, line.url)


def _rows(passages: Sequence[Passage]) -> list[list[Passage]]:
    """Passages that continue or closely follow each other in both speeches stand together."""
    rows: list[list[Passage]] = []
    for p in passages:
        if rows and (p.continues or _is_near(rows[-1][-1], p)):
            rows[-1].append(p)
        else:
            rows.append([p])
    return rows


def _is_near(before: Passage, p: Passage) -> bool:
    same = (before.a_block, before.b_block, before.kind) == (p.a_block, p.b_block, p.kind)
    return same and 0 <= p.a_start - before.a_end <= _REACH and 0 <= p.b_start - before.b_end <= _REACH


def _passages(
    every: Everything, pair: Pair, rows: Sequence[list[Passage]], a: Sequence[Block], b: Sequence[Block]
) -> Iterator[SharedPassage]:
    words = [{block.id: block.text for block in blocks} for blocks in (a, b)]
    seen: set[str] = set()
    for row in rows:
        faces: list[list[Passage]] = []
        for p in row:
            if faces and _is_near(faces[-1][-1], p):
                faces[-1].append(p)
            else:
                faces.append([p])
        facing = []
        for n, face in enumerate(faces):
            first, last, ends = face[0], face[-1], (n == 0, n == len(faces) - 1)
            here = first.a_block, first.a_start, last.a_end
            there = first.b_block, first.b_start, last.b_end
            facing.append(
                Facing(
                    _excerpt(every.lines[pair.a].url, "a", words[0][first.a_block], here, ends, seen),
                    _excerpt(every.lines[pair.b].url, "b", words[1][first.b_block], there, ends, seen),
                )
            )
        yield SharedPassage(tuple(facing), sum(p.characters for p in row), row[0].kind == "quotation")


def _excerpt(
    speech: Url,
    side: str,
    text: str,
    place: tuple[BlockId, int, int],
    ends: tuple[bool, bool],
    seen: set[str],
) -> Excerpt:
    """``ends``: whether the words before it, and those behind it, belong to it."""
    block, start, end = place
    first, last = Sentences(text).span(start, end)
    before = text[first:start].lstrip() if ends[0] else ""
    after = text[end:last].rstrip() if ends[1] else text[end : end + 1].strip()
    if len(before) > _REACH:
        before = "…" + before[-_REACH:]
    if len(after) > _REACH:
        after = after[:_REACH] + "…"
    id = f"{side}-{block}"
    anchor = "" if id in seen else id
    seen.add(id)
    return Excerpt(anchor, block.removeprefix("p"), Url(f"{speech}#{block}"), before, text[start:end], after)
