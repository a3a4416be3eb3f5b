"""Term pages, cards, and lists of senses."""

from generator.model import Block, BlockId, Items, Mention, Reference, Slug, Url, Value
from generator.views.common import Link, SpeechLine, TermEntry


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
    senses: tuple[TermEntry, ...]
    ambiguous: tuple[Use, ...]
    """Uses whose sense could not be told."""
