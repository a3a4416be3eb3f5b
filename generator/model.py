"""Every type that flows between the stages: frozen values only.

This module imports nothing of ours. Offsets are always code points of a text that is kept beside them, so that
``text[start:end] == surface`` can be asserted. Data points down only: Site > Page > text; there are no back pointers.
"""

import re
from collections.abc import Callable, Iterable
from typing import Literal, NewType, Protocol

import msgspec

SpeechId = NewType("SpeechId", str)
"""File name of a speech without its ending, e.g. ``2020-quanmian-congyan-zhidang``."""
Slug = NewType("Slug", str)
"""File name of a term or a page without its ending."""
Url = NewType("Url", str)
"""Address inside the site, from its root: ``/terms/sifeng/``. Only ``urls.py`` makes and converts them."""
BlockId = NewType("BlockId", str)
"""Anchor of a block: ``p12``, or ``p12-1`` for one that was inserted behind it."""

Level = Literal["error", "warning", "note"]


class Value(msgspec.Struct, frozen=True, gc=False):
    """Base of every value: immutable, comparable, cheap to send to another process.

    No value leads back to itself, so the garbage collector need not look at any: of a build, that saves a tenth.
    """


class Compact(Value, frozen=True, array_like=True):
    """A value of which there are very many: it is remembered without the names of its fields, in half the time and space."""


class SiteError(Exception):
    """What stops the program: one line for the user, no traceback."""


class UsageError(SiteError):
    """A command that was called wrongly."""


class Problem(Value, frozen=True, order=True):
    """A fault in content. ``path`` is relative to the archive's folder; ``line`` counts from 1."""

    path: str
    line: int
    level: Level
    code: str
    message: str


# ---------------------------------------------------------------------------------------------------- ledger


class RawFile(Value, frozen=True):
    """A raw file as received, or a part of one."""

    file: str
    sha256: str
    decoder: str
    encoding: str
    part: str | None = None


class Edit(Value, frozen=True):
    """``text[start:end]`` of the decoded raw text was replaced by ``after``."""

    rule: str
    start: int
    end: int
    after: str


class Note(Value, frozen=True):
    """Something that a rule saw and did not change; ``proposal`` is what it would have written."""

    rule: str
    start: int
    end: int
    message: str
    proposal: str | None = None


class Ledger(Value, frozen=True):
    """How the imported body was made from the raw text; the file is ``raw/<id>/ledger.json``."""

    raw: tuple[RawFile, ...]
    text_sha256: str
    body_sha256: str
    edits: tuple[Edit, ...]
    notes: tuple[Note, ...]
    version: int = 1


# ---------------------------------------------------------------------------------------------------- content


class Span(Compact, frozen=True):
    """A date in EDTF with its bounds as ISO days; an open end is an empty string."""

    text: str
    earliest: str
    latest: str
    uncertain: bool = False


class Speaker(Value, frozen=True):
    name: str
    office: str = ""
    organization: str = ""
    on_behalf_of: str = ""

    @property
    def plain_name(self) -> str:
        """The name without the spaces that set a short one wide: 李　强 is 李强."""
        return re.sub(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])", "", self.name)


class SourceFile(Value, frozen=True):
    name: str
    sha256: str = ""


class Source(Compact, frozen=True):
    """Where a text came from."""

    files: tuple[SourceFile, ...] = ()
    publisher: str = ""
    url: str = ""
    retrieved: Span | None = None
    rights: str = ""
    publish_raw: bool = True


class Evidence(Value, frozen=True):
    """A quotation from the text and what it shows about the date."""

    quote: str
    shows: str


class Origin(Compact, frozen=True):
    """What a speech was imported from, as far as other pages than its own may know: ``Manuscripts`` reads the rest."""

    raw: tuple[RawFile, ...]
    digest: bytes
    """Of the ledger and of the raw text (16)."""
    is_changed: bool
    """Whether the import changed anything."""
    is_edited: bool
    """Whether an editor has changed the body since."""


class Speech(Compact, frozen=True):
    """One file of ``speeches/``: its front matter, and what tells its Markdown from another, which ``Manuscripts`` reads."""

    id: SpeechId
    title: str
    body_line: int = 1
    """Where its Markdown begins."""
    body_sha256: str = ""
    """Of the Markdown."""
    body_characters: int = 0
    undecided: tuple[int, ...] = ()
    """Lines in which a merge left marks between two wordings."""
    subtitle: str = ""
    description: str = ""
    date: Span | None = None
    date_basis: str = ""
    date_evidence: tuple[Evidence, ...] = ()
    transcribed: Span | None = None
    published: Span | None = None
    revised: Span | None = None
    speakers: tuple[Speaker, ...] = ()
    place: str = ""
    level: str = ""
    venue: str = ""
    meeting: str = ""
    genre: str = ""
    series: str = ""
    occasion: str = ""
    text_status: str = "unknown"
    version_of: str = ""
    source: Source = Source()
    review: str = "published"
    checked_by: str = ""
    lang: str = "zh-Hans"
    tags: tuple[str, ...] = ()
    draft: bool = False
    lastmod: Span | None = None
    redirect_from: tuple[str, ...] = ()
    unlink: tuple[str, ...] = ()
    withdrawn: str = ""
    origin: Origin | None = None

    @property
    def path(self) -> str:
        """The file, relative to the archive."""
        return f"speeches/{self.id}.md"

    @property
    def year(self) -> str:
        """The year in which both bounds lie, or ``undated``."""
        if (
            self.date
            and self.date.earliest
            and self.date.latest
            and self.date.earliest[:4] == self.date.latest[:4]
        ):
            return self.date.earliest[:4]
        return "undated"

    @property
    def counts_in_statistics(self) -> bool:
        """Whether the text is a plain record, as far as is known, and no second version of a speech that counts already."""
        plain = self.text_status not in ("template", "composite", "disputed")
        return plain and not self.withdrawn and not self.version_of


class Items(Value, frozen=True):
    """What a term counts, in the wording that held since a date."""

    list: tuple[str, ...]
    since: Span | None = None
    source: str = ""


class Reference(Value, frozen=True):
    """A document that shows a fact of an entry."""

    title: str
    date: Span | None = None
    url: str = ""
    shows: tuple[str, ...] = ()
    quote: str = ""
    """The words of the document that show it, 20 characters at most."""


class Term(Value, frozen=True):
    """One file of ``glossary/``; several may share one ``term``: its senses."""

    slug: Slug
    term: str
    definition: str
    definition_line: int
    aliases: tuple[str, ...] = ()
    """Other names. One that is an enumeration with 、 stands for its other ways of writing too: see ``matcher.readings``."""
    short: tuple[str, ...] = ()
    english: str = ""
    category: str = ""
    kind: str = ""
    items: tuple[Items, ...] = ()
    coined: Span | None = None
    until: Span | None = None
    sources: tuple[Reference, ...] = ()
    contexts: tuple[str, ...] = ()
    not_in: tuple[str, ...] = ()
    scope: str = ""
    default: bool = False
    see: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()
    """Terms inside whose names a name of this one counts as a use of both."""
    redirect_from: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The file, relative to the archive."""
        return f"glossary/{self.slug}.md"


class Article(Value, frozen=True):
    """One file of ``pages/``: about, editorial policy, …"""

    slug: Slug
    title: str
    body: str
    body_line: int
    description: str = ""
    order: int = 0
    redirect_from: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The file, relative to the archive."""
        return f"pages/{self.slug}.md"


class Name(Value, frozen=True):
    """A person or a place that ``site.yaml`` gives a slug and other spellings."""

    slug: str = ""
    aliases: tuple[str, ...] = ()


PARTS = ("search", "data", "reuse", "dossiers", "facets", "segmentation")
"""Parts of a site that ``site.yaml`` may leave out."""


class Config(Value, frozen=True):
    """``site.yaml``."""

    title: str
    subtitle: str = ""
    description: str = ""
    editor: str = ""
    base_url: str = ""
    script: str = "tw"
    theme: str = "default"
    link: str = "section"
    epub: bool = False
    """Whether each speech is to be had as a book, too."""
    licence: str = ""
    people: dict[str, Name] = {}
    places: dict[str, Name] = {}
    protected: tuple[str, ...] = ()
    segment_allow: tuple[str, ...] = ()
    drafts: bool = False
    without: tuple[str, ...] = ()
    """Those of ``PARTS`` that are neither derived nor planned nor linked, in their order."""

    def has(self, part: str) -> bool:
        """Whether the site has one of ``PARTS``."""
        return part not in self.without


class Manuscripts(Protocol):
    """The texts of the speeches, each read when it is asked for: an archive may be larger than the memory of a machine."""

    def body(self, speech: Speech) -> str:
        """The Markdown of a speech."""

    def file(self, speech: Speech) -> bytes:
        """The file of a speech, head and body."""

    def imported(self, speech: Speech) -> str | None:
        """The Markdown that the import wrote, where an editor has changed it since; else None."""

    def ledger(self, speech: Speech) -> tuple[Ledger, str] | None:
        """The ledger of a speech, and the decoded raw text behind it."""


class Archive(Value, frozen=True):
    """All that ``content/`` holds. Speeches are in the order of their dates, undated last."""

    config: Config
    speeches: tuple[Speech, ...]
    terms: tuple[Term, ...]
    articles: tuple[Article, ...]
    manuscripts: Manuscripts
    files: tuple[tuple[str, str], ...] = ()
    """Files that are copied as they are: address in the site → path relative to the archive."""


# ---------------------------------------------------------------------------------------------------- annotated text


class Mark(Compact, frozen=True):
    """Inline markup as stand-off: ``kind`` applies to ``text[start:end]``; marks nest, outer first.

    Kinds: strong, em, code, link (value: address), image (value: address and alt), noteref (value: label), br,
    redaction, cell (of a table row), and from our own notation explicit (value: name) and not.
    """

    start: int
    end: int
    kind: str
    value: str = ""


class Block(Compact, frozen=True):
    """The smallest part that has an anchor. ``opens`` and ``closes`` are the tags of lists, quotations and tables
    that begin before it and end behind it; they are made by ``markdown.py`` from fixed strings only."""

    id: BlockId
    n: int
    kind: str
    """heading, paragraph, item, quote, salutation, note, row or code"""
    text: str
    level: int = 0
    marks: tuple[Mark, ...] = ()
    opens: str = ""
    closes: str = ""
    line: int = 0
    """Line in the file, counted from the first line of the body (0)."""
    label: str = ""
    """The label of a note; of a table row ``th`` for the head."""
    gone: tuple[BlockId, ...] = ()
    """Ids of imported blocks that were removed just before this one."""
    also: tuple[BlockId, ...] = ()
    """Ids of imported blocks that were joined to this one."""
    pinned: bool = False
    """Whether ``{#p12}`` behind the block gives it its id."""


class Mention(Compact, frozen=True):
    """One use of a term in a block of a speech."""

    block: BlockId
    start: int
    end: int
    surface: str
    term: Slug
    """Slug of the term, or of the page that lists its senses."""
    via: str
    """match or explicit"""
    voice: str
    """own, quoted or title"""
    linked: bool
    reason: str = ""
    """Why it is not linked: heading, link, code, repeat, unlink, or part (it lies in a longer mention, whose term it is
    ``part_of``); in a rejected mention: not_in, straddle, editor."""


class Text(Compact, frozen=True):
    """One speech, read and annotated."""

    speech: SpeechId
    blocks: tuple[Block, ...]
    mentions: tuple[Mention, ...]
    rejected: tuple[Mention, ...]
    problems: tuple[Problem, ...]
    characters: int
    """Code points of all blocks but headings, white space not counted."""
    gone: tuple[BlockId, ...] = ()
    """Ids of imported blocks that were removed at the end."""


class Bound(Value, frozen=True):
    """A phrase in a speech that bounds its date: ``date`` is when the term was coined, or when it went out of use."""

    term: Slug
    block: BlockId
    date: Span


class Bounds(Value, frozen=True):
    """What the phrases of a speech say about its date."""

    not_before: Bound | None = None
    not_after: Bound | None = None

    @property
    def contradict(self) -> bool:
        """Whether no date can satisfy both."""
        before, after = self.not_before, self.not_after
        return bool(before and after and before.date.earliest > after.date.latest)

    def speak_against(self, date: Span | None) -> bool:
        """Whether one of them leaves no room for a date."""
        before, after = self.not_before, self.not_after
        return date is not None and bool(
            (before and date.latest and before.date.earliest > date.latest)
            or (after and date.earliest and after.date.latest < date.earliest)
        )


class Passage(Compact, frozen=True):
    """Words that two speeches share; offsets are code points of the plain text of the block."""

    a: SpeechId
    """The earlier speech."""
    a_block: BlockId
    a_start: int
    a_end: int
    b: SpeechId
    b_block: BlockId
    b_start: int
    b_end: int
    characters: int
    """Han characters that are the same in both; those in bridged gaps are not counted."""
    text_a: str
    """The passage as the earlier speech has it."""
    kind: Literal["passage", "quotation"]
    """In a quotation both speeches quote, by their quotation marks or, one of them, by words of saying."""
    whole: int = 0
    """Where the words run on over the border of a paragraph: how many characters are the same in all of them; else 0."""
    continues: bool = False
    """Whether it carries on the passage of the same two speeches before it, over that border."""


# ---------------------------------------------------------------------------------------------------- site


class Page(Value, frozen=True):
    """The recipe of one page: what ``render`` needs and nothing more."""

    url: Url
    template: str
    title: str
    view: msgspec.Struct
    description: str = ""
    kind: str = ""
    other: Url | None = None
    """The same page in the other script."""
    script: str = "hans"


class Planned(Value, frozen=True):
    """A page whose address is known. It is made only where what it depends on has changed."""

    url: Url
    kind: str
    title: str
    key: bytes
    """Digest of all that its views depend on."""
    make: Callable[[], tuple[Page, ...]]
    """The page, which is filled for both scripts; or two pages, where what they show differs."""
    other: Url | None = None
    """The same page in the other script."""

    @property
    def addresses(self) -> tuple[Url, ...]:
        """Where it stands."""
        return (self.url, self.other) if self.other else (self.url,)


class File(Value, frozen=True):
    """A file that needs no template: data, a copy, an asset."""

    url: Url
    data: bytes


FilePart = tuple[bytes, Callable[[], bytes]]
"""A part of a file: a digest (16) of all that it depends on, and how it is made."""


class PlannedFile(Value, frozen=True):
    """A file whose address is known, made only where what it depends on has changed."""

    url: Url
    key: bytes
    make: Callable[[], bytes]
    parts: Callable[[], Iterable[FilePart]] | None = None
    """Of a long file the parts that make it up: those that have not changed are copied from the file in place."""
