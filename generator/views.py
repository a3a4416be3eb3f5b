"""What the templates are given: one struct a kind of page, named after its template.

``plan.py`` fills them from the archive and its indexes; ``render.py`` hands them to the template as ``view``. Text in
them is plain text (templates escape it); addresses are site addresses (templates make them relative with ``href``).
"""

from generator.model import Block, BlockId, Items, Mention, Reference, Slug, SpeechId, Url, Value


class Link(Value, frozen=True):
    """A text with an address; ``count`` is shown behind it where it is not 0."""

    text: str
    url: Url
    count: int = 0


class Fact(Value, frozen=True):
    """One fact about a speech: a label's key, and its values, linked where they have a page."""

    label: str
    values: tuple[Link, ...]


class SpeechLine(Value, frozen=True):
    """A speech as it stands in every list."""

    id: SpeechId
    url: Url
    title: str
    subtitle: str
    date: str
    """As people write it: 2017年2月19日; 约2020年; 2018年以后; 日期不详."""
    datetime: str
    """For ``<time datetime>``; empty where HTML has no form for it."""
    speakers: tuple[str, ...]
    place: str
    status: str
    """The ``text_status`` where it is worth a word (template, composite, disputed, abridged …), else empty."""
    characters: int
    mentions: int
    lang: str


class Heading(Value, frozen=True):
    """An entry of the contents of a speech."""

    id: BlockId
    text: str
    level: int
    run_in: bool = False


class TermCount(Value, frozen=True):
    """A term with the number of its uses, and (on a speech page) the blocks where it is used."""

    term: str
    url: Url
    count: int
    blocks: tuple[BlockId, ...] = ()


class Passage(Value, frozen=True):
    """Words that were taken out; ``left_out``: how many characters more there were."""

    text: str
    left_out: int


class Place(Value, frozen=True):
    """One change in the raw text, with a few characters around it: ``before gone after`` became ``before came after``."""

    before: str
    gone: str
    came: str
    after: str


class RuleWork(Value, frozen=True):
    """What one rule of the import did: how many edits, how many characters went, and on demand the passages that went and the places.

    The page has the first of them; ``all_passages`` and ``all_places`` count all that could be shown.
    """

    rule: str
    edits: int
    characters: int
    passages: tuple[Passage, ...] = ()
    all_passages: int = 0
    places: tuple[Place, ...] = ()
    all_places: int = 0


class Piece(Value, frozen=True):
    """Words that went (del), that came (ins), that stayed (empty), or the number of those that are left out (cut)."""

    kind: str
    text: str


class Change(Value, frozen=True):
    """What the editors did to one block: ``kind`` is corrected, joined, added or removed; ``block`` is its id on the page."""

    block: BlockId
    kind: str
    pieces: tuple[Piece, ...]


class OpenNote(Value, frozen=True):
    """A note of the ledger: the place in the raw text, the words there, what is doubtful, what is proposed."""

    rule: str
    start: int
    end: int
    quote: str
    message: str
    proposal: str


class RawLink(Value, frozen=True):
    """A raw file: its name, digest, and address where it may be published."""

    name: str
    sha256: str
    url: Url | None


class Edition(Value, frozen=True):
    """The 校勘记 of a speech."""

    raw: tuple[RawLink, ...]
    publisher: str
    source_url: str
    retrieved: str
    rights: str
    rules: tuple[RuleWork, ...]
    all: Url | None
    """A text file that lists every place."""
    notes: tuple[OpenNote, ...]
    more_notes: int
    changes: tuple[Change, ...]
    """The editors' own, since the import."""
    more_changes: int
    marked: int
    """Blocks in which the editors changed nothing but marks: headings, emphasis, notes."""
    edited: bool
    """Whether an editor has changed the body since the import; ids that a later import pinned are no change."""
    raw_characters: int
    body_characters: int
    digest: str
    """First 12 hexadecimal digits of the body's sha256: the edition that a citation names."""


class EvidenceLine(Value, frozen=True):
    quote: str
    shows: str


class SpeechView(Value, frozen=True):
    """speech.html"""

    line: SpeechLine
    lang: str
    facts: tuple[Fact, ...]
    """Date, speakers, place, level, meeting, genre … in the order in which they are shown."""
    date_basis: str
    evidence: tuple[EvidenceLine, ...]
    status: str
    withdrawn: str
    contents: tuple[Heading, ...]
    blocks: tuple[Block, ...]
    mentions: tuple[Mention, ...]
    gone: tuple[BlockId, ...]
    term_names: dict[Slug, str]
    """Of the terms that are linked in the text: slug → the term as the glossary writes it."""
    terms: tuple[TermCount, ...]
    edition: Edition | None
    citation: str
    """In the form of GB/T 7714; the paragraph's number and address are added by the reader's browser."""
    downloads: tuple[Link, ...]
    previous: Link | None
    next: Link | None


class Word(Value, frozen=True):
    """One use with the sentence around it: ``left + surface + right``; ``quoted`` for another's words."""

    left: str
    surface: str
    right: str
    url: Url
    """The speech with the anchor of the block."""
    block: BlockId
    voice: str


class Use(Value, frozen=True):
    """All uses of a term in one speech."""

    line: SpeechLine
    year: str
    words: tuple[Word, ...]


class YearBar(Value, frozen=True):
    """One year of a term's chart. ``speeches`` of the archive in that year may be 0: a gap, not silence."""

    year: str
    mentions: int
    using: int
    """Speeches of that year that use the term."""
    speeches: int
    url: Url | None


class TermView(Value, frozen=True):
    """term.html, and card.html for the popover."""

    term: str
    slug: Slug
    url: Url
    pinyin: str
    english: str
    aliases: tuple[str, ...]
    category: str
    kind: str
    blocks: tuple[Block, ...]
    """The definition."""
    mentions: tuple[Mention, ...]
    term_names: dict[Slug, str]
    items: tuple[Items, ...]
    sources: tuple[Reference, ...]
    coined: str
    until: str
    scope: str
    senses: Link | None
    see: tuple[Link, ...]
    part_of: tuple[Link, ...]
    total: int
    speeches: int
    first: SpeechLine | None
    last: SpeechLine | None
    years: tuple[YearBar, ...]
    undated: int
    """Uses in undated speeches, which no bar shows."""
    left_out: int
    """Speeches that use it and are no plain record: not in bars nor in first and last use."""
    uses: tuple[Use, ...]


class SensesView(Value, frozen=True):
    """senses.html: one label, several meanings."""

    term: str
    pinyin: str
    senses: tuple["TermEntry", ...]
    ambiguous: tuple[Use, ...]
    """Uses whose sense could not be told."""


class TermEntry(Value, frozen=True):
    """A term as it stands in an index; ``gloss`` is the first sentence of the definition, ``scope`` what tells one sense
    of a label from another."""

    term: str
    url: Url
    pinyin: str
    english: str
    gloss: str
    count: int
    speeches: int
    scope: str = ""


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


class Group(Value, frozen=True):
    """Speeches under one heading."""

    label: str
    anchor: str
    lines: tuple[SpeechLine, ...]


class SpeechesView(Value, frozen=True):
    """speeches.html: every speech, grouped by year, newest first, undated last."""

    groups: tuple[Group, ...]
    total: int


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


class HomeView(Value, frozen=True):
    """home.html"""

    speeches: int
    terms: int
    mentions: int
    characters: int
    first_year: str
    last_year: str
    years: tuple[YearLine, ...]
    undated: Link | None
    top_terms: tuple[TermCount, ...]
    newest: tuple[SpeechLine, ...]


class ArticleView(Value, frozen=True):
    """article.html: about, editorial policy, …"""

    title: str
    blocks: tuple[Block, ...]
    mentions: tuple[Mention, ...]
    term_names: dict[Slug, str]


class MovedView(Value, frozen=True):
    """moved.html: an old address that leads to the new one."""

    to: Link


class NotFoundView(Value, frozen=True):
    """404.html"""

    links: tuple[Link, ...]


class FeedEntry(Value, frozen=True):
    """One speech in the feed; ``updated`` is a full RFC 3339 time made from a day."""

    title: str
    url: Url
    updated: str
    summary: str
    speakers: tuple[str, ...]


class FeedView(Value, frozen=True):
    """feed.xml (Atom)"""

    entries: tuple[FeedEntry, ...]
    updated: str
