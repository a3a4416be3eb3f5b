"""Indexes: terms, years, speakers, offices, places, levels, meetings, genres."""

from generator.model import Url, Value
from generator.views.common import Link, SpeechLine, TermCount, TermEntry
from generator.views.shelves import Place, SpeechList, Way

# ----------------------------------------------------------------------------------------------------------- terms


class Tab(Value, frozen=True):
    """One of several orders of the same things."""

    name: str
    url: Url


class TermGroup(Value, frozen=True):
    """Terms under one letter, numeral, category, year or number of uses; ``anchor`` is ASCII."""

    label: str
    anchor: str
    entries: tuple[TermEntry, ...]


class Counted(Value, frozen=True):
    """Which uses the numbers of a list count: ``all``, those that statistics count (``counted``), or of these the ``dated``."""

    basis: str
    speeches: int
    undated: int
    """Speeches without a year: of ``counted`` they are part, of ``dated`` left out."""
    left_out: int
    """Texts that statistics leave out: of ``all`` they are part."""


class TermsView(Value, frozen=True):
    """terms.html: ``order`` is pinyin, number, category, first or frequency; an entry has only what its order shows."""

    order: str
    tabs: tuple[Tab, ...]
    total: int
    """Of terms on this page and on those below it."""
    groups: tuple[TermGroup, ...]
    ways: tuple[Way, ...]
    place: Place
    counted: Counted
    most: int = 0
    """Uses of the most frequent term, for the bars."""


class MatrixYear(Value, frozen=True):
    """A column: a year without a speech that counts is a gap, one without any speech has no page."""

    year: str
    url: Url | None
    gap: bool


class MatrixRow(Value, frozen=True):
    """A term and its uses in each year."""

    term: str
    url: Url
    scope: str
    uses: int
    years: tuple[int, ...]


class MatrixGroup(Value, frozen=True):
    """Rows under one name."""

    label: str
    anchor: str
    rows: tuple[MatrixRow, ...]


class MatrixView(Value, frozen=True):
    """matrix.html: terms by years."""

    tabs: tuple[Tab, ...]
    years: tuple[MatrixYear, ...]
    groups: tuple[MatrixGroup, ...]
    ways: tuple[Way, ...]
    place: Place
    depths: tuple[int, ...]
    """The least number of uses of each depth of a square, the palest first."""
    total: int
    unused: tuple[Link, ...]
    """Terms that no dated speech uses which counts, where they are few."""
    more_unused: int
    """How many they are where they are not."""
    counted: Counted


# ----------------------------------------------------------------------------------------------------------- years


class YearLine(Value, frozen=True):
    """One year in a line of years; years without a speech stand there too."""

    year: str
    url: Url | None
    speeches: int
    characters: int
    new_terms: tuple[Link, ...]
    """The most used terms whose first use in this archive falls in this year."""
    more_new: int = 0
    """How many more there are."""
    begins: bool = False
    """The first year with a speech that counts: all its terms are new, so none is listed."""


class Span(Value, frozen=True):
    """A year of the archive, or years in a row without a speech (then ``line`` is None)."""

    first: str
    last: str
    years: int
    line: YearLine | None


class YearsView(Value, frozen=True):
    """years.html"""

    spans: tuple[Span, ...]
    most_speeches: int
    most_characters: int
    undated: YearLine | None
    empty: int
    """Years without a speech between the first and the last."""


class TypicalLine(Value, frozen=True):
    """A typical term, with the measure ready for words; ``times`` (as dense as the rest) and ``rate_elsewhere`` are empty where the rest has none."""

    term: str
    url: Url
    uses: int
    speeches: int
    times: str
    rate: str
    rate_elsewhere: str


class GoneLine(Value, frozen=True):
    """A term that is used no more: how often it was, in how many years, and when last."""

    term: str
    url: Url
    uses: int
    years: int
    last: Link


class YearWords(Value, frozen=True):
    """What is said of a year beside its speeches."""

    records: int
    left_out: int
    enough: bool
    """Whether the year has enough speeches that count to say what is typical, and what is gone."""
    compared: bool
    """Whether the other years have, too."""
    is_first: bool
    """The first year with a speech that counts: all its terms are new."""
    new: tuple[TermCount, ...]
    more_new: int
    typical: tuple[TypicalLine, ...]
    gone: tuple[GoneLine, ...]
    more_gone: int
    terms: tuple[TermCount, ...]


class YearView(Value, frozen=True):
    """year.html: a year, the undated (``year`` is ``undated``), or a part of either, which has no ``words``."""

    year: str
    list: SpeechList
    total: int
    characters: int
    words: YearWords | None
    previous: Link | None
    next: Link | None


# ---------------------------------------------------------------------------------------------------------- facets


class FacetLine(Value, frozen=True):
    """One speaker, office, place … in its index."""

    text: str
    note: str
    """Offices of a speaker, speakers of an office, else empty."""
    url: Url
    speeches: int
    years: str
    """2017–2021, or empty."""


class FacetGroup(Value, frozen=True):
    """Lines under letters or, of meetings, the year in which they were last held; few lines stand without a label."""

    label: str
    anchor: str
    lines: tuple[FacetLine, ...]


class FacetsView(Value, frozen=True):
    """facets.html: ``facet`` is speakers, offices, places, levels, meetings or genres."""

    facet: str
    tabs: tuple[Tab, ...]
    total: int
    most: tuple[Link, ...]
    """Where the lines are parted: those with most speeches, with the number."""
    groups: tuple[FacetGroup, ...]
    ways: tuple[Way, ...]
    place: Place


class StripYear(Value, frozen=True):
    """A year of the archive and the speeches of the facet in it; a year that the archive does not hold is a gap."""

    year: str
    speeches: int
    held: bool


class Turn(Value, frozen=True):
    """One text of a meeting: who spoke, by office and name, and of what genre it is."""

    line: SpeechLine
    who: tuple[Link, ...]
    genre: str


class Session(Value, frozen=True):
    """A meeting as it was held in one year: when, where, who spoke."""

    date: str
    places: tuple[Link, ...]
    venues: tuple[str, ...]
    turns: tuple[Turn, ...]


class FacetWords(Value, frozen=True):
    """What is said of a speaker, place … beside its speeches."""

    aliases: tuple[str, ...]
    related: tuple[Link, ...]
    """Offices of a speaker, speakers of an office, with the number of speeches."""
    more_related: int
    strip: tuple[StripYear, ...]
    undated: int
    records: int
    left_out: int
    enough: bool
    """Whether it has enough speeches that count to say what is typical."""
    compared: bool
    """Whether the rest of the archive has, too."""
    typical: tuple[TypicalLine, ...]
    terms: tuple[TermCount, ...]


class FacetView(Value, frozen=True):
    """facet.html: the speeches of one speaker, office, place, level, meeting or genre, or a part of them, which has no ``words``."""

    facet: str
    text: str
    url: Url
    total: int
    list: SpeechList
    sessions: tuple[Session, ...]
    """Of a meeting, in place of the list."""
    words: FacetWords | None
