"""Parts that several kinds of pages show."""

from generator.model import BlockId, SpeechId, Url, Value


class Link(Value, frozen=True):
    """A text with an address; ``count`` is shown behind it where it is not 0."""

    text: str
    url: Url
    count: int = 0


class TermCount(Value, frozen=True):
    """A term with the number of its uses, and (on a speech page) the blocks where it is used and each use: block, start, end."""

    term: str
    url: Url
    count: int
    blocks: tuple[BlockId, ...] = ()
    uses: tuple[tuple[BlockId, int, int], ...] = ()


class SpeechLine(Value, frozen=True):
    """A speech as it stands in every list."""

    id: SpeechId
    url: Url
    title: str
    shown: str
    """The title as a page shows it: in the other script, where the speech was given in it, as it was given."""
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


class Group(Value, frozen=True):
    """Speeches under one heading."""

    label: str
    anchor: str
    lines: tuple[SpeechLine, ...]


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
