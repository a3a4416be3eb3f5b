"""Indexes: terms, years, speakers, places, levels, meetings."""

from generator.model import Url, Value
from generator.views.common import Group, Link, SpeechLine, TermCount, TermEntry


class YearLine(Value, frozen=True):
    """One year in the line of years; years without a speech stand there too."""

    year: str
    url: Url | None
    speeches: int
    characters: int
    new_terms: tuple[Link, ...]
    """Terms whose first use in this archive falls in this year (at most eight)."""


class YearsView(Value, frozen=True):
    """years.html"""

    years: tuple[YearLine, ...]
    undated: Link | None


class YearView(Value, frozen=True):
    """year.html: the speeches of one year, or the undated (then ``year`` is ``undated``)."""

    year: str
    lines: tuple[SpeechLine, ...]
    terms: tuple[TermCount, ...]
    characters: int
    previous: Link | None
    next: Link | None


class FacetLine(Value, frozen=True):
    """One speaker, place, level or meeting in its index."""

    text: str
    note: str
    """Offices of a speaker, else empty."""
    url: Url
    speeches: int
    years: str
    """2017–2021, or empty."""


class FacetsView(Value, frozen=True):
    """facets.html: ``facet`` is speakers, places, levels or meetings."""

    facet: str
    lines: tuple[FacetLine, ...]


class FacetView(Value, frozen=True):
    """facet.html: the speeches of one speaker, place, level or meeting."""

    facet: str
    text: str
    note: str
    aliases: tuple[str, ...]
    groups: tuple[Group, ...]
    total: int
    terms: tuple[TermCount, ...]


class TermGroup(Value, frozen=True):
    """Terms under one letter, numeral or category; ``anchor`` is ASCII."""

    label: str
    anchor: str
    entries: tuple[TermEntry, ...]


class TermsView(Value, frozen=True):
    """terms.html, in three orders: ``order`` is pinyin, number or category."""

    order: str
    groups: tuple[TermGroup, ...]
    total: int
