"""Speakers, offices, places, levels, meetings and genres: an index of each, and the pages that join the texts of one."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from generator import urls
from generator.derive.groups import Said
from generator.derive.vocabulary import ENOUGH
from generator.memo import digest_of
from generator.model import Page, Planned, Url, Value
from generator.plan.common import GENRES, LEVELS, MOST_TERMS, Everything
from generator.plan.shelves import (
    Shelf,
    by_initial,
    by_letters,
    grouped,
    list_key,
    newest_first,
    shelve,
    speech_list,
    speech_splits,
    ways,
)
from generator.plan.years import span_of_years, typical_lines
from generator.views.common import Link
from generator.views.indexes import (
    FacetGroup,
    FacetLine,
    FacetsView,
    FacetView,
    FacetWords,
    Session,
    StripYear,
    Tab,
    Turn,
)
from generator.views.shelves import Place, SpeechList

FACETS = {
    "speakers": "人物",
    "offices": "职务",
    "places": "地点",
    "levels": "层级",
    "meetings": "会议",
    "genres": "体裁",
}
_FIXED = {"levels": list(LEVELS.values()), "genres": list(GENRES.values())}
"""Facets whose values have an order of their own."""
_STRIP = 3
"""Speeches from which on a page has a strip of years."""
_NOTED = 3
_RELATED = 60
_SAMPLES = 6
_PARTED = 40
"""From so many lines on an index is parted."""
_MOST = 12


class _One(Value, frozen=True):
    """One value of a facet and the speeches that have it."""

    text: str
    url: Url
    positions: tuple[int, ...]
    related: tuple[Link, ...]
    """Offices of a speaker, speakers of an office, with the number of speeches, the most frequent first."""


class _Years(Value, frozen=True):
    """The years of the archive: from the first to the last, and those of which it holds speeches."""

    span: tuple[str, ...]
    held: frozenset[str]


def pages(every: Everything) -> Iterator[Page | Planned]:
    """For each facet that the archive has: its pages, then its index."""
    found = {facet: ones for facet in FACETS if (ones := _collect(every, facet))}
    tabs = tuple(Tab(facet, urls.facet(facet)) for facet in found)
    held = frozenset(year for year in every.years if year != "undated")
    years = _Years(tuple(span_of_years(held)), held)
    splits = speech_splits(every, newest_first=True)
    groups = [one.positions for ones in found.values() for one in ones]
    words = every.counting.said(groups, MOST_TERMS)
    for facet, ones in found.items():
        for one in ones:
            here = next(words)
            for shelf in shelve(one.url, one.text, newest_first(every, one.positions), splits):
                yield _planned(every, years, facet, one, shelf, here)
        yield from _index(every, facet, ones, tabs)


def _planned(
    every: Everything, years: _Years, facet: str, one: _One, shelf: Shelf[int], here: Said
) -> Planned:
    """The page of some speeches of a facet: what it shows of them, and on the first page what they say."""
    title = "，".join(part for part in (one.text, shelf.place.label) if part)
    key = digest_of("facet", title, list_key(every, shelf))
    if not shelf.place.above:
        names = b"".join([every.name_digests[slug] for slug, _ in here.most])
        words = (here.most, names, typical_lines(every, here.typical), here.others >= ENOUGH)
        key = digest_of(key, one.related, words, years.span, [year in years.held for year in years.span])
    if facet == "meetings":
        turns = [(every.who_digests[p], every.speeches[p].venue) for p in shelf.rows]
        key = digest_of(key, turns)

    def make() -> tuple[Page, ...]:
        view = _view(every, years, facet, one, shelf, here)
        return (Page(shelf.url, "facet.html", title, view, kind="facet"),)

    return Planned(shelf.url, "facet", title, key, make)


# ----------------------------------------------------------------------------------------------------------- index


def _index(every: Everything, facet: str, ones: list[_One], tabs: tuple[Tab, ...]) -> Iterator[Page]:
    def spell(one: _One) -> str:
        return one.url.rstrip("/").rsplit("/", 1)[1].replace("-", "0")

    ones = _ordered(every, facet, ones)
    splits = [by_initial(spell), by_letters(spell)]
    base = Url(f"{urls.facet(facet)}by/pinyin/")
    for shelf in shelve(base, FACETS[facet], ones, splits, front=urls.facet(facet)):
        is_parted = facet not in _FIXED and len(shelf.rows) >= _PARTED
        view = FacetsView(
            facet=facet,
            tabs=tabs if not shelf.place.above else (),
            total=len(shelf.rows),
            most=_most(shelf.rows) if is_parted else (),
            groups=tuple(_groups(every, facet, shelf, is_parted)) if not shelf.pages else (),
            ways=ways(shelf, lambda part: (Link(one.text, one.url) for one in part.rows[:_SAMPLES])),
            place=shelf.place,
        )
        title = "，".join(part for part in (FACETS[facet], shelf.place.label) if part)
        yield Page(shelf.url, "facets.html", title, view, kind="facets")


def _most(ones: Sequence[_One]) -> tuple[Link, ...]:
    """Those with most speeches; of one or two nothing is said."""
    return tuple(
        Link(one.text, one.url, len(one.positions)) for one in ones[:_MOST] if len(one.positions) > 2
    )


def _groups(every: Everything, facet: str, shelf: Shelf[_One], is_parted: bool) -> Iterator[FacetGroup]:
    """One group as the rows come; or by letters, in the order by pinyin; or meetings by their last year, the latest first."""
    if not is_parted:
        yield FacetGroup("", "", tuple(_line(every, facet, one) for one in shelf.rows))
    elif facet == "meetings":
        latest = newest_first(every, sorted(one.positions[-1] for one in shelf.rows))
        place = {position: number for number, position in enumerate(latest)}
        rows = sorted(shelf.rows, key=lambda one: place[one.positions[-1]])
        for year, some in grouped(rows, lambda one: every.speeches[one.positions[-1]].year).items():
            label, anchor = ("日期不详", year) if year == "undated" else (f"{year}年", f"y{year}")
            lines = (_line(every, facet, one) for one in some)
            shown = (
                msgspec.structs.replace(line, years="") if line.years == year else line for line in lines
            )
            yield FacetGroup(label, anchor, tuple(shown))
    else:
        for part in shelf.parts:
            some = sorted(part.rows, key=lambda one: every.readings[one.text].order)
            yield FacetGroup(
                part.label, f"{shelf.by[0]}-{part.key}", tuple(_line(every, facet, one) for one in some)
            )


def _ordered(every: Everything, facet: str, ones: list[_One]) -> list[_One]:
    if facet in _FIXED:
        return sorted(ones, key=lambda one: _FIXED[facet].index(one.text))
    return sorted(ones, key=lambda one: (-len(one.positions), every.readings[one.text].order))


def _line(every: Everything, facet: str, one: _One) -> FacetLine:
    names = [link.text for link in one.related]
    counted = f"等{len(names)}{'人' if facet == 'offices' else '职'}" if len(names) > _NOTED else ""
    sign = "；" if any("、" in name for name in names[:_NOTED]) else "、"
    note = sign.join(names[:_NOTED]) + counted
    return FacetLine(one.text, note, one.url, len(one.positions), _years(every, one.positions))


def _years(every: Everything, positions: Iterable[int]) -> str:
    years = sorted({year for p in positions if (year := every.speeches[p].year) != "undated"})
    if not years:
        return ""
    return years[0] if years[0] == years[-1] else f"{years[0]}–{years[-1]}"


# ------------------------------------------------------------------------------------------------------ collecting


def _collect(every: Everything, facet: str) -> list[_One]:
    """Every value of a facet, in the order in which they come up."""
    positions: defaultdict[str, list[int]] = defaultdict(list)
    for position, names in enumerate(every.names[facet]):
        for name in names:
            positions[name].append(position)
    related = _related(every, facet)
    return [
        _One(
            {"levels": LEVELS, "genres": GENRES}.get(facet, {}).get(name, name),
            every.facet_url(facet, name),
            tuple(some),
            tuple(related.get(name, ())),
        )
        for name, some in positions.items()
    ]


def _related(every: Everything, facet: str) -> dict[str, list[Link]]:
    """Of each speaker the offices, of each office the speakers, with the number of speeches, the most frequent first."""
    other = {"speakers": "offices", "offices": "speakers"}.get(facet)
    if other is None:
        return {}
    found: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for position, speech in enumerate(every.speeches):
        for person, office in dict.fromkeys(
            (every.main_name("speakers", s.plain_name), s.office)
            for s in speech.speakers
            if s.name and s.office
        ):
            mine, its = (person, office) if facet == "speakers" else (office, person)
            found[mine][its].append(position)
    return {
        name: sorted(
            (Link(one, every.facet_url(other, one), len(positions)) for one, positions in row.items()),
            key=lambda link: (-link.count, link.url),
        )
        for name, row in found.items()
    }


# -------------------------------------------------------------------------------------------------------- one page


def _view(
    every: Everything, years: _Years, facet: str, one: _One, shelf: Shelf[int], here: Said
) -> FacetView:
    is_whole = not shelf.place.above
    is_meeting = facet == "meetings" and is_whole and not shelf.pages
    return FacetView(
        facet=facet,
        text=one.text,
        url=one.url,
        total=len(shelf.rows),
        list=SpeechList((), (), Place()) if is_meeting else speech_list(every, shelf),
        sessions=tuple(_sessions(every, one.positions)) if is_meeting else (),
        words=_words(every, years, facet, one, here) if is_whole else None,
    )


def _words(every: Everything, years: _Years, facet: str, one: _One, here: Said) -> FacetWords:
    known = {"speakers": every.archive.config.people, "places": every.archive.config.places}.get(facet, {})
    counts = Counter(every.years[p] for p in one.positions)
    strip = (
        tuple(StripYear(year, counts[year], year in years.held) for year in years.span)
        if len(one.positions) - counts["undated"] >= _STRIP
        else ()
    )
    return FacetWords(
        aliases=known[one.text].aliases if one.text in known else (),
        related=one.related[:_RELATED],
        more_related=max(len(one.related) - _RELATED, 0),
        strip=strip,
        undated=counts["undated"],
        records=here.records,
        left_out=every.left_out(one.positions),
        enough=here.records >= ENOUGH,
        compared=here.records >= ENOUGH and here.others >= ENOUGH,
        typical=typical_lines(every, here.typical),
        terms=every.term_counts(here.most),
    )


def _sessions(every: Everything, positions: Iterable[int]) -> Iterator[Session]:
    """A meeting that was held in several years is several; within one the texts stand in the order of the archive."""
    by_year: dict[str, list[int]] = {}
    for position in positions:
        by_year.setdefault(every.speeches[position].year, []).append(position)
    for texts in by_year.values():
        speeches = [every.speeches[position] for position in texts]
        days = list(dict.fromkeys(every.lines[position].date for position in texts))
        places = dict.fromkeys(speech.place for speech in speeches if speech.place)
        yield Session(
            date=days[0] if len(days) == 1 else f"{days[0]}—{days[-1]}",
            places=tuple(Link(place, every.facet_url("places", place)) for place in places),
            venues=tuple(dict.fromkeys(speech.venue for speech in speeches if speech.venue)),
            turns=tuple(_turn(every, position) for position in texts),
        )


def _turn(every: Everything, position: int) -> Turn:
    speech = every.speeches[position]
    who = []
    for speaker in speech.speakers:
        if name := speaker.plain_name:
            who.append(Link(f"{speaker.office} {name}".strip(), every.facet_url("speakers", name)))
        elif speaker.office:
            who.append(Link(speaker.office, every.facet_url("offices", speaker.office)))
        elif speaker.organization:
            who.append(Link(speaker.organization, Url("")))
    return Turn(every.lines[position], tuple(who), GENRES.get(speech.genre, ""))
