"""Long lists on pages: a list in groups stands on one page while it is short; beyond that each group has a page of its own.

In: rows, and how they are parted, from the coarsest way to the finest. Out: for each page its address, its groups, and its neighbours.
The address of a page says what it holds (``/speakers/x/2018/03/``), never a running number, so that it holds while the archive grows:
a group that gets too long keeps its page, which then leads to the smaller ones.
"""

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar

import msgspec

from generator.model import Url, Value
from generator.plan.common import Everything
from generator.urls import is_slug
from generator.views.common import Group, Link
from generator.views.shelves import Held, Place, SpeechList, Way

ROOM = 400
"""Rows of usual length that a page holds: about 300 KB."""
_BESIDE = 40
_HEADED = 40
"""From so many speeches on a list by months bears the months' names."""
_SPEAKERS = 4
_NEWEST = 2

Row = TypeVar("Row")


class Part(Value, Generic[Row], frozen=True):
    """Rows that belong together: ``key`` ends the address of their page, ``label`` names them."""

    key: str
    label: str
    rows: tuple[Row, ...]
    by_letters: bool = False
    """Whether the key is a whole beginning. Its page then stands beside those of shorter ones (``l/``, ``li/``), since which of them has a
    page changes while the archive grows."""


class Split(Value, Generic[Row], frozen=True):
    """A way of parting rows, by its name."""

    name: str
    parts: Callable[[Sequence[Row]], Sequence[Part[Row]]]


class Shelf(Value, Generic[Row], frozen=True, gc=True, dict=True):
    """One page: its groups, and the addresses of their own pages where they are too long to stand here."""

    url: Url
    split: Split[Row]
    """The way by which its groups are made."""
    rows: tuple[Row, ...]
    place: Place
    below: tuple[Url, Url] | None = None
    """Behind which addresses the pages of its groups stand, and those of groups by letters; none where the groups stand here."""

    @property
    def by(self) -> str:
        """The name of the way."""
        return self.split.name

    @functools.cached_property
    def pages(self) -> tuple[Url, ...]:
        """The pages of its groups: as many as there are parts, or none."""
        if self.below is None:
            return ()
        url, home = self.below
        return tuple(Url(f"{home if one.by_letters else url}{one.key}/") for one in self.parts)

    @functools.cached_property
    def parts(self) -> tuple[Part[Row], ...]:
        """Its groups, made when they are asked for: most pages are in place already."""
        return tuple(self.split.parts(self.rows))


def shelve(
    url: Url,
    title: str,
    rows: Iterable[Row],
    splits: Sequence[Split[Row]],
    room: float | None = None,
    weigh: Callable[[Row], float] | None = None,
    front: Url | None = None,
    front_room: float | None = None,
) -> Iterator[Shelf[Row]]:
    """The pages of a list, the first one first; ``title`` is its name in the ways back to it, ``front`` its address where that is not ``url``.

    ``room`` is ``ROOM`` if not given, and ``front_room``, that of the first page, the same; ``weigh`` says how many rows of usual length
    a row counts for, one if not given. The last way of parting is used again until the groups fit.
    """
    room = ROOM if room is None else room
    rooms = (room if front_room is None else front_room, room)
    return _stand(Part("", title, tuple(rows)), Place(), (url, url), splits, rooms, weigh, front)


def _stand(
    part: Part[Row],
    place: Place,
    urls: tuple[Url, Url],
    splits: Sequence[Split[Row]],
    rooms: tuple[float, float],
    weigh: Callable[[Row], float] | None,
    front: Url | None = None,
) -> Iterator[Shelf[Row]]:
    """A page and those below it; ``urls`` are its address and the one behind which its letters stand, ``rooms`` its room and theirs."""
    url, home = urls
    finest = len(splits) == 1
    weight = sum(map(weigh, part.rows)) if weigh else len(part.rows)
    fits = weight <= rooms[0] or len(part.rows) == 1
    shelf = Shelf(front or url, splits[0], part.rows, place, None if fits else urls)
    if not fits and finest and len(shelf.parts) == 1:
        shelf = msgspec.structs.replace(shelf, below=None)
    yield shelf
    if shelf.below is None:
        return
    parts = shelf.parts
    above = (*place.above, Link(part.label, front or url))
    links = tuple(Link(one.label, page) for one, page in zip(parts, shelf.pages, strict=True))
    for number, page in enumerate(shelf.pages):
        there = Place(
            label=parts[number].label,
            above=above,
            beside=links if len(links) <= _BESIDE else (),
            previous=links[number - 1] if number else None,
            next=links[number + 1] if number + 1 < len(links) else None,
        )
        below = (page, home if parts[number].by_letters else page)
        yield from _stand(
            parts[number], there, below, splits if finest else splits[1:], (rooms[1], rooms[1]), weigh
        )


def ways(shelf: Shelf[Row], samples: Callable[[Part[Row]], Iterable[Link]] = lambda _: ()) -> tuple[Way, ...]:
    """The ways from a page to the pages of its groups."""
    return tuple(
        Way(part.label, page, len(part.rows), tuple(samples(part)))
        for part, page in (zip(shelf.parts, shelf.pages, strict=True) if shelf.pages else ())
    )


def grouped(rows: Iterable[Row], key: Callable[[Row], str]) -> dict[str, list[Row]]:
    """Rows by a key, in the order in which the keys come up."""
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return dict(groups)


# ------------------------------------------------------------------------------------------------------- by letters


def by_initial(spell: Callable[[Row], str]) -> Split[Row]:
    """By the first letter of a key in a–z and 0–9; what begins with a numeral stands under #."""

    def parts(rows: Sequence[Row]) -> list[Part[Row]]:
        groups = grouped(rows, lambda row: spell(row)[:1] if spell(row)[:1].isalpha() else "")
        return [Part(key or "other", key.upper() or "#", tuple(groups[key])) for key in sorted(groups)]

    return Split("initial", parts)


def by_letters(spell: Callable[[Row], str]) -> Split[Row]:
    """By so many first letters as tell some of the rows apart. Keys that differ make parts that are smaller than the whole."""

    def parts(rows: Sequence[Row]) -> list[Part[Row]]:
        keys = sorted({spell(row) for row in rows})
        shared = next((i for i, (a, b) in enumerate(zip(keys[0], keys[-1], strict=False)) if a != b), None)
        length = (min(len(keys[0]), len(keys[-1])) if shared is None else shared) + 1
        groups = grouped(rows, lambda row: spell(row)[:length])
        return [Part(_safe(key), key.capitalize(), tuple(groups[key]), True) for key in sorted(groups)]

    return Split("letters", parts)


def _safe(key: str) -> str:
    """A key that may be the name of a folder: ``con`` may not on Windows, and is no whole syllable either."""
    return key if is_slug(key) else f"{key}-1"


# ---------------------------------------------------------------------------------------------------- speeches by date


def speech_splits(every: Everything, newest_first: bool = False) -> list[Split[int]]:
    """Positions of speeches by year, month, day, and then by the letters of their ids; what bears no date stands last."""

    def spell(position: int) -> str:
        id = every.speeches[position].id
        return re.sub(r"^(?:\d{4}|undated)-", "", id).replace("-", "") + "0" + id.replace("-", "0")

    dates = every.dates

    def by(name: str, length: int) -> Split[int]:
        def parts(rows: Sequence[int]) -> Sequence[Part[int]]:
            groups = grouped(rows, dates[length].__getitem__)
            undated = groups.pop("", [])
            coarser = {7: 4, 10: 7}.get(length, 0)
            if undated and not groups and coarser and not dates[coarser][undated[0]]:
                return by_letters(spell).parts(rows)
            found = [
                Part(day[-2:] if length > 4 else day, _words(day), tuple(groups[day]))
                for day in sorted(groups, reverse=newest_first)
            ]
            if undated:
                found.append(Part("undated", _UNDATED[name], tuple(undated)))
            return found

        return Split(name, parts)

    return [by("year", 4), by("month", 7), by("day", 10), by_letters(spell)]


_UNDATED = {"year": "日期不详", "month": "月份不详", "day": "日子不详"}


@functools.lru_cache(4096)
def _words(day: str) -> str:
    """2018-03 → 2018年3月."""
    year, *rest = day.split("-")
    return f"{year}年" + "".join(f"{int(n)}{unit}" for n, unit in zip(rest, "月日", strict=False))


def newest_first(every: Everything, positions: Sequence[int]) -> list[int]:
    """Positions of speeches in the order of lists that begin with the newest; the undated last, in the archive's order."""
    dated = [p for p in positions if every.years[p] != "undated"]
    return dated[::-1] + [p for p in positions if every.years[p] == "undated"]


def way_to(every: Everything, text: str, url: Url, positions: Sequence[int]) -> Way:
    """The way to the page of some speeches, with who has most of them, where speakers have pages, and the newest."""
    counts = Counter(
        name
        for position in (positions if every.archive.config.has("facets") else ())
        for name in every.names["speakers"][position]
    )
    ranked = sorted(counts, key=lambda name: (-counts[name], every.readings[name].order))
    shown = ranked[:_SPEAKERS] if len(ranked) > 1 else []
    held = Held(
        speakers=tuple(Link(name, every.facet_url("speakers", name), counts[name]) for name in shown),
        more_speakers=len(ranked) - len(shown) if shown else 0,
        newest=tuple(
            msgspec.structs.replace(
                every.lines[p], subtitle="", speakers=(), place="", characters=0, mentions=0
            )
            for p in newest_first(every, sorted(positions))[:_NEWEST]
        ),
    )
    return Way(text, url, len(positions), held=held)


def speech_list(every: Everything, shelf: Shelf[int]) -> SpeechList:
    """A page of speeches: under the names of years, of months where there are many, else as one list."""
    if shelf.pages:
        found = (
            way_to(every, part.label, page, part.rows)
            for part, page in zip(shelf.parts, shelf.pages, strict=True)
        )
        return SpeechList((), tuple(found), shelf.place)
    headed = shelf.by in ("year", "initial", "letters") or (shelf.by == "month" and len(shelf.rows) > _HEADED)
    parts = shelf.parts if headed else (Part("", "", shelf.rows),) if shelf.rows else ()
    groups = tuple(
        Group(_heading(shelf, part), _anchor(shelf, part), tuple(every.lines[p] for p in part.rows))
        for part in parts
    )
    return SpeechList(groups, (), shelf.place)


def list_key(every: Everything, shelf: Shelf[int]) -> tuple[object, ...]:
    """All that ``speech_list`` depends on. How speeches are parted follows from their dates."""
    if not shelf.pages:
        return shelf.place, shelf.by, b"".join(map(every.list_digests.__getitem__, shelf.rows))
    lines, who = every.line_digests, every.who_digests
    return shelf.place, shelf.pages, b"".join([lines[p] + who[p] for p in shelf.rows])


def _heading(shelf: Shelf[int], part: Part[int]) -> str:
    """On the page of a year its months need not say the year again."""
    return re.sub(r"^\d+年", "", part.label) if shelf.by == "month" else part.label


def _anchor(shelf: Shelf[int], part: Part[int]) -> str:
    if part.key == "undated" or not part.key:
        return part.key
    return f"{shelf.by[0]}{part.key}"
