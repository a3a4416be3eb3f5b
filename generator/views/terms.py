"""Term pages, cards, concordances, and lists of senses."""

from generator.model import Block, BlockId, Mention, Slug, Url, Value
from generator.views.common import Link, SpeechLine, TermEntry
from generator.views.speeches import Piece


class Word(Value, frozen=True):
    """One use with the sentence around it: ``left + surface + right``; ``voice`` is own, quoted or title."""

    left: str
    surface: str
    right: str
    block: BlockId
    voice: str
    part: bool
    """Whether it lies in the mention of a longer term."""


class Use(Value, frozen=True):
    """The uses of a term in one speech, with as much of the speech as the concordance shows."""

    url: Url
    title: str
    date: str
    datetime: str
    status: str
    years: str
    """Its year, or those between which it lies; empty where nothing is known."""
    speakers: tuple[str, ...]
    words: tuple[Word, ...]
    total: int
    """Uses in the speech; where more than stand here, ``all`` leads to the speech with all of them marked."""
    all: Url | None = None


class UseGroup(Value, frozen=True):
    """Uses of one year or month; a group without a label is the whole page."""

    label: str
    anchor: str
    uses: tuple[Use, ...]


class UsePart(Value, frozen=True):
    """A part of a concordance on a page of its own."""

    label: str
    url: Url
    anchor: str
    """Of the group that stood on the page before it got a page of its own; empty where there was none."""
    uses: int
    speeches: int
    parts: tuple["UsePart", ...] = ()


class Concordance(Value, frozen=True):
    """What one page has of a concordance: rows, and the parts that have pages of their own."""

    groups: tuple[UseGroup, ...]
    parts: tuple[UsePart, ...]
    rows: int
    """Rows in ``groups``."""
    first_only: bool
    """Whether only the first use of each speech stands here."""
    file: Url | None = None
    """The script that has the rows of all parts."""


class UsesView(Value, frozen=True):
    """uses.html: the uses of a term in one year, month or day, or in undated speeches."""

    label: str
    uses: int
    speeches: int
    concordance: Concordance
    above: tuple[Link, ...]
    """From the term, or the list of its senses, down to the part that this is a part of."""
    previous: Link | None
    next: Link | None


class UsedIn(Value, frozen=True):
    """A speech with the number of its uses of a term."""

    line: SpeechLine
    uses: int


class YearBar(Value, frozen=True):
    """One year of a term's chart; only plain records count. ``held`` of them may be 0: a gap, not silence."""

    year: str
    mentions: int
    using: int
    """Plain records of that year that use the term."""
    held: int
    rate: str
    """Uses per 10,000 characters, where the year has five plain records; else empty."""
    url: Url | None


class Item(Value, frozen=True):
    """One thing that a term counts; ``change`` is new or changed against the version before, ``pieces`` show what changed."""

    text: str
    change: str = ""
    pieces: tuple[Piece, ...] = ()


class Version(Value, frozen=True):
    """What a term counts, in the wording that held since a date."""

    since: str
    source: str
    items: tuple[Item, ...]
    gone: tuple[str, ...]
    """Items of the version before that are not among these."""


class ReferenceLine(Value, frozen=True):
    """A document that shows facts of an entry; ``quote`` are its words, of which every second piece is itself quoted."""

    title: str
    date: str
    url: str
    shows: tuple[str, ...]
    quote: tuple[str, ...]


class Who(Value, frozen=True):
    """A speaker, place or level that uses the term."""

    text: str
    url: Url
    """Empty where the site has no pages of these."""
    uses: int
    speeches: int


class WhoGroup(Value, frozen=True):
    """Those of one facet (speakers, places, levels), most uses first."""

    facet: str
    lines: tuple[Who, ...]


class CompanyLine(Value, frozen=True):
    """A term that keeps company: paragraphs that have both, and the speeches that these stand in."""

    term: str
    url: Url
    paragraphs: int
    speeches: int


class FormLine(Value, frozen=True):
    """A form in which the term is written, with its uses and the years of the first and the last."""

    surface: str
    uses: int
    years: str


class FormulaPart(Value, frozen=True):
    """A stretch of a formula; ``url`` of a term, ``new`` where none of the formulas before has it, ``own`` for the page's term."""

    text: str
    url: Url | None = None
    new: bool = False
    own: bool = False


class FormulaLine(Value, frozen=True):
    """A row of terms that are used together, in the words of the first speech that has it."""

    parts: tuple[FormulaPart, ...]
    first: str
    last: str
    """Dates; ``last`` is empty where it is the first."""
    url: Url
    """The paragraph of the first use."""
    speeches: int


class Basis(Value, frozen=True):
    """What first and last use, chart, users, forms and company rest on."""

    held: int
    """Plain records of the archive that have a year, and those of them that use the term."""
    using: int
    undated_speeches: int
    """Plain records without a year that use it, with their uses."""
    undated: int
    dated: int
    """Uses in plain records that have a year."""
    left_out: int
    """Speeches that use it and are no plain record."""
    held_undated: int
    """Plain records of the archive that have no year."""


class CardView(Value, frozen=True):
    """card.html, for the popover: no more than it shows, so that an edit elsewhere changes few cards."""

    term: str
    slug: Slug
    url: Url
    pinyin: str
    english: str
    blocks: tuple[Block, ...]
    mentions: tuple[Mention, ...]
    term_names: dict[Slug, str]
    items: tuple[str, ...]
    since: str
    """Date of the last version of the items, where there are several."""
    total: int
    years: tuple[tuple[str, int, bool], ...]
    """Year, uses, whether the archive has a plain record of it."""


class SenseLine(Value, frozen=True):
    """One sense of a label: what tells it from another, and the first sentence of its definition."""

    term: str
    url: Url
    scope: str
    gloss: str


class SensesCardView(Value, frozen=True):
    """senses_card.html, for the popover of a use whose sense could not be told."""

    term: str
    slug: Slug
    url: Url
    pinyin: str
    senses: tuple[SenseLine, ...]


class Entry(Value, frozen=True):
    """What every page of a term shows."""

    term: str
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
    versions: tuple[Version, ...]
    sources: tuple[ReferenceLine, ...]
    coined: str
    until: str
    scope: str
    senses: Link | None
    see: tuple[Link, ...]
    part_of: tuple[Link, ...]
    total: int
    speeches: int


class EntryView(Entry, frozen=True):
    """entry.html: a term on a site without dossiers."""

    used_in: tuple[UsedIn, ...]
    """In the archive's order."""


class TermView(Entry, frozen=True):
    """term.html"""

    first: Link | None
    """The date of the first use in a dated plain record, leading to that speech."""
    last: Link | None
    basis: Basis
    years: tuple[YearBar, ...]
    chart: Url | None
    chart_all: Url | None
    """The chart page with this term, and the same with texts that are no plain record."""
    who: tuple[WhoGroup, ...]
    company: tuple[CompanyLine, ...]
    near: tuple[Link, ...]
    forms: tuple[FormLine, ...]
    formulas: tuple[FormulaLine, ...]
    concordance: Concordance


class SensesView(Value, frozen=True):
    """senses.html: one label, several meanings."""

    term: str
    pinyin: str
    senses: tuple[TermEntry, ...]
    total: int
    speeches: int
    concordance: Concordance
    """Uses whose sense could not be told."""
    used_in: tuple[UsedIn, ...] = ()
    """The speeches that have them, on a site without dossiers."""
