"""Shared passages: the mark beside a paragraph, the page of a pair, and the index."""

from generator.model import BlockId, Url, Value
from generator.views.common import SpeechLine


class Named(Value, frozen=True):
    """A speech by its title and date, with an address in it or about it."""

    title: str
    date: str
    url: Url


class Mark(Value, frozen=True):
    """What stands beside a paragraph: in how many other speeches its words stand, and where."""

    block: BlockId
    count: int
    quoted: bool
    """They are words that all of them quote."""
    first: str
    """The year of the first of them, this speech among them (of a single other: its year), of those that bear a year and that
    statistics count; empty where there is none."""
    is_here: bool
    """This speech is the only one of that year, and none that is listed may be earlier by its date."""
    all_dated: bool
    """Whether every one of them, this speech among them, bears a year,"""
    all_counted: bool
    """and is one that statistics count."""
    links: tuple[Named, ...]
    """In the order of their dates; the first few."""


class Partner(Value, frozen=True):
    """Another speech that shares words with this one, as it stands at the end of a speech."""

    speech: Named
    kind: str
    """borrowing, quotation, versions, sisters; template or copy of this one (filled)"""
    borrowed: int
    quoted: int
    covered: int
    """Characters of this speech in borrowed passages, white space not counted; 0 where little is shared."""
    compared: bool
    """Whether the address is that of a page that has both side by side."""
    blocks: tuple[BlockId, ...]
    """Of this speech; the first few."""
    more_blocks: int


class Shared(Value, frozen=True):
    """All that a speech shares with others."""

    marks: tuple[Mark, ...] = ()
    partners: tuple[Partner, ...] = ()
    """Those that share most first."""
    more: int = 0
    """Partners that are not listed."""
    characters: int = 0
    """Of the speech, as speeches.csv counts them."""


class Side(Value, frozen=True):
    """One of the two speeches of a pair; ``covered`` of its ``characters`` lie in borrowed passages."""

    line: SpeechLine
    """Without what the page does not show: subtitle, length, number of uses."""
    characters: int
    covered: int
    is_template: bool


class Excerpt(Value, frozen=True):
    """A passage as one speech has it, with the words of its sentence around it."""

    id: str
    """Anchor in the page; empty where a passage before it has it."""
    number: str
    url: Url
    before: str
    words: str
    after: str


class Facing(Value, frozen=True):
    """Words of one paragraph of each speech."""

    a: Excerpt
    b: Excerpt


class SharedPassage(Value, frozen=True):
    """A passage, or some that follow each other closely, in both speeches; it may run over several paragraphs."""

    facing: tuple[Facing, ...]
    characters: int
    quoted: bool


class Paragraph(Value, frozen=True):
    """A block of a whole text."""

    id: BlockId
    kind: str
    text: str


class PairView(Value, frozen=True):
    """pair.html: passages side by side, or of near-duplicates (``whole_a``, ``whole_b``) the whole texts."""

    kind: str
    declared: bool
    template: Named | None
    """Of sisters, the template of which both are copies."""
    a: Side
    b: Side
    direction: int
    """-1 where a is earlier, 1 where b is, 0 where the dates do not say."""
    borrowed: int
    quoted: int
    count: int
    """Places of borrowed passages: as many as reuse.csv has rows."""
    passages: tuple[SharedPassage, ...]
    more: int
    """Passages that are left out."""
    whole_a: tuple[Paragraph, ...]
    whole_b: tuple[Paragraph, ...]


class PairLine(Value, frozen=True):
    """A pair in the index."""

    a: Named
    b: Named
    url: Url
    kind: str
    """versions, filled, sisters; other kinds need no word"""
    template: str
    """Which of two is the template: a, b or empty."""
    borrowed: int
    passages: int
    covered: tuple[int, int]
    characters: tuple[int, int]
    """Of each speech, and how many of them lie in borrowed passages."""


class SourceLine(Value, frozen=True):
    """A speech whose words stand in later ones."""

    speech: Named
    speeches: int
    characters: int
    """Shared with that later speech which has most of them."""


class QuotationLine(Value, frozen=True):
    """Words that several speeches quote."""

    words: str
    places: tuple[Named, ...]
    """In the order of their dates; the first few."""
    count: int


class ReuseView(Value, frozen=True):
    """reuse.html; each list has the first of its kind only, the totals count all."""

    pairs: tuple[PairLine, ...]
    all_pairs: int
    sources: tuple[SourceLine, ...]
    all_sources: int
    left_out: int
    """Pairs that ``sources`` could not use: no certain order of dates, or one that statistics leave out."""
    quotations: tuple[QuotationLine, ...]
    all_quotations: int
    near: tuple[PairLine, ...]
    all_near: int
    floor: int
    pages: int
    """How many pages a speech has with earlier ones at most."""
