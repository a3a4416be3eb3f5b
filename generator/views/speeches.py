"""Speech pages and lists of speeches."""

from generator.model import Block, BlockId, Mention, Slug, Url, Value
from generator.views.common import Link, SpeechLine, TermCount
from generator.views.reuse import Shared
from generator.views.shelves import SpeechList


class Fact(Value, frozen=True):
    """One fact about a speech: a label's key, and its values, linked where they have a page."""

    label: str
    values: tuple[Link, ...]


class Heading(Value, frozen=True):
    """An entry of the contents of a speech."""

    id: BlockId
    text: str
    level: int
    run_in: bool = False


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


class NotePlace(Value, frozen=True):
    """A place in the raw text that a note is about, and the words there."""

    start: int
    end: int
    quote: str


class OpenNote(Value, frozen=True):
    """A note of the ledger, or several that say the same: what is doubtful, what is proposed, and where."""

    rule: str
    message: str
    proposal: str
    places: tuple[NotePlace, ...]
    """The first of them,"""
    count: int
    """of so many."""


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


class Citation(Value, frozen=True):
    """The parts of a citation: ``head`` are the authors as they are cited, ``cited`` is the title with what it does not say in brackets."""

    authors: tuple[str, ...]
    """Names; of whom only the office or the organization is known, that."""
    head: str
    title: str
    cited: str
    status: str
    """``text_status`` where it is worth a word; else empty."""
    edition: str
    place: str
    meeting: str
    site: str
    date: str
    """EDTF; empty where it is not known."""
    when: str
    """The date as it is cited."""


class EvidenceLine(Value, frozen=True):
    quote: str
    shows: str


class BoundLine(Value, frozen=True):
    """What a phrase says about an open date: ``kind`` is not_before or not_after; ``number`` is the paragraph's."""

    kind: str
    date: str
    term: str
    url: Url
    block: BlockId
    number: str


class Row(Value, frozen=True):
    """A speech among those of its series or its meeting: ``kind`` says which, ``place`` is its number there, from 1, ``of`` their number."""

    kind: str
    place: int
    of: int
    previous: Link | None
    next: Link | None


class SpeechView(Value, frozen=True):
    """speech.html"""

    line: SpeechLine
    lang: str
    facts: tuple[Fact, ...]
    """Date, speakers, place, level, meeting, genre … in the order in which they are shown."""
    date_basis: str
    evidence: tuple[EvidenceLine, ...]
    bounds: tuple[BoundLine, ...]
    """Of a speech whose date is open."""
    bounds_fault: str
    """A label's key: that the bounds contradict each other, or the date; else empty."""
    status: str
    withdrawn: str
    contents: tuple[Heading, ...]
    blocks: tuple[Block, ...]
    mentions: tuple[Mention, ...]
    gone: tuple[BlockId, ...]
    term_names: dict[Slug, str]
    """Of the terms that are linked in the text: slug → the term as the glossary writes it."""
    terms: tuple[TermCount, ...]
    shared: Shared
    edition: Edition | None
    citation: Citation
    """In the form of GB/T 7714; the paragraph's number and the other forms are added by the reader's browser."""
    downloads: tuple[Link, ...]
    previous: Link | None
    next: Link | None
    rows: tuple[Row, ...]
    """Its series and its meeting, where they have other speeches; in the order of the archive."""


class SpeechesView(Value, frozen=True):
    """speeches.html: every speech, by year, newest first, undated last."""

    list: SpeechList
    total: int
