"""Speakers, offices, places, levels, meetings and genres: an index of each, and the pages that join the texts of one."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from generator import urls
from generator.derive.vocabulary import ENOUGH, Vocabulary, typical, vocabulary
from generator.model import Page, Speech, Url, Value
from generator.plan.common import GENRES, LEVELS, Everything
from generator.plan.shelves import (
    Shelf,
    by_initial,
    by_letters,
    grouped,
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


class _Archive(Value, frozen=True):
    """What the pages of all facets share."""

    whole: Vocabulary
    span: tuple[str, ...]
    held: frozenset[str]


def pages(every: Everything) -> Iterator[Page]:
    """For each facet that the archive has: its pages, then its index."""
    found = {facet: ones for facet in FACETS if (ones := _collect(every, facet))}
    tabs = tuple(Tab(facet, urls.facet(facet)) for facet in found)
    held = frozenset(year.year for year in every.indexes.years if year.year != "undated")
    whole = vocabulary(every.archive, every.texts.gists, every.indexes.uses, range(len(every.speeches)))
    archive = _Archive(whole, tuple(span_of_years(held)), held)
    splits = speech_splits(every, newest_first=True)
    for facet, ones in found.items():
        for one in ones:
            for shelf in shelve(one.url, one.text, newest_first(every, one.positions), splits):
                title = "，".join(part for part in (one.text, shelf.place.label) if part)
                view = _view(every, archive, facet, one, shelf)
                yield Page(shelf.url, "facet.html", title, view, kind="facet")
        yield from _index(every, facet, ones, tabs)


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
    names: dict[Url, str] = {}
    positions: dict[Url, dict[int, None]] = {}
    related: dict[Url, dict[Link, set[int]]] = {}
    for position, speech in enumerate(every.speeches):
        for name, url, other in _values(every, facet, speech):
            names.setdefault(url, name)
            positions.setdefault(url, {})[position] = None
            if other:
                related.setdefault(url, {}).setdefault(other, set()).add(position)
    return [
        _One(name, url, tuple(positions[url]), tuple(_ranked(related.get(url, {}))))
        for url, name in names.items()
    ]


def _ranked(found: dict[Link, set[int]]) -> Iterator[Link]:
    for link, positions in sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0].url)):
        yield Link(link.text, link.url, len(positions))


def _values(every: Everything, facet: str, speech: Speech) -> Iterator[tuple[str, Url, Link | None]]:
    """The values that a speech has in a facet: name, address, and what it is seen with."""
    if facet in ("speakers", "offices"):
        for speaker in speech.speakers:
            name, office = speaker.plain_name, speaker.office
            person = (
                Link(every.main_name("speakers", name), every.facet_url("speakers", name)) if name else None
            )
            post = Link(office, every.facet_url("offices", office)) if office else None
            mine, other = (person, post) if facet == "speakers" else (post, person)
            if mine:
                yield mine.text, mine.url, other
    elif facet == "levels" and speech.level:
        yield LEVELS[speech.level], every.facet_url("levels", speech.level), None
    elif facet == "genres" and speech.genre:
        yield GENRES[speech.genre], every.facet_url("genres", speech.genre), None
    elif facet == "places" and speech.place:
        yield every.main_name("places", speech.place), every.facet_url("places", speech.place), None
    elif facet == "meetings" and speech.meeting:
        yield speech.meeting, every.facet_url("meetings", speech.meeting), None


# -------------------------------------------------------------------------------------------------------- one page


def _view(every: Everything, archive: _Archive, facet: str, one: _One, shelf: Shelf[int]) -> FacetView:
    is_whole = not shelf.place.above
    is_meeting = facet == "meetings" and is_whole and not shelf.pages
    return FacetView(
        facet=facet,
        text=one.text,
        url=one.url,
        total=len(shelf.rows),
        list=SpeechList((), (), Place()) if is_meeting else speech_list(every, shelf),
        sessions=tuple(_sessions(every, one.positions)) if is_meeting else (),
        words=_words(every, archive, facet, one) if is_whole else None,
    )


def _words(every: Everything, archive: _Archive, facet: str, one: _One) -> FacetWords:
    here = vocabulary(every.archive, every.texts.gists, every.indexes.uses, one.positions)
    known = {"speakers": every.archive.config.people, "places": every.archive.config.places}.get(facet, {})
    years = Counter(every.speeches[p].year for p in one.positions)
    strip = (
        tuple(StripYear(year, years[year], year in archive.held) for year in archive.span)
        if len(one.positions) - years["undated"] >= _STRIP
        else ()
    )
    return FacetWords(
        aliases=known[one.text].aliases if one.text in known else (),
        related=one.related[:_RELATED],
        more_related=max(len(one.related) - _RELATED, 0),
        strip=strip,
        undated=years["undated"],
        records=here.records,
        left_out=every.left_out(one.positions),
        enough=here.records >= ENOUGH,
        compared=here.records >= ENOUGH and archive.whole.records - here.records >= ENOUGH,
        typical=typical_lines(every, typical(here, archive.whole, every.terms)),
        terms=every.count_terms(one.positions),
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
