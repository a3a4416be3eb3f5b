"""A speech as a book of its own."""

from generator.model import Block, BlockId, Mention, Slug, Url, Value
from generator.views.speeches import Citation, Fact


class Chapter(Value, frozen=True):
    """An entry of the contents, with the entries below it."""

    id: BlockId
    text: str
    below: tuple["Chapter", ...] = ()


class Entry(Value, frozen=True):
    """A term of the glossary at the end: its definition's first paragraph, and where the speech uses it."""

    slug: Slug
    """Of the term, or of the page that lists its senses."""
    term: str
    pinyin: str
    english: str
    blocks: tuple[Block, ...]
    """Of a list of senses, the first paragraph of each."""
    mentions: tuple[Mention, ...]
    items: tuple[str, ...]
    since: str
    uses: tuple[BlockId, ...]


class EpubView(Value, frozen=True):
    """epub/*: the documents of the book."""

    identifier: str
    """A URN that stays while the text of the speech does."""
    url: Url
    """Of the speech's page."""
    modified: str
    """When the text was last worked on, as far as its facts say: never the clock."""
    title: str
    subtitle: str
    date: str
    """A plain date; empty where it is open."""
    facts: tuple[Fact, ...]
    status: str
    citation: Citation
    chapters: tuple[Chapter, ...]
    lang: str
    blocks: tuple[Block, ...]
    mentions: tuple[Mention, ...]
    entries: tuple[Entry, ...]
