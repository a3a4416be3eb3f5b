"""Pages of speeches, and the list of all of them."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator

import msgspec

from generator import dates, urls
from generator.load import kept_back
from generator.memo import digest_of
from generator.model import Block, BlockId, Bounds, Page, Planned, Slug, Speech, Text, Url
from generator.plan import shelves
from generator.plan.citations import citation
from generator.plan.common import GENRES, LEVELS, Everything, simplified
from generator.plan.edition import edition
from generator.plan.reuse import shared
from generator.script import kept
from generator.views.common import Link, TermCount
from generator.views.shelves import Place, SpeechList
from generator.views.speeches import (
    BoundLine,
    Change,
    EvidenceLine,
    Fact,
    Heading,
    Row,
    SpeechesView,
    SpeechView,
)

Together = dict[tuple[str, str], list[int]]
"""Positions of speeches by what joins them: ("series" or "meeting", its name)."""
_REVIEWS = {"received": "未校订", "checked": "已校订"}


def pages(every: Everything) -> Iterator[Planned]:
    """One page a speech, and the list."""
    hidden = kept_back(every.archive.speeches)
    together = _together(every.speeches)
    for position in range(len(every.speeches)):
        yield _planned(every, position, hidden, together)
    yield _planned_list(every)


def _planned(every: Everything, position: int, hidden: frozenset[str], together: Together) -> Planned:
    """The page of a speech: it depends on the speech, on its neighbours' names, and on what it shares with which others."""
    speech = every.speeches[position]
    beside = (_name(every, position - 1), _name(every, position + 1))
    rows = [
        (kind, at, count, [_name(every, other) for other in others])
        for kind, at, count, *others in _places(position, speech, together)
    ]
    raw_files = speech.origin.raw if speech.origin else ()
    names = every.name_digests
    key = digest_of(
        every.speech_digests[position],
        beside,
        rows,
        _name(every, every.position.get(speech.version_of, -1)),
        every.indexes.bounds.get(speech.id),
        [raw.sha256 in hidden for raw in raw_files],
        every.pair_keys[position],
        b"".join([names[slug] for slug in every.texts.gists[position].uses]),
    )

    def make() -> tuple[Page, ...]:
        around = (
            _beside(every, position - 1),
            _beside(every, position + 1),
            tuple(_rows(every, position, speech, together)),
        )
        return (_page(every, position, speech, hidden, tuple(facts(every, speech)), around),)

    return Planned(urls.speech(speech.id), "speech", speech.title, key, make)


def _name(every: Everything, position: int) -> tuple[str, ...]:
    """What the page of another speech shows of the one at a position, if there is one."""
    if not 0 <= position < len(every.speeches):
        return ()
    speech, given = every.speeches[position], every.archive.speeches[position]
    return speech.id, speech.title, given.title, speech.lang


def _planned_list(every: Everything) -> Planned:
    """The list of all speeches: where the years stand for them, it says nothing of their numbers."""
    is_whole = len(every.speeches) <= shelves.ROOM
    lines = every.list_digests if is_whole else every.line_digests
    key = digest_of("speeches", b"".join(lines), b"".join(every.who_digests))

    def make() -> tuple[Page, ...]:
        return (Page(Url("/speeches/"), "speeches.html", "讲话", _list(every), kind="speeches"),)

    return Planned(Url("/speeches/"), "speeches", "讲话", key, make)


def _list(every: Everything) -> SpeechesView:
    """Every speech, the newest first; where they are many, the years, each of which has its pages already."""
    total = len(every.speeches)
    if total <= shelves.ROOM:
        groups = every.groups_by_year(range(total))
        return SpeechesView(SpeechList(groups, (), Place()), total)
    undated = [year for year in every.indexes.years if year.year == "undated"]
    dated = [year for year in reversed(every.indexes.years) if year.year != "undated"]
    ways = tuple(
        shelves.way_to(
            every,
            "日期不详" if year.year == "undated" else f"{year.year}年",
            urls.year(year.year),
            year.speeches,
        )
        for year in [*dated, *undated]
    )
    return SpeechesView(SpeechList((), ways, Place()), total)


def _together(speeches: Iterable[Speech]) -> Together:
    """Positions of the speeches of each series and of each meeting."""
    found: Together = {}
    for position, speech in enumerate(speeches):
        for kind, name in (("series", speech.series), ("meeting", speech.meeting)):
            if name:
                found.setdefault((kind, name), []).append(position)
    return found


def _page(
    every: Everything,
    position: int,
    speech: Speech,
    hidden: frozenset[str],
    known: tuple[Fact, ...],
    around: tuple[Link | None, Link | None, tuple[Row, ...]],
) -> Page:
    text = every.texts.speeches[position]
    line = every.lines[position]
    blocks = simplified(text.blocks) if speech.lang == "zh-Hant" else text.blocks
    view = SpeechView(
        line=line,
        lang=speech.lang,
        facts=known,
        date_basis=speech.date_basis,
        evidence=tuple(EvidenceLine(e.quote, e.shows) for e in speech.date_evidence),
        bounds=tuple(_bounds(every, speech)),
        bounds_fault=_bounds_fault(every, speech),
        status=line.status,
        withdrawn=speech.withdrawn,
        contents=tuple(contents(blocks)),
        blocks=blocks,
        mentions=tuple(mention for mention in text.mentions if mention.linked),
        gone=text.gone,
        term_names=every.names_of(text.mentions),
        terms=_terms(every, text),
        shared=shared(every, position),
        edition=edition(speech, text, every.archive.manuscripts, hidden),
        citation=citation(speech, every.archive.config.title),
        downloads=_downloads(every, speech),
        previous=around[0],
        next=around[1],
        rows=around[2],
    )
    description = speech.description or next((b.text[:100] for b in blocks if b.kind == "paragraph"), "")
    return Page(urls.speech(speech.id), "speech.html", line.title, view, description, "speech")


def _beside(every: Everything, position: int) -> Link | None:
    """The speech at a position, if there is one."""
    if not 0 <= position < len(every.lines):
        return None
    line = every.lines[position]
    return Link(line.shown, line.url)


def _places(position: int, speech: Speech, together: Together) -> Iterator[tuple[str, int, int, int, int]]:
    """Where a speech stands in its series and in its meeting: which of how many, and the positions of those beside it, -1 where there
    is none. One that stands there alone has no place."""
    for kind, name in (("series", speech.series), ("meeting", speech.meeting)):
        positions = together.get((kind, name), []) if name else []
        if len(positions) > 1:
            at = bisect_left(positions, position)
            around = [-1, *positions, -1]
            yield kind, at + 1, len(positions), around[at], around[at + 2]


def _rows(every: Everything, position: int, speech: Speech, together: Together) -> Iterator[Row]:
    """The same, as the page shows it."""
    for kind, at, count, before, after in _places(position, speech, together):
        yield Row(kind, at, count, _beside(every, before), _beside(every, after))


def as_given(page: Page, every: Everything) -> Page:
    """In the tree of traditional characters, a speech that was given in them stands as it was given: its text, its title, its citation,
    what is quoted from it. Its facts are converted as those of other speeches are, so that one name is one name."""
    view = page.view
    assert isinstance(view, SpeechView)
    if view.lang != "zh-Hant":
        return page
    position = every.position[view.line.id]
    speech, text = every.archive.speeches[position], every.texts.speeches[position]
    change = msgspec.structs.replace
    line = change(
        view.line,
        title=speech.title,
        shown=kept(speech.title),
        subtitle=kept(speech.subtitle) if speech.subtitle else "",
        speakers=tuple(kept(speaker.plain_name) for speaker in speech.speakers if speaker.name),
    )
    view = change(
        view,
        line=line,
        evidence=tuple(change(one, quote=kept(one.quote)) for one in view.evidence),
        blocks=text.blocks,
        contents=tuple(change(one, text=kept(one.text)) for one in contents(text.blocks)),
        edition=view.edition and change(view.edition, changes=tuple(map(_kept_change, view.edition.changes))),
        citation=citation(speech, every.archive.config.title, kept),
    )
    description = speech.description or next((b.text[:100] for b in text.blocks if b.kind == "paragraph"), "")
    return change(page, title=kept(speech.title), description=kept(description), view=view)


def _kept_change(change: Change) -> Change:
    pieces = (
        piece if piece.kind == "cut" else msgspec.structs.replace(piece, text=kept(piece.text))
        for piece in change.pieces
    )
    return msgspec.structs.replace(change, pieces=tuple(pieces))


def facts(every: Everything, speech: Speech) -> Iterator[Fact]:
    """The facts line: each fact linked where it has a page."""
    year = urls.year(speech.year)
    yield Fact("date", (Link(dates.in_words(speech.date), year),))
    if speech.speakers:
        yield Fact("speakers", tuple(_speaker(every, speech, i) for i in range(len(speech.speakers))))
    if speech.place:
        yield Fact("place", (Link(speech.place, every.facet_url("places", speech.place)),))
    if speech.level:
        yield Fact("level", (Link(LEVELS[speech.level], every.facet_url("levels", speech.level)),))
    if speech.venue:
        yield Fact("venue", (Link(speech.venue, Url("")),))
    if speech.meeting:
        yield Fact("meeting", (Link(speech.meeting, every.facet_url("meetings", speech.meeting)),))
    for label in ("occasion", "series"):
        if value := getattr(speech, label):
            yield Fact(label, (Link(value, Url("")),))
    if speech.genre:
        yield Fact("genre", (Link(GENRES[speech.genre], every.facet_url("genres", speech.genre)),))
    for label in ("transcribed", "published", "revised"):
        if span := getattr(speech, label):
            yield Fact(label, (Link(dates.in_words(span), Url("")),))
    if speech.version_of:
        other = _beside(every, every.position.get(speech.version_of, -1))
        if other:
            yield Fact("version_of", (other,))
    if speech.checked_by:
        yield Fact("review", (Link(speech.checked_by, Url("")),))
    elif speech.review != "published":
        yield Fact("review_state", (Link(_REVIEWS[speech.review], Url("")),))
    if speech.tags:
        yield Fact("tags", tuple(Link(tag, Url("")) for tag in speech.tags))


def _bounds(every: Everything, speech: Speech) -> Iterator[BoundLine]:
    """What the phrases of a speech say about its open date."""
    here = every.indexes.bounds.get(speech.id, Bounds())
    for kind, bound in (("not_before", here.not_before), ("not_after", here.not_after)):
        if bound:
            name, url = every.term_name(bound.term), urls.term(bound.term)
            date = dates.in_words(bound.date)
            yield BoundLine(kind, date, name, url, bound.block, bound.block.removeprefix("p"))


def _bounds_fault(every: Everything, speech: Speech) -> str:
    here = every.indexes.bounds.get(speech.id, Bounds())
    return (
        "bounds_contradict"
        if here.contradict
        else "bounds_against_date"
        if here.speak_against(speech.date)
        else ""
    )


def _speaker(every: Everything, speech: Speech, i: int) -> Link:
    speaker = speech.speakers[i]
    name = speaker.plain_name
    shown = (
        "".join(part for part in (speaker.office, " " if speaker.office and name else "", name) if part)
        or speaker.organization
    )
    behalf = f"（受{speaker.on_behalf_of}委托）" if speaker.on_behalf_of else ""
    office = every.facet_url("offices", speaker.office) if speaker.office else Url("")
    return Link(shown + behalf, every.facet_url("speakers", name) if name else office)


def contents(blocks: tuple[Block, ...]) -> Iterator[Heading]:
    """Headings, and run-in headings one level below the heading that they stand under."""
    level = 1
    for block in blocks:
        if block.kind == "heading":
            level = max(block.level, 2)
            yield Heading(block.id, block.text, level)
        elif block.marks and block.marks[0].kind == "run-in":
            yield Heading(
                block.id, block.text[: block.marks[0].end].rstrip("。：；:"), level + 1, run_in=True
            )


def _terms(every: Everything, text: Text) -> tuple[TermCount, ...]:
    rows = {block.id: block.text for block in text.blocks if block.kind == "row"}
    where: dict[Slug, list[tuple[BlockId, int, int]]] = {}
    for mention in text.mentions:
        cells = 0
        if mention.block in rows:  # a page has no tab between cells
            cells = rows[mention.block].count("\t", 0, mention.start)
        use = (mention.block, mention.start - cells, mention.end - cells)
        where.setdefault(mention.term, []).append(use)
    ranked = sorted(where.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return tuple(
        TermCount(
            every.term_name(slug),
            urls.term(slug),
            len(uses),
            tuple({block: None for block, *_ in uses}),
            tuple(uses),
        )
        for slug, uses in ranked
    )


def _downloads(every: Everything, speech: Speech) -> tuple[Link, ...]:
    if speech.withdrawn:
        return ()
    here = urls.speech(speech.id)
    files = (("纯文本", "speech.txt"), ("Markdown", "index.md"), ("JSON", "speech.json"))
    book = (Link("EPUB", urls.book(speech.id)),) if every.archive.config.epub else ()
    data = every.archive.config.has("data")
    return *book, *(Link(text, Url(here + name)) for text, name in files if data)
