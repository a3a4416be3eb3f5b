"""What a decoder gives: a text, and what the file says of it besides. Values only."""

from generator.model import Note, SiteError, Value

LIMIT = 20_000_000
"""Bytes of one raw file that holds one speech; a speech has some ten thousand."""
TABLE_LIMIT = 100_000_000
"""Bytes of a table or an archive of files, and of what they unpack to in memory at once."""


class Fact(Value, frozen=True):
    """Something that a file says of its text: ``key`` is one of ``KEYS``, ``value`` as it stands there, ``where`` it stands."""

    key: str
    value: str
    where: str


KEYS = (
    "title", "subtitle", "speaker", "office", "organization", "place", "meeting", "genre", "level",
    "date", "when", "year", "published", "created", "modified", "author", "publisher", "url", "retrieved", "tags",
)  # fmt: skip
"""``date``: said to be the day of delivery; ``when``: a date whose role is not said. ``created``, ``modified`` and ``author`` are
those of the file, which says nothing of the speech."""


class Heading(Value, frozen=True):
    """A line of the text that the file itself marks as a heading; ``level`` counts from 1, 0 is the title of the whole."""

    start: int
    end: int
    level: int


class Decoded(Value, frozen=True):
    """A text and how it was read: ``encoding`` by its Python name, or empty where the format has its own."""

    text: str
    encoding: str
    plain: bool
    """Whether the raw bytes are this text in UTF-8, so that no ``text.txt`` is needed."""
    decoder: str = "text"
    part: str | None = None
    """Which speech of several in one file: ``row 3``."""
    facts: tuple[Fact, ...] = ()
    headings: tuple[Heading, ...] = ()
    notes: tuple[Note, ...] = ()
    """What the decoder saw and an editor should know, in code points of ``text``."""


_OF_ALL = ("title", "subtitle", "date", "when", "speaker", "office", "meeting")
"""Facts of a file that are not those of each speech in it."""


def cut(decoded: Decoded, start: int, end: int, part: str) -> Decoded:
    """One speech of several in a decoded text, with the headings and notes that lie in it."""
    return Decoded(
        decoded.text[start:end],
        decoded.encoding,
        plain=False,
        decoder=decoded.decoder,
        part=part,
        facts=tuple(fact for fact in decoded.facts if fact.key not in _OF_ALL),
        headings=tuple(
            Heading(h.start - start, h.end - start, h.level)
            for h in decoded.headings
            if start <= h.start and h.end <= end
        ),
        notes=tuple(
            Note(n.rule, max(0, n.start - start), max(0, n.end - start), n.message, n.proposal)
            for n in decoded.notes
            if n.start == n.end or (start <= n.start and n.end <= end)
        ),
    )


def too_large(name: str, size: int, limit: int = LIMIT) -> SiteError:
    """The error for a file beyond the limit."""
    return SiteError(
        f"{name}: {size // 1_000_000} MB is too large for a speech (the limit is {limit // 1_000_000} MB)"
    )


def one_line(error: Exception) -> str:
    """What an exception says, as a piece of one line."""
    return " ".join(str(error).split())[:100] or type(error).__name__


def needs(package: str, name: str, kind: str) -> SiteError:
    """The error for a format whose library is not installed."""
    return SiteError(f"{name}: {kind} needs {package}, which is not installed: pip install 'yanlu[formats]'")
